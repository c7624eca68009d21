import gzip
import hashlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incident_kit import frames
from incident_kit.errors import SeriesError
from incident_kit.frames import evidence_path, read_samples

BERLIN = ZoneInfo("Europe/Berlin")
GOOD = "at,stale,loads\n2024-05-14 09:01,3,100\n2024-05-14 09:02,,NaN\n"


@pytest.fixture
def save(tmp_path):
    def _save(content, name="impact.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _save


def read(path, *columns, zone=BERLIN):
    names = columns or ("stale",)
    return read_samples(path, time="at", columns=names, zone=zone, shown="impact.csv")


def refusal(path, *columns, zone=BERLIN):
    with pytest.raises(SeriesError) as caught:
        read(path, *columns, zone=zone)
    return str(caught.value)


class TestCsv:
    def test_gives_floats_on_utc_and_the_digest_of_the_bytes(self, save):
        samples = read(save(GOOD), "stale", "loads")

        assert samples.rows == 2
        assert samples.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()
        assert list(samples.frame.columns) == ["stale", "loads"]
        assert str(samples.frame.index.dtype) == "datetime64[ns, UTC]"
        assert samples.frame.index.name == "at"
        assert samples.frame.index[0] == pd.Timestamp("2024-05-14T07:01Z")

    def test_an_empty_cell_and_nan_are_missing_not_zero(self, save):
        frame = read(save(GOOD), "stale", "loads").frame

        assert frame.iloc[1].isna().all()

    @pytest.mark.parametrize(
        "text",
        [
            GOOD.replace(",", ";"),
            GOOD.replace(",", "\t"),
            "\ufeff" + GOOD,
            GOOD.replace("\n", "\r\n"),
            GOOD.replace("stale", '"stale"'),
            GOOD.strip(),
            GOOD + "\n\n",
            GOOD.replace(",", ";").replace("3", "3,0"),
            GOOD.replace(",", ", "),
            "sep=;\n" + GOOD.replace(",", ";"),
            '"sep=\t"\n' + GOOD.replace(",", "\t"),
            GOOD.replace("NaN", "null"),
            GOOD.replace("NaN", "N/A"),
            GOOD.replace("NaN", "#N/A"),
            "at,stale,loads,note,note\n2024-05-14 09:01,3,100,a,b\n2024-05-14 09:02,,,,c\n",
            gzip.compress(GOOD.encode(), mtime=0),
            GOOD.replace("2024-05-14", "2024/05/14"),
            GOOD.replace("2024-05-14 09:01", "05/14/2024 9:01 AM"),
            GOOD.replace("2024-05-14", "14.05.2024"),
            GOOD.replace("2024-05-14", "14/May/24"),
            GOOD.replace(
                "2024-05-14 09:02", "May 14, 2024, 9:02:00\u202fAM".replace(", ", " ")
            ),
            GOOD.replace("2024-05-14 09:01", "1715670060.0").replace(
                "2024-05-14 09:02", "1715670120"
            ),
            GOOD.replace("2024-05-14 09:01", "1715670060000").replace(
                "2024-05-14 09:02", "1715670120000.0"
            ),
        ],
    )
    def test_dialects_mean_the_same(self, save, text):
        assert read(save(text)).frame.equals(read(save(GOOD, "good.csv")).frame)

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("", "impact.csv: an empty file; restore"),
            ("\n \n", "impact.csv: an empty file; restore"),
            ("at,stale\n", "impact.csv: no rows under the header; export"),
            ("2024-05-14 09:01,3\n", "impact.csv: no column at; the file has:"),
            ("at,stales\n1,2\n", "impact.csv: no column stale; write stales"),
            (
                "sep=;\nat;stale\n2024-05-14 09:01;x\n",
                "impact.csv:3: stale: 'x' is not a number",
            ),
            (
                "at,stale,stale\n1,2,3\n",
                "impact.csv: two columns named 'stale'; rename",
            ),
            (
                b"at,stale\n2024-05-14 09:01,\xe9\n",
                "impact.csv:2:18: byte 0xe9 is not UTF-8; save as UTF-8",
            ),
            (
                b"\xef\xbb\xbfat,stale\n\xe9,\n",
                "impact.csv:2:1: byte 0xe9 is not UTF-8",
            ),
            ("at,stale\n".encode("utf-16"), "impact.csv:1:1: byte 0xff is not UTF-8"),
            ("at,stale\nx\0,1\n", "impact.csv:2:2: NUL byte"),
            (
                "at,stale\n2024-05-14 09:01\n",
                "impact.csv:2: 1 cells where the header has 2",
            ),
            (
                "at,stale\n2024-05-14 09:01,1,2\n",
                "impact.csv:2: 3 cells where the header has 2",
            ),
            (
                "at,stale\n2024-05-14 09:01,1\n2024-05-1",
                "impact.csv:3: the file was cut short",
            ),
            (
                "at,stale\n2024-05-14 09:01,1\n2024-05-14 09:02,",
                "impact.csv:3: the last line has neither",
            ),
            ('at,stale\n2024-05-14 09:01,"1\n', "impact.csv:2: broken quotes"),
            (
                "at,stale\n2024-05-14 09:01,many\n",
                "impact.csv:2: stale: 'many' is not a number",
            ),
            (
                "at,stale\n2024-05-14 09:01,-\n",
                "impact.csv:2: stale: '-' is not a number",
            ),
            (
                "at,stale\n2024-05-14 09:01,-inf\n",
                "impact.csv:2: stale: '-inf' is not a measured",
            ),
            (
                "at,stale\n2024-05-14 09:01,1e999\n",
                "impact.csv:2: stale: 1e999 is too large",
            ),
            (
                "at,stale\n2024-05-14 09:01,\uff12\n",
                "impact.csv:2: stale: '\\uff12' is not a number",
            ),
            (
                'at,stale\n2024-05-14 09:01,"1,234"\n',
                "impact.csv:2: stale: '1,234' has separators; write the number plainly, as 1234",
            ),
            (
                "at;stale\n2024-05-14 09:01;1.234,5\n",
                "impact.csv:2: stale: '1.234,5' has separators",
            ),
            (
                "at;stale\n2024-05-14 09:01;1,5\n2024-05-14 09:02;1.5\n",
                "impact.csv:3: stale: '1.5' has a point, others a comma",
            ),
            (
                "at,stale\n03/04/2026 10:00,1\n",
                "impact.csv:2: at: '03/04/2026 10:00' may be two days; write 2026-04-03 10:00 or 2026-03-04 10:00",
            ),
            (
                "at,stale\n10:30,1\n",
                "impact.csv:2: at: '10:30' names no day; write 2024-05-14 10:30",
            ),
            ("at,stale\nnow,1\n", "impact.csv:2: at: 'now' is not an ISO time"),
            ("at,stale\n,1\n", "impact.csv:2: at: no time; write one"),
            (
                "at,stale\n2024-05-14,1\n",
                "impact.csv:2: at: '2024-05-14' is a day without a time; write 2024-05-14 00:00",
            ),
            (
                "at,stale\n2024-13-14 09:01,1\n",
                "impact.csv:2: at: '2024-13-14 09:01' is not an ISO time",
            ),
            (
                "at,stale\n2024-05-14 24:00,1\n",
                "impact.csv:2: at: '2024-05-14 24:00' is not an ISO time",
            ),
            (
                "at,stale\n2016-12-31 23:59:60,1\n",
                "impact.csv:2: at: '2016-12-31 23:59:60' is a leap second",
            ),
            (
                "at,stale\n2024-05-14 09:01 CET,1\n",
                "impact.csv:2: at: '2024-05-14 09:01 CET' names a zone by letters; write an offset",
            ),
            (
                "at,stale\n2024-05-14 09:01+99:00,1\n",
                "impact.csv:2: at: '2024-05-14 09:01+99:00' is not an ISO time",
            ),
            (
                "at,stale\n2024-03-31 02:30,1\n",
                "impact.csv:2: at: the clocks of Europe/Berlin never showed 2024-03-31 02:30; write 2024-03-31T01:30+01:00 or 2024-03-31T03:30+02:00",
            ),
            (
                "at,stale\n2024-10-27 02:30,1\n",
                "impact.csv:2: at: the clocks of Europe/Berlin showed twice 2024-10-27 02:30; write 2024-10-27T02:30+02:00 or 2024-10-27T02:30+01:00",
            ),
            (
                "at,stale\n12345,1\n",
                "impact.csv:2: at: an epoch time of 5 digits; write 10 digits",
            ),
            (
                "at,stale\n1715670060,1\n1715670061000,1\n",
                "impact.csv:3: at: an epoch time of 13 digits where the file began with 10",
            ),
            (
                "at,stale\n1715670060,1\n2024-05-14 09:01,1\n",
                "impact.csv:3: at: a date where the file began with epoch times",
            ),
            (
                "at,stale\n46321.875,1\n",
                "impact.csv:2: at: '46321.875' is a day number of a spreadsheet; format",
            ),
            (
                "at,stale\n1.7156701E+09,1\n",
                "impact.csv:2: at: '1.7156701E+09' is an epoch time cut short",
            ),
            (
                "at,stale\n03/04/2026 10:00,1\n04/05/2026 10:00,1\n",
                "impact.csv:2: at: '03/04/2026 10:00' may be two days",
            ),
            (
                "at,stale\n13/04/2026 10:00,1\n04/13/2026 10:00,1\n",
                "impact.csv:2: at: '13/04/2026 10:00' has the day where other rows have",
            ),
            (
                "at;stale\n2024-05-14 09:01;30\n2024-05-14 09:02;4.010\n",
                "impact.csv:3: stale: '4.010' has separators; write the number plainly, as 4010",
            ),
            (
                "at\tstale\n2024-05-14 09:01\t30\n2024-05-14 09:02\t4,010\n",
                "impact.csv:3: stale: '4,010' has separators; write the number plainly, as 4010",
            ),
            (
                "name;at;stale\na;2024-05-14 09:01;1\na;2024-05-14 09:02;2\nb;2024-05-14 09:01;3\nb;2024-05-14 09:02;4\n",
                "impact.csv: holds several series, one below the other (name); export",
            ),
            ('[{"at": 1}]', "impact.csv: JSON, not CSV"),
            ("<!doctype html>", "impact.csv: a web page or XML, not CSV"),
            (
                "at,stale\n9999999999999,1\n",
                "impact.csv:2: at: an epoch time after the year 2200",
            ),
            (
                "at,stale\n2024-05-14 09:01,1\n2024-05-14 09:01,2\n",
                "impact.csv:3: at: the same time as line 2; keep one",
            ),
            (
                "at,stale\n2024-05-14 09:02,1\n2024-05-14 09:01,2\n",
                "impact.csv:3: at: an earlier time than line 2; sort the file by time",
            ),
            (
                'at,stale,note\n2024-05-14 09:01,1,"a\nb"\n2024-05-14 09:02,x,\n',
                "impact.csv:4: stale: 'x' is not a number",
            ),
            (
                "at,stale,note\n\n2024-05-14 09:02,x,\n",
                "impact.csv:3: stale: 'x' is not a number",
            ),
        ],
    )
    def test_a_malformed_file_names_its_line_and_the_mend(self, save, text, line):
        message = refusal(save(text))

        assert message.startswith(line)
        assert "; " in message

    def test_a_wall_clock_needs_a_zone(self, save):
        message = refusal(save(GOOD), zone=None)

        assert message.startswith(
            "impact.csv:2: at: a time without an offset, and no zone is known; "
            "name `timezone:` in the record"
        )

    def test_offsets_need_no_zone(self, save):
        text = "at,stale\n2024-05-14T09:01:02.345+02:00,1\n2024-05-14 07:02Z,2\n"
        frame = read(save(text), zone=None).frame

        assert frame.index[0] == pd.Timestamp("2024-05-14T07:01:02.345Z")

    def test_all_problems_come_at_once_up_to_twenty(self, save):
        rows = "".join(f"2024-05-14 09:{n:02},x\n" for n in range(50))
        lines = refusal(save("at,stale\nnow,1\n" + rows)).splitlines()

        assert len(lines) == 21
        assert lines[-1] == "impact.csv: and 31 more"
        assert [line.split(":")[1] for line in lines[:3]] == ["2", "3", "4"]

    def test_a_large_file_is_refused_unread(self, save, monkeypatch):
        monkeypatch.setattr(frames, "MAX_BYTES", 10)

        assert refusal(save(GOOD)).startswith("impact.csv: larger than")

    def test_a_missing_file_is_told_by_the_name_people_use(self, tmp_path):
        message = refusal(tmp_path / "gone.csv")

        assert message.startswith("impact.csv: no such file; ")
        assert str(tmp_path) not in message


class TestAFileInOneOrder:
    """One day above twelve tells the order of a whole column."""

    def test_of_day_and_month(self, save):
        text = "at,stale\n11/12/2026 23:55,1\n11/13/2026 00:00,2\n"

        frame = read(save(text), "stale").frame

        assert frame.index[0] == pd.Timestamp("2026-11-12T22:55Z")

    def test_of_decimal_commas_beside_groups_of_three(self, save):
        text = "at;stale\n2024-05-14 09:01;0,5\n2024-05-14 09:02;4,010\n"

        assert list(read(save(text), "stale").frame["stale"]) == [0.5, 4.01]


class TestAPackedFile:
    def test_that_is_cut_short_is_refused(self, save):
        path = save(gzip.compress(GOOD.encode(), mtime=0)[:-9], "impact.csv.gz")

        assert "damaged or was cut short" in refusal(path)

    def test_that_unpacks_beyond_the_limit_is_refused(self, save, monkeypatch):
        packed = gzip.compress(GOOD.encode() * 100, mtime=0)
        monkeypatch.setattr(frames, "MAX_BYTES", len(packed) + 10)

        assert "unpacks to more than" in refusal(save(packed, "impact.csv.gz"))


class TestCounts:
    """A part and all of it: no count under none, no part larger than all."""

    @staticmethod
    def refused(path):
        with pytest.raises(SeriesError) as caught:
            read_samples(
                path,
                time="at",
                columns=("stale", "loads"),
                zone=BERLIN,
                shown="impact.csv",
                counted=[("stale", "loads")],
            )
        return str(caught.value)

    @pytest.mark.parametrize(
        ("row", "line"),
        [
            ("70,10", "impact.csv:3: stale: 70 of 10 in loads; correct one of the two"),
            (
                "-3,10",
                "impact.csv:3: stale: -3 is less than none, in a count; correct it",
            ),
            (
                "3,-10",
                "impact.csv:3: loads: -10 is less than none, in a count; correct it",
            ),
        ],
    )
    def test_that_cannot_be_are_refused_at_their_line(self, save, row, line):
        told = self.refused(
            save(
                f"{GOOD.splitlines()[0]}\n2024-05-14 09:01,3,100\n2024-05-14 09:03,{row}\n"
            )
        )

        assert told.startswith(line)
        assert told.count("\n") == 0

    def test_of_a_table_without_lines_are_told_by_row(self, tmp_path):
        frame = pd.DataFrame(
            {
                "at": pd.to_datetime(["2024-05-14T09:01Z"]),
                "stale": [7.0],
                "loads": [5.0],
            }
        )
        frame.to_parquet(tmp_path / "impact.parquet")

        assert "row 1: 7 of 5 in loads" in self.refused(tmp_path / "impact.parquet")

    @pytest.mark.parametrize("row", ["10,10", "0,0", ",10", "3,", "10.000001,10"])
    def test_that_can_be_are_read(self, save, row):
        path = save(f"at,stale,loads\n2024-05-14 09:03,{row}\n")
        found = read_samples(
            path,
            time="at",
            columns=("stale", "loads"),
            zone=BERLIN,
            shown="impact.csv",
            counted=[("stale", "loads")],
        )

        assert found.rows == 1

    def test_a_level_may_be_larger_than_what_it_is_seen_at(self, save):
        """Milliseconds of so many requests are no part of them."""
        assert read(save(GOOD.replace("3,100", "300,100")), "stale", "loads").rows == 2


class TestParquet:
    FRAME = pd.DataFrame(
        {
            "at": pd.date_range("2024-05-14T07:01Z", periods=3, freq="min"),
            "stale": [1.5, np.nan, 3],
            "count": [1, 2, 3],
            "down": [True, False, True],
            "words": list("abc"),
        }
    )

    @pytest.fixture
    def write(self, tmp_path):
        def _write(**columns):
            path = tmp_path / "impact.parquet"
            self.FRAME.assign(**columns).to_parquet(path)
            return path

        return _write

    def test_gives_floats_on_utc(self, write):
        frame = read(write(), "stale", "count", "down").frame

        assert frame["down"].tolist() == [1, 0, 1]
        assert frame.index.equals(pd.DatetimeIndex(self.FRAME["at"]).as_unit("ns"))

    @pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
    def test_epochs_are_told_apart_by_digits(self, write, unit):
        at = pd.DatetimeIndex(self.FRAME["at"]).as_unit(unit).asi8

        assert read(write(at=at)).frame.equals(read(write()).frame)

    def test_wall_clocks_are_read_in_the_zone(self, write):
        walls = self.FRAME["at"].dt.tz_convert(BERLIN).dt.tz_localize(None)

        assert read(write(at=walls)).frame.equals(read(write()).frame)
        assert "no zone is known" in refusal(write(at=walls), zone=None)

    @pytest.mark.parametrize(
        ("columns", "line"),
        [
            ({"stale": list("abc")}, "stale: large_string, not numbers"),
            ({"at": list("abc")}, "at: large_string, not a timestamp"),
            ({"at": [1, 2, 3]}, "at: row 1: an epoch time of 1 digits"),
            ({"at": FRAME["at"][[0, 0, 1]].array}, "at: row 2: the same time as row 1"),
            (
                {"at": FRAME["at"][[1, 0, 2]].array},
                "at: row 2: an earlier time than row 1",
            ),
            ({"at": FRAME["at"].where([True, False, True])}, "at: row 2: no time"),
            ({"stale": [1, np.inf, 2]}, "stale: row 2: an infinite value"),
        ],
    )
    def test_what_is_no_series_is_refused(self, write, columns, line):
        assert refusal(write(**columns)).startswith(f"impact.csv: {line}")

    def test_a_missing_column_names_the_nearest(self, write):
        assert "no column stall; write stale" in refusal(write(), "stall")

    @pytest.mark.parametrize("kept", [0, 3, 4, 500, -1])
    def test_a_cut_file_is_told(self, write, kept):
        path = write()
        path.write_bytes(path.read_bytes()[:kept])

        assert refusal(path).startswith(
            "impact.csv: the file was cut short or is not Parquet; restore"
        )

    def test_the_footer_is_judged_before_the_pages(self, write, monkeypatch):
        monkeypatch.setattr(frames.parquet_file, "MAX_ROWS", 2)

        assert "more than 2 rows" in refusal(write())

    def test_a_bomb_is_refused_by_its_unpacked_size(self, write, monkeypatch):
        monkeypatch.setattr(frames.parquet_file, "MAX_UNPACKED_BYTES", 10)

        assert "unpacks to more" in refusal(write())


class TestEvidencePath:
    @pytest.mark.parametrize("name", ["impact.csv", "evidence/a b.csv", "./impact.csv"])
    def test_a_file_beside_the_record_is_found(self, tmp_path, name):
        assert evidence_path(tmp_path, name) == tmp_path / name

    @pytest.mark.parametrize(
        "name",
        [
            "",
            ".",
            "..",
            "../x.csv",
            "a/../../x",
            "/etc/passwd",
            "~/x",
            "C:\\x",
            "a\\b",
            "http://x/y.csv",
            "file:///etc/passwd",
            "//host/x",
            "a\0b",
            " x",
            "c:x",
        ],
    )
    def test_what_lies_elsewhere_is_refused(self, tmp_path, name):
        with pytest.raises(SeriesError, match="put the file beside the record"):
            evidence_path(tmp_path, name)

    def test_links_are_refused_on_the_whole_way(self, tmp_path):
        (tmp_path / "real").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "real")

        with pytest.raises(SeriesError, match="a link, not the file itself"):
            evidence_path(tmp_path, "link/x.csv")


UNITS = {"s": 0, "ms": 3, "us": 6}
VALUES = st.none() | st.floats(-1e100, 1e100)


class TestRoundTrip:
    @settings(max_examples=200, deadline=None)
    @given(
        rows=st.dictionaries(
            st.integers(10**9, 2 * 10**9), VALUES, min_size=1, max_size=9
        ),
        delimiter=st.sampled_from([",", ";", "\t"]),
        comma=st.booleans(),
        form=st.sampled_from(["s", "ms", "us", "Z", "+05:30", "naive"]),
        mark=st.sampled_from(["", "\ufeff"]),
        ends=st.sampled_from(["\n", "\r\n"]),
    )
    def test_written_samples_come_back(
        self, tmp_path_factory, *, rows, delimiter, comma, form, mark, ends
    ):
        zone = ZoneInfo("Asia/Kolkata")
        lines = [delimiter.join(["at", "stale", "other"])]
        for second in sorted(rows):
            at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
            local = at.astimezone(zone).replace(tzinfo=None)
            written = {
                "Z": f"{at:%Y-%m-%dT%H:%M:%SZ}",
                "+05:30": f"{local}+05:30",
                "naive": str(local),
            }.get(form) or str(second) + "0" * UNITS[form]
            number = "" if rows[second] is None else repr(rows[second])
            if comma and delimiter != ",":
                number = number.replace(".", ",")
            lines.append(delimiter.join([written, number, "x"]))
        path = tmp_path_factory.mktemp("round") / "impact.csv"
        path.write_bytes((mark + ends.join(lines) + ends).encode())

        series = read(path, zone=zone).frame["stale"]

        assert [int(at.timestamp()) for at in series.index] == sorted(rows)
        assert series.to_numpy() == pytest.approx(
            [np.nan if rows[at] is None else rows[at] for at in sorted(rows)],
            rel=0,
            abs=0,
            nan_ok=True,
        )

    @settings(max_examples=300, deadline=None)
    @given(
        data=st.binary(max_size=80)
        | st.text(st.sampled_from("at,;stale\n\"'1 2-:.T\t"))
    )
    def test_noise_raises_nothing_but_series_errors(self, tmp_path_factory, data):
        path = tmp_path_factory.mktemp("noise") / "impact.csv"
        data = data if isinstance(data, bytes) else b"at,stale\n" + data.encode()
        path.write_bytes(data)
        try:
            samples = read(path)
        except SeriesError as error:
            samples = error
        assert str(samples)


@pytest.mark.slow
def test_a_million_rows_are_read(save):
    """How long that takes is printed by make bench."""
    at = pd.date_range("2024-01-01", periods=1_000_000, freq="s").strftime("%FT%TZ")
    path = save("at,stale\n" + "".join(f"{one},1.5\n" for one in at))

    assert read(path).rows == 1_000_000
