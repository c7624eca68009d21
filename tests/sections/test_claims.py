"""What no page may say of any record unless two things show it."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from generated import write_generated
from records import STORED, texts_of

from incident_kit.errors import IncidentKitError
from incident_kit.review.workbook import open_review

CASES = [
    *(pytest.param(name, home, id=name) for name, home in STORED),
    *(
        pytest.param(
            seed,
            None,
            id=f"generated-{seed}",
            marks=[] if seed % 16 == 12 else [pytest.mark.slow],
        )
        for seed in range(200)
    ),
]


class Page:
    """A page's assessment, and its words without those of a person."""

    def __init__(self, name, home, page_of):
        self.found = open_review(name, home=str(home)).assessment
        soup = BeautifulSoup(page_of(name, home), "html.parser")
        for one in soup.select("style, script"):
            one.decompose()
        # definitions say what a word would mean, not that it holds here
        for one in soup.select("footer, caption"):
            one.decompose()
        text = " ".join(soup.get_text(" ").split())
        stored = self.found.incident.record.model_dump(mode="json", by_alias=True)
        for own in sorted(set(texts_of(stored)), key=len, reverse=True):
            if len(own) > 3:
                text = text.replace(own, "…")
        self.text = text

    def says(self, pattern):
        return [
            self.text[max(0, hit.start() - 60) : hit.end() + 60]
            for hit in re.finditer(pattern, self.text, re.IGNORECASE)
        ]


@pytest.fixture
def page(name, home, page_of, tmp_path):
    if home is None:
        home, name = tmp_path, write_generated(tmp_path, name)
    try:
        return Page(name, home, page_of)
    except IncidentKitError:
        pytest.skip("it is refused")


@pytest.mark.parametrize(("name", "home"), CASES)
class TestNoPage:
    def test_claims_what_the_record_does_not_show(self, page):
        found, response = page.found, page.found.response
        series, places = found.incident.measured, found.incident.by_place

        assert page.says(r"\bnever\b(?! left the usual band| showed this)") == []
        assert page.says(
            r"\bnobody\b(?! yet| can tell| knows, and build)|\bno one\b|before anyone\b"
        ) == ([one for one in page.says("before anyone") if found.phases])
        assert page.says(r"\bfastest\b") == []
        if not any(wave.caused for wave in found.blast.waves):
            assert page.says(r"\bfirst fix\b") == []
        if response.first_change is None:
            assert page.says(r"the first change to production (was|came|,)") == []
        if not any(wave.caused for wave in found.blast.waves):
            assert page.says(r"\b(was )?caused (by|a|an|it)\b|which caused") == []
        if not series and places is None:
            assert (
                page.says(r"(?<!not )\b(dis)?agrees?\b|supported by|\bsample\b") == []
            )
        if not series:
            assert page.says(r"no second (wave|one) followed") == []
        if not found.blast.anchor.is_measured:
            assert page.says(r"first bad sample|last good sample") == []
        asked = response.asked("not recorded")
        if asked:
            assert page.says(r"all five (letters|questions) were") == []
