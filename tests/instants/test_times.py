"""Times as people write them, and how long it took between two of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_kit.errors import TimeError
from incident_kit.instants.elapsed import elapsed
from incident_kit.instants.words import (
    clock_words,
    duration_words,
    elapsed_words,
    moment_words,
)
from incident_kit.instants.written import Written, parse_written
from incident_kit.instants.zones import find_zone, to_utc

BERLIN = ZoneInfo("Europe/Berlin")
UTC_ZONE = ZoneInfo("UTC")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def written(text: object, zone: ZoneInfo | None = UTC_ZONE) -> Written:
    return parse_written(text, zone)


class TestReading:
    @pytest.mark.parametrize(
        ("text", "low", "high", "stated"),
        [
            (
                "2024-05-14 09:01",
                "2024-05-14T07:01",
                "2024-05-14T07:01",
                "2024-05-14T07:01",
            ),
            (
                "2024-05-14T09:01Z",
                "2024-05-14T09:01",
                "2024-05-14T09:01",
                "2024-05-14T09:01",
            ),
            (
                "2024-05-14T09:01+05:30",
                "2024-05-14T03:31",
                "2024-05-14T03:31",
                "2024-05-14T03:31",
            ),
            ("about 2024-05-14 09:00", None, None, "2024-05-14T07:00"),
            ("by 2024-05-14 09:30", None, "2024-05-14T07:30", "2024-05-14T07:30"),
            ("after 2024-05-14 09:00", "2024-05-14T07:00", None, "2024-05-14T07:00"),
            ("2024-05-14", "2024-05-13T22:00", "2024-05-14T22:00", None),
            ("2024-02", "2024-01-31T23:00", "2024-02-29T23:00", None),
            ("2024", "2023-12-31T23:00", "2024-12-31T23:00", None),
            (
                ["2024-05-14 09:00", "2024-05-14 09:30"],
                "2024-05-14T07:00",
                "2024-05-14T07:30",
                None,
            ),
            ("[2024-05-14, 2024-05-15]", "2024-05-13T22:00", "2024-05-15T22:00", None),
            ("by 2024-05-14", None, "2024-05-14T22:00", "2024-05-14T22:00"),
            ("unknown", None, None, None),
            ("not yet", None, None, None),
        ],
    )
    def test_every_form_has_its_low_high_and_stated_reading(
        self, text, low, high, stated
    ):
        """Berlin is two hours ahead of UTC in May, one in winter."""
        moment = written(text, BERLIN)

        expected = tuple(
            None if one is None else utc(one) for one in (low, high, stated)
        )
        assert (moment.low, moment.high, moment.stated) == expected

    def test_the_long_form_keeps_its_source_and_note(self):
        moment = written({"at": "about 2024-05-14 09:00", "source": "log", "note": "n"})

        assert (moment.form, moment.source, moment.note) == ("about", "log", "n")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                "2024-03-31 02:30",
                "never showed 2024-03-31 02:30; write 2024-03-31T01:30+01:00 or 2024-03-31T03:30+02:00",
            ),
            (
                "2024-10-27 02:30",
                "showed twice 2024-10-27 02:30; write 2024-10-27T02:30+02:00 or 2024-10-27T02:30+01:00",
            ),
            (
                "03/04/2026 10:00",
                "'03/04/2026 10:00' is not a time; write 2026-04-03 10:00 or 2026-03-04 10:00",
            ),
            ("10:30", "'10:30' is not a time"),
            ("now", "'now' is not a time"),
            ("2024-13-01", "'2024-13-01' is not a time"),
            ("2024-05-14 24:00", "is not a time"),
            ("２０２４-05-14", "is not a time"),
            (
                "about 2024-05-14",
                "names no hour; write 2024-05-14 (that day) or a range",
            ),
            (["2024-05-14 10:00", "2024-05-14 09:00"], "ends before it begins"),
            (["2024-05-14 10:00"], "a range of 1 times"),
            (
                ["by 2024-05-14 10:00", "2024-05-14 11:00"],
                "an end that is no plain time",
            ),
            ({"at": "unknown", "sauce": "x"}, "unknown field 'sauce' in a time"),
            ({"source": "x"}, "a long time without at"),
        ],
    )
    def test_what_names_no_instant_is_refused_with_the_mend(self, text, message):
        with pytest.raises(TimeError) as refusal:
            written(text, BERLIN)

        assert message in str(refusal.value)

    def test_a_naive_time_is_refused_when_no_zone_is_named(self):
        with pytest.raises(
            TimeError,
            match="no offset and the record names no timezone; write 2024-05-14T09:01\\+01:00",
        ):
            written("2024-05-14 09:01", None)

    @pytest.mark.parametrize(
        "name", ["CET", "EST", "IST", "Europe/Nowhere", "", "../../etc/passwd"]
    )
    def test_a_zone_by_letters_is_refused(self, name):
        with pytest.raises(
            TimeError, match="write UTC or a name such as Europe/Berlin"
        ):
            find_zone(name)

    @given(
        st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31)),
        st.sampled_from(
            ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
        ),
    )
    def test_a_wall_time_is_the_instant_that_shows_it_or_is_refused(self, wall, name):
        zone = ZoneInfo(name)
        try:
            instant = to_utc(wall, zone)
        except TimeError:
            folds = {
                wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)
            }
            assert len(folds) == 2
        else:
            assert instant.astimezone(zone).replace(tzinfo=None) == wall

    @given(st.text(max_size=30))
    def test_any_text_is_read_or_refused_in_one_line(self, text):
        try:
            written(text)
        except TimeError as refusal:
            assert "\n" not in str(refusal)


class TestElapsed:
    """From an onset at 10:00; the expected values are differences by head."""

    ONSET = "2024-05-14 10:00"
    AS_OF = utc("2024-05-14T18:00")

    @pytest.mark.parametrize(
        ("end", "kind", "words"),
        [
            ("2024-05-14 10:25", "exact", "25 min"),
            ("about 2024-05-14 10:25", "about", "about 25 min"),
            ("by 2024-05-14 16:12", "at most", "at most 6 h 12 min"),
            ("after 2024-05-14 11:00", "at least", "at least 1 h"),
            (["2024-05-14 10:16", "2024-05-14 10:19"], "between", "16 to 19 min"),
            ("2024-05-15", "between", "14 to 38 h"),
            ("2024-06", "between", "17 d 14 h to 47 d 14 h"),
            ("2025", "between", "231 d 14 h to 596 d 14 h"),
            (["2024-05-15 19:00", "2024-05-16 19:00"], "between", "1 d 9 h to 2 d 9 h"),
            ("not yet", "at least", "at least 8 h"),
            ("unknown", "unknown", "unknown"),
            ("2024-05-14 09:57", "exact", "3 min before"),
        ],
    )
    def test_each_kind_of_end_gives_its_kind_of_value(self, end, kind, words):
        value = elapsed(written(self.ONSET), written(end), as_of=self.AS_OF)

        assert (value.kind, elapsed_words(value)) == (kind, words)

    @pytest.mark.parametrize(
        ("start", "kind", "words"),
        [
            (
                ["2024-05-14 10:00", "2024-05-14 10:08"],
                "between",
                "6 h 53 min to 7 h 01 min",
            ),
            ("about 2024-05-14 10:00", "about", "about 7 h 01 min"),
            ("by 2024-05-14 10:00", "at least", "at least 7 h 01 min"),
            ("after 2024-05-14 10:00", "at most", "at most 7 h 01 min"),
            ("unknown", "unknown", "unknown"),
        ],
    )
    def test_doubt_about_the_start_is_doubt_about_the_value(self, start, kind, words):
        """Noticed at 17:01."""
        value = elapsed(written(start), written("2024-05-14 17:01"))

        assert (value.kind, elapsed_words(value)) == (kind, words)

    def test_not_yet_without_an_as_of_is_unknown_and_never_now(self):
        assert elapsed(written(self.ONSET), written("not yet")).kind == "unknown"

    def test_a_day_of_clock_change_has_its_real_hours(self):
        """From noon to noon over the spring change in Berlin: 23 hours."""
        value = elapsed(
            written("2024-03-30 12:00", BERLIN), written("2024-03-31 12:00", BERLIN)
        )

        assert value.low == timedelta(hours=23)

    @given(st.integers(0, 2_000_000), st.integers(0, 100_000))
    def test_low_is_never_above_high(self, start, width):
        base = utc("2024-01-01T00:00")
        low = base + timedelta(seconds=start)
        end = Written.between(low, low + timedelta(seconds=width))
        value = elapsed(Written.between(base, base + timedelta(seconds=width)), end)

        assert value.low is not None
        assert value.low <= value.high


class TestWords:
    @pytest.mark.parametrize(
        ("seconds", "words"),
        [
            (0, "0 min"),
            (40, "40 s"),
            (80, "1 min 20 s"),
            (600, "10 min"),
            (3600, "1 h"),
            (3660, "1 h 01 min"),
            (43440, "12 h 04 min"),
            (86_400 * 9 + 3600, "9 d 1 h"),
        ],
    )
    def test_a_duration_reads_as_people_say_it(self, seconds, words):
        assert duration_words(timedelta(seconds=seconds)) == words

    def test_a_time_of_another_day_names_the_day(self):
        moment = written("2024-05-13 16:40", BERLIN)

        assert (
            moment_words(moment, BERLIN, day=utc("2024-05-14T07:00")) == "13 May 16:40"
        )
        assert moment_words(moment, BERLIN, day=utc("2024-05-13T07:00")) == "16:40"

    @pytest.mark.parametrize(
        ("name", "instant", "words"),
        [
            ("Europe/Berlin", "2024-10-26T23:55", "01:55"),
            ("Europe/Berlin", "2024-10-27T00:35", "02:35 CEST"),
            ("Europe/Berlin", "2024-10-27T01:35", "02:35 CET"),
            ("Europe/Berlin", "2024-10-27T02:00", "03:00"),
            ("Europe/Berlin", "2024-03-31T01:00", "03:00"),
            ("Australia/Lord_Howe", "2024-04-06T14:35", "01:35 UTC+11:00"),
            ("Australia/Lord_Howe", "2024-04-06T15:05", "01:35 UTC+10:30"),
            ("America/St_Johns", "2024-11-03T03:45", "01:15 NDT"),
            ("America/Sao_Paulo", "2018-02-18T02:10", "23:10 UTC−03:00"),
            ("Europe/Moscow", "2014-10-25T21:30", "01:30 UTC+04:00"),
            ("Europe/Moscow", "2014-10-25T22:30", "01:30 UTC+03:00"),
        ],
    )
    def test_a_clock_time_that_came_twice_says_which_one_it_is(
        self, name, instant, words
    ):
        """Lord Howe went back by half an hour, Moscow kept its letters."""
        assert clock_words(utc(instant), ZoneInfo(name)) == words

    def test_a_range_over_the_change_names_both_clocks(self):
        moment = written(["2024-10-27T00:50Z", "2024-10-27T01:05Z"], BERLIN)
        day = utc("2024-10-27T08:00")

        assert moment_words(moment, BERLIN, day=day) == "02:50 CEST to 02:05 CET"

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("by 2024-05-14 22:47", "by 22:47"),
            ("2024-04", "April 2024"),
            ("2024-05-06", "6 May"),
            (["2024-05-14 14:40", "2024-05-14 14:50"], "14:40 to 14:50"),
            ("not yet", "not yet"),
        ],
    )
    def test_a_bound_a_range_and_a_period_keep_their_form(self, text, words):
        assert (
            moment_words(written(text), UTC_ZONE, day=utc("2024-05-14T00:00")) == words
        )
