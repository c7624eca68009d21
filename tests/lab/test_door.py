"""A file dropped on the impact form, and a pasted table, in real JupyterLab."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from real_lab import DARK, LIGHT, open_notebook, run_all, running_lab, shot, tab_to

from incident_kit.store.home import find_home
from incident_kit.store.opening import open_workbook
from incident_kit.store.records import read_record

pytestmark = [pytest.mark.browser, pytest.mark.notebook, pytest.mark.slow]

SERIES = (
    Path(__file__).parents[2] / "notebooks" / "incidents" / "INC-001" / "impact.csv"
)
# a file of the desk dropped on the place for it, as the browser tells of it
DROP = """([place, name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, {type: "text/csv"}));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    place.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: data}));
  }
}"""
CHOICES = """one => [...document.getElementById(one.getAttribute("list")).options]
  .map(each => each.value)"""
TABLE = """\
| Time | What | Source |
|---|---|---|
| 09:05 | Second call <b>about</b> old figures | support |
| 09:12 | The job's log is empty | chat |
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    home = tmp_path_factory.mktemp("door")
    (home / "work" / "incidents").mkdir(parents=True)
    for number in (7, 8):
        open_workbook(
            f"INC-{number}",
            home=find_home(here=home / "work"),
            title="Old figures",
            timezone="Europe/Berlin",
        )
        record = home / "work" / "incidents" / f"INC-{number}" / "incident.yaml"
        text = record.read_text(encoding="utf-8")
        noticed = text.replace("detected_at: unknown", "detected_at: 2024-05-14 09:01")
        record.write_text(noticed, encoding="utf-8")
    with running_lab(home) as running:
        yield running


def review(browser, lab, number, theme):
    page = open_notebook(browser, lab, f"workbooks/INC-{number}.ipynb", theme)
    page.set_viewport_size({"width": 1280, "height": 900})
    run_all(page, "document.querySelector('.ik-build') !== null")
    return page


def open_form(page, words):
    """Open the form behind a door; return it."""
    page.get_by_role("button", name=f"▸ {words}", exact=True).first.click()
    form = page.locator(".ik-doors > .incident-kit-form").last
    form.wait_for()
    return form


def said(lab, number):
    return read_record(f"INC-{number}", find_home(lab.work / "incidents")).record


@pytest.mark.parametrize(("number", "theme"), [(7, LIGHT), (8, DARK)])
def test_a_dropped_file_is_chosen_its_curve_seen_and_then_saved(
    lab, browser, number, theme
):
    page = review(browser, lab, number, theme)
    form = open_form(page, "Impact")
    place = form.locator(".ikd-place")
    place.scroll_into_view_if_needed()
    shot(page, f"door/{number}-1-asked")
    text = SERIES.read_text(encoding="utf-8")
    page.evaluate(DROP, [place.element_handle(), "dropped.csv", text])
    form.get_by_text("Took dropped.csv: 5 columns.").wait_for()
    file, value = (
        form.get_by_label("In which file?"),
        form.get_by_label("In which column?"),
    )

    assert file.input_value() == "dropped.csv"
    assert value.evaluate(CHOICES) == ["at", "views", "stale", "loads", "failed"]
    value.fill("fialed")
    form.locator(".ik-curve").get_by_text("no column 'fialed'").wait_for()
    shot(page, f"door/{number}-2-wrong")
    value.fill("failed")
    form.locator(".ik-curve figure").wait_for()
    onset = form.locator(".ik-curve .ik-measured").inner_text()
    form.get_by_label("What is counted?").fill("failed page loads")
    form.get_by_label("In which unit?").fill("loads")
    form.get_by_label("Per which time?").fill("minute")
    form.locator(".ik-curve img[alt*='ailed page loads']:visible").wait_for()
    form.locator(".ik-curve").scroll_into_view_if_needed()
    shot(page, f"door/{number}-3-curve")
    shot(page, f"door/{number}-4-form", ".ik-doors > .incident-kit-form")

    assert (
        onset == "Onset: Between 10:03 (surely good until then) and 10:07 (first bad)."
    )
    assert said(lab, number).impact == ()
    form.get_by_role("button", name="Save").click()
    form.get_by_text("Saved at").wait_for()
    [series] = said(lab, number).impact
    assert (series.name, series.file, series.value) == (
        "failed page loads",
        "dropped.csv",
        "failed",
    )
    page.close()


def test_a_file_can_be_chosen_with_the_keyboard(lab, browser, tmp_path):
    page = review(browser, lab, 7, LIGHT)
    form = open_form(page, "Impact")
    shutil.copy(SERIES, tmp_path / "by-key.csv")
    form.locator(".ikd-place").wait_for()
    asked = []
    page.on("filechooser", lambda one: asked.append(one))  # noqa: PLW0108 - it keeps no name on a builtin
    tab_to(page, "Choose a file…")
    page.keyboard.press("Enter")
    for _ in range(40):
        if asked:
            break
        page.wait_for_timeout(250)
    asked[0].set_files(tmp_path / "by-key.csv")
    form.get_by_text("Took by-key.csv: 5 columns.").wait_for()

    folder = lab.work / "incidents" / "INC-7"
    assert (folder / "by-key.csv").read_bytes() == SERIES.read_bytes()
    page.close()


@pytest.mark.parametrize(("number", "theme"), [(7, LIGHT), (8, DARK)])
def test_a_pasted_table_becomes_rows_of_the_timeline(lab, browser, number, theme):
    page = review(browser, lab, number, theme)
    form = open_form(page, "Paste a table")
    form.get_by_label("The rows").fill(TABLE)
    form.get_by_role("button", name="Read it").click()
    form.get_by_text("2024-05-14 09:05 · Second call <b>about</b>").wait_for()
    shot(page, f"door/{number}-5-pasted")
    assert said(lab, number).timeline == ()
    form.get_by_role("button", name="Add 2 rows").click()
    form.get_by_text("Added 2 rows.").wait_for()
    shot(page, f"door/{number}-6-added")

    assert [(one.at.text, one.what) for one in said(lab, number).timeline] == [
        ("2024-05-14 09:05", "Second call <b>about</b> old figures"),
        ("2024-05-14 09:12", "The job's log is empty"),
    ]
    form.get_by_role("button", name="Take them back").click()
    form.get_by_text("They are taken out again.").wait_for()
    assert said(lab, number).timeline == ()
    page.close()
