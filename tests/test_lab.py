"""The postmortem template and the tour in a real JupyterLab in a real Chromium."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHOTS = (
    Path(os.environ.get("INCIDENT_KIT_SHOTS", ""))
    if os.environ.get("INCIDENT_KIT_SHOTS")
    else None
)

pytestmark = [pytest.mark.browser, pytest.mark.notebook]

RUN_ALL = """async path => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = await app.commands.execute("docmanager:open", {path});
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  await app.commands.execute("notebook:run-all-cells");
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    pytest.importorskip(
        "jupyterlab",
        reason="JupyterLab is not installed: pip install 'incident-kit[lab]'",
    )
    home = tmp_path_factory.mktemp("lab")
    work = home / "work"
    work.mkdir()
    notebook = json.loads(
        (ROOT / "templates" / "postmortem.ipynb").read_text(encoding="utf-8")
    )
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", ()):
            cell["source"] = "".join(cell["source"]).replace(
                'incident_id = ""', 'incident_id = "INC-001"'
            )
    (work / "INC-001.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    shutil.copy(ROOT / "notebooks" / "00-tour.ipynb", work)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR",
               "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")  # fmt: skip
    own = {name: str(home / name.lower()) for name in folders} | {"HOME": str(home)}
    # every cell in the page at once, so that a test can read what it shows
    tracker = (
        Path(own["JUPYTERLAB_SETTINGS_DIR"]) / "@jupyterlab" / "notebook-extension"
    )
    tracker.mkdir(parents=True)
    (tracker / "tracker.jupyterlab-settings").write_text(
        '{"windowingMode": "none"}', encoding="utf-8"
    )
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
         "--ip=127.0.0.1", "--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True"],
        cwd=work, env=os.environ | own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}/lab"
    for _ in range(240):
        try:
            urllib.request.urlopen(url, timeout=1).close()
            break
        except OSError:
            time.sleep(0.25)
    yield url
    server.terminate()
    server.wait(timeout=20)


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_the_template_opens_and_shows_the_map_and_the_figures(lab, browser, theme):
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(lab)
    page.wait_for_function("() => window.jupyterapp !== undefined", timeout=120_000)
    page.evaluate(
        "async theme => { await window.jupyterapp.restored; await window.jupyterapp.commands.execute('apputils:change-theme', {theme}); }",
        theme,
    )
    page.evaluate(RUN_ALL, "INC-001.ipynb")
    page.wait_for_function(
        "() => document.querySelectorAll('.jp-Notebook .jp-OutputArea-output figure img').length >= 6"
        " || document.querySelector('.jp-RenderedText[data-mime-type*=error]') !== null",
        timeout=180_000,
    )
    outputs = page.locator(".jp-Notebook .jp-OutputArea-output")
    text = " ".join(outputs.all_inner_texts())
    if SHOTS is not None:
        _shots(page, SHOTS / theme.replace(" ", "-").lower())

    assert page.locator("[data-mime-type*=error]").count() == 0
    for question in (
        "Blast radius",
        "Location",
        "Anchor time",
        "System change",
        "Temporary mitigation",
    ):
        assert question in text
    assert "Around nine this morning" in text
    assert "Between 02:00 (last good sample) and 02:08 (first bad)" in text
    alts = page.eval_on_selector_all(
        ".jp-Notebook .jp-OutputArea-output figure img",
        "all => all.map(one => one.alt)",
    )
    # impact, clocks, averted, avoidable, phases, order of response
    assert len({alt for alt in alts if len(alt) > 40}) == 6
    page.close()


def test_the_tour_runs_and_shows_an_answer_below_each_question(lab, browser):
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(f"{lab}/workspaces/tour")  # else the other notebook is open, too
    page.wait_for_function("() => window.jupyterapp !== undefined", timeout=120_000)
    page.evaluate(RUN_ALL, "00-tour.ipynb")
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell')].pop()"
        "?.querySelector('.jp-OutputArea-output') != null"
        " || document.querySelector('.jp-RenderedText[data-mime-type*=error]') !== null",
        timeout=180_000,
    )
    shown = [cell.locator(".jp-OutputArea-output").count() for cell in cells.all()]
    text = " ".join(
        page.locator(".jp-Notebook .jp-OutputArea-output").all_inner_texts()
    )
    if SHOTS is not None:
        _whole(page, SHOTS / "tour")

    assert page.locator("[data-mime-type*=error]").count() == 0
    assert shown == [0, 0, *[1] * (cells.count() - 2)]
    for words in ("6 h 01 min", "partly", "caused a second wave", "No answer yet."):
        assert words in text
    page.close()


def _whole(page, folder: Path) -> None:
    """Save the notebook screen by screen."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, cell in enumerate(page.locator(".jp-Notebook .jp-Cell").all()):
        cell.scroll_into_view_if_needed()
        page.wait_for_timeout(150)
        page.screenshot(path=folder / f"{number:02}.png")


def _shots(page, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, part in enumerate(
        page.locator(
            ".jp-Notebook .jp-OutputArea-output figure, .jp-Notebook h1"
        ).all()[:6]
    ):
        part.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        page.screenshot(path=folder / f"{number}.png")
