"""A form in a real JupyterLab in a real Chromium: by keyboard, through a restart."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
import real_lab
from real_lab import DARK, open_notebook, restart, run_all, running_lab, save, tab_to

from incident_kit.review.preprocess import page_text
from incident_kit.store.home import find_home
from incident_kit.store.records import read_record

ROOT = Path(__file__).parents[2]

# slow: on a busy machine a step may take longer than it is waited for
pytestmark = [pytest.mark.browser, pytest.mark.notebook, pytest.mark.slow]

CONTRAST = """() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const lum = c => { const [r, g, b] = c.map(v => { v /= 255;
    return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  const bad = [];
  for (const e of document.querySelectorAll(".incident-kit-form span, .incident-kit-form label,"
      + " .incident-kit-form input, .incident-kit-form textarea, .incident-kit-form select, .incident-kit-form button")) {
    if (!e.checkVisibility() || !(e.textContent + (e.value || "")).trim()) continue;
    const below = ground(e).slice(0, 3), [r, g, b0, alpha = 1] = parse(getComputedStyle(e).color);
    const seen = [r, g, b0].map((v, i) => v * alpha + below[i] * (1 - alpha));
    const a = lum(seen), b = lum(below);
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) bad.push(`${e.textContent.trim().slice(0, 40)} ${ratio.toFixed(2)}`);
  }
  return bad;
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    home = tmp_path_factory.mktemp("lab")
    work = home / "work"
    shutil.copytree(
        ROOT / "notebooks" / "incidents" / "INC-001", work / "incidents" / "INC-001"
    )
    sources = [
        'from incident_kit.review.workbook import open_review\nreview = open_review("INC-001")\nreview',
        "review.first_screen",
        'from incident_kit.forms.opened import open_forms\nforms = open_forms("INC-001")\nforms.anchor_time',
        "forms.actions",
        "review.sources",
    ]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, work / "forms.ipynb")
    nbformat.write(notebook, work / "other.ipynb")
    sample = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(
                'from incident_kit.forms.opened import open_forms\nopen_forms("INC-002", home="samples").location'
            )
        ],
        metadata={"kernelspec": kernel},
    )
    nbformat.write(sample, work / "sample.ipynb")
    with running_lab(home) as running:
        yield running


def run(page, forms=1):
    run_all(page, f"document.querySelectorAll('.incident-kit-form').length >= {forms}")


def shot(page, name, place=".incident-kit-form"):
    real_lab.shot(page, name, place)


def answer(work):
    return read_record(
        "INC-001", find_home(work / "incidents")
    ).record.blast.anchor_time


def test_a_letter_is_answered_by_keyboard_and_stands_after_a_restart(lab, browser):
    work = lab.work
    page = open_notebook(browser, lab, "forms.ipynb")
    run(page, forms=2)
    form = page.locator(".incident-kit-form").first
    shot(page, "1-open-light")
    form.get_by_label("Since when, in words?").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Since the night.\nThe series shows it: #1, 'two'")
    passed = tab_to(page, "Since when, as a time?")
    page.keyboard.press("Control+a")
    page.keyboard.type("about 14 May")
    passed += tab_to(page, "Save")
    page.keyboard.press("Enter")
    form.get_by_role("alert").first.wait_for()
    wrong = form.get_by_role("alert").all_inner_texts()
    shot(page, "2-message-light")
    form.get_by_label("Since when, as a time?").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("about 2024-05-14 02:05")
    passed += tab_to(page, "Save")
    page.keyboard.press("Enter")
    form.get_by_text("Saved at").wait_for()
    shot(page, "3-saved-light")
    said = answer(work)

    assert wrong[0].startswith("'14 May' is not a time; write 2024-05-14 09:01")
    assert all(seen for _, seen in passed)
    assert said.answer == "Since the night.\nThe series shows it: #1, 'two'"
    assert [one.answer for one in said.earlier] == ["Around nine this morning."]
    assert form.locator(".ik-verdict").inner_text() == "agrees"

    restart(page)
    run(page, forms=2)
    again = page.locator(".incident-kit-form").first.get_by_label(
        "Since when, in words?"
    )
    assert again.input_value() == said.answer

    save(page)
    saved = json.loads((work / "forms.ipynb").read_text(encoding="utf-8"))
    text = page_text(saved)
    assert "Since the night." in text
    assert "<script" not in text
    assert "widget" not in text
    page.close()


def test_an_edit_in_a_second_tab_is_not_overwritten(lab, browser):
    work = lab.work
    one, two = (
        open_notebook(browser, lab, "forms.ipynb"),
        open_notebook(browser, lab, "other.ipynb"),
    )
    run(one, forms=2)
    run(two, forms=2)
    for page, words in ((one, "From the first tab"), (two, "From the second")):
        form = page.locator(".incident-kit-form").first
        form.get_by_label("Since when, in words?").fill(words)
        form.get_by_label("Since when, in words?").blur()
        form.get_by_role("button", name="Save").click()
        form.get_by_role("status").first.wait_for()
    form = two.locator(".incident-kit-form").first
    form.get_by_text("Somebody else saved this meanwhile").wait_for()
    shot(two, "4-both-light")
    kept = answer(work).answer

    assert kept == "From the first tab"
    assert form.get_by_text("From the first tab", exact=True).is_visible()
    assert form.get_by_label("Since when, in words?").input_value() == "From the second"

    form.get_by_role("button", name="Keep mine").click()
    form.get_by_role("button", name="Save").click()
    form.get_by_text("Saved at").wait_for()
    said = answer(work)
    assert said.answer == "From the second"
    assert said.earlier[-1].answer == "From the first tab"
    one.close()
    two.close()


def test_a_form_reads_well_in_the_dark_and_a_saved_notebook_shows_the_card(
    lab, browser
):
    page = open_notebook(browser, lab, "other.ipynb", DARK)
    run(page, forms=2)
    bad = page.evaluate(CONTRAST)
    shot(page, "5-open-dark")
    shot(page, "6-actions-dark", ".jp-Cell:nth-of-type(4) .incident-kit-form")
    cards = page.locator(".incident-kit-card").first
    hidden = not cards.is_visible()
    save(page)
    page.evaluate("() => window.panel.sessionContext.shutdown()")
    page.close()
    page = open_notebook(browser, lab, "other.ipynb", DARK)
    page.locator(".incident-kit-card").first.wait_for()
    page.wait_for_timeout(1500)
    shot(page, "7-reopened-dark", ".jp-OutputArea:has(.incident-kit-card)")

    assert bad == []
    assert hidden
    assert not page.get_by_text("Error displaying widget").first.is_visible()
    page.close()


def test_a_sample_offers_a_copy(lab, browser):
    work = lab.work
    page = open_notebook(browser, lab, "sample.ipynb")
    run(page)
    form = page.locator(".incident-kit-form").first
    shot(page, "8-sample-light")
    assert page.evaluate(CONTRAST) == []
    assert form.get_by_label("Where does it show?").is_disabled()
    form.get_by_role("button", name="Make ./incidents/INC-002").press("Enter")
    form.get_by_text("Made ./incidents/INC-002").wait_for()

    assert form.get_by_label("Where does it show?").is_enabled()
    assert (work / "incidents" / "INC-002" / "incident.yaml").is_file()
    page.close()
