"""The review and the triage in real JupyterLab follow what is typed, saved and restarted."""

from __future__ import annotations

import pytest
from real_lab import open_notebook, restart, run_all, running_lab, shot

from incident_kit.store.home import find_home
from incident_kit.store.opening import open_workbook
from incident_kit.store.records import read_record

pytestmark = [pytest.mark.browser, pytest.mark.notebook, pytest.mark.slow]

WHO = "Who is affected, how many of how many?"
# a cell of one's own, in the notebook and not in its file
ADD = """words => {
  const { content } = window.panel;
  content.model.sharedModel.insertCell(content.widgets.length - 2,
    { cell_type: "markdown", source: words, metadata: {} });
}"""
STUCK = """() => {
  const bar = document.querySelector(".ik-clock").getBoundingClientRect();
  return bar.top >= 0 && bar.bottom < innerHeight / 2;
}"""
SEEN = """() => {
  const panel = document.querySelector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer")
    .getBoundingClientRect();
  const boxes = [document.querySelector(".ik-clock"), ...document.querySelectorAll(".ik-question"),
    ...[...document.querySelectorAll(".ikt tr")].slice(0, 3)].map(one => one.getBoundingClientRect());
  return boxes.length === 9 && boxes.every(box => box.top >= panel.top - 1 && box.bottom <= panel.bottom + 1);
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    home = tmp_path_factory.mktemp("live")
    work = home / "work"
    (work / "incidents").mkdir(parents=True)
    here = find_home(here=work)
    for number in (1, 2, 3):
        open_workbook(
            f"INC-{number}", home=here, title="Search is down", template="triage"
        )
        open_workbook(f"INC-{number}", home=here, template="postmortem")
    with running_lab(home) as running:
        yield running


def said(lab, incident_id):
    return read_record(incident_id, find_home(lab.work / "incidents")).record


def opened(browser, lab, name):
    page = open_notebook(browser, lab, f"workbooks/{name}.ipynb")
    run_all(page, "document.querySelectorAll('.incident-kit-form').length >= 7")
    page.wait_for_timeout(800)
    return page


def test_a_save_draws_the_map_anew_and_the_page_is_built_of_the_saved_notebook(
    browser, lab
):
    page = opened(browser, lab, "INC-1")
    page.get_by_role("button", name="▸ Location").first.click()
    field = page.get_by_label("Where does it show?", exact=True)
    field.fill("Only in the west wing")
    field.locator(
        "xpath=ancestor::*[contains(@class,'incident-kit-form')][1]"
    ).get_by_role("button", name="Save", exact=True).click()
    page.locator(".jp-RenderedHTML .map").get_by_text(
        "Only in the west wing"
    ).wait_for()
    shot(page, "live/map")
    page.evaluate(ADD, "A story of our own")
    page.get_by_role("button", name="Build the page").click()
    page.get_by_text("Built in").wait_for(timeout=120_000)
    built = (lab.work / "reviews" / "INC-1" / "review.html").read_text("utf-8")
    page.close()

    assert "Only in the west wing" in built
    assert "A story of our own" in built


def test_what_was_typed_outlives_its_kernel(browser, lab):
    page = opened(browser, lab, "INC-2+triage")
    page.get_by_label(WHO).click()
    page.keyboard.type("Half of Europe")
    page.get_by_label("What was seen or said?").click()
    page.keyboard.type("half a note")
    page.wait_for_timeout(300)
    restart(page)
    page.locator(".ik-triage.jupyter-widgets-disconnected").first.wait_for()
    run_all(
        page,
        "document.querySelector('.ik-question textarea')?.value === 'Half of Europe'",
    )
    page.get_by_text("Not saved yet: B.").wait_for()
    kept = page.get_by_label("What was seen or said?").input_value()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved: B.").wait_for()
    page.close()

    assert kept == "half a note"
    assert said(lab, "INC-2").blast.blast_radius.answer == "Half of Europe"


def test_clock_questions_and_the_last_lines_are_on_one_screen(browser, lab):
    page = opened(browser, lab, "INC-3+triage")
    page.set_viewport_size({"width": 1280, "height": 900})
    for words in ("first ticket", "second ticket", "third ticket"):
        page.get_by_label("What was seen or said?").fill(words)
        page.get_by_label("What was seen or said?").press("Enter")
        page.locator(".ikt").get_by_text(words).wait_for()
    page.evaluate("document.querySelector('.jp-Cell:has(.ik-clock)').scrollIntoView()")
    page.wait_for_timeout(300)
    shot(page, "live/one-screen")
    whole = page.evaluate(SEEN)
    page.get_by_role("button", name="Go on to the review").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    shot(page, "live/stuck")
    stuck = page.evaluate(STUCK)
    page.close()

    assert whole
    assert stuck
