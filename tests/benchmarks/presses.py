"""What does a press cost in the triage and in the review? CPU of a whole kernel's process.

``python presses.py`` prints the lowest of a few for each, with everything that it draws.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from incident_kit.forms.live import Live
from incident_kit.forms.save import save
from incident_kit.forms.timeline import Timeline
from incident_kit.forms.timeline_grid import TimelineView
from incident_kit.review.workbook import open_review
from incident_kit.sections.registry import SECTIONS
from incident_kit.store.home import Home, find_home
from incident_kit.store.opening import copy_sample
from incident_kit.triage.desk import Desk
from incident_kit.triage.panels import PANELS
from incident_kit.wording.inside.catalogue import FORMS

TIMES = 5


def lowest(press: Callable[[int], None]) -> float:
    """Return the lowest CPU time of a press, in seconds."""
    costs = []
    for number in range(TIMES):
        began = time.process_time()
        press(number)
        costs.append(time.process_time() - began)
    return min(costs)


def triage(home: Home) -> dict[str, float]:
    """Return what each kind of press costs with all panels open."""
    desk = Desk("INC-001", home)
    panels = {name: make(desk) for name, make in PANELS.items()}
    for name, panel in panels.items():
        desk.place(name, panel)
    clock, questions = panels["clock"], panels["five_questions"]
    ease, log = panels["mitigations"], panels["log"]

    def answer(number: int) -> None:
        next(iter(questions.answers[0].fields.values())).text = f"answer {number}"
        questions.save.click()

    def note(number: int) -> None:
        log.note.input.value = f"note {number}"
        log.note.hand_over()

    def known(number: int) -> None:
        ease.which.input.value = f"option {number}"
        ease.known.click()

    def stamp(number: int) -> None:
        clock.stamps["all clear" if number % 2 == 0 else "withdrawn"].click()

    def correct(number: int) -> None:
        rows = log.timeline.widget.rows
        line = next(one for one in rows if one["what"].startswith("note "))
        content = {"event": "correct", "id": line["id"], "side": "what"}
        log.timeline.widget._handle_custom_msg(
            content | {"text": f"note x{number}"}, []
        )

    presses = {"answer": answer, "note": note, "option": known}
    presses |= {"stamp": stamp, "correct a line": correct}
    return {name: lowest(press) for name, press in presses.items()}


def review(home: Home) -> float:
    """Return what a save costs with all sections of the page drawn."""
    review = open_review("INC-001", home=home)
    live = Live()
    shown = {name: review.section(name) for name in SECTIONS}

    def draw() -> None:
        for name in SECTIONS:
            section = review.section(name)
            if section != shown[name]:
                shown[name] = section
                section._repr_mimebundle_()

    live.watch("all", draw)

    def press(number: int) -> None:
        desk = review._desk
        assert desk is not None
        sheet = desk.sheet(FORMS["location"])
        told = desk.evidence(sheet)
        saved = save(sheet, {**sheet.values, ("answer",): f"place {number}"})
        told(saved.sheet)
        live.changed()

    return lowest(press)


def long_list(home: Home) -> float:
    """Return what a corrected line costs in a list of 500."""
    path = home.path / "INC-001" / "incident.yaml"
    lines = "".join(
        f"  - {{at: 2024-05-14 {10 + n // 60:02d}:{n % 60:02d}, what: line {n}}}\n"
        for n in range(480)
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("timeline:\n", f"timeline:\n{lines}"), encoding="utf-8"
    )
    view = TimelineView(Timeline("INC-001", home), changed=lambda: None)

    def press(number: int) -> None:
        line = next(one for one in view.widget.rows if one["text"].startswith("line "))
        content = {"event": "correct", "id": line["id"], "side": "what"}
        view.widget._handle_custom_msg(content | {"text": f"line {number} x"}, [])

    return lowest(press)


def main() -> None:
    """Print them all."""
    os.chdir(tempfile.mkdtemp())
    home = copy_sample("INC-001", find_home("samples"))
    costs = triage(home)
    costs["save in the review"] = review(home)
    costs["correct one of 500"] = long_list(home)
    for name, cost in costs.items():
        print(f"{name:20} {cost:.3f} s CPU (goal 0.3)")
    assert Path.cwd().exists()


if __name__ == "__main__":
    main()
