"""Plots to take further: Axes in the house style, from the values of the figures."""

from __future__ import annotations

import base64
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from incident_kit.drawn import (
    ClockBar,
    ClocksValues,
    Curve,
    DrawnTime,
    Event,
    ImpactValues,
    PhasePart,
    PhaseStretch,
    PhasesValues,
    ReliefMark,
    StateStretch,
)
from incident_kit.figures.clock_bars import draw_clocks
from incident_kit.figures.impact import draw_impact
from incident_kit.figures.phase_bar import draw_phases
from incident_kit.page.palette import LIGHT
from incident_kit.plots.clocks import plot_clocks
from incident_kit.plots.house import use_house_style
from incident_kit.plots.impact import plot_impact
from incident_kit.plots.phases import plot_phases

DAY = datetime(2024, 5, 14, tzinfo=UTC)
MINUTES = pd.date_range(DAY, periods=1020, freq="1min")


def at(minute: float) -> datetime:
    return DAY + timedelta(minutes=minute)


def event(minute: float, name: str, role: str, *, measured: bool = True) -> Event:
    time = at(minute)
    moment = DrawnTime(low=time, high=time, stated=time, text=f"{time:%H:%M}")
    return Event(moment=moment, name=name, role=role, measured=measured)


ONSET = DrawnTime(low=at(120), high=at(128), stated=None, text="02:00–02:08")
IMPACT = ImpactValues(
    axis_title="Wrong report views per minute",
    curves=(
        Curve(
            unit="views",
            times=MINUTES,
            values=np.where((at(128) <= MINUTES) & (at(872) > MINUTES), 110.0, 0.0),
            bad="high",
        ),
    ),
    blocks=(),
    bracket=ONSET,
    events=(
        Event(moment=ONSET, name="onset", role="onset"),
        event(545, "detected", "detected"),
        event(587, "first fix", "action", measured=False),
        event(872, "mitigated", "mitigation"),
        event(918, "fixed", "fix"),
    ),
    waves=(),
    changes=(),
    changes_asked=False,
    phases=(
        PhaseStretch(
            name="undetected", start=at(124), end=at(545), tint=1, count_text=""
        ),
        PhaseStretch(name="acting", start=at(545), end=at(872), tint=3, count_text=""),
    ),
    zone=ZoneInfo("Europe/Berlin"),
    start=DAY,
    end=at(1020),
)


def bar(name, low, high, kind="between", value="so long", **other) -> ClockBar:
    return ClockBar(
        name=name,
        low_s=low,
        high_s=high,
        stated_s=None,
        kind=kind,
        value=value,
        detail="15:18, record rejected",
        **other,
    )


CLOCKS = ClocksValues(
    bars=(
        bar("Detect", 25_000.0, 25_500.0, value="6 h 57 to 7 h 05 min"),
        bar(
            "Mitigate",
            None,
            45_000.0,
            "at most",
            "at most 12 h 30 min",
            relief=ReliefMark(seconds=27_000, label="first relief 7 h 30 min"),
        ),
        bar("Fix", 47_700.0, None, "at least", "at least 13 h 15 min"),
    ),
    gap_text="45 min on the workaround",
)
PHASES = PhasesValues(
    parts=tuple(
        PhasePart(
            name=name,
            share=share,
            percent=f"{100 * share:.0f} %",
            count="41,564 stale report views",
            lasted="6 h 53 min",
            tint=tint,
        )
        for tint, (name, share) in enumerate(
            (("undetected", 0.26), ("understanding", 0.04), ("mitigating", 0.7)), 1
        )
    )
)
ALL = [
    (plot_impact, draw_impact, IMPACT),
    (plot_clocks, draw_clocks, CLOCKS),
    (plot_phases, draw_phases, PHASES),
]
PLOTS = [(plot, values) for plot, _, values in ALL]


def notes(ax) -> list:
    """Return what is written beside things, as drawn, with its extent in pixels."""
    canvas = FigureCanvasAgg(ax.figure)
    canvas.draw()
    written = [text for text in ax.texts if text.get_text()]
    return [(one.get_text(), one.get_window_extent()) for one in written]


def words_of(ax) -> str:
    return "".join(text for text, _ in notes(ax))


def ticks_of(axis) -> list[str]:
    return [tick.get_text() for tick in axis.get_ticklabels() if tick.get_text()]


def _shown(axis) -> list:
    """Return the tick labels inside the limits: the others are not drawn."""
    low, high = sorted(axis.get_view_interval())
    return [
        tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high
    ]


def collisions(ax) -> list[str]:
    """Return what meets another text, or leaves the figure."""
    found, boxes = [], notes(ax)
    renderer = ax.figure.canvas.get_renderer()
    shown = [*_shown(ax.xaxis), *_shown(ax.yaxis), ax.xaxis.label, ax.title]
    shown += [ax.xaxis.get_offset_text()]
    for label in shown:
        if label.get_text():
            boxes.append((label.get_text(), label.get_window_extent(renderer)))
    width, height = ax.figure.canvas.get_width_height()
    for n, (text, box) in enumerate(boxes):
        if box.x0 < -1 or box.x1 > width + 1 or box.y0 < -1 or box.y1 > height + 1:
            found.append(f"{text} leaves the figure")
        found += [
            f"{text} meets {other}"
            for other, its in boxes[n + 1 :]
            if box.padded(-1).overlaps(its.padded(-1))
        ]
    return found


class TestAnyPlot:
    @pytest.mark.parametrize(("plot", "values"), PLOTS)
    def test_it_draws_on_the_axes_it_is_given(self, plot, values):
        ax = Figure(figsize=(8, 4)).subplots()

        assert plot(values, ax=ax) is ax
        assert ax.texts

    @pytest.mark.parametrize(("plot", "draw", "values"), ALL)
    def test_axes_of_its_own_show_themselves_with_the_words_of_the_figure(
        self, plot, draw, values
    ):
        data, metadata = plot(values)._repr_mimebundle_()

        assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
        assert data["text/plain"] == draw(values).alt
        assert metadata["image/png"]["alt"] == draw(values).alt

    @pytest.mark.parametrize(("plot", "values"), PLOTS)
    def test_nothing_written_meets_or_leaves(self, plot, values):
        assert collisions(plot(values)) == []

    def test_pyplot_is_not_needed(self):
        code = (
            "import sys, incident_kit.plots.impact\n"
            "print('matplotlib.pyplot' in sys.modules)"
        )
        run = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True
        )

        assert run.stdout.strip() == b"False"


class TestImpact:
    def test_times_stand_in_the_zone_of_the_incident(self):
        ax = plot_impact(IMPACT)
        words_of(ax)

        assert ax.get_xlabel() == "time in Europe/Berlin"
        assert ax.xaxis.get_offset_text().get_text() == "14 May 2024"
        assert ticks_of(ax.xaxis)[:2] == ["03:00", "06:00"]
        assert ax.get_xlim()[0] == mpl.dates.date2num(DAY)

    def test_the_title_says_the_unit_and_zero_is_in(self):
        ax = plot_impact(IMPACT)

        assert ax.get_title(loc="left") == "Wrong report views per minute"
        assert ax.get_ylim()[0] == 0

    def test_its_words_tell_of_no_change_because_it_draws_none(self):
        ax = plot_impact(replace(IMPACT, changes_asked=True))

        assert "change" not in ax.figure.alt

    def test_events_and_phases_are_named(self):
        told = words_of(plot_impact(IMPACT))

        for one in IMPACT.events:
            assert f"{one.moment.text} {one.name}" in told
        assert "undetected" in told
        assert "acting" in told

    def test_labels_keep_to_the_width_of_axes_that_are_given(self):
        ax = plot_impact(IMPACT, ax=Figure(figsize=(8, 4)).subplots())
        lefts = [box.x0 for text, box in notes(ax) if text]

        assert min(lefts) >= ax.bbox.x0

    def test_only_what_is_said_has_a_dashed_leader(self):
        ax = plot_impact(IMPACT)
        dashed = [one for one in ax.lines if one.get_linestyle() == "--"]

        assert [one.get_xdata()[0] for one in dashed] == [mpl.dates.date2num(at(587))]

    def test_phases_have_their_tints(self):
        ax = plot_impact(IMPACT)
        fills = [to_hex(one.get_facecolor()[0]) for one in ax.collections]

        assert fills == [LIGHT["t1"], LIGHT["t3"]]

    def test_more_events_than_find_room_are_numbered_and_listed(self):
        many = tuple(event(100 + 3 * n, f"step {n}", "action") for n in range(40))
        ax = plot_impact(replace(IMPACT, events=many, bracket=None))

        assert "40  03:37 step 39" in ax.get_xlabel()
        assert collisions(ax) == []

    def test_states_without_a_level_have_no_scale(self):
        block = StateStretch(start=at(120), end=at(872), label="12 h 32 min")
        ax = plot_impact(replace(IMPACT, curves=(), phases=(), blocks=(block,)))

        assert "12 h 32 min" in words_of(ax)
        assert ticks_of(ax.yaxis) == []

    def test_harm_where_low_is_bad_hangs_from_what_is_usual(self):
        curve = replace(IMPACT.curves[0], bad="low", baseline=110.0)
        ax = plot_impact(replace(IMPACT, curves=(curve,)))
        tops = [one.get_paths()[0].vertices[:, 1].max() for one in ax.collections]

        assert tops == [110, 110]


class TestClocks:
    def test_each_value_stands_at_the_end_of_its_bar(self):
        told = words_of(plot_clocks(CLOCKS))

        for one in CLOCKS.bars:
            assert one.value in told
        assert "first relief 7 h 30 min" in told
        assert "45 min on the workaround" in told

    def test_at_most_is_a_dashed_outline(self):
        ax = plot_clocks(CLOCKS)
        dashed = [one for one in ax.patches if one.get_linestyle() == "--"]

        assert [one.get_width() for one in dashed] == [45_000]

    def test_ticks_are_durations_and_the_axis_says_from_when(self):
        ax = plot_clocks(CLOCKS)
        words_of(ax)

        assert "12 h" in ticks_of(ax.xaxis)
        assert ax.get_xlabel() == "after onset"

    def test_a_fix_much_later_stands_on_a_log_scale_that_says_so(self):
        bars = (bar("Mitigate", 1800, 1900), bar("Fix", 9 * 86_400.0, None, "at least"))
        ax = plot_clocks(ClocksValues(bars=bars))

        assert ax.get_xscale() == "log"
        assert "ratio, not time" in ax.get_xlabel()
        assert collisions(ax) == []

    def test_an_unknown_clock_is_a_word(self):
        bars = (bar("Mitigate", 600, 700), bar("Fix", None, None, "unknown", ""))

        assert "unknown" in words_of(plot_clocks(ClocksValues(bars=bars)))


class TestPhases:
    def test_each_phase_begins_where_the_last_ended(self):
        ax = plot_phases(PHASES)

        assert [one.get_x() for one in ax.patches] == pytest.approx([0, 26, 30])
        assert ax.patches[-1].get_x() + ax.patches[-1].get_width() == pytest.approx(100)

    def test_phases_are_named_with_share_amount_and_length(self):
        ax = plot_phases(PHASES)

        assert ticks_of(ax.yaxis) == ["undetected", "understanding", "mitigating"]
        assert "26 %  41,564 stale report views in 6 h 53 min" in words_of(ax)
        assert ax.get_xlabel() == "share of all impact"


def test_the_house_style_serves_plots_of_ones_own():
    with mpl.rc_context():
        use_house_style()
        assert not mpl.rcParams["axes.spines.top"]
        assert mpl.rcParams["axes.labelcolor"] == LIGHT["ink2"]
