"""The parts of a review as one document: header, main part, footer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.page.markup import render_body, render_html
from incident_kit.page.own import Fragment

if TYPE_CHECKING:
    from collections.abc import Iterable

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
            kinds <= {"headline", "clocks", "keys", "prose", "figure"}
            and "headline" in kinds
            and not main
        ):
            header.append(part)
        elif "footer" in kinds:
            footer.append(part)
        else:
            main.append(part)
    return header, main, footer


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
        header=header,
        main=[
            {"own": part} if isinstance(part, Fragment) else {"section": part}
            for part in main
        ],
        anchors=anchors,
        footer=footer,
    )
    return render_html(body, title=title, lang=lang)
