"""The result of a check for people, for programs and for a build server."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from incident_kit.errors import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_kit.errors import Problem
    from incident_kit.store.checks import Checked
    from incident_kit.store.home import Home

Severity = Literal["error", "warning"]
_WORST = ("ok", "doubts", "refused")
_WORDS = {"ok": "ok", "doubts": "can be built, with doubts"}


def exit_code(checks: Sequence[Checked]) -> int:
    """Return 0 when all is well, 1 with doubts, 2 when a page cannot be built."""
    return max((_WORST.index(one.status) for one in checks), default=0)


def as_text(one: Checked) -> str:
    """Return the line of an incident that can be built, "" for one that cannot."""
    words = _WORDS.get(one.status, "")
    return f"{one.incident_id}: {words}" if words else ""


def as_json(checks: Sequence[Checked], home: Home) -> str:
    """Return one JSON object.

    ``format`` is 1 until a key changes its meaning; ``status`` is ok, doubts or
    refused; ``problems`` beside ``incidents`` are those of the team's settings.
    Each problem has severity (error, warning), file, line, column, field, what
    and mend; what is not known is null or empty.
    """
    content = {
        "format": 1,
        "home": home.shown(),
        "status": _WORST[exit_code(checks)],
        "problems": [
            _plain(problem, severity)
            for one in checks
            if not one.incident_id
            for severity, problem in _all(one)
        ],
        "incidents": [
            {
                "id": one.incident_id,
                "status": one.status,
                "problems": [_plain(problem, kind) for kind, problem in _all(one)],
            }
            for one in checks
            if one.incident_id
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=True)


def as_github(one: Checked, home: Home) -> Iterator[str]:
    """Yield a workflow command per problem, its file as seen from here."""
    for severity, problem in _all(one):
        seen = replace(problem, file=_from_here(problem.file, home))
        places = {"file": seen.file, "line": seen.line, "col": seen.column}
        title = ": ".join(part for part in (one.incident_id, seen.field) if part)
        properties = ",".join(
            f"{name}={_property(str(value))}"
            for name, value in (places | {"title": title}).items()
            if value
        )
        told = f"{seen.what}; {seen.mend}" if seen.mend else seen.what
        yield f"::{severity} {properties}::{_data(told)}"


def _all(one: Checked) -> Iterator[tuple[Severity, Problem]]:
    for problem in one.errors:
        yield "error", problem
    for problem in one.warnings:
        yield "warning", problem


def _plain(problem: Problem, severity: Severity) -> dict[str, object]:
    return {
        "severity": severity,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "field": problem.field,
        "what": problem.what,
        "mend": problem.mend,
    }


def _from_here(file: str, home: Home) -> str:
    """Return a file's path from the working directory, as annotations need it."""
    shown = home.shown()
    if file != shown and not file.startswith(f"{shown}/"):
        return file
    whole = home.path / file[len(shown) :].lstrip("/")
    return Path(os.path.relpath(whole)).as_posix()


def _data(text: str) -> str:
    text = printable(" ".join(text.split()))
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
