"""The links and addresses in a text, and the text without those that may not leave."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

LINK_GONE, ADDRESS_GONE = "[link withheld]", "[address withheld]"

_END = r"[^\s<>\"'`)\]|]"
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
_LINK = re.compile(
    rf"[a-z][a-z0-9+.-]{{1,20}}://{_END}+"
    rf"|(?<![\w:/])//[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d+)?/{_END}*"
    rf"|(?<![\w.@-])www\.{_END}+"
    rf"|(?<![\w.@-]){_HOST}[a-z]{{2,}}(?::\d+)?/{_END}*"
    rf"|(?<![\w.@-]){_HOST}(?:internal|corp|local|lan|intranet|intra)(?![\w.-]*\w)"
    rf"|(?<![\w.])\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?::\d+|/){_END}*",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"(?<![\w.+-])(?:mailto:)?[\w.+-]*\w@[a-z0-9-]+(?:\.[a-z0-9-]+)*", re.IGNORECASE
)
_TRAIL = ".,;:!?"

_ANCHOR = re.compile(r"</?a\b[^>]*>", re.IGNORECASE)
_DEFINITION = re.compile(r"(?m)^[ >]{0,6}\[([^\]\n]+)\]:[ \t]*<?([^\s>]+)>?.*$\n?")
_WORDS = r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"
_INLINE = re.compile(
    rf"!?{_WORDS}\(\s*<?((?:[^\s()<>]|\([^\s()]*\))+)>?(?:\s[^)\n]*)?\)"
)
_REFERENCE = re.compile(rf"!?{_WORDS}\[([^\]\n]*)\]")
_AUTOLINK = re.compile(r"<([^\s<>]+)>")


def addresses(text: str) -> tuple[str, ...]:
    """Return every link and mail address that a text shows, each once."""
    found = [one.rstrip(_TRAIL) for one in _LINK.findall(text)]
    rest = _LINK.sub(" ", text)
    return tuple(dict.fromkeys([*found, *_MAIL.findall(rest)]))


def is_allowed(address: str, links: Collection[str]) -> bool:
    """Return whether an address is one of the links that may leave."""
    return address in links or f"mailto:{address}" in links


def without_links(text: str, links: Collection[str]) -> str:
    """Return Markdown with the words of its links, but only the links given."""
    kept: set[str] = set()

    def definition(match: re.Match[str]) -> str:
        if not is_allowed(match[2], links):
            return ""
        kept.add(match[1].casefold())
        return match[0]

    def inline(match: re.Match[str]) -> str:
        return match[0] if is_allowed(match[2], links) else match[1]

    def reference(match: re.Match[str]) -> str:
        name = (match[2] or match[1]).casefold()
        return match[0] if name in kept else match[1]

    def autolink(match: re.Match[str]) -> str:
        whole = addresses(match[1]) == (match[1],) and not is_allowed(match[1], links)
        return match[1] if whole else match[0]

    text = _DEFINITION.sub(definition, _ANCHOR.sub("", text))
    text = _REFERENCE.sub(reference, _INLINE.sub(inline, text))
    text = _AUTOLINK.sub(autolink, text)
    text = _LINK.sub(lambda match: _gone(match[0], links, LINK_GONE), text)
    return _MAIL.sub(lambda match: _gone(match[0], links, ADDRESS_GONE), text)


def _gone(found: str, links: Collection[str], instead: str) -> str:
    address = found.rstrip(_TRAIL)
    return found if is_allowed(address, links) else instead + found[len(address) :]
