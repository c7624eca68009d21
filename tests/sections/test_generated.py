"""Two hundred records that nobody wrote: each gives a page, whatever it leaves out."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from generated import write_generated

from incident_kit.errors import IncidentKitError
from incident_kit.export.review_json import json_document
from incident_kit.page.blocks import plain_section
from incident_kit.review.workbook import open_review

# two in this form happen at a time that the clocks showed twice
REFUSED = {92: "the clocks of America/New_York showed twice"}
SEEDS = [
    pytest.param(seed, marks=[] if seed % 16 == 12 else [pytest.mark.slow])
    for seed in range(200)
]


@pytest.mark.parametrize("seed", SEEDS)
class TestEveryGeneratedRecord:
    def test_gives_an_audited_page_that_prints_no_value_of_ours(
        self, tmp_path, page_of, seed
    ):
        name = write_generated(tmp_path, seed)
        if seed in REFUSED:
            with pytest.raises(IncidentKitError, match=REFUSED[seed]):
                page_of(name, tmp_path)
            return
        text = BeautifulSoup(page_of(name, tmp_path), "html.parser").get_text(" ")

        assert (
            re.findall(r"\bNone\b(?! of)|\bnan\b|\bNaT\b|Timestamp|[{}]\w", text) == []
        )

    def test_is_the_same_json_twice(self, tmp_path, seed):
        if seed in REFUSED:
            pytest.skip("it is refused")
        name = write_generated(tmp_path, seed)
        once, again = (
            json_document(open_review(name, home=str(tmp_path)).assessment)
            for _ in range(2)
        )

        assert once == again


def test_a_wave_in_a_further_series_goes_the_way_that_hurts_there(tmp_path):
    """Seed 513: the wave is of what was served, and there less is worse."""
    name = write_generated(tmp_path, 513)
    review = open_review(name, home=str(tmp_path))

    assert "down to 581 per min of views served at its worst" in plain_section(
        review.impact
    )
