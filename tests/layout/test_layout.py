"""The layout engine: how wide a text is, and where labels, changes and ticks stand."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_font_widths import FACES, HEAD, WIDTHS, advances, lines

from incident_kit.layout.apart import dodge, spread
from incident_kit.layout.axis import split_at, time_axis
from incident_kit.layout.labels import Wanted, place
from incident_kit.layout.lanes import lay_lanes
from incident_kit.layout.scales import nice_step
from incident_kit.layout.text import Run, clip, drawable, width

DAY = datetime(2024, 5, 14, tzinfo=UTC)


def at(clock: str) -> datetime:
    hours, minutes = clock.split(":")
    return DAY + timedelta(hours=int(hours), minutes=int(minutes))


class TestWidths:
    def test_the_table_is_what_the_font_says(self):
        made = [line for face in FACES for line in lines(face)]

        assert WIDTHS.read_text() == HEAD + "\n".join(made) + "\n"

    @pytest.mark.parametrize("face", FACES)
    def test_a_character_is_as_wide_as_in_the_font(self, face):
        for code, units in advances(face).items():
            is_sign = code >= 0x1F000 or 0x2600 <= code <= 0x27BF
            if not is_sign and not unicodedata.combining(chr(code)):
                assert width(chr(code), 2048, bold=face == "bold") == units

    def test_a_mark_over_a_letter_takes_no_room(self):
        assert width("e\u0301", 12) == width("e", 12)

    @pytest.mark.parametrize(("sign", "em"), [("缓", 1.1), ("🔥", 1.4), ("✅", 1.4)])
    def test_what_the_font_does_not_have_is_taken_for_wide(self, sign, em):
        assert width(sign, 10) == pytest.approx(10 * em)

    def test_bold_is_wider(self):
        assert width("detected", 12, bold=True) > width("detected", 12)


def wanted(x: float, text: str = "09:05 detected") -> Wanted:
    return Wanted(x, x, (Run(text),))


def placed(*labels: Wanted, left: float = 0, right: float = 820, **other):
    return place(labels, size=12, left=left, right=right, **other)


class TestLabels:
    def test_a_label_stands_right_of_its_leader(self):
        [label] = placed(wanted(100))

        assert (label.side, label.x, label.row) == ("R", 106, 0)

    def test_at_the_right_edge_it_stands_left(self):
        [label] = placed(wanted(800))

        assert (label.side, label.x) == ("L", 794)

    def test_labels_far_apart_share_a_row(self):
        assert [one.row for one in placed(wanted(100), wanted(400))] == [0, 0]

    def test_a_label_over_the_leader_of_another_stands_above_that_one(self):
        first, second = placed(wanted(300), wanted(330), left=290)

        assert (first.side, second.side) == ("R", "R")
        assert first.row == second.row + 1

    def test_the_fewest_rows_win(self):
        """One to the left and one to the right need no second row."""
        first, second = placed(wanted(300), wanted(330))

        assert (first.side, second.side) == ("L", "R")
        assert first.row == second.row == 0

    def test_no_label_stands_across_a_wall(self):
        [label] = placed(wanted(300), walls=[340])

        assert label.side == "L"

    def test_where_no_side_has_room_there_is_no_placing(self):
        assert placed(wanted(50), right=100) is None

    def test_more_labels_than_can_be_tried_are_not_placed(self):
        eight = [wanted(200 * n) for n in range(8)]

        assert placed(*eight, right=2000)
        assert placed(*eight, wanted(1600), right=2000) is None

    @given(st.lists(st.integers(0, 820), max_size=7))
    def test_placed_labels_never_meet_each_other_or_a_leader(self, places):
        xs = sorted(set(places))
        found = placed(*(wanted(x, "x" * 9) for x in xs)) or []
        wide = width("x" * 9, 12)
        spans = [
            (one.x, one.x + wide) if one.side == "R" else (one.x - wide, one.x)
            for one in found
        ]

        for one, (left, right) in zip(found, spans, strict=True):
            assert 0 <= left <= right <= 820
            for other, x in zip(found, xs, strict=True):
                assert not (left < x < right) or other.row < one.row
        for row in {one.row for one in found}:
            same = sorted(
                s for one, s in zip(found, spans, strict=True) if one.row == row
            )
            assert all(end < start for (_, end), (start, _) in pairwise(same))


def lanes(*spots: tuple[float, int], sides=None) -> list[list[str]]:
    return [[one.label for one in lane] for lane in lay_lanes([*spots], sides, 0, 800)]


class TestLanes:
    def test_changes_far_apart_have_a_disc_each_in_one_lane(self):
        assert lanes((100, 1), (300, 2), (500, 3)) == [["1", "2", "3"]]

    def test_up_to_three_close_ones_stand_over_one_another(self):
        assert lanes((100, 1), (105, 2), (110, 3)) == [["1"], ["2"], ["3"]]

    def test_a_longer_run_is_one_pill_with_its_range(self):
        assert lanes(*((100 + n, n) for n in range(1, 10))) == [["1–9"]]

    def test_a_run_whose_numbers_have_gaps_says_so(self):
        assert lanes((100, 1), (101, 2), (102, 7), (103, 9)) == [["1…9"]]

    def test_before_and_after_the_bracket_never_share_a_pill(self):
        spots = [(195 + n, n + 1) for n in range(5)]
        spots += [(205 + n, n + 6) for n in range(5)]

        assert lanes(*spots, sides=(201, 203)) == [["1–5", "6–10"]]

    @given(st.lists(st.integers(0, 800), min_size=1, max_size=60))
    def test_pills_of_one_lane_never_meet(self, places):
        spots = [(float(x), n) for n, x in enumerate(sorted(places), 1)]
        for lane in lay_lanes(spots, (300, 340), 0, 800):
            ends = sorted((one.left, one.right) for one in lane)
            assert all(end <= start for (_, end), (start, _) in pairwise(ends))


class TestAxis:
    def test_one_scale_serves_an_even_day(self):
        times = [at(clock) for clock in ("02:00", "09:05", "14:32", "15:18")]

        assert split_at(times, DAY, at("17:00")) is None

    def test_a_quiet_night_before_a_short_response_is_drawn_smaller(self):
        times = [at(clock) for clock in ("00:05", "10:04", "10:15", "10:55")]
        change = split_at(times, DAY, at("11:30"))

        assert at("09:00") < change < at("10:04")

    def test_a_span_without_length_is_given_one(self):
        axis = time_axis(DAY, DAY, 0, 100, ZoneInfo("UTC"))

        assert axis.x(DAY) == 50

    def test_a_time_beyond_an_end_stands_at_that_end(self):
        axis = time_axis(at("02:00"), at("04:00"), 10, 90, ZoneInfo("UTC"))

        assert (axis.x(at("01:00")), axis.x(at("05:00"))) == (10, 90)
        assert not axis.holds(at("05:00"))

    def test_many_times_stand_where_each_alone_does(self):
        [part] = time_axis(DAY, at("12:00"), 10, 90, ZoneInfo("UTC")).parts
        times = [at("01:00"), at("07:30")]
        seconds = np.array([one.timestamp() for one in times])

        assert part.xs(seconds).tolist() == [part.x(one) for one in times]


class TestScales:
    @given(st.floats(1e-6, 1e12), st.integers(2, 8))
    def test_a_step_is_round_and_cuts_a_span_into_about_as_many_pieces(
        self, span, count
    ):
        step = nice_step(span, count)
        digits = float(f"{step:e}".partition("e")[0])

        assert digits in (1, 2, 2.5, 5)
        assert 0.3 * count <= span / step <= 1.01 * count


class TestApart:
    @given(st.lists(st.floats(0, 100), max_size=5))
    def test_dodged_places_keep_a_pitch_inside_their_ends(self, wished):
        places = dodge(sorted(wished), 0, 100, pitch=19)

        assert all(after - before > 18.9 for before, after in pairwise(places))
        assert all(0 <= place <= 100 for place in places)

    @given(st.lists(st.floats(0, 100), min_size=1, max_size=5))
    def test_labels_at_the_ends_of_lines_keep_their_order(self, ys):
        found = spread(ys, 0, 100)

        assert [ys[one] for one, _ in found] == sorted(ys)
        assert all(after - before > 16.9 for (_, before), (_, after) in pairwise(found))
        assert found[-1][1] <= 100


class TestClipping:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            (
                "Database software put back to an earlier version",
                "Database software put back to an …",
            ),
            (
                "Database software put back, to an earlier version",
                "Database software put back, to an …",
            ),
            (
                "Database software put back once, elsewhere too",
                "Database software put back once …",
            ),
            (
                "Exports of the large table limited to 30 days each",
                "Exports of the large table limited to …",
            ),
            (
                "The number of wrong views fell by −100 % after it",
                "The number of wrong views fell by …",
            ),
            (
                "Widget count per minute fell (130 → 64 per min)",
                "Widget count per minute fell …",
            ),
        ],
    )
    def test_a_text_is_cut_between_words_and_never_after_a_bare_number(
        self, text, shown
    ):
        """Just too narrow for the word after the one that is kept."""
        room = width(shown, 12) + 8
        kept = clip((Run(text),), 12, room)

        assert "".join(run.text for run in kept) == shown

    def test_a_word_that_does_not_fit_goes_whole(self):
        runs = (Run("10:15", bold=True), Run(" Reconfiguration", color="help"))

        assert clip(runs, 12, 80) == (Run("10:15 …", bold=True),)

    def test_a_script_without_spaces_is_cut_between_its_signs(self):
        (run,) = clip((Run("缓存修复，第二波随后到来"),), 12, 80)

        assert run.text == "缓存修复，…"

    @given(
        st.lists(
            st.text("abcdefghij%,0123456789", min_size=1, max_size=12), max_size=9
        ),
        st.integers(20, 400),
    )
    def test_any_text_ends_with_a_whole_word_inside_its_room(self, parts, room):
        text = " ".join(parts)
        kept = "".join(run.text for run in clip((Run(text),), 12, room))
        head = kept.removesuffix(" …")

        assert width(kept, 12) <= room
        assert text.startswith(head)
        if kept not in ("", text):
            assert kept.endswith(" …")
            assert text[len(head)] in " ,"

    def test_a_long_text_keeps_whole_words(self):
        assert drawable("one two three four", 12) == "one two …"
