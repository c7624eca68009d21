"""The postmortem template and the tour in a real JupyterLab in a real Chromium."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from real_lab import DARK, LIGHT, open_notebook, run_all, running_lab, shot

ROOT = Path(__file__).parents[2]
OUTPUT = ".jp-Notebook .jp-OutputArea-output"

pytestmark = [pytest.mark.browser, pytest.mark.notebook]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    home = tmp_path_factory.mktemp("lab")
    work = home / "work"
    work.mkdir()
    notebook = json.loads(
        (ROOT / "templates" / "postmortem.ipynb").read_text(encoding="utf-8")
    )
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", ()):
            cell["source"] = "".join(cell["source"]).replace(
                'incident_id = ""', 'incident_id = "INC-001"'
            )
    (work / "INC-001.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    shutil.copy(ROOT / "notebooks" / "00-tour.ipynb", work)
    with running_lab(home) as running:
        yield running


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_template_opens_and_shows_the_map_and_the_figures(lab, browser, theme):
    page = open_notebook(browser, lab, "INC-001.ipynb", theme)
    run_all(page, f"document.querySelectorAll('{OUTPUT} figure img').length >= 6")
    outputs = page.locator(OUTPUT)
    text = " ".join(outputs.all_inner_texts())
    _shots(page, theme.replace(" ", "-").lower())

    for question in (
        "Blast radius",
        "Location",
        "Anchor time",
        "System change",
        "Temporary mitigation",
    ):
        assert question in text
    assert "Around nine this morning" in text
    assert "Between 02:00 (surely good until then) and 02:08 (first bad)" in text
    alts = page.eval_on_selector_all(
        ".jp-Notebook .jp-OutputArea-output figure img",
        "all => all.map(one => one.alt)",
    )
    # impact, clocks, averted, avoidable, phases, order of response
    assert len({alt for alt in alts if len(alt) > 40}) == 6
    page.close()


def test_the_tour_runs_and_shows_an_answer_below_each_question(lab, browser):
    page = open_notebook(browser, lab, "00-tour.ipynb")
    run_all(
        page,
        "[...document.querySelectorAll('.jp-Notebook .jp-CodeCell')].pop()"
        "?.querySelector('.jp-OutputArea-output') != null",
    )
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    shown = [cell.locator(".jp-OutputArea-output").count() for cell in cells.all()]
    text = " ".join(
        page.locator(".jp-Notebook .jp-OutputArea-output").all_inner_texts()
    )
    for number in range(cells.count()):
        shot(page, f"tour/{number:02}", f".jp-Notebook .jp-Cell >> nth={number}")

    assert shown == [0, 0, *[1] * (cells.count() - 2)]
    for words in (
        "6 h 01 min",
        "partly",
        "No second wave followed.",
        "No answer yet.",
    ):
        assert words in text
    page.close()


def _shots(page, folder: str) -> None:
    for number in range(6):
        shot(page, f"{folder}/{number}", f"{OUTPUT} figure >> nth={number}")
