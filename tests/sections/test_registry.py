"""One table of sections: what follows from it is never behind it."""

from __future__ import annotations

import json

import pytest
from make_templates import TEMPLATE, postmortem, text_of

from incident_kit.review.workbook import open_review
from incident_kit.sections.registry import SECTIONS
from incident_kit.wording.guides import GUIDES


def test_every_section_has_a_guide_and_no_guide_is_left_over():
    assert list(GUIDES) == list(SECTIONS), (
        "a guide in wording/guides.py and a row in sections/registry.py, in one order; "
        f"only in one of them: {sorted({*GUIDES} ^ {*SECTIONS})}"
    )


def test_the_postmortem_template_shows_every_section_in_the_order_of_the_table():
    text = TEMPLATE.read_text(encoding="utf-8")
    is_behind = text_of(postmortem(json.loads(text))) != text

    assert not is_behind, "run `make templates`"


def test_a_review_completes_and_shows_every_section_and_names_the_nearest():
    review = open_review("INC-001", home="samples")

    assert set(SECTIONS) <= set(dir(review))
    assert all(getattr(review, name).id for name in SECTIONS)
    with pytest.raises(AttributeError, match="did you mean 'clocks'"):
        _ = review.clock


def test_the_forms_beside_a_section_are_there():
    forms = open_review("INC-001", home="samples").forms

    assert {one.forms for one in SECTIONS.values() if one.forms} <= set(dir(forms))
