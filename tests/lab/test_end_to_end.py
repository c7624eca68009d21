"""The five minutes and the review in real JupyterLab, as people at a keyboard or mouse do it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from real_lab import (
    DARK,
    LIGHT,
    ask_by_palette,
    by_palette,
    open_notebook,
    open_page,
    run_all,
    running_lab,
    shot,
    tab_to,
    wait_for_cells,
)

from incident_kit.page.audit import audit
from incident_kit.store.home import find_home
from incident_kit.store.opening import open_workbook
from incident_kit.store.records import read_record

# slow: on a busy machine a step may take longer than it is waited for
pytestmark = [pytest.mark.browser, pytest.mark.notebook, pytest.mark.slow]

EMPTY: list[str] = []
HOSTILE = '<img src=x onerror="window.ran = 1">'
ANSWERS = {
    "Who is affected, how many of how many?": f"All tenants in Europe {HOSTILE}",
    "Where does it show, and where not?": "The search page; billing is fine",
    "Since when?": "Since lunch: #1, 'two'",
    "What moved first?": "The index job of noon",
    "What can ease it now, without fixing it?": "Turn ranking off",
}
LETTERS = (
    "blast_radius",
    "location",
    "anchor_time",
    "system_change",
    "temporary_mitigation",
)
GHOST = re.compile(
    "Error displaying widget|Loading widget|model not found", re.IGNORECASE
)
"""What JupyterLab says where a widget's model is missing."""
SHOWS = """([question, words]) => [...document.querySelectorAll("textarea")].some(
  one => one.labels[0]?.textContent === question && one.value === words)"""
IN_LINE = (
    """words => document.activeElement.closest("tr").textContent.includes(words)"""
)
TRUSTED = """() => {
  const cells = window.jupyterapp.shell.currentWidget.content.widgets;
  return cells.filter(one => one.model.type === "code").map(one => one.model.trusted); }"""


def said_in(work: Path, incident_id: str):
    return read_record(incident_id, find_home(work / "incidents")).record


def answers(record) -> list[str]:
    return [getattr(record.blast, letter).answer for letter in LETTERS]


def press(page, words: str, *, within: int = 60):
    """Go to a button or link by Tab, and press Enter there; return what was passed."""
    passed = tab_to(page, words, within=within)
    page.keyboard.press("Enter")
    return passed


def save_by_key(page, file: Path) -> dict:
    """Save the notebook by its key; return what stands in its file then."""
    before = file.stat().st_mtime_ns
    page.keyboard.press("Control+s")
    for _ in range(100):
        page.wait_for_timeout(100)
        if file.stat().st_mtime_ns != before:
            return json.loads(file.read_text(encoding="utf-8"))
    raise AssertionError(f"{file.name} was not saved")


def confirm(page) -> None:
    """Say yes to what JupyterLab asks."""
    dialog = page.locator(".jp-Dialog")
    dialog.wait_for()
    page.keyboard.press("Enter")
    dialog.wait_for(state="detached")


def open_by_path(page, path: str):
    """Open a notebook by its path, without running it; return its panel."""
    by_palette(page, "Open from Path…")
    page.locator(".jp-Dialog input").wait_for()
    page.keyboard.type(path)
    page.keyboard.press("Enter")
    panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    panel.locator(".incident-kit-card").first.wait_for()
    page.wait_for_timeout(2500)  # what a widget without a model says, it says late
    return panel


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    with running_lab(tmp_path_factory.mktemp("keys")) as running:
        yield running


@pytest.fixture(scope="module")
def walk(lab, browser):
    """From the launcher to the page by keyboard alone, and what was seen on the way."""
    seen, passed = SimpleNamespace(work=lab.work), []
    books = lab.work / "workbooks"
    page = open_page(browser, f"{lab.url}/workspaces/keys")
    page.locator(".jp-LauncherCard", has_text="Incident triage").wait_for()
    ask_by_palette(page, "Incident triage")
    page.keyboard.type("INC-9")
    page.keyboard.press("Tab")
    page.keyboard.type("Search is down")
    shot(page, "keys/01-asked")
    page.keyboard.press("Enter")
    wait_for_cells(page)
    shot(page, "keys/02-triage")

    passed += press(page, "Noticed")
    passed += press(page, "Taken up")
    page.get_by_text("Taken up: ").wait_for()
    for question, words in ANSWERS.items():
        passed += tab_to(page, question)
        page.keyboard.type(words)
    passed += press(page, "Save")
    page.get_by_text("Saved: B, L, A, S, T.").wait_for()
    shot(page, "keys/03-answered")
    passed += tab_to(page, "What was seen or said?")
    page.keyboard.type("a key's note")
    page.keyboard.press("Enter")
    page.get_by_text("Noted at").wait_for()
    # a slip is mended where it stands
    passed += tab_to(page, "+")
    for _ in range(5):
        if page.evaluate(IN_LINE, "a key's note"):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("a corrected note")
    page.keyboard.press("Enter")
    page.get_by_text("Corrected: ").wait_for()
    shot(page, "keys/04-noted")
    save_by_key(page, books / "INC-9+triage.ipynb")

    by_palette(page, "Restart Kernel…")
    confirm(page)
    page.keyboard.press("Alt+w")
    page.locator(".jp-NotebookPanel").wait_for(state="detached")
    ask_by_palette(page, "Incident triage")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("INC-9")
    shot(page, "keys/05-asked-again")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Go on to the review").wait_for()
    wait_for_cells(page)
    shot(page, "keys/06-run-again")
    seen.stood = [page.get_by_label(one).first.input_value() for one in ANSWERS]
    seen.triage = save_by_key(page, books / "INC-9+triage.ipynb")

    passed += press(page, "Go on to the review")
    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .ik-missing").wait_for(
        timeout=90_000
    )
    wait_for_cells(page)
    shot(page, "keys/07-review")
    passed += press(page, "▸ Answer")
    page.locator(".ik-doors > .incident-kit-form").first.wait_for()
    shot(page, "keys/08-answering")
    passed += press(page, "Build the page", within=300)
    page.get_by_text("Built in").wait_for(timeout=120_000)
    seen.review = save_by_key(page, books / "INC-9.ipynb")
    passed += press(page, "Open reviews/INC-9/review.html")
    page.locator(".jp-HTMLViewer iframe").wait_for()
    page.wait_for_timeout(1000)
    shot(page, "keys/09-page")
    seen.page = lab.work / "reviews" / "INC-9" / "review.html"
    by_palette(page, "Shut Down All Kernels…")
    confirm(page)
    kernels = lab.url.replace("/lab", "/api/kernels")
    for _ in range(100):
        if page.request.get(kernels).json() == EMPTY:
            break
        page.wait_for_timeout(200)
    assert page.request.get(kernels).json() == EMPTY
    seen.passed = passed
    page.close()
    return seen


class TestByKeyboardOnly:
    def test_the_answers_stand_after_a_restart(self, walk):
        record = said_in(walk.work, "INC-9")

        assert walk.stood == answers(record) == list(ANSWERS.values())
        assert record.acknowledged_at.is_known
        assert [one.what for one in record.timeline] == ["a corrected note"]
        assert record.detected_at.is_known
        assert not any(one.earlier for _, one in record.blast.letters)

    def test_the_built_page_holds_them(self, walk):
        page = walk.page.read_text(encoding="utf-8")

        assert "The index job of noon" in page
        assert "a corrected note" in page
        assert "<img src=x" not in page


def gone(page, locator) -> bool:
    """Return whether nothing of it is left, once the notebook has come to rest."""
    for _ in range(40):
        if locator.count() == 0:
            return True
        page.wait_for_timeout(250)
    return False


class TestWhatIsLeftBehind:
    @pytest.fixture(params=["trusted", "untrusted"])
    def reopened(self, request, walk, lab, browser):
        """The saved triage, opened and not run; nobody vouches for a changed one."""
        name = "INC-9+triage.ipynb"
        if request.param == "untrusted":
            notebook = json.loads(json.dumps(walk.triage))
            code = [one for one in notebook["cells"] if one["cell_type"] == "code"]
            code[0]["outputs"] = [
                html_output(
                    HOSTILE + "<script>window.ran = 1</script>"
                    '<a href="x.ipynb" data-incident-kit-run="x.ipynb">forged</a>'
                )
            ]
            name = "from-elsewhere.ipynb"
            (lab.work / "workbooks" / name).write_text(json.dumps(notebook))
        theme = DARK if request.param == "untrusted" else LIGHT
        page = open_page(browser, f"{lab.url}/workspaces/{request.param}", theme)
        panel = open_by_path(page, f"workbooks/{name}")
        shot(page, f"left/{request.param}")
        trusted = page.evaluate(TRUSTED)
        yield SimpleNamespace(
            page=page, panel=panel, name=request.param, trusted=trusted
        )
        page.close()

    def test_a_saved_notebook_shows_the_answers_and_no_ghost_of_a_form(self, reopened):
        page, panel = reopened.page, reopened.panel
        for words in ANSWERS.values():
            panel.get_by_text(words).first.wait_for()

        assert all(reopened.trusted) == (reopened.name == "trusted")
        for words in ANSWERS.values():
            assert panel.get_by_text(words).first.is_visible(), words
        assert gone(page, panel.get_by_text(GHOST).filter(visible=True))
        assert page.locator(".incident-kit-form").count() == 0
        assert page.evaluate("window.ran") is None
        if reopened.name == "untrusted":
            assert panel.get_by_text("forged").is_visible()
            assert page.locator("[data-incident-kit-run]").count() == 0

    def test_no_widget_state_and_no_script(self, walk):
        for notebook in (walk.triage, walk.review):
            outputs = json.dumps([one.get("outputs") for one in notebook["cells"]])

            assert "widgets" not in notebook["metadata"]
            assert "<script" not in outputs
            assert "javascript" not in outputs

    def test_the_page_loads_nothing(self, walk, browser, look):
        audit(walk.page.read_text(encoding="utf-8"))
        for scheme in ("light", "dark"):
            page, loaded, messages = look.opened(browser, walk.page, 1280, scheme)
            requests: list[str] = []
            page.on("request", lambda one, to=requests: to.append(one.url))
            page.reload()
            shot(page, f"left/page-{scheme}")
            page.context.close()

            assert (loaded, messages) == (EMPTY, EMPTY)
            assert requests == [walk.page.as_uri()]

    def test_a_plain_nbconvert_shows_the_cards(self, walk, tmp_path, browser, look):
        notebook = tmp_path / "triage.ipynb"
        notebook.write_text(json.dumps(walk.triage))
        subprocess.run(
            [sys.executable, "-m", "nbconvert", "--to", "html", str(notebook)],
            check=True,
            capture_output=True,
        )
        page, *_ = look.opened(browser, tmp_path / "triage.html", 1280, "light")
        page.wait_for_timeout(500)
        shot(page, "left/plain-nbconvert")
        for words in ANSWERS.values():
            assert page.get_by_text(words).first.is_visible(), words
        assert page.evaluate("window.ran") is None
        page.context.close()


def html_output(html: str) -> dict:
    return {"output_type": "display_data", "metadata": {}, "data": {"text/html": html}}


class TestFocus:
    def test_is_seen_wherever_it_goes(self, walk):
        hidden = {name for name, is_seen in walk.passed if not is_seen}

        assert not hidden
        assert {"How far is it?", "Which one?", "▸ Actions", "What for?"} <= {
            name for name, _ in walk.passed
        }


def opened_review(lab, browser, incident_id: str):
    """The review of an incident in a tab of its own, run."""
    page = open_notebook(browser, lab, f"workbooks/{incident_id}.ipynb")
    run_all(page, "document.querySelector('.ik-build') !== null")
    return page


def shown_form(page, name: str):
    """Open a closed form of the review by its name."""
    page.get_by_role("button", name=name, exact=True).first.click()
    door = page.locator(
        ".ik-doors", has=page.get_by_role("button", name=f"▾{name[1:]}", exact=True)
    )
    form = door.locator("> .incident-kit-form")
    form.wait_for()
    return form


def fill(form, question: str, words: str) -> None:
    field = form.get_by_label(question, exact=True)
    field.fill(words)
    field.blur()


def test_two_tabs_and_a_shell_lose_nothing(lab, browser):
    home = find_home(here=lab.work)
    for template in ("triage", "postmortem"):
        title = "Search is slow" if template == "triage" else None
        open_workbook("INC-7", home=home, template=template, title=title)
        home = find_home(here=lab.work)
    review = opened_review(lab, browser, "INC-7")
    radius = shown_form(review, "▸ Blast radius")
    triage = open_notebook(browser, lab, "workbooks/INC-7+triage.ipynb")
    run_all(triage, "document.querySelectorAll('.ik-triage').length >= 7")
    who, _, since, *_ = ANSWERS

    # another letter waits unsaved in the triage while the review saves two
    fill(triage, who, "From the triage")
    triage.get_by_role("button", name="Save", exact=True).click()
    triage.get_by_text("Saved: B.").wait_for()
    fill(triage, since, "Typed before the others saved")
    note = [sys.executable, "-m", "incident_kit", "note", "INC-7", "from a shell"]
    subprocess.run(note, check=True, cwd=lab.work, capture_output=True)
    fill(radius, "Who is affected?", "From the review")
    radius.get_by_role("button", name="Save", exact=True).click()
    radius.get_by_text("Somebody else saved this meanwhile").wait_for()
    shot(review, "tabs/both-light")
    radius.get_by_role("button", name="Keep mine").click()
    radius.get_by_role("button", name="Save", exact=True).click()
    radius.get_by_text("Saved at").wait_for()
    triage.get_by_label("What was seen or said?").fill("from the triage")
    triage.get_by_label("What was seen or said?").press("Enter")
    triage.get_by_text("Noted at").wait_for()
    triage.get_by_role("button", name="Save", exact=True).click()
    triage.get_by_text("Saved: A.").wait_for()
    triage.locator(".ikt tr", has_text="from a shell").wait_for()
    # nobody was typing there: it shows without a question
    triage.wait_for_function(SHOWS, arg=[who, "From the review"])
    shot(triage, "tabs/triage-light")
    line = shown_form(review, "▸ Timeline")
    fill(line, "What was seen or said?", "from the review")
    line.get_by_role("button", name="Save", exact=True).click()
    line.get_by_text("Saved at").wait_for()
    said = said_in(lab.work, "INC-7")
    blast = said.blast

    assert blast.blast_radius.answer == "From the review"
    assert [one.answer for one in blast.blast_radius.earlier] == ["From the triage"]
    assert blast.anchor_time.answer == "Typed before the others saved"
    assert {one.what for one in said.timeline} == {
        "from a shell",
        "from the triage",
        "from the review",
    }
    triage.close()
    review.close()


class Mouse:
    """The mouse of a first-timer: every press is counted."""

    def __init__(self, page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, target) -> None:
        self.clicks += 1
        target.click()

    def choose(self, target, value: str) -> None:
        """Open a list and pick a line of it: two clicks."""
        self.clicks += 2
        target.select_option(value)

    def press(self, words: str, **where) -> None:
        self.click(self.page.get_by_role("button", name=words, exact=True, **where))


def test_a_first_timer_needs_at_most_ten_clicks(browser, tmp_path, capsys):
    with running_lab(tmp_path) as lab:
        page = open_page(browser, lab.url, DARK)
        mouse = Mouse(page)
        shot(page, "first/1-launcher")
        mouse.click(page.locator(".jp-LauncherCard", has_text="Incident triage"))
        mouse.choose(page.get_by_label("Which incident?"), "INC-001")
        shot(page, "first/2-sample")
        mouse.press("Open")
        page.locator(".ik-triage").nth(6).wait_for(timeout=90_000)
        questions = [page.get_by_label(one).first for one in ANSWERS]
        page.wait_for_function(
            "() => document.activeElement.closest('.ik-question') !== null"
        )
        mouse.press("All-clear given")
        page.get_by_text("All-clear given: ").wait_for()
        mouse.press("Take 02:00 to 02:08")
        mouse.click(page.locator(".ikt").get_by_text("First ticket about old figures"))
        page.keyboard.press("Control+a")
        page.keyboard.type("First two tickets")
        page.keyboard.press("Enter")
        page.get_by_text("Corrected: ").wait_for()
        questions[0].focus()
        for question, words in zip(questions, ANSWERS.values(), strict=True):
            while not question.evaluate("one => one === document.activeElement"):
                page.keyboard.press("Tab")
            page.keyboard.press("Control+a")
            page.keyboard.type(words)
        shot(page, "first/3-answered")
        mouse.press("Go on to the review")
        build = page.get_by_role("button", name="Build the page")
        build.wait_for(timeout=90_000)
        shot(page, "first/4-review")
        mouse.click(build)
        page.get_by_text("Built in").wait_for(timeout=120_000)
        shot(page, "first/5-built", ".ik-build")
        mouse.click(page.get_by_text("Open reviews/INC-001/review.html"))
        built = page.frame_locator(".jp-HTMLViewer iframe")
        built.get_by_text(ANSWERS["What moved first?"]).first.wait_for()
        page.wait_for_timeout(500)
        shot(page, "first/6-page")
        page.close()
        said = said_in(lab.work, "INC-001")
        sample = read_record("INC-001", find_home("samples")).record
    with capsys.disabled():
        sys.stdout.write(f" {mouse.clicks} clicks from the launcher to the page ")

    assert answers(said) == list(ANSWERS.values())
    assert said.updates[-1].kind == "all clear"
    assert said.blast.anchor_time.at.text.startswith("[2024-05-14T02:00")
    assert "First two tickets" in [one.what for one in said.timeline]
    for letter, before in zip(LETTERS, answers(sample), strict=True):
        kept = [one.answer for one in getattr(said.blast, letter).earlier]
        assert kept[-1:] == ([before] if before else EMPTY)
    assert mouse.clicks <= 10
