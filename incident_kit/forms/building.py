"""The page from inside the notebook: the same command, while the kernel stays free."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import ipywidgets as widgets  # type: ignore[import-untyped]  # it has no types

from incident_kit.forms.fields import button
from incident_kit.forms.said import Lines, Look, link_bundle
from incident_kit.wording.inside import forms as say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.store.home import Home

FOLDER = "reviews"
_TICK_S = 1.0


def folder_of(home: Home) -> Path:
    """Return where reviews lie: beside ``incidents``, for the samples here."""
    root = Path.cwd() if home.is_bundled else home.path.parent
    return root / FOLDER


def command_of(incident_id: str, home: Home, *, as_of: str, named: str) -> list[str]:
    """Return what builds the page of an incident, run in the notebook's own folder.

    A folder that nobody named is found from there again, so that the team's own
    workbook counts.
    """
    command = [sys.executable, "-m", "incident_kit", "review", incident_id]
    command += ["--out", str(folder_of(home))]
    command += ["--home", named] if named else []
    return [*command, *(("--as-of", as_of) if as_of else ())]


class BuildView:
    """A button, what it says meanwhile, and in the end a link to the page."""

    def __init__(
        self, incident_id: str, home: Home, *, as_of: str = "", named: str = ""
    ) -> None:
        self._command = command_of(incident_id, home, as_of=as_of, named=named)
        self._page = folder_of(home) / incident_id / "review.html"
        look = Look()
        self.press = button(say.BUILD, self._on_press, look, kind="save")
        self.press.button_style = "primary"
        self.status = Lines(look, styled=True)
        self.running: threading.Thread | None = None
        self.link: Any = None
        foot = widgets.HBox(
            children=(self.press, self.status.widget),
            layout=look.layout,
            _dom_classes=("ik-foot",),
        )
        self.widget = widgets.VBox(
            children=(foot,),
            layout=look.layout,
            _dom_classes=("incident-kit-form", "ik-build"),
        )

    def _on_press(self, _: object) -> None:
        self.press.disabled = True
        self.status.say([("status", say.BUILDING)])
        self.running = threading.Thread(target=self._build, daemon=True)
        self.running.start()

    def _build(self) -> None:
        began = time.monotonic()
        try:
            code, told = self._run(began)
        except OSError as error:
            code, told = 1, [str(error)]
        self.press.disabled = False
        took = f"{time.monotonic() - began:.0f} s"
        if code:
            lines = [("problem", line) for line in told or [say.NO_WORD]]
            self.status.say([("status", say.not_built(took)), *lines])
            return
        notes = [("note", line) for line in told if not line.startswith("wrote")]
        self.status.say([("status", f"Built in {took}."), *notes])
        self._link()

    def _run(self, began: float) -> tuple[int, Sequence[str]]:
        """Run the command; say each second that it still goes on."""
        with subprocess.Popen(  # noqa: S603  # our own command, no shell
            self._command,
            stdin=subprocess.DEVNULL,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            while True:
                try:
                    said, wrong = process.communicate(timeout=_TICK_S)
                    break
                except subprocess.TimeoutExpired:
                    seconds = f"{time.monotonic() - began:.0f} s"
                    self.status.say([("status", say.building(seconds))])
        lines = (wrong if process.returncode else said).splitlines()
        return process.returncode, [line for line in lines if line.strip()]

    def _link(self) -> None:
        """Show where the page is, as a link that JupyterLab opens."""
        path = Path(os.path.relpath(self._page)).as_posix()
        shown = "/".join(self._page.parts[-3:])
        if self.link is not None:
            self.link.update(link_bundle(f"Open {shown}", quote(path)), raw=True)
