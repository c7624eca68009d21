"""How a page reads: no turn of speech that says nothing, nothing said twice."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from generated import write_generated
from records import STORED, texts_of

from incident_kit.errors import IncidentKitError
from incident_kit.review.workbook import open_review

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = [
    *(pytest.param(name, home, id=name) for name, home in STORED),
    *(
        pytest.param(
            seed,
            None,
            id=f"generated-{seed}",
            marks=[] if seed % 16 == 5 else [pytest.mark.slow],
        )
        for seed in range(200)
    ),
]
# what a tired reader stumbles over: the method as the subject, a number that is none
FORBIDDEN = (
    r"\bhold against the data|\balone does not prove|\bAsked: |\bHatched is\b"
    r"|\bAge alone\b|(?<!\d)0 min later|\bReading it\b|\bnobody asked\b"
    r"|\bnever (?:asked|answered)\b|\bSeverity Severity\b|\bA (?:8|11|18)th\b"
    r"|\buntil by\b|\bsince about by\b|\b(?:at|since|until) (?:at|since|until)\b"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")
_TEXTS = "p, li, td, th, dd, dt, .said, .seen, .beside"
# what a person wrote may stand there again: each is a place of its own
_AGAIN = "details, .map, .hours, svg, .names"


class Read:
    """The words of one page: ours, and those of people."""

    def __init__(self, name, home, page_of):
        self.soup = BeautifulSoup(page_of(name, home), "html.parser")
        for one in self.soup.select("style, script, thead, .hidden, caption, svg"):
            one.decompose()
        record = open_review(name, home=str(home)).assessment.incident.record
        stored = record.model_dump(mode="json", by_alias=True)
        self.written = Counter(" ".join(one.split()) for one in texts_of(stored))
        self.own = sorted(self.written, key=len, reverse=True)
        self.names = {one.name for one in record.impact}

    def sentences(self) -> Iterator[str]:
        """Yield each sentence of ours; what a person wrote is "…" in it."""
        for one in self.soup.select(_TEXTS):
            if one.select(_TEXTS):
                continue
            text = " ".join(one.get_text(" ").split())
            for own in self.own:
                if len(own) > 3:
                    text = text.replace(own.rstrip("."), "…")
            for sentence in _SENTENCE.split(text):
                words = len(re.findall(r"\w{2,}", sentence))
                is_quoted = any(sentence in own for own in self.own)
                if words >= 5 and sentence[-1] in ".!?" and not is_quoted:
                    yield sentence

    def told(self) -> str:
        """Return what stands on the page but in folds, map, list and figures."""
        copy = BeautifulSoup(str(self.soup.body), "html.parser")
        for one in copy.select(_AGAIN):
            one.decompose()
        return " ".join(copy.get_text(" ").split())


@pytest.fixture
def read(name, home, page_of, tmp_path):
    if home is None:
        home, name = tmp_path, write_generated(tmp_path, name)
    try:
        return Read(name, home, page_of)
    except IncidentKitError:
        pytest.skip("it is refused")


@pytest.mark.parametrize(("name", "home"), CASES)
class TestAPage:
    def test_has_no_turn_that_says_nothing(self, read):
        text = " ".join(read.soup.body.get_text(" ").split())
        for own in read.own:
            if len(own) > 3:
                text = text.replace(own, "…")

        assert [
            text[max(0, hit.start() - 40) : hit.end() + 40]
            for hit in re.finditer(FORBIDDEN, text)
        ] == []

    def test_says_no_sentence_twice(self, read):
        counted = Counter(read.sentences())

        assert {text: often for text, often in counted.items() if often > 1} == {}

    def test_quotes_a_person_once_outside_of_folds_map_and_list(self, read):
        told = read.told()
        told_once = [one for one in read.own if one not in read.names]
        # a time may name a field more than once
        long = [one for one in told_once if len(re.findall(r"[^\W\d]+", one)) >= 5]

        often = {one: n for one in long if (n := told.count(one)) > read.written[one]}
        assert often == {}
