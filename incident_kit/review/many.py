"""Build the reviews of many incidents: side by side, one that fails stops no other."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError, Problem, RunFailed
from incident_kit.export.kinds import check_also
from incident_kit.index import write_index
from incident_kit.release.profiles import INTERNAL, check_profile
from incident_kit.review.build import Review, build_review
from incident_kit.review.exports import check_ready
from incident_kit.store.home import find_home
from incident_kit.store.settings import read_house

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOutcome:
    """What became of one incident: its review, or why there is none."""

    incident_id: str
    review: Review | None = None
    problems: tuple[Problem, ...] = ()
    has_failed: bool = False


def build_all(
    incident_ids: Sequence[str],
    *,
    home: str | Path | None = None,
    out: str | Path = "reviews",
    template: str = "postmortem",
    profile: str = INTERNAL,
    as_of: str | None = None,
    also: Sequence[str] = (),
) -> Iterator[BuildOutcome]:
    """Yield what became of each incident, in their order; then the index is written.

    As many at a time as the machine has processors.  The processes share
    nothing: each builds one review after the other, as alone.

    Raises
    ------
    IncidentKitError
        If nothing could be built at all: no such folder, profile or settings.
    """
    check_profile(profile)
    check_ready(check_also(also, profile=profile))
    found = find_home(home)
    read_house(found)
    ids = tuple(dict.fromkeys(incident_ids))
    build = partial(
        _build,
        home=home,
        out=out,
        template=template,
        profile=profile,
        as_of=as_of,
        also=tuple(also),
    )
    refused: dict[str, tuple[Problem, ...]] = {}
    for outcome in _outcomes(build, ids):
        if outcome.review is None:
            refused[outcome.incident_id] = outcome.problems
        yield outcome
    if profile == INTERNAL:
        write_index(found, Path(out), refused=refused)


def _outcomes(
    build: partial[BuildOutcome], ids: Sequence[str]
) -> Iterator[BuildOutcome]:
    workers = min(len(ids), os.cpu_count() or 1)
    if workers < 2:
        yield from map(build, ids)
        return
    # a fresh interpreter each: threads and sockets of a kernel do not fork well
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        try:
            yield from pool.map(build, ids)
        except BrokenProcessPool:
            raise RunFailed.of(
                "a process that built reviews died", "run it again"
            ) from None


def _build(
    incident_id: str,
    *,
    home: str | Path | None,
    out: str | Path,
    template: str,
    profile: str,
    as_of: str | None,
    also: tuple[str, ...],
) -> BuildOutcome:
    """Build one review in whatever process this is."""
    try:
        review = build_review(
            incident_id,
            home=home,
            out=out,
            template=template,
            profile=profile,
            as_of=as_of,
            also=also,
            index=False,
        )
    except IncidentKitError as error:
        return BuildOutcome(
            incident_id=incident_id,
            problems=error.problems,
            has_failed=isinstance(error, RunFailed),
        )
    return BuildOutcome(incident_id=incident_id, review=review)
