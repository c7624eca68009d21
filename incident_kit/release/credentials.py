"""Does a page that leaves the company hold what looks like a key or password?

A list of shapes can never be complete: it catches the slip, not the intent.
Shapes are those that the issuers publish; long random text is left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from incident_kit.errors import PageRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHAPES = {
    "an AWS key": r"(?:AKIA|ASIA)[0-9A-Z]{16}",
    "a GitHub token": r"gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,}",
    "a GitLab token": r"gl(?:pat|dt|rt|ptt)-[A-Za-z0-9_-]{20,}",
    "a Slack token": r"xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}",
    "a Slack webhook": r"hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/]{20,}",
    "a Google key": r"AIza[0-9A-Za-z_-]{35}|ya29\.[0-9A-Za-z_-]{20,}",
    "a Stripe key": r"[srw]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9]{20,}",
    "a package index token": r"pypi-[A-Za-z0-9_-]{50,}|npm_[A-Za-z0-9]{36}",
    "a SendGrid key": r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    "a Twilio key": r"(?:SK|AC)[0-9a-f]{32}",
    "a signed web token": r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "a bearer token": r"(?i:bearer) +[A-Za-z0-9._~+/-]{16,}=*",
    "a password in an address": r"[a-z][a-z0-9+.-]*://[^\s/:@<>\"']+:[^\s/@<>\"']+@",
    "a token in an address": r"[?&;](?i:token|access_token|api_?key|sig|signature|"
    r"secret|password)=[^\s&<>\"']{6,}",
    "a password": r"(?i:passw(?:or)?d|pwd|passphrase|secret|api[_ -]?key|"
    r"auth[_ -]?token|access[_ -]?key)\s*(?:=|:|\bis\b)\s*[\"'“]?"
    r"(?=[^\s\"'”]*[\d!@#$%^&*_+])[^\s\"'”<>]{6,}",
}
_ANY = [(name, re.compile(rf"(?<![A-Za-z0-9]){one}")) for name, one in _SHAPES.items()]
_SHOWN = 4


def refuse_credentials(texts: Iterable[str]) -> None:
    """Raise, one line per find, if a text holds what looks like a credential."""
    found: dict[str, str] = {}
    for text in texts:
        for name, shape in _ANY:
            match = shape.search(text)
            if match is not None:
                found.setdefault(name, match[0][:_SHOWN])
    if found:
        raise PageRefused(
            *(
                f"page refused: it holds {start}…, which looks like {name}; take it out "
                "of the record, and renew it if it was real"
                for name, start in found.items()
            )
        )
