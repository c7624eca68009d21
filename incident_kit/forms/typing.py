"""What a press does, done once the letters typed before it have come.

A front end sends a field's next value only when the kernel has answered the one
before; a press does not wait for that.  So the kernel asks the front end for an echo:
what it held back goes out before the echo does, and arrives before it.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import anywidget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# without an echo yet, as in a front end that has none; and at the longest
_AT_FIRST_S, _AT_MOST_S = 0.3, 5.0


class _Echo(anywidget.AnyWidget):
    """Nothing to see: its model says back what it is told."""

    _esm = (files("incident_kit.forms") / "echo.js").read_text(encoding="utf-8")

    def __init__(self) -> None:
        super().__init__()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._is_heard = False
        self._asked = 0
        self._waiting: dict[int, Callable[[], None]] = {}
        self.on_msg(self._on_message)

    def wait(self, act: Callable[[], None], loop: asyncio.AbstractEventLoop) -> None:
        """Do something once what was typed until now has come."""
        self._asked += 1
        self._waiting[self._asked] = act
        loop.call_later(
            _AT_MOST_S if self._is_heard else _AT_FIRST_S, self._do, self._asked
        )
        self.send({"echo": self._asked})

    def _on_message(self, _: object, content: Mapping[str, Any], __: object) -> None:
        self._is_heard = True
        with suppress(RuntimeError):
            self.loop = asyncio.get_running_loop()
        self._do(content.get("echo"))

    def _do(self, asked: object) -> None:
        act = self._waiting.pop(asked, None) if isinstance(asked, int) else None
        if act is not None:
            act()


@cache
def _echo() -> _Echo:
    return _Echo()


def listen() -> None:
    """Let the front end make its side of the echo before anybody presses."""
    _echo()


def beside_presses(act: Callable[[], None]) -> None:
    """Do something where presses are done, so that neither cuts into the other.

    JupyterLab may let the kernel take messages of widgets in a thread of their own.
    """
    loop = _echo().loop
    if loop is None or loop.is_closed():
        act()
    else:
        loop.call_soon_threadsafe(act)


def once_typed(act: Callable[[], None]) -> None:
    """Do something when the letters before it are here; at once where nothing runs."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        act()
        return
    _echo().wait(act, loop)
