"""The clock of a replay: what time it is in the incident that is practised."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


class ReplayClock:
    """A clock that starts at an instant (UTC), stands still, or runs ``speed`` times as fast.

    It never goes back, and never beyond its ``end``.  ``seconds`` is what it counts
    real time by.
    """

    def __init__(
        self,
        at: datetime,
        *,
        end: datetime,
        speed: float,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.end = end
        self._at = min(at, end)
        self._speed = speed
        self._seconds = seconds
        self._since: float | None = None

    def now(self) -> datetime:
        """Return the instant (UTC) that the replay has come to."""
        if self._since is None:
            return self._at
        gone = timedelta(seconds=(self._seconds() - self._since) * self._speed)
        return min(self._at + gone, self.end)

    @property
    def is_running(self) -> bool:
        """Whether it moves."""
        return self._since is not None

    @property
    def is_over(self) -> bool:
        """Whether the end is reached."""
        return self.now() >= self.end

    @property
    def speed(self) -> float:
        """How many times as fast as it was."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._settle()
        self._speed = speed

    def run(self) -> None:
        """Move, from where it stands."""
        if self._since is None:
            self._since = self._seconds()

    def pause(self) -> None:
        """Stand still."""
        self._settle()
        self._since = None

    def jump(self, to: datetime) -> None:
        """Go to a later instant at once; it stands or runs as before."""
        self._settle()
        self._at = min(max(self._at, to), self.end)

    def _settle(self) -> None:
        """Keep what was reached so far: what comes counts from there."""
        self._at = self.now()
        if self._since is not None:
            self._since = self._seconds()
