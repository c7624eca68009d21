"""No word in a figure meets another, a leader, or the edge: in any record."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incident_kit.drawn import (
    Assumed,
    ChangeMark,
    ClockBar,
    ClocksValues,
    Curve,
    DrawnTime,
    Event,
    ImpactValues,
    LetterMark,
    OrderValues,
    PhasePart,
    PhaseStretch,
    PhasesValues,
    ReliefMark,
    StateStretch,
    WaveMark,
    WorthValues,
)
from incident_kit.figures.clock_bars import draw_clocks
from incident_kit.figures.impact import draw_impact
from incident_kit.figures.phase_bar import draw_phases
from incident_kit.figures.response_order import draw_order
from incident_kit.figures.worth import draw_worth

if TYPE_CHECKING:
    from incident_kit.figures.picture import Drawing, Picture

START = datetime(2024, 5, 14, tzinfo=UTC)
SPAN_MIN = 1020
UTC_ZONE = ZoneInfo("UTC")
GROUPS = ("supported", "still possible", "ruled out")
NAMES = (
    "fixed",
    "detected by a customer who wrote to support",
    "mitigated: exports limited to 30 days",
    "缓存修复，第二波随后到来",
    "🔥🔥 rollback 🚒 done ✅",
    "إعادة التشغيل الكاملة",
    "Z̷̛̳a̴l̵g̶o restart",
    "x" * 20_000,
    "",
)
ROLES = ("detected", "action", "mitigation", "fix", "open")


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def exactly(minute: float) -> DrawnTime:
    time = at(minute)
    return DrawnTime(low=time, high=time, stated=time, text=f"{time:%H:%M}")


def between(low: float, high: float) -> DrawnTime:
    text = f"{at(low):%H:%M}–{at(high):%H:%M}"
    return DrawnTime(low=at(low), high=at(high), stated=None, text=text)


UNKNOWN = DrawnTime(low=None, high=None, stated=None, text="time unknown")


def at_most(minute: float) -> DrawnTime:
    text = f"≤ {at(minute):%H:%M}"
    return DrawnTime(low=None, high=at(minute), stated=None, text=text)


def curve() -> Curve:
    minutes = np.arange(SPAN_MIN)
    level = np.where((minutes > 128) & (minutes < 900), 80 + minutes % 37, 0.0)
    level[300:340] = np.nan
    times = np.datetime64("2024-05-14T00:00", "ns") + minutes.astype("timedelta64[m]")
    return Curve(unit="wrong views per minute", times=times, values=level, bad="high")


def impact(events=(), changes=(), **other) -> ImpactValues:
    values = {
        "axis_title": "Wrong report views per minute, 5-minute mean",
        "curves": (curve(),),
        "blocks": (),
        "bracket": between(120, 128),
        "waves": (
            WaveMark(
                start=at(607),
                end=at(872),
                peak_at=at(670),
                peak=116,
                labels=("second wave, peak 116", "wave 2"),
            ),
        ),
        "phases": (
            PhaseStretch(
                name="undetected",
                start=at(124),
                end=at(545),
                tint=1,
                count_text="16,563 views",
            ),
        ),
        "zone": UTC_ZONE,
        "start": START,
        "end": at(SPAN_MIN),
    }
    values.update(other)
    return ImpactValues(events=tuple(events), changes=tuple(changes), **values)


def any_moment(rng: random.Random) -> DrawnTime:
    minute = rng.choice((rng.randint(-400, 1400), rng.randint(100, 180), 120))
    kind = rng.randrange(8)
    if kind == 0:
        return UNKNOWN
    if kind == 1:
        return between(minute, minute + rng.randint(1, 300))
    if kind == 2:
        return at_most(minute)
    return exactly(minute)


def some_changes(count: int, seed: int) -> list[ChangeMark]:
    rng = random.Random(seed)
    moment = any_moment(rng) if seed % 3 == 0 else None
    return [
        ChangeMark(
            number=number,
            moment=moment or any_moment(rng),
            what=rng.choice(NAMES),
            kind=rng.choice(("deploy", "config", "")),
            reason=rng.choice((*NAMES, "after the first bad sample")),
            group=rng.choice(GROUPS),
        )
        for number in range(1, count + 1)
    ]


def some_events(count: int, seed: int) -> list[Event]:
    rng = random.Random(seed)
    reach = rng.choice((3, 30, 120, 900))
    onset = Event(moment=between(120, 128), name="onset", role="onset")
    return [
        onset,
        *(
            Event(
                moment=exactly(120 + rng.randint(-reach // 3, reach)),
                name=rng.choice(NAMES),
                detail=rng.choice(NAMES),
                role=rng.choice(ROLES),
                measured=rng.random() < 0.5,
            )
            for _ in range(count - 1)
        ),
    ]


def troubles(drawing: Drawing) -> list[str]:
    """Return every meeting of words with words, leaders and edges."""
    found = []
    for one, box in enumerate(drawing.boxes):
        inside = box.left >= 0 and box.right <= drawing.width
        if not inside or box.top < 0 or box.bottom > drawing.height:
            found.append(f"{box} leaves {drawing.width} x {drawing.height}")
        found += [
            f"{box} meets {other}"
            for other in drawing.boxes[one + 1 :]
            if "text" in (box.kind, other.kind) and box.meets(other)
        ]
    return found


def both(picture: Picture) -> list[str]:
    return troubles(picture.wide) + troubles(picture.phone)


class TestChanges:
    @pytest.mark.parametrize("seed", range(6))
    @pytest.mark.parametrize("count", [0, 1, 5, 12, 13, 50, 500])
    def test_any_number_of_changes_finds_room(self, count, seed):
        picture = draw_impact(impact(changes=some_changes(count, seed)))

        assert both(picture) == []

    def test_five_hundred_at_one_time_are_one_pill(self):
        changes = [
            ChangeMark(
                number=number,
                moment=exactly(60),
                what="deploy",
                kind="",
                reason="",
                group="still possible",
            )
            for number in range(1, 501)
        ]
        texts = [box.text for box in draw_impact(impact(changes=changes)).wide.boxes]

        assert "1–500" in texts
        assert "Still possible (500)" in texts

    def test_a_change_known_by_its_month_stands_at_the_start(self):
        """Its middle may lie after the axis, but it may have come first."""
        month = between(-20_000, 24_000)
        change = ChangeMark(
            number=1,
            moment=month,
            what="index",
            kind="",
            reason="",
            group="still possible",
        )
        boxes = draw_impact(impact(changes=[change])).wide.boxes

        assert next(box.left for box in boxes if box.text == "1") < 60

    def test_a_pill_stays_before_the_bracket_when_its_changes_do(self):
        changes = [
            ChangeMark(
                number=number,
                moment=exactly(119 if number < 21 else 129),
                what="deploy",
                kind="",
                reason="",
                group="still possible",
            )
            for number in range(1, 41)
        ]
        texts = [box.text for box in draw_impact(impact(changes=changes)).wide.boxes]

        assert {"1–20", "21–40"} <= set(texts)


class TestEvents:
    @pytest.mark.parametrize("seed", range(8))
    @pytest.mark.parametrize("count", range(1, 15))
    def test_any_number_of_events_finds_room(self, count, seed):
        picture = draw_impact(impact(some_events(count, seed)))

        assert both(picture) == []

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(
        minutes=st.lists(st.integers(-60, SPAN_MIN + 60), max_size=14),
        names=st.lists(st.text(max_size=60), min_size=14, max_size=14),
        frame=st.tuples(st.integers(0, SPAN_MIN), st.integers(0, 600)),
        is_open=st.booleans(),
    )
    def test_random_events_and_brackets_find_room(self, minutes, names, frame, is_open):
        low, wide = frame
        bracket = at_most(low) if is_open else between(low, low + wide)
        events = [
            Event(moment=exactly(minute), name=name, detail=name, role="action")
            for minute, name in zip(minutes, names, strict=False)
        ]
        events.append(Event(moment=bracket, name="onset", role="onset"))

        assert both(draw_impact(impact(events, bracket=bracket))) == []

    def test_one_crowded_label_does_not_shorten_the_others(self):
        events = [
            Event(moment=exactly(95), name="onset", role="onset"),
            Event(moment=exactly(700), name="x" * 60, role="action"),
            Event(moment=exactly(1000), name="configuration put right", role="fix"),
        ]
        texts = [box.text for box in draw_impact(impact(events)).phone.boxes]

        assert "16:40 configuration put right" in texts

    def test_a_long_night_changes_its_scale_once(self):
        """The response of 51 minutes would else be 40 px wide."""
        events = [
            Event(moment=between(65, 95), name="onset", role="onset"),
            Event(moment=exactly(784), name="detected", role="detected"),
            Event(moment=exactly(795), name="report off", role="mitigation"),
            Event(moment=exactly(835), name="fixed", role="fix"),
        ]
        picture = draw_impact(impact(events, bracket=between(65, 95), waves=()))
        steps = [box.text for box in picture.wide.boxes if "a step" in box.text]

        assert len(steps) == 2
        assert both(picture) == []


class TestDegenerate:
    def test_blocks_without_a_series(self):
        blocks = (
            StateStretch(start=at(95), end=at(122), label="27 min"),
            StateStretch(start=at(374), end=None, label="second wave, at least 93 min"),
        )
        picture = draw_impact(
            impact(some_events(3, 1), curves=(), blocks=blocks, bracket=None, waves=())
        )

        assert both(picture) == []
        assert "27 min" in [box.text for box in picture.wide.boxes]

    def test_nothing_but_the_span(self):
        picture = draw_impact(
            impact(curves=(), waves=(), phases=(), bracket=None, end=START)
        )

        assert both(picture) == []
        assert "No change recorded" in [box.text for box in picture.phone.boxes]

    def test_several_series_each_have_an_axis(self):
        picture = draw_impact(impact(some_events(4, 2), curves=(curve(),) * 3))

        assert both(picture) == []

    @pytest.mark.parametrize("scale", [0.0, 1e-9, 1.0, 1e15, -3.0])
    def test_any_level_has_readable_ticks(self, scale):
        level = curve()
        scaled = Curve(
            unit=level.unit,
            times=level.times,
            values=level.values * scale,
            bad="high",
        )

        assert both(draw_impact(impact(curves=(scaled,)))) == []

    @pytest.mark.parametrize("days", [0.001, 1, 40, 900, 20_000])
    def test_any_span_has_readable_ticks(self, days):
        picture = draw_impact(
            impact(curves=(), waves=(), end=START + timedelta(days=days))
        )

        assert both(picture) == []


def clock(name, seconds, kind, value="6 h 57 to 7 h 05 min", **other) -> ClockBar:
    return ClockBar(
        name=name,
        low_s=None if kind in ("at most", "about") else seconds,
        high_s=None if kind in ("at least", "about") else seconds * 1.1,
        stated_s=seconds,
        kind=kind,
        value=value,
        detail="15:18, record rejected, cache fix undone",
        **other,
    )


KINDS = ("exact", "about", "at most", "at least", "between", "unknown")


class TestClocks:
    @pytest.mark.parametrize("seed", range(40))
    def test_any_clocks_find_room(self, seed):
        rng = random.Random(seed)
        relief = ReliefMark(seconds=rng.uniform(0, 900), label="first relief 15 min")
        bars = tuple(
            clock(
                name,
                rng.choice((-600.0, 0.0, 60.0, 3000.0, 40_000.0, 800_000.0)),
                rng.choice(KINDS),
                rng.choice(("1 min", "at most 6 h 12 min", *NAMES)),
                relief=relief if name == "Mitigate" else None,
                start_s=rng.choice((0.0, 60.0, 9000.0)) if name == "Acknowledge" else 0,
            )
            for name in ("Detect", "Acknowledge", "Mitigate", "Fix")[seed % 2 :]
        )
        picture = draw_clocks(
            ClocksValues(bars=bars, gap_text=rng.choice(("46 min on it", *NAMES)))
        )

        assert picture is None or both(picture) == []


class TestOrder:
    @pytest.mark.parametrize("seed", range(40))
    def test_any_order_finds_room(self, seed):
        picture = draw_order(some_order(seed))

        assert picture is None or both(picture) == []


def some_order(seed: int) -> OrderValues:
    rng = random.Random(seed)
    change = rng.randint(0, SPAN_MIN)
    letters = []
    for letter in "BLAST":
        state = rng.choice(("before", "after", "not recorded", "time unknown"))
        minute = {
            "before": rng.randint(max(0, change - 9), change),
            "after": rng.randint(change, min(SPAN_MIN, change + 9)),
        }.get(state)
        when = None if minute is None else at(minute)
        letters.append(LetterMark(letter=letter, at=when, state=state, text=""))
    events = some_events(rng.randint(0, 6) + 1, seed)[1:]
    cut = rng.randint(0, len(events))
    return OrderValues(
        letters=tuple(letters),
        first_change=Event(moment=exactly(change), name="x", role="action"),
        stabilize=tuple(events[:cut]),
        fix=tuple(events[cut:]),
        zone=UTC_ZONE,
        start=START,
        end=at(SPAN_MIN),
    )


@pytest.fixture(scope="module")
def figure_page(browser):
    page = browser.new_page(viewport={"width": 900, "height": 900})
    yield page
    page.close()


# Ink, not the line box: a font's own ascent and descent hold air that may meet.
MEASURE = """() => {
  const svg = document.querySelector('svg'), out = [];
  const view = [svg.width.baseVal.value, svg.height.baseVal.value];
  const boxes = [...svg.querySelectorAll('text')].map(t => {
    const b = t.getBBox(), s = parseFloat(getComputedStyle(t).fontSize);
    const y = parseFloat(t.getAttribute('y'));
    return [b.x, y - 0.75 * s, b.x + b.width, y + 0.2 * s, t.textContent];
  });
  boxes.forEach((a, i) => {
    if (a[0] < -0.5 || a[1] < 0 || a[2] > view[0] + 0.5 || a[3] > view[1])
      out.push('outside: ' + a);
    boxes.slice(i + 1).forEach(b => {
      if (a[0] < b[2] - 0.5 && b[0] < a[2] - 0.5 && a[1] < b[3] && b[1] < a[3])
        out.push('meet: ' + a + ' / ' + b);
    });
  });
  return out;
}"""


@pytest.mark.browser
class TestInChromium:
    def measured(self, page, picture: Picture) -> list[str]:
        found = []
        for svg in (picture.wide.svg, picture.phone.svg):
            page.set_content(f"<!doctype html><body style='margin:0'>{svg}</body>")
            found += page.evaluate(MEASURE)
        return found

    @pytest.mark.parametrize("count", [5, 50, 500])
    @pytest.mark.parametrize("seed", range(3))
    def test_changes_stay_apart(self, figure_page, count, seed):
        picture = draw_impact(impact(changes=some_changes(count, seed)))

        assert self.measured(figure_page, picture) == []

    @pytest.mark.parametrize("count", range(1, 15))
    def test_events_stay_apart(self, figure_page, count):
        picture = draw_impact(impact(some_events(count, count)))

        assert self.measured(figure_page, picture) == []

    @pytest.mark.parametrize("seed", range(4))
    def test_orders_stay_apart(self, figure_page, seed):
        assert self.measured(figure_page, draw_order(some_order(seed))) == []


class TestWorth:
    @pytest.mark.parametrize(
        ("minutes", "names"),
        [
            (
                (300, 660, 1020),
                ("Restarted everything twice", "users fine again", "fixed"),
            ),
            ((380, 445, 449), ("detected", "Restarted", "users fine again")),
        ],
    )
    def test_an_event_is_never_cut_without_a_sign(self, minutes, names):
        """On the phone at times one word fits, at times not even one."""
        events = tuple(
            Event(moment=exactly(minute), name=name, role="fix")
            for minute, name in zip(minutes, names, strict=True)
        )
        picture = draw_worth(replace(some_worth("averted", 0), events=events))
        texts = [box.text.strip() for box in picture.phone.boxes]

        assert not any(text.endswith(" users") for text in texts)
        assert not any(text.startswith("and ") for text in texts)

    @pytest.mark.parametrize("seed", range(20))
    @pytest.mark.parametrize("kind", ["averted", "avoidable"])
    def test_any_worth_finds_room(self, kind, seed):
        assert both(draw_worth(some_worth(kind, seed))) == []

    def test_the_number_stands_in_its_area_and_hides_no_data(self):
        """The level is 400 of 500 where it is hatched: there is room under it."""
        fixed = Event(moment=exactly(950), name="fixed", role="fix")
        values = some_worth("avoidable", 0, level=400.0)
        picture = draw_worth(replace(values, note="calls", events=(fixed,)))
        [title] = [box for box in picture.wide.boxes if box.text == "avoidable 900"]
        [leader] = [box for box in picture.wide.boxes if box.kind == "leader"]

        assert title.bottom < leader.bottom
        assert title.left > 300

    def test_the_number_goes_below_where_the_area_is_too_low(self):
        """A level of 3 on a scale up to 500 leaves no room for words."""
        values = some_worth("avoidable", 0, level=400.0)
        low = np.where(np.arange(len(values.curve.values)) < 3, 500.0, 3.0)
        curve = replace(values.curve, values=low)
        picture = draw_worth(replace(values, note="calls", events=(), curve=curve))
        [title] = [box for box in picture.wide.boxes if box.text == "avoidable 900"]

        assert title.left < 10

    def test_on_a_phone_letters_stand_for_the_assumptions(self):
        texts = [box.text for box in draw_worth(some_worth("averted", 1)).phone.boxes]

        assert {"a", "b", "c"} <= set(texts)
        assert sum(text.startswith(("a  ", "b  ", "c  ")) for text in texts) == 3

    def test_on_a_phone_one_assumption_needs_no_letter(self):
        values = some_worth("averted", 1)
        [first, *_] = values.assumed
        picture = draw_worth(replace(values, assumed=(first,)))
        texts = [box.text for box in picture.phone.boxes]

        assert "a" not in texts
        assert any(text.startswith("about 46,000 ") for text in texts)
        assert not any(text.startswith("a  ") for text in texts)


def some_worth(kind: str, seed: int, level: float | None = None) -> WorthValues:
    rng = random.Random(seed)
    minutes = np.arange(0, SPAN_MIN, 5)
    before = level or rng.choice((3.0, 90.0, 5000.0))
    after = rng.choice((0.0, 0.3)) * before
    levels = np.where(minutes < 600, before, after) + (minutes % 3)
    times = np.datetime64("2024-05-14T00:00", "ns") + minutes.astype("timedelta64[m]")
    late = minutes >= 600
    assumed = tuple(
        Assumed(
            times=times[late],
            values=np.full(late.sum(), before * share),
            amount="about 46,000",
            name=rng.choice(NAMES),
        )
        for share in (1.0, 1.3, 0.4)
    )
    is_averted = kind == "averted"
    return WorthValues(
        axis_title=rng.choice(NAMES[:3]),
        curve=Curve(
            unit="calls",
            times=times,
            values=levels,
            bad=rng.choice(("high", "low")) if level is None else "high",
            baseline=0.0,
        ),
        events=tuple(some_events(rng.randint(1, 4), seed)[1:]),
        assumed=assumed if is_averted else (),
        avoidable=None if is_averted else (at(300), at(900)),
        title=f"{kind} 900",
        note=rng.choice(("calls", *NAMES[:3])),
        zone=UTC_ZONE,
        start=START,
        end=at(SPAN_MIN),
    )


class TestPhases:
    @pytest.mark.parametrize("seed", range(20))
    def test_any_cut_of_the_bar_finds_room(self, seed):
        rng = random.Random(seed)
        count = rng.randint(1, 5)
        weights = [rng.choice((0.001, 0.02, 1.0, 5.0)) for _ in range(count)]
        parts = tuple(
            PhasePart(
                name=rng.choice(("undetected", "unacknowledged", "residual")),
                share=weight / sum(weights),
                percent=rng.choice(("under 1 %", "26 %", "100 %")),
                count=rng.choice(("41,564 stale report views", "", NAMES[2])),
                lasted="6 h 53 min",
                tint=1 + at_part % 4,
            )
            for at_part, weight in enumerate(weights)
        )

        assert both(draw_phases(PhasesValues(parts=parts))) == []

    def test_a_part_too_narrow_for_its_percent_says_it_below(self):
        parts = tuple(
            PhasePart(
                name=name,
                share=share,
                percent=percent,
                count="9",
                lasted="1 min",
                tint=1,
            )
            for name, share, percent in (
                ("undetected", 0.99, "99 %"),
                ("residual", 0.01, "1 %"),
            )
        )
        texts = [box.text for box in draw_phases(PhasesValues(parts=parts)).wide.boxes]

        assert "99 %" in texts
        assert "residual, 1 %" in texts
