"""What a record states stands on its page, and nothing is claimed beyond it."""

from __future__ import annotations

from typing import Any

import pytest
from records import stated_incident

from incident_kit.figures.impact import draw_impact
from incident_kit.page.blocks import plain_section
from incident_kit.record.contradictions import contradictions
from incident_kit.sections.impact_drawing import impact_values
from incident_kit.sections.registry import build_section
from incident_kit.timing.assessment import Assessment, assess

DAY = "2024-05-14 "


def found(**fields: object) -> Assessment:
    return assess(stated_incident(**fields))


def state(name: str, *spans: tuple[str, str]) -> dict[str, Any]:
    during = [[DAY + start, DAY + end] for start, end in spans]
    return {"name": name, "unit": "state", "during": during}


def action(name: str, at: str, **more: object) -> dict[str, Any]:
    return {"id": name, "what": name, "for": "fix", "applied_at": DAY + at} | more


def text_of(one: Assessment, *names: str) -> str:
    return "\n".join(plain_section(build_section(name, one)) for name in names)


def head(**fields: object) -> str:
    return text_of(found(**fields), "first_screen")


class TestAStatedWave:
    FIELDS: dict[str, Any] = {  # noqa: RUF012  # never changed
        "impact": [state("checkout", ("10:00", "12:00"))],
        "actions": [
            action("First", "10:40", effect="worse"),
            action("Undo", "11:30", undoes="First"),
        ],
    }

    def wave(self, start: str = "10:45", **more: object) -> dict[str, Any]:
        return {"start": DAY + start, "end": DAY + "12:00", "what": "All failed"} | more

    def test_inside_an_interval_counts_and_its_words_stand_on_the_page(self):
        one = found(**self.FIELDS, waves=[self.wave(follows="First")])
        text = text_of(one, "impact", "actions")

        assert [w.blame for w in one.blast.waves] == [None, "stated worse"]
        assert "No second wave" not in text
        assert "The second wave came after “First”." in text
        assert "Second wave from 10:45 to 12:00: All failed" in text

    @pytest.mark.parametrize("start", ["09:51", "10:00", "10:10"])
    def test_that_an_interval_shows_by_its_start_is_that_one(self, start):
        one = found(**self.FIELDS, waves=[self.wave(start)])

        assert [w.what for w in one.blast.waves] == ["All failed"]

    def test_of_two_that_begin_together_each_is_counted(self):
        waves = [self.wave(), self.wave("10:46", what="Mail, too")]
        one = found(**self.FIELDS, waves=waves)

        assert [w.what for w in one.blast.waves] == ["", "All failed", "Mail, too"]

    def test_has_its_words_where_nothing_can_be_drawn(self):
        one = found(waves=[{"what": "It came back"}])

        assert "A wave It came back" in text_of(one, "impact")

    def test_that_follows_an_action_leaves_no_claim_of_a_single_one(self):
        one = found(
            started_at=DAY + "10:00",
            actions=self.FIELDS["actions"],
            waves=[self.wave(follows="First")],
        )

        assert "No second wave" not in text_of(one, "actions", "impact")


class TestAWaveLongAfterAnAction:
    FIELDS: dict[str, Any] = {  # noqa: RUF012  # never changed
        "started_at": DAY + "08:00",
        "detected_at": DAY + "08:05",
        "impact": [state("checkout", ("08:00", "09:00"), ("14:00", "14:20"))],
    }

    @pytest.mark.parametrize(
        ("at", "words"),
        [
            ("13:36", "came after “Failed over”"),
            ("12:50", "came 1 h 10 min after “Failed over”"),
        ],
    )
    def test_says_how_long(self, at, words):
        one = found(**self.FIELDS, actions=[action("Failed over", at)])

        assert words in text_of(one, "actions")

    def test_says_so_in_the_order_of_response_and_the_headline(self):
        one = found(**self.FIELDS, actions=[action("Failed over", "12:50")])

        assert "A second wave came 1 h 10 min after it." in text_of(
            one, "order_of_response"
        )
        assert "A second wave came at " in text_of(one, "first_screen")


class TestUsersWhoWereHitAgain:
    AGAIN = state("checkout", ("08:00", "09:40"), ("14:00", "14:20"))

    def fields(self, *impact: dict[str, Any], **more: object) -> dict[str, Any]:
        return {
            "started_at": DAY + "08:00",
            "mitigated_at": DAY + "09:40",
            "fixed_at": DAY + "15:00",
            "impact": list(impact),
        } | more

    def told(self, *impact: dict[str, Any], **more: object) -> list[str]:
        record = found(**self.fields(*impact, **more)).incident.record
        return [f"{path[0]}: {what}" for path, what, _ in contradictions(record)]

    def test_are_fine_only_since_the_last_time(self):
        text = head(**self.fields(self.AGAIN, fixed_at=DAY + "09:00"))

        assert "Over since 14:20 (said: 09:40)" in text
        assert "users were fine at first, and hit again later" in text

    def test_are_over_only_when_the_cause_is_gone_too(self):
        assert "Over since 15:00" in head(**self.fields(self.AGAIN))

    def test_are_fine_since_what_lasted_longest(self):
        longer = state("mail", ("08:00", "11:00"))

        assert "Users fine since 11:00 (said: 09:40)" in head(
            **self.fields(
                state("checkout", ("08:00", "09:40")), longer, fixed_at="not yet"
            )
        )
        assert self.told(longer) == ["mitigated_at: before impact[0].during[0] ends"]

    def test_are_not_said_to_be_fine_where_no_end_is_known(self):
        wave = {"start": DAY + "14:00"}
        text = head(**self.fields(state("checkout", ("08:00", "09:40")), waves=[wave]))

        assert "Not known: users were fine at 09:40, then hit again" in text
        assert "Over since" not in text

    def test_are_fine_as_surely_as_it_was_written(self):
        wave = {"start": DAY + "14:00", "end": f"about {DAY}14:30"}

        assert "Users fine about 14:30 (said: 09:40)" in head(
            **self.fields(waves=[wave], fixed_at="not yet")
        )

    def test_are_a_contradiction_in_one_line(self):
        assert self.told(self.AGAIN, state("mail", ("16:00", "17:00"))) == [
            "mitigated_at: before impact[0].during[1] begins"
        ]

    def test_are_none_where_a_later_wave_is_stated(self):
        wave = {"start": DAY + "14:00", "end": DAY + "14:20"}

        assert self.told(self.AGAIN, waves=[wave]) == []
        assert "since 14:20 (said: 09:40)" in head(
            **self.fields(self.AGAIN, waves=[wave], fixed_at="unknown")
        )

    def test_once_are_fine_since_then(self):
        once = state("checkout", ("08:00", "09:40"))

        text = head(**self.fields(once, fixed_at="unknown"))

        assert "Users fine since 09:40" in text
        assert "said:" not in text
        assert self.told(once) == []


class TestPrevention:
    def over(self, *follow_ups: dict[str, str]) -> str:
        given = [{"what": "w"} | one for one in follow_ups]
        return head(
            started_at=DAY + "08:00",
            mitigated_at=DAY + "09:00",
            fixed_at=DAY + "10:00",
            follow_ups=given,
        )

    def test_is_not_denied_where_a_kind_was_never_written(self):
        assert "prevent" not in self.over({"kind": "detect"}, {})

    def test_is_denied_where_every_kind_is_another(self):
        assert "whether it can come back." in self.over({"kind": "detect"})

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            ("done", "What was planned to prevent it is done."),
            ("dropped", "What was planned to prevent it was dropped."),
            ("open", "It could: one follow-up to prevent it is open."),
        ],
    )
    def test_says_its_state(self, state, words):
        assert words in self.over({"kind": "prevent", "state": state})

    def test_of_unknown_state_is_neither_open_nor_done(self):
        text = self.over({"kind": "prevent"})

        assert "Can it come back" not in text
        assert "done" not in text


class TestFollowUps:
    @pytest.mark.parametrize(
        ("states", "lead"),
        [
            ([""], "One follow-up; its state is not recorded."),
            (["open"], "One follow-up, not done."),
            (["dropped"], "One follow-up, dropped."),
            (["", ""], "2 follow-ups; their states are not recorded."),
            (
                ["done", ""],
                "2 follow-ups, one of them done; the state of one is not recorded.",
            ),
            (["open", "", ""], "3 follow-ups; the states of two are not recorded."),
            (["open", "open"], "2 follow-ups, none of them done."),
        ],
    )
    def test_say_what_is_known_of_their_state(self, states, lead):
        given = [{"what": "w"} | ({"state": one} if one else {}) for one in states]

        assert lead in text_of(found(follow_ups=given), "follow_ups")

    def test_without_a_kind_stand_last_and_quietly(self):
        given = [{"what": "Any"}, {"what": "Else", "kind": "other"}]
        [_, table] = build_section("follow_ups", found(follow_ups=given)).blocks

        assert [row.cells[1][0].text for row in table.rows] == ["Else", "Any"]
        assert table.rows[1].cells[0][0].style == "unknown"


class TestSeveralStates:
    FIELDS: dict[str, Any] = {  # noqa: RUF012  # never changed
        "impact": [
            state("checkout", ("08:00", "08:40")),
            state("mail", ("08:00", "08:20")),
            state("search", ("09:00", "09:45")),
        ],
    }

    def test_are_each_in_the_headline(self):
        assert (
            "Checkout from 08:00 until 08:40; mail from 08:00 until 08:20; search from 09:00 until 09:45."
            in head(**self.FIELDS)
        )

    def test_beyond_three_are_counted(self):
        more = [*self.FIELDS["impact"], state("jobs", ("08:00", "08:10"))]

        assert "search from 09:00 until 09:45; one more." in head(impact=more)
        assert "Search: one window of 45 min. One more is recorded." in text_of(
            found(impact=more), "impact"
        )

    def test_that_lasted_alike_are_told_at_once(self):
        same = [state(name, ("08:00", "08:40")) for name in ("a", "b", "c", "d")]
        one = found(impact=same)

        assert "A, b, c and one more: from 08:00 until 08:40." in text_of(
            one, "first_screen"
        )
        assert "A, b, c and one more, each: one window of 40 min." in text_of(
            one, "impact"
        )

    def test_have_their_names_in_the_figure(self):
        text = text_of(found(**self.FIELDS), "impact")

        assert "Checkout, 40 min. Mail, 20 min. Second wave, search, 45 min." in text
        assert "Checkout: one window of 40 min. Mail: one window of 20 min." in text

    def test_of_the_same_time_share_a_block(self):
        one = found(
            impact=[state(name, ("08:00", "08:40")) for name in ("a", "b", "c")]
        )

        assert "A; b; c, 40 min." in text_of(one, "impact")

    def test_alone_needs_no_name(self):
        one = found(impact=self.FIELDS["impact"][:1])
        text = text_of(one, "impact")

        assert "One window of 40 min." in text
        assert "Checkout, 40 min" not in text


class TestWhatIsNotFixed:
    @pytest.mark.parametrize(
        ("mitigated", "fixed", "heading"),
        [
            ("09:00", "10:00", "How it was mitigated and fixed"),
            ("09:00", "not yet", "How it was mitigated"),
            ("09:00", "", "How it was mitigated"),
            ("not yet", "10:00", "How it was fixed"),
            ("not yet", "not yet", "What was done"),
        ],
    )
    def test_is_no_heading(self, mitigated, fixed, heading):
        times = {"mitigated_at": mitigated, "fixed_at": fixed}
        given = {
            name: DAY + at if ":" in at else at for name, at in times.items() if at
        }
        one = found(actions=[action("Undo", "08:30")], **given)

        assert build_section("actions", one).heading == heading

    def test_is_said_once_and_without_the_time_again(self):
        text = head(
            detected_at="2024-05-14 08:00",
            mitigated_at="2024-06-11 11:00",
            fixed_at="not yet",
        )

        assert (
            "users were fine again on 11 June at 11:00 and the cause was still there."
            in text
        )


class TestTheCountOfWhoWasHit:
    def map(self, **radius: object) -> str:
        return text_of(found(blast={"blast_radius": radius}), "blast_map")

    def test_is_left_to_an_answer_that_says_it(self):
        text = self.map(answer="41 of 1,200 customers", affected="41", of="1200")

        assert "users" not in text

    def test_stands_beside_an_answer_that_does_not(self):
        assert "41 of 1,200 users" in self.map(answer="Some", affected="41", of="1200")
        assert "41 of 1,200 users" in self.map(
            answer="41 of us", affected="41", of="1200"
        )


def test_a_name_stands_over_its_own_block_or_nowhere():
    """On a phone there is no room for "checkout, 40 min" beside what was done."""
    one = found(
        started_at=DAY + "08:00",
        mitigated_at=DAY + "09:45",
        actions=[action("Failed over", "08:40")],
        impact=[
            state("checkout", ("08:00", "08:40")),
            state("search", ("09:00", "09:45")),
        ],
    )
    values = impact_values(one)
    assert values is not None
    picture = draw_impact(values)

    assert "checkout, 40 min" in picture.wide.svg
    assert "checkout, 40 min" not in picture.phone.svg
    assert "40 min" in picture.phone.svg


class TestStatesThatOverlap:
    def one(self, *impact: dict[str, Any], **fields: Any) -> Assessment:
        return found(started_at=DAY + "07:30", impact=list(impact), **fields)

    def test_are_two_bands_and_two_rows_where_one_lies_inside_the_other(self):
        one = self.one(
            state("logs missing", ("07:30", "12:00")),
            state("nothing served", ("10:46", "11:01")),
        )
        values = impact_values(one)
        assert values is not None
        picture = draw_impact(values)

        assert [(block.label, block.row) for block in values.blocks] == [
            ("logs missing, 4 h 30 min", 0),
            ("nothing served, 15 min", 1),
        ]
        assert "nothing served, 15 min" in picture.wide.svg
        assert "Logs missing, 4 h 30 min. Nothing served, 15 min." in picture.alt
        rows = [row for row in picture.table.rows if row[0] == "state"]
        assert [row[2] for row in rows] == [block.label for block in values.blocks]

    def test_share_a_strip_as_soon_as_the_earlier_one_is_over(self):
        values = impact_values(
            self.one(
                state("a", ("08:00", "09:00"), ("08:30", "09:30"), ("09:00", "10:00"))
            )
        )
        assert values is not None

        assert [block.row for block in values.blocks] == [0, 1, 0]

    def test_show_no_end_where_nobody_knows_one(self):
        one = self.one(
            {"name": "a", "unit": "state", "during": [[DAY + "08:00", "unknown"]]},
            state("b", ("09:00", "09:30")),
        )
        values = impact_values(one)
        assert values is not None
        unknown, known = values.blocks
        [row, _] = [row for row in draw_impact(values).table.rows if row[0] == "state"]

        assert (unknown.end, unknown.is_open) == (None, False)
        assert unknown.label == "a, end unknown"
        assert known.label == "b, 30 min"
        assert row[1] == "from 14 May 2024 08:00, end unknown"
        assert "A from 08:00 to an unknown end; b from 09:00 until 09:30." in text_of(
            one, "first_screen"
        )
        assert "not ended" not in f"{row} {text_of(one, 'impact')}"

    def test_that_go_on_hide_nothing_that_came_later(self):
        one = self.one(
            {"name": "a", "unit": "state", "during": [[DAY + "08:00", "not yet"]]},
            state("b", ("09:00", "09:30")),
        )
        values = impact_values(one)
        assert values is not None

        assert [(block.row, block.is_open) for block in values.blocks] == [
            (0, True),
            (1, False),
        ]

    def test_have_all_their_lengths_in_the_head(self):
        numbers = build_section(
            "first_screen",
            self.one(
                state("a", ("08:00", "09:00")),
                state("b", ("08:30", "09:10"), ("10:00", "10:10")),
                state("c", ("08:30", "09:05")),
                state("d", ("08:30", "09:05")),
            ),
        ).blocks[1]
        tile = numbers.cells[0]

        assert tile.value == "1 h"
        assert [span.text for span in tile.words] == [
            "a",
            "b: 50 min",
            "c: 35 min",
            "one more",
        ]
