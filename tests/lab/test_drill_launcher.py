"""A drill from the launcher and the shell, and what the system refuses, in one line."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from incident_kit.cli import main
from incident_kit.errors import IncidentKitError, system_problem
from incident_kit.lab.answers import list_incidents, open_notebook
from incident_kit.store import files as stored_files
from incident_kit.store.files import put_file, replace_file
from incident_kit.store.home import find_home
from incident_kit.store.opening import copy_sample


@pytest.fixture
def bare(tmp_path, monkeypatch) -> Path:
    """An empty folder that JupyterLab shows; the server works elsewhere."""
    for name in ("bare", "elsewhere"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    return tmp_path / "bare"


class TestTheLauncher:
    def test_opens_a_drill_goes_on_with_it_and_begins_it_anew(self, bare):
        asked = {"id": "INC-002", "template": "drill"}
        first = open_notebook(bare, asked)
        left = list_incidents(bare)["left"]
        (bare / "drills" / "INC-002" / "mine.txt").write_text("x")
        again = open_notebook(bare, asked)
        kept = (bare / "drills" / "INC-002" / "mine.txt").exists()
        anew = open_notebook(bare, asked | {"anew": True})

        assert first == {
            "path": "drills/INC-002/drill.ipynb",
            "made": ["drills/INC-002/drill.ipynb"],
        }
        assert left == ["INC-002"]
        assert again == {"path": "drills/INC-002/drill.ipynb", "made": []}
        assert kept
        assert anew["made"]
        assert not (bare / "drills" / "INC-002" / "mine.txt").exists()

    def test_offers_the_samples_beside_incidents_of_ones_own(self, bare, monkeypatch):
        monkeypatch.chdir(bare)
        copy_sample("INC-002", find_home("samples"))
        told = list_incidents(bare)

        assert [one["id"] for one in told["incidents"]] == ["INC-002"]
        assert "INC-001" in [one["id"] for one in told["more"]]
        assert "INC-002" not in [one["id"] for one in told["more"]]
        opened = open_notebook(bare, {"id": "INC-001", "template": "drill"})
        state = json.loads((bare / "drills" / "INC-001" / "drill.json").read_text())
        assert opened["path"] == "drills/INC-001/drill.ipynb"
        assert state["home"] == "samples"

    @pytest.mark.parametrize("name", ["../evil", "", None, "NOPE"])
    def test_an_id_that_is_none_makes_nothing(self, bare, name):
        with pytest.raises(IncidentKitError):
            open_notebook(bare, {"id": name, "template": "drill"})

        assert list(bare.iterdir()) == []

    def test_a_drill_that_jupyterlab_could_not_show_is_refused(self, bare, monkeypatch):
        monkeypatch.setenv("INCIDENT_KIT_HOME", str(bare.parent / "elsewhere"))
        with pytest.raises(IncidentKitError, match="start it there: incident-kit lab"):
            open_notebook(bare, {"id": "INC-002", "template": "drill"})

    @pytest.mark.parametrize("title", ["", "  "])
    def test_a_new_incident_without_a_title_is_refused_and_none_made_up(
        self, bare, title
    ):
        asked = {"id": "INC-9", "template": "triage", "title": title}
        with pytest.raises(IncidentKitError, match="no title; write in a few words"):
            open_notebook(bare, asked)

        assert list(bare.iterdir()) == []


class TestTheShell:
    @pytest.fixture
    def started(self, bare, monkeypatch):
        monkeypatch.chdir(bare)
        calls = []
        monkeypatch.setattr(
            "incident_kit.lab.start.start_lab",
            lambda home, notebook: calls.append((home.beside, notebook)) or 0,
        )
        return calls

    def test_begins_a_drill_and_says_where(self, bare, started, capsys):
        assert main(["drill", "INC-002", "--speed", "30"]) == 0
        told = capsys.readouterr().out
        state = json.loads((bare / "drills" / "INC-002" / "drill.json").read_text())

        assert "began the drill of INC-002 in drills/INC-002" in told
        assert started == [(bare, bare / "drills" / "INC-002" / "drill.ipynb")]
        assert state["speed"] == 30

    def test_says_that_it_goes_on_and_how_to_begin_anew(self, started, capsys):
        main(["drill", "INC-002"])
        capsys.readouterr()
        assert main(["drill", "INC-002"]) == 0
        told = capsys.readouterr().out
        main(["drill", "INC-002", "--anew"])

        assert "goes on with the drill that was left at 10:02" in told
        assert "anew: incident-kit drill INC-002 --anew" in told
        assert "began the drill" in capsys.readouterr().out

    def test_an_unknown_incident_is_told_and_nothing_starts(
        self, bare, started, capsys
    ):
        assert main(["drill", "INC-9"]) == 2
        assert "no incident 'INC-9'" in capsys.readouterr().err
        assert started == []
        assert list(bare.iterdir()) == []


class TestWhatTheSystemRefuses:
    def test_names_the_file_that_people_know(self, tmp_path, monkeypatch):
        """EPERM comes without any path from some file systems."""

        def refuse(*_):
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

        folder = tmp_path / "incidents" / "INC-7"
        folder.mkdir(parents=True)
        monkeypatch.setattr(stored_files.os, "fsync", refuse)
        with pytest.raises(PermissionError) as caught:
            replace_file(folder / "incident.yaml", b"x", expected=None)
        told = str(system_problem(caught.value))

        assert told.startswith(
            "incidents/INC-7/incident.yaml: Operation not permitted; see whether"
        )
        assert str(tmp_path) not in told

    def test_of_a_built_file_too(self, tmp_path):
        with pytest.raises(FileNotFoundError) as caught:
            put_file(tmp_path / "gone" / "review.html", b"x")

        assert "gone/review.html: No such file" in str(system_problem(caught.value))
