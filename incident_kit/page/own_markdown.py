"""A Markdown cell of the team's own: what a notebook shows of it, made harmless.

Beyond the Markdown of a record it may fold a part with ``<details>`` and show
pictures.  All other HTML stands as text, and a picture is what the caller makes of
its address: nothing is loaded from anywhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from bs4.element import NavigableString
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markupsafe import Markup, escape

from incident_kit.page.text import clean_text, sanitize_html
from incident_kit.styled import is_link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bs4.element import PageElement
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>details|summary|br)(?: open)?\s*/?>", re.IGNORECASE
)
_IMG = re.compile(r"<img\s[^<>]*>", re.IGNORECASE)
_PIECE = re.compile(f"{_IMG.pattern}|{_TAG.pattern}", re.IGNORECASE)
_TASK = re.compile(r"\[([ xX])\] ")


@dataclass(frozen=True, slots=True)
class OwnPicture:
    """A picture in a Markdown cell: inside the page, or why it is left out.

    ``address`` is a data address, "" where ``left_out`` says in one line why there
    is none; ``link`` leads to one that would have been loaded from elsewhere.
    """

    alt: str
    address: str = ""
    left_out: str = ""
    link: str = ""

    def html(self) -> Markup:
        """Return the picture, or the line that stands in its place."""
        if self.address:
            return Markup('<img src="{}" alt="{}">').format(
                self.address, clean_text(self.alt)
            )
        line = Markup('<span class="unknown">{}</span>').format(
            clean_text(self.left_out)
        )
        if is_link(self.link):
            return Markup(
                '<a href="{}" rel="noopener noreferrer nofollow">{}</a>'
            ).format(self.link, line)
        return line if self.left_out else self.words()

    def words(self) -> Markup:
        """Return what stands there where pictures are not shown."""
        return escape(clean_text(self.alt))


PictureOf = Callable[[str, str], OwnPicture]
"""What a picture's address and words become."""


@dataclass(frozen=True, slots=True)
class OwnHtml:
    """Sanitized HTML with places for its pictures: in its text, never in a tag."""

    text: Markup
    places: re.Pattern[str]
    pictures: tuple[OwnPicture, ...] = ()

    def html(self, shown: Callable[[OwnPicture], Markup] = OwnPicture.html) -> Markup:
        """Return the whole, each picture as ``shown`` gives it."""
        if not self.pictures:
            return self.text
        soup = BeautifulSoup(self.text, "html.parser")
        for node in soup.find_all(string=self.places):
            words = self.places.split(node)
            made: list[PageElement] = [NavigableString(words[0])]
            for number, after in zip(words[1::2], words[2::2], strict=True):
                picture = shown(self.pictures[int(number)])
                made += BeautifulSoup(picture, "html.parser").contents
                made.append(NavigableString(after))
            node.replace_with(*made)
        return Markup(str(soup))  # noqa: S704 - sanitized, and pictures of ours


def own_markdown(markdown: str, picture_of: PictureOf) -> OwnHtml:
    """Return a Markdown cell as harmless HTML."""
    places = _Places(markdown)
    html = _own_reader().render(clean_text(markdown), {"places": places})
    return places.filled(html, picture_of)


def own_output(html: str, picture_of: PictureOf) -> OwnHtml:
    """Return the HTML that a cell displayed as harmless HTML."""
    places = _Places(html)
    noted = _IMG.sub(lambda found: places.note_tag(found[0]), html)
    return places.filled(noted, picture_of)


class _Places:
    """Notes the pictures of one text, each by a sign that cannot stand in that text."""

    def __init__(self, text: str) -> None:
        self._sign = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        self._noted: list[tuple[str, str]] = []

    def note(self, address: str, alt: str) -> str:
        """Return the sign of a picture."""
        self._noted.append((address, alt))
        return f"{self._sign}-{len(self._noted) - 1}-"

    def note_tag(self, tag: str) -> str:
        """Return the sign of what an ``<img>`` names."""
        found = _Picture()
        found.feed(tag)
        return self.note(found.address, found.alt)

    def filled(self, html: str, picture_of: PictureOf) -> OwnHtml:
        """Return the HTML sanitized, with the pictures that were noted."""
        pictures = tuple(picture_of(address, alt) for address, alt in self._noted)
        places = re.compile(f"{self._sign}-(\\d+)-")
        return OwnHtml(sanitize_html(html), places, pictures)


@cache
def _own_reader() -> MarkdownIt:
    own = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    own.core.ruler.push("tasks", _boxes)
    own.add_render_rule("image", _image)
    own.add_render_rule("html_block", _html)
    own.add_render_rule("html_inline", _html)
    return own


def _boxes(state: StateCore) -> None:
    """Let an item that begins as a task, ``[ ]`` or ``[x]``, begin with a box."""
    for at, token in enumerate(state.tokens[2:], 2):
        item = state.tokens[at - 2].type == "list_item_open"
        if not (item and token.type == "inline" and token.children):
            continue
        first = token.children[0]
        if first.type == "text" and (task := _TASK.match(first.content)):
            box = "☐ " if task[1] == " " else "☑ "
            first.content = f"{box}{first.content[task.end() :]}"


def _image(
    self: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    token = tokens[at]
    alt = self.renderInlineAsText(token.children, options, env)
    return str(env["places"].note(str(token.attrGet("src") or ""), alt))


def _html(
    self: RendererHTML,  # noqa: ARG001 - markdown-it's signature
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,  # noqa: ARG001
    env: EnvType,
) -> str:
    token = tokens[at]
    html = "".join(_pieces(token.content, env))
    is_within = token.type == "html_inline" or _TAG.search(token.content)
    return html if is_within else f"<p>{html}</p>\n"


def _pieces(html: str, env: EnvType) -> Iterator[str]:
    """Yield folds as they are, pictures as their places, all else as text."""
    end = 0
    for piece in _PIECE.finditer(html):
        yield escapeHtml(html[end : piece.start()])
        end = piece.end()
        if piece["name"]:
            yield f"<{piece['end']}{piece['name'].lower()}>"
        else:
            yield env["places"].note_tag(piece[0])
    yield escapeHtml(html[end:])


class _Picture(HTMLParser):
    """Reads the address and the words of one ``<img>``."""

    address = ""
    alt = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        given = dict(attrs)
        self.address = given.get("src") or ""
        self.alt = given.get("alt") or ""

    handle_startendtag = handle_starttag
