"""The sample reviews as a reader gets them, opened in a real Chromium."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

IDS = ["INC-001", "INC-002", "INC-003", "stripe-2019-07-10-db-election"]
FIGURES = {"INC-001": 6, "INC-002": 6, "INC-003": 2, "stripe-2019-07-10-db-election": 4}

pytestmark = [pytest.mark.browser, pytest.mark.notebook]

SECTIONS = """() => [...document.querySelectorAll('main section')]
  .map(one => one.getBoundingClientRect().bottom + scrollY)"""


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """Build all samples in a process of their own: no event loop is shared."""
    out = tmp_path_factory.mktemp("reviews")
    command = [
        sys.executable,
        "-m",
        "incident_kit",
        "review",
        *IDS,
        "--home",
        "samples",
        "--out",
        str(out),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.parametrize("name", IDS)
class TestEveryPage:
    @pytest.mark.parametrize("media", ["screen", "print"])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [400, 800, 1280])
    def test_it_fits_is_legible_and_loads_nothing(
        self, browser, look, built, name, width, scheme, media
    ):
        path = built / name / "review.html"
        page, loaded, messages = look.opened(browser, path, width, scheme, media)
        outside = page.evaluate(look.OUTSIDE)
        seen, pale = page.evaluate(look.CONTRAST)
        fits = page.evaluate(look.FITS)
        page.context.close()

        assert (loaded, messages, pale, outside) == ([], [], [], [])
        assert seen > 20
        assert fits

    def test_headings_are_in_order_and_none_is_empty(self, browser, look, built, name):
        page, _, _ = look.opened(browser, built / name / "review.html", 1280, "light")
        headings = page.evaluate(look.HEADINGS)
        hollow = page.evaluate(look.HOLLOW)
        page.context.close()

        levels = [level for level, _ in headings]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
        assert all(text for _, text in headings)
        assert hollow == []

    def test_every_figure_has_its_words_and_its_table(self, browser, look, built, name):
        page, _, _ = look.opened(browser, built / name / "review.html", 1280, "light")
        figures = page.evaluate(look.FIGURES)
        page.context.close()

        assert len(figures) == FIGURES[name]
        for alts, rows in figures:
            assert min(alts) > 40
            assert rows >= 1

    def test_it_prints_on_paper(self, browser, look, built, name, tmp_path):
        page, _, _ = look.opened(
            browser, built / name / "review.html", 1280, "dark", "print"
        )
        paper = page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        page.context.close()

        pages = len(re.findall(rb"/Type /Page\b(?!s)", paper))
        assert 1 <= pages <= 10


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext")
@pytest.mark.parametrize("name", ["INC-001", "INC-002"])
def test_on_paper_the_map_stands_whole_on_one_sheet(
    browser, look, built, name, tmp_path
):
    path = tmp_path / "page.pdf"
    page, _, _ = look.opened(
        browser, built / name / "review.html", 1280, "light", "print"
    )
    page.pdf(path=path, prefer_css_page_size=True)
    page.context.close()
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    sheets = [re.findall(r"(?m)^([BLAST]) [A-Z]", one) for one in text.split("\f")]

    assert [*"BLAST"] in sheets
    assert sum(map(bool, sheets)) == 1


def test_the_thin_page_needs_little_height(browser, look, built):
    page, _, _ = look.opened(browser, built / "INC-003" / "review.html", 1280, "light")
    bottoms = page.evaluate(SECTIONS)
    page.context.close()

    assert max(bottoms) <= 1400
