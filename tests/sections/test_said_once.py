"""What a person can say in one field is read on the page, in Markdown and in JSON.

A customer reads it where the field, or what it belongs to, is released.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from records import stated_incident as incident

from incident_kit.export.markdown import markdown_document
from incident_kit.export.review_json import json_document
from incident_kit.page.blocks import Section, plain_section
from incident_kit.record.contradictions import broken_references, contradictions
from incident_kit.release.incident import released_incident
from incident_kit.release.profiles import CUSTOMER, INTERNAL
from incident_kit.sections.registry import SECTIONS, build_section
from incident_kit.timing.assessment import Assessment, assess

DAY = "2024-05-14 "


def found(**fields: object) -> Assessment:
    return assess(incident(**fields))


def text_of(one: Assessment, *names: str, profile: str = INTERNAL) -> str:
    parts = (
        build_section(name, one, profile=profile)
        for name in names or SECTIONS
        if profile == INTERNAL or SECTIONS[name].for_customers
    )
    return "\n".join(plain_section(part) for part in parts)


def markdown(parts: list[Section]) -> str:
    text = markdown_document(parts, page="review.html")
    return " ".join(re.sub(r"[\\*`]", "", text).split())


def letter(name: str, **fields: object) -> dict[str, Any]:
    return {"blast": {name: fields}}


NOTHING = "nothing"
ACTION = {"id": "a", "what": "Flag off", "for": "stabilize"}
STATE = {
    "name": "API down",
    "unit": "calls",
    "during": [[DAY + "10:00", DAY + "11:00"]],
}


@dataclass(frozen=True)
class Case:
    """A field: the words it gives in a section, and the release that it takes."""

    fields: dict[str, Any]
    section: str
    words: str
    release: str
    for_customers: str = ""
    """What a customer reads of it, where that is not the same."""


CASES = {
    "asked": Case(
        letter("location", asked="no"),
        "blast_map",
        "Not asked.",
        "blast",
        NOTHING,
    ),
    "exposed": Case(
        letter("blast_radius", affected="40", exposed="400", of="900", unit="tenants"),
        "blast_map",
        "40 of 900 tenants; 400 tenants exposed",
        "blast",
        "40 of 900 tenants (4.4 %). 400 tenants exposed.",
    ),
    "customers": Case(
        letter("blast_radius", customers="12"),
        "blast_map",
        "12 customers affected",
        "blast.blast_radius",
    ),
    "level": Case(
        {"impact": [STATE | {"level": "a quarter of requests"}]},
        "impact",
        "said: a quarter of requests",
        "impact",
    ),
    "means": Case(
        {"impact": [STATE | {"means": "one lost order"}]},
        "impact",
        "one of these calls means: one lost order",
        "impact",
    ),
    "source": Case(
        {"impact": [STATE | {"source": "the gateway's log"}]},
        "impact",
        "source: the gateway's log",
        "impact",
        NOTHING,
    ),
    "query": Case(
        {"impact": [STATE | {"query": "select count from calls"}]},
        "impact",
        "query: select count from calls",
        "impact",
        NOTHING,
    ),
    "update": Case(
        {"updates": [{"at": DAY + "10:00", "to": "customers", "what": "We look"}]},
        "hours",
        "10:00 | Update to customers: We look",
        "updates",
    ),
    "all clear": Case(
        {"updates": [{"what": "All is well", "kind": "all clear"}]},
        "hours",
        "no time | All-clear: All is well",
        "updates",
    ),
    "no update": Case(
        {"updates": "none"}, "hours", "No update was sent, as recorded.", "updates"
    ),
    "went well": Case(
        {"went_well": ["The page was quick"]},
        "learned",
        "The page was quick",
        "went_well",
    ),
    "it was new": Case(
        {"happened_before": "none"},
        "learned",
        "It had not, as recorded.",
        "happened_before",
    ),
    "happened before": Case(
        {"happened_before": ["In March"]}, "learned", "In March", "happened_before"
    ),
    "effects": Case(
        {"impact": [STATE], "actions": [ACTION | {"effects": {"API down": "full"}}]},
        "actions",
        "said of API down: full",
        "actions",
        NOTHING,
    ),
    "price": Case(
        {
            "actions": [
                ACTION
                | {"price": "No exports", "price_count": "340", "price_unit": "exports"}
            ]
        },
        "actions",
        "its price: No exports: 340 exports",
        "actions",
    ),
    "relief by itself": Case(
        {"mitigated_by": "itself"},
        "actions",
        "Said: users were fine again without an action.",
        "mitigated_by",
    ),
    "relief by nobody knows what": Case(
        {"mitigated_by": "unknown"},
        "actions",
        "What made users fine again is not known.",
        "mitigated_by",
    ),
    "two causes": Case(
        {
            "actions": [ACTION],
            "causes": [
                {"what": "Old pages.", "fixed_at": DAY + "10:00", "fixed_by": "a"},
                {"what": "A full disk", "fixed_at": "not yet"},
            ],
        },
        "causes",
        "Old pages: fixed at 10:00 by “Flag off”",
        "causes",
        "Old pages: fixed at 10:00",
    ),
    "related": Case(
        {"related": [{"id": "INC-0", "why": "the same job stopped"}]},
        "sources",
        "INC-0: the same job stopped",
        "related",
        NOTHING,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
class TestWhatIsSaid:
    def test_stands_on_the_page_and_in_its_markdown(self, case):
        one = found(**case.fields)
        parts = [build_section(name, one) for name in SECTIONS]

        assert case.words in text_of(one, case.section)
        assert case.words in markdown(parts)

    def test_stands_in_the_json(self, case):
        told = json.loads(json_document(found(**case.fields)))["record"]

        for name, value in case.fields.items():
            assert_holds(told[name], value)

    def test_leaves_the_house_only_where_it_is_released(self, case):
        for released in ((), (case.release,)):
            customer = {"release": list(released)}
            inside = incident(**case.fields, customer=customer)
            text = text_of(assess(released_incident(inside)), profile=CUSTOMER)
            words = case.for_customers or case.words

            if words == NOTHING:
                assert case.words not in text
            else:
                assert bool(released) == (words in text)


def assert_holds(told: Any, written: Any) -> None:
    """Every text of a field is in what the JSON says of it."""
    match written:
        case dict():
            for name, value in written.items():
                assert_holds(told[name], value)
        case list() if isinstance(told, list):
            for one, value in zip(told, written, strict=True):
                assert_holds(one, value)
        case [start, end]:
            assert [told["start"]["text"], told["end"]["text"]] == [start, end]
        case "no" if told is False:
            pass
        case "none":
            assert told == []
        case _:
            said = told.get("text", told) if isinstance(told, dict) else told
            assert str(written) == str(said)


class TestALetterThatWasNotAsked:
    CHANGED = {"id": "a", "what": "x", "for": "fix", "applied_at": DAY + "10:00"}  # noqa: RUF012

    def test_is_told_apart_from_one_without_an_answer(self):
        one = found(
            **letter("location", asked="no") | {"actions": [self.CHANGED]},
        )

        assert [it.asked for it in one.response.letters] == [
            "not recorded",
            "not asked",
            *["not recorded"] * 3,
        ]
        order = text_of(one, "order_of_response")
        assert (
            "No answer to a letter is recorded; where it showed was not asked." in order
        )
        assert "No letter was answered" in text_of(one, "blast_map")

    def test_is_not_wished_for(self):
        assert "location" not in text_of(
            found(**letter("location", asked="no")), "unknowns"
        )

    def test_has_no_answer(self):
        with pytest.raises(ValueError, match="asked: no beside an answer; take one"):
            found(**letter("location", asked="no", answer="x"))
        with pytest.raises(ValueError, match="'yes' where only no may stand"):
            found(**letter("location", asked="yes"))


class TestUpdates:
    def test_stand_hour_by_hour_in_order_with_an_all_clear_and_its_withdrawal(self):
        one = found(
            timeline=[{"at": DAY + "10:30", "what": "Tickets again"}],
            updates=[
                {
                    "at": DAY + "10:40",
                    "what": "Not over",
                    "kind": "all clear withdrawn",
                },
                {"at": DAY + "10:10", "what": "It is over", "kind": "all clear"},
                {"at": DAY + "12:00", "what": "Resolved", "kind": "status closed"},
            ],
        )

        assert re.findall(r"\d\d:\d\d \| [A-Z][^:\n]*", text_of(one, "hours")) == [
            "10:10 | All-clear",
            "10:30 | Tickets again",
            "10:40 | All-clear withdrawn",
            "12:00 | Status closed",
        ]

    def test_that_withdraw_an_all_clear_before_it_was_given_are_a_contradiction(self):
        given = {"at": DAY + "11:00", "what": "x", "kind": "all clear"}
        taken = {"at": DAY + "10:00", "what": "y", "kind": "all clear withdrawn"}

        for updates in ([given, taken], [taken]):
            told = list(contradictions(incident(updates=updates).record))
            assert [what for _, what, _ in told] == ["withdrawn before one was given"]
        later = [given, taken | {"at": DAY + "11:30"}]
        assert list(contradictions(incident(updates=later).record)) == []


class TestWhatIsSaidOfCausesAndRelief:
    CAUSES = [{"what": "x", "fixed_at": DAY + "11:00"}, {"what": "y"}]  # noqa: RUF012

    def test_all_is_fixed_after_each_cause_is(self):
        for cause, told in (
            (self.CAUSES[0], "before causes[0].fixed_at"),
            (
                {"what": "x", "fixed_at": "not yet"},
                "while causes[0].fixed_at is not yet",
            ),
        ):
            one = incident(fixed_at=DAY + "10:30", causes=[cause])
            assert [it[1] for it in contradictions(one.record)] == [told]
        later = incident(fixed_at=DAY + "11:00", causes=self.CAUSES)
        assert list(contradictions(later.record)) == []

    @pytest.mark.parametrize("name", ["mitigated_by", "fixed_by"])
    def test_names_an_action_that_there_is(self, name):
        one = (
            {name: "b"}
            if name != "fixed_by"
            else {"causes": [{"what": "x", name: "b"}]}
        )
        record = incident(**one, actions=[ACTION]).record

        [(path, what, _)] = broken_references(record)
        assert path[-1] == name
        assert what == "'b' is not an id in this record"

    def test_an_action_that_did_it_is_named_by_what_it_was(self):
        one = found(actions=[ACTION], mitigated_by="a")

        assert "Said: “Flag off” made users fine again." in text_of(one, "actions")

    def test_a_price_that_is_counted_is_named(self):
        with pytest.raises(ValueError, match="counts a price and names none; write"):
            incident(actions=[ACTION | {"price_count": "3"}])


class TestTheEffectOnEachSeries:
    def test_is_written_as_a_map_or_a_line_each(self):
        for written in ({"API down": "full"}, ["API down: full"]):
            one = incident(impact=[STATE], actions=[ACTION | {"effects": written}])
            assert one.record.actions[0].effects == {"API down": "full"}

    def test_names_a_series_that_there_is(self):
        one = incident(impact=[STATE], actions=[ACTION | {"effects": {"API": "full"}}])

        assert list(broken_references(one.record)) == [
            (
                ("actions", 0, "effects", "API"),
                "'API' is not a series in this record",
                "write one of API down",
            )
        ]
        with pytest.raises(ValueError, match="'full' names no series; write its name"):
            incident(actions=[ACTION | {"effects": ["full"]}])

    def test_reaches_a_customer_with_the_series(self):
        fields = {
            "impact": [STATE],
            "actions": [ACTION | {"effects": {"API down": "full"}}],
        }
        inside = incident(**fields, customer={"release": ["actions", "impact"]})
        text = text_of(assess(released_incident(inside)), profile=CUSTOMER)

        assert "said of API down: full" in text


class TestARelatedIncident:
    def test_is_named_by_its_id_alone_too(self):
        record = incident(related=["INC-1", {"id": "INC-2", "why": "alike"}]).record

        assert [(one.id, one.why) for one in record.related] == [
            ("INC-1", None),
            ("INC-2", "alike"),
        ]
        assert [one.id for one in incident(related="INC-1").record.related] == ["INC-1"]


class TestWhoWasExposed:
    @pytest.mark.parametrize(
        ("numbers", "line"),
        [
            ({"affected": "5", "exposed": "4", "of": "9"}, "more than the 4 exposed"),
            ({"affected": "5", "exposed": "10", "of": "9"}, "more than all 9"),
            ({"affected": "10", "of": "9"}, "more than all 9"),
        ],
    )
    def test_holds_who_was_hit_and_is_held_by_all(self, numbers, line):
        record = incident(**letter("blast_radius", **numbers)).record

        assert [what for _, what, _ in contradictions(record)] == [line]


class TestTheLevelOfAState:
    def test_stands_beside_how_long_it_lasted(self):
        state = STATE | {"level": "a quarter of requests"}
        head = build_section("first_screen", found(impact=[state]))

        assert "1 h | API down: a quarter of requests" in markdown([head])

    def test_is_refused_beside_a_file(self):
        series = {"name": "x", "unit": "y", "file": "i.csv", "value": "v", "level": "z"}
        with pytest.raises(ValueError, match="level is for intervals; a file holds"):
            incident(impact=[series])
