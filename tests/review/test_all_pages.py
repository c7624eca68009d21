"""Every public incident and every odd record as a page in a real Chromium.

Made in this process, without a kernel: what is looked at is what the package
wrote.  A handful are looked at each time; the rest are slow.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
HOMES = [
    TOP / "tests" / "data" / "odd",
    TOP / "tests" / "data" / "incidents",
    TOP / "notebooks" / "incidents",
]
EVERY = {
    folder.name: home
    for home in HOMES
    for folder in sorted(home.iterdir())
    if (folder / "incident.yaml").exists()
}
# many labels, three days, three series, days only, nothing at all
ALWAYS = {
    "github-2018-10-21-mysql-failover",
    "roblox-2021-10-28-consul",
    "three-waves",
    "days-only",
    "title-only",
}
NAMES = [
    pytest.param(name, marks=[] if name in ALWAYS else [pytest.mark.slow])
    for name in EVERY
]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def made(tmp_path_factory, page_of):
    """Make each page once, when it is first asked for."""
    out, done = tmp_path_factory.mktemp("pages"), {}

    def path(name: str) -> Path:
        if name not in done:
            done[name] = out / f"{name}.html"
            done[name].write_text(page_of(name, EVERY[name]), encoding="utf-8")
        return done[name]

    return path


def test_they_are_all_there():
    """33 and 3 public incidents, 3 made-up ones, 8 odd records."""
    assert len(EVERY) == 33 + 3 + 3 + 9
    assert set(EVERY) >= ALWAYS


@pytest.mark.parametrize("name", NAMES)
class TestEveryPage:
    @pytest.mark.parametrize(
        ("width", "scheme", "media"),
        [
            (400, "light", "screen"),
            (800, "dark", "screen"),
            (1280, "light", "screen"),
            (1280, "dark", "screen"),
            (800, "dark", "print"),
        ],
    )
    def test_it_fits_is_legible_and_loads_nothing(
        self, browser, look, made, name, width, scheme, media
    ):
        page, loaded, messages = look.opened(browser, made(name), width, scheme, media)
        outside = page.evaluate(look.OUTSIDE)
        seen, pale = page.evaluate(look.CONTRAST)
        fits = page.evaluate(look.FITS)
        page.context.close()

        assert (loaded, messages, pale, outside) == ([], [], [], [])
        assert seen > 20
        assert fits

    def test_its_headings_are_in_order_and_its_figures_have_words_and_tables(
        self, browser, look, made, name
    ):
        page, _, _ = look.opened(browser, made(name), 1280, "light")
        headings = page.evaluate(look.HEADINGS)
        hollow = page.evaluate(look.HOLLOW)
        figures = page.evaluate(look.FIGURES)
        page.context.close()

        levels = [level for level, _ in headings]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
        assert all(text for _, text in headings)
        assert hollow == []
        assert all(min(alts) > 40 and rows >= 1 for alts, rows in figures)

    def test_it_prints_on_paper(self, browser, look, made, name, tmp_path):
        page, _, _ = look.opened(browser, made(name), 1280, "dark", "print")
        paper = page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        page.context.close()

        pages = len(re.findall(rb"/Type /Page\b(?!s)", paper))
        assert 1 <= pages <= 10
