"""Round numbers for scales of values and of elapsed time, and how they print."""

from __future__ import annotations

from datetime import timedelta
from math import floor, log10

from incident_kit.instants.words import duration_words
from incident_kit.layout.axis import DAY, STEPS


def nice_step(span: float, count: int) -> float:
    """Return a round step that cuts a span into about ``count`` pieces."""
    rough = span / count
    if rough <= 0:
        return 1.0
    size = 10.0 ** floor(log10(rough))
    return float(
        next(f * size for f in (1, 2, 2.5, 5, 10) if f * size >= rough * 0.999)
    )


def value_text(value: float, step: float) -> str:
    """Return a value as an axis prints it.

    Examples
    --------
    >>> value_text(1500.0, 500.0), value_text(0.25, 0.05)
    ('1,500', '0.25')
    """
    if abs(value) >= 1e6:
        for size, unit in ((1e12, "T"), (1e9, "bn"), (1e6, "M")):
            if abs(value) >= size:
                return (
                    f"{value / size:g} {unit}" if abs(value) < 1e15 else f"{value:.1e}"
                )
    if 0 < step < 1e-4:
        return f"{value:.1e}" if value else "0"
    digits = max(0, -floor(log10(step))) if step < 1 else 0
    if step < 1 and abs(step * 10**digits - round(step * 10**digits)) > 1e-6:
        digits += 1
    if step >= 1 and abs(step - round(step)) > 1e-6:
        digits = 1
    return f"{value:,.{digits}f}"


def elapsed_text(seconds: float, step: float) -> str:
    """Return a round elapsed time as a tick prints it, worded as durations are.

    Examples
    --------
    >>> elapsed_text(4200, 600), elapsed_text(86400, 43200), elapsed_text(86400, 86400)
    ('1 h 10 min', '24 h', '1 d')
    """
    sign = "−" if seconds < 0 else ""
    if seconds and step % DAY == 0:
        return f"{sign}{abs(seconds) / DAY:.0f} d"
    return f"{sign}{duration_words(timedelta(seconds=seconds))}"


ELAPSED_STEPS = (
    *STEPS,
    *(days * DAY for days in (30, 60, 90, 180, 365, 730, 1825, 3650)),
)
