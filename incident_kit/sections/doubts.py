"""What we do not know, what would make the review better, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import clock_words, day_words, duration_words
from incident_kit.page.blocks import Block, Footer, Improve, KeyList, Paragraph, Section
from incident_kit.series.levels import MIN_BASELINE
from incident_kit.styled import Span, Words, code, link, strong, w
from incident_kit.version import __version__
from incident_kit.wording.differences import both_sides
from incident_kit.wording.explained import explained_words, stale_rows
from incident_kit.wording.phrases import cap, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.record.incident_record import Record
    from incident_kit.timing.assessment import Assessment

_DEFINITIONS = (
    (
        "Onset",
        "the last surely good to the first clearly bad sample around the move that exceeds most what the series did before; a healthy series shows such a move about three times in a hundred; eight times where a page says when to look (simulated counts with a daily course). Of several series the first counts; without a series the stated start.",
    ),
    (
        "Usual level",
        "what up to 120 samples just before the onset show: as large a share of the traffic where that is known, else the course of earlier days where there are some and it has one, else their median. With traffic a sample is judged per traffic: a quiet night is no recovery. The band is four scaled median deviations wide, at least 5 % of the largest excess.",
    ),
    (
        "Time to detect, mitigate, fix",
        "from onset to the first report, to users fine again by whatever means, to the cause removed. Where a series shows it, fine again is when impact (per traffic, where that is known) stays at or below a quarter of its highest excess.",
    ),
    ("Time to acknowledge", "from detection until somebody took it up."),
    ("First relief", "onset to the first action that helped and was not taken back."),
    (
        "Affected place",
        "more than a quarter of its samples lie beyond everything it showed while it was good; at most one in twenty is normal. Its share is of what all places have more than usual.",
    ),
    (
        "Impact",
        "the area over what is usual at each sample, in the series’ own unit; stretches without samples are not filled in and make it “at least”.",
    ),
    (
        "Wave",
        "impact that rises again after a calm (usual, or at most a quarter of its level lately) that its own pauses do not explain, or in another series after an action; “caused by” only when that action is stated worse or undoing it ended the wave.",
    ),
    (
        "Effect of an action",
        "how much of the impact per traffic (or per the usual day) went away, from up to 60 samples before and after, cut at the next action; the 95 % interval allows for impact that was easing already. Actions under ten samples apart cannot be told apart.",
    ),
    (
        "Averted",
        "what would have been added had the impact just before the mitigation gone on until the fix: flat, with the traffic or as on a usual day, or decaying as it may have decayed; a 95 % interval over all of these and the scatter of the samples, rounded to two digits.",
    ),
    (
        "Avoidable",
        "the impact from when an option became known, or five minutes after detection, on; an upper end, because its effect is not measured.",
    ),
    (
        "Impact by phase",
        "from the first bad sample until detected, acknowledged, the first change to production, mitigated, then to the later of fix and impact’s end; the parts add up to the impact, and what is left after a wave’s end is the residual level; percents add up to 100 by the largest remainder.",
    ),
    ("Order of response", "a sequence of events, not a person."),
)


_HOW_TO_ADD = w(
    "Each line is a field of ",
    code("incident.yaml"),
    ": write what is known, ",
    code("unknown"),
    " where you asked and nobody knows, and build the review again.",
)


def unknowns(found: Assessment) -> Section:
    """Return the open questions, what does not agree, then what would help."""
    open_rows = (*_asked_questions(found.incident.record), *_measured_gaps(found))
    apart = (*_differences(found), *stale_rows(found))
    wished = tuple((name, w(text)) for name, text in wishes(found))
    parts: list[tuple[str, tuple[Block, ...]]] = []
    if open_rows:
        parts.append(("What we do not know", (KeyList(open_rows),)))
    if apart:
        parts.append(("What does not agree", (KeyList(apart),)))
    if wished:
        how = (Paragraph(_HOW_TO_ADD), Improve(wished))
        parts.append(("What would make this review better", how))
    blocks: list[Block] = []
    for number, (name, part) in enumerate(parts):
        if number:
            blocks.append(Paragraph(w(strong(name))))
        blocks += part
    return Section(
        id="unknowns",
        heading=parts[0][0] if parts else "What we do not know",
        blocks=tuple(blocks),
        hint="Every field is filled and no question is open.",
    )


def _asked_questions(record: Record) -> list[tuple[Words, Words]]:
    rows = []
    for one in record.questions:
        answered = one.answer not in {None, "unknown"}
        answer = str(one.answer) if answered else "No answer yet."
        owner = f" {one.owner} asks on." if one.owner and not answered else ""
        rows.append((w(strong(one.what)), w(f"{answer}{owner}")))
    return rows


def _differences(found: Assessment) -> list[tuple[Words, Words]]:
    """Return what does not agree: shown, never rewritten.

    What was said of a letter and of an action stands beside what was measured, in
    the map and in the ledger, and here once it is explained.
    """
    rows = []
    for one in found.differences:
        why = explained_words(found, one)
        stands_there = one.is_measured and one.path[0] in {"blast", "actions"}
        if stands_there and (not why or one.path[0] == "blast"):
            continue
        told = both_sides(found, one)
        head = w(strong(told.said), f" {told.against}")
        if not one.is_measured:
            head = w(strong(f"{told.said} — {told.against}."))
        rows.append((head, w(why or f"{cap(told.mend)}; or explain why both stand.")))
    return rows


def _measured_gaps(found: Assessment) -> list[tuple[Words, Words]]:
    rows = [
        (
            w(
                strong(
                    f"How many {harm.series} there were in {duration_words(harm.missing)} without a sample."
                )
            ),
            w("The stretch is left out of every sum, so the amount is “at least”."),
        )
        for harm in found.harm
        if harm.missing.total_seconds() >= 60
        and harm.amount is not None
        and harm.is_bound
    ]
    for anchor in found.blast.anchors:
        if anchor.verdict == "begins bad":
            rows.append(
                (
                    w(strong(f"When {anchor.series} began.")),
                    w("The series begins bad; earlier samples would show it."),
                )
            )
        if anchor.verdict == "too little baseline":
            rows.append(
                (
                    w(strong(f"Since when {anchor.series} were unusual.")),
                    w(f"Fewer than {MIN_BASELINE} samples lie before it was noticed."),
                )
            )
    untimed = [
        one.what
        for one in found.incident.record.changes or ()
        if one.at.form == "unknown"
    ]
    rows += [
        (
            w(strong(f"When this changed: {what}.")),
            w("It stays possible until its time is known."),
        )
        for what in untimed
    ]
    unmeasured = [one for one in found.harm if one.kind == "state"]
    asked = {question.what for question in found.incident.record.questions}
    if unmeasured and not asked:
        rows.append(
            (
                w(strong("How much impact there was.")),
                w("Intervals say when, not how much over time."),
            )
        )
    return rows


def wishes(found: Assessment) -> list[tuple[str, str]]:
    """Return each field that would answer something, in the order of the page."""
    record = found.incident.record
    said = record.blast
    letters = [name for name, letter in said.letters if not letter.is_answered]
    fields = {
        "B": "blast_radius",
        "L": "location",
        "A": "anchor_time",
        "S": "system_change",
        "T": "temporary_mitigation",
    }
    named: list[tuple[str, str]] = []
    if not record.impact:
        named.append(
            (
                "impact",
                "a series of what users suffered (a CSV beside the record), or during: intervals; it gives onset, amount and effects",
            )
        )
    if not found.clocks.onset.is_known:
        named.append(
            (
                "started_at",
                "since when; without it every clock counts from detection only",
            )
        )
    named += [
        (name, text)
        for name, text in (
            ("detected_at", "when it was first noticed"),
            ("mitigated_at", "when users were fine again"),
            ("fixed_at", "when the cause was removed; write not yet while it is there"),
        )
        if getattr(record, name).form == "unknown"
        and not (name == "mitigated_at" and found.clocks.mitigate.how == "measured")
    ]
    if len(letters) == 5:
        named.append(("blast", "the five answers, each with answered_at"))
    else:
        named += [
            (f"blast.{fields[letter]}.answer", "not asked so far") for letter in letters
        ]
    timed = {
        one.letter for one in found.response.letters if one.asked == "time unknown"
    }
    if (
        timed
        and found.response.first_change is not None
        and len(timed) == 5 - len(letters)
    ):
        named.append(
            (
                "answered_at",
                "in each letter under blast: when it was answered; it shows what came first",
            )
        )
    named += [
        (name, text)
        for name, text in (
            ("changes", "what moved before it: deploys, configuration, flags, jobs"),
            ("actions", "what was done to production, with for, kind and applied_at"),
            ("timeline", "what was seen and said, with its source"),
            ("contributing_factors", "what had to be there, too"),
            ("follow_ups", "what is promised, with owner and due"),
        )
        if (not getattr(record, name) and getattr(record, name) != ())
        or (name == "timeline" and not record.timeline)
    ]
    return named


def sources(found: Assessment, *, hidden: Sequence[str] = ()) -> Section:
    """Return the inputs with digests, the definitions, the version.

    ``hidden`` names definitions of what the page does not show.
    """
    record = found.incident.record
    inputs = [_input(one.name, one.sha256, one.rows) for one in found.incident.inputs]
    inputs += [_reference(one.what, one.link, one.note) for one in record.references]
    extra = [
        w(code(str(key)), f" {_flat(value)}") for key, value in record.extra.items()
    ]
    as_of = found.clocks.as_of
    text = f"built with incident-kit {__version__}"
    if as_of is not None:
        zone = found.incident.zone
        day, clock = day_words(as_of, zone), clock_words(as_of, zone)
        # a day of which only the date is known names no hour
        at = day if clock == "00:00" else f"{day} {clock} {zone.key}"
        text = f"as of {at}, {text}"
    definitions = tuple(
        w(strong(name), f": {words}")
        for name, words in _definitions(found)
        if name not in hidden
    )
    return Section(
        id="sources",
        blocks=(
            Footer(inputs=(*inputs, *extra), definitions=definitions, versions=w(text)),
        ),
    )


def _definitions(found: Assessment) -> list[tuple[str, str]]:
    """Return the definitions behind the numbers that this page shows."""
    measured = {"Usual level", "Impact", "Effect of an action"}
    hidden = set() if found.incident.measured else measured
    clocks = (found.clocks.detect, found.clocks.mitigate, found.clocks.fix)
    if not any(one.elapsed.is_known or one.since_detection.is_known for one in clocks):
        hidden |= {"Onset", "Time to detect, mitigate, fix"}
    shown = {
        "Averted": found.averted.counterfactuals,
        "Avoidable": found.avoidable,
        "Impact by phase": found.phases,
        "Affected place": found.blast.places,
        "Time to acknowledge": found.clocks.own_start,
    }
    hidden |= {name for name, values in shown.items() if not values}
    if len(found.blast.waves) < 2 and not found.incident.measured:
        hidden.add("Wave")
    if not found.incident.record.actions:
        hidden |= {"First relief", "Order of response"}
    timed = (found.clocks.detect, found.clocks.mitigate, found.clocks.fix)
    if not any(clock.moment.is_known for clock in timed):
        hidden |= {"Onset", "Time to detect, mitigate, fix"}
    return [(name, words) for name, words in _DEFINITIONS if name not in hidden]


def _input(name: str, sha256: str, rows: int | None) -> Words:
    size = f", {plural(rows, 'row')}" if rows is not None else ""
    return w(code(name), f"{size}, sha-256 ", code(f"{sha256[:12]} … {sha256[-4:]}"))


def _reference(what: str, url: str | None, note: str | None) -> Words:
    parts: list[str | Span] = [link(what, url) if url else what]
    if note:
        parts.append(f", {note}" if url else f": {note}")
    return w(*parts)


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_flat(part)}" for key, part in value.items())
    if isinstance(value, tuple):
        return ", ".join(_flat(part) for part in value)
    return "" if value is None else str(value)
