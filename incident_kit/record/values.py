"""The types of single values in a record: text in, a typed value out.

The reader hands over text only, so nothing here guesses: each validator names
what it found and how to write it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema

from incident_kit.errors import TimeError
from incident_kit.instants.written import Written, parse_written
from incident_kit.instants.zones import find_zone


def _text(value: object) -> str:
    if value is None:
        raise ValueError("nothing is written here; write words or take the line out")
    if not isinstance(value, str):
        raise ValueError("a list or map where words belong; put quotes around it")  # noqa: TRY004  # pydantic collects ValueError
    if not value.strip():
        raise ValueError("empty text; write words or take the line out")
    return value


def _texts(value: object) -> tuple[str, ...]:
    """Return a list of texts; one text stands for a list of one.

    ``none`` means asked, and there was none.
    """
    if value == "none":
        return ()
    if isinstance(value, list):
        return tuple(_text(item) for item in value)
    return (_text(value),)


def _count(value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"\d{1,15}", value, re.ASCII):
        return int(value)
    if isinstance(value, str) and value.rstrip().endswith("%"):
        raise ValueError(f"{value!r} is a share; write how many that is, in digits")
    raise ValueError(f"{value!r} is not a count; write digits only, such as 175342")


def _ratio(value: object) -> float:
    if isinstance(value, str):
        match = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s?%", value, re.ASCII)
        if match and float(match[1]) <= 100:
            return float(match[1]) / 100
        if re.fullmatch(r"0(\.\d+)?|1(\.0+)?", value, re.ASCII):
            return float(value)
    raise ValueError(f"{value!r} is not a share; write 90 % or 0.9")


def _flag(value: object) -> bool | None:
    words = {"true": True, "yes": True, "false": False, "no": False, "unknown": None}
    if isinstance(value, str) and value in words:
        return words[value]
    raise ValueError(f"{value!r} is neither true nor false; write true or false")


def _not_asked(value: object) -> bool:
    """Return False for ``no``; that it was asked is said by its answer."""
    if value in {"no", "false"}:
        return False
    raise ValueError(
        f"{value!r} where only no may stand; where it was asked write the answer, or unknown"
    )


def _link(value: object) -> str:
    text = _text(value)
    if re.match(r"(?:https?://[^\s<>\"]+|mailto:[^\s<>\"]+)\Z", text):
        return text
    raise ValueError(f"{text[:60]!r} is not a link; write https://…")


def _links(value: object) -> tuple[str, ...]:
    return tuple(_link(one) for one in _texts(value))


def _zone(value: object) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return find_zone(_text(value))
    except TimeError as error:
        raise ValueError(str(error)) from None


def _zone_or_unknown(value: object) -> ZoneInfo | Literal["unknown"]:
    return "unknown" if value == "unknown" else _zone(value)


def _moment(value: object, info: ValidationInfo) -> Written:
    context = info.context or {}
    if value is None:  # in a list; a field without a value never comes here
        raise ValueError("nothing is written here; write a time, not yet or unknown")
    try:
        return parse_written(value, context.get("zone"))
    except TimeError as error:
        raise ValueError(str(error)) from None


def _span(value: object, info: ValidationInfo) -> tuple[Written, Written]:
    if isinstance(value, list) and len(value) == 2:
        start, end = (_moment(part, info) for part in value)
        if start.low and end.high and end.high < start.low:
            raise ValueError("ends before it begins; write [from, to]")
        return start, end
    raise ValueError("not a span; write [from, to]")


def nearest(found: object, known: Iterable[str]) -> str:
    """Return the mend for a word that is not among ``known``."""
    words = list(known)
    close = difflib.get_close_matches(str(found), words, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"write one of {', '.join(words)}"


def allow_none(schema: dict[str, Any]) -> None:
    """Let the JSON Schema of a list take the word ``none``, as the reader does."""
    schema["anyOf"] = [*schema["anyOf"], {"const": "none"}]


_TIME_SCHEMA: Mapping[str, Any] = {
    "description": "2024-05-14 09:01 | about … | about … +-5 min | by … | after … | [earliest, latest] "
    "| a day, month or year | not yet | unknown | {at, source, note}",
    "anyOf": [
        {"type": ["string", "integer"]},
        {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
        {
            "type": "object",
            "properties": {
                "at": {"type": ["string", "integer", "array"]},
                "source": {"type": "string"},
                "note": {"type": "string"},
            },
            "required": ["at"],
            "additionalProperties": False,
        },
    ],
}
TEXT_SCHEMA = {"type": ["string", "number", "boolean"]}
_LIST_SCHEMA = {"anyOf": [{"type": "array", "items": TEXT_SCHEMA}, TEXT_SCHEMA]}

Text = Annotated[str, BeforeValidator(_text), WithJsonSchema(TEXT_SCHEMA)]
Texts = Annotated[
    tuple[str, ...], BeforeValidator(_texts), WithJsonSchema(_LIST_SCHEMA)
]
Asked = Annotated[
    tuple[str, ...] | None, BeforeValidator(_texts), WithJsonSchema(_LIST_SCHEMA)
]
Count = Annotated[
    int, BeforeValidator(_count), WithJsonSchema({"type": "integer", "minimum": 0})
]
Ratio = Annotated[
    float, BeforeValidator(_ratio), WithJsonSchema({"type": ["string", "number"]})
]
Flag = Annotated[
    bool | None,
    BeforeValidator(_flag),
    WithJsonSchema({"enum": [True, False, "yes", "no", "unknown"]}),
]
NotAsked = Annotated[
    bool | None,
    BeforeValidator(_not_asked),
    WithJsonSchema({"enum": [False, "no"]}),
]
Link = Annotated[
    str, BeforeValidator(_link), WithJsonSchema({"type": "string", "format": "uri"})
]
Links = Annotated[
    tuple[str, ...], BeforeValidator(_links), WithJsonSchema(_LIST_SCHEMA)
]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone), WithJsonSchema({"type": "string"})]
ZoneIfKnown = Annotated[
    ZoneInfo | Literal["unknown"],
    BeforeValidator(_zone_or_unknown),
    WithJsonSchema({"type": "string"}),
]
Moment = Annotated[
    Written, BeforeValidator(_moment), WithJsonSchema(dict(_TIME_SCHEMA))
]
Span = Annotated[
    tuple[Written, Written],
    BeforeValidator(_span),
    WithJsonSchema(
        {"type": "array", "items": dict(_TIME_SCHEMA), "minItems": 2, "maxItems": 2}
    ),
]


PER_SECONDS: Mapping[str, float] = {
    "second": 1.0,
    "minute": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
}
_SHORT = {"second": "s", "minute": "min", "hour": "h", "day": "days"}
_UNITS = {f"{word}{end}": word for word in PER_SECONDS for end in ("", "s")}
_UNITS |= {short: word for word, short in _SHORT.items()} | {
    "sec": "second",
    "d": "day",
}
_SPAN_OF_TIME = r"([1-9][0-9]{0,3}) ?([a-z]+)"


def _per(value: object) -> str:
    """Return a word, or a number of its unit, written in one way: "15 min"."""
    if value in PER_SECONDS:
        return str(value)
    match = re.fullmatch(_SPAN_OF_TIME, value) if isinstance(value, str) else None
    unit = _UNITS.get(match[2]) if match else None
    if match is None or unit is None:
        near = nearest(value, PER_SECONDS).rstrip("?")
        end = "?" if near.startswith("did") else ""
        mend = f"{near}, or a span such as 15 min{end}"
        raise ValueError(f"{value!r} is not known here; {mend}")
    return unit if match[1] == "1" else f"{match[1]} {_SHORT[unit]}"


def per_seconds(per: str) -> float:
    """Return the seconds of what a rate counts in.

    Examples
    --------
    >>> per_seconds("minute"), per_seconds("15 min"), per_seconds("2 days")
    (60.0, 900.0, 172800.0)
    """
    count, _, unit = per.rpartition(" ")
    return int(count or 1) * PER_SECONDS[_UNITS[unit]]


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return tuple(_plain(part) for part in value)
    return value


Extra = Annotated[dict[str, Any], BeforeValidator(_plain)]

ActionKind = Literal[
    "feature flag",
    "rollback",
    "disable",
    "degrade",
    "block",
    "failover",
    "scale",
    "drain",
    "restart",
    "restore",
    "deploy",
    "config",
    "other",
    "unknown",
]
Purpose = Literal["stabilize", "fix", "both", "investigate"]
ChangeRole = Literal[
    "trigger",
    "latent",
    "contributing",
    "precursor",
    "innocent",
    "unknown",
]
Effect = Literal["full", "partial", "none", "worse", "protective", "unknown"]
STATED_HELP = frozenset({"full", "partial"})
"""The effects said of an action that are help."""


def _effects(value: object) -> object:
    """Return effects by series: a map, or a list of texts such as "views: full"."""
    if not isinstance(value, list):
        return value
    pairs = {}
    for one in value:
        name, colon, effect = _text(one).rpartition(":")
        if not colon or not name.strip():
            raise ValueError(f"{one!r} names no series; write its name: full")
        pairs[name.strip()] = effect.strip()
    return pairs


Effects = Annotated[
    dict[str, Effect],
    BeforeValidator(_effects),
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "object",
                    "additionalProperties": {"enum": list(get_args(Effect))},
                },
                {"type": "array", "items": TEXT_SCHEMA},
            ]
        }
    ),
]
"""What an action did to each series, by the name of the series."""
Scope = Literal["everyone", "subset", "feature", "unknown"]
DetectedBy = Literal["alert", "monitoring", "customer", "employee", "unknown"]
ReviewState = Literal["draft", "in review", "reviewed", "closed"]
Bad = Literal["high", "low", "either"]
Per = Annotated[
    str,
    BeforeValidator(_per),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(PER_SECONDS)},
                {"type": "string", "pattern": rf"^{_SPAN_OF_TIME}$"},
            ]
        }
    ),
]
"""What a rate counts in: a word, or a number of them ("15 min")."""
HypothesisVerdict = Literal["right", "wrong", "partly", "open", "unknown"]
UpdateKind = Literal["update", "all clear", "all clear withdrawn", "status closed"]
FollowUpState = Literal["open", "in progress", "done", "dropped", "unknown"]
FollowUpKind = Literal["prevent", "detect", "mitigate", "process", "other", "unknown"]

VOCABULARY: frozenset[str] = frozenset(
    word
    for kind in (
        ActionKind,
        Purpose,
        ChangeRole,
        Effect,
        Scope,
        DetectedBy,
        ReviewState,
        Bad,
        HypothesisVerdict,
        FollowUpState,
        FollowUpKind,
        UpdateKind,
    )
    for word in get_args(kind)
) | {*PER_SECONDS}
"""Every word that the format itself gives: no record's own."""
