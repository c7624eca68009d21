"""Format 0, a made-up older one: it was never in use.

It stands here so that the way from an older format to the present one is walked
and tested before a real one needs it.  Its rules:

- Times were called ``start detected acknowledged declared mitigated resolved
  closed``; *resolved* meant that the cause was removed.  The zone was ``tz``.
- ``mitigations`` and ``fixes`` were two lists; an item was a sentence, or a map
  with ``what at until kind effect by source note``.
- ``action_items`` were ``task owner deadline ticket link status kind``.
- ``events`` were ``time text source link``.
- ``status`` was the state of the review, ``root_causes`` the factors.
- Everything else was as it is today.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = "0"

FIELDS: Mapping[str, str] = {
    "tz": "timezone",
    "status": "review",
    "start": "started_at",
    "detected": "detected_at",
    "acknowledged": "acknowledged_at",
    "declared": "declared_at",
    "mitigated": "mitigated_at",
    "resolved": "fixed_at",
    "closed": "closed_at",
    "root_causes": "contributing_factors",
    "action_items": "follow_ups",
    "events": "timeline",
}
ITEMS: Mapping[str, Mapping[str, str]] = {
    "follow_ups": {"task": "what", "deadline": "due", "status": "state"},
    "timeline": {"time": "at", "text": "what"},
    "actions": {"at": "applied_at", "until": "ended_at"},
}
LISTS: Mapping[str, tuple[str, str]] = {
    "mitigations": ("stabilize", "mitigation"),
    "fixes": ("fix", "fix"),
}
"""The two lists that became ``actions``: what each was for, and how IDs begin."""


def migrate_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a format 0 record as format 1 holds them.

    The edits of the text must come to the same; this is what they are
    compared with.
    """
    new: dict[str, Any] = {}
    for name, value in data.items():
        if name not in LISTS:
            new[FIELDS.get(name, name)] = copy.deepcopy(value)
    new["schema"] = "1"
    if any(name in data for name in LISTS):
        new["actions"] = _actions(data)
    for name, fields in ITEMS.items():
        items = new.get(name)
        if isinstance(items, list):
            new[name] = [_renamed(one, fields) for one in items]
    return new


def _actions(data: Mapping[str, Any]) -> Any:
    """Return the two lists as one, each item with its purpose and an ID."""
    made = []
    for name, (purpose, prefix) in LISTS.items():
        items = data.get(name)
        for number, item in enumerate(items if isinstance(items, list) else [], 1):
            told = {"what": item} if isinstance(item, str) else dict(item)
            made.append(told | {"id": f"{prefix}-{number}", "for": purpose})
    written = [data[name] for name in LISTS if name in data]
    return made or ("none" if "none" in written else [])


def _renamed(item: Any, fields: Mapping[str, str]) -> Any:
    if not isinstance(item, dict):
        return item
    return {fields.get(name, name): value for name, value in item.items()}
