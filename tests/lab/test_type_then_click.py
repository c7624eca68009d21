"""A press that follows typing at once: no text is lost, none is stored as it was before."""

from __future__ import annotations

import random

import pytest
from real_lab import open_notebook, run_all, running_lab

from incident_kit.store.home import find_home
from incident_kit.store.opening import open_workbook
from incident_kit.store.records import read_record

pytestmark = [pytest.mark.browser, pytest.mark.notebook]

LETTERS = {
    "Who is affected, how many of how many?": "blast_radius",
    "Where does it show, and where not?": "location",
    "Since when?": "anchor_time",
    "What moved first?": "system_change",
    "What can ease it now, without fixing it?": "temporary_mitigation",
}
SIGNS = "abc defg hij, klm-nop (qrs) tuvw'xyz 0123456789 äöü"
SEED = 15


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    home = tmp_path_factory.mktemp("presses")
    (home / "work" / "incidents").mkdir(parents=True)
    for template in ("triage", "postmortem"):
        open_workbook(
            "INC-7",
            home=find_home(here=home / "work"),
            title=None if template == "postmortem" else "Search is down",
            template=template,
        )
    with running_lab(home) as running:
        yield running


class Hands:
    """Types a text and presses a button in the same breath; knows where it must stand."""

    def __init__(self, page, lab, chance: random.Random) -> None:
        self.page = page
        self.home = find_home(lab.work / "incidents")
        self.chance = chance
        self.presses = 0

    def text(self) -> str:
        self.presses += 1
        words = "".join(self.chance.choices(SIGNS, k=self.chance.randint(3, 60)))
        return f"{self.presses} {' '.join(words.split())}"

    def type_in(self, label: str, text: str) -> None:
        field = self.page.get_by_label(label, exact=True).first
        field.focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def press(self, words: str) -> None:
        """Click without waiting for anything: a hand does not look first."""
        button = self.page.get_by_role("button", name=words, exact=True).first
        button.dispatch_event("mousedown")
        button.evaluate("one => { document.activeElement.blur(); one.click(); }")

    def stands(self, read, text: str) -> None:
        """Wait until the record says it; say what it says instead, if it never does."""
        said = None
        for _ in range(60):
            said = read(read_record("INC-7", self.home).record)
            if said == text:
                return
            self.page.wait_for_timeout(100)
        assert said == text

    def answer(self) -> None:
        text, (label, letter) = self.text(), self.chance.choice([*LETTERS.items()])
        self.type_in(label, text)
        self.press("Save")
        self.stands(lambda record: getattr(record.blast, letter).answer, text)

    def option(self) -> None:
        text = self.text()
        self.type_in("Which one, exactly?", text)
        self.press("We could do this")
        self.stands(
            lambda record: (
                (record.blast.temporary_mitigation.options or [None])[-1].what
                if record.blast.temporary_mitigation.options
                else None
            ),
            text,
        )

    def action(self) -> None:
        text = self.text()
        self.type_in("Which one, exactly?", text)
        self.press("Done just now")
        self.stands(lambda it: it.actions[-1].what if it.actions else None, text)

    def sent(self) -> None:
        text = self.text()
        self.type_in("The update", text)
        self.press("It was sent: note it")
        self.stands(lambda it: it.updates[-1].what if it.updates else None, text)

    def note(self) -> str:
        text = self.text()
        self.type_in("What was seen or said?", text)
        self.page.keyboard.press("Enter")
        self.stands(lambda it: it.timeline[-1].what if it.timeline else None, text)
        return text

    def line(self) -> None:
        """A line of the list, corrected, and left by a press somewhere else."""
        before = self.note()
        text = self.text()
        self.page.locator(".ikt button").get_by_text(before, exact=True).click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.press("Write it anew")
        self.stands(
            lambda it: text if text in {e.what for e in it.timeline} else None, text
        )

    def moves(self):
        return [self.answer, self.option, self.action, self.sent, self.note]


@pytest.mark.parametrize("count", [40, pytest.param(400, marks=pytest.mark.slow)])
def test_no_text_is_lost_and_none_is_stored_old(lab, browser, count):
    page = open_notebook(browser, lab, "workbooks/INC-7+triage.ipynb")
    run_all(page, "document.querySelectorAll('.ik-triage').length >= 7")
    page.get_by_label("What was seen or said?").wait_for()
    page.wait_for_timeout(500)
    hands = Hands(page, lab, random.Random(SEED + count))
    while hands.presses < count:
        hands.chance.choice([*hands.moves(), hands.line])()
    page.close()
