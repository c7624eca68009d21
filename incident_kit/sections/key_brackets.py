"""The stretches of the response, as brackets under the axis of the key figure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.drawn.key import Bracket
from incident_kit.instants.elapsed import elapsed
from incident_kit.sections.impact_drawing import mark_of
from incident_kit.wording import key_figure as told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.instants.written import Written
    from incident_kit.results.harm import Phase
    from incident_kit.timing.assessment import Assessment

_ONE = {
    "undetected": "undetected",
    # when somebody took it up is in the clocks: here it is one stretch
    "unacknowledged": "understanding",
    "understanding": "understanding",
    "mitigating": "mitigating",
    "residual": "residual",
}


def brackets(found: Assessment) -> tuple[Bracket, ...]:
    """Return the stretches with the harm that fell into each; else by the clocks alone."""
    measured = tuple(_measured(found))
    return measured or tuple(_stated(found))


def _names(found: Assessment) -> dict[str, str]:
    fixed = found.clocks.fix.moment.latest
    fine = found.clocks.mitigate.moment.latest
    ends_fixed = fixed is not None and (fine is None or fixed > fine)
    return {
        "undetected": told.before_report(found.incident.record),
        "understanding": told.UNTIL_CHANGE,
        "mitigating": told.until_fine(found),
        "residual": told.until_gone(found) if ends_fixed else told.AFTERWARDS,
    }


def _measured(found: Assessment) -> Iterator[Bracket]:
    """Yield the phases of the headline series."""
    names = _names(found)
    series = found.incident.measured[0] if found.phases else None
    for name, of_one in _joined(found.phases):
        first, last = of_one[0], of_one[-1]
        is_sized = series is not None and all(one.is_sized for one in found.phases)
        amount = ""
        if is_sized and series is not None:
            amount = told.part_words(
                sum(one.amount for one in of_one),
                sum(one.percent for one in of_one),
                series,
                least=any(one.is_bound for one in of_one),
                about=first.is_about or last.is_about,
            )
        yield Bracket(
            start=first.start.to_pydatetime(),
            end=last.end.to_pydatetime(),
            wordings=told.bracket_wordings(
                names[name],
                told.lasted_words(
                    last.end - first.start, about=first.is_about or last.is_about
                ),
                amount,
            ),
        )


def _joined(phases: tuple[Phase, ...]) -> list[tuple[str, list[Phase]]]:
    found: list[tuple[str, list[Phase]]] = []
    for one in phases:
        name = _ONE[one.name]
        if found and found[-1][0] == name:
            found[-1][1].append(one)
        else:
            found.append((name, [one]))
    return found


def _stated(found: Assessment) -> Iterator[Bracket]:
    """Yield what lies between the turning points, where both ends have a place."""
    names, clocks = _names(found), found.clocks
    marks: list[tuple[str, Written]] = [
        ("", clocks.onset),
        ("undetected", clocks.detect.moment),
        ("understanding", found.response.changed_at),
        ("mitigating", clocks.mitigate.moment),
        ("residual", clocks.fix.moment),
    ]
    before: Written | None = None
    for name, moment in marks:
        is_open = moment.form == "not yet"
        at = clocks.as_of if is_open else mark_of(found, moment).at
        since = None if before is None else mark_of(found, before).at
        if before is not None and since is not None and at is not None and since < at:
            length = elapsed(before, moment, as_of=clocks.as_of)
            called = (
                told.still_name(found)
                if is_open and name == "mitigating"
                else names[name]
            )
            # which came first of two that overlap nobody knows
            if length.low is None or length.low >= timedelta(0):
                yield Bracket(
                    start=since,
                    end=at,
                    wordings=told.bracket_wordings(called, told.lasted_words(length)),
                    is_open=is_open,
                )
        if is_open:
            return
        if at is not None and (since is None or at >= since):
            before = moment
