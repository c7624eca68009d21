"""The events of a figure: grouped, and labelled in rows over a base line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from incident_kit.layout import labels
from incident_kit.layout import text as words
from incident_kit.layout.labels import Placed, Wanted
from incident_kit.layout.text import MOMENT, Run, drawable
from incident_kit.wording.figures import more

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from incident_kit.drawn import DrawnTime, Event
    from incident_kit.layout.axis import TimeAxis

SHARED = 6.0
_FRAME = 3.0
_NUMBER_ROOM = 60.0
_MOST_FULLER = 7
_FREE_ROWS = 3
_MOST_DETAILED = 4


@dataclass(slots=True)
class Stand:
    """Events that share one leader, or one frame when the onset is among them."""

    left: float
    right: float
    events: list[Event] = field(default_factory=list)
    frame: DrawnTime | None = None

    @property
    def color(self) -> str:
        """Blue when all of them help."""
        is_help = all(event.color == "help" for event in self.events)
        return "help" if is_help else "ink"


@dataclass(frozen=True, slots=True)
class EventRows:
    """Labelled stands, how high their rows are, and what is listed instead."""

    stands: Sequence[Stand]
    placed: Sequence[Placed]
    tops: Sequence[float]
    height: float
    listed: Sequence[tuple[str, Event]]
    size: float


def frame_sides(axis: TimeAxis, moment: DrawnTime) -> tuple[float, float]:
    """Return the two sides of an onset's frame, at least 3 px apart."""
    high = moment.high or moment.at
    low = moment.low or high
    if low is None or high is None:
        return axis.left, axis.left
    left, right = axis.x(low), axis.x(high)
    if right - left < _FRAME:
        middle = (left + right) / 2
        left = max(middle - _FRAME / 2, axis.left)
        right = left + _FRAME
    return left, right


def stand_events(
    events: Sequence[Event], axis: TimeAxis, bracket: DrawnTime | None
) -> list[Stand]:
    """Return the stands of all events that have a time, in order of place."""
    stands: list[Stand] = []
    timed = [event for event in events if event.moment.at is not None]
    # The onset first: whoever is near joins the frame, not the other way round.
    for event in sorted(timed, key=lambda event: event.role != "onset"):
        at = event.moment.at
        if at is None:
            continue
        is_framed = event.role == "onset" and all(not s.frame for s in stands)
        frame = (bracket or event.moment) if is_framed else None
        if frame is event.moment and not event.measured and frame.low == frame.high:
            frame = None
        left = right = axis.x(at)
        if frame is not None and frame.at is not None:
            left, right = frame_sides(axis, frame)
        near = [
            stand
            for stand in stands
            if min(abs(left - stand.left), abs(left - stand.right)) < SHARED
        ]
        if near:
            near[0].events.append(event)
        else:
            stands.append(Stand(left, right, [event], frame))
    for stand in stands:
        stand.events.sort(key=_when)
    return sorted(stands, key=lambda stand: (stand.left, stand.right))


def _when(event: Event) -> float:
    return event.moment.at.timestamp() if event.moment.at else 0.0


@dataclass(frozen=True, slots=True)
class _Wording:
    """How much is said at each leader: how long a name, and whether details."""

    share: float
    details: bool = False
    is_word: bool = False


_ALL = 9.0
_GENEROUS = (_Wording(_ALL, details=True), _Wording(_ALL))
_WORDINGS = (
    _Wording(1.0, details=True),
    *(_Wording(share) for share in (1.0, 0.8, 0.62, 0.48)),
    _Wording(0.99, is_word=True),
)


def _name(stand: Stand, wording: _Wording, size: float, room: float) -> tuple[Run, ...]:
    """Return a stand's words, as many as the wording allows.

    What does not fit loses its effects first, then whole words at its end.
    """
    for shorten in (drawable, _plain_name):
        runs = _runs(stand, wording, shorten)
        if words.runs_width(runs, size) <= room:
            return runs
    shown = _shown(stand, wording)
    if len(shown) == len(stand.events):
        kept = words.clip(runs, size, room)
        if len(kept) == len(runs):
            return kept
    # Not even the last one's first word: then it is counted.
    *first, more = _runs(stand, wording, _plain_name, most=1)
    kept = words.clip(tuple(first), size, room - words.width(more.text, size))
    return (*kept, more)


def _least(stand: Stand, size: float) -> float:
    """Return the width of a time with the first word of what happened, cut."""
    event = stand.events[0]
    head = f"{event.moment.words} "
    word = labels.first_word(drawable(event.name))
    return words.width(head, size, bold=True) + words.width(word, size) + 1


def _plain_name(name: str) -> str:
    return drawable(words.without_suffix(name))


def _shown(stand: Stand, wording: _Wording) -> list[Event]:
    is_full = wording.share >= 1.0 and len(stand.events) <= 3
    return stand.events if is_full or len(stand.events) == 2 else stand.events[:1]


def _runs(
    stand: Stand, wording: _Wording, shorten: Callable[[str], str], most: int = 3
) -> tuple[Run, ...]:
    color = stand.color
    runs: list[Run] = []
    shown = _shown(stand, wording)[:most]
    for event in shown:
        name = shorten(event.name)
        if wording.is_word:
            name = labels.first_word(name)
        if runs:
            runs.append(Run(f", {event.moment.words} {name}", color=color))
        else:
            runs += [Run(event.moment.words, True, color), Run(f" {name}", color=color)]
    if len(shown) < len(stand.events):
        runs.append(Run(f" {more(len(stand.events) - len(shown))}", color=color))
    return tuple(runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """What labels must keep to: sizes, ends, and lines they may not cross."""

    size: float
    left: float
    right: float
    longest: float
    walls: Sequence[float] = ()

    def wanted(self, stand: Stand, wording: _Wording) -> Wanted:
        """Return a stand's label in one wording."""
        room = max(wording.share * self.longest, _least(stand, self.size))
        beside = _beside(stand, self.left, self.right, self.walls)
        name = _name(stand, wording, self.size, min(room, beside))
        longest = min(room, beside) if wording.share > 1.0 else room
        detail = _detail(stand, longest) if wording.details else ""
        return Wanted(stand.left, stand.right, name, detail)

    def place(
        self, stands: Sequence[Stand], wordings: Sequence[_Wording], most_rows: int
    ) -> list[Placed] | None:
        """Return where the labels stand in these wordings, None when nowhere."""
        wanted = [
            self.wanted(stand, wording)
            for stand, wording in zip(stands, wordings, strict=True)
        ]
        firsts = [label.name[0] for label in wanted]
        if any(not first.bold or first.text.endswith("…") for first in firsts):
            return None  # no time, or one without the first word of what happened
        return labels.place(
            wanted,
            size=self.size,
            left=self.left,
            right=self.right,
            walls=self.walls,
            most_rows=most_rows,
        )


def place_events(
    stands: Sequence[Stand],
    *,
    width: float,
    size: float,
    details: bool,
    left: float,
    walls: Sequence[float] = (),
) -> EventRows:
    """Return the rows of labels over a base line, the fullest that fit."""
    longest = (0.42 if width > 500 else 0.78) * width
    room = _Room(size=size, left=left, right=width - 1.0, longest=longest, walls=walls)
    wordings = [one for one in _WORDINGS if details or not one.details]
    # Walls may fall at the end: whoever draws them leaves a gap for words.
    tries = [(room, wording) for wording in wordings]
    if walls:
        tries += [(replace(room, walls=()), one) for one in wordings if one.share < 1]
    for kept, wording in tries:
        most = _MOST_DETAILED if wording.details else labels.MOST_ROWS
        placed = kept.place(stands, [wording] * len(stands), most)
        if placed is not None:
            fuller = [
                *(one for one in _GENEROUS if details or not one.details),
                *wordings[: wordings.index(wording)],
            ]
            return _rows(stands, _fuller(kept, stands, placed, wording, fuller), size)
    return _numbered(stands, size, room.right)


def _fuller(
    room: _Room,
    stands: Sequence[Stand],
    placed: list[Placed],
    wording: _Wording,
    fuller: Sequence[_Wording],
) -> list[Placed]:
    """Give single labels more words where that costs no row beyond the third."""
    if len(stands) > _MOST_FULLER:
        return placed
    rows = max(max((label.row for label in placed), default=0) + 1, _FREE_ROWS)
    chosen = [wording] * len(stands)
    for at in range(len(stands)):
        for one in fuller:
            wish = [*chosen[:at], one, *chosen[at + 1 :]]
            better = room.place(stands, wish, rows)
            if better is not None:
                chosen, placed = wish, better
                break
    return placed


def _beside(stand: Stand, left: float, right: float, walls: Sequence[float]) -> float:
    """Return the room on the wider side of a leader, up to the nearest wall."""
    off = labels.OFFSET + labels.CLEAR + 1
    others = [wall for wall in walls if abs(wall - stand.left) > 0.5]
    ends = [x - off for x in (right, *others) if x > stand.right]
    starts = [x + off for x in (left, *others) if x < stand.left]
    after = min(ends, default=stand.right) - stand.right
    before = stand.left - max(starts, default=stand.left)
    time = max(words.width(e.moment.text[:MOMENT], 13, bold=True) for e in stand.events)
    return max(after, before, time + 50)


def _detail(stand: Stand, longest: float) -> str:
    detail = next((event.detail for event in stand.events if event.detail), "")
    for wording in (drawable(detail), _plain_name(detail)):
        if words.width(wording, 12) <= longest:
            return wording
    return "".join(r.text for r in words.clip((Run(wording),), 12, longest))


def _rows(
    stands: Sequence[Stand],
    placed: Sequence[Placed],
    size: float,
    listed: Sequence[tuple[str, Event]] = (),
) -> EventRows:
    count = max((label.row for label in placed), default=-1) + 1
    heights = [size + 5.0] * count
    for label in placed:
        if label.detail:
            heights[label.row] = size + 20.0
    tops = [sum(heights[row + 1 :]) for row in range(count)]
    return EventRows(stands, placed, tops, sum(heights), listed, size)


def _numbered(stands: Sequence[Stand], size: float, right: float) -> EventRows:
    """Return one row of numbers, and the events to list under the axis."""
    merged: list[Stand] = []
    for stand in stands:
        last = merged[-1] if merged else None
        gap = stand.left - last.right if last else 2 * _NUMBER_ROOM
        at_edge = stand.right + _NUMBER_ROOM > right
        if last and gap < (2 * _NUMBER_ROOM if at_edge else _NUMBER_ROOM):
            last.events += stand.events
            if stand.frame:
                last.frame, last.left, last.right = stand.frame, stand.left, stand.right
        else:
            merged.append(Stand(stand.left, stand.right, [*stand.events], stand.frame))
    listed: list[tuple[str, Event]] = []
    placed = []
    for stand in merged:
        stand.events.sort(key=_when)
        first = len(listed) + 1
        listed += [(str(first + at), event) for at, event in enumerate(stand.events)]
        label = f"{first}–{len(listed)}" if len(listed) > first else str(first)
        run = (Run(label, True, stand.color),)
        wide = words.runs_width(run, size)
        fits = stand.right + labels.OFFSET + wide <= right
        x = stand.right + labels.OFFSET if fits else stand.left - labels.OFFSET
        placed.append(Placed(0, "R" if fits else "L", x, run, ""))
    return _rows(merged, placed, size, listed)
