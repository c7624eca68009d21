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
    Purpose,
    UpdateKind,
)
from incident_kit.wording.inside.letter_forms import LETTERS, PLACES, TIME_HELP, about
from incident_kit.wording.inside.questions import (
    Question,
    choice,
    column,
    data_file,
    flag,
    moment,
    names,
    number,
    prose,
    several,
    share,
    short,
    spans,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def _turning_points() -> Iterator[Question]:
    for one in MOMENTS.values():
        yield moment(one.field, one.ask, one.help)
        if one.field == "detected_at":
            yield choice("detected_by", "Who noticed first?", get_args(DetectedBy))
        if one.field == "mitigated_at":
            yield short("mitigated_by", "By what?", "The ID of an action, or itself")


_ALL = (
    *LETTERS,
    about(
        "summary",
        "What happened",
        "head",
        "What happened, in two sentences for somebody who was not there?",
        short("title", "What is it called?", required=True),
        prose("summary", "What happened?"),
        short("severity", "How bad?", "The team’s own word, such as sev2"),
        names("services", "Which services?", "One a line or commas between"),
        root=(),
    ),
    about(
        "milestones",
        "Milestones",
        "clocks",
        "When did it turn? Write what you know: " + TIME_HELP,
        *_turning_points(),
        root=(),
    ),
    about(
        "impact",
        "Impact",
        "impact",
        "What hurt, and when? Write or choose a column of a file in the incident’s "
        "folder, or write spans of time where no series is at hand.",
        short(
            "name",
            "What is counted?",
            "stale report views, failed orders",
            required=True,
        ),
        short("unit", "In which unit?", "views, orders, %, state", required=True),
        short("per", "Per which time?", "minute, hour, 15 min; left empty for a level"),
        data_file("file", "In which file?", "impact.csv"),
        column("value", "In which column?"),
        column("of", "Out of which column?", "The whole, where there is one: views"),
        column("time", "Which column has the time?", "at, when left empty"),
        choice("bad", "Which way is bad?", get_args(Bad)),
        spans(
            "during",
            "Or from when to when?",
            "One a line: 2024-05-14 09:01 to 2024-05-14 15:02",
        ),
        short("level", "How bad was it then?", "a quarter of requests"),
        short("means", "What does one of them stand for?", "one order that was lost"),
        short("source", "Where are the numbers from?", "the dashboard, a warehouse"),
        short("query", "With which query?", "So that somebody can look again"),
        item="series",
    ),
    about(
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
    about(
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
    about(
        "changes",
        "Changes",
        "changes",
        "What moved before: deploys, configuration, flags, data, jobs?",
        prose("what", "What changed?", required=True),
        moment("at", "When?", TIME_HELP),
        short("kind", "Of which kind?", "deploy, config, flag, data, job, infra"),
        names("reaches", "What does it reach?", PLACES),
        choice("role", "What did it turn out to be?", get_args(ChangeRole)),
        short("undoes", "Which change does it undo?", "Its ID"),
        short("id", "Its ID", "Made from the words when left empty"),
        short("source", "How do you know?", "A log, a ticket, a person’s role"),
        prose("note", "Anything else?"),
        item="change",
        none="Changes",
    ),
    about(
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
        several(
            "effects",
            "What did it do to each series?",
            "Where that differs, one a line: failed orders: full",
        ),
        flag("removes_cause", "Does it remove the cause, as known today?"),
        prose("price", "What harm did it do itself?", "Exports were off for all"),
        number("price_count", "How much of that?", "Digits only, such as 340"),
        short("price_unit", "Counted in what?", "exports"),
        short("undoes", "Which action or change does it undo?", "Its ID"),
        short("by", "Who did it?", "A role, not a name"),
        short("id", "Its ID", "Made from the words when left empty"),
        short("source", "How do you know?", "A log, a ticket, a chat"),
        prose("note", "Anything else?"),
        item="action",
        none="Actions",
    ),
    about(
        "hypotheses",
        "Hypotheses",
        "hypotheses",
        "What was held to be the cause, and how surely?",
        prose("what", "What is the cause, do you think?", required=True),
        moment("at", "When was it said?", TIME_HELP),
        share("confidence", "How sure?", "60 % or 0.6"),
        choice("verdict", "How did it turn out?", get_args(HypothesisVerdict)),
        short("by", "Who held it?", "A role, not a name"),
        item="hypothesis",
    ),
    about(
        "trigger",
        "Trigger",
        "causes",
        "What set it off?",
        prose("what", "What set it off?", required=True),
        short("kind", "Of which kind?", "deploy, data, load, an expiry, a supplier"),
    ),
    about(
        "causes",
        "Causes",
        "causes",
        "Was there more than one cause, each with a fix of its own?",
        prose("what", "What was it?", required=True),
        moment("fixed_at", "When was it removed?", TIME_HELP),
        short("fixed_by", "By which action?", "Its ID"),
        item="cause",
    ),
    about(
        "learned",
        "Factors, surprises, luck, difficulties",
        "learned",
        "What else had to be there, and what did we learn? Write one a line.",
        several("contributing_factors", "What had to be there, too?"),
        several("happened_before", "Did it happen before?", "When, one a line"),
        several("went_well", "What went well?"),
        several("surprises", "What surprised us?"),
        several("lucky", "Where were we lucky?"),
        several("difficulties", "What made it difficult?"),
        names(
            "related",
            "Which incidents are related?",
            "IDs, one a line or commas between",
        ),
        root=(),
    ),
    about(
        "timeline",
        "Timeline",
        "hours",
        "What was seen or said, and when?",
        prose("what", "What was seen or said?", required=True),
        moment("at", "When?", TIME_HELP),
        short("source", "Where from?", "support, monitoring, a chat"),
        short("link", "A link to it", "https://…"),
        item="entry",
    ),
    about(
        "updates",
        "Updates sent",
        "hours",
        "What was told to whom, and when?",
        prose("what", "What was said?", required=True),
        moment("at", "When?", TIME_HELP),
        short("to", "To whom?", "customers, the status page, support"),
        choice(
            "kind",
            "Of which kind?",
            get_args(UpdateKind),
            "update, when left empty; a status may be closed before the incident is",
        ),
        item="update",
        none="Updates",
    ),
    about(
        "questions",
        "Open questions",
        "unknowns",
        "What could the review not establish, and who asks on?",
        prose("what", "What is not known?", required=True),
        short("owner", "Who asks on?", "A team or a role"),
        prose("answer", "What was the answer?"),
        item="question",
    ),
    about(
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
