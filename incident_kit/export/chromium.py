"""Where a Chromium is, and one page printed by it: offline, in a profile of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError, RunFailed
from incident_kit.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLES = ("INCIDENT_KIT_CHROMIUM", "CHROME_BIN")
"""What may name the program to use, the first that is set."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_OF_PLAYWRIGHT = (
    "chromium_headless_shell-*/*/headless_shell",
    "chromium_headless_shell-*/*/chrome-headless-shell",
    "chromium-*/*/chrome",
    "chromium-*/*/Chromium.app/Contents/MacOS/Chromium",
    "chromium-*/*/chrome.exe",
)
# A page of ours prints in two or three seconds.
_TIMEOUT_S = 120
_QUIET = (
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-crash-reporter",
    "--disable-breakpad",
    "--disable-dev-shm-usage",
    "--use-mock-keychain",
    "--password-store=basic",
    "--mute-audio",
    "--lang=en",
    # no name leads anywhere: a page of ours loads nothing, and its reader neither
    "--host-resolver-rules=MAP * ~NOTFOUND",
    # what hangs is printed as it is
    "--timeout=60000",
    "--no-pdf-header-footer",
    # what it would write of this machine into the file
    f"--user-agent=incident-kit {__version__}",
)


def find_chromium() -> str:
    """Return the program: as named, on the path, or the one Playwright keeps.

    Raises
    ------
    IncidentKitError
        If there is none; it says what to install.
    """
    for variable in VARIABLES:
        if named := os.environ.get(variable):
            if found := shutil.which(named):
                return found
            raise IncidentKitError.of(
                f"no program {named!r}", "name a Chromium, or unset it", field=variable
            )
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    if found := next(_of_playwright(), None):
        return found
    raise IncidentKitError.of(
        "no Chromium to make a PDF with",
        (
            "install chromium (Debian: apt-get install chromium), or set "
            f"{VARIABLES[0]} to its path"
        ),
    )


def _of_playwright() -> Iterator[str]:
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    home = Path.home()
    folders = [Path(named)] if named else []
    folders += [
        home / ".cache" / "ms-playwright",
        home / "Library" / "Caches" / "ms-playwright",
        home / "AppData" / "Local" / "ms-playwright",
    ]
    for folder in folders:
        for pattern in _OF_PLAYWRIGHT:
            # the newest of several versions
            yield from map(str, sorted(folder.glob(pattern), reverse=True))


def print_page(html: bytes, program: str) -> bytes:
    """Return the PDF that Chromium prints of a page.

    Raises
    ------
    RunFailed
        If it does not end in time, or gives no PDF.
    """
    with tempfile.TemporaryDirectory(
        prefix="incident-kit-", ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        page, pdf = folder / "review.html", folder / "review.pdf"
        page.write_bytes(html)
        command = [
            program,
            *_QUIET,
            *_without_sandbox(),
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={pdf}",
            page.as_uri(),
        ]
        said = _run(command, folder)
        if not pdf.is_file():
            last = next(reversed(said.strip().splitlines()), "it said nothing")
            raise RunFailed.of(
                f"Chromium made no PDF: {last[:200]}",
                "run it again, or leave the PDF out",
            )
        return pdf.read_bytes()


def _without_sandbox() -> list[str]:
    """Return the option that root needs: as root there is no sandbox to have."""
    return ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []


def _run(command: list[str], folder: Path) -> str:
    """Run Chromium to its end, with a home of its own; return what it said."""
    own = {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_CACHE_HOME": str(folder),
    }
    with subprocess.Popen(  # noqa: S603 - a program of the user's, fixed options
        command,
        cwd=folder,
        env=os.environ | own,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            said = process.communicate(timeout=_TIMEOUT_S)[1]
        except subprocess.TimeoutExpired:
            raise RunFailed.of(
                f"Chromium did not print the page in {_TIMEOUT_S} s",
                "run it again, or leave the PDF out",
            ) from None
        finally:
            _end(process)
    return said.decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it started: they are a group of their own."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        process.kill()
