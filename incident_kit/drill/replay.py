"""A drill that goes on: its clock, and what it lets be known at each beat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.drill.clock import ReplayClock
from incident_kit.drill.practice import moved

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.drill.practice import Practice
    from incident_kit.store.home import Home

SLOWEST, FASTEST = 1.0, 3600.0


class Replay:
    """The replay of one practice; it stands still until somebody starts it.

    What time it is in the practice's incidents folder, its clock says.
    """

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self._state = practice.state()
        self.clock = ReplayClock(
            practice.at(self._state), end=practice.ends_at, speed=self._state.speed
        )
        self.home: Home = practice.home(self.clock.now)

    @property
    def is_ended(self) -> bool:
        """Whether its end was reached, or somebody ended it: the debrief's turn."""
        return self._state.ended

    @property
    def next_at(self) -> datetime:
        """When the next thing becomes known: the end, where none does before."""
        now = self.clock.now()
        later = (one.at for one in self.practice.facts if now < one.at)
        return min((*later, self.clock.end))

    def beat(self) -> None:
        """Let be known what is by now; at the end of the incident the drill ends.

        Raises
        ------
        IncidentKitError, OSError
            If the practice cannot be written; the next beat tries again.
        """
        now = self.clock.now()
        # what is kept is a whole second: never later than what was released
        now = now.replace(microsecond=0)
        before = self.practice.at(self._state)
        if now > before:
            self.practice.release(now, after=before)
            self._keep(now)
        if self.clock.is_over and not self.is_ended:
            self.end()

    def skip(self) -> None:
        """Go to when the next thing becomes known."""
        self.clock.jump(self.next_at)
        self.beat()

    def change_speed(self, times: float) -> None:
        """Go so many times as fast as before, within reason."""
        self.clock.speed = min(max(self.clock.speed * times, SLOWEST), FASTEST)
        self._keep(self.practice.at(self._state))

    def end(self) -> None:
        """End the drill: its clock stands still for good."""
        self.clock.pause()
        self._keep(self.practice.at(self._state), ended=True)

    def _keep(self, at: datetime, *, ended: bool = False) -> None:
        self._state = moved(
            self._state,
            at,
            speed=self.clock.speed,
            ended=ended or self._state.ended,
        )
        self.practice.keep(self._state)
