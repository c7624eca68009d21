"""A sheet in px that keeps account of every text and leader put on it."""

from __future__ import annotations

import html
import io
import re
from math import ceil
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from incident_kit.figures import text as words
from incident_kit.figures.picture import Box, Drawing
from incident_kit.figures.text import Run
from incident_kit.page.palette import LIGHT

FONTS = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', "
    "'Liberation Sans', Arial, sans-serif"
)
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "incident-kit",
    "text.parse_math": False,
    "lines.scale_dashes": False,
    "path.simplify": False,
}
NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
ASCENT = 0.80
DESCENT = 0.22
DASHED = (4.0, 3.0)
DOTTED = (1.0, 3.0)
_BOLD = ' font-weight="650"'
_MOVE, _LINE = int(Path.MOVETO), int(Path.LINETO)
_CURVE, _CLOSE = int(Path.CURVE4), int(Path.CLOSEPOLY)
_NUMBER = re.compile(r"-?\d+\.\d+")
_COORDINATES = re.compile(r' d="([^"]*)"')

Points = list[tuple[float, float]]


class Canvas:
    """A sheet of fixed width; y runs downwards and the height comes last."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.boxes: list[Box] = []
        self._patches: list[PathPatch] = []
        self._texts: list[str] = []
        self._labels: list[tuple[float, float, tuple[Run, ...], float]] = []

    def shape(
        self,
        path: Path,
        *,
        fill: str | None = None,
        edge: str | None = None,
        stroke: float = 1.0,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Put a path on the sheet, over what is there."""
        patch = PathPatch(
            path,
            facecolor=LIGHT[fill] if fill else "none",
            edgecolor=LIGHT[edge] if edge else "none",
            linewidth=stroke if edge else 0,
            linestyle=(0, dash) if dash else "solid",
            clip_on=False,
            zorder=len(self._patches),
        )
        self._patches.append(patch)

    def line(
        self,
        points: Points,
        color: str,
        stroke: float = 1.0,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Draw a line through points."""
        self.shape(Path(points), edge=color, stroke=stroke, dash=dash)

    def lines(self, pieces: list[Points], color: str, stroke: float = 1.0) -> None:
        """Draw many lines as one path."""
        points = [point for piece in pieces for point in piece]
        codes = [_LINE if at else _MOVE for piece in pieces for at in range(len(piece))]
        if points:
            self.shape(Path(points, codes), edge=color, stroke=stroke)

    def polygon(
        self,
        points: Points,
        fill: str | None,
        edge: str | None = None,
        stroke: float = 1.0,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Draw a closed area."""
        path = Path([*points, points[0]], closed=True)
        self.shape(path, fill=fill, edge=edge, stroke=stroke, dash=dash)

    def rect(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        fill: str | None,
        *,
        edge: str | None = None,
        stroke: float = 1.0,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Draw a rectangle."""
        points = [(left, top), (right, top), (right, bottom), (left, bottom)]
        self.polygon(points, fill, edge, stroke, dash)

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        fill: str | None,
        edge: str | None = None,
        *,
        stroke: float = 1.0,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Draw a ring or a disc."""
        path = Path.circle((x, y), radius)
        self.shape(path, fill=fill, edge=edge, stroke=stroke, dash=dash)

    def pill(
        self,
        left: float,
        right: float,
        y: float,
        radius: float,
        fill: str | None,
        *,
        edge: str | None = None,
        stroke: float = 1.0,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Draw a bar with round ends."""
        start, end = left + radius, max(left + radius, right - radius)
        if end - start < 0.1:
            x = (left + right) / 2
            self.circle(x, y, radius, fill, edge, stroke=stroke, dash=dash)
            return
        vertices: Points = []
        codes: list[int] = []
        for centre, arc in ((end, Path.arc(-90, 90)), (start, Path.arc(90, 270))):
            half = np.asarray(arc.vertices, dtype=float).tolist()
            vertices += [(centre + radius * vx, y + radius * vy) for vx, vy in half]
            codes += [_LINE, *[_CURVE] * (len(half) - 1)]
        path = Path([*vertices, vertices[0]], [_MOVE, *codes[1:], _CLOSE])
        self.shape(path, fill=fill, edge=edge, stroke=stroke, dash=dash)

    def leader(
        self,
        x: float,
        top: float,
        bottom: float,
        color: str,
        *,
        stroke: float = 1.0,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Draw a leader and note where it stands."""
        self.line([(x, top), (x, bottom)], color, stroke, dash)
        self.boxes.append(Box("leader", x - 0.5, top, x + 0.5, bottom))

    def text_box(
        self, x: float, y: float, runs: tuple[Run, ...], size: float, anchor: str
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
        size: float = 12,
        *,
        color: str = "ink",
        anchor: str = "start",
        ground: bool = False,
    ) -> Box:
        """Write a label of one line, if need be on a ground of its own.

        The runs are one ``<text>``, because the gap between two would depend
        on the reader's font.  A script that we cannot measure is held to the
        measured width.
        """
        if isinstance(runs, str):
            runs = (Run(runs, color=color),)
        box = self.text_box(x, y, runs, size, anchor)
        if not box.text.strip():
            return box
        if ground:
            self.rect(box.left - 2, box.top - 1, box.right + 2, box.bottom, "ground")
        self.boxes.append(box)
        # Letters from right to left join across pieces: the whole is held instead.
        is_whole = words.is_right_to_left(box.text)
        spans = "".join(_spans(run, size, is_whole=is_whole) for run in runs)
        length = _held(box.right - box.left) if is_whole else ""
        where = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self._texts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{where}{length}>{spans}</text>'
        )
        self._labels.append((box.left, y, runs, size))
        return box

    def lines_of_text(self, x: float, y: float, text: str, *, color: str) -> float:
        """Write a text in at most two lines; return the y under it."""
        first, rest = words.wrap(text, 12, self.width - x - 1)
        self.text(x, y, first, color=color)
        if rest:
            self.text(x, y + 16, rest, color=color)
        return y + (26 if rest else 10)

    def finish(self, height: float) -> Drawing:
        """Return the drawing, cut to its height."""
        tall = ceil(height)
        with mpl.rc_context(STYLE):
            figure = Figure(figsize=(self.width / 72, tall / 72), dpi=72)
            figure.set_facecolor(LIGHT["ground"])
            axes = figure.add_axes((0, 0, 1, 1))
            axes.set_axis_off()
            axes.set_xlim(0, self.width)
            axes.set_ylim(tall, 0)
            for patch in self._patches:
                axes.add_artist(patch)
            out = io.StringIO()
            FigureCanvasSVG(figure).print_svg(out, metadata=NO_METADATA)  # type: ignore[no-untyped-call]
            # The words join after the export, which writes its own <text>: for
            # those who take the figure, matplotlib's fonts are right.
            for left, y, runs, size in self._labels:
                at = left
                for run in runs:
                    axes.text(
                        at,
                        y,
                        run.text,
                        fontsize=size,
                        color=LIGHT[run.color],
                        weight="bold" if run.bold else "normal",
                        parse_math=False,
                    )
                    at += words.width(run.text, size, bold=run.bold)
        svg = self._document(out.getvalue(), tall)
        return Drawing(svg, self.width, tall, tuple(self.boxes), figure)

    def _document(self, drawn: str, tall: int) -> str:
        """Return matplotlib's paths and our words as one small document."""
        paths = re.findall(r"<path [^>]*/>", drawn, flags=re.DOTALL)
        shapes = "\n".join(_COORDINATES.sub(_shorter, path) for path in paths)
        texts = "\n".join(self._texts)
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'width="{self.width}" height="{tall}" '
            f'viewBox="0 0 {self.width} {tall}" font-family="{FONTS}">\n'
            f'<g stroke-linejoin="round">\n{shapes}\n</g>\n{texts}\n</svg>\n'
        )


def _shorter(match: re.Match[str]) -> str:
    """Round coordinates to 0.1 px: nothing else in the file may be rounded."""
    rounded = _NUMBER.sub(lambda number: f"{float(number[0]):.1f}", match[1])
    rounded = re.sub(r"\.0\b", "", " ".join(rounded.split()))
    tight = re.sub(" ?([MLCQz]) ?", r"\1", rounded)
    return f' d="{tight}"'


def _held(wide: float) -> str:
    """Return the attributes that hold a text to a width."""
    return f' textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs"'


def _spans(run: Run, size: float, *, is_whole: bool) -> str:
    """Return a run as ``<tspan>``s, foreign scripts held to their measured width."""
    style = f'fill="{LIGHT[run.color]}"{_BOLD if run.bold else ""}'
    if is_whole:
        return f"<tspan {style}>{_escape(run.text)}</tspan>"
    out = []
    for text, is_foreign in words.pieces(run.text):
        wide = words.width(text, size, bold=run.bold)
        held = _held(wide) if is_foreign and wide > 0 else ""
        out.append(f"<tspan {style}{held}>{_escape(text)}</tspan>")
    return "".join(out)


def _escape(text: str) -> str:
    """Escape for XML; ``#`` too, so that no word looks like a colour."""
    return html.escape(text, quote=False).replace("#", "&#35;")
