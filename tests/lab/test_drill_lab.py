"""A drill, and a template without an ID, in a real JupyterLab in a real Chromium."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from real_lab import (
    ask_by_palette,
    open_notebook,
    open_page,
    run_all,
    running_lab,
    shot,
    wait_for_cells,
)

from incident_kit.store.home import find_home
from incident_kit.store.records import read_record

ROOT = Path(__file__).parents[2]
OUTPUTS = "[...document.querySelectorAll('.jp-OutputArea-output')]"

pytestmark = [pytest.mark.browser, pytest.mark.notebook, pytest.mark.slow]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    home = tmp_path_factory.mktemp("lab")
    work = home / "work"
    shutil.copytree(
        ROOT / "notebooks" / "incidents" / "INC-001", work / "incidents" / "INC-001"
    )
    shutil.copy(ROOT / "templates" / "triage.ipynb", work)
    with running_lab(home) as running:
        yield running


def test_a_drill_from_the_palette_to_its_debrief(lab, browser):
    page = open_page(browser, f"{lab.url}/workspaces/drill")
    page.locator(".jp-LauncherCard", has_text="Incident drill").wait_for()
    dialog = ask_by_palette(page, "Incident drill")
    dialog.locator("select").select_option("INC-002")
    shot(page, "drill/asked")
    dialog.get_by_role("button", name="Open").click()
    page.get_by_role("button", name="Skip to what comes next").wait_for()
    wait_for_cells(page)
    page.get_by_role("button", name="Skip to what comes next").click()
    page.get_by_text("10:04:00 CEST, 20 May 2025; stands still").wait_for()
    page.get_by_role("button", name="Start the clock", exact=True).click()
    page.get_by_role("button", name="Pause").wait_for()
    shot(page, "drill/running")
    page.get_by_label("What was done to production?").fill("Report off")
    page.keyboard.press("Enter")
    page.get_by_text("Noted at 10:0").wait_for()
    page.get_by_role("button", name="End the drill").click()
    page.get_by_text("Before your first change (“Report off”").first.wait_for()
    shot(page, "drill/debrief")
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    folder = lab.work / "drills" / "INC-002"
    record = read_record("INC-002", find_home(folder / "incidents")).record
    notebook = json.loads((folder / "drill.ipynb").read_text(encoding="utf-8"))
    [debrief] = [one for one in notebook["cells"] if one["id"] == "debrief"]
    assert record.actions[0].applied_at.text.startswith("2025-05-20T10:0")
    assert "Report off" in str(debrief["outputs"])
    assert not (lab.work / "incidents" / "INC-002").exists()
    page.close()


def test_a_template_without_an_id_goes_on_with_the_choice(lab, browser):
    page = open_notebook(browser, lab, "triage.ipynb")
    run_all(page, f"{OUTPUTS}.some(one => one.querySelector('.ik-choosing'))")
    wait_for_cells(page)
    shot(page, "door/asked")
    page.get_by_label("Which incident?").select_option(index=0)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_text("INC-001: Reporting dashboard shows yesterday").first.wait_for()
    wait_for_cells(page)
    shot(page, "door/opened")

    assert page.locator(".ik-choosing").count() == 0
    page.close()
