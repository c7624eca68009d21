"""Every error a caller may handle, and the one line each problem prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, where it stands, and how to mend it.

    ``file`` is as the user wrote it, ``line`` and ``column`` count from 1,
    ``field`` is a path such as ``actions[0].applied_at``.  What is not known
    is left out of the printed line.
    """

    what: str
    mend: str = ""
    field: str = ""
    file: str = ""
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Return ``file:line:column: field: what; mend`` on one line."""
        place = ":".join(
            str(part) for part in (self.file, self.line, self.column) if part
        )
        body = f"{self.what}; {self.mend}" if self.mend else self.what
        line = ": ".join(part for part in (place, self.field, body) if part)
        return printable(" ".join(line.split()))


def system_problem(error: OSError) -> Problem:
    """Return what the system refused, and where: the end of the path is enough."""
    parts = str(error.filename or "").replace("\\", "/").split("/")
    return Problem(
        what=error.strerror or str(error),
        mend="see whether it is there, who may write it, and how much room is left; "
        "then try again",
        file="/".join(parts[-3:]),
    )


def printable(text: str) -> str:
    """Return text with the signs that would steer a terminal written as escapes."""
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode()
        for sign in text
    )


Path = tuple[str | int, ...]
"""Where a value stands in a record: names of fields, places in lists."""


def field_name(path: Sequence[str | int]) -> str:
    """Return a path as people write it: ``actions[0].applied_at``."""
    name = ""
    for step in path:
        if isinstance(step, int):
            name += f"[{step}]"
        else:
            name += f".{step}" if name else step
    return name


class IncidentKitError(Exception):
    """Base of all errors of this package; prints one line per problem."""

    def __init__(self, *problems: Problem | str) -> None:
        self.problems: tuple[Problem, ...] = tuple(
            Problem(what=problem) if isinstance(problem, str) else problem
            for problem in problems
        )
        super().__init__(*self.problems)

    @classmethod
    def of(
        cls,
        what: str,
        mend: str = "",
        *,
        field: str = "",
        file: str = "",
        line: int | None = None,
        column: int | None = None,
    ) -> Self:
        """Return an error of this class with one problem."""
        return cls(
            Problem(
                what=what, mend=mend, field=field, file=file, line=line, column=column
            )
        )

    def __str__(self) -> str:
        """Return one line per problem."""
        return "\n".join(str(problem) for problem in self.problems)

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows instead of a traceback: our lines."""
        return [str(self)]


class RecordError(IncidentKitError):
    """The record cannot be read, or does not say what a record must say."""


class SettingsError(IncidentKitError):
    """The team's ``kit.toml`` cannot be read, or says what it cannot mean."""


class TimeError(IncidentKitError):
    """A time that cannot be read as one instant or span."""


class SeriesError(IncidentKitError):
    """A table of samples that cannot be read as written."""


class UnknownIncident(IncidentKitError):
    """No incident of that ID, or no ID at all."""


class Conflict(IncidentKitError):
    """The file changed underneath, or what stands there would be lost."""


class PageRefused(IncidentKitError):
    """A page that must not be written: it would load, run or leak something."""


class RunFailed(IncidentKitError):
    """The notebook run itself failed; nothing was exported."""
