"""Where does a change lie against the onset, and what does that leave of it?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.results.findings import LedgerVerdict
from incident_kit.results.reasons import LedgerReason

if TYPE_CHECKING:
    import pandas as pd

    from incident_kit.blast.ledger_input import LedgerInput
    from incident_kit.instants.written import Written
    from incident_kit.results.findings import AnchorTime
    from incident_kit.results.reasons import OnsetCode

Judged = tuple[LedgerVerdict, LedgerReason]


def judge_by_onset(one: LedgerInput, anchor: AnchorTime) -> Judged:
    """Return the verdict that its time alone gives, and where it lies."""

    def lies(
        onset: OnsetCode, by: timedelta | None = None, most: timedelta | None = None
    ) -> LedgerReason:
        return LedgerReason(
            onset=onset,
            by=by,
            most=most,
            is_about=one.at.form == "about",
            is_measured=anchor.is_measured,
        )

    first_bad = anchor.first_bad
    if first_bad is None:
        if one.is_action:
            return "ruled out", lies("in response")
        begun, high = anchor.last_good, one.at.high
        if begun is not None and high is not None and high <= begun:
            return "still possible", lies("before", begun - high)
        return "still possible", lies("no onset")
    if one.at.form == "not yet":
        return "ruled out", lies("not done")
    if one.is_action and one.at.low is None and not _by(one.at, first_bad):
        return "ruled out", lies("in response")
    if one.at.earliest is None:
        return "still possible", lies("time unknown")
    if certainly_after(one.at, first_bad):
        is_shown = anchor.is_measured or one.is_action
        return "ruled out" if is_shown else "still possible", lies("after")
    at = one.at.point
    if at is None:
        if one.at.high is None or one.at.high >= first_bad:
            return "still possible", lies("span")
        return "still possible", lies("before", *distance(one.at, anchor))
    if at > first_bad:
        return "still possible", lies(
            "remembered after", at - first_bad, at - first_bad
        )
    if anchor.last_good is None or at < anchor.last_good:
        return "still possible", lies("before", *distance(one.at, anchor))
    if anchor.is_measured:
        return "still possible", lies("in the bracket")
    is_exact = anchor.last_good == first_bad
    return "still possible", lies("at the onset" if is_exact else "within the onset")


def distance(
    at: Written, anchor: AnchorTime
) -> tuple[timedelta | None, timedelta | None]:
    """Return how long at least and at most a time lies before the onset.

    Before the first bad sample where a series shows it; a stated onset is as wide
    as it was stated.
    """
    last = anchor.first_bad
    first = last if anchor.is_measured else anchor.last_good or last
    low, high = (at.low, at.high) if at.point is None else (at.point, at.point)
    least = None if first is None or high is None else max(first - high, timedelta(0))
    return least, None if last is None or low is None else last - low


def certainly_after(at: Written, first_bad: pd.Timestamp) -> bool:
    """Whether a time is later than the onset, however it is meant."""
    return at.form != "about" and at.low is not None and at.low > first_bad


def _by(at: Written, first_bad: pd.Timestamp) -> bool:
    """Return whether an open or rough time lies, as stated, before the onset."""
    return at.latest is not None and at.latest <= first_bad
