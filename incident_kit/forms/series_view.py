"""The files of the folder, the columns of the chosen one, and its curve below the form."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.errors import IncidentKitError
from incident_kit.forms.evidence_gate import TIME_COLUMN
from incident_kit.forms.file_drop import FileDrop
from incident_kit.forms.said import Lines, Look
from incident_kit.forms.series_shown import series_shown
from incident_kit.forms.typing import beside_presses
from incident_kit.sources.columns import normal
from incident_kit.store.data_files import columns_of, data_files, put_data_file
from incident_kit.wording.inside import evidence as told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from incident_kit.errors import Path
    from incident_kit.forms.answers import Answers
    from incident_kit.forms.sheet import Sheet

_FILE, _TIME = ("file",), ("time",)
# columns that hold the time of a sample, by the names that exports give them
_TIMES = ("time", "timestamp", "datetime", "date_time", "date", "ts", "when")
# so long nobody types, before what was typed is drawn
_PAUSE_S = 0.3


class SeriesView:
    """What helps to name a series: ``drop`` takes a file, ``curve`` shows the series.

    It keeps what it has drawn, and nothing of the record.
    """

    def __init__(self, answers: Answers, look: Look) -> None:
        self._answers = answers
        self._file = answers.fields[_FILE]
        self._columns = [
            one for one in answers.fields.values() if one.question.kind == "column"
        ]
        self._read = ""
        self._drawn: tuple[Sheet, dict[Path, str]] | None = None
        self.drop = FileDrop(put=self._put)
        self._words = Lines(look)
        self._picture = Lines(look)
        self.curve = widgets.VBox(
            children=(self._words.widget, self._picture.widget),
            layout=look.layout,
            _dom_classes=("ik-curve",),
        )

    def show(self) -> None:
        """Offer what there is to choose, and draw what was chosen, a little later."""
        self.drop.locked = self._answers.sheet.is_read_only
        self._file.suggest(data_files(self._folder))
        self._offer_columns()
        asked = self._answers.sheet, self._answers.typed
        _after_a_pause(lambda: self._draw(*asked))

    @property
    def _folder(self) -> Any:
        return self._answers.sheet.stored.path.parent

    def _offer_columns(self) -> None:
        """Offer the columns of the chosen file; fill in the one with the time."""
        file = self._file.text.strip()
        if file == self._read:
            return
        self._read = file
        columns = self._columns_of(file)
        for field in self._columns:
            field.suggest(columns)
        time = self._answers.fields[_TIME]
        if columns and TIME_COLUMN not in columns and not time.text.strip():
            time.text = next((one for one in columns if normal(one) in _TIMES), "")

    def _columns_of(self, file: str) -> Sequence[str]:
        if not file:
            return ()
        try:
            return columns_of(self._folder, file)
        except IncidentKitError:
            return ()

    def _draw(self, sheet: Sheet, typed: dict[Path, str]) -> None:
        """Draw what was typed, unless more was typed since."""
        asked = sheet, typed
        now = self._answers.sheet, self._answers.typed
        if asked != now or asked == self._drawn:
            return
        self._drawn = asked
        shown = series_shown(sheet, typed)
        if shown is None:
            self._words.say([])
            self._picture.show(None)
            return
        if shown.problem:
            self._words.say([("problem", shown.problem)])
            self._picture.show(None)
            return
        head = told.PREVIEW if self._answers.is_edited else told.SAVED
        self._words.say([("head", head), ("measured", told.onset(shown.onset))])
        self._picture.show(shown.section)

    def _put(self, name: str, data: bytes) -> str:
        """Copy a file beside the record, and choose it; return what became of it."""
        is_new = put_data_file(self._folder, name, data)
        columns = columns_of(self._folder, name)
        self._read = ""
        self._file.text = name
        self.show()
        return (told.taken if is_new else told.there)(name, columns)


def _after_a_pause(act: Callable[[], None]) -> None:
    """Do something soon, beside no press; at once where nothing runs."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        act()
    else:
        loop.call_later(_PAUSE_S, beside_presses, act)
