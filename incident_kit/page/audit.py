"""The gate: a finished page that would load, run or leak something is refused."""

from __future__ import annotations

import base64
import getpass
import html as entities
import re
import socket
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from incident_kit.errors import PageRefused
from incident_kit.page.drawings import ALLOWED, attribute_fault
from incident_kit.page.markup import CSP
from incident_kit.page.text import TAGS, is_alignment
from incident_kit.styled import is_link

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

_OF_PAGES = (
    "html head meta title style body header main section footer figure "
    "figcaption picture source img wbr"
)
_ALLOWED_TAGS = TAGS | frozenset(_OF_PAGES.split())
_ATTRIBUTES = (
    "alt charset class colspan content height href http-equiv id lang media "
    "name rel role rowspan scope span src srcset start style tabindex title "
    "width"
)
_ALLOWED_ATTRIBUTES = frozenset(_ATTRIBUTES.split())
_METAS = {"viewport", "color-scheme"}
DATA_URI = re.compile(
    r"data:image/(svg\+xml|png|jpeg|gif|webp);base64,([A-Za-z0-9+/]*={0,2})"
)
"""A picture that stands inside the page: its kind and its bytes."""
_CSS_LOAD = re.compile(
    r"@import|image-set\s*\(|src\s*\(|url\s*\(\s*['\"]?(?!data:|#)", re.IGNORECASE
)
_SVG_RUNS = {"script", "handler", "listener", "iframe", "object", "embed", "set"}
# Folders that are alike on very many machines say nothing about this one, and
# a record may speak of them.
_COMMON = {"/usr/local", "/var/tmp", "/usr/share"}  # noqa: S108 - never opened
_SHORT = 4


def picture_faults(drawing: str) -> tuple[str, ...]:
    """Return what a drawing (SVG) would run or load."""
    svg = _Svg()
    svg.feed(drawing)
    svg.close()
    return tuple(dict.fromkeys(svg.faults))


def _link_fault(value: str) -> str:
    """Return what is wrong with the target of a link, or nothing."""
    if value.startswith("#") or is_link(value):
        return ""
    return f"a link to {value[:60]!r}; only http, https, mailto and # may stand"


class _Svg(HTMLParser):
    """Reads a drawing and notes what it would run or load."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        if tag in _SVG_RUNS or tag.startswith("animate"):
            self.faults.append(f"a picture holds <{tag}>")
        for name, given in attrs:
            value = (given or "").strip()
            if name.startswith("on"):
                self.faults.append(f"a picture holds the handler {name}")
            elif name in {"href", "xlink:href", "src"}:
                if tag == "a":
                    fault = _link_fault(value)
                else:
                    outside = not value.startswith(("#", "data:image/"))
                    fault = f"a picture loads {value[:60]!r}" if outside else ""
                if fault:
                    self.faults.append(fault)
            elif _CSS_LOAD.search(value):
                self.faults.append(f"a picture loads something in its {name}")

    def handle_data(self, data: str) -> None:
        if self._in_style and _CSS_LOAD.search(data):
            self.faults.append("a picture loads something in its style")

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def handle_pi(self, data: str) -> None:
        if "stylesheet" in data.lower():
            self.faults.append("a picture names a stylesheet")

    def handle_decl(self, decl: str) -> None:
        if "entity" in decl.lower():
            self.faults.append("a picture defines entities")


class _Page(HTMLParser):
    """Reads a finished page and notes each fault."""

    def __init__(self, pages: Container[str] = ()) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.pages = pages
        self.policies = 0
        self._open = ""
        self._content = False
        self._drawing = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag
        if self._drawing or tag == "svg":
            self._draw(tag, attrs)
            return
        if tag not in _ALLOWED_TAGS:
            self.faults.append(f"<{tag}> may not stand on a page")
            return
        if tag in {"style", "body", "img"} and not self.policies:
            self._content = True
        if tag == "meta":
            self._meta(dict(attrs))
            return
        for name, given in attrs:
            fault = self._attribute_fault(tag, name, (given or "").strip())
            if fault:
                self.faults.append(fault)

    def _draw(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read a tag from a drawing on: a browser takes it for something else there."""
        if tag not in ALLOWED or self._drawing == (tag == "svg"):
            self.faults.append(f"<{tag}> may not stand in a picture")
            return
        self._drawing = True
        for name, given in attrs:
            value = (given or "").strip()
            if tag == "svg" and name in {"class", "aria-label"}:
                continue
            fault = attribute_fault(tag, name, value)
            if fault:
                self.faults.append(fault)

    def _meta(self, attrs: dict[str, str | None]) -> None:
        equiv = (attrs.get("http-equiv") or "").lower()
        if equiv == "content-security-policy":
            self.policies += 1
            if attrs.get("content") != CSP:
                self.faults.append("the Content-Security-Policy was altered")
        elif equiv:
            self.faults.append(f'<meta http-equiv="{equiv[:30]}"> may not stand here')
        elif not (attrs.get("name") in _METAS or "charset" in attrs):
            self.faults.append("an unknown <meta>")

    def _attribute_fault(self, tag: str, name: str, value: str) -> str:
        if name.startswith("on"):
            return f"the event handler {name} on <{tag}>"
        if name not in _ALLOWED_ATTRIBUTES and not name.startswith("aria-"):
            return f"the attribute {name} on <{tag}>"
        if name in {"src", "srcset"} and not DATA_URI.fullmatch(value):
            return f"<{tag}> loads {value[:60]!r}; pictures stand inside the page"
        if name == "href":
            return "" if value in self.pages else _link_fault(value)
        if name == "style" and not is_alignment(value):
            return f"the style {value[:60]!r} on <{tag}>"
        return ""

    def handle_data(self, data: str) -> None:
        if self._open == "style" and _CSS_LOAD.search(data):
            self.faults.append("the style loads something from elsewhere")

    def handle_endtag(self, tag: str) -> None:
        self._open = ""
        if self._drawing and tag not in ALLOWED:
            self.faults.append(f"</{tag}> may not stand in a picture")
        self._drawing = self._drawing and tag != "svg"

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"the instruction <?{data[:30]}>")

    def close(self) -> None:
        super().close()
        if self.policies != 1 or self._content:
            self.faults.append(
                "the Content-Security-Policy must stand once, before all else"
            )


def audit(
    html: str, *, secrets: Sequence[str] = (), pages: Container[str] = ()
) -> None:
    """Raise with one line per fault unless the page is safe to hand on.

    Parameters
    ----------
    html
        The finished text, as it will be written.
    secrets
        What must not stand in it, also not encoded or inside a picture: paths
        count from a boundary on, all else as whole words, in any case.
        :func:`machine_marks` names this machine's.
    pages
        The pages beside it to which it may link, as written: an index of
        reviews has some, a review has none.
    """
    page = _Page(pages)
    page.feed(html)
    page.close()
    faults = [*page.faults]
    bare = DATA_URI.sub("data:", html)
    texts = [*_readings(bare)]
    coded: list[str] = []
    for kind, data in DATA_URI.findall(html):
        content = base64.b64decode(data)
        if kind == "svg+xml":
            drawing = content.decode("utf-8", "replace")
            faults.extend(picture_faults(drawing))
            texts.extend(_readings(drawing))
        else:
            coded.append(content.decode("latin-1"))
    for secret in dict.fromkeys(filter(None, secrets)):
        pattern = _pattern(secret)
        where = texts + coded if _is_path(secret) else texts
        if any(pattern.search(text) for text in where):
            faults.append(
                f"the page holds {secret!r}, which must not leave this machine"
            )
    if faults:
        raise PageRefused(*(f"page refused: {f}" for f in dict.fromkeys(faults)))


def _readings(text: str) -> Iterator[str]:
    """Yield the text as it stands and as its encodings decode to."""
    yield text
    decoded = entities.unescape(text)
    if decoded != text:
        yield decoded
    if "%" in decoded:
        yield unquote(decoded)


def held_secrets(text: str, secrets: Sequence[str]) -> tuple[str, ...]:
    """Return which secrets a text of any form holds, read as :func:`audit` reads."""
    texts = [*_readings(text)]
    return tuple(
        secret
        for secret in dict.fromkeys(filter(None, secrets))
        if any(_pattern(secret).search(one) for one in texts)
    )


def _is_path(secret: str) -> bool:
    return "/" in secret or "\\" in secret


def _pattern(secret: str) -> re.Pattern[str]:
    before = r"(?<![\w.])" if _is_path(secret) else r"(?<!\w)"
    if secret[0] == "@":
        before = ""
    return re.compile(rf"{before}{re.escape(secret)}(?![\w-])", re.IGNORECASE)


def machine_marks() -> tuple[str, ...]:
    """Return what tells this machine and its user: paths, and the host's name.

    Folders that many machines share, such as ``/tmp`` or ``/usr/local``, are
    left out, and a user counts only inside a path: a record may say "root" or
    "report".  A host name of letters only counts after ``@`` or ``//``.
    """
    paths = {Path.cwd(), Path(sys.prefix), Path(sys.base_prefix)}
    paths.update(path.resolve() for path in (*paths, Path(tempfile.gettempdir())))
    home, user = Path.home(), _user()
    marks = {str(path) for path in (home, *paths)}
    if len(user) >= _SHORT and user != "root":
        marks.update((f"/home/{user}", f"/Users/{user}", f"C:\\Users\\{user}"))
    kept = {
        mark
        for mark in marks
        if mark not in _COMMON and len(re.findall(r"[/\\][^/\\]+", mark)) > 1
    }
    host = socket.gethostname()
    if len(host) >= _SHORT and host != "localhost":
        kept.update(
            (f"@{host}", f"//{host}") if host.replace("_", "").isalpha() else (host,)
        )
    return tuple(sorted(kept))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
