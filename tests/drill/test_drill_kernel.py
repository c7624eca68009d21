"""One drill in a real kernel: the clock runs, facts come, the debrief fills its place."""

from __future__ import annotations

import json
import queue
import time
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

from incident_kit.drill.practice import open_practice
from incident_kit.drill.replay import Replay
from incident_kit.drill.starting import start_drill
from incident_kit.errors import IncidentKitError
from incident_kit.review.drill import open_drill
from incident_kit.store.home import find_home
from incident_kit.store.records import read_record

START = "triage.desk._panels['replay'].start.click()"


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    return start_drill("INC-002", home=find_home(), speed=1800).notebook.parent


@pytest.mark.notebook
def test_a_drill_runs_to_its_end_and_leaves_its_debrief(folder, monkeypatch):
    # the drill's own folder counts, whatever a shell has set
    monkeypatch.setenv("INCIDENT_KIT_HOME", "samples")
    notebook = json.loads((folder / "drill.ipynb").read_text(encoding="utf-8"))
    cells = [one for one in notebook["cells"] if one["cell_type"] == "code"]
    manager, client = start_new_kernel(cwd=str(folder))
    try:
        for cell in [*cells, {"source": [START]}]:
            client.execute("".join(cell["source"]), allow_stdin=True)
            reply = client.get_shell_msg(timeout=60)["content"]
            assert reply["status"] == "ok", reply
        debrief = _until(client, "You changed nothing in production", 60)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)

    replay = Replay(open_practice(folder))
    what = [one.what for one in read_record("INC-002", replay.home).record.timeline]
    assert replay.is_ended
    assert what[0] == "Support reports totals that do not match"
    assert "Cause removed." in what
    assert "application/vnd.incident-kit.section.v1+json" in debrief


def _until(client, words: str, seconds: float) -> dict:
    """Return the output that comes to hold these words, also while no cell runs."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            content = client.get_iopub_msg(timeout=1)["content"]
        except queue.Empty:
            continue
        data = content.get("data")
        if isinstance(data, dict) and words in str(data.get("text/plain")):
            return data
    raise AssertionError(words)


def test_the_notebook_is_the_triages_with_a_replay_and_a_debrief(folder):
    cells = json.loads((folder / "drill.ipynb").read_text(encoding="utf-8"))["cells"]
    template = find_home("samples").path.parents[1] / "templates" / "triage.ipynb"
    triage = json.loads(template.read_text(encoding="utf-8"))["cells"]
    mine = [one["id"] for one in cells]

    assert set(mine) - {one["id"] for one in triage} == {"replay", "debrief"}
    assert {one["id"] for one in triage} - set(mine) == {"parameters", "go-on"}
    assert all(not one.get("outputs") for one in cells)


def test_outside_of_a_drill_it_says_how_to_begin_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(IncidentKitError, match="begin one: incident-kit drill INC-002"):
        open_drill()
