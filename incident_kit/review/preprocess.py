"""A run notebook to one page, inside plain nbconvert and inside our command alike."""

from __future__ import annotations

import base64
import binascii
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import traitlets
from bs4 import BeautifulSoup
from nbconvert.filters import strip_ansi
from nbconvert.nbconvertapp import NbConvertApp
from nbconvert.preprocessors import Preprocessor

from incident_kit.errors import PageRefused
from incident_kit.page import own, render
from incident_kit.page.audit import audit, machine_marks
from incident_kit.page.blocks import SECTION_MIME, Section, section_from_json
from incident_kit.page.text import clean_text
from incident_kit.page.text_blocks import plain_words
from incident_kit.release import profiles
from incident_kit.release.search import refuse_withheld
from incident_kit.review.cell_pictures import pictures_of
from incident_kit.review.failed_cell import failed_cell
from incident_kit.review.run_mark import (
    RUN_MIME,
    RunMark,
    Withholding,
    is_for_customers,
    withholding,
)
from incident_kit.wording.figures import NO_ALT
from incident_kit.wording.inside.review import PROFILE_HELP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


PagePart = Section | own.Fragment

RESOURCE = "incident_kit_page"
"""Where the template finds the finished page."""

LEFT_OUT = "incident_kit_left_out"
"""Where the lines are that tell what is left out of it."""

_HIDDEN_TAGS = {"guide", "setup", "parameters", "injected-parameters"}
_WIDEST = 4000
_WIDGET = "application/vnd.jupyter.widget-view+json"
# What an object says of itself when nothing better is there: no reader's words,
# and its address differs from run to run.
# or what a last line of matplotlib returns: Text(0.5, 0, ''), a list of them
_REPR = re.compile(
    r"\[?<[^\n]*>\]?\Z|.* at 0x[0-9a-f]+>.*\Z|[\[(]*Text\(.*\)[\])]*\Z", re.DOTALL
)

# What a terminal would have overwritten: all but the last state of a bar.
_OVERWRITTEN = re.compile(r"[^\n]*\r(?!\n)|\r(?=\n)")


class ReportPreprocessor(Preprocessor):
    """Makes the page; the template hands it on unchanged."""

    profile = traitlets.Unicode("", help=PROFILE_HELP).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Put the audited page where the template finds it, or refuse."""
        try:
            name = resources.get("metadata", {}).get("name", "")
            shown = shown_parts(
                nb, profile=self.profile, name=f"{name}.ipynb" if name else ""
            )
            resources[RESOURCE] = page_of(shown, secrets=machine_marks())
            resources[LEFT_OUT] = shown.left_out
            for line in shown.left_out:
                self.log.warning(line)
        except PageRefused as refused:
            # Our own command and a notebook server catch the error; the plain
            # command would print thirty lines of traceback above it.
            if NbConvertApp.initialized():
                sys.exit(str(refused))
            raise
        return nb, resources


def page_text(
    notebook: Mapping[str, Any],
    *,
    profile: str = "",
    secrets: Sequence[str] = (),
    name: str = "",
) -> str:
    """Return the page of a run notebook, audited, as nbconvert will write it.

    ``name`` is how messages call the notebook.  It was run for a profile; a
    ``profile`` that is given must be that one.

    Raises
    ------
    PageRefused
        If the run failed or did not reach its end, a section cannot be read,
        the audit finds a fault, or a copy for customers holds what is withheld.
    """
    return page_of(shown_parts(notebook, profile=profile, name=name), secrets=secrets)


def page_of(shown: ShownParts, *, secrets: Sequence[str] = ()) -> str:
    """Return the page of what a run shows, audited.

    Raises
    ------
    PageRefused
        As :func:`page_text` does.
    """
    parts = shown.parts
    text = render.render_document(parts, title=_title(parts))
    # nbconvert writes what its HTML parser makes of the template's text, so
    # that is what must be right.
    once = reserialised(text)
    if reserialised(once) != once:
        raise PageRefused("page refused: nbconvert would write it otherwise each time")
    audit(once, secrets=secrets)
    if shown.withheld is not None:
        refuse_withheld(once, shown.withheld.values, links=shown.withheld.links)
    return once


@dataclass(frozen=True, slots=True)
class ShownParts:
    """What a run notebook shows to whom it was run for, and what must not show.

    ``withheld`` is None where everything may stand.
    """

    parts: tuple[PagePart, ...]
    withheld: Withholding | None = None

    @property
    def left_out(self) -> tuple[str, ...]:
        """What of the team's own cells is not there and why, a line each."""
        own_parts = (one for one in self.parts if isinstance(one, own.Fragment))
        return tuple(line for one in own_parts for line in one.left_out)


def shown_parts(
    notebook: Mapping[str, Any], *, profile: str = "", name: str = ""
) -> ShownParts:
    """Return what a run notebook shows, in its order.

    Raises
    ------
    PageRefused
        If the run failed, a section cannot be read, or the run was for others.
    """
    cells: list[Mapping[str, Any]] = list(notebook["cells"])
    _check_run(cells, name)
    parts = tuple(_without_repeats([*_parts(cells)]))
    marks = list(_marks(cells))
    if not marks and any(_is_for_customers(part) for part in parts):
        raise PageRefused(
            "the notebook does not show what it opened; end its setup cell with review"
        )
    for_customers = is_for_customers(marks)
    _check_asked_for(profile, for_customers=for_customers)
    if not for_customers:
        return ShownParts(parts)
    held = withholding(marks[0])
    return ShownParts(
        parts=tuple(
            part.released(pictures=held.shows_pictures)
            if isinstance(part, own.Fragment)
            else part
            for part in parts
            if _may_leave(part, held)
        ),
        withheld=held,
    )


def _check_asked_for(profile: str, *, for_customers: bool) -> None:
    """Refuse to make of a run another profile's page: it shows what it shows."""
    if not profile:
        return
    profiles.check_profile(profile)
    if (profile == profiles.CUSTOMER) != for_customers:
        ran = profiles.CUSTOMER if for_customers else profiles.INTERNAL
        raise PageRefused(
            f"the notebook was run with profile {ran}, not {profile}; "
            f'set profile = "{profile}" and run it again'
        )


def _may_leave(part: PagePart, withheld: Withholding) -> bool:
    if isinstance(part, Section):
        return _is_for_customers(part)
    allowed = withheld.shows_pictures or not part.is_picture
    return withheld.shows_own_cells and allowed


def _is_for_customers(part: PagePart) -> bool:
    return isinstance(part, Section) and part.profile == profiles.CUSTOMER


def _marks(cells: Sequence[Mapping[str, Any]]) -> Iterator[RunMark]:
    """Yield which incidents the notebook opened, for whom."""
    for cell in cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if RUN_MIME in data:
                yield RunMark.from_json(data[RUN_MIME])


def reserialised(text: str) -> str:
    """Return the text as nbconvert's HTML exporter writes it."""
    return str(BeautifulSoup(text.lstrip("\r\n"), features="html.parser"))


def _check_run(cells: Sequence[Mapping[str, Any]], name: str) -> None:
    for number, cell in enumerate(cells, start=1):
        for output in cell.get("outputs", ()):
            if output["output_type"] == "error":
                raise PageRefused(
                    failed_cell(
                        name,
                        number,
                        cell,
                        output.get("ename", ""),
                        output.get("evalue", ""),
                    )
                )


def _title(parts: Sequence[PagePart]) -> str:
    blocks = [b for p in parts if isinstance(p, Section) for b in p.blocks]
    if not any(block.block == "footer" for block in blocks):
        raise PageRefused(
            "the run did not reach its end: the notebook shows no footer; "
            "run all its cells"
        )
    for block in blocks:
        if block.block == "headline":
            lead = [*map(plain_words, block.line[:1]), block.title]
            return ", ".join(clean_text(part) for part in lead if part)
    raise PageRefused("the notebook shows no headline, so the page has no title")


def _parts(
    cells: Sequence[Mapping[str, Any]],
) -> Iterator[PagePart]:
    for cell in cells:
        metadata = cell.get("metadata", {})
        if _HIDDEN_TAGS & set(metadata.get("tags", ())):
            continue
        if cell["cell_type"] == "markdown" and cell["source"].strip():
            yield own.fragment_of_markdown(cell["source"], pictures_of(cell))
        elif cell["cell_type"] == "code":
            for output in cell.get("outputs", ()):
                part = _part(output, metadata)
                if part is not None:
                    yield part


def _without_repeats(parts: Sequence[PagePart]) -> Iterator[PagePart]:
    """Yield the parts, but no card of a form whose words stand there anyway."""
    shown = {part.id for part in parts if isinstance(part, Section) and not part.unless}
    for part in parts:
        if isinstance(part, Section) and part.unless:
            if part.unless in shown or part.id in shown:
                continue
            shown.add(part.id)
        yield part


def _part(
    output: Mapping[str, Any], cell_metadata: Mapping[str, Any]
) -> PagePart | None:
    """Return the best that one output has for a page, None for nothing."""
    if output["output_type"] == "stream" and output["name"] == "stdout":
        plain = strip_ansi(output["text"])  # type: ignore[no-untyped-call]  # nbconvert is untyped
        printed = _OVERWRITTEN.sub("", plain).strip("\n")
        return own.fragment_of_text(printed) if printed.strip() else None
    if output["output_type"] not in {"display_data", "execute_result"}:
        return None
    data: Mapping[str, Any] = output.get("data", {})
    if RUN_MIME in data:
        return None
    if SECTION_MIME in data:
        return section_from_json(data[SECTION_MIME])
    if "text/html" in data:
        return own.fragment_of_html(str(data["text/html"]), pictures_of({}))
    for mime in ("image/svg+xml", "image/png", "image/jpeg"):
        if mime in data:
            alt = _alt(output.get("metadata", {}), mime, cell_metadata)
            width = _width(output.get("metadata", {}).get(mime))
            content = _bytes(data[mime], mime)
            return own.fragment_of_picture(content, mime, alt, width=width)
    if "text/markdown" in data:
        return own.fragment_of_markdown(str(data["text/markdown"]), pictures_of({}))
    text = str(data.get("text/plain", "")).strip("\n")
    if not text.strip() or _WIDGET in data or _REPR.match(text):
        return None
    return own.fragment_of_text(text)


def _alt(output: Mapping[str, Any], mime: str, cell: Mapping[str, Any]) -> str:
    inner = output.get(mime)
    for place in (output, inner if isinstance(inner, dict) else {}, cell):
        alt = place.get("alt")
        if isinstance(alt, str) and alt.strip():
            return alt
    return NO_ALT


def _width(metadata: object) -> int | None:
    """Return how wide a picture with many dots is to stand, as Jupyter notes it."""
    width = metadata.get("width") if isinstance(metadata, dict) else None
    return width if isinstance(width, int) and 0 < width <= _WIDEST else None


def _bytes(data: object, mime: str) -> bytes:
    text = "".join(data) if isinstance(data, list) else str(data)
    if mime == "image/svg+xml":
        return text.encode("utf-8", "replace")
    try:
        return base64.b64decode(text, validate=False)
    except binascii.Error:
        raise PageRefused(f"a picture of type {mime} in the notebook is cut") from None
