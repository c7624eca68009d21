"""What `check` doubts beside the record's own contradictions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from incident_kit.store.checks import check_incidents
from incident_kit.store.home import find_home

RECORD = """\
schema: 1
id: X
title: Calls fail
timezone: UTC
started_at: 2026-03-18 05:00
mitigated_at: 2026-03-18 04:00
"""


@pytest.fixture
def doubts(tmp_path):
    def check(text):
        (tmp_path / "X").mkdir(exist_ok=True)
        (tmp_path / "X" / "incident.yaml").write_text(text)
        [found] = check_incidents(["X"], find_home(str(tmp_path)))
        assert found.errors == ()
        return [f"{one.field}: {one.what}" for one in found.warnings]

    return check


def test_what_lies_in_the_future_is_a_doubt(doubts):
    at = datetime.now(UTC) + timedelta(days=1)
    text = RECORD.replace("04:00", "06:00") + f"closed_at: {at:%Y-%m-%d %H:%M}\n"

    assert "closed_at: has not come yet" in doubts(text)


def test_a_contradiction_is_a_doubt_until_somebody_explains_it(doubts):
    why = 'explanations: [{field: mitigated_at, why: "A guess of the caller"}]\n'

    assert doubts(RECORD) != []
    assert doubts(RECORD + why) == []
