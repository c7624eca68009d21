"""A sheet in px, written as SVG, that keeps account of its texts and leaders."""

from __future__ import annotations

import html
from math import ceil
from typing import TYPE_CHECKING, TypedDict, Unpack

from incident_kit.figures.picture import PHONE, Box, Drawing
from incident_kit.layout import text as words
from incident_kit.layout.text import Run
from incident_kit.page.palette import LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable

FONTS = (
    "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', "
    "'Liberation Sans', Arial, system-ui, sans-serif"
)
# what lies behind a label is hidden by the rim of its letters alone
_HALO = (
    f' stroke="{LIGHT["ground"]}" stroke-width="4" stroke-linejoin="round"'
    ' paint-order="stroke"'
)
ASCENT = 0.80
DESCENT = 0.22
SIZE = 12.0
DASHED = (4.0, 3.0)
DOTTED = (1.0, 3.0)
SHORT_DASHED = (2.0, 2.0)
_BOLD = ' font-weight="650"'

Dash = tuple[float, float]
Points = list[tuple[float, float]]


class Outline(TypedDict, total=False):
    """How the edge of a shape is drawn: its colour by role, its width in px.

    ``dash`` counts in widths: drawn, then left out.
    """

    edge: str | None
    stroke: float
    dash: Dash | None


class Canvas:
    """A sheet of fixed width; y runs downwards and the height comes last."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.is_wide = width > PHONE
        self.boxes: list[Box] = []
        self._paths: list[tuple[str, str]] = []
        self._texts: list[str] = []

    def _path(
        self,
        d: str,
        fill: str | None = None,
        *,
        edge: str | None = None,
        stroke: float = 1.0,
        dash: Dash | None = None,
    ) -> None:
        """Put a path on the sheet, over what is there."""
        style = f' fill="{LIGHT[fill]}"' if fill else ""
        if edge:
            style += f' stroke="{LIGHT[edge]}"'
            style += f' stroke-width="{stroke:g}"' if stroke != 1.0 else ""
            if dash:
                drawn, gap = (round(length * stroke, 2) for length in dash)
                style += f' stroke-dasharray="{drawn:g} {gap:g}"'
        last = self._paths[-1] if self._paths else None
        if last and last[1] == style and not fill:
            self._paths[-1] = (last[0] + d, style)
        else:
            self._paths.append((d, style))

    def line(
        self, points: Points, color: str, stroke: float = 1.0, dash: Dash | None = None
    ) -> None:
        """Draw a line through points."""
        self._path(_through(points), edge=color, stroke=stroke, dash=dash)

    def lines(self, pieces: list[Points], color: str, stroke: float = 1.0) -> None:
        """Draw many lines of one kind."""
        for piece in pieces:
            self.line(piece, color, stroke)

    def polygon(self, points: Points, fill: str) -> None:
        """Fill an area."""
        self._path(f"{_through(points)}Z", fill)

    def rect(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        fill: str | None,
        **outline: Unpack[Outline],
    ) -> None:
        """Draw a rectangle."""
        x = _number(left)
        d = f"M{x} {_number(top)}H{_number(right)}V{_number(bottom)}H{x}Z"
        self._path(d, fill, **outline)

    def circle(
        self, x: float, y: float, radius: float, fill: str, **outline: Unpack[Outline]
    ) -> None:
        """Draw a ring or a disc."""
        self.pill(x - radius, x + radius, y, radius, fill, **outline)

    def pill(
        self,
        left: float,
        right: float,
        y: float,
        radius: float,
        fill: str,
        **outline: Unpack[Outline],
    ) -> None:
        """Draw a bar with round ends; a circle where it is no wider than high."""
        start, end = left + radius, right - radius
        if end - start < 0.1:
            start = end = (left + right) / 2
        x, top, bottom = _number(end), _number(y - radius), _number(y + radius)
        arc = f"A{radius:g} {radius:g} 0 0 1"
        back = f"H{_number(start)}" if start < end else ""
        d = f"M{x} {top}{arc} {x} {bottom}{back}{arc} {_number(start)} {top}Z"
        self._path(d, fill, **outline)

    def leader(
        self,
        x: float,
        top: float,
        bottom: float,
        color: str,
        dash: Dash | None = None,
    ) -> None:
        """Draw a leader and note where it stands."""
        self.line([(x, top), (x, bottom)], color, dash=dash)
        self.boxes.append(Box("leader", x - 0.5, top, x + 0.5, bottom))

    def text_box(
        self,
        x: float,
        y: float,
        runs: tuple[Run, ...],
        size: float = SIZE,
        anchor: str = "start",
    ) -> Box:
        """Return where a text would stand, its base line at ``y``."""
        wide = words.runs_width(runs, size)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        whole = "".join(run.text for run in runs)
        top, bottom = y - ASCENT * size, y + DESCENT * size
        return Box("text", left, top, left + wide, bottom, whole)

    def free(self, box: Box, gap: float = 2.0) -> bool:
        """Tell whether a box is on the sheet and meets nothing noted so far."""
        return (
            box.left >= 0
            and box.right <= self.width
            and not any(box.meets(other, gap) for other in self.boxes)
        )

    def text(
        self,
        x: float,
        y: float,
        runs: tuple[Run, ...] | str,
        size: float = SIZE,
        *,
        color: str = "ink",
        anchor: str = "start",
        ground: bool = False,
        room: float | None = None,
    ) -> None:
        """Write a label of one line, if need be cut to a room, over a rim of ``ground``.

        The runs are one ``<text>``, because the gap between two would depend
        on the reader's font.  A script that we cannot measure is held to the
        measured width.
        """
        if isinstance(runs, str):
            runs = (Run(runs, color=color),)
        if room is not None:
            runs = words.clip(runs, size, room)
        box = self.text_box(x, y, runs, size, anchor)
        if not box.text.strip():
            return
        self.boxes.append(box)
        # Letters from right to left join across pieces: the whole is held instead.
        is_whole = words.is_right_to_left(box.text)
        style = "" if size == SIZE else f' font-size="{size:g}"'
        style += "" if anchor == "start" else f' text-anchor="{anchor}"'
        style += _held(box.right - box.left) if is_whole else ""
        style += _HALO if ground else ""
        common = _style(runs[0]) if len(runs) == 1 else ""
        spans = "".join(_spans(run, size, common, is_whole=is_whole) for run in runs)
        where = f'x="{_number(x)}" y="{_number(y)}"'
        self._texts.append(f"<text {where}{common}{style}>{spans}</text>")

    def text_inside(
        self,
        middle: float,
        y: float,
        runs: tuple[Run, ...],
        *,
        left: float = 1.0,
        ground: bool = False,
        if_free: float | None = None,
    ) -> None:
        """Write a label around a place, cut to the sheet and pushed inside it.

        ``if_free`` is the gap without which it is dropped.
        """
        runs = words.clip(runs, SIZE, self.width - left - 1)
        wide = words.runs_width(runs, SIZE)
        x = max(min(max(middle - wide / 2, left), self.width - 1 - wide), left)
        if if_free is None or self.free(self.text_box(x, y, runs), if_free):
            self.text(x, y, runs, ground=ground)

    def text_where_free(
        self,
        places: Iterable[tuple[float, float]],
        runs: tuple[Run, ...],
        *,
        gap: float = 3.0,
        anchor: str = "middle",
        ground: bool = False,
    ) -> bool:
        """Write a label at the first place where it meets nothing; tell whether one is."""
        for x, y in places:
            if self.free(self.text_box(x, y, runs, SIZE, anchor), gap):
                self.text(x, y, runs, anchor=anchor, ground=ground)
                return True
        return False

    def lines_of_text(self, x: float, y: float, text: str, *, color: str) -> float:
        """Write a text in at most two lines; return the y under it."""
        first, rest = words.wrap(text, SIZE, self.width - x - 1)
        self.text(x, y, first, color=color)
        if rest:
            self.text(x, y + 16, rest, color=color)
        return y + (26 if rest else 10)

    def finish(self, height: float) -> Drawing:
        """Return the drawing, cut to its height."""
        tall = ceil(height)
        ground = (f"M0 0H{self.width}V{tall}H0Z", f' fill="{LIGHT["ground"]}"')
        paths = [f'<path d="{d}"{style}/>' for d, style in (ground, *self._paths)]
        head = (
            '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'width="{self.width}" height="{tall}" '
            f'viewBox="0 0 {self.width} {tall}" font-family="{FONTS}" '
            f'font-size="{SIZE:g}">'
        )
        parts = [head, '<g fill="none">', *paths, "</g>", *self._texts, "</svg>\n"]
        return Drawing("\n".join(parts), self.width, tall, tuple(self.boxes))


def _number(value: float) -> str:
    """Return a coordinate to 0.1 px, as short as it can be written."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _through(points: Points) -> str:
    """Return a line through points, each told from the one before: half as long."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    (x, y), *rest = tenths
    told = [f"M{_tenths(x)} {_tenths(y)}", "l" if rest else ""]
    for to_x, to_y in rest:
        for part in (_tenths(to_x - x), _tenths(to_y - y)):
            is_apart = part.startswith("-") or told[-1] == "l"
            told.append(part if is_apart else f" {part}")
        x, y = to_x, to_y
    return "".join(told)


def _tenths(number: int) -> str:
    """Return a number of tenths, as short as it can be written."""
    whole, tenth = divmod(abs(number), 10)
    sign = "-" if number < 0 else ""
    if not tenth:
        return f"{sign}{whole}"
    return f"{sign}{whole or ''}.{tenth}"


def _held(wide: float) -> str:
    """Return the attributes that hold a text to a width."""
    return f' textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs"'


def _style(run: Run) -> str:
    """Return the attributes of a run's colour and weight."""
    return f' fill="{LIGHT[run.color]}"' + (_BOLD if run.bold else "")


def _spans(run: Run, size: float, common: str, *, is_whole: bool) -> str:
    """Return a run, in ``<tspan>``s where it differs from the text it stands in.

    Foreign scripts are held to their measured width.
    """
    own = "" if _style(run) == common else _style(run)
    out = []
    for text, is_foreign in words.pieces(run.text):
        wide = 0.0 if is_whole else words.width(text, size, bold=run.bold)
        style = own + (_held(wide) if is_foreign and wide > 0 else "")
        escaped = _escape(text)
        out.append(f"<tspan{style}>{escaped}</tspan>" if style else escaped)
    return "".join(out)


def _escape(text: str) -> str:
    """Escape for XML; ``#`` too, so that no word looks like a colour."""
    return html.escape(text, quote=False).replace("#", "&#35;")
