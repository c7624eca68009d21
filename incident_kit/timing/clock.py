"""The clocks of one incident, by one definition each.

onset: the anchor bracket if measured, else the stated start.  Every clock runs
from onset except those that the table of turning points counts from another one
(*acknowledge*: from detection); each also says how long after detection.  There is no MTTR and no "time to resolve" here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from incident_kit.blast.around import CREDIT
from incident_kit.blast.assess import assess_blast
from incident_kit.incident import last_instant
from incident_kit.instants.elapsed import (
    NEAR,
    UNKNOWN_ELAPSED,
    Elapsed,
    comes_before,
    elapsed,
)
from incident_kit.instants.written import UNKNOWN, Written
from incident_kit.record.moments import MOMENTS
from incident_kit.results.clocks import (
    Clock,
    Clocks,
    How,
    Order,
    Recovery,
    Residual,
    State,
)
from incident_kit.series.levels import IN_A_ROW, check_series, usual_step_s
from incident_kit.series.recovery import amount_left, level_left, share_of_worst
from incident_kit.timing.relief import Relief, brought_about, reliefs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from incident_kit.incident import Incident
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Action
    from incident_kit.results.findings import BlastMap, SeriesFinding


def clocks(
    incident: Incident, *, as_of: datetime | None = None, blast: BlastMap | None = None
) -> Clocks:
    """Return how long it took: to detect, to first relief, to mitigate, to fix.

    Parameters
    ----------
    incident
        The record and its evidence.
    as_of
        The instant up to which ``not yet`` is known; by default the last one
        at which something happened in the record or its evidence.
    blast
        The BLAST map, when it was computed already.
    """
    record = incident.record
    blast = blast or assess_blast(incident)
    as_of = as_of or last_instant(incident)
    onset, onset_how = onset_of(record, blast)
    timer = _Timer(onset=onset, detected=record.detected_at, as_of=as_of)
    recovery = measured_recovery(blast, record, as_of)
    helped = reliefs(record, blast, recovery)
    # of several without a time nobody knows which came first
    is_known = len(helped) == 1 or (helped and helped[0].at.earliest is not None)
    relief = helped[0] if is_known else Relief()
    fine = record.mitigated_at
    if recovery is not None and recovery.at is not None:
        fine = recovery.at
    mitigate = _mitigate(
        timer, record.mitigated_at, recovery, brought_about(helped, fine, record, blast)
    )
    fixing = record.fixing_action
    fix = timer.clock(
        "Fix", record.cause_removed_at, how="said", action=_fixed_by(record)
    )
    first = timer.clock(
        "First relief",
        relief.at,
        how=relief.how,
        action=relief.action,
    )
    return Clocks(
        onset=onset,
        onset_how=onset_how,
        as_of=as_of,
        detect=timer.clock("Detect", record.detected_at, how="said"),
        acknowledge=_own_start("acknowledged_at", record, as_of),
        first_relief=first,
        mitigate=mitigate,
        fix=fix,
        state=_state(
            mitigate.moment,
            _all_gone(record, fix.moment),
            goes_on=_goes_on(blast, record, recovery),
        ),
        order=_order(relief, fixing, fix.moment, record.actions),
        recovery=recovery,
    )


def _fixed_by(record: Record) -> Action | None:
    """Return the action that ends the clock of the fix: at its time, not at another."""
    action, at = record.fixing_action, record.fixed_at
    if action is None or not at.is_known or action.begun_at is None:
        return action
    done = action.done_at or action.begun_at
    is_apart = at.low is not None and at.low > done + NEAR
    is_early = at.high is not None and at.high < action.begun_at - NEAR
    return None if is_apart or is_early else action


def _own_start(field: str, record: Record, as_of: datetime | None) -> Clock:
    """Return the clock of a turning point that counts from another one."""
    row = MOMENTS[field]
    moment: Written = getattr(record, field)
    return Clock(
        name=row.clock,
        moment=moment,
        how="unknown" if moment.form == "unknown" else "said",
        elapsed=elapsed(getattr(record, row.counted_from), moment, as_of=as_of),
        since_detection=elapsed(record.detected_at, moment, as_of=as_of),
        counted_from=row.counted_from,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timer:
    """What every clock of one incident shares."""

    onset: Written
    detected: Written
    as_of: datetime | None

    def clock(
        self,
        name: str,
        moment: Written,
        *,
        how: How,
        action: Action | None = None,
        said: Written | None = None,
    ) -> Clock:
        return Clock(
            name=name,
            moment=moment,
            action=action.id if action else "",
            said=said,
            how="unknown" if moment.form == "unknown" else how,
            elapsed=self._since(self.onset, moment, name),
            since_detection=self._since(self.detected, moment, name),
        )

    def _since(self, start: Written, moment: Written, name: str) -> Elapsed:
        """Return the duration; only detection may precede what it counts from.

        A span that might reach back before it is cut there: what is left is
        "at most".  What lies before it for certain stays: it is an error to show.
        """
        value = elapsed(start, moment, as_of=self.as_of)
        low, high = value.low, value.high
        if value.open and (low or value.stated or timedelta(0)) <= timedelta(0):
            return UNKNOWN_ELAPSED  # nothing has passed that could be counted
        if name == "Detect" or low is None or low >= timedelta(0):
            return value
        if high is None:
            return UNKNOWN_ELAPSED
        if high < timedelta(0):
            return value
        return Elapsed(
            kind="at most", high=high, stated=value.stated, by_day=value.by_day
        )


def onset_of(record: Record, blast: BlastMap) -> tuple[Written, How]:
    """Return the onset and how it is known: the measured bracket heads."""
    anchor = blast.anchor
    low = None if anchor.last_good is None else anchor.last_good.to_pydatetime()
    high = None if anchor.first_bad is None else anchor.first_bad.to_pydatetime()
    if anchor.is_measured:
        return Written.between(low, high, source=anchor.series), "measured"
    if record.started_at.is_known:
        return record.started_at, "said"
    if high is not None or low is not None:
        return Written.between(low, high), "said"
    return UNKNOWN, "unknown"


def measured_recovery(
    blast: BlastMap, record: Record, as_of: datetime | None = None
) -> Recovery | None:
    """Return from when impact stays low, None where no series can tell.

    The last series to fall decides; what it is until the cause is removed or users are
    said to be fine, whichever is later, else until the data end, is the residual.
    A series that ends in the middle of it tells only that it was not over then.
    """
    hurt = [one for one in blast.series if one.is_hurt]
    if not hurt:
        return None
    falls = [one.low_from for one in hurt if one.low_from is not None]
    if len(falls) < len(hurt):
        return _open_recovery(hurt, record, as_of)
    at = max(falls).to_pydatetime()
    fixed, said = record.cause_removed_at.latest, record.mitigated_at.latest
    ends = [one for one in (fixed, said) if one is not None and one > at]
    until = max(ends, default=as_of)
    if until is None:
        return Recovery(at=Written.exactly(at))
    by: Literal["fix", "said", "data"] = "fix" if until == fixed else "said"
    if not ends:
        by = "data"
    residuals = tuple(
        Residual(
            series=one.name,
            unit=one.series.unit,
            per=one.series.per,
            level=level,
            until=by,
            amount=amount_left(one.series, one.anchor, until),
            share=share_of_worst(one.series, one.anchor, level),
        )
        for one in hurt
        if (level := level_left(one.series, one.anchor, _faded(one, at), until))
        is not None
    )
    return Recovery(at=Written.exactly(at), residuals=residuals)


def _faded(one: SeriesFinding, at: datetime) -> datetime:
    """Return from when what is left of a series is a rest, and no longer its fading."""
    end = one.anchor.waves[-1].end
    return end.to_pydatetime() if end is not None and at < end <= at + CREDIT else at


def _open_recovery(
    hurt: Sequence[SeriesFinding], record: Record, as_of: datetime | None
) -> Recovery | None:
    """Return that it is not over, as far as those series go that have not fallen."""
    lasts = [_last_seen(one) for one in hurt if one.low_from is None]
    seen, step = min(lasts)
    if as_of is None or as_of - seen <= max(IN_A_ROW * step, NEAR):
        return Recovery(at=Written(form="not yet", text="not yet"))
    said = record.mitigated_at
    if said.has_happened and said.high is not None and said.high < seen:
        return Recovery(at=Written.between(seen, None))
    return None


def _last_seen(one: SeriesFinding) -> tuple[datetime, timedelta]:
    """Return the last sample of a series, and how far apart they are."""
    assert one.series.values is not None  # noqa: S101  # what is hurt has levels
    known = check_series(one.series.values)
    last: datetime = known.index[-1].to_pydatetime()
    return last, timedelta(seconds=usual_step_s(known))


def _mitigate(
    timer: _Timer, said: Written, recovery: Recovery | None, action: Action | None
) -> Clock:
    if recovery is None or recovery.at is None:
        return timer.clock("Mitigate", said, how="said", action=action)
    return timer.clock(
        "Mitigate",
        recovery.at,
        how="measured",
        said=said if said.form != "unknown" else None,
        action=action,
    )


def _state(mitigated: Written, fixed: Written, *, goes_on: bool) -> State:
    over, gone = mitigated.has_happened, fixed.has_happened
    if over:
        if gone:
            return "fixed, impact goes on" if goes_on else "over"
        return "mitigated, fix unknown" if gone is None else "mitigated, not fixed"
    if gone:
        return "unknown" if over is None else "fixed, impact goes on"
    return "ongoing" if over is False else "unknown"


def _goes_on(blast: BlastMap, record: Record, recovery: Recovery | None) -> bool:
    """Whether part of the impact was left after the fix, until the last sample.

    Unless users are said to be fine since then.
    """
    fixed, said = record.cause_removed_at.latest, record.mitigated_at
    if recovery is None or not recovery.is_partial or fixed is None:
        return False
    left = [
        one for one in blast.series if one.is_hurt and one.anchor.waves[-1].end is None
    ]
    fine = said.latest if said.has_happened else None
    return any(
        seen - fixed >= IN_A_ROW * step and (fine is None or fine < seen)
        for seen, step in map(_last_seen, left)
    )


def _all_gone(record: Record, fixed: Written) -> Written:
    """Return when every cause was gone: of one that is left nobody may know."""
    left = record.causes_left
    if not left:
        return fixed
    is_there = any(one.fixed_at.form == "not yet" for one in left)
    return Written(form="not yet", text="not yet") if is_there else UNKNOWN


def _order(
    relief: Relief,
    fixing: Action | None,
    fixed: Written,
    actions: Sequence[Action] | None,
) -> Order:
    if relief.at.form == "unknown" and relief.action is None:
        # an empty list was asked for: nothing was done, and the cause went away
        return "fix only" if fixed.is_known and actions is not None else "unknown"
    by_fix = fixing is not None and relief.action == fixing
    if by_fix and fixed.form != "not yet":
        return "same action"
    if fixed.form == "unknown":
        return "relief, fix unknown"
    if fixed.form == "not yet":
        return "relief first"
    order = _compared(relief.at, fixed)
    # two actions in one minute have no order
    return "unknown" if order == "same action" and fixing is not None else order


def _compared(relief: Written, fixed: Written) -> Order:
    """Return which came first, by the stated points, else only if certain."""
    if relief.stated is not None and relief.stated == fixed.stated:
        return "same action"
    if comes_before(relief, fixed):
        return "relief first"
    if comes_before(fixed, relief):
        return "fix first"
    return "unknown"
