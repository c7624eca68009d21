"""The forms as widgets, without a browser: what they show, say, keep and leave behind."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import nbformat
import papermill
import pytest

from incident_kit.errors import IncidentKitError
from incident_kit.forms import opened
from incident_kit.forms import shown as showing
from incident_kit.forms.card import card, evidence
from incident_kit.forms.days import with_day
from incident_kit.forms.findings import assessed
from incident_kit.forms.opened import open_forms
from incident_kit.forms.sheet import open_sheet
from incident_kit.page.blocks import SECTION_MIME, section_from_json
from incident_kit.review.preprocess import page_text
from incident_kit.review.workbook import open_review
from incident_kit.sections.registry import SECTIONS
from incident_kit.store.home import find_home
from incident_kit.store.opening import copy_sample
from incident_kit.store.records import parse_text, read_record
from incident_kit.wording.inside.catalogue import FORMS

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "notebooks" / "incidents"
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 14, 9, 30, tzinfo=BERLIN)
BARE = "schema: 1\nid: INC-7\ntitle: Search is down\ntimezone: Europe/Berlin\n"
NIGHT = "detected_at: 2026-02-01 23:10\nmitigated_at: 2026-02-02 02:30\n"
HOSTILE = "<img src=x onerror=alert(1)></span><script>alert(2)</script>"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    return copy_sample("INC-001", find_home("samples"))


def view(home, name, index=None, incident_id="INC-001"):
    skin = pytest.importorskip("incident_kit.forms.skin")
    sheet = open_sheet(FORMS[name], incident_id, home, index=index)
    return skin.FormView(sheet, saved=lambda one: evidence(one, assessed_of(one)))


def assessed_of(sheet):
    return assessed(sheet.stored, sheet.home)


def html(lines):
    return lines.widget.value


class TestSkin:
    def test_it_shows_the_file_and_the_evidence_beside_it(self, home):
        form = view(home, "anchor_time")

        assert form.fields["answer",].text == "Around nine this morning."
        assert form.fields["at",].text == "about 2024-05-14 09:00"
        assert "Between 02:00 (surely good until then) and 02:08 (first bad)" in html(
            form.evidence
        )
        assert "disagrees" in html(form.evidence)

    def test_save_writes_and_the_evidence_is_found_anew(self, home):
        form = view(home, "anchor_time")
        form.fields["at",].text = "about 2024-05-14 02:05"
        form.save.click()

        assert "Saved at" in html(form.status)
        assert ">agrees<" in html(form.evidence)
        assert "Earlier (2024-05-14 12:05): “Around nine this morning.”" in html(
            form.evidence
        )
        assert form.fields["answered_at",].text != "2024-05-14 12:05"
        assert view(home, "anchor_time").fields["at",].text == "about 2024-05-14 02:05"

    def test_a_message_stands_at_its_field_and_goes_once_it_is_right(self, home):
        form = view(home, "milestones")
        field = form.fields["fixed_at",]
        field.text = "soon"
        form.save.click()

        assert "ik-problem" in html(field.note)
        assert "not yet, or unknown" in html(field.note)
        field.text = "not yet"
        form.save.click()
        assert "ik-problem" not in html(field.note)

    def test_two_versions_are_both_shown_and_none_is_written_unchosen(self, home):
        one, two = view(home, "location"), view(home, "location")
        one.fields["answer",].text = "From the other tab"
        one.save.click()
        two.fields["answer",].text = "From this one"
        two.save.click()
        two.save.click()

        field = two.fields["answer",]
        assert (field.text, field.theirs) == ("From this one", "From the other tab")
        assert "choose a version" in html(two.status)
        assert (
            read_record("INC-001", home).record.blast.location.answer
            == "From the other tab"
        )

    @pytest.mark.parametrize(
        ("button", "words"),
        [("Keep mine", "From this one"), ("Take theirs", "From the other tab")],
    )
    def test_the_chosen_version_is_saved(self, home, button, words):
        one, two = view(home, "location"), view(home, "location")
        one.fields["answer",].text = "From the other tab"
        one.save.click()
        two.fields["answer",].text = "From this one"
        two.save.click()
        row = two.fields["answer",].choice[-1]
        next(one for one in row.children if one.description == button).click()
        two.save.click()

        assert read_record("INC-001", home).record.blast.location.answer == words

    def test_what_is_typed_on_one_entry_waits_while_another_is_looked_at(self, home):
        form = view(home, "actions")
        form.entries.picker.value = 0
        form.fields["note",].text = "half a thought"
        form.entries.picker.value = 1
        assert form.fields["note",].text == ""
        form.entries.picker.value = 0

        assert form.fields["note",].text == "half a thought"
        assert "Not saved yet" in html(form.status)

    def test_a_new_entry_is_saved_and_the_next_one_is_empty(self, home):
        form = view(home, "timeline")
        form.fields["what",].text = "It is quiet again"
        form.save.click()

        assert "as 5  It is quiet again" in html(form.status)
        assert form.fields["what",].text == ""
        assert [label for label, _ in form.entries.picker.options][
            -1
        ] == "5  It is quiet again"

    def test_what_is_typed_and_not_saved_is_said(self, home):
        form = view(home, "location")
        form.fields["answer",].text = "Elsewhere"
        edited = html(form.status)
        form.save.click()
        saved = html(form.status)
        # a letter that comes behind the press of Save
        form.fields["answer",].input.value = "Elsewhere too"

        assert "Not saved yet" in edited
        assert "Saved at" in saved
        assert "Not saved yet" in html(form.status)

    def test_a_bare_clock_time_gets_the_day_of_the_incident(self, home):
        form = view(home, "milestones")
        form.fields["closed_at",].text = "about 18:20"
        form.save.click()

        assert form.fields["closed_at",].text == "about 2024-05-14 18:20"

    @pytest.mark.parametrize(
        ("typed", "written"),
        [
            ("18:20", "2026-03-13 18:20"),
            ("9:05", "2026-03-14 09:05"),
            ("by 9:30", "by 2026-03-14 09:30"),
            ("25:00", "25:00"),
            ("soon", "soon"),
            ("2026-03-14 09:00", "2026-03-14 09:00"),
            ("", ""),
        ],
    )
    def test_before_any_time_is_known_a_bare_one_is_the_last_that_was_so_late(
        self, typed, written
    ):
        record = parse_text(BARE, file="incident.yaml", incident_id="INC-7")[0]

        assert with_day(typed, record, NOW) == written

    @pytest.mark.parametrize(
        ("known", "typed", "written"),
        [
            ("detected_at: 2026-02-01 10:40\n", "10:55", "2026-02-01 10:55"),
            (
                "detected_at: 2026-02-01 10:40\n",
                "about 9:05:30",
                "about 2026-02-01 09:05:30",
            ),
            (NIGHT, "01:10", "2026-02-02 01:10"),
            (NIGHT, "22:00", "2026-02-01 22:00"),
            # on three days of the incident it was 10:55
            (NIGHT + "fixed_at: 2026-02-04 12:00\n", "10:55", "10:55"),
            (
                "changes: [{id: a, what: A, at: 2025-01-01 09:00}]\n",
                "9:05",
                "2026-03-14 09:05",
            ),
        ],
    )
    def test_a_bare_time_gets_the_day_of_the_incident_never_today(
        self, known, typed, written
    ):
        record = parse_text(BARE + known, file="incident.yaml", incident_id="INC-7")[0]

        assert with_day(typed, record, NOW) == written

    def test_one_press_writes_the_present_minute_and_that_there_was_none(self, home):
        form = view(home, "milestones")
        form.fields["closed_at",].short.click()
        stamp = form.fields["closed_at",].text
        form.save.click()
        learned = view(home, "learned")
        learned.fields["difficulties",].short.click()
        learned.save.click()
        record = read_record("INC-001", home).record

        assert record.closed_at.text == stamp
        assert abs(record.closed_at.earliest - datetime.now(UTC)).total_seconds() < 90
        assert record.difficulties == ()

    def test_an_entry_is_taken_out_after_one_more_question(self, home):
        form = view(home, "hypotheses", 0)
        form.entries.delete.click()
        asked = [one.description for one in form.entries.beside.children]
        still = len(read_record("INC-001", home).record.hypotheses)
        form.entries.delete.click()

        assert asked == [
            "Really delete it? Press again",
            "Keep it",
        ]
        assert still == 2
        left = read_record("INC-001", home).record.hypotheses
        assert [one.what for one in left] == ["The 02:00 refresh failed"]
        assert "Deleted 1  The cache serves old figures" in html(form.status)
        assert form.sheet.is_new

    def test_an_entry_that_another_tab_changed_is_not_taken_out(self, home):
        one, two = view(home, "actions", 0), view(home, "actions", 0)
        one.fields["note",].text = "Announced too early"
        one.save.click()
        two.entries.delete.click()
        two.entries.delete.click()

        assert len(read_record("INC-001", home).record.actions) == 4
        assert "somebody else changed it" in html(two.status)
        assert two.fields["note",].text == "Announced too early"

    def test_an_entry_that_others_name_is_not_taken_out(self, home):
        form = view(home, "actions", 0)
        form.entries.delete.click()
        form.entries.delete.click()

        assert "Nothing was changed" in html(form.status)
        assert "&#39;cache-fix&#39; is not an id in this record" in html(form.status)
        assert len(read_record("INC-001", home).record.actions) == 4

    def test_an_empty_list_can_say_that_there_was_none(self, home):
        form = view(home, "losses")
        assert form.entries.beside.children == (form.entries.none,)
        form.entries.none.click()

        assert read_record("INC-001", home).record.losses == ()
        assert "Losses: asked, and there was none." in html(form.status)
        assert form.entries.beside.children == ()
        form.fields["what",].text = "An hour of clicks"
        form.save.click()
        assert [one.what for one in read_record("INC-001", home).record.losses] == [
            "An hour of clicks"
        ]

    def test_impact_can_be_spans_of_time(self, home):
        form = view(home, "impact")
        form.fields["name",].text = "export down"
        form.fields["unit",].text = "state"
        form.fields["during",].text = "2024-05-14 10:07"
        form.save.click()
        assert "ik-problem" in html(form.fields["during",].note)
        form.fields[
            "during",
        ].text = (
            "2024-05-14 10:07 to 2024-05-14 10:20\nabout 2024-05-14 11:00 to not yet"
        )
        form.save.click()
        said = read_record("INC-001", home).record.impact[-1].during
        again = view(home, "impact", 2).fields["during",].text

        assert [tuple(one.text for one in span) for span in said] == [
            ("2024-05-14 10:07", "2024-05-14 10:20"),
            ("about 2024-05-14 11:00", "not yet"),
        ]
        assert again.splitlines()[1] == "about 2024-05-14 11:00 to not yet"

    def test_an_action_shows_what_it_did(self, home):
        form = view(home, "actions", 2)

        assert ">worked<" in html(form.evidence)

    def test_a_sample_is_read_only_and_offers_a_copy(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
        form = view(find_home("samples"), "location")
        assert all(field.input.disabled for field in form.fields.values())
        assert form.copy.description == "Make ./incidents/INC-001"
        form.copy.click()
        form.fields["answer",].text = "Mine now"
        form.save.click()

        assert not any(field.input.disabled for field in form.fields.values())
        assert "Mine now" in (tmp_path / "incidents/INC-001/incident.yaml").read_text()
        assert (tmp_path / "incidents/INC-001/impact.csv").is_file()
        assert (tmp_path / "incidents/incident.schema.json").is_file()

    @pytest.mark.usefixtures("home")
    def test_a_copy_never_writes_over_one(self):
        with pytest.raises(IncidentKitError, match="INC-001 is there already"):
            copy_sample("INC-001", find_home("samples"))

    def test_hostile_words_are_words_wherever_they_stand(self, home):
        form = view(home, "location")
        form.fields["answer",].text = HOSTILE
        form.save.click()
        form.fields["answer",].text = "x"
        form.save.click()
        other = view(home, "location")
        other.fields["answer",].text = "y"
        form.fields["answer",].text = HOSTILE
        form.save.click()
        other.save.click()
        shown = [
            html(form.evidence),
            html(form.status),
            other.fields["answer",].choice[0].value,
        ]

        assert any("&lt;script&gt;" in one for one in shown)
        assert not any("<script" in one or "<img" in one for one in shown)

    def test_what_a_field_cannot_show_whole_is_locked(self, home):
        path = home.path / "INC-001" / "incident.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("by: on-call engineer", 'by: "on\\ncall"', 1), encoding="utf-8"
        )
        form = view(home, "location")

        assert form.fields["by",].input.disabled
        assert not form.fields["answer",].input.disabled


def calls(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rpartition(".")[2], node


@pytest.mark.parametrize(
    "path", sorted((ROOT / "incident_kit" / "forms").glob("*.py")), ids=lambda p: p.name
)
def test_no_text_becomes_html_but_through_one_helper(path):
    """HTML and HTMLMath run what they are given; so would a display of either."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [
        name
        for name, _ in calls(tree)
        if name in {"HTML", "HTMLMath", "Markdown", "Javascript", "Output"}
    ]

    assert found == (["HTML"] if path.name == "said.py" else [])
    assert path.name == "said.py" or "widget.value" not in ast.unparse(tree)


class TestCard:
    @pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
    @pytest.mark.parametrize("incident_id", ["INC-001", "fastly-2021-06-08"])
    def test_every_form_has_one_that_a_page_takes(self, form, incident_id):
        sheet = open_sheet(form, incident_id, find_home("samples"))
        section = card(sheet, assessed_of(sheet))

        assert section.blocks or section.hint
        assert section.unless == form.section
        assert section_from_json(section.to_json()) == section

    def test_evidence_that_cannot_be_read_is_told_and_the_form_goes_on(self, home):
        (home.path / "INC-001" / "impact.csv").unlink()
        sheet = open_sheet(FORMS["location"], "INC-001", home)
        found = evidence(sheet, assessed_of(sheet))

        assert found.measured == "The evidence cannot be read."
        assert "no such file impact.csv" in found.notes[0]

    def test_what_the_record_says_against_itself_stands_beside_the_form(self, home):
        path = home.path / "INC-001" / "incident.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace(
                "acknowledged_at: 2024-05-14 09:06", "acknowledged_at: 2024-05-14 08:06"
            ),
            encoding="utf-8",
        )
        sheet = open_sheet(FORMS["milestones"], "INC-001", home)

        assert any(
            "Before detected_at" in note
            for note in evidence(sheet, assessed_of(sheet)).notes
        )


def notebook(*sources):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return nbformat.v4.new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {
                "name": "python3",
                "display_name": "Python 3",
                "language": "python",
            }
        },
    )


def displayed(*sections):
    outputs = [
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {SECTION_MIME: one.to_json()},
        }
        for one in sections
    ]
    return {
        "cells": [
            {"cell_type": "code", "metadata": {}, "source": "", "outputs": [one]}
            for one in outputs
        ]
    }


OPEN = 'from incident_kit.review.workbook import open_review\nreview = open_review("INC-001", home="samples")\nreview'
FORM = 'from incident_kit.forms.opened import open_forms\nforms = open_forms("INC-001", home="samples")\nforms.location'


class TestLeft:
    def test_a_page_with_the_map_is_the_same_with_and_without_forms(self):
        """The card would say again what the map says."""
        review = open_review("INC-001", home="samples")
        home = find_home("samples")
        sheets = [open_sheet(form, "INC-001", home) for form in FORMS.values()]
        cards = [card(one, assessed_of(one)) for one in sheets]
        names = [name for name in SECTIONS if name != "message"]
        bare = [getattr(review, name) for name in names]

        with_forms = page_text(displayed(*bare[:1], *cards, *bare[1:]))
        assert with_forms == page_text(displayed(*bare))

    def test_a_page_without_the_map_takes_the_card_once(self):
        review = open_review("INC-001", home="samples")
        sheet = open_sheet(FORMS["location"], "INC-001", find_home("samples"))
        one = card(sheet, assessed_of(sheet))
        page = page_text(displayed(review.first_screen, one, one, review.sources))

        assert page.count("Reporting dashboard, figures panel.") == 1

    @pytest.mark.notebook
    def test_a_run_without_a_reader_leaves_a_card_and_no_widget(self, tmp_path):
        source, out = tmp_path / "in.ipynb", tmp_path / "out.ipynb"
        nbformat.write(
            notebook(
                OPEN,
                "review.first_screen",
                FORM,
                "import sys\n'ipywidgets' in sys.modules",
                "review.sources",
            ),
            source,
        )
        papermill.execute_notebook(
            str(source), str(out), cwd=str(tmp_path), progress_bar=False
        )
        run = json.loads(out.read_text(encoding="utf-8"))
        [output] = run["cells"][2]["outputs"]
        page = page_text({"cells": [*run["cells"][:3], run["cells"][4]]})

        assert set(output["data"]) == {SECTION_MIME, "text/html", "text/plain"}
        assert "widgets" not in run["metadata"]
        assert run["cells"][3]["outputs"][0]["data"]["text/plain"] == ["False"]
        assert "Reporting dashboard, figures panel." in page
        assert "<script" not in page

    def test_a_form_that_was_used_leaves_nothing_of_a_widget_on_the_page(
        self, monkeypatch
    ):
        """What JupyterLab saves: the card, the view of the form, perhaps its state."""
        pytest.importorskip("ipywidgets")
        shown = []

        def display(data, **_):
            shown.append(data)
            return SimpleNamespace(update=display)

        monkeypatch.setattr(showing, "display", display)
        monkeypatch.setattr(opened, "can_be_answered", lambda: True)
        open_forms("INC-001", home="samples").location._ipython_display_()
        review = open_review("INC-001", home="samples")
        nb = displayed(review.first_screen, review.sources)
        outputs = [
            {"output_type": "display_data", "metadata": {}, "data": data}
            for data in shown
        ]
        nb["cells"].insert(
            1, {"cell_type": "code", "metadata": {}, "source": "", "outputs": outputs}
        )
        nb["metadata"] = {
            "widgets": {
                "application/vnd.jupyter.widget-state+json": {
                    "state": {},
                    "version_major": 2,
                }
            }
        }
        page = page_text(nb)

        assert showing._VIEW in shown[-1]
        assert page.count("Reporting dashboard, figures panel.") == 1
        assert "widget" not in page
        assert "incident-kit-form" not in page
        assert "<script" not in page


def test_without_ipywidgets_one_line_names_the_extra(tmp_path):
    code = (
        "import sys; sys.modules['ipywidgets'] = None\n"
        "from incident_kit.forms import opened\n"
        "opened.can_be_answered = lambda: True\n"
        "opened.open_forms('INC-001', home='samples').location._ipython_display_()"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )

    assert run.stderr.splitlines()[-1].endswith(
        "forms need ipywidgets; pip install 'incident-kit[lab]'"
    )


def test_an_unknown_incident_is_one_line_with_what_there_is():
    with pytest.raises(IncidentKitError, match="there are: INC-001"):
        open_forms("INC-01", home="samples")


def test_each_form_has_a_name_to_call_it_by():
    forms = open_forms("INC-001", home="samples")

    assert all(getattr(forms, name).form.name == name for name in FORMS)
