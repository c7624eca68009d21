"""Since when, in words: the bracket, the other series, the earliest sign."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from incident_kit.instants.words import (
    clock_words,
    duration_words,
    joined,
    moment_words,
)
from incident_kit.series.levels import MIN_BASELINE
from incident_kit.wording.phrases import cap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from incident_kit.results.findings import AnchorTime, Sign
    from incident_kit.results.reasons import FindingReason, Shortage

_NAMED = 3
_LONGEST = 60


def anchor_words(anchor: AnchorTime, zone: ZoneInfo) -> str:
    """Return the bracket as a sentence."""
    if anchor.first_bad is None:
        return no_anchor_words(anchor)
    first_bad = clock_words(anchor.first_bad, zone, day=anchor.last_good)
    if anchor.last_good is None:
        text = f"At the latest {first_bad}: the series begins bad."
    else:
        text = (
            f"Between {clock_words(anchor.last_good, zone, day=anchor.first_bad)} (surely good until then) "
            f"and {first_bad} (first bad)."
        )
    return text


def no_anchor_words(anchor: AnchorTime) -> str:
    """Return why a series shows no onset, "" where it does."""
    if anchor.shortage is not None:
        return shortage_words(anchor.shortage)
    if anchor.verdict == "no onset":
        return "no move of the level that is rare in a healthy series"
    return ""


def shortage_words(shortage: Shortage) -> str:
    """Return how many samples there are, and how many it takes."""
    where = "before it was noticed" if shortage.is_noticed else "in its first quarter"
    return (
        f"{shortage.samples} samples {where}; a baseline needs {MIN_BASELINE}; "
        "add earlier samples"
    )


def not_measured_words(anchors: Sequence[AnchorTime]) -> str:
    """Return why no series gives an anchor."""
    for one in anchors:
        if why := no_anchor_words(one):
            name = {"no onset": "No onset found"}.get(
                one.verdict, "Too little baseline"
            )
            return f"{name}: {why}."
    return "No impact series to measure it with."


def anchor_reason(reason: FindingReason) -> str:
    """Return why what was said of it does (not) hold."""
    if reason.by is None:
        return "the answer names no time to compare; add blast.anchor_time.at"
    where = "later" if reason.code == "said later" else "earlier"
    about = "about " if reason.is_about else ""
    return f"said {about}{duration_words(reason.by)} {where} than measured"


def beside_words(
    anchors: Sequence[AnchorTime], sign: Sign | None, anchor: AnchorTime, zone: ZoneInfo
) -> str:
    """Return what the other series and the earliest sign say of the anchor."""
    parts = (series_words(anchors, zone), sign_words(sign, anchor, zone))
    return " ".join(part for part in parts if part)


def sign_words(sign: Sign | None, anchor: AnchorTime, zone: ZoneInfo) -> str:
    """Return how the earliest sign bounds the anchor from outside."""
    if sign is None or sign.at.latest is None:
        return ""
    what = "detected" if sign.what is None else f"“{_short(sign.what)}”"
    told = f"{moment_words(sign.at, zone)} ({what})"
    is_before = anchor.last_good is not None and sign.at.latest < anchor.last_good
    if is_before and not anchor.is_measured:
        return f"The earliest complaint or alert, {told}, lies before the stated start."
    if is_before:
        return (
            f"The earliest complaint or alert, {told}, lies where the series "
            "was surely good: it began earlier than the series shows, or that was about "
            "something else."
        )
    begun = anchor.first_bad
    if not anchor.is_measured and begun is not None and begun < sign.at.latest:
        return ""  # it is said to have begun before
    if not anchor.is_measured:
        return cap(told if told.startswith("by ") else f"at {told}") + " at the latest."
    if sign.what is None:
        return ""
    return f"The earliest complaint or alert on record came at {told}."


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def series_words(anchors: Sequence[AnchorTime], zone: ZoneInfo) -> str:
    """Return whether the series agree on since when; they are never averaged."""
    timed = [(at, one) for one in anchors if (at := one.first_bad) is not None]
    if len(anchors) < 2 or not timed:
        return ""
    (began, first), *others = sorted(timed, key=itemgetter(0))
    together, later = [first.series], []
    for at, one in others:
        if one.last_good is None or one.last_good <= began:
            together.append(one.series)
            continue
        good = clock_words(one.last_good, zone)
        later.append(f"{one.series} between {good} and {clock_words(at, zone)}")
    names = joined(together, most=_NAMED)
    parts = [f"{names} {'agree' if len(together) > 1 else 'began first'}"]
    if later:
        parts.append(f"later began {joined(later, most=_NAMED)}")
    silent = [one.series for one in anchors if one.first_bad is None]
    if silent:
        parts.append(f"no onset in {joined(silent, most=_NAMED)}")
    words = "; ".join(parts)
    return f"{words[:1].upper()}{words[1:]}."
