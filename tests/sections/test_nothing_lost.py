"""What a person wrote into a record stands on its page, in its Markdown and its JSON."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from customers import run_in_process
from marked import FORMS, Marked, write_marked

from incident_kit.export.markdown import markdown_document
from incident_kit.export.review_json import json_document
from incident_kit.review.preprocess import page_text, shown_parts
from incident_kit.review.workbook import open_review

if TYPE_CHECKING:
    from pathlib import Path

_LONG = "Words that go on and on, and tell what somebody saw, one after the other. " * 5
# every word of every vocabulary, every way to write a time, long texts
KINDS = [
    *(Marked(turn=turn, form=FORMS[turn % len(FORMS)]) for turn in range(14)),
    Marked(tail=_LONG),
]


def missing(text: str, marked: Marked) -> list[str]:
    """Return where each mark stands in the record that a text does not hold."""
    return [path for path, mark in marked.given.items() if mark not in text]


@pytest.fixture(params=KINDS, ids=lambda one: f"{one.turn}-{one.form}-{bool(one.tail)}")
def written(request, tmp_path) -> tuple[Marked, str]:
    marked = Marked(request.param.turn, request.param.form, request.param.tail)
    return marked, write_marked(tmp_path, marked)


def shown_of(name: str, home: Path) -> tuple[str, str]:
    """Return what the page and its Markdown let a reader read."""
    ran = run_in_process(name, home, profile="internal")
    page = re.sub(r"<wbr/?>|<style.*?</style>", "", page_text(ran), flags=re.DOTALL)
    markdown = markdown_document(shown_parts(ran).parts, page="review.html")
    return html.unescape(page), markdown


class TestNothingThatAPersonWroteIsLost:
    def test_it_stands_on_the_page_in_markdown_and_in_json(self, written, tmp_path):
        marked, name = written
        page, markdown = shown_of(name, tmp_path)
        data = json_document(open_review(name, home=str(tmp_path)).assessment)

        assert len(marked.given) > 80
        assert missing(page, marked) == []
        assert missing(markdown, marked) == []
        assert missing(data, marked) == []

    @pytest.mark.parametrize("turn", range(4))
    def test_so_does_every_time_also_one_without_a_source(self, turn, tmp_path):
        marked = Marked(turn, "bare")
        page, markdown = shown_of(write_marked(tmp_path, marked), tmp_path)

        assert len(marked.times) > 35
        for text in (page, markdown):
            assert [at for at, time in marked.times.items() if time not in text] == []

    def test_summary_sources_and_notes_stand_once_outside_of_what_is_folded(
        self, tmp_path
    ):
        marked = Marked()
        page, _ = shown_of(write_marked(tmp_path, marked), tmp_path)
        unfolded = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
        told = [
            mark
            for at, mark in marked.given.items()
            if at.endswith((".summary", ".source", ".note"))
        ]

        assert len(told) > 70
        assert [mark for mark in told if unfolded.count(mark) > 1] == []
