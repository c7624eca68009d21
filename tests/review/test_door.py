"""The declared door: a template without an ID, a copy that is bare, a page from anywhere."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyter_client.manager import start_new_kernel

from incident_kit.cli import main
from incident_kit.errors import IncidentKitError, UnknownIncident
from incident_kit.forms import shown as shown_forms
from incident_kit.review import door
from incident_kit.review.triage import open_triage
from incident_kit.review.workbook import open_review
from incident_kit.store import workbooks
from incident_kit.store.home import find_home
from incident_kit.store.notes import new_incident
from incident_kit.store.opening import copy_sample, open_copy
from incident_kit.store.workbooks import copy_template

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
SAMPLES = ROOT / "notebooks" / "incidents"


@pytest.fixture
def team(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    new_incident("INC-7", "Search is down", home=find_home())
    copy_sample("INC-003", find_home("samples"))
    return tmp_path


class TestWithoutAnId:
    @pytest.mark.notebook
    @pytest.mark.parametrize("template", ["triage", "postmortem"])
    def test_the_template_offers_a_list_and_goes_on_with_the_choice(
        self, team, template
    ):
        """Each cell is run as JupyterLab does; then again, from that of the setup on."""
        notebook = json.loads((TEMPLATES / f"{template}.ipynb").read_text("utf-8"))
        cells = [one for one in notebook["cells"] if one["cell_type"] == "code"]
        chosen = [
            "from incident_kit.review.door import _choose\n_choose('INC-003')",
            *("".join(one["source"]) for one in cells[1:]),
        ]
        manager, client = start_new_kernel(cwd=str(team))
        try:
            asked = _shown(client, ["".join(one["source"]) for one in cells])
            gone_on = _shown(client, chosen)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)

        assert "incidents: incidents (here)" in asked[1]
        assert "Run this cell to choose an incident." in asked[1]
        assert set(asked[2:]) == {""}
        assert "INC-003\nincidents: incidents (here)" in gone_on[1]
        assert all(gone_on[1:])

    def test_the_list_names_each_incident_and_hands_over_the_one_that_is_chosen(
        self, team, monkeypatch
    ):
        pytest.importorskip("ipywidgets")
        from incident_kit.forms.choosing import ChoiceView

        chosen = []
        view = ChoiceView([("INC-003", "A"), ("INC-7", "<b>B</b>")], chosen.append)
        view.which.value = "INC-7"
        view.press.click()

        assert [one for one, _ in view.which.options] == [
            "INC-003 · A",
            "INC-7 · <b>B</b>",
        ]
        assert chosen == ["INC-7"]
        assert "ik-chosen" in view.status.widget.value

    def test_without_a_person_it_is_the_one_line_that_lists_what_there_is(self, team):
        for opened in (open_review, open_triage):
            with pytest.raises(UnknownIncident) as caught:
                opened("")
            assert str(caught.value) == (
                "no incident named; set incident_id to one of: INC-003, INC-7"
            )

    def test_an_id_that_is_wrong_is_no_empty_one(self, team, monkeypatch):
        monkeypatch.setattr(door, "can_be_answered", lambda: True)
        for name in ("INC-8", 7):
            with pytest.raises(UnknownIncident):
                open_review(name)

    def test_where_there_is_no_incident_yet_it_says_how_to_begin(
        self, tmp_path, monkeypatch
    ):
        (tmp_path / "incidents").mkdir()
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
        monkeypatch.setattr(door, "can_be_answered", lambda: True)
        with pytest.raises(UnknownIncident, match="none yet; run incident-kit new ID"):
            open_review("")

    def test_a_record_that_cannot_be_read_is_listed_all_the_same(
        self, team, monkeypatch
    ):
        (team / "incidents" / "INC-7" / "incident.yaml").write_text("id: [")
        assert ("INC-7", "") in list(door._listed(find_home()))


def _shown(client, sources: list[str]) -> list[str]:
    """Run cells where somebody sits; return what each shows, as plain text."""
    told = []
    for source in sources:
        found = []

        def keep(message, found=found):
            content = message["content"]
            if message["msg_type"] in {"display_data", "execute_result"}:
                found.append(str(content["data"].get("text/plain", "")))
                found.append("widget" * any("widget" in one for one in content["data"]))
            elif message["msg_type"] == "stream":
                found.append(content["text"])

        reply = client.execute_interactive(
            source, allow_stdin=True, output_hook=keep, timeout=120
        )
        assert reply["content"]["status"] == "ok", reply["content"]
        told.append("".join(found))
    return told


class TestTheCopy:
    @pytest.mark.parametrize("template", ["triage", "postmortem"])
    def test_is_the_same_after_the_template_was_run_and_saved(
        self, team, monkeypatch, template
    ):
        before = copy_template("INC-7", find_home(), template).read_bytes()
        saved = team / "saved"
        shutil.copytree(TEMPLATES, saved)
        notebook = json.loads((saved / f"{template}.ipynb").read_text("utf-8"))
        notebook["metadata"]["kernelspec"] = {"name": "my-env", "display_name": "Mine"}
        notebook["metadata"]["widgets"] = {"state": {"secret": "x"}}
        for cell in notebook["cells"]:
            cell["metadata"]["execution"] = {"shell.execute_reply": "2026"}
            cell["metadata"]["collapsed"] = True
            if cell["cell_type"] == "code":
                text = {"output_type": "stream", "name": "stdout", "text": "of INC-003"}
                cell |= {"execution_count": 4, "outputs": [text]}
            if "parameters" in cell["metadata"].get("tags", ()):
                source = "".join(cell["source"])
                for old, new in (
                    ('incident_id = ""', "incident_id = 'INC-003'"),
                    ('home = ""', 'home = "samples"'),
                    ('as_of = ""', 'as_of = "now"'),
                    ('"internal"  #', '"customer"  #'),
                ):
                    source = source.replace(old, new)
                cell["source"] = source
        (saved / f"{template}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        monkeypatch.setattr(
            workbooks, "bundled_path", lambda name: saved / name.split("/")[-1]
        )
        for path in (team / "workbooks").iterdir():
            path.unlink()

        assert copy_template("INC-7", find_home(), template).read_bytes() == before


class TestThePage:
    @pytest.mark.notebook
    def test_is_the_same_from_any_folder_and_stands_beside_incidents(
        self, team, monkeypatch, capsys
    ):
        """The workbook reads a table of its own, by a path from where it stands."""
        copy = copy_template("INC-7", find_home())
        (team / "workbooks" / "own.csv").write_text("place,n\nEurope,1207\n")
        notebook = json.loads(copy.read_text(encoding="utf-8"))
        notebook["cells"].insert(
            -3,
            {
                "cell_type": "code",
                "execution_count": None,
                "id": "own-table",
                "metadata": {},
                "outputs": [],
                "source": "import pandas as pd\npd.read_csv('own.csv')",
            },
        )
        copy.write_text(json.dumps(notebook), encoding="utf-8")
        pages = set()
        for place in (".", "workbooks", "incidents/INC-7"):
            monkeypatch.chdir(team / place)
            assert main(["review", "INC-7"]) == 0, capsys.readouterr().err
            page = (team / "reviews" / "INC-7" / "review.html").read_bytes()
            pages.add(hashlib.sha256(page).hexdigest())
            assert b"1207" in page

        assert len(pages) == 1
        assert [str(one.relative_to(team)) for one in team.rglob("reviews")] == [
            "reviews"
        ]
        assert "wrote ../../reviews/INC-7/review.html" in capsys.readouterr().out

    @pytest.mark.notebook
    def test_the_button_builds_the_same_one(self, team, monkeypatch):
        building = pytest.importorskip("incident_kit.forms.building")
        copy_template("INC-7", find_home())
        assert main(["review", "INC-7"]) == 0
        page = team / "reviews" / "INC-7" / "review.html"
        by_command = page.read_bytes()
        page.unlink()
        monkeypatch.chdir(team / "workbooks")
        view = building.BuildView("INC-7", find_home())
        view.press.click()
        view.running.join(120)

        assert page.read_bytes() == by_command


class TestTheSamples:
    def test_are_read_only_also_where_they_stand(self, monkeypatch):
        """In a checkout notebooks/incidents are the samples, found from notebooks/."""
        monkeypatch.chdir(ROOT / "notebooks")
        monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
        before = sorted(one.name for one in SAMPLES.iterdir())
        home = find_home()

        assert home.is_bundled
        assert not home.is_found
        assert find_home(SAMPLES).is_bundled
        for write in (
            lambda: new_incident("INC-9", "x", home=home),
            lambda: copy_sample("INC-002", home),
        ):
            with pytest.raises(IncidentKitError, match="a folder of your own"):
                write()
        assert sorted(one.name for one in SAMPLES.iterdir()) == before

    def test_a_copy_is_opened_in_a_notebook_of_its_own_also_when_it_is_there(
        self, tmp_path, monkeypatch
    ):
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
        samples = find_home("samples")
        first = open_copy("INC-002", home=samples, template="triage")
        again = open_copy("INC-002", home=samples, template="triage")

        assert first.notebook == tmp_path / "workbooks" / "INC-002+triage.ipynb"
        assert again.notebook == first.notebook
        assert again.made == ()

    def test_the_panel_leads_from_the_sample_to_the_copy(self, tmp_path, monkeypatch):
        pytest.importorskip("ipywidgets")
        from incident_kit.triage.desk import Desk
        from incident_kit.triage.panels import PANELS

        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
        desk = Desk("INC-002", find_home("samples"))
        clock, links = PANELS["clock"](desk), []
        desk.place("clock", clock)
        clock.below = SimpleNamespace(update=lambda data, **_: links.append(data))
        clock.copy.click()
        clock.copy.click()

        assert [one["text/plain"] for one in links] == ["Open INC-002+triage.ipynb"] * 2
        assert (
            'data-incident-kit-run="workbooks/INC-002%2Btriage.ipynb"'
            in (links[0]["text/html"])
        )


def test_nothing_chosen_shows_nothing_whatever_is_asked_of_it(monkeypatch):
    shown = []
    monkeypatch.setattr(shown_forms, "display", lambda *a, **_: shown.append(a))
    door.NOTHING.forms.timeline._ipython_display_()

    assert shown == []
    with pytest.raises(AttributeError):
        door.NOTHING._repr_html_  # noqa: B018
