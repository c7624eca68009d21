"""What the forms of the letters ask, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from incident_kit.record.values import (
    ActionKind,
    Scope,
)
from incident_kit.wording.inside.questions import (
    Form,
    Question,
    choice,
    flag,
    moment,
    names,
    number,
    prose,
    short,
)

if TYPE_CHECKING:
    from incident_kit.errors import Path

TIME_HELP = (
    "2024-05-14 09:01, about …, by …, after …, [earliest, latest], not yet, unknown"
)
IDS = "One ID a line or commas between, as written under changes or actions"
PLACES = "One a line or commas between: a page, a region, a service"


def _letter(
    name: str, letter: str, title: str, intro: str, *questions: Question
) -> Form:
    """Return a letter's form: its own questions, then when and who."""
    tail = (
        moment(
            "answered_at",
            "When was this answered?",
            "Leave it: Save writes the present minute when the answer changes",
        ),
        short("by", "Who answered?", "A role, not a name"),
        choice(
            "asked",
            "Was it asked at all?",
            ("no",),
            "Only where you know that nobody asked; an answer says the rest",
        ),
    )
    return about(
        name,
        title,
        "blast",
        intro,
        *questions,
        *tail,
        root=("blast", name),
        letter=letter,
    )


def about(
    name: str,
    title: str,
    section: str,
    intro: str,
    *questions: Question,
    root: Path | None = None,
    item: str = "",
    none: str = "",
    letter: str = "",
) -> Form:
    """Return a form about the field of its name, or about what stands at ``root``."""
    return Form(
        name=name,
        title=title,
        root=(name,) if root is None else root,
        section=section,
        intro=intro,
        questions=questions,
        item=item,
        none=none,
        letter=letter,
    )


LETTERS = (
    _letter(
        "blast_radius",
        "B",
        "Blast radius",
        "Who is affected, how many of how many?",
        prose("answer", "Who is affected?", "As you would say it to a colleague"),
        choice("scope", "How far does it reach?", get_args(Scope)),
        number("affected", "How many?", "Digits only, such as 37"),
        number("exposed", "How many could it have hit?", "Digits only, such as 400"),
        number("of", "Of how many?", "Digits only, such as 1200"),
        short("unit", "Counted in what?", "tenants, users, orders"),
        number("customers", "How many customers is that?", "Digits only, such as 12"),
    ),
    _letter(
        "location",
        "L",
        "Location",
        "Where does it show, and where not?",
        prose("answer", "Where does it show?"),
        names("affected", "Affected places", PLACES),
        names("fine", "Looked at and fine", PLACES),
    ),
    _letter(
        "anchor_time",
        "A",
        "Anchor time",
        "Since when?",
        prose("answer", "Since when, in words?"),
        moment("at", "Since when, as a time?", TIME_HELP),
    ),
    _letter(
        "system_change",
        "S",
        "System change",
        "What moved first?",
        prose("answer", "What changed before it began?"),
        names("suspects", "Suspected changes", IDS),
    ),
    _letter(
        "temporary_mitigation",
        "T",
        "Temporary mitigation",
        "What can ease it now, without fixing it?",
        prose("answer", "What can ease it now, without fixing it?"),
    ),
    about(
        "options",
        "Options known",
        "blast",
        "Which temporary mitigations were known, used or not?",
        prose("what", "What could be done?", required=True),
        choice("kind", "Of which kind?", get_args(ActionKind)),
        moment("known_at", "When was it known?", TIME_HELP),
        flag("used", "Was it used?"),
        root=("blast", "temporary_mitigation", "options"),
        item="option",
        none="Options",
    ),
)
