"""Words that several sections share: counts, levels, lists, the day of reference."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.blast.around import CREDIT
from incident_kit.instants.words import duration_words, elapsed_words
from incident_kit.styled import Words, unknown, w

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.incident import ImpactSeries
    from incident_kit.instants.elapsed import Elapsed
    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record
    from incident_kit.record.letters import SaidBlastRadius
    from incident_kit.record.parts import FollowUp
    from incident_kit.results.findings import BlastMap, Wave
    from incident_kit.results.harm import Harm

_COUNTED = "no one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = _COUNTED.split()
# how a unit in the plural ends, and its singular: the first that fits
_SINGULAR = {
    "ies": "y",
    "sses": "ss",
    "ches": "ch",
    "shes": "sh",
    "xes": "x",
    "s": "",
}
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
# the longest name of a thing in a figure, in signs
_NAME = 60
ASKED = {
    "B": "who was affected",
    "L": "where it showed",
    "A": "since when",
    "S": "what had changed",
    "T": "what could ease it",
}


def number_words(count: int) -> str:
    """Return "three" for 3; digits above twelve."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else f"{count:,}"


def plural(count: int, noun: str, nouns: str = "") -> str:
    """Return "3 changes" or "one change"."""
    return f"{count:,} {nouns or f'{noun}s'}" if count != 1 else f"one {noun}"


def amount_words(amount: float) -> str:
    """Return a measured amount: whole numbers exact, small ones to three digits."""
    if abs(amount) >= 100 or float(amount).is_integer():
        return f"{amount:,.0f}"
    return f"{amount:.3g}"


def about_words(amount: float) -> str:
    """Return an estimate without its "about": two significant digits.

    Examples
    --------
    >>> about_words(46_035), about_words(1271.0), about_words(3.14)
    ('46,000', '1,300', '3.1')
    """
    rounded = float(f"{amount:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"


def about_range(low: float, high: float) -> str:
    """Return "about 1,000 to 1,300", or one number where both round to it."""
    if low <= 0 < high:
        return f"up to about {about_words(high)}"
    ends = dict.fromkeys((about_words(low), about_words(high)))
    return f"about {' to '.join(ends)}"


def window_words(length: Elapsed, unknown: str = "unknown length") -> str:
    """Return how long an interval lasted; an end that nobody knows is no length."""
    return elapsed_words(length) if length.is_known else unknown


def total_bound(harm: Harm, series: ImpactSeries) -> str:
    """Return how surely it is known how long a state lasted in all: "about"."""
    forms = {moment.form for span in series.during for moment in span}
    sure = "" if forms <= {"exact", "not yet"} else "about"
    return "at least" if harm.is_bound else sure


def level_words(level: float, per: str | None, unit: str = "") -> str:
    """Return a level with its window, "108 per min", or its unit, "58 %".

    A window that is a span is told as it is written: "108 per 15 min".  A share that
    is nearly all has the digits that part it from all: "99.8 %".
    """
    short = {"second": "s", "minute": "min", "hour": "h", "day": "day"}
    text = f"{level:.2g}" if abs(level) < 10 else f"{level:,.0f}"
    if not per:
        text = _nearly(level, 100.0, 1) or _nearly(level, 1.0, 3) or text
    return f"{text} per {short.get(per, per)}" if per else counted(text, unit)


def _nearly(level: float, whole: float, digits: int) -> str:
    """Return a level that is nearly a whole, as it were a share; "" for others."""
    short = 1 - level / whole
    if not 0 < short < 0.05:
        return ""
    for more in range(3):
        text = f"{level:.{digits + more}f}"
        if float(text) < whole:
            return text
    return ""


def counted(number: str, unit: str) -> str:
    """Return a number with its unit, in the singular for one.

    Examples
    --------
    >>> counted("1", "views"), counted("2", "views"), counted("1", "failed queries")
    ('1 view', '2 views', '1 failed query')
    >>> counted("1", "ms"), counted("1", "status"), counted("1", "boxes")
    ('1 ms', '1 status', '1 box')
    """
    last = unit.rpartition(" ")[2]
    if number == "1" and len(last) > 3 and not last.endswith(("ss", "us", "is")):
        for plural, one in _SINGULAR.items():
            if last.endswith(plural):
                unit = f"{unit.removesuffix(plural)}{one}"
                break
    return f"{number} {unit}".strip()


def share_words(part: float, whole: float) -> str:
    """Return a share in percent; under ten percent with one decimal, never all of it."""
    share = 100 * part / whole
    if 0 < share < 0.1:
        return "under 0.1 %"
    if 99.5 <= share < 100:
        return "over 99 %"
    return f"{share:.1f}".removesuffix(".0") + " %" if share < 10 else f"{share:.0f} %"


def fraction_words(share: float) -> str:
    """Return a round share in words: "a quarter", "one in twenty", else "12 %"."""
    names = {0.5: "half", 0.25: "a quarter", 0.2: "a fifth", 0.1: "a tenth"}
    names |= {0.05: "one in twenty"}
    return names.get(share, f"{share * 100:.0f} %")


def fall_words(drop: float) -> str:
    """Return a drop as a signed share of the excess: 0.47 is "−47 %"."""
    percent = round(abs(drop) * 100)
    sign = "−" if drop > 0 else "+"
    return f"{sign}{percent} %" if percent else "0 %"


def cell(text: str | None) -> Words:
    """Return the text of a table's cell, in quiet ink where nobody knows it."""
    return w(text) if text and text != "unknown" else w(unknown())


def cap(text: str) -> str:
    """Return the text with its first letter in upper case; ``pg_dump`` stays."""
    is_code = "_" in text.partition(" ")[0]
    return text if is_code else text[:1].upper() + text[1:]


def bare(text: str) -> str:
    """Return a sentence without its full stop, to go on after it."""
    return text.strip().rstrip(".")


def affected_words(said: SaidBlastRadius) -> str:
    """Return how many of how many: "1,200 of 5,000 users", "" for no number."""
    if said.affected is None:
        return ""
    of = f" of {said.of:,}" if said.of is not None else ""
    return f"{said.affected:,}{of} {said.unit or 'users'}"


def reach_words(said: SaidBlastRadius) -> list[str]:
    """Return whom it could have hit, and how many customers: what is recorded of both."""
    counts = (
        (said.exposed, f"{said.unit or 'users'} exposed"),
        (said.customers, "customers affected"),
    )
    return [
        counted(f"{count:,}", words) if count != 1 else f"1 {words}"
        for count, words in counts
        if count is not None
    ]


def open_ones(promised: Sequence[FollowUp] | None) -> list[FollowUp]:
    """Return the follow-ups that are still owed."""
    return [one for one in promised or () if one.state not in {"done", "dropped"}]


def clipped(text: str, signs: int = 240) -> str:
    """Return a long text up to a word's end; the whole stands further down."""
    text = " ".join(text.split())
    if len(text) <= signs:
        return text
    return text[:signs].rsplit(" ", 1)[0].rstrip(",;:.") + " …"


def whole_sentences(text: str, signs: int) -> tuple[str, bool]:
    """Return the first sentences that fit, and whether more follow further down."""
    text = " ".join(text.split())
    if len(text) <= signs:
        return text, False
    kept = ""
    for sentence in _SENTENCES.split(text):
        if len(kept) + len(sentence) >= signs:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or clipped(text, signs), True


def short(text: str) -> str:
    """Return the first sentence or clause of a text, cut after sixty signs.

    A comma may stand in a list, so what is cut there says so.
    """
    text = " ".join(text.split())
    for stop in ("; ", ". "):
        text = text.partition(stop)[0]
    text = bare(text)
    if len(text) <= _NAME:
        return text
    head = text[: _NAME + 1]
    clause = head.rpartition(", ")[0]
    return f"{clause if len(clause) > _NAME / 3 else head.rsplit(' ', 1)[0].rstrip(',;:')} …"


def harm_words(series: ImpactSeries, amount: str) -> str:
    """Return an amount of a series: "1,300 failed uploads".

    A level without a window is told as level x time, "900 % × min of error
    ratio"; where low is bad the harm is "a shortfall of 900 mails sent".
    """
    name, unit = series.name, series.unit
    text = counted(amount, name) if series.per else f"{amount} {unit} × min of {name}"
    return f"a shortfall of {text}" if series.bad == "low" else text


def hurt_name(name: str, series: Sequence[ImpactSeries]) -> str:
    """Return what of a series is bad: its name, where low is bad the shortfall in it."""
    is_low = any(one.name == name and one.bad == "low" for one in series)
    return f"shortfall in {name}" if is_low else name


def what_of(record: Record, name: str | None) -> str:
    """Return what a change or an action was, by its ID; the ID of an unknown one."""
    cause = record.cause(name)
    return (name or "") if cause is None else cause.what


def is_one_wave(blast: BlastMap, record: Record) -> bool:
    """Whether a series shows one wave alone and its end, and no other was stated."""
    waves = blast.waves
    return (
        len(waves) == 1
        and waves[0].how == "measured"
        and waves[0].end is not None
        and waves[0].follows is None
        and not any(one.ripples for one in blast.series)
        and all(one.start.is_known for one in record.waves or ())
    )


def than_usual(amount: str, name: str, bad: str) -> str:
    """Return "6,004 more failed uploads than usual", fewer where low is bad."""
    return f"{amount} {'fewer' if bad == 'low' else 'more'} {name} than usual"


def wave_amount(wave: Wave, series: Sequence[ImpactSeries]) -> str:
    """Return how much a measured wave held: "26,523 more failed page loads than usual".

    Empty where no amount of it is known.
    """
    of = next((one for one in series if one.name == wave.series), None)
    if of is None or of.per is None or not wave.excess:
        return ""
    return than_usual(amount_words(wave.excess), wave.series, of.bad)


def after_words(wave: Wave, record: Record) -> str:
    """Return "after", or "70 min after" where that is too long to hint at a cause."""
    cause = record.cause(wave.follows)
    at = None if cause is None else cause.begun.point
    if cause is None or at is None or not wave.start_known:
        return "after"
    if wave.start - at <= CREDIT:
        return "after"
    about = "about " if cause.begun.form == "about" else ""
    return f"{about}{duration_words(wave.start - at)} after"


def since_words(wave: Wave, begun: Written) -> str:
    """Return "30 min after", "about the time of" where the wave is dated before it."""
    at = begun.point
    if at is None:
        return "after"
    if wave.start < at:
        return "about the time of"
    if wave.start - at < timedelta(minutes=1):
        return "in the same minute as"
    about = "about " if begun.form == "about" else ""
    return f"{about}{duration_words(wave.start - at)} after"
