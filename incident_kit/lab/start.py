"""JupyterLab from a shell: where it shows what, and whether it is there at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import quote

from incident_kit.errors import IncidentKitError

if TYPE_CHECKING:
    from pathlib import Path

    from incident_kit.store.home import Home

NOTEBOOK = "INCIDENT_KIT_NOTEBOOK"  # tells the server part which one to run


def check_jupyterlab() -> None:
    """Refuse when there is no JupyterLab to start.

    Raises
    ------
    IncidentKitError
        With what to install.
    """
    if find_spec("jupyterlab") is None:
        raise IncidentKitError.of(
            "JupyterLab is not installed here", "pip install 'incident-kit[lab]'"
        )


def start_lab(home: Home, notebook: Path | None = None) -> int:
    """Run JupyterLab until it is stopped; return its exit code.

    It shows the folder that holds ``incidents``, or the working directory, and
    opens and runs a notebook below it, else it opens with its launcher.
    """
    root = home.beside
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}"]
    environment = dict(os.environ)
    if notebook is not None:
        place = environment[NOTEBOOK] = notebook.relative_to(root).as_posix()
        command.append(f"--LabApp.default_url=/lab/tree/{quote(place)}")
    with subprocess.Popen(  # noqa: S603 - this Python, fixed options
        command, cwd=root, env=environment
    ) as lab:
        before = signal.signal(signal.SIGTERM, lambda *_: lab.terminate())
        try:
            return _until_ended(lab)
        finally:
            signal.signal(signal.SIGTERM, before)


def _until_ended(lab: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return lab.wait()
        except KeyboardInterrupt:
            continue  # it got the signal, too, and asks what to do
