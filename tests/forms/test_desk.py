"""The guided review without a browser: what is missing, what may be said, what is left behind."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyter_client.manager import start_new_kernel

from incident_kit.errors import SettingsError
from incident_kit.forms import live
from incident_kit.forms import review_desk as module
from incident_kit.forms import shown as shown_forms
from incident_kit.forms.checklist import place_of
from incident_kit.forms.gate import readiness
from incident_kit.forms.save import Refused, Saved, save
from incident_kit.page.blocks import SECTION_MIME
from incident_kit.review import workbook
from incident_kit.review.preprocess import page_text
from incident_kit.review.workbook import open_review
from incident_kit.store.home import find_home
from incident_kit.store.records import read_record
from incident_kit.wording.inside.catalogue import FORMS
from incident_kit.wording.inside.forms import READY

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "notebooks" / "incidents"

pytestmark = pytest.mark.usefixtures("home")
PARTS = ("checklist", "ready", "build")
REQUIRED = 'required = ["severity", "summary", "fixed_at", "explanations"]\n'


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    shutil.copytree(SAMPLES / "INC-001", tmp_path / "incidents" / "INC-001")
    return find_home()


@pytest.fixture
def shown(monkeypatch):
    """Somebody sits before the notebook: what is displayed to them."""
    pytest.importorskip("ipywidgets")
    bundles = []

    def display(data, **_):
        bundles.append(data)
        return SimpleNamespace(update=lambda data, **_: bundles.append(data))

    monkeypatch.setattr(shown_forms, "display", display)
    monkeypatch.setattr(module, "can_be_answered", lambda: True)
    return bundles


def file_of(home):
    return home.path / "INC-001" / "incident.yaml"


def replace_in(home, old, new):
    text = file_of(home).read_text(encoding="utf-8")
    assert old in text
    file_of(home).write_text(text.replace(old, new), encoding="utf-8")


def require(home, text=REQUIRED):
    (home.path / "kit.toml").write_text(text, encoding="utf-8")


def html(lines):
    return lines.widget.value


def desk():
    return open_review("INC-001")._desk


def missing():
    return [(one.rank, one.name) for one in desk().missing()]


class TestWhatIsMissing:
    def test_what_is_required_comes_first_then_what_differs_then_wishes(self, home):
        replace_in(home, "severity: sev2", "severity: unknown")
        require(home, 'required = ["severity"]\n')
        ranks = [rank for rank, _ in missing()]

        assert missing()[0] == ("required", "severity")
        assert ("differs", "blast.anchor_time") in missing()
        assert ("wish", "questions[0]") in missing()
        assert ranks == sorted(ranks, key=["required", "differs", "wish"].index)

    def test_where_explanations_are_required_so_is_each_difference(self, home):
        require(home)

        assert ("required", "blast.anchor_time") in missing()

    def test_a_wish_that_is_required_is_told_once(self, home):
        replace_in(home, "fixed_at: 2024-05-14 15:18", "fixed_at: unknown")
        require(home)

        assert [rank for rank, name in missing() if name == "fixed_at"] == ["required"]

    def test_follow_ups_that_shorten_nothing(self, home):
        for kind in ("detect", "mitigate"):
            replace_in(home, f"kind: {kind}, what", "kind: prevent, what")

        assert ("wish", "follow_ups") in missing()

    @pytest.mark.parametrize(
        ("path", "form", "index"),
        [
            (("mitigated_at",), "milestones", None),
            (("blast", "anchor_time"), "anchor_time", None),
            (("blast", "location", "affected", 0), "location", None),
            (("blast",), "blast_radius", None),
            (("blast", "temporary_mitigation", "options", 1), "options", 1),
            (("actions", 2, "effect"), "actions", 2),
            (("follow_ups",), "follow_ups", None),
            (("impact", 0, "during", 1), "impact", 0),
            (("contributing_factors",), "learned", None),
            (("questions", 0), "questions", 0),
            (("severity",), "summary", None),
        ],
    )
    def test_each_field_is_answered_in_its_form(self, path, form, index):
        place = place_of(path)

        assert (place.form.name, place.index) == (form, index)

    def test_what_no_form_asks_has_none(self):
        assert place_of(("extra",)) is None
        assert place_of(("customer", "release")) is None

    def test_a_line_opens_its_form_and_says_when_it_is_answered(self):
        views = pytest.importorskip("incident_kit.forms.doors")
        view = views.MissingView(desk())
        item, lines = view._rows["blast.anchor_time"]
        form = view._form(view._desk.sheet(item.place.form), None)
        assert "blast.anchor_time" in html(lines)
        assert "✓" not in html(lines)

        fields = {one.description: one for one in walk(form)}
        fields["Since when, as a time?"].value = "about 2024-05-14 02:05"
        fields["Save"].click()
        assert "✓ done" in html(lines)

    def test_a_line_that_an_answer_brings_is_added(self, home):
        text = "schema: 1\nid: INC-001\ntitle: Search is down\ntimezone: UTC\n"
        file_of(home).write_text(text, encoding="utf-8")
        views = pytest.importorskip("incident_kit.forms.doors")
        view = views.MissingView(desk())
        assert "blast" in view._rows
        assert "blast.location.answer" not in view._rows
        sheet = view._desk.sheet(FORMS["blast_radius"])
        save(sheet, {**sheet.values, ("answer",): "Everyone"})
        view.refresh()

        assert "✓ done" in html(view._rows["blast"][1])
        assert "blast.location.answer" in view._rows

    def test_hostile_words_are_words(self, home):
        replace_in(home, "Around nine this morning.", "<img src=x onerror=alert(1)>")
        views = pytest.importorskip("incident_kit.forms.doors")
        view = views.MissingView(desk())
        shown = html(view._rows["blast.anchor_time"][1])

        assert "&lt;img" in shown
        assert "<img" not in shown

    def test_explaining_writes_field_and_stamp_along(self, home):
        views = pytest.importorskip("incident_kit.forms.doors")
        view = views.MissingView(desk())
        item, lines = view._rows["actions.job-fix.effect"]
        form = view._explain(item.difference)
        fields = {one.description: one for one in walk(form)}
        assert "What is explained?" not in fields
        assert "Which one?" not in fields
        fields["Why do both stand?"].value = "It was seen only later"
        fields["Who explains it?"].value = "commander"
        fields["Save"].click()

        [one] = read_record("INC-001", home).record.explanations
        assert (one.field, one.why, one.by) == (
            "actions.job-fix.effect",
            "It was seen only later",
            "commander",
        )
        assert one.at.is_known
        assert "✓ done" in html(lines)
        assert fields["Why do both stand?"].value == "It was seen only later"
        fields["Who explains it?"].value = "the on-call"
        fields["Save"].click()
        [again] = read_record("INC-001", home).record.explanations
        assert (again.why, again.by) == (one.why, "the on-call")

    def test_explaining_again_changes_the_words_and_the_stamp(self, home):
        sheet = desk().explanation(SimpleNamespace(name="blast.anchor_time"))
        why = ("why",)
        first = save(sheet, {**sheet.values, why: "one"}, now="2024-05-14 16:00")
        assert isinstance(first, Saved)
        again = desk().explanation(SimpleNamespace(name="blast.anchor_time"))
        save(again, {**again.values, why: "two"}, now="2024-05-14 17:00")
        [one] = read_record("INC-001", home).record.explanations

        assert (one.why, one.at.text) == ("two", "2024-05-14 17:00")


def walk(widget):
    for child in getattr(widget, "children", ()):
        yield from walk(child)
    if hasattr(widget, "description"):
        yield widget


class TestReady:
    def say(self, state):
        sheet = desk().sheet(READY)
        return save(sheet, {("review",): state})

    def test_it_is_refused_in_the_words_of_the_record(self, home):
        require(home)
        replace_in(home, "severity: sev2", "severity: unknown")
        before = file_of(home).read_text(encoding="utf-8")
        outcome = self.say("reviewed")

        assert isinstance(outcome, Refused)
        [said] = outcome.at.values()
        assert said.startswith("Not yet: 3 things are missing.")
        assert "severity: missing in a reviewed record; write it" in said
        assert "explain blast.anchor_time under explanations" in said
        assert file_of(home).read_text(encoding="utf-8") == before

    def test_a_draft_may_lack_everything(self, home):
        require(home)

        assert isinstance(self.say("in review"), Saved)

    def test_with_all_there_and_explained_it_is_saved(self, home):
        require(home)
        for one in desk().missing():
            if one.difference is not None:
                sheet = desk().explanation(one.difference)
                save(sheet, {**sheet.values, ("why",): "It is so"})
        sheet = desk().sheet(READY)

        assert readiness(sheet, desk().found(sheet)).measured.startswith("Nothing")
        assert isinstance(self.say("reviewed"), Saved)
        assert read_record("INC-001", home).record.review == "reviewed"

    def test_without_a_team_that_asks_differences_are_named_and_keep_nothing(self):
        sheet = desk().sheet(READY)
        told = readiness(sheet, desk().found(sheet))

        assert told.measured == "Nothing keeps it from reviewed."
        assert "blast.anchor_time, actions.job-fix.effect" in told.notes[0]
        assert isinstance(self.say("closed"), Saved)

    def test_settings_that_cannot_be_read_keep_it_from_being_said(self, home):
        opened = desk()
        sheet = opened.sheet(READY)
        require(home, "required = 3\n")
        told = readiness(sheet, opened.found(sheet))

        assert "required: a number where a list belongs" in told.notes[0]
        with pytest.raises(SettingsError):
            save(sheet, {("review",): "reviewed"})


class TestShown:
    def parts(self, review):
        yield from (getattr(review, name) for name in PARTS)
        yield from (review.forms.blast, review.forms.harm)
        yield from (getattr(review.forms, name) for name in FORMS)

    def test_without_people_there_is_no_output(self, monkeypatch):
        said = []
        monkeypatch.setattr(shown_forms, "display", lambda *a, **_: said.append(a))
        for part in self.parts(open_review("INC-001")):
            part._ipython_display_()

        assert said == []

    def test_and_nothing_heavy_is_loaded(self):
        code = (
            "import sys\n"
            "from incident_kit.review.workbook import open_review\n"
            "review = open_review('INC-001')\n"
            "parts = (review.checklist, review.ready, review.build, review.forms.blast)\n"
            "[part._ipython_display_() for part in parts]\n"
            "print('ipywidgets' in sys.modules)"
        )
        ran = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )

        assert ran.stdout == "False\n"

    def test_nor_for_customers_whoever_sits_there(self, shown):
        for part in self.parts(open_review("INC-001", profile="customer")):
            part._ipython_display_()

        assert shown == []

    def test_with_people_a_page_is_the_same_as_without(self, shown):
        review = open_review("INC-001")
        bare = [review.first_screen, review.blast_map, review.actions, review.sources]
        for part in self.parts(review):
            part._ipython_display_()
        assert len(shown) > 2 * len(FORMS)
        between = [{"data": one} for one in shown]
        sections = [{"data": {SECTION_MIME: one.to_json()}} for one in bare]

        assert page(*sections[:2], *between, *sections[2:]) == page(*sections)

    @pytest.mark.usefixtures("shown")
    def test_a_form_is_made_only_once_it_is_opened(self):
        views = pytest.importorskip("incident_kit.forms.doors")
        drawer = views.DrawerView(desk(), (FORMS["location"], FORMS["options"]))
        doors = drawer.doors
        assert doors.opened is None
        doors.buttons[0].click()
        first = doors.opened
        assert first in doors.widget.children
        assert doors.buttons[0].description.startswith("▾")
        doors.buttons[1].click()
        assert first not in doors.widget.children
        doors.buttons[1].click()
        assert doors.opened is None
        doors.buttons[0].click()

        assert doors.opened is first

    @pytest.mark.usefixtures("shown")
    def test_the_findings_of_the_review_are_not_found_twice(self, monkeypatch):
        review = open_review("INC-001")
        monkeypatch.setattr(
            "incident_kit.forms.findings.assess", lambda *_, **__: pytest.fail("again")
        )
        for part in self.parts(review):
            part._ipython_display_()

    def test_a_save_draws_the_sections_anew_that_it_touches_and_no_other(
        self, shown, monkeypatch
    ):
        monkeypatch.setattr(live, "display", shown_forms.display)
        monkeypatch.setattr(workbook, "can_be_answered", lambda: True)
        review = open_review("INC-001")
        for name in ("blast_map", "causes", "clocks"):
            getattr(review, name)._ipython_display_()
        told = review._desk.evidence(sheet := review._desk.sheet(FORMS["location"]))
        told(sheet)
        before = len(shown)
        saved = save(sheet, {**sheet.values, ("answer",): "Only the west wing"})
        told(saved.sheet)
        [drawn] = shown[before:]

        assert before == 3
        assert drawn[SECTION_MIME]["id"] == review.blast_map.id
        assert "Only the west wing" in drawn["text/html"]

    def test_the_list_of_what_is_missing_follows_a_save_elsewhere(self, shown):
        review = open_review("INC-001")
        view = review.checklist._view(review._desk)
        told = review._desk.evidence(
            sheet := review._desk.sheet(FORMS["questions"], index=0)
        )
        told(sheet)
        before = html(view.head)
        saved = save(sheet, {("answer",): "Since March"})
        told(saved.sheet)

        assert "1 to make it better" in before
        assert "to make it better" not in html(view.head)

    def test_what_cannot_be_read_is_not_called_complete(self, home):
        view = open_review("INC-001").checklist._view(desk())
        replace_in(home, "detected_at: ", "detected_at: soon # ")
        view.refresh()

        assert "Nothing is missing" not in html(view.head)
        assert "incident.yaml:21" in html(view.head)


def run(*, people, without=()):
    """Return the template run for INC-001 in a kernel, as JupyterLab or papermill does."""
    nb = json.loads((ROOT / "templates" / "postmortem.ipynb").read_text("utf-8"))
    manager, client = start_new_kernel()
    try:
        for cell in nb["cells"]:
            cell["source"] = "".join(cell["source"]).replace(
                'incident_id = ""', 'incident_id = "INC-001"'
            )
            if cell["cell_type"] != "code":
                continue
            cell["source"] = "\n".join(
                line
                for line in cell["source"].splitlines()
                if not line.startswith(without)
            )

            def keep(message, outputs=cell["outputs"]):
                kind, content = message["msg_type"], message["content"]
                if kind in {"display_data", "execute_result", "stream", "error"}:
                    outputs.append({"output_type": kind, **content})

            client.execute_interactive(
                cell["source"], allow_stdin=people, output_hook=keep, timeout=120
            )
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
    return nb


@pytest.mark.notebook
def test_the_page_of_a_notebook_that_people_work_in_is_the_page_of_a_run():
    """Byte for byte, and as if the template asked nothing."""
    pytest.importorskip("ipywidgets")
    asks = ("review.forms", "review.checklist", "review.build", "display(review.ready")
    worked, plain = run(people=True), run(people=False)
    bare = run(people=False, without=asks)
    views = [
        one
        for cell in worked["cells"]
        for one in cell.get("outputs", ())
        if shown_forms._VIEW in one["data"]
    ]

    assert len(views) == 15
    assert page_text(worked) == page_text(plain) == page_text(bare)
    assert not any(
        one["data"].get("text/plain", "").startswith("Run this cell")
        for cell in plain["cells"]
        for one in cell.get("outputs", ())
    )


def page(*outputs):
    made = [{"output_type": "display_data", "metadata": {}, **one} for one in outputs]
    return page_text(
        {
            "cells": [
                {"cell_type": "code", "metadata": {}, "source": "", "outputs": [one]}
                for one in made
            ]
        }
    )


class TestBuild:
    def built(self, home, **named):
        building = pytest.importorskip("incident_kit.forms.building")
        view = building.BuildView("INC-001", home, **named)
        links = []
        view.link = SimpleNamespace(update=lambda data, **_: links.append(data))
        view.press.click()
        view.running.join(120)
        return view, links

    @pytest.mark.notebook
    def test_it_lands_beside_incidents_from_the_folder_of_the_workbooks(
        self, tmp_path, monkeypatch
    ):
        (tmp_path / "workbooks").mkdir()
        monkeypatch.chdir(tmp_path / "workbooks")
        view, [link] = self.built(find_home())

        assert (tmp_path / "reviews" / "INC-001" / "review.html").is_file()
        assert not view.press.disabled
        assert "Built in" in html(view.status)
        assert 'href="../reviews/INC-001/review.html"' in link["text/html"]

    def test_what_is_wrong_is_told_in_a_line(self, home):
        replace_in(home, "detected_at: 2024-05-14 09:01", "detected_at: soon")
        view, links = self.built(home)

        assert "No page was built" in html(view.status)
        assert "detected_at: &#39;soon&#39; is not a time" in html(view.status)
        assert links == []

    def test_the_samples_are_built_here(self, tmp_path, monkeypatch):
        building = pytest.importorskip("incident_kit.forms.building")
        monkeypatch.chdir(tmp_path)
        samples = find_home("samples")
        command = building.command_of("INC-001", samples, as_of="now", named="samples")

        assert command[-6:] == [
            "--out",
            str(tmp_path / "reviews"),
            "--home",
            "samples",
            "--as-of",
            "now",
        ]
