"""The replay of a drill: what time it is in the incident, and how fast that goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incident_kit.errors import IncidentKitError, system_problem
from incident_kit.forms.fields import button
from incident_kit.forms.said import Lines
from incident_kit.triage.panel import BasePanel
from incident_kit.wording.inside import drill as told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from incident_kit.drill.replay import Replay
    from incident_kit.triage.desk import Desk


class ReplayPanel(BasePanel):
    """The clock of a drill, with what makes it stand, go faster, or leap."""

    title, intro = told.REPLAY

    def __init__(self, desk: Desk, replay: Replay) -> None:
        self._replay = replay
        super().__init__(desk)
        self.widget.add_class("ik-replay")

    def parts(self) -> Sequence[Any]:
        """Return what time it is, and the buttons."""
        self.reading = Lines(self.look)
        self.start = button(told.START, self._on_start, self.look, kind="save")
        self.start.button_style = "primary"
        self.faster = button(told.FASTER, self._on_faster, self.look)
        self.slower = button(told.SLOWER, self._on_slower, self.look)
        self.skip = button(told.SKIP, self._on_skip, self.look)
        self.end = button(told.END, self._on_end, self.look)
        self._buttons = (self.start, self.slower, self.faster, self.skip, self.end)
        return self.row(*self._buttons, self.reading.widget), self.status.widget

    def tick(self, now: datetime) -> None:
        """Release what is known by now, and show what time that is."""
        self._do(self._replay.beat)
        self._show(now)

    def _show(self, now: datetime) -> None:
        clock = self._replay.clock
        zone = self._replay.practice.incident.zone
        words = told.reading(now, zone, clock.speed, is_running=clock.is_running)
        self.reading.say([("next", words)])
        self.start.description = told.PAUSE if clock.is_running else told.START
        if self._replay.is_ended:
            for one in self._buttons:
                one.disabled = True
            self.say(told.ENDED)

    def _on_start(self, _: object) -> None:
        clock = self._replay.clock
        (clock.pause if clock.is_running else clock.run)()
        self._press(self._replay.beat)

    def _on_faster(self, _: object) -> None:
        self._press(lambda: self._replay.change_speed(2))

    def _on_slower(self, _: object) -> None:
        self._press(lambda: self._replay.change_speed(0.5))

    def _on_skip(self, _: object) -> None:
        self._press(self._replay.skip)

    def _on_end(self, _: object) -> None:
        self._press(self._replay.end)

    def _press(self, act: Callable[[], None]) -> None:
        self._do(act)
        self.desk.beat(self.desk.home.now())

    def _do(self, act: Callable[[], None]) -> None:
        try:
            act()
        except IncidentKitError as error:
            self.say(told.NOT_RELEASED, *map(str, error.problems))
        except OSError as error:
            self.say(told.NOT_RELEASED, str(system_problem(error)))
        else:
            self.say("")
