"""A line of text that Enter hands over, and leaving it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.forms.later import later

if TYPE_CHECKING:
    from collections.abc import Callable

    from incident_kit.forms.said import Look


class Line:
    """One line to type in; ``enter`` gets the text, and says whether it was taken.

    In one that ``stamps``, people type on at once: our part of JupyterLab empties
    it with the key, and sends the text along.  Elsewhere the kernel empties it.
    """

    def __init__(
        self,
        ask: str,
        look: Look,
        enter: Callable[[str], bool] | None = None,
        *,
        stamps: bool = False,
    ) -> None:
        self.input: Any = widgets.Text(
            description=ask,
            style=look.text,
            layout=look.layout,
            continuous_update=False,
            _dom_classes=("ik-input",),
        )
        if stamps:
            self.input.add_class(f"ik-stamp-{self.input.model_id}")
        self._enter = enter
        self._is_entered = False
        self.input.on_msg(self._on_message)
        self.input.observe(self._on_text, "value")

    @property
    def text(self) -> str:
        """What stands in the line, without blanks around it."""
        return str(self.input.value).strip()

    def hand_over(self) -> None:
        """Give the text away, and empty the line if it was taken."""
        self._is_entered = False
        if self._enter is not None and self.text and self._enter(self.text):
            self.input.value = ""

    def _on_message(self, _: object, content: dict[str, Any], __: object) -> None:
        if content.get("event") == "submit":
            self._is_entered = True
            later(self._on_text)
        elif content.get("event") == "stamp":
            text = str(content.get("text", "")).strip()
            if self._enter is not None and text and self._enter(text):
                self.input.send({"event": "taken"})

    def _on_text(self, _: object = None) -> None:
        if self._is_entered:
            self.hand_over()
