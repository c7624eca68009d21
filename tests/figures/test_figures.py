"""What the figures say, and that they say it in picture, words and table alike."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from incident_kit.drawn import (
    ChangeMark,
    ClockBar,
    ClocksValues,
    Curve,
    DrawnTime,
    Event,
    ImpactValues,
    LetterMark,
    OrderValues,
    PhaseStretch,
    StateStretch,
)
from incident_kit.figures.clock_bars import draw_clocks
from incident_kit.figures.curve import hurting
from incident_kit.figures.impact import draw_impact
from incident_kit.figures.response_order import draw_order
from incident_kit.layout.axis import time_axis, time_ticks
from incident_kit.layout.text import drawable
from incident_kit.page.drawings import inline
from incident_kit.page.palette import LIGHT

if TYPE_CHECKING:
    from incident_kit.figures.picture import Picture

DAY = datetime(2024, 5, 14, tzinfo=UTC)
HOUR_S = 3600.0


def at(clock: str) -> datetime:
    hours, minutes = clock.split(":")
    return DAY + timedelta(hours=int(hours), minutes=int(minutes))


def exactly(clock: str) -> DrawnTime:
    return DrawnTime(low=at(clock), high=at(clock), stated=at(clock), text=clock)


UNKNOWN = DrawnTime(low=None, high=None, stated=None, text="time unknown")
ONSET = DrawnTime(low=at("02:00"), high=at("02:08"), stated=None, text="02:00–02:08")
EVENTS = (
    Event(moment=ONSET, name="onset", role="onset"),
    Event(moment=exactly("09:05"), name="detected", role="detected"),
    Event(moment=exactly("09:47"), name="first fix", detail="−47 %", role="action"),
    Event(moment=exactly("14:32"), name="mitigated", role="mitigation"),
    Event(moment=exactly("15:18"), name="fixed", role="fix"),
)
CHANGES = (
    ChangeMark(
        number=1,
        moment=exactly("02:00"),
        what="refresh failed",
        kind="job",
        reason="",
        group="supported",
    ),
    ChangeMark(
        number=2,
        moment=exactly("08:15"),
        what="web 4.18",
        kind="deploy",
        reason="after the first bad sample",
        group="ruled out",
    ),
)
MINUTES = pd.date_range(DAY, periods=1020, freq="1min")
LEVEL = np.where((at("02:08") <= MINUTES) & (at("15:18") > MINUTES), 110.0, 0.0)
IMPACT = ImpactValues(
    axis_title="Wrong report views per minute",
    curves=(Curve(unit="views", times=MINUTES, values=LEVEL, bad="high"),),
    blocks=(),
    bracket=ONSET,
    events=EVENTS,
    waves=(),
    changes=CHANGES,
    phases=(
        PhaseStretch(
            name="undetected",
            start=at("02:04"),
            end=at("09:05"),
            tint=1,
            count_text="16,563 views",
        ),
    ),
    zone=ZoneInfo("UTC"),
    start=DAY,
    end=at("17:00"),
    level_notes=("about 110 per min from 02:08",),
)


def bar(name, seconds, kind="exact", value="", **other) -> ClockBar:
    bounds = {
        "exact": (seconds, seconds, seconds),
        "at most": (None, seconds, None),
        "at least": (seconds, None, None),
        "unknown": (None, None, None),
    }[kind]
    low, high, stated = bounds
    return ClockBar(
        name=name,
        low_s=low,
        high_s=high,
        stated_s=stated,
        kind=kind,
        value=value or kind,
        detail=other.pop("detail", ""),
        **other,
    )


CLOCKS = ClocksValues(
    bars=(
        bar("Detect", 7 * HOUR_S, value="7 h"),
        bar("Mitigate", 12.5 * HOUR_S, value="12 h 30 min"),
        bar(
            "Fix", 13.25 * HOUR_S, value="13 h 15 min", detail="15:18, record rejected"
        ),
    ),
    gap_text="45 min on the workaround",
)
ORDER = OrderValues(
    letters=(
        LetterMark(letter="L", at=at("09:20"), state="before", text="09:20"),
        LetterMark(letter="B", at=at("11:20"), state="after", text="11:20"),
        LetterMark(letter="T", at=None, state="not recorded", text=""),
        LetterMark(letter="S", at=None, state="time unknown", text=""),
    ),
    first_change=EVENTS[2],
    stabilize=(EVENTS[3],),
    fix=(EVENTS[4],),
    zone=ZoneInfo("UTC"),
    start=at("08:44"),
    end=at("15:30"),
)
ALL = [(draw_impact, IMPACT), (draw_clocks, CLOCKS), (draw_order, ORDER)]


def texts(svg: str) -> list[str]:
    root = ET.fromstring(svg)
    return [
        "".join(node.itertext()) for node in root.iter() if node.tag.endswith("text")
    ]


def words_of(picture: Picture) -> str:
    return " | ".join(texts(picture.wide.svg) + texts(picture.phone.svg))


class TestAnyPicture:
    @pytest.mark.parametrize(("draw", "values"), ALL)
    def test_two_draws_are_the_same_bytes(self, draw, values):
        assert draw(values).wide == draw(values).wide
        assert draw(values).phone == draw(values).phone

    @pytest.mark.parametrize(("draw", "values"), ALL)
    def test_the_root_says_its_size_and_paints_its_ground(self, draw, values):
        picture = draw(values)
        root = ET.fromstring(picture.wide.svg)

        assert root.get("role") == "img"
        assert root.get("viewBox") == f"0 0 820 {picture.wide.height}"
        assert root.get("width") == "820"
        assert picture.phone.width == 336
        assert (
            f'V{picture.wide.height}H0Z" fill="{LIGHT["ground"]}"' in picture.wide.svg
        )

    @pytest.mark.parametrize(("draw", "values"), ALL)
    def test_on_a_page_it_has_the_colours_of_the_page_alone(self, draw, values):
        picture = draw(values)
        on_page = inline(picture.wide.svg)

        assert not [name for name, color in LIGHT.items() if color in on_page]
        assert 'fill="var(--ground)"' in on_page
        assert texts(on_page) == texts(picture.wide.svg)

    @pytest.mark.parametrize(("draw", "values"), ALL)
    def test_a_notebook_gets_the_picture_and_its_words(self, draw, values):
        picture = draw(values)
        data, metadata = picture._repr_mimebundle_()

        assert data == {"image/svg+xml": picture.wide.svg, "text/plain": picture.alt}
        assert metadata == {"image/svg+xml": {"alt": picture.alt}}

    @pytest.mark.parametrize(("draw", "values"), ALL)
    def test_nothing_is_fetched_and_nothing_runs(self, draw, values):
        svg = draw(values).wide.svg.replace('xmlns="http://www.w3.org/2000/svg"', "")

        assert not re.search(r"https?:|<script|<style|href|url\(|\son\w+=", svg)

    def test_a_thousand_samples_stay_small(self):
        noisy = np.random.default_rng(7).uniform(0, 200, MINUTES.size)
        values = replace(IMPACT, curves=(replace(IMPACT.curves[0], values=noisy),))

        assert len(draw_impact(values).wide.svg.encode()) < 40_000


class TestImpact:
    def test_words_table_and_picture_carry_the_same_values(self):
        picture = draw_impact(IMPACT)
        table = " | ".join(cell for row in picture.table.rows for cell in row)

        for event in EVENTS:
            phrase = f"{event.moment.text} {event.name}"
            assert phrase in picture.alt
            assert phrase in words_of(picture)
            assert event.moment.text in table

    def test_the_alternative_counts_the_changes_by_group(self):
        alt = draw_impact(IMPACT).alt

        assert "2 changes below: 1 supported, 1 ruled out." in alt
        assert "About 110 per min from 02:08." in alt

    def test_second_lines_stand_in_the_wide_picture_only(self):
        picture = draw_impact(IMPACT)

        assert "−47 %" in texts(picture.wide.svg)
        assert "−47 %" not in texts(picture.phone.svg)

    def test_an_event_without_a_time_is_listed_with_the_word(self):
        late = Event(moment=UNKNOWN, name="closed", role="fix")
        picture = draw_impact(replace(IMPACT, events=(*EVENTS, late)))

        assert "time unknown closed" in texts(picture.wide.svg)
        assert "time unknown closed" in picture.alt

    def test_no_event_is_named_by_its_time_alone(self):
        """On the phone one word stays, or the events are numbered and listed."""
        spans = [("04:00", "05:30"), ("08:20", "09:59"), ("15:10", "16:20")]
        events = tuple(
            Event(
                moment=DrawnTime(
                    low=at(low), high=at(high), stated=None, text=f"{low}–{high}"
                ),
                name="Database software put back to an earlier version",
                role="action",
            )
            for low, high in spans
        )
        found = texts(draw_impact(replace(IMPACT, events=events)).phone.svg)

        for low, high in spans:
            assert any(f"{low}–{high} Database" in text for text in found)

    def test_events_that_share_a_leader_are_named_or_counted(self):
        name = "Refresh run by hand without the malformed record"
        pair = tuple(
            Event(moment=exactly(clock), name=name, role="action")
            for clock in ("14:32", "14:36")
        )
        found = texts(draw_impact(replace(IMPACT, events=pair)).phone.svg)

        assert any("14:36 Refresh" in text or "and 1 more" in text for text in found)

    def test_no_change_is_said(self):
        picture = draw_impact(replace(IMPACT, changes=()))

        assert "No change recorded" in texts(picture.phone.svg)
        assert "No change recorded." in picture.alt

    def test_a_bracket_without_an_onset_event_is_still_the_onset(self):
        picture = draw_impact(replace(IMPACT, events=EVENTS[1:]))

        assert "02:00–02:08 onset" in texts(picture.wide.svg)
        assert "Onset 02:00–02:08." in picture.alt

    def test_blocks_have_no_scale(self):
        block = StateStretch(start=at("02:00"), end=at("05:00"), label="3 h")
        values = replace(IMPACT, curves=(), phases=(), blocks=(block,))
        found = texts(draw_impact(values).wide.svg)

        assert "3 h" in found
        assert "0" not in found

    def test_a_gap_is_dotted_and_named(self):
        level = LEVEL.copy()
        level[600:900] = np.nan
        values = replace(
            IMPACT, curves=(replace(IMPACT.curves[0], values=level),), events=()
        )

        assert "unknown" in texts(draw_impact(values).wide.svg)

    def test_above_twelve_changes_stand_in_lanes_with_their_count(self):
        many = tuple(
            replace(CHANGES[1], number=number, moment=exactly(f"08:{number:02}"))
            for number in range(1, 31)
        )
        found = texts(draw_impact(replace(IMPACT, changes=many)).wide.svg)

        assert "Ruled out (30)" in found
        assert "1–30" in found


class TestHostileText:
    @pytest.mark.parametrize(
        "hostile",
        [
            "<script>alert(1)</script>",
            "]]> & &amp; \" ' <!-- -->",
            "$x^2$ and $\\frac",
            "a\x00b\x07c\x1b[31m\ud800",
            "user\u202egpj.exe\u2066",
            "color: #b23417;",
            "tab\tand\nline\u2028break",
        ],
    )
    def test_it_is_drawn_as_text(self, hostile):
        event = Event(moment=exactly("09:05"), name=hostile, role="detected")
        change = replace(CHANGES[0], what=hostile)
        values = replace(IMPACT, axis_title=hostile, events=(event,), changes=(change,))
        picture = draw_impact(values)
        found = texts(picture.wide.svg)

        assert drawable(hostile) in found
        assert f"09:05 {drawable(hostile)}" in found
        assert texts(inline(picture.wide.svg)) == found

    def test_it_is_clipped(self):
        assert drawable("x" * 20_000) == "x" * 119 + "…"


class TestClocks:
    def test_no_clock_no_picture(self):
        bars = tuple(bar(name, 0.0, "unknown") for name in ("Detect", "Fix"))

        assert draw_clocks(ClocksValues(bars=bars)) is None

    def test_values_stand_in_picture_words_and_table(self):
        picture = draw_clocks(CLOCKS)
        table = [row[1] for row in picture.table.rows]

        for clock in CLOCKS.bars:
            assert clock.value in texts(picture.wide.svg)
            assert clock.value in picture.alt
            assert clock.value in table

    def test_a_fix_much_later_than_the_workaround_has_a_log_axis(self):
        bars = (bar("Mitigate", 1800.0), bar("Fix", 9 * 86400.0, "at least"))
        picture = draw_clocks(ClocksValues(bars=bars))

        assert any("ratio, not time" in text for text in texts(picture.wide.svg))
        assert any("ratio, not time" in text for text in texts(picture.phone.svg))

    def test_fifty_times_is_still_linear(self):
        bars = (bar("Mitigate", 600.0), bar("Fix", 30_000.0))

        assert "onset" in texts(draw_clocks(ClocksValues(bars=bars)).wide.svg)

    def test_detected_before_onset_starts_the_axis_before_it(self):
        bars = (bar("Detect", -1200.0), bar("Mitigate", 3600.0))
        picture = draw_clocks(ClocksValues(bars=bars))
        found = {box.text: box for box in picture.wide.boxes}

        assert found["onset"].left > 100

    def test_unknown_is_a_word_and_never_a_zero(self):
        bars = (bar("Mitigate", 600.0), bar("Fix", 0.0, "unknown"))
        picture = draw_clocks(ClocksValues(bars=bars))

        assert "unknown" in texts(picture.wide.svg)
        assert "Fix  unknown" in texts(picture.phone.svg)

    @pytest.mark.parametrize("seconds", np.geomspace(60, 400 * 86_400, 90).tolist())
    def test_ticks_read_as_durations_do_at_any_span(self, seconds):
        bars = (
            bar("Detect", -0.1 * seconds, value="early"),
            bar("Mitigate", 0.8 * seconds, value="so long"),
            bar("Fix", seconds, value="longer"),
        )
        picture = draw_clocks(ClocksValues(bars=bars))
        for boxes in (picture.wide.boxes, picture.phone.boxes):
            lowest = max(box.bottom for box in boxes)
            ticks = [box.text for box in boxes if box.bottom == lowest]

            assert not [tick for tick in ticks if "." in tick]
            assert len(ticks) == len(set(ticks)) > 1

    @pytest.mark.parametrize(
        ("seconds", "ticks"),
        [
            (4200, {"30 min", "1 h"}),
            (9000, {"1 h", "1 h 30 min", "2 h 30 min"}),
            (3 * 86_400, {"12 h", "24 h", "36 h", "2 d", "2 d 12 h"}),
            (8 * 86_400, {"1 d", "2 d", "7 d"}),
        ],
    )
    def test_ticks_are_worded_as_the_values_beside_them(self, seconds, ticks):
        picture = draw_clocks(ClocksValues(bars=(bar("Fix", float(seconds)),)))

        assert ticks <= set(texts(picture.wide.svg))


class TestOrder:
    def test_letters_never_cross_the_first_change(self):
        """Five letters a minute apart just before it stand left of the line."""
        letters = tuple(
            LetterMark(letter=letter, at=at(f"09:{42 + n}"), state="before", text="")
            for n, letter in enumerate("BLAST")
        )
        picture = draw_order(replace(ORDER, letters=letters))
        for boxes in (picture.wide.boxes, picture.phone.boxes):
            line = next(box.left for box in boxes if box.kind == "leader")
            squares = [box for box in boxes if box.text in set("BLAST")]

            assert len(squares) == 5
            assert all(square.right < line for square in squares)

    def test_no_answer_and_time_unknown_have_their_own_place(self):
        picture = draw_order(ORDER)

        assert "no answer recorded" in texts(picture.wide.svg)
        assert "no answer" in texts(picture.phone.svg)
        assert "order unknown" in texts(picture.phone.svg)
        assert "T no answer recorded" in picture.alt

    def test_words_and_table_name_what_was_done(self):
        picture = draw_order(ORDER)

        assert "First change to production: 09:47 first fix (−47 %)." in picture.alt
        assert ("fix", "15:18", "fixed") in picture.table.rows

    @pytest.mark.parametrize(
        ("clock", "name", "shown"),
        [
            (
                "10:15",
                "Report off by flag for the affected customers, −100 %",
                "Report off by flag for the affected customers, −100 %",
            ),
            (
                "11:30",
                "Report off by flag for the customers who saw it, to the usual level",
                "Report off by flag for the customers who saw it",
            ),
            (
                "11:30",
                "Database software put back to an earlier version of last month; wave from 12:14",
                "Database software put back to an earlier version of last …",
            ),
        ],
    )
    def test_a_label_loses_its_effect_before_whole_words_of_its_name(
        self, clock, name, shown
    ):
        event = replace(EVENTS[3], moment=exactly(clock), name=name)
        values = replace(
            ORDER, stabilize=(event,), fix=(), start=at("09:30"), end=at("13:30")
        )

        assert f"{clock} {shown}" in texts(draw_order(values).wide.svg)

    def test_nothing_no_picture(self):
        empty = replace(ORDER, letters=(), first_change=None, stabilize=(), fix=())

        assert draw_order(empty) is None


BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = datetime(2024, 10, 26, 23, 45, tzinfo=UTC)


def ticks_from(start: datetime, hours: float, zone: ZoneInfo = BERLIN) -> list[str]:
    """Return the ticks of a span drawn so wide that none is dropped."""
    axis = time_axis(start, start + timedelta(hours=hours), 0, 900, zone)
    return [tick.label for tick in time_ticks(axis.parts[0], zone, 66)[0]]


class TestClockChange:
    def test_ticks_of_the_hour_that_came_twice_say_which_one(self):
        assert ticks_from(NIGHT, 4)[:6] == [
            *("02:00 CEST", "02:30 CEST", "02:00 CET", "02:30 CET", "03:00", "03:30"),
        ]

    @pytest.mark.parametrize(
        ("start", "hours", "ticks"),
        [
            (
                "2024-10-26T18:00",
                15,
                [
                    "20:00",
                    "22:00",
                    "27 October",
                    "02:00 CEST",
                    "02:00 CET",
                    "04:00",
                    "06:00",
                    "08:00",
                    "10:00",
                ],
            ),
            (
                "2024-03-30T17:00",
                15,
                [
                    "18:00",
                    "20:00",
                    "22:00",
                    "31 March",
                    "04:00",
                    "06:00",
                    "08:00",
                    "10:00",
                ],
            ),
        ],
    )
    def test_ticks_are_round_local_times_on_both_sides(self, start, hours, ticks):
        begin = datetime.fromisoformat(start).replace(tzinfo=UTC)

        assert ticks_from(begin, hours) == ticks

    def test_ticks_stay_round_where_the_clocks_go_back_by_half_an_hour(self):
        start = datetime(2024, 4, 6, 13, 0, tzinfo=UTC)
        ticks = ticks_from(start, 6, ZoneInfo("Australia/Lord_Howe"))

        assert ticks[:5] == [
            "7 April",
            "00:30",
            "01:00",
            "01:30 UTC+11:00",
            "01:30 UTC+10:30",
        ]

    def test_words_and_table_say_which_one_too(self):
        block = StateStretch(
            start=NIGHT + timedelta(minutes=65),
            end=NIGHT + timedelta(minutes=80),
            label="15 min",
        )
        values = replace(
            IMPACT,
            curves=(),
            phases=(),
            events=(),
            waves=(),
            bracket=None,
            blocks=(block,),
            changes=(),
            zone=BERLIN,
            start=NIGHT + timedelta(minutes=30),
            end=NIGHT + timedelta(hours=2),
        )
        picture = draw_impact(values)
        row = next(row for row in picture.table.rows if row[0] == "state")

        assert row[1] == "27 October 2024 02:50 CEST to 27 October 2024 02:05 CET"
        assert (
            "from 27 October 2024 02:15 CEST to 27 October 2024 02:45 CET"
            in picture.alt
        )

    @pytest.mark.parametrize("hours", [1, 2, 3, 5, 9, 20])
    def test_ticks_that_no_longer_fit_are_dropped(self, hours):
        values = replace(
            IMPACT,
            curves=(),
            phases=(),
            events=(),
            waves=(),
            bracket=None,
            changes=(),
            zone=BERLIN,
            start=NIGHT,
            end=NIGHT + timedelta(hours=hours),
        )
        picture = draw_impact(values)
        for boxes in (picture.wide.boxes, picture.phone.boxes):
            ticks = sorted(box.left for box in boxes if ":" in box.text)
            ends = sorted(box.right for box in boxes if ":" in box.text)

            assert ticks
            assert all(
                after - end >= 8 for end, after in zip(ends, ticks[1:], strict=False)
            )


def test_a_further_series_is_only_filled_where_it_hurts():
    """A healthy series beside a bad one shows a line and no area."""
    start = datetime(2024, 5, 14, 7, tzinfo=UTC)
    phase = PhaseStretch(
        name="impact",
        start=start,
        end=start + timedelta(hours=2),
        tint=3,
        count_text="",
    )
    healthy = Curve(
        unit="u", times=pd.DatetimeIndex([]), values=np.array([]), bad="high", hurt=()
    )
    span = (start + timedelta(hours=1), start + timedelta(hours=3))

    assert hurting([phase], healthy) == []
    [cut] = hurting([phase], replace(healthy, hurt=(span,)))
    assert (cut.start, cut.end) == (span[0], phase.end)


def test_a_page_is_drawn_without_matplotlib():
    """It is for plots of one's own, and loads when one is drawn."""
    code = """
import sys
from incident_kit.review.workbook import open_review
from incident_kit.sections.registry import SECTIONS
review = open_review("INC-001", home="samples")
for name in SECTIONS:
    getattr(review, name)
print("matplotlib" in sys.modules)"""
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert run.stdout.strip() == "False"
