"""One JupyterLab for the tests: a server with folders of its own, and its pages.

Not named after the package: the tests' folder is on the path, and would hide it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

SHOTS = os.environ.get("INCIDENT_KIT_SHOTS", "")
LIGHT, DARK = "JupyterLab Light", "JupyterLab Dark"
FAILED = ".jp-RenderedText[data-mime-type*=error]"

_OWN = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "IPYTHONDIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
)
# every cell in the page at once, so that a test can read what it shows; no news
_SETTINGS = {
    "notebook-extension/tracker": '{"windowingMode": "none"}',
    "apputils-extension/notification": '{"fetchNews": "false"}',
}
_THEME = """async theme => {
  await window.jupyterapp.restored;
  await window.jupyterapp.commands.execute("apputils:change-theme", {theme});
}"""
_OPEN = """async path => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = await app.commands.execute("docmanager:open", {path});
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  window.panel = panel;
}"""
_RUN = """async () => {
  await window.jupyterapp.commands.execute("notebook:run-all-cells");
}"""
_RESTART = """async () => {
  await window.panel.sessionContext.session.kernel.restart();
  await window.panel.sessionContext.session.kernel.info;
}"""
_SAVE = "async () => { await window.panel.context.save(); }"
# what has the focus, and whether one sees it; what is not ours is JupyterLab's to show
_FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const label = one.labels && one.labels[0];
  return [label ? label.textContent : one.textContent.trim(),
    !one.closest(".jp-OutputArea")
      || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2];
}"""
# every code cell of the notebook in front has run
_CELLS = f"""() => {{
  const cells = window.jupyterapp.shell.currentWidget?.content?.widgets ?? [];
  const code = cells.filter(one => one.model.type === "code");
  return document.querySelector('{FAILED}') !== null
    || code.length > 0 && code.every(one => one.model.executionCount);
}}"""


@dataclass(frozen=True)
class Lab:
    """A running server: where it answers, the folder it shows, its log."""

    url: str
    work: Path
    log: Path


@contextmanager
def running_lab(home: Path, *, token: str = ""):
    """Start JupyterLab in ``home/work``, with every other folder of its own in home."""
    pytest.importorskip(
        "jupyterlab",
        reason="JupyterLab is not installed: pip install 'incident-kit[lab]'",
    )
    work = home / "work"
    work.mkdir(exist_ok=True)
    own = {name: str(home / name.lower()) for name in _OWN} | {"HOME": str(home)}
    for name, text in _SETTINGS.items():
        file = f"@jupyterlab/{name}.jupyterlab-settings"
        path = Path(own["JUPYTERLAB_SETTINGS_DIR"]) / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    environment = os.environ | own
    environment.pop("INCIDENT_KIT_HOME", None)
    port = free_port()
    log = home / "server.log"
    with log.open("wb") as written:
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyterlab",
                "--no-browser",
                "--allow-root",
                f"--port={port}",
                "--ip=127.0.0.1",
                f"--IdentityProvider.token={token}",
                "--LabApp.expose_app_in_browser=True",
            ],
            cwd=work,
            env=environment,
            stdout=written,
            stderr=written,
        )
    try:
        wait_for_server(f"http://127.0.0.1:{port}/api", server, log)
        yield Lab(url=f"http://127.0.0.1:{port}/lab", work=work, log=log)
    finally:
        server.terminate()
        server.wait(timeout=20)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for_server(url: str, server: subprocess.Popen, log: Path) -> None:
    """Wait until an address answers; fail with the end of the log."""
    for _ in range(480):
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.25)
        else:
            return
    raise AssertionError(log.read_text(encoding="utf-8")[-2000:])


def open_page(browser, url: str, theme: str = LIGHT):
    """Open JupyterLab, or a workspace of it, in a page that is ready."""
    page = browser.new_page(viewport={"width": 1400, "height": 1100})
    page.goto(url)
    page.wait_for_function("() => window.jupyterapp !== undefined", timeout=120_000)
    page.evaluate(_THEME, theme)
    page.locator("#jupyterlab-splash").wait_for(state="detached")
    return page


def open_notebook(browser, lab: Lab, name: str, theme: str = LIGHT):
    """Open a notebook in a workspace of its own, its kernel started."""
    workspace = (
        f"{Path(name).stem.replace('+', '-')}-{theme.rsplit(maxsplit=1)[-1].lower()}"
    )
    page = open_page(browser, f"{lab.url}/workspaces/{workspace}", theme)
    page.evaluate(_OPEN, name)
    return page


def run_all(page, shown: str) -> None:
    """Run every cell, until something is shown; no cell may fail."""
    page.evaluate(_RUN)
    page.wait_for_function(
        f"() => ({shown}) || document.querySelector('{FAILED}') !== null",
        timeout=180_000,
    )
    assert page.locator("[data-mime-type*=error]").count() == 0


def restart(page) -> None:
    """Restart the kernel of the notebook."""
    page.evaluate(_RESTART)


def save(page) -> None:
    """Save the notebook."""
    page.evaluate(_SAVE)


def wait_for_cells(page) -> None:
    """Wait until every code cell of the notebook in front has run; none may fail."""
    page.wait_for_function(_CELLS, timeout=180_000)
    assert page.locator(FAILED).count() == 0


def by_palette(page, words: str) -> None:
    """Start a command as one does who knows its name.

    What JupyterLab still does at its start may shut the palette again.
    """
    palette = page.locator("#modal-command-palette")
    found = palette.locator(".lm-mod-active", has_text=words)
    for _ in range(5):
        page.keyboard.press("Control+Shift+c")
        page.wait_for_timeout(400)
        if not palette.locator("input:focus").is_visible():
            continue
        page.keyboard.type(words)
        for _ in range(20):
            if found.is_visible():
                page.keyboard.press("Enter")
                return
            page.wait_for_timeout(100)
        page.keyboard.press("Escape")
    raise AssertionError(f"the palette never offered {words}")


def ask_by_palette(page, words: str):
    """Start one of our commands so; return its dialog."""
    by_palette(page, words)
    dialog = page.locator(".jp-Dialog:has(.incident-kit-start)")
    dialog.wait_for()
    return dialog


def tab_to(page, words: str, *, within: int = 60):
    """Press Tab until that question or button has the focus; return what was passed."""
    passed = []
    for _ in range(within):
        page.keyboard.press("Tab")
        name, seen = page.evaluate(_FOCUS)
        passed.append((name, seen))
        if name == words:
            return passed
    raise AssertionError(passed)


def shot(page, name: str, place: str = "") -> None:
    """Keep a picture of the page, or of one place in it, when a folder is named."""
    if not SHOTS:
        return
    path = Path(SHOTS) / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(300)
    if not place:
        page.screenshot(path=path)
        return
    part = page.locator(place).first
    part.scroll_into_view_if_needed()
    part.screenshot(path=path)
