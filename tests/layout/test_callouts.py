"""Labels of events stand over their leaders, two over one another at most."""

from __future__ import annotations

import random

import pytest

from incident_kit.layout.callouts import Callout, listed, place_over
from incident_kit.layout.text import Run
from incident_kit.layout.wrapping import height, width, wrapped

ROOMS = (300.0, 180.0, 110.0)


def callout(x: float, name: str) -> Callout:
    runs = (Run("09:01", True), Run(name))
    return Callout(x, x, tuple(wrapped(runs, 13, room) for room in ROOMS))


def joined(lines) -> str:
    return " ".join("".join(run.text for run in line.runs) for line in lines)


class TestWrapping:
    @pytest.mark.parametrize("room", [30.0, 90.0, 400.0])
    def test_every_word_is_kept_and_every_line_fits(self, room):
        text = "Cache keys changed; announced as resolved: " + "x" * 90
        lines = wrapped((Run("14:40–14:50", True), Run(text)), 13, room)

        assert joined(lines).replace(" ", "") == f"14:40–14:50{text}".replace(" ", "")
        assert width(lines) <= room

    def test_a_time_stays_whole(self):
        lines = wrapped((Run("13 May 16:40", True), Run("a b")), 13, 100)

        assert lines[0].runs[0].text == "13 May 16:40"

    def test_nothing_to_say_is_no_line(self):
        assert wrapped((Run(" "), Run("", True)), 13, 100) == ()


class TestPlacing:
    @pytest.mark.parametrize("seed", range(60))
    def test_no_two_labels_meet_and_no_leader_crosses_one(self, seed):
        rng = random.Random(seed)
        spots = sorted(rng.uniform(0, 1000) for _ in range(rng.randint(1, 6)))
        labels = [callout(x, "word " * rng.randint(1, 12)) for x in spots]
        placed = place_over(labels, 0, 1000, 160)
        if placed is None:
            return
        boxes = []
        for spot in placed:
            wide = width(spot.lines)
            left = spot.x if spot.side == "R" else spot.x - wide
            boxes.append((left, left + wide, spot.rise, spot.top))
        for at, (left, right, low, high) in enumerate(boxes):
            assert 0 <= left < right <= 1000
            assert high <= 160
            for other, (start, end, foot, head) in enumerate(boxes):
                if other == at:
                    continue
                apart = right <= start or end <= left or high <= foot or head <= low
                crossed = left <= spots[other] <= right and head > low
                assert apart
                assert not crossed

    def test_a_third_over_two_is_a_staircase_and_has_no_place(self):
        labels = [callout(x, "name") for x in (990.0, 994.0, 998.0)]

        assert place_over(labels[:2], 0, 1000, 200) is not None
        assert place_over(labels, 0, 1000, 200) is None

    def test_a_label_is_as_wide_as_there_is_room(self):
        [spot] = place_over([callout(10, "a b c d e")], 0, 1000, 200) or []

        assert len(spot.lines) == 1

    def test_a_list_goes_down_in_its_order(self):
        labels = [wrapped((Run("a b"),), 13, room) for room in (10, 100)]

        assert listed(labels, 8) == [
            0,
            height(labels[0]) + 8,
            height(labels[0]) + 8 + 17 + 8,
        ]
