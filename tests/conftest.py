"""What several tests need: a real browser, and pages made without a kernel."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from template_cells import sections_of

from incident_kit.page.blocks import SECTION_MIME
from incident_kit.review.preprocess import page_text
from incident_kit.review.workbook import open_review

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

# a busy machine is no failure: what takes how long is measured in benchmarks
settings.register_profile("kit", deadline=None)
settings.load_profile("kit")

_NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium: as INCIDENT_KIT_CHROMIUM names it, on the path, or playwright's.

    One per module: its event loop would stop notebooks from being run beside it.
    """
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright")
    found = os.environ.get("INCIDENT_KIT_CHROMIUM") or next(
        filter(None, map(shutil.which, _NAMES)), None
    )
    with sync_api.sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(
                executable_path=found, args=["--no-sandbox"]
            )
        except sync_api.Error:
            if os.environ.get("CI"):
                raise
            pytest.skip("no Chromium found; set INCIDENT_KIT_CHROMIUM to its path")
        yield chromium
        chromium.close()


HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  .filter(one => one.checkVisibility())
  .map(one => [Number(one.tagName[1]), one.textContent.trim()])"""
HOLLOW = """() => [...document.querySelectorAll('h2, h3')]
  .filter(one => { const part = one.closest('section'); return part &&
    part.textContent.trim().length <= one.textContent.trim().length; })
  .map(one => one.textContent)"""
FIGURES = """() => [...document.querySelectorAll('figure')].map(one => [
  [...one.querySelectorAll('svg')].map(i => i.getAttribute('aria-label').length),
  one.querySelectorAll('details table tbody tr').length])"""
OUTSIDE = """() => [...document.querySelectorAll('main *, header *, footer *')]
  .filter(one => one.checkVisibility() && !one.closest('details, .hidden, .scroll'))
  .filter(one => getComputedStyle(one.closest('thead') || one).position !== 'absolute')
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(one => one.outerHTML.slice(0, 80))"""
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
CONTRAST = """() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const lum = c => { const [r, g, b] = c.map(v => { v /= 255;
    return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; }
    return matchMedia('screen and (prefers-color-scheme: dark)').matches
      ? [18, 18, 18] : [255, 255, 255]; };
  document.querySelectorAll('details').forEach(d => d.open = true);
  const bad = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  for (let n; n = walk.nextNode();) {
    const e = n.parentElement;
    if (!n.data.trim() || !e.checkVisibility() || e.closest('.hidden')) continue;
    seen++;
    const a = lum(parse(getComputedStyle(e).color).slice(0, 3));
    const b = lum(ground(e).slice(0, 3));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) bad.push(`${n.data.trim().slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return [seen, bad];
}"""


def opened(
    browser: Browser, path: Path, width: int, scheme: str, media: str = "screen"
) -> tuple[Page, list[str], list[str]]:
    """Open a page; return it with the lists of its requests and messages."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    page.emulate_media(media=media, color_scheme=scheme)
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("dialog", lambda dialog: messages.append(dialog.message))
    page.goto(path.as_uri())
    loaded = [url for url in requests if not url.startswith(("file:", "data:"))]
    return page, loaded, messages


@pytest.fixture(scope="session")
def look() -> SimpleNamespace:
    """How a page is opened and what is asked of it, for every browser test."""
    return SimpleNamespace(
        opened=opened,
        FITS=FITS,
        CONTRAST=CONTRAST,
        HEADINGS=HEADINGS,
        HOLLOW=HOLLOW,
        FIGURES=FIGURES,
        OUTSIDE=OUTSIDE,
    )


TEMPLATE = Path(__file__).parents[1] / "templates" / "postmortem.ipynb"


@pytest.fixture(scope="session")
def page_of() -> Callable[[str, Path], str]:
    """How a page is made without a kernel: the template's own cells, in its order."""
    cells = json.loads(TEMPLATE.read_text(encoding="utf-8"))["cells"]
    shown = [name for cell in cells for name in sections_of(cell)]

    def page(incident_id: str, home: Path, **given: str) -> str:
        review = open_review(incident_id, home=str(home), **given)
        outputs = [
            {
                "output_type": "display_data",
                "metadata": {},
                "data": {SECTION_MIME: getattr(review, name).to_json()},
            }
            for name in shown
        ]
        run = [
            {"cell_type": "code", "metadata": {}, "source": "", "outputs": [one]}
            for one in outputs
        ]
        return page_text({"cells": run})

    return page
