"""Which forms are there, and what does each ask, in plain words?"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, get_args

from incident_kit.record.moments import MOMENTS
from incident_kit.record.values import (
    ActionKind,
    Bad,
    ChangeRole,
    DetectedBy,
    Effect,
    FollowUpKind,
    FollowUpState,
    HypothesisVerdict,
    Per,
    Purpose,
    Scope,
)
from incident_kit.wording.inside.questions import (
    Form,
    Question,
    choice,
    flag,
    moment,
    number,
    prose,
    several,
    short,
    spans,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.errors import Path

TIME_HELP = (
    "2024-05-14 09:01, about …, by …, after …, [earliest, latest], not yet, unknown"
)
_IDS = "One ID a line, as written under changes or actions"
_PLACES = "One a line: a page, a region, a service"


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
    )
    return _form(
        name,
        title,
        "blast",
        intro,
        *questions,
        *tail,
        root=("blast", name),
        letter=letter,
    )


def _form(
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


def _turning_points() -> Iterator[Question]:
    for one in MOMENTS.values():
        yield moment(one.field, one.ask, one.help)
        if one.field == "detected_at":
            yield choice("detected_by", "Who noticed first?", get_args(DetectedBy))


_ALL = (
    _letter(
        "blast_radius",
        "B",
        "Blast radius",
        "Who is affected, how many of how many?",
        prose("answer", "Who is affected?", "As you would say it to a colleague"),
        choice("scope", "How far does it reach?", get_args(Scope)),
        number("affected", "How many?", "Digits only, such as 37"),
        number("of", "Of how many?", "Digits only, such as 1200"),
        short("unit", "Counted in what?", "tenants, users, orders"),
    ),
    _letter(
        "location",
        "L",
        "Location",
        "Where does it show, and where not?",
        prose("answer", "Where does it show?"),
        several("affected", "Affected places", _PLACES),
        several("fine", "Looked at and fine", _PLACES),
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
        several("suspects", "Suspected changes", _IDS),
    ),
    _letter(
        "temporary_mitigation",
        "T",
        "Temporary mitigation",
        "What can ease it now, without fixing it?",
        prose("answer", "What can ease it now, without fixing it?"),
    ),
    _form(
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
    _form(
        "summary",
        "What happened",
        "head",
        "What happened, in two sentences for somebody who was not there?",
        short("title", "What is it called?", required=True),
        prose("summary", "What happened?"),
        short("severity", "How bad?", "The team’s own word, such as sev2"),
        several("services", "Which services?", "One a line"),
        root=(),
    ),
    _form(
        "milestones",
        "Milestones",
        "clocks",
        "When did it turn? Write what you know: " + TIME_HELP,
        *_turning_points(),
        root=(),
    ),
    _form(
        "impact",
        "Impact",
        "impact",
        "What hurt, and when? Write a column of a file in the incident’s folder, "
        "or spans of time where no series is at hand.",
        short(
            "name",
            "What is counted?",
            "stale report views, failed orders",
            required=True,
        ),
        short("unit", "In which unit?", "views, orders, %, state", required=True),
        choice("per", "Per which time?", get_args(Per), "Left empty for a level"),
        short("file", "In which file?", "impact.csv"),
        short("value", "In which column?"),
        short("of", "Out of which column?", "The whole, where there is one: views"),
        short("time", "Which column has the time?", "at, when left empty"),
        choice("bad", "Which way is bad?", get_args(Bad)),
        spans(
            "during",
            "Or from when to when?",
            "One a line: 2024-05-14 09:01 to 2024-05-14 15:02",
        ),
        item="series",
    ),
    _form(
        "waves",
        "Waves",
        "impact",
        "Did it come back, where no series shows it?",
        moment("start", "From when?", TIME_HELP),
        moment("end", "Until when?"),
        prose("what", "What was it?"),
        short("follows", "Which action did it follow?", "Its ID"),
        item="wave",
        none="Waves",
    ),
    _form(
        "losses",
        "What was lost",
        "learned",
        "What was lost for good?",
        prose("what", "What was lost?", required=True),
        number("count", "How much?", "Digits only, such as 1200"),
        short("unit", "Counted in what?", "orders, messages, minutes of data"),
        moment(
            "during", "From which span of time?", "[2024-05-14 09:01, 2024-05-14 15:02]"
        ),
        item="loss",
        none="Losses",
    ),
    _form(
        "changes",
        "Changes",
        "changes",
        "What moved before: deploys, configuration, flags, data, jobs?",
        prose("what", "What changed?", required=True),
        moment("at", "When?", TIME_HELP),
        short("kind", "Of which kind?", "deploy, config, flag, data, job, infra"),
        several("reaches", "What does it reach?", _PLACES),
        choice("role", "What did it turn out to be?", get_args(ChangeRole)),
        short("undoes", "Which change does it undo?", "Its ID"),
        short("id", "Its ID", "Made from the words when left empty"),
        short("source", "How do you know?", "A log, a ticket, a person’s role"),
        prose("note", "Anything else?"),
        item="change",
        none="Changes",
    ),
    _form(
        "actions",
        "Actions",
        "actions",
        "What was done to production in response?",
        prose("what", "What was done?", required=True),
        choice("for", "What for?", get_args(Purpose), required=True),
        choice("kind", "Of which kind?", get_args(ActionKind)),
        moment("applied_at", "When was it applied?", TIME_HELP),
        moment(
            "ended_at",
            "When was it finished?",
            "For work that takes time; a withdrawal is an action of its own",
        ),
        choice("effect", "What did it do, as believed?", get_args(Effect)),
        flag("removes_cause", "Does it remove the cause, as known today?"),
        short("undoes", "Which action or change does it undo?", "Its ID"),
        short("by", "Who did it?", "A role, not a name"),
        short("id", "Its ID", "Made from the words when left empty"),
        short("source", "How do you know?", "A log, a ticket, a chat"),
        prose("note", "Anything else?"),
        item="action",
        none="Actions",
    ),
    _form(
        "hypotheses",
        "Hypotheses",
        "hypotheses",
        "What was held to be the cause, and how surely?",
        prose("what", "What is the cause, do you think?", required=True),
        moment("at", "When was it said?", TIME_HELP),
        number("confidence", "How sure?", "60 % or 0.6"),
        choice("verdict", "How did it turn out?", get_args(HypothesisVerdict)),
        short("by", "Who held it?", "A role, not a name"),
        item="hypothesis",
    ),
    _form(
        "trigger",
        "Trigger",
        "causes",
        "What set it off?",
        prose("what", "What set it off?", required=True),
        short("kind", "Of which kind?", "deploy, config, flag, data, job, infra, load"),
    ),
    _form(
        "learned",
        "Factors, surprises, luck, difficulties",
        "learned",
        "What else had to be there, and what did we learn? Write one a line.",
        several("contributing_factors", "What had to be there, too?"),
        several("surprises", "What surprised us?"),
        several("lucky", "Where were we lucky?"),
        several("difficulties", "What made it difficult?"),
        root=(),
    ),
    _form(
        "timeline",
        "Timeline",
        "timeline",
        "What was seen or said, and when?",
        prose("what", "What was seen or said?", required=True),
        moment("at", "When?", TIME_HELP),
        short("source", "Where from?", "support, monitoring, a chat"),
        short("link", "A link to it", "https://…"),
        item="entry",
    ),
    _form(
        "questions",
        "Open questions",
        "unknowns",
        "What could the review not establish, and who asks on?",
        prose("what", "What is not known?", required=True),
        short("owner", "Who asks on?", "A team or a role"),
        prose("answer", "What was the answer?"),
        item="question",
    ),
    _form(
        "follow_ups",
        "Follow-ups",
        "follow-ups",
        "What was promised, by whom and until when?",
        prose("what", "What will be done?", required=True),
        choice("kind", "What is it good for?", get_args(FollowUpKind)),
        short("owner", "Who owes it?", "A team or a role"),
        moment("due", "By when?", "A day: 2024-05-28"),
        short("ticket", "Its ticket", "REP-311"),
        short("link", "A link to it", "https://…"),
        choice("state", "How does it stand?", get_args(FollowUpState)),
        item="follow-up",
        none="Follow-ups",
    ),
)

FORMS = MappingProxyType({form.name: form for form in _ALL})
"""Every form by the name of the field it asks about."""
