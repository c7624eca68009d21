"""What a page says of a change, of an undoing and of a fix holds as far as it goes."""

from __future__ import annotations

from minute_records import DAY, action, assessed, levels

from incident_kit.incident import Incident
from incident_kit.page.blocks import plain_section
from incident_kit.record.incident_record import parse_record
from incident_kit.sections.registry import build_section
from incident_kit.timing.assessment import assess
from incident_kit.wording.clocks import clocks_heading, clocks_lead, gap_words
from incident_kit.wording.customer import answers
from incident_kit.wording.times import times_of


def stated(**fields):
    data = {"id": "X", "title": "t", "timezone": "UTC"} | fields
    return assess(Incident(record=parse_record(data)))


def told(name, found):
    return plain_section(build_section(name, found))


class TestAChangeThatEndedAWaveWhenItWasUndone:
    """Down from 09:00, again from 10:00: a certificate, taken back at 12:30."""

    FOUND = stated(
        started_at=DAY + "09:00",
        mitigated_at=DAY + "12:30",
        blast={"system_change": {"answer": "Rule 88", "suspects": ["fw"]}},
        changes=[
            {"id": "fw", "what": "Rule 88", "at": DAY + "08:59"},
            {"id": "cert", "what": "Certificate", "at": DAY + "10:00"},
        ],
        actions=[action("back", "12:30", undoes="cert", **{"for": "both"})],
        waves=[
            {"start": DAY + "09:00", "end": DAY + "09:40"},
            {"start": DAY + "10:00", "end": DAY + "12:30", "follows": "cert"},
        ],
    )

    def test_is_not_said_to_be_the_start(self):
        text = told("hours", self.FOUND)

        assert "supported as what began the second wave" in text
        assert "supported as the start" not in text

    def test_is_counted_where_what_had_changed_is_told(self):
        text = told("blast_map", self.FOUND)

        assert "1 supported" in text
        assert "no measured onset to hold" not in text


def test_one_action_has_one_verdict_hour_by_hour_and_in_its_table():
    """Ten minutes after the throttle came off it began again."""
    found = assessed(
        levels((120, 0), (30, 50), (70, 0), (90, 72), (90, 0)),
        action("on", "10:30"),
        action("off", "11:30", undoes="on", effect="unknown"),
        action("more", "12:10", effect="unknown"),
    )
    verdicts = {one.verdict for one in found.blast.effects_of("off")}

    assert verdicts == {"worse"}
    assert "made it worse: 3 → 72 per min" in told("hours", found)


def test_an_undoing_that_cannot_be_told_from_a_fix_beside_it_proves_no_cause():
    """A bypass made it slow; it was taken off as the cause was removed."""
    slow = levels((160, 0), (80, 200), (120, 0))
    calls = levels((120, 0), (40, 200), (200, 0))
    found = assessed(
        calls,
        action("bypass", "10:40", effects={"calls": "full", "slow": "worse"}),
        action("back", "11:55", ended_at=DAY + "12:00", removes_cause="true"),
        action("off", "12:00", undoes="bypass", effect="unknown"),
        others={"slow": slow},
    )
    wave = next(one for one in found.blast.waves if one.series == "slow")

    assert (wave.follows, wave.blame) == ("bypass", "measured worse")


class TestAnOnsetThatIsOnlyKnownToBeAfterATime:
    FOUND = stated(
        started_at="after 2026-02-01",
        detected_at="2026-02-07",
        changes=[
            {"id": "rates", "what": "Rates", "at": "2026-02-03"},
            {"id": "inv", "what": "Invoice 9", "at": "2026-01-20"},
        ],
    )

    def test_has_no_change_after_it(self):
        assert "after the stated onset" not in told("changes", self.FOUND)

    def test_is_at_least_so_far_from_a_change_before(self):
        assert "at least 11 d before the stated onset" in told("changes", self.FOUND)


def test_the_fix_of_one_of_two_causes_is_not_the_fix():
    causes = [{"what": "A", "fixed_at": DAY + "12:00"}, {"what": "B"}]
    found = stated(
        started_at=DAY + "10:00",
        detected_at=DAY + "10:05",
        mitigated_at=DAY + "11:00",
        fixed_at=DAY + "12:00",
        causes=causes,
    )

    assert "and the fix of one of two causes 1 h 55 min" in clocks_lead(found)
    assert "one of two causes" in told("clocks", found).partition("Time to fix")[2]


def test_users_who_were_fine_and_hit_at_once_are_no_heading():
    found = stated(
        started_at=DAY + "10:00",
        mitigated_at=DAY + "11:00",
        fixed_at=DAY + "13:00",
        impact=[
            {
                "name": "down",
                "unit": "state",
                "during": [[DAY + "10:00", DAY + "13:00"]],
            }
        ],
    )

    assert clocks_heading(found) == "The clocks on one axis"
    assert gap_words(found) == ""


def test_customers_are_not_told_that_it_is_over_since_before_the_fix():
    given = {"started_at": DAY + "10:00", "mitigated_at": DAY + "11:00"}
    early = stated(**given, fixed_at=DAY + "12:00")
    at_once = stated(**given, fixed_at=DAY + "11:00")
    words = [
        "".join(span.text for span in row.words)
        for found in (early, at_once)
        for row in answers(found, times_of(found))
    ]

    assert words == ["For users, since 11:00.", "Yes, since 11:00."]


def test_calm_between_waves_is_not_said_of_a_stretch_that_lies_in_one():
    """Noticed only in the third wave."""
    values = levels((60, 0), (30, 90), (60, 0), (30, 90), (60, 0), (30, 90), (90, 0))
    late = assessed(values, action("x", "12:30"), detected_at=DAY + "12:10")
    early = assessed(values, action("x", "12:30"), detected_at=DAY + "09:05")

    assert "with calm between the waves" not in told("first_screen", late)
    assert "with calm between the waves" in told("first_screen", early)
