"""Results in words, each sentence once; and that no sentence is made elsewhere."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args, get_origin
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from minute_records import assessed

import incident_kit.results as results_room
from incident_kit import errors
from incident_kit.export.review_json import SCHEMA
from incident_kit.figures.canvas import FONTS
from incident_kit.incident import Incident
from incident_kit.instants.written import UNKNOWN, Written, parse_written
from incident_kit.record.incident_record import parse_record
from incident_kit.results.differences import Difference
from incident_kit.results.findings import (
    AnchorTime,
    Ledger,
    LedgerEntry,
    MitigationEffect,
    Place,
    Sign,
)
from incident_kit.results.reasons import (
    EffectReason,
    FindingReason,
    LedgerReason,
    Shortage,
)
from incident_kit.results.worth import Averted
from incident_kit.store.folder import read_incident
from incident_kit.timing.assessment import assess
from incident_kit.wording.anchor_time import (
    anchor_reason,
    not_measured_words,
    sign_words,
)
from incident_kit.wording.clocks import occasion
from incident_kit.wording.definitions import CLOCKS, definitions
from incident_kit.wording.differences import both_sides
from incident_kit.wording.doubts import gaps
from incident_kit.wording.findings import finding_words
from incident_kit.wording.head import severity_and_day
from incident_kit.wording.listing import listed
from incident_kit.wording.location import (
    location_reason,
    location_words,
    places_words,
)
from incident_kit.wording.system_change import (
    a_wave,
    change_reason,
    entry_reason,
    ledger_words,
    ordinal,
)
from incident_kit.wording.temporary_mitigation import drop_words, effect_reason
from incident_kit.wording.times import Times, times_of
from incident_kit.wording.worth import averted_reason

SAMPLES = Path(__file__).parents[2] / "notebooks" / "incidents"
NOT_YET = Written(form="not yet", text="not yet")
ROOMS = (
    "results",
    "series",
    "blast",
    "timing",
    "drawn",
    "figures",
    "sections",
    "export",
    "plots",
    "index.py",
    "forms",
    "triage",
    "review",
)
# heads of columns with three words; and what nobody reads
HEADS = {"Of the excess", "of the excess", FONTS, SCHEMA}
WORD = re.compile(r"[“‘(]?[^\W\d_][\w’-]*[.,:;?!)”…]*")
HALF_AN_HOUR = timedelta(minutes=30)


def entry(outcome="", *, is_action=False, **reason):
    return LedgerEntry(
        number=1,
        id="a",
        what="A",
        kind="deploy",
        at=UNKNOWN,
        verdict="still possible",
        reason=LedgerReason(**reason),
        is_action=is_action,
        outcome=outcome,
    )


class TestAChange:
    @pytest.mark.parametrize(
        ("onset", "words"),
        [
            ("no onset", "no onset to hold it against here"),
            ("in response", "done in response to it"),
            ("not done", "not done yet"),
            ("time unknown", "time unknown"),
            ("after", "after the first bad sample"),
            (
                "remembered after",
                "about 30 min after the first bad sample, as remembered",
            ),
            ("before", "30 min before the first bad sample"),
            ("span", "its time is only known as a span"),
            ("in the bracket", "inside the anchor bracket"),
            ("at the onset", "at the stated onset"),
            ("within the onset", "within the stated onset"),
        ],
    )
    def test_lies_before_or_after_the_onset(self, onset, words):
        half = HALF_AN_HOUR
        one = entry(onset=onset, by=half, most=half, is_measured=True)

        assert entry_reason(one) == words

    def test_says_about_and_stated_and_failed_where_it_is(self):
        half = HALF_AN_HOUR
        one = entry("failed", onset="before", by=half, most=half, is_about=True)

        assert entry_reason(one) == "failed; about 30 min before the stated onset"

    @pytest.mark.parametrize(
        ("by", "most", "words"),
        [
            (HALF_AN_HOUR, HALF_AN_HOUR, "30 min"),
            (HALF_AN_HOUR, 2 * HALF_AN_HOUR, "30 min to 1 h"),
            (timedelta(0), timedelta(days=263), "at most 263 d"),
            (None, timedelta(days=1), "at most 24 h"),
        ],
    )
    def test_lies_as_far_before_a_span_as_that_is_wide(self, by, most, words):
        one = entry(onset="before", by=by, most=most)

        assert entry_reason(one) == f"{words} before the stated onset"

    def test_that_is_an_action_was_done_in_response(self):
        one = entry(is_action=True, onset="after")

        assert entry_reason(one) == "done in response, after the stated onset"

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("undone before", "taken back before it began"),
            ("undone and fell", "impact fell when it was taken back; time unknown"),
            ("undone and stayed", "it was taken back, and impact stayed"),
            (
                "normal places",
                "reaches only p1, {every}, p3, p4, which stayed normal; time unknown",
            ),
            ("odd run", "unlike its other runs, every {day}; time unknown"),
            (
                "no odd run",
                "comes every {day}, no run is known to differ; time unknown",
            ),
            (
                "no odd run before",
                "comes every {day}, none before it is known to differ; time unknown",
            ),
            ("ran as usual", "comes every {day}; this run went like the others"),
            (
                "run unknown",
                "comes every {day}, how this run went is not known; time unknown",
            ),
        ],
    )
    def test_says_what_decided(self, code, words):
        """What a record says is told as it stands, braces and all."""
        names = ("p1", "{every}", "p3", "p4", "p5")
        one = entry(code=code, onset="time unknown", places=names, every="{day}")

        assert entry_reason(one) == words

    @pytest.mark.parametrize(
        ("by", "blame", "words"),
        [
            (30, None, "not the onset; the second wave began 30 min later"),
            (
                -1,
                None,
                "not the onset; the second wave began about when it was applied",
            ),
            (None, "stated worse", "the second wave began; stated worse"),
            (
                30,
                "undoing ended it",
                "the second wave began 30 min later; undoing it ended the wave",
            ),
        ],
    )
    def test_is_told_by_the_wave_that_followed(self, by, blame, words):
        by = None if by is None else timedelta(minutes=by)

        assert entry_reason(entry(code="wave", wave=2, by=by, blame=blame)) == words

    def test_waves_beyond_the_twelfth_are_counted_in_digits(self):
        assert (ordinal(12), ordinal(13)) == ("twelfth", "13th")

    def test_a_wave_has_the_article_that_is_spoken(self):
        told = [a_wave(ordinal(number)) for number in (2, 8, 11, 18)]

        assert told == [
            "a second wave",
            "an eighth wave",
            "an eleventh wave",
            "an 18th wave",
        ]

    @pytest.mark.parametrize(
        ("count", "words"),
        [
            (0, "No change is recorded."),
            (1, "One change, still possible."),
            (2, "2 changes, both still possible."),
            (3, "3 changes, all still possible."),
        ],
    )
    def test_is_counted_by_its_verdict(self, count, words):
        assert ledger_words(Ledger(entries=(entry(),) * count)) == words

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            (
                "no change named",
                "the answer names no change; add blast.system_change.suspects",
            ),
            ("suspects ruled out", "every suspect is ruled out"),
            ("another supported", "the data point at another one, no. 4"),
            (
                "only in time",
                "not ruled out, and only its time speaks for it",
            ),
        ],
    )
    def test_that_is_suspected_is_compared(self, code, words):
        assert change_reason(FindingReason(code=code, number=4)) == words


class TestAnAction:
    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("time unknown", "its time is unknown"),
            ("few before", "under 5 samples before it, since the fix"),
            ("few after", "under 5 samples after it, up to the fix"),
            ("no traffic", "no traffic on one side of it, or none known"),
            ("no impact before", "no impact just before it"),
            ("began after", "impact began after it"),
            ("easing already", "recovery may have begun before it"),
            ("traffic moved", "how the traffic moved is not known"),
            ("scatter", "the samples scatter too much"),
            ("fell before", "impact was falling since 30 min before it"),
            ("fell later", "impact fell 30 min after it"),
            ("rose before", "impact was rising before it"),
            ("rose later", "impact rose 30 min after it"),
            ("rose again", "impact rose again 30 min after it"),
            ("bursts", "impact came in bursts that ended by themselves"),
        ],
    )
    def test_says_what_else_is_to_say(self, code, words):
        reason = EffectReason(code=code, edge="fix", by=HALF_AN_HOUR)

        assert effect_reason(reason) == words

    @pytest.mark.parametrize(
        ("actions", "minutes", "words"),
        [
            (1, 4, "another action was done 4 min after it"),
            (1, -3, "another action was done 3 min before it"),
            (1, 0, "another action was done, or finished, at the same time"),
            (2, 4, "2 other actions were done around it"),
        ],
    )
    def test_among_others_cannot_be_told_apart(self, actions, minutes, words):
        by = timedelta(minutes=minutes)
        reason = EffectReason(code="others around", actions=actions, by=by)

        assert effect_reason(reason) == f"{words}: they cannot be told apart"

    @pytest.mark.parametrize(
        ("drop", "words"),
        [
            (0.47, "−47 %"),
            (-0.5, "+50 %"),
            (0.001, "no change"),
            (1.0, "to the usual level"),
        ],
    )
    def test_takes_a_signed_share_away(self, drop, words):
        assert drop_words(drop) == words

    @pytest.mark.parametrize(
        ("reason", "words"),
        [
            ("no series", "there is no impact series"),
            ("not fine again", "users were not fine again"),
            ("fine again unknown", "when users were fine again is not known"),
            ("fix unknown", "when the cause was removed is not known"),
            ("fix bounded", "when the cause was removed is only known as a bound"),
            ("no action", "nothing shows that an action brought relief"),
            (
                "taken back",
                "what brought relief was taken back before the cause was removed",
            ),
            ("same action", "what brought relief is what removed the cause"),
            ("no harm", "no harm is measured"),
            (
                "fixed first",
                "nothing shows that users were fine before the cause was removed",
            ),
            (EffectReason(code="scatter"), "the samples scatter too much"),
        ],
    )
    def test_of_which_nobody_knows_the_worth_says_why(self, reason, words):
        record = parse_record({"id": "X", "title": "t"})

        assert averted_reason(Averted(reason=reason), record) == words

    def test_too_short_a_past_is_no_matter_of_the_action(self):
        shortage = Shortage(samples=4, is_noticed=True)
        reason = EffectReason(code="too little baseline", shortage=shortage)
        record = parse_record({"id": "X", "title": "t"})
        told = averted_reason(Averted(reason=reason), record)

        assert "before it was noticed" in told
        assert "action" not in told


class TestSinceWhen:
    @pytest.mark.parametrize(
        ("anchor", "words"),
        [
            (
                AnchorTime(
                    verdict="too little baseline",
                    shortage=Shortage(samples=9, is_noticed=True),
                ),
                "Too little baseline: 9 samples before it was noticed; a baseline needs 20; add earlier samples.",
            ),
            (
                AnchorTime(verdict="no onset"),
                "No onset found: no move of the level that is rare in a healthy series.",
            ),
        ],
    )
    def test_is_not_measured_and_says_why(self, anchor, words):
        assert not_measured_words([anchor]) == words

    @pytest.mark.parametrize(
        ("ramp", "is_doubted"), [(60, True), (1, False)], ids=["slowly", "at once"]
    )
    def test_doubts_what_the_time_of_day_may_explain(self, ramp, is_doubted):
        """Calls rise and stay high until the end, with five hours of data."""
        rise = np.minimum(np.arange(1, 181) / ramp, 1.0)
        values = np.random.default_rng(1).poisson(
            np.r_[np.full(120, 30), 30 + 90 * rise]
        )
        found = assessed(values)
        told = [
            what.text
            for (what,), _ in gaps(found.incident.record, found.blast.anchors, ())
        ]

        assert found.blast.anchors[0].is_measured
        assert ("Whether the time of day explains calls." in told) is is_doubted

    def test_without_a_series_says_so(self):
        assert not_measured_words([]) == "No impact series to measure it with."

    @pytest.mark.parametrize(
        ("reason", "words"),
        [
            (
                FindingReason(code="no time named"),
                "the answer names no time to compare; add blast.anchor_time.at",
            ),
            (
                FindingReason(code="said later", by=HALF_AN_HOUR),
                "said 30 min later than measured",
            ),
            (
                FindingReason(code="said earlier", by=HALF_AN_HOUR),
                "said 30 min earlier than measured",
            ),
        ],
    )
    def test_that_was_said_is_compared(self, reason, words):
        assert anchor_reason(reason) == words

    def test_detection_before_the_last_good_sample_contradicts_the_series(self):
        sign = Sign(at=parse_written("2024-05-14 09:00", UTC))
        good = pd.Timestamp("2024-05-14 10:00", tz="UTC")
        anchor = AnchorTime(verdict="measured", last_good=good, first_bad=good)

        assert "complaint or alert, 09:00 (detected), lies where" in sign_words(
            sign, anchor, UTC
        )


class TestAPlace:
    PLACES = (
        Place(place="/reports", verdict="affected", share=0.97),
        Place(place="/search", verdict="affected", share=0.001),
        Place(place="/billing", verdict="normal", share=0.0),
    )

    def test_is_named_with_its_share(self):
        assert places_words(self.PLACES) == (
            "It shows at /reports (97 % of the excess) and /search (under 1 % of the "
            "excess); /billing stayed normal."
        )

    @pytest.mark.parametrize(
        ("reason", "words"),
        [
            (None, "of /new nobody can tell."),
            ("left at times", "nobody can tell: it left its range now and then."),
            ("too little before", "nobody can tell: too little data before."),
            ("nothing before", "nobody can tell: no data before."),
            ("nothing meanwhile", "nobody can tell: no data meanwhile."),
        ],
    )
    def test_of_which_nobody_can_tell_says_why(self, reason, words):
        untold = Place(place="/new", verdict="cannot tell", reason=reason)

        assert location_words([*self.PLACES, untold]).endswith(words)

    def test_where_none_can_be_told_nothing_is_measured(self):
        untold = Place(place="/new", verdict="cannot tell")

        assert location_words([untold]) == (
            "No place can be held against a good time of its own."
        )
        assert location_words([]) == "No series by place to measure it with."

    @pytest.mark.parametrize(
        ("reason", "words"),
        [
            (
                FindingReason(code="no place named"),
                "the answer names no place that was measured",
            ),
            (
                FindingReason(code="more places", affected=("/a", "/b")),
                "it shows at /a and /b, too",
            ),
            (
                FindingReason(code="places differ", normal=("/a",), affected=("/b",)),
                "/a was said to be hit; /b was said to be fine",
            ),
        ],
    )
    def test_that_was_said_is_compared(self, reason, words):
        assert location_reason(reason) == words


def thin(**fields):
    data = {"id": "X", "title": "t", "timezone": "UTC"} | fields
    return assess(Incident(record=parse_record(data)))


def at(text):
    return parse_written(f"2024-05-14 {text}", UTC)


class TestTwoSides:
    @pytest.mark.parametrize(
        ("fields", "said", "against"),
        [
            (
                {"kind": "onset", "said": at("09:00"), "measured": at("07:30")},
                "Said to have begun at 09:00.",
                "The first bad sample of errors came at 07:30.",
            ),
            (
                {"kind": "fine again", "said": at("09:00"), "measured": at("10:30")},
                "Users were said to be fine again at 09:00.",
                "Another wave came, and impact stayed low from 10:30 on.",
            ),
            (
                {"kind": "fine again", "said": NOT_YET, "measured": NOT_YET},
                "Users were said not to be fine again yet.",
                "Impact has not stayed low yet.",
            ),
            (
                {"kind": "wave", "said": at("09:00"), "path": ("waves", 0)},
                "Retries: a wave is said to have begun at 09:00.",
                "No series shows one then.",
            ),
            (
                {"kind": "wave", "said": at("09:30"), "path": ("waves", 1)},
                "A wave is said to have begun at 09:30.",
                "No series shows one then.",
            ),
            (
                {"kind": "record", "said": "12:00", "problem": "before it began"},
                "closed_at: 12:00",
                "before it began",
            ),
        ],
    )
    def test_are_told_in_words(self, fields, said, against):
        waves = [
            {"start": "2024-05-14 09:00", "what": "Retries"},
            {"start": "2024-05-14 09:30"},
        ]
        one = Difference(
            **{"name": "closed_at", "path": ("closed_at",), "series": "errors"} | fields
        )
        told = both_sides(thin(waves=waves), one)

        assert (told.said, told.against) == (said, against)

    def test_of_a_letter_and_of_an_action_are_what_the_map_and_the_ledger_say(self):
        found = assess(read_incident("INC-001", home=SAMPLES))
        letter, effect = (both_sides(found, one) for one in found.differences)

        assert letter.said == "Anchor time “Around nine this morning.”"
        assert letter.against.endswith(
            "(first bad). Said about 6 h 52 min later than measured."
        )
        assert effect.said.endswith(": effect said to be none.")
        assert effect.against == "On stale report views: it worked."


class TestAThinRecord:
    def test_says_what_is_missing_in_every_letter(self):
        found = thin()
        told = [finding_words(found, one).measured for one in found.blast.findings]

        assert told == [
            "No table of operations to measure it with.",
            "No series by place to measure it with.",
            "No impact series to measure it with.",
            "No change is recorded.",
            "No action to stabilize is recorded.",
        ]

    def test_without_a_series_says_so_of_its_actions(self):
        action = {"id": "a", "what": "Flag off", "for": "stabilize"}
        found = thin(actions=[action])
        told = finding_words(found, found.blast.findings[4])

        assert told.measured == "No impact series around the actions."

    @pytest.mark.parametrize(
        ("by", "words"),
        [
            ("customer", "by a customer"),
            ("alert", "by an alert"),
            ("unknown", ""),
        ],
    )
    def test_tells_who_noticed_it(self, by, words):
        found = thin(detected_by=by)

        assert occasion(found.clocks.detect, found.incident.record) == words


def codes() -> set[str]:
    """Return every word that a result may be: the members of its Literals."""
    found = set()
    for one in pkgutil.iter_modules(results_room.__path__, "incident_kit.results."):
        module = importlib.import_module(one.name)
        for value in vars(module).values():
            if get_origin(value) is not None:
                found |= {one for one in get_args(value) if isinstance(one, str)}
    return found


def unsaid(tree: ast.AST) -> set[int]:
    """Return the nodes of docstrings and of errors, with what errors are put together of.

    A message of an error stands where it is raised, also where a name holds it.
    """
    found = set()
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.Module | ast.FunctionDef):
            continue
        inside = [*ast.walk(scope)]
        made = [one for one in inside if is_error(one)]
        names = {
            name.id
            for one in made
            for name in ast.walk(one)
            if isinstance(name, ast.Name)
        }
        for node in (*made, *inside):
            is_docstring = isinstance(node, ast.Expr) and isinstance(
                node.value, ast.Constant
            )
            is_message = isinstance(scope, ast.FunctionDef) and (
                isinstance(node, ast.Assign)
                and any(getattr(one, "id", "") in names for one in node.targets)
            )
            if is_docstring or is_message or is_error(node):
                found |= {id(one) for one in ast.walk(node)}
            if maker(node) == "_table":
                found.add(id(node.args[0]))  # the names of a frame's columns
    return found


def is_error(node: ast.AST) -> bool:
    """Return whether a node raises an error, or makes one."""
    return isinstance(node, ast.Raise | ast.Assert) or maker(node) in vars(errors)


def maker(node: ast.AST) -> str:
    """Return the name that a call calls, "" where it is none."""
    made = getattr(node, "func", None)
    made = made.value if isinstance(made, ast.Attribute) else made
    return made.id if isinstance(made, ast.Name) else ""


def sentences(tree: ast.AST, known: set[str]) -> list[str]:
    """Return the texts of three words or more outside docstrings and errors."""
    skipped = unsaid(tree)
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in skipped
        and sum(WORD.fullmatch(one) is not None for one in node.value.split()) >= 3
        and node.value not in known
    ]


class TestWhatComputes:
    @pytest.mark.parametrize("room", ROOMS)
    def test_writes_no_english(self, room):
        """Nor does what arranges it into sections: heads of columns are no clauses."""
        home = Path(results_room.__file__).parents[1] / room
        found = {
            f"{path.name}: {text}"
            for path in (sorted(home.rglob("*.py")) if home.is_dir() else [home])
            for text in sentences(ast.parse(path.read_text("utf-8")), codes() | HEADS)
        }

        assert not found, (
            "write these in wording/; a column's head or a code has at most two words, "
            f"a longer code stands in a Literal of results/: {found}"
        )

    def test_a_sentence_would_be_found(self):
        text = (
            'def why(x):\n    """Return why it is so."""\n    return f"it fell by {x}"'
        )

        assert sentences(ast.parse(text), set()) == ["it fell by "]

    def test_the_message_of_an_error_is_no_sentence_but_what_stands_beside_it_is(self):
        text = """
def check(x):
    mend = "write it in again"
    said = "this is read by people"
    if x:
        raise PageRefused("it cannot be read", mend)
    return said, Problem(what="it is not there")
"""

        assert sentences(ast.parse(text), set()) == ["this is read by people"]

    def test_a_code_is_no_sentence(self):
        assert all(len(one.split()) <= 5 and "." not in one for one in codes())


def test_an_effect_of_which_nobody_can_tell_needs_no_reason():
    assert effect_reason(MitigationEffect(verdict="cannot tell").reason) == ""


class TestATime:
    @pytest.mark.parametrize(
        ("written", "words"),
        [
            ("2024-05-14 09:01", "at 09:01"),
            ("2024-05-13 16:40", "on 13 May at 16:40"),
            ("about 2024-05-14 09:01", "about 09:01"),
            ("by 2024-05-14 09:01", "by 09:01"),
            ("2024-05-13", "on 13 May"),
            ("2024-05", "in May 2024"),
            ("2024", "in 2024"),
            ("[2024-05-14 09:01, 2024-05-14 09:20]", "between 09:01 and 09:20"),
        ],
    )
    def test_names_its_day_where_that_is_another_one(self, written, words):
        zone = ZoneInfo("Europe/Berlin")
        times = Times(zone, datetime(2024, 5, 14, 12, tzinfo=zone))

        assert times.at(parse_written(written, zone)) == words


class TestTheDayOfAnIncident:
    @pytest.mark.parametrize(
        ("stated", "day"),
        [
            (
                {"mitigated_at": "2024-05-16", "declared_at": "2024-05-15"},
                "15 May 2024",
            ),
            ({"acknowledged_at": "2024-05-14 09:00"}, "14 May 2024"),
            ({"closed_at": "2024-05-17"}, "17 May 2024"),
            ({"detected_at": "2024-05", "fixed_at": "2024-05-14 09:00"}, "May 2024"),
            ({"declared_at": "2024", "closed_at": "2024-05-14"}, "2024"),
        ],
    )
    def test_is_the_same_on_its_page_and_in_the_index(self, stated, day):
        found = thin(**stated)
        [on_page] = severity_and_day(None, times_of(found))

        weekday = r"(?:[A-Z][a-z]+day )?"
        assert re.fullmatch(f"{weekday}{day}, UTC", on_page)
        assert listed(found).day == day


class TestADefinition:
    @pytest.mark.parametrize(
        ("name", "constant", "value", "words"),
        [
            ("Onset", "series.surprise.CHANCE", 0.07, "most seven times in a hundred"),
            ("Onset", "series.surprise.PAGED_CHANCE", 0.09, "nine times where a page"),
            ("Usual level", "series.usual.LEVEL_WINDOWS", (90, 30), "up to 90 samples"),
            ("Usual level", "series.levels.OUTSIDE_SIGMAS", 6.0, "band is six scaled"),
            ("Usual level", "series.levels.FLOOR_SHARE", 0.1, "at least 10 % of"),
            (CLOCKS, "series.levels.LOW_SHARE", 0.1, "or below a tenth of its highest"),
            ("Affected place", "blast.location.OFTEN", 0.5, "more than half of its"),
            ("Affected place", "blast.location.RARELY", 0.01, "at most 1 % is normal"),
            ("Wave", "series.levels.LOW_SHARE", 0.5, "at most half of its level"),
            ("Effect of an action", "blast.excess_rate.WINDOW", 90, "up to 90 samples"),
            ("Effect of an action", "blast.around.APART", 5, "under five samples"),
            ("Effect of an action", "blast.decline.LOW", 0.05, "the 90 % interval"),
            ("Averted", "blast.decline.LOW", 0.05, "a 90 % interval over"),
            (
                "Avoidable",
                "timing.avoidable.AFTER_DETECTION",
                HALF_AN_HOUR,
                "or 30 minutes",
            ),
        ],
    )
    def test_says_the_number_that_is_used(
        self, monkeypatch, name, constant, value, words
    ):
        assert words not in definitions()[name]
        monkeypatch.setattr(f"incident_kit.{constant}", value)

        assert words in definitions()[name]
