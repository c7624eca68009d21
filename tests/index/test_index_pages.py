"""The index of 200 reviews, opened in a real Chromium."""

from __future__ import annotations

import re
from datetime import date

import pytest

from incident_kit.errors import Problem
from incident_kit.record.settings import Settings
from incident_kit.sections.index_page import IndexEntry, Others, index_html
from incident_kit.wording.listing import Listed, Owed

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    words = [
        "Search is down",
        "Checkout answers slowly after the nightly import was run twice",
        "Uploadsüber100MBfailwithoutaword" * 3,
    ]
    owed = (
        Owed(
            what="Alert on empty result sets",
            owner="search team",
            due="1 June 2024",
            sort="2024-06-01",
            ticket="OPS-12",
        ),
    )
    states = ["over", "mitigated, not fixed", "unknown", "mitigated, fix unknown"]
    entries = [
        IndexEntry(
            incident_id=f"INC-{n:03}",
            facts=Listed(
                incident_id=f"INC-{n:03}",
                title=words[n % 3],
                state=states[n % 13 % 4],
                date=f"{2023 + n % 3}-{n % 12 + 1:02}-11",
                day=f"11 September {2023 + n % 3}",
                owed=owed if n % 5 == 0 else (),
                fix="at least about 12 h 30 min from detection",
                severity="sev2",
                relief="unknown",
                harm="63,747 stale report views at least, 41 % of all",
                private=n % 7 == 0,
                review="in review",
            ),
        )
        for n in range(200)
    ]
    entries.append(
        IndexEntry(
            incident_id="BAD-" + "x" * 60,
            has_page=False,
            problems=(
                Problem(
                    what="unknown field",
                    mend="did you mean 'fixed_at'?",
                    file="incidents/BAD/incident.yaml",
                    line=3,
                    column=1,
                    field="fixx",
                ),
            ),
        )
    )
    path = tmp_path_factory.mktemp("index") / "index.html"
    path.write_text(
        index_html(
            entries,
            settings=Settings(
                title="Reviews of the platform team", severities=["sev1", "sev2"]
            ),
            today=date(2026, 11, 30),
            others=Others(
                incident_ids=tuple(f"OLD-{n:02}-{'x' * 57}" for n in range(15)),
                folder="incidents/",
            ),
        ),
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 800, 1280])
def test_it_fits_is_legible_and_loads_nothing(
    browser, look, path, width, scheme, media
):
    view, loaded, messages = look.opened(browser, path, width, scheme, media)
    seen, pale = view.evaluate(look.CONTRAST)
    fits = view.evaluate(look.FITS)
    found = view.evaluate("window.find('INC-137')")
    view.context.close()

    assert (loaded, messages, pale) == ([], [], [])
    assert seen > 800
    assert fits
    assert found


def test_it_prints_with_no_heading_left_alone(browser, look, path, tmp_path):
    view, _, _ = look.opened(browser, path, 1280, "dark", "print")
    paper = view.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    view.context.close()

    assert 5 <= len(re.findall(rb"/Type /Page\b(?!s)", paper)) <= 25
