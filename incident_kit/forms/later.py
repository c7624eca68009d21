"""What a press does, done once the letters typed before it have come."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# the last letters of a field may come so long behind a press that needs them: they
# wait for the kernel's answer to the first ones, and a press does not
_BEHIND_S = 0.3


def later(act: Callable[[], None]) -> None:
    """Do something soon, without waiting for it; at once where nothing runs."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        act()
        return
    loop.call_later(_BEHIND_S, act)
