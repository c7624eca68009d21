"""Keys in the forms of a real JupyterLab: none is lost, none is a notebook's command."""

from __future__ import annotations

import pytest
from real_lab import (
    DARK,
    LIGHT,
    open_notebook,
    restart,
    run_all,
    running_lab,
    shot,
    tab_to,
)

from incident_kit.store.home import find_home
from incident_kit.store.opening import open_workbook
from incident_kit.store.records import read_record

pytestmark = [pytest.mark.browser, pytest.mark.notebook, pytest.mark.slow]

LINES = [
    "alpha one, all pods",
    "beta two",
    "x",
    "gamma: #3, 'quoted'",
    "delta four of five",
]
CELLS = "() => window.panel.content.widgets.length"
DEAD = "The kernel was restarted or stopped: run the notebook again to go on."
# what a form says above itself, the icons below it, and whether it can be pressed
SAID = """() => [...document.querySelectorAll(".incident-kit-form.jupyter-widgets-disconnected")]
  .filter(one => !one.parentElement.closest(".incident-kit-form")).map(form => {
    const above = getComputedStyle(form, "::before");
    const inner = [...form.querySelectorAll(".jupyter-widgets-disconnected")];
    return [above.content.slice(1, -1), above.display,
      inner.filter(one => getComputedStyle(one, "::before").content !== "none").length,
      [...form.querySelectorAll("button")].every(one => getComputedStyle(one).pointerEvents === "none")];
  })"""
HEIGHTS = """() => [...document.querySelectorAll(".incident-kit-form")]
  .filter(one => !one.parentElement.closest(".incident-kit-form"))
  .flatMap(form => [...form.children].map(one => Math.round(one.getBoundingClientRect().height)))"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    home = tmp_path_factory.mktemp("typing")
    (home / "work" / "incidents").mkdir(parents=True)
    for number in (7, 8, 9):
        open_workbook(
            f"INC-{number}",
            home=find_home(here=home / "work"),
            title="Search is down",
            timezone="Europe/Berlin",
            template="triage",
        )
    with running_lab(home) as running:
        yield running


def triage(browser, lab, incident_id, theme=LIGHT):
    """Open the triage of an incident and run it."""
    page = open_notebook(browser, lab, f"workbooks/{incident_id}+triage.ipynb", theme)
    run_all(page, "document.querySelectorAll('.incident-kit-form').length >= 7")
    page.get_by_label("What was seen or said?").wait_for()
    page.wait_for_timeout(500)
    return page


def noted(lab, incident_id):
    record = read_record(incident_id, find_home(lab.work / "incidents")).record
    return [one.what for one in record.timeline or ()]


def wait_until_noted(page, lab, incident_id, count):
    for _ in range(100):
        if len(noted(lab, incident_id)) >= count:
            return
        page.wait_for_timeout(100)


def test_lines_typed_without_a_pause_are_all_recorded_whole(lab, browser):
    page = triage(browser, lab, "INC-7")
    line = page.get_by_label("What was seen or said?")
    line.focus()
    for words in LINES:
        page.keyboard.type(words, delay=30)
        page.keyboard.press("Enter")
    page.keyboard.type("half a line")
    wait_until_noted(page, lab, "INC-7", len(LINES))
    page.wait_for_timeout(1000)
    left = line.input_value()
    page.keyboard.press("Enter")
    wait_until_noted(page, lab, "INC-7", len(LINES) + 1)
    page.wait_for_timeout(1000)

    assert noted(lab, "INC-7") == [*LINES, "half a line"]
    assert left == "half a line"
    assert line.input_value() == ""
    page.close()


def test_a_refused_line_comes_back_and_none_typed_at_full_speed_is_lost(lab, browser):
    page = triage(browser, lab, "INC-8")
    file = lab.work / "incidents" / "INC-8" / "incident.yaml"
    whole = file.read_text(encoding="utf-8")
    file.write_text("schema: [", encoding="utf-8")
    line = page.get_by_label("What was seen or said?")
    line.focus()
    page.keyboard.type("not lost", delay=30)
    page.keyboard.press("Enter")
    page.get_by_text("Nothing was written.").first.wait_for()
    page.wait_for_timeout(500)
    back = line.input_value()
    file.write_text(whole, encoding="utf-8")
    for words in ("", *LINES):  # faster than the kernel writes
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    wait_until_noted(page, lab, "INC-8", 1 + len(LINES))
    page.wait_for_timeout(500)

    assert back == "not lost"
    assert noted(lab, "INC-8") == ["not lost", *LINES]
    assert line.input_value() == ""
    page.close()


def test_plain_keys_on_a_choice_or_a_button_are_no_commands_of_the_notebook(
    lab, browser
):
    page = triage(browser, lab, "INC-9")
    cells = page.evaluate(CELLS)
    page.get_by_label("What was done to production?").focus()
    tab_to(page, "What for?")
    choice = page.get_by_label("What for?")
    before = choice.input_value()
    at = page.evaluate("() => window.panel.content.activeCellIndex")
    for key in ("d", "d", "Home", "ArrowDown"):
        page.keyboard.press(key)
    after = choice.input_value()
    at_last = page.evaluate("() => window.panel.content.activeCellIndex")
    page.get_by_role("button", name="Taken up").focus()
    for key in ("d", "d", "a", "x"):
        page.keyboard.press(key)
    left = page.evaluate(CELLS)
    page.keyboard.press("Space")
    page.get_by_text("Taken up: ").wait_for()
    page.keyboard.press("Control+Shift+c")
    page.locator("#modal-command-palette input:focus").wait_for()

    assert after != before
    assert (left, at_last) == (cells, at)
    page.close()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_form_whose_kernel_was_restarted_says_so(lab, browser, theme):
    page = triage(browser, lab, "INC-9", theme)
    name = f"typing/{{}}-{theme.rsplit(maxsplit=1)[-1].lower()}"
    shot(page, name.format("alive"))
    alive = page.evaluate(HEIGHTS)
    restart(page)
    page.locator(".incident-kit-form.jupyter-widgets-disconnected").first.wait_for()
    page.wait_for_timeout(500)
    shot(page, name.format("dead"))
    page.get_by_label("What was seen or said?").scroll_into_view_if_needed()
    shot(page, name.format("dead-log"))
    said = page.evaluate(SAID)

    assert len(said) >= 7
    assert {tuple(one) for one in said} == {(DEAD, "block", 0, True)}
    assert page.evaluate(HEIGHTS) == alive
    page.close()
