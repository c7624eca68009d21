"""The parts of a review as one document: header, main part, footer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.page.markup import render_body, render_html
from incident_kit.page.own import Fragment
from incident_kit.page.text_blocks import NumberStrip

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from incident_kit.page.blocks import Section


def arranged(
    parts: Iterable[Section | Fragment],
) -> tuple[list[Section], list[Section | Fragment], list[Section]]:
    """Return the parts as header, main part and footer; empty ones vanish."""
    header: list[Section] = []
    main: list[Section | Fragment] = []
    footer: list[Section] = []
    for part in parts:
        if isinstance(part, Fragment):
            main.append(part)
            continue
        kinds = {block.block for block in part.blocks}
        if not kinds:
            continue
        if (
            kinds <= {"headline", "numbers", "figure", "answers", "prose"}
            and "headline" in kinds
            and not main
        ):
            header.append(part)
        elif "footer" in kinds:
            footer.append(part)
        else:
            main.append(part)
    return header, main, footer


def _linked(part: Section, anchors: Container[str]) -> Section:
    """Return a head in which a number links only to what the page has."""
    blocks = [
        replace(
            block,
            cells=tuple(
                one if one.origin in anchors else replace(one, origin="")
                for one in block.cells
            ),
        )
        if isinstance(block, NumberStrip)
        else block
        for block in part.blocks
    ]
    return replace(part, blocks=tuple(blocks))


def render_document(
    parts: Iterable[Section | Fragment], *, title: str, lang: str = "en"
) -> str:
    """Return the whole page; sections without blocks vanish.

    The headline with the clocks and facts of its section is the page's header, a
    footer its footer, and all else its main part, in order.
    """
    header, main, footer = arranged(parts)
    anchors: list[str] = []
    for part in main:
        name = "" if isinstance(part, Fragment) or part.id in anchors else part.id
        anchors.append(name)
    body = render_body(
        header=[_linked(part, anchors) for part in header],
        main=[
            {"own": part} if isinstance(part, Fragment) else {"section": part}
            for part in main
        ],
        anchors=anchors,
        footer=footer,
    )
    return render_html(body, title=title, lang=lang)
