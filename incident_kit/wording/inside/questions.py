"""What can a form ask, and of which value of the record?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from incident_kit.errors import Path

QuestionKind = Literal[
    "prose",
    "text",
    "time",
    "choice",
    "list",
    "names",
    "number",
    "share",
    "file",
    "column",
    "flag",
    "fixed",
    "stamp",
    "spans",
]

FLAGS = ("true", "false", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a form, about the value at ``path`` below the form's root.

    ``required`` values cannot be emptied; ``default`` is what an emptied value
    becomes where the record has a word for it, so that its comment can stay.
    What is ``fixed`` is written along, and a ``stamp`` the present minute: neither
    is asked.
    """

    path: Path
    ask: str
    kind: QuestionKind
    help: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    default: str = ""

    @property
    def is_list(self) -> bool:
        """Whether its answer is a list of texts."""
        return self.kind in {"list", "names"}

    @property
    def is_asked(self) -> bool:
        """Whether a person answers it."""
        return self.kind not in {"fixed", "stamp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: what it asks of the value at ``root``, in this order.

    ``item`` names one entry of a list; a form without it asks of one map.
    ``none`` is what it means that a list was asked for and there was none, empty
    where the record cannot say it.
    ``letter`` is the BLAST letter it answers; ``section`` names the part of the
    page that says the same.
    """

    name: str
    title: str
    intro: str
    root: Path
    questions: tuple[Question, ...]
    section: str
    item: str = ""
    none: str = ""
    letter: str = ""

    @property
    def is_list(self) -> bool:
        """Whether it asks of the entries of a list, one at a time."""
        return bool(self.item)

    @property
    def names_file(self) -> bool:
        """Whether one of its answers is a file beside the record."""
        return any(one.kind == "file" for one in self.questions)

    @property
    def is_chosen(self) -> bool:
        """Whether the entry that it asks about was chosen for it."""
        return any(one.kind == "fixed" for one in self.questions)

    def question(self, path: Path) -> Question:
        """Return its question about the value at ``path``."""
        return next(one for one in self.questions if one.path == path)


def prose(name: str, ask: str, help: str = "", *, required: bool = False) -> Question:
    """Return a question that is answered in sentences."""
    return Question(path=(name,), ask=ask, help=help, kind="prose", required=required)


def short(name: str, ask: str, help: str = "", *, required: bool = False) -> Question:
    """Return a question that is answered in a few words."""
    return Question(path=(name,), ask=ask, help=help, kind="text", required=required)


def data_file(name: str, ask: str, help: str = "") -> Question:
    """Return a question that is answered by a data file of the incident's folder."""
    return Question(path=(name,), ask=ask, help=help, kind="file")


def column(name: str, ask: str, help: str = "") -> Question:
    """Return a question that is answered by a column of the form's file."""
    return Question(path=(name,), ask=ask, help=help, kind="column")


def moment(name: str, ask: str, help: str = "") -> Question:
    """Return a question that is answered by a time, in any written form."""
    return Question(path=(name,), ask=ask, help=help, kind="time", default="unknown")


def choice(
    name: str,
    ask: str,
    words: tuple[str, ...],
    help: str = "",
    *,
    required: bool = False,
) -> Question:
    """Return a question that is answered by one of the record's words."""
    return Question(
        path=(name,),
        ask=ask,
        help=help,
        kind="choice",
        choices=words,
        required=required,
        default="unknown" if "unknown" in words else "",
    )


def several(name: str, ask: str, help: str = "") -> Question:
    """Return a question that is answered by a list of sentences, one a line."""
    return Question(path=(name,), ask=ask, help=help, kind="list")


def names(name: str, ask: str, help: str = "") -> Question:
    """Return a question that is answered by names, one a line or commas between."""
    return Question(path=(name,), ask=ask, help=help, kind="names")


def spans(name: str, ask: str, help: str = "") -> Question:
    """Return a question that is answered by spans of time, one a line."""
    return Question(path=(name,), ask=ask, help=help, kind="spans")


def number(name: str, ask: str, help: str = "") -> Question:
    """Return a question that is answered by a count."""
    return Question(path=(name,), ask=ask, help=help, kind="number")


def share(name: str, ask: str, help: str = "") -> Question:
    """Return a question that is answered by a part of all."""
    return Question(path=(name,), ask=ask, help=help, kind="share")


def flag(name: str, ask: str, help: str = "") -> Question:
    """Return a question that is answered by true, false or unknown."""
    return Question(
        path=(name,), ask=ask, help=help, kind="flag", choices=FLAGS, default="unknown"
    )
