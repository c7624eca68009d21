"""The clocks: how long until noticed, taken up, trust restored, system restored."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import TYPE_CHECKING

from incident_kit.figures.canvas import DASHED, DOTTED, Canvas
from incident_kit.figures.marks import arrow, i_beam, ring, time_unknown
from incident_kit.figures.picture import PHONE, WIDE, Box, Picture
from incident_kit.layout import text as words
from incident_kit.layout.axis import TICK_GAP
from incident_kit.layout.scales import ELAPSED_STEPS, elapsed_text
from incident_kit.layout.text import Run, drawable
from incident_kit.wording.figures import (
    clock_value,
    clocks_alt,
    clocks_data,
    log_scale,
)

if TYPE_CHECKING:
    from incident_kit.drawn import ClockBar, ClocksValues, ReliefMark
    from incident_kit.figures.picture import Drawing

LOG_ABOVE = 50
LOG_TICKS = (1, 10, 60, 600, 3600, 21600, 86400, 604800, 2592000, 31536000)
QUIET = ("mute", "mute")
COLORS = {"Mitigate": ("helpt", "help"), "Fix": ("help", "help")}
_HALF = 4.5


def draw_clocks(values: ClocksValues) -> Picture | None:
    """Draw the clocks from onset; None when no clock is known."""
    if not can_be_drawn(values):
        return None
    return Picture(
        wide=_Sheet(values, WIDE).draw(),
        phone=_Sheet(values, PHONE).draw(),
        alt=clocks_alt(values),
        table=clocks_data(values),
    )


def can_be_drawn(values: ClocksValues) -> bool:
    """Tell whether any clock has a place on the axis."""
    return any(bar.mark_s is not None for bar in values.bars)


def is_log(values: ClocksValues) -> bool:
    """Tell whether fix is so much later than mitigate that bars would not show it."""
    marks = {bar.name: bar.mark_s for bar in values.bars}
    mitigate, fix = marks.get("Mitigate"), marks.get("Fix")
    if mitigate is None or fix is None or mitigate <= 0:
        return False
    return fix / mitigate > LOG_ABOVE


def _ends(values: ClocksValues) -> list[float]:
    """Return every known number of seconds in the figure."""
    ends: list[float] = []
    for bar in values.bars:
        if bar.kind != "unknown":
            known = (bar.low_s, bar.high_s, bar.stated_s)
            ends += [seconds for seconds in known if seconds is not None]
        if bar.relief is not None:
            ends.append(bar.relief.seconds)
    return ends


class _Sheet(Canvas):
    """One width of the figure."""

    def __init__(self, values: ClocksValues, width: int) -> None:
        super().__init__(width)
        self.values = values
        self.is_log = is_log(values)
        narrow = 10.0 if self.is_log else 4.0
        names = max(words.width(bar.name, 13, bold=True) for bar in values.bars)
        self.left = max(76.0, names + 14) if self.is_wide else narrow
        self.pitch = 42.0 if self.is_wide else 54.0
        ends = _ends(values)
        if self.is_log:
            least = max(min((end for end in ends if end > 0), default=60), 1)
            self.low = float(max(t for t in LOG_TICKS if t <= least))
            self.high = max(*ends, 10 * self.low)
        else:
            self.low, self.high = min(0.0, *ends), max(*ends, 0.0, min(ends) + 1)
            if self.low < 0:
                self.low -= 0.03 * (self.high - self.low)
        self.right = self._right()

    def _right(self) -> float:
        """Return where the highest value may stand so that every label fits."""
        widest = self.width - 30.0
        if not self.is_wide:
            return widest if self._has_open() else self.width - 12.0
        for bar in self.values.bars:
            mark = self._share(self._end_of(bar))
            if mark > 0:
                label = max(
                    words.width(clock_value(bar), 13, bold=True),
                    words.width(drawable(bar.detail), 12),
                )
                aside = 40 if bar.kind == "at least" else 18
                room = self.width - 2 - label - aside - self.left
                widest = min(widest, self.left + room / mark)
        return max(widest, self.left + 260)

    def _has_open(self) -> bool:
        return any(bar.kind == "at least" for bar in self.values.bars)

    def _end_of(self, bar: ClockBar) -> float:
        """Return where a bar's mark ends, the upper tick of its bracket too."""
        mark = bar.mark_s
        if mark is None:
            return self.low
        high = bar.high_s if bar.kind in {"between", "about", "exact"} else None
        return max(mark, high if high is not None else mark)

    def _share(self, seconds: float) -> float:
        if self.is_log:
            seconds = max(seconds, self.low)
            return log10(seconds / self.low) / log10(self.high / self.low)
        return (seconds - self.low) / (self.high - self.low)

    def _x(self, seconds: float) -> float:
        return self.left + self._share(seconds) * (self.right - self.left)

    @property
    def onset(self) -> float:
        """Where the clocks start."""
        return self.left if self.is_log else self._x(0.0)

    def draw(self) -> Drawing:
        """Draw everything and return the sheet."""
        tops, y = [], 6.0
        for bar in self.values.bars:
            if bar.relief is not None and self.is_wide:
                y += 22
            tops.append(y)
            y += self.pitch
            if bar.relief is not None and not self.is_wide:
                y += 18
        base = y + (22 if self.values.gap_text else 2)
        ticks = self._ticks()
        for tick, _ in ticks:
            x = self._x(tick)
            color = "ink3" if tick == 0 and self.low < 0 else "grid"
            if x <= self.width - 1:
                self.line([(x, 2), (x, base)], color)
        bars = [top + (14 if self.is_wide else 27) for top in tops]
        for bar, top, middle in zip(self.values.bars, tops, bars, strict=True):
            self._bar(bar, top, middle)
        self._gap(bars, base)
        edge = max(self.right, *(self._x(tick) for tick, _ in ticks), self.left)
        edge = self.width - 1 if self.is_log else min(edge + 2, self.width - 1)
        self.line([(self.left - 1, base), (edge, base)], "ink3")
        return self.finish(self._tick_labels(ticks, base))

    def _bar(self, bar: ClockBar, top: float, y: float) -> None:
        self._name(bar, top, y)
        if bar.mark_s is None:
            self._unknown(bar, y)
        elif self.is_log:
            self._mark(bar, y)
        else:
            self._solid(bar, y)
        if bar.relief is not None:
            self._relief(bar.relief, y)

    def _name(self, bar: ClockBar, top: float, y: float) -> None:
        if self.is_wide:
            self.text(1, y + 4, (Run(bar.name, True),), 13)
            if bar.mark_s is not None:
                self._value_at(bar, self._x(self._end_of(bar)), y)
            return
        color = "ink2" if bar.mark_s is None else "ink"
        runs = (
            Run(f"{bar.name} "),
            Run(f" {clock_value(bar)}", bar.mark_s is not None, color),
        )
        room = self.width - 4
        self.text(2, top + 14, runs, ground=True, room=room)

    def _value_at(self, bar: ClockBar, end: float, y: float) -> None:
        """Write a value and its occasion at the end of its bar."""
        x = max(end, self.onset) + (36 if bar.kind == "at least" else 14)
        room = self.width - 1 - x
        value = (Run(clock_value(bar), True),)
        self.text(x, y - 1, value, 13, ground=True, room=room)
        detail = drawable(bar.detail)
        self.text(x, y + 14, detail, color="ink2", ground=True, room=room)

    def _unknown(self, bar: ClockBar, y: float) -> None:
        end = self.onset + 60
        time_unknown(self, self.onset, end, y)
        if self.is_wide:
            room = self.width - end - 12
            detail = f", {drawable(bar.detail)}" if bar.detail else ""
            runs = (Run(clock_value(bar), color="ink2"), Run(detail, color="ink2"))
            self.text(end + 10, y + 4, runs, 13, ground=True, room=room)

    def _solid(self, bar: ClockBar, y: float) -> None:
        """Draw a bar as well as its end is known."""
        mark = bar.mark_s or 0.0
        begun = self._x(bar.start_s) if bar.start_s else self.onset
        start, end = sorted((begun, self._x(mark)))
        end = max(end, start + 1.2)
        sides = (start, y - _HALF, end, y + _HALF)
        fill, edge = COLORS.get(bar.name, QUIET)
        if bar.kind == "at most":
            self.rect(*sides, None, edge=edge, stroke=1.3, dash=DASHED)
            self.line([(end, y - 7), (end, y + 7)], edge, 1.6)
            if end - start > 16:
                arrow(self, end - 11, y, edge, -1)
            return
        self.rect(*sides, fill, edge=edge, stroke=1.3)
        if bar.kind == "at least":
            self.rect(end - 2, y - _HALF - 1, end + 2, y + _HALF + 1, "ground")
            self.line([(end - 2, y), (end + 16, y)], edge, 1.8)
            arrow(self, end + 22, y, edge, 1)
        elif bar.low_s is not None and bar.high_s is not None:
            low, high = self._x(bar.low_s), self._x(bar.high_s)
            if high - low >= 1:
                i_beam(self, low, high, y, "ink", half=7)

    def _mark(self, bar: ClockBar, y: float) -> None:
        """Draw a mark on the log axis, with its dotted guide: bars would lie."""
        x = self._x(bar.mark_s or 0.0)
        self.line([(self.left, y), (max(x - 8, self.left), y)], "mute", 1, DOTTED)
        _, edge = COLORS.get(bar.name, QUIET)
        if bar.low_s is not None and bar.high_s is not None:
            low, high = self._x(bar.low_s), self._x(bar.high_s)
            if high - low >= 14:
                i_beam(self, low, high, y, edge)
                x = (low + high) / 2
        if bar.kind == "at least":
            self.line([(x, y), (x + 16, y)], edge, 1.8)
            arrow(self, x + 22, y, edge, 1)
        elif bar.kind == "at most":
            arrow(self, x - 15, y, edge, -1)
            self.line([(x - 9, y), (x, y)], edge, 1.4)
        if bar.name == "Detect":
            self.polygon([(x - 5, y - 5), (x + 5, y - 5), (x, y + 4)], "ink")
        elif bar.name == "Fix" and bar.kind != "at least":
            self.circle(x, y, 5, "help")
        else:
            ring(self, x, y, "help" if bar.name in COLORS else "ink2")

    def _relief(self, relief: ReliefMark, y: float) -> None:
        """Draw first relief on the mitigate bar, its label over or under it."""
        x = self._x(relief.seconds)
        ring(self, x, y, "help")
        runs = (Run(drawable(relief.label), color="help"),)
        middle = x - 5 + words.runs_width(runs, 12) / 2
        y += -17 if self.is_wide else 20
        self.text_inside(middle, y, runs, left=self.left, ground=True)

    def _gap(self, bars: list[float], base: float) -> None:
        """Draw the bracket from mitigate to fix, and what lies between in words."""
        if not self.values.gap_text:
            return
        y = base - 24
        known = {
            bar.name: (bar.mark_s, at)
            for bar, at in zip(self.values.bars, bars, strict=True)
            if bar.mark_s is not None
        }
        middle = self.width / 2
        if "Mitigate" in known and "Fix" in known:
            ends = [(self._x(mark or 0.0), at) for mark, at in known.values()][-2:]
            (one, _), (other, _) = ends
            left, right = min(one, other), max(one, other)
            for x, at in ends:
                self._guide(x, at + 8, y)
            points = [(left, y - 5), (left, y), (right, y), (right, y - 5)]
            self.line(points, "help", 1.4)
            middle = (left + right) / 2
        runs = (Run(drawable(self.values.gap_text), True, "help"),)
        self.text_inside(middle, y + 15, runs, ground=True)

    def _guide(self, x: float, top: float, bottom: float) -> None:
        """Dot a line down to the bracket where no words are in its way."""
        line = Box("leader", x, top, x, bottom)
        if not any(box.meets(line, 2) for box in self.boxes):
            self.leader(x, top, bottom, "help", (1.5, 2.5))

    def _ticks(self) -> list[tuple[float, str]]:
        """Return where ticks stand, with their words: a step at which all fit."""
        if self.is_log:
            shown = [t for t in LOG_TICKS if self.low <= t <= self.high * 1.5]
            return [(float(tick), elapsed_text(tick, tick)) for tick in shown]
        room = 84.0 if self.is_wide else 62.0
        per_px = (self.high - self.low) / (self.right - self.left)
        wanted = room * per_px
        last = self.high + (self.width - 1 - self.right) * per_px
        year = 365 * 86400
        steps = [step for step in ELAPSED_STEPS if step >= wanted]
        found: list[tuple[float, str]] = []
        for step in (*steps, year * ceil(wanted / year)):
            # the axis ends at the tick after the last bar, not at the paper's edge
            end = min(floor(last / step), ceil(self.high / step))
            places = range(ceil(self.low / step), end + 1)
            found = [(float(at * step), elapsed_text(at * step, step)) for at in places]
            wide = max((words.width(label, 12) for _, label in found), default=0.0)
            if wide + TICK_GAP <= step / per_px:
                break
        return found

    def _tick_labels(self, labels: list[tuple[float, str]], base: float) -> float:
        if not self.is_log:
            # The onset is written first: it may not be the tick that is dropped.
            rest = [(tick, label) for tick, label in labels if tick]
            onset = drawable(self.values.onset_text, 40) or "onset"
            labels = [(0.0, onset), *rest]
        for tick, label in labels:
            x, runs = self._x(tick), (Run(label, color="ink3"),)
            if x <= self.width - 1:
                self.text_inside(x, base + 16, runs, if_free=TICK_GAP - 4)
        if not self.is_log:
            return base + 24
        self.text(min(self.left, 76), base + 33, log_scale("onset"), color="ink2")
        return base + 40
