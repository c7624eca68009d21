"""The one path of free text: what people wrote becomes harmless HTML."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markupsafe import Markup

from incident_kit.styled import is_link

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

_TAGS = (
    "a abbr b blockquote br caption cite code col colgroup dd del details "
    "dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s "
    "samp small span strong sub summary sup table tbody td tfoot th thead "
    "tr u ul var"
)
TAGS = frozenset(_TAGS.split())
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "scope", "style"},
}
SCHEMES = {"http", "https", "mailto"}

_ALIGNMENT = re.compile(r"\s*text-align\s*:\s*[a-z]+\s*;?\s*")
_HEADING = re.compile(r"<(/?)h([1-6])(?=[\s>])")

# What changes how text looks or reads without being seen: direction marks and
# overrides, zero-width and other default-ignorable characters, tags.
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f]|[\ud800-\udfff]"
)
_JOINER = "\u200d"


def clean_text(text: str) -> str:
    """Return the text with every invisible or control character made visible.

    A right-to-left override shows as ``[U+202E]``.  Line feeds and tabs stay,
    and so does the joiner inside an emoji, which does not hide anything.
    """

    def show(match: re.Match[str]) -> str:
        char, at = match[0], match.start()
        if char == _JOINER and 0 < at < len(text) - 1:
            sides = (unicodedata.category(text[at + step]) for step in (-1, 1))
            if all(side in {"So", "Sk", "Mn"} for side in sides):
                return char
        return f"[U+{ord(char):04X}]"

    text = text.replace("\r\n", "\n")
    return _HIDDEN.sub(show, text)


def is_alignment(style: str) -> bool:
    """Return whether a style only says how a table cell is aligned."""
    return _ALIGNMENT.fullmatch(style) is not None


def _keep(tag: str, name: str, value: str) -> str | None:  # noqa: ARG001 - nh3's signature
    """Return the value of an attribute, or None to drop it."""
    if name == "style":
        return value if is_alignment(value) else None
    if name == "href":
        return value if is_link(value) else None
    return value


@cache
def _markdown() -> MarkdownIt:
    prose = MarkdownIt("commonmark", {"html": False}).enable("table")
    prose.add_render_rule("image", _in_words)
    return prose


def _in_words(
    self: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    """Return the words of a picture, as a link to it."""
    address = escapeHtml(str(tokens[at].attrGet("src") or ""))
    alt = self.renderInlineAsText(tokens[at].children, options, env)
    return f'<a href="{address}">{escapeHtml(alt) or address}</a>'


def _sanitize(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        filter_style_properties={"text-align"},
        attribute_filter=_keep,
    )


def sanitize_html(html: str) -> Markup:
    """Return what is harmless in a piece of HTML: no script, style or picture."""
    # The characters are cleaned twice: an entity may hide one until it is read.
    return Markup(clean_text(_sanitize(clean_text(html))))  # noqa: S704 - sanitized


def markdown_html(markdown: str, *, under: int = 2) -> Markup:
    """Return Markdown as harmless HTML.

    Its headings stand below a heading of level ``under``: ``#`` becomes
    ``under + 1``.  Raw HTML shows as text; pictures show as their words, with a link.
    """
    html = sanitize_html(_markdown().render(clean_text(markdown)))
    return map_headings(html, lambda level: min(6, level + under))


def map_headings(html: Markup, level_of: Callable[[int], int]) -> Markup:
    """Return the HTML with each heading at the level that ``level_of`` gives.

    Only for text that was escaped or sanitized: there, ``<h2`` is a heading.
    """
    current = 0

    def move(match: re.Match[str]) -> str:
        nonlocal current
        if not match[1]:
            current = level_of(int(match[2]))
        return f"<{match[1]}h{current or match[2]}"

    return Markup(_HEADING.sub(move, html))  # noqa: S704 - only levels change


def order_headings(html: Markup, *, start: int = 0) -> Markup:
    """Return the HTML with no level skipped on the way down.

    ``start`` is the level of the heading before it, 0 at the top of a page.
    """
    last = start

    def clamp(level: int) -> int:
        nonlocal last
        last = min(level, last + 1)
        return last

    return map_headings(html, clamp)
