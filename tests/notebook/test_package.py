"""What ``import incident_kit`` offers, as its README shows it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from nbclient import NotebookClient
from nbformat import v4

import incident_kit as ik
from incident_kit.errors import IncidentKitError, UnknownIncident
from incident_kit.sections.registry import SECTIONS
from incident_kit.store.home import find_home
from incident_kit.store.notes import new_incident

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
[BLOCK] = re.findall(
    r"^```python\n(import incident_kit.*?)^```", README, re.MULTILINE | re.DOTALL
)
# as a machine without JupyterLab and its widgets
WITHOUT_LAB = """
import sys
for name in ("jupyterlab", "ipywidgets"):
    sys.modules[name] = None
"""
SERIES = """
import numpy as np
import pandas as pd
index = pd.date_range("2024-05-14 08:00", periods=240, freq="min", tz="UTC")
noise = np.random.default_rng(1).poisson(5, 240)
series = pd.Series(noise + np.where((index.hour == 10), 60.0, 0.0), index)
at = pd.Timestamp("2024-05-14 11:00", tz="UTC").to_pydatetime()
frame = pd.DataFrame({"checkout": series, "search": noise[::-1] * 1.0}, index)
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder with INC-7, made by ``new``, and where people stand."""
    (tmp_path / "incidents").mkdir()
    monkeypatch.chdir(tmp_path)
    new_incident("INC-7", "Search is down", home=find_home(), timezone="Europe/Berlin")
    return tmp_path


@pytest.fixture(scope="module")
def inc():
    """The first worked example."""
    return ik.open("samples/INC-001")


def python(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        text=True,
        capture_output=True,
        check=False,
        env=os.environ | {"INCIDENT_KIT_HOME": ""},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class TestTheBlockOfTheReadme:
    @pytest.mark.notebook
    def test_runs_as_written_without_jupyterlab(self, home):
        python(f"{WITHOUT_LAB}\n{SERIES}\n{BLOCK}", home)

        assert "rolled back" in (home / "incidents/INC-7/incident.yaml").read_text()
        assert (home / "reviews/INC-7/review.html").is_file()

    @pytest.mark.notebook
    def test_runs_a_line_a_cell_and_each_value_shows_itself(self, home):
        """In a kernel, where a review is built by a kernel of its own."""
        cells = [v4.new_code_cell(SERIES)]
        cells += [v4.new_code_cell(line) for line in BLOCK.splitlines() if line]
        notebook = v4.new_notebook(cells=cells)
        where = {"metadata": {"path": str(home)}}
        NotebookClient(notebook, timeout=300, resources=where).execute()
        shown = {
            cell.source.partition("(")[0]: cell.outputs[0].data
            for cell in notebook.cells
            if cell.outputs
        }

        assert "image/png" in shown["inc.plot.impact"]
        assert "reviews/INC-7/review.html" in shown["ik.build"]["text/html"]
        cards = [data["text/plain"] for data in shown.values() if "text/html" in data]
        assert len(cards) > 10
        assert all(len(text.splitlines()[0]) < 200 for text in cards)

    def test_is_clean_under_a_strict_type_checker(self, tmp_path):
        script = tmp_path / "script.py"
        script.write_text(f"{SERIES}\n{BLOCK}\ntable = inc.clocks\ntable.head()\n")
        done = subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(script)],
            cwd=tmp_path,
            text=True,
            capture_output=True,
            check=False,
        )

        assert done.returncode == 0, done.stdout


class TestTheImport:
    def test_loads_none_of_the_heavy_parts(self, tmp_path):
        told = python(
            "import incident_kit, sys\n"
            "print({'pandas', 'numpy', 'pydantic', 'matplotlib', 'jinja2'} & set(sys.modules))",
            tmp_path,
        )

        assert told.strip() == "set()"

    def test_completes_each_public_name_once_and_says_what_each_is(self):
        assert dir(ik) == sorted(set(dir(ik)))
        assert all(getattr(ik, name).__doc__ for name in ik.__all__)

    def test_refuses_a_name_that_is_none(self):
        with pytest.raises(AttributeError, match="no attribute 'openn'"):
            _ = ik.openn


class TestIncidents:
    def test_are_a_row_each_with_stated_columns(self, home):
        table = ik.incidents()

        assert list(table.index) == ["INC-7"]
        assert list(table) == ["title", "severity", "started", "state", "review"]
        assert str(table["started"].dtype) == "datetime64[us, UTC]"
        assert pd.isna(table.loc["INC-7", "started"])
        assert table.loc["INC-7", "state"] == "unknown"

    def test_name_one_that_cannot_be_read_and_go_on(self, home):
        broken = home / "incidents" / "INC-8"
        broken.mkdir()
        (broken / "incident.yaml").write_text("title: [")
        table = ik.incidents()

        assert list(table["state"]) == ["unknown", "unreadable"]


class TestOpen:
    def test_takes_a_bundled_one_wherever_one_stands(self, home):
        assert repr(ik.open("samples/INC-001")).startswith('<INC-001 "Reporting')
        with pytest.raises(IncidentKitError, match="name only one"):
            ik.open("samples/INC-001", home="incidents")

    def test_refuses_an_unknown_id_with_what_there_is(self, home):
        with pytest.raises(UnknownIncident, match="there are: INC-7"):
            ik.open("INC-77")

    def test_knows_when_a_file_has_changed_and_reads_it_again(self, home):
        inc = ik.open("INC-7")
        assert not inc.is_stale
        ik.note("INC-7", "first ticket", source="support")

        assert inc.is_stale
        assert "first ticket" in list(inc.reload().timeline["what"])
        assert not inc.is_stale

    def test_stays_the_same_incident_wherever_one_stands(self, home, monkeypatch):
        inc = ik.open("INC-7", home="incidents")
        monkeypatch.chdir("/")

        assert inc.reload().timeline.empty
        assert repr(inc).startswith("<INC-7 ")

    def test_is_stale_when_evidence_in_a_folder_of_its_own_changes(self, home):
        folder = home / "incidents" / "INC-7" / "evidence"
        folder.mkdir()
        file = folder / "impact.csv"
        file.write_text("at,failed\n2024-05-14T09:00Z,1\n")
        named = "{name: errors, unit: errors, file: evidence/impact.csv, value: failed}"
        with (folder.parent / "incident.yaml").open("a") as record:
            record.write(f"impact: [{named}]\n")
        inc = ik.open("INC-7")
        file.write_text("at,failed\n2024-05-14T09:00Z,12\n")

        assert inc.is_stale

    def test_takes_the_bundled_one_beside_a_folder_called_samples(self, home):
        (home / "samples").mkdir()

        assert repr(ik.open("samples/INC-001")).startswith("<INC-001 ")
        with pytest.raises(IncidentKitError, match="read-only"):
            ik.note("samples/INC-001", "rolled back")

    def test_refuses_a_time_without_an_offset(self, inc):
        with pytest.raises(IncidentKitError, match="no offset"):
            ik.open("samples/INC-001", as_of=pd.Timestamp("2024-05-15").to_pydatetime())

    def test_says_nothing_of_the_machine(self, inc):
        said = [inc, inc.forms, inc.forms.milestones, inc.section, inc.plot]

        assert not any("/" in repr(one) for one in said)

    def test_shows_its_first_screen_once_on_a_page(self, inc):
        shown = inc._repr_mimebundle_()

        assert shown["text/plain"] == repr(inc)
        assert "Reporting dashboard" in str(shown["text/html"])
        assert "'unless': 'head'" in str(shown)


class TestFrames:
    def test_clocks_are_bounded_durations(self, inc):
        clocks = inc.clocks

        assert clocks.loc["time to acknowledge", "low"] == pd.Timedelta(minutes=5)
        assert clocks.loc["time to mitigate", "high"] == pd.Timedelta(
            hours=13, minutes=2
        )
        assert clocks.loc["time to mitigate", "how"] == "measured"
        assert str(clocks["low"].dtype) == "timedelta64[us]"

    def test_phases_add_up(self, inc):
        assert inc.phases["percent"].sum() == 100
        assert round(inc.phases["amount"].sum()) == 63_747

    def test_waves_say_what_they_followed_and_whether_it_caused_them(self, inc):
        assert list(inc.waves["follows"]) == ["", "cache-fix"]
        assert list(inc.waves["is_caused"]) == [False, True]
        assert round(inc.waves["excess"].sum()) == 63_747 + 26_523

    def test_the_timeline_is_in_one_order_in_the_incidents_zone(self, inc):
        timeline = inc.timeline

        assert timeline["at"].is_monotonic_increasing
        assert str(timeline["at"].dt.tz) == "Europe/Berlin"
        assert set(timeline["entry"]) == {
            "milestone",
            "change",
            "action",
            "answer",
            "hypothesis",
            "note",
        }

    def test_a_series_stands_beside_what_is_usual(self, inc):
        table = inc.series("stale report views")
        sums = table.loc["2024-05-14 02:08":"2024-05-14 15:01", "excess"].sum()

        assert list(table) == ["value", "of", "usual", "excess", "is_bad"]
        assert round(sums) == 63_747
        assert table["is_bad"].dtype == bool
        with pytest.raises(IncidentKitError, match="there are: 'stale report views'"):
            inc.series("stale views")

    def test_actions_and_changes_have_verdict_and_reason(self, inc):
        assert inc.actions.loc["cache-undo", "verdict"] == "worked"
        assert inc.actions.loc["cache-undo", "low"] > 0.99
        assert inc.changes.loc["refresh", "verdict"] == "supported"
        assert inc.blast.loc["A", "verdict"] == "disagrees"

    def test_an_empty_record_gives_the_same_columns(self, home, inc):
        bare = ik.open("INC-7")

        for name in (
            "clocks",
            "phases",
            "waves",
            "timeline",
            "changes",
            "actions",
            "blast",
        ):
            full, empty = getattr(inc, name), getattr(bare, name)
            assert list(empty) == list(full), name
            kinds = [[kind.kind for kind in table.dtypes] for table in (full, empty)]
            assert kinds[0] == kinds[1], name


class TestParts:
    def test_every_section_can_be_completed_and_shown(self, inc):
        assert set(SECTIONS) <= set(dir(inc.section))
        assert inc.section.impact.heading == "Impact against time and changes"
        with pytest.raises(AttributeError, match="did you mean 'impact'"):
            _ = inc.section.impcat

    def test_plots_are_axes_of_ones_own_figure_or_of_a_new_one(self, inc):
        figure = pytest.importorskip("matplotlib.figure").Figure()
        given = figure.add_subplot()

        assert inc.plot.impact(given) is given
        assert inc.plot.clocks().figure is not figure
        assert len(inc.plot.phases().texts) >= len(inc.phases)


class TestPlainSeries:
    """The arithmetic without a record."""

    index = pd.date_range("2024-05-14 08:00", periods=240, freq="min", tz="UTC")
    noise = np.random.default_rng(1).poisson(5, 240)
    series = pd.Series(noise + np.where(index.hour == 10, 60.0, 0.0), index)

    def test_finds_since_when(self):
        anchor = ik.find_anchor_time(self.series)

        assert anchor.first_bad == pd.Timestamp("2024-05-14 10:00", tz="UTC")
        assert len(repr(anchor)) < 200

    def test_measures_what_an_action_did(self):
        at = pd.Timestamp("2024-05-14 11:00", tz="UTC").to_pydatetime()
        effect = ik.measure_mitigation(self.series, at)

        assert effect.verdict == "worked"
        assert "<table" in effect._repr_html_()

    def test_refuses_what_is_no_time_and_no_frame_in_a_line(self):
        with pytest.raises(IncidentKitError, match="is no datetime"):
            ik.measure_mitigation(self.series, "2024-05-14 11:00")
        with pytest.raises(IncidentKitError, match="a column for each place"):
            ik.rank_locations(
                self.series, ik.AnchorTime.at(last_good=None, first_bad=None)
            )

    def test_ranks_where_it_shows(self):
        frame = pd.DataFrame(
            {"search": self.noise[::-1] * 1.0, "checkout": self.series}
        )
        first, second = ik.rank_locations(frame, ik.find_anchor_time(self.series))

        assert (first.place, first.verdict) == ("checkout", "affected")
        assert second.verdict != "affected"
