"""An accessibility checker finds nothing on the pages, nor in the forms inside JupyterLab.

axe-core comes from npm, by ``make axe``, into the environment that runs the tests.
"""

from __future__ import annotations

import os
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest
from customers import customer_page
from real_lab import DARK, LIGHT, open_notebook, run_all, running_lab, shot

from incident_kit.page.blocks import SECTION_MIME
from incident_kit.record.settings import Settings
from incident_kit.review.preprocess import page_text
from incident_kit.review.triage import open_triage
from incident_kit.sections.index_page import IndexEntry, Others, index_html
from incident_kit.store.home import find_home
from incident_kit.store.opening import open_workbook
from incident_kit.wording.listing import Listed

pytestmark = pytest.mark.browser

SAMPLES = Path(__file__).parents[2] / "notebooks" / "incidents"
AXE = Path(sys.prefix) / "axe" / "node_modules" / "axe-core" / "axe.min.js"
FAULTS = """async where => {
  const told = await axe.run({include: where}, {resultTypes: ["violations"]});
  return [told.passes.length, told.violations.flatMap(one =>
    one.nodes.map(node => `${one.impact} ${one.id}: ${node.html.slice(0, 120)}`))]; }"""
EMPTY: list[str] = []


@pytest.fixture(scope="module")
def axe():
    """The checker; where it must be there, it is."""
    if not AXE.is_file():
        if os.environ.get("CI") and not os.environ.get("INCIDENT_KIT_NO_AXE"):
            raise AssertionError("axe-core is not there: make axe")
        pytest.skip("axe-core is not there: make axe (needs npm)")
    return AXE.read_text(encoding="utf-8")


def faults(page, axe: str, *where: str) -> list[str]:
    """Return what the checker finds in these places; it must find something right, too."""
    page.evaluate(axe)
    passed, found = page.evaluate(FAULTS, [[one] for one in where])
    assert passed > 10
    return found


def index_page() -> str:
    listed = Listed(
        incident_id="INC-001",
        title="Search is down",
        state="over",
        date="2024-05-14",
        day="14 May 2024",
        owed=(),
        fix="12 min",
        severity="sev2",
        relief="unknown",
        harm="120 failed calls",
        review="draft",
    )
    bare = IndexEntry(incident_id="INC-002", has_page=False)
    return index_html(
        [IndexEntry(incident_id="INC-001", facts=listed), bare],
        settings=Settings(title="Reviews", severities=["sev1", "sev2"]),
        today=date(2026, 11, 30),
        others=Others(incident_ids=("OLD-1",), folder="incidents/"),
    )


def triage_page() -> str:
    """The page of a triage, of what its cells leave."""
    triage = open_triage("INC-001", home=str(SAMPLES))
    named = [
        name
        for part in ("clock", "five_questions", "log", "hypotheses")
        for name in getattr(triage, part).names
    ]
    shown = [*(getattr(triage.review, name) for name in named), triage.sources]
    data = [{SECTION_MIME: section.to_json()} for section in shown]
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": one} for one in data
    ]
    cell = {"cell_type": "code", "metadata": {}, "source": "", "outputs": outputs}
    return page_text({"cells": [cell]})


@pytest.mark.parametrize(
    "name", ["INC-001", "INC-002", "INC-003", "customer", "index", "triage"]
)
def test_a_page_has_no_fault(axe, browser, look, page_of, tmp_path, name):
    path = tmp_path / "page.html"
    text = {
        "customer": lambda: customer_page("INC-001", SAMPLES),
        "index": index_page,
        "triage": triage_page,
    }.get(name, lambda: page_of(name, SAMPLES))()
    path.write_text(text, encoding="utf-8")
    found = []
    for scheme in ("light", "dark"):
        page, *_ = look.opened(browser, path, 1280, scheme)
        page.evaluate(
            "document.querySelectorAll('details').forEach(one => one.open = true)"
        )
        found += faults(page, axe, "html")
        page.context.close()

    assert found == EMPTY


def test_the_checker_sees_a_fault(axe, browser, look, tmp_path):
    text = index_page().replace("<html lang=", "<html data-lang=")
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    page, *_ = look.opened(browser, tmp_path / "page.html", 1280, "light")
    found = faults(page, axe, "html")
    page.context.close()

    assert [one.split(":")[0] for one in found] == ["serious html-has-lang"]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    home = tmp_path_factory.mktemp("accessible")
    work = home / "work"
    shutil.copytree(SAMPLES / "INC-001", work / "incidents" / "INC-001")
    for template in ("triage", "postmortem"):
        open_workbook("INC-001", home=find_home(here=work), template=template)
    with running_lab(home) as running:
        yield running


@pytest.mark.notebook
@pytest.mark.slow
@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("INC-001+triage", "document.querySelectorAll('.ik-triage').length >= 7"),
        ("INC-001", "document.querySelector('.ik-build') !== null"),
    ],
)
def test_what_people_work_in_has_no_fault(axe, lab, browser, name, shown, theme):
    page = open_notebook(browser, lab, f"workbooks/{name}.ipynb", theme)
    run_all(page, shown)
    for door in page.locator("button.ik-door").all():
        door.click()
    page.wait_for_timeout(1500)
    shot(page, f"axe/{name}-{theme.split()[-1].lower()}")
    found = faults(page, axe, ".jp-OutputArea-output")
    page.close()

    assert found == EMPTY
