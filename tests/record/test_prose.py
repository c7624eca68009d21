"""No character of a prose field is ever lost: file, model, edit, file again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_kit.errors import RecordError
from incident_kit.record.incident_record import parse_record
from incident_kit.store.edit import Batch
from incident_kit.store.strict import read_tree

EXAMPLE = (Path(__file__).parents[1] / "data" / "incident-example.yaml").read_text(
    encoding="utf-8"
)
PLACES = [
    (("title",), lambda record: record.title),
    (("summary",), lambda record: record.summary),
    (("blast", "location", "answer"), lambda record: record.blast.location.answer),
    (("actions", 1, "what"), lambda record: record.actions[1].what),
    (("contributing_factors", 0), lambda record: record.contributing_factors[0]),
    (("trigger", "what"), lambda record: record.trigger.what),
]
# A list of which the only text is the word none would mean: asked, there was none.
PROSE = st.text(min_size=1).filter(lambda text: text.strip() and text != "none")


def model(text: str):
    return parse_record(read_tree(text, file="incident.yaml").data)


@pytest.mark.parametrize(
    ("path", "said"),
    PLACES,
    ids=lambda one: ".".join(map(str, one)) if isinstance(one, tuple) else "",
)
@given(prose=PROSE)
def test_what_was_typed_is_what_the_model_says(path, said, prose):
    try:
        edited = Batch.of(EXAMPLE, file="incident.yaml").set(path, prose).tree().text
    except RecordError as refusal:
        assert "cannot" in str(refusal) or "control" in str(refusal)
        return

    assert said(model(edited)) == prose


@given(prose=PROSE)
def test_editing_it_back_gives_the_same_words_and_leaves_the_rest(prose):
    """Twice edited, the file says what it said: nothing else has moved."""
    try:
        edited = (
            Batch.of(EXAMPLE, file="incident.yaml").set(("summary",), prose).tree().text
        )
    except RecordError:
        return
    before = model(EXAMPLE)
    again = (
        Batch.of(edited, file="incident.yaml")
        .set(("summary",), before.summary)
        .tree()
        .text
    )

    assert model(again) == before


@given(prose=PROSE)
def test_an_entry_that_is_added_keeps_its_words(prose):
    item = {"at": "2024-05-14 10:00", "what": prose}
    try:
        edited = (
            Batch.of(EXAMPLE, file="incident.yaml")
            .append(("timeline",), item)
            .tree()
            .text
        )
    except RecordError:
        return

    assert model(edited).timeline[-1].what == prose
    assert model(edited).timeline[:-1] == model(EXAMPLE).timeline
