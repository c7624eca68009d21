"""What a person wrote into a record stands on its page, in its Markdown and its JSON."""

from __future__ import annotations

import html
import re

import pytest
from customers import run_in_process
from marked import FORMS, Marked, write_marked

from incident_kit.export.markdown import markdown_document
from incident_kit.export.review_json import json_document
from incident_kit.review.preprocess import page_text, shown_parts
from incident_kit.review.workbook import open_review

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


class TestNothingThatAPersonWroteIsLost:
    def test_it_stands_on_the_page_in_markdown_and_in_json(self, written, tmp_path):
        marked, name = written
        ran = run_in_process(name, tmp_path, profile="internal")
        page = page_text(ran)
        shown = html.unescape(re.sub(r"<(wbr|style).*?>", "", page))
        markdown = markdown_document(shown_parts(ran).parts, page="review.html")
        data = json_document(open_review(name, home=str(tmp_path)).assessment)

        assert len(marked.given) > 80
        assert missing(shown, marked) == []
        assert missing(markdown, marked) == []
        assert missing(data, marked) == []
