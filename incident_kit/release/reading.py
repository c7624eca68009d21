"""A text as a reader takes it in: whatever case, form of letters, and gaps."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

# What no reader sees: format signs, variation selectors, fillers.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
    r"|\[U\+[0-9A-F]{4,6}\]"  # as a page shows them
)
_GAP = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return a text in one case and form of letters, with single blanks."""
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold()
    return " ".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True)
class Text:
    """A text to look for values in; each reading of it is made once."""

    whole: str

    @cached_property
    def folded(self) -> str:
        """The text in one case and form."""
        return fold(self.whole)

    @cached_property
    def words(self) -> str:
        """Its words alone, each between single blanks."""
        return f" {_GAP.sub(' ', self.folded)} "

    @cached_property
    def squeezed(self) -> str:
        """Its letters and digits alone."""
        return _GAP.sub("", self.folded)
