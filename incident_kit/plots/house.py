"""Axes in the house style, without pyplot, that show themselves in a notebook."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from incident_kit.layout import text as words
from incident_kit.page.palette import LIGHT

if TYPE_CHECKING:
    from incident_kit.layout.text import Run

STYLE = "incident_kit.figures.house"
SIZE = 9.5
LEFT, RIGHT = 52.0, 20.0
_WIDE = 590.0  # points, as the house style has it: 8.2 inches
_FACE = "DejaVu Sans"  # labels are placed by its widths
_Bundle = tuple[dict[str, str], dict[str, dict[str, Any]]]


def use_house_style() -> None:
    """Let all further plots of this session follow the house style."""
    mpl.style.use(STYLE)


class HouseFigure(Figure):
    """A figure without pyplot that shows itself in a notebook, with its words."""

    alt = ""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> _Bundle:
        del include, exclude
        out = io.BytesIO()
        self.savefig(out, format="png", dpi=2 * self.dpi)
        shown = {"alt": self.alt, "width": round(self.get_figwidth() * self.dpi)}
        data = base64.b64encode(out.getvalue()).decode("ascii")
        return {"image/png": data, "text/plain": self.alt}, {"image/png": shown}


class HouseAxes(Axes):
    """Axes that show their figure in a notebook."""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> _Bundle:
        figure = self.get_figure(root=True)
        assert isinstance(figure, HouseFigure)  # noqa: S101  # made by new_axes alone
        return figure._repr_mimebundle_(include, exclude)


def new_axes(high: float, *, above: float, below: float, left: float = LEFT) -> Axes:
    """Return axes on a figure of their own; heights and margins in points."""
    tall = above + high + below
    with mpl.style.context(STYLE):
        figure = HouseFigure(figsize=(_WIDE / 72, tall / 72))
        figure.set_layout_engine("none")
        wide = (_WIDE - left - RIGHT) / _WIDE
        axes = HouseAxes(figure, (left / _WIDE, below / tall, wide, high / tall))
        return figure.add_axes(axes)


def dress(ax: Axes, alt: str, *, grid: str) -> None:
    """Give axes the house look, whoever made them."""
    ax.spines[["top", "left", "right"]].set_visible(False)
    ax.spines["bottom"].set_color(LIGHT["ink3"])
    ax.grid(visible=False)
    ax.grid(visible=True, axis=grid, color=LIGHT["grid"])  # type: ignore[arg-type]
    ax.set_axisbelow(True)
    ax.tick_params(length=0, labelcolor=LIGHT["ink3"], labelsize=SIZE)
    ax.xaxis.get_offset_text().set(color=LIGHT["ink3"], size=SIZE)
    ax.xaxis.label.set(color=LIGHT["ink2"], size=SIZE)
    figure = ax.get_figure(root=True)
    if isinstance(figure, HouseFigure):
        figure.alt = alt


def width_of(ax: Axes | None) -> float:
    """Return how wide axes are in points; without any, how wide new ones are."""
    if ax is None:
        return _WIDE - LEFT - RIGHT
    figure = ax.get_figure(root=True)
    return ax.bbox.width * 72 / (figure.dpi if figure else 72)


def write(
    ax: Axes,
    at: tuple[Any, float],
    offset: tuple[float, float],
    runs: tuple[Run, ...],
    *,
    coords: Any = "data",
    anchor: str = "start",
) -> None:
    """Write a label beside a place, its offset in points."""
    x, y = offset
    if anchor == "end":
        x -= words.runs_width(runs, SIZE)
    for run in runs:
        note = ax.annotate(
            run.text,
            at,
            (x, y),
            xycoords=coords,
            textcoords="offset points",
            color=LIGHT[run.color],
            weight="bold" if run.bold else "normal",
            size=SIZE,
            family=_FACE,
            annotation_clip=False,
            parse_math=False,
        )
        note.set_in_layout(False)
        x += words.width(run.text, SIZE, bold=run.bold)
