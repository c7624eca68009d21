"""What no page may say of any record unless two things show it."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from customers import customer_page
from generated import write_generated, write_partly_recovered
from markdown_of import markdown_of
from records import PUBLIC, STORED, texts_of

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


def _left_much(clocks):
    """Whether a tenth of the worst or more was left when users count as fine."""
    residuals = clocks.recovery.residuals if clocks.recovery else ()
    return any((one.share or 0) >= 0.1 for one in residuals)


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
            assert page.says(r"first bad sample|surely good") == []
        asked = response.asked("not recorded")
        if asked:
            assert page.says(r"all five (letters|questions) were") == []
        if found.incident.record.causes_left:
            assert page.says(ONLY_CAUSE) == []
        if _left_much(found.clocks):
            assert page.says(FINE) == []


# not "one of two causes"; the definitions speak of any incident
ONLY_CAUSE = (
    r"(?<!\bto )\bthe cause (was|is|had)\b(?! there| known| removed; write)"
    r"|(?<!what )removed the cause"  # the mend of a doubt
    r"|(?<!s )\bcause (not )?removed"
)
# a definition, and what a person said, are no claim
FINE = (
    r"(?<!until )(?<!be )\busers (were |are )?fine\b"
    r"(?! again, as said| again by whatever means)"
)


@pytest.mark.parametrize("seed", range(12))
class TestWhereMuchWasLeft:
    @pytest.fixture
    def name(self, tmp_path, seed):
        return write_partly_recovered(tmp_path, seed)

    def test_no_page_says_that_users_were_fine(self, name, tmp_path, page_of):
        page = Page(name, tmp_path, page_of)

        assert _left_much(page.found.clocks)
        assert page.says(FINE) == []
        assert page.says(r"for users it is\b") == []
        # "impact" is a word of the record, too
        assert page.says(r"was mostly gone \(\d\d % of the worst was left\)")

    def test_nor_does_a_customers_copy(self, name, tmp_path):
        page = Page(name, tmp_path, customer_page)

        assert page.says(FINE) == []
        assert page.says("For users, since|Yes, since 09:30") == []

    def test_it_is_over_when_that_was_gone(self, name, tmp_path, page_of):
        page = Page(name, tmp_path, page_of)
        record = page.found.incident.record
        ends = [record.mitigated_at.latest, record.cause_removed_at.latest]

        if page.found.clocks.state == "over":
            last = max(one for one in ends if one is not None)
            assert page.says(f"Over since {last:%H:%M}")
        else:
            assert page.says("Over since") == []

    def test_nor_does_its_markdown(self, name, tmp_path):
        text = markdown_of(name, tmp_path)

        assert "mpact mostly gone" in text
        assert re.findall(FINE, text, re.IGNORECASE) == []


class TestOneOfTwoCauses:
    NAME = "roblox-2021-10-28-consul"

    def test_is_what_was_removed_and_named(self, page_of):
        page = Page(self.NAME, PUBLIC, page_of)
        text = page.text.casefold()

        assert page.found.clocks.state == "mitigated, fix unknown"
        assert "one of two causes removed: “…”" in text
        assert "for users it is; one of two causes is removed: “…”" in text
        assert page.says(ONLY_CAUSE) == []


@pytest.mark.parametrize("seed", [1, 7, 13, 20, 27])
def test_a_field_that_does_not_agree_is_named_as_it_is_written(seed, tmp_path):
    text = markdown_of(write_generated(tmp_path, seed), tmp_path)

    assert re.search(r"`[\w.]+\[\d\][\w.\[\]]*`", text)
    assert "\\[" not in text


def test_an_option_that_was_not_used_agrees_with_nothing(tmp_path):
    name = write_partly_recovered(tmp_path, 1)
    file = tmp_path / name / "incident.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "  applied_at", "  effect: full\n  applied_at"
    )
    letter = "blast:\n  temporary_mitigation:\n    answer: A flag\n"
    letter += "    answered_at: 2024-05-14 09:00\n"
    file.write_text(text + letter, encoding="utf-8")
    rows = [it for it in markdown_of(name, tmp_path).splitlines() if "“A flag”" in it]

    assert rows[0] == "| 09:00 | **T** “A flag” | only said |"
