"""A file and its columns: what is not there is refused before it is written."""

from __future__ import annotations

import gzip

import pytest

from incident_kit.errors import Conflict, SeriesError
from incident_kit.forms.save import Refused, Saved, save
from incident_kit.forms.sheet import open_sheet
from incident_kit.store.data_files import (
    MAX_HANDED_IN,
    columns_of,
    data_files,
    put_data_file,
)
from incident_kit.store.folder import load_incident
from incident_kit.store.home import find_home
from incident_kit.store.opening import copy_sample
from incident_kit.store.records import read_record
from incident_kit.wording.inside.catalogue import FORMS

TABLE = "at;failed;all\n2026-03-14 08:00;0;10\n2026-03-14 08:01;3;10\n"
WRONG_ROWS = "at,failed\n2024-05-14 08:00,1\n2024-05-14 07:00,many\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    return copy_sample("INC-001", find_home("samples"))


@pytest.fixture
def folder(home):
    return home.path / "INC-001"


def impact(home, index=None):
    return open_sheet(FORMS["impact"], "INC-001", home, index=index)


def typed(sheet, **values):
    return {**sheet.values, **{(name,): text for name, text in values.items()}}


def new_series(home, **values):
    sheet = impact(home)
    series = {"name": "slow loads", "unit": "loads", "file": "impact.csv", **values}
    return save(sheet, typed(sheet, **series))


class TestWhatIsRefusedBeforeItIsSaved:
    @pytest.mark.parametrize(
        ("values", "field", "words"),
        [
            (
                {"file": "impcat.csv", "value": "failed"},
                "file",
                "no such file impcat.csv; did you mean 'impact.csv'?",
            ),
            (
                {"value": "fialed"},
                "value",
                "no column 'fialed' in impact.csv; did you mean 'failed'?",
            ),
            ({"value": "failed", "of": "all"}, "of", "no column 'all' in impact.csv"),
            (
                {"value": "failed", "time": "when"},
                "time",
                "no column 'when' in impact.csv",
            ),
            (
                {"file": "../impact.csv", "value": "failed"},
                "file",
                "a path that leaves the folder",
            ),
        ],
    )
    def test_stands_at_its_question_and_nothing_is_written(
        self, home, folder, values, field, words
    ):
        before = (folder / "incident.yaml").read_bytes()
        refused = new_series(home, **values)

        assert isinstance(refused, Refused)
        assert list(refused.at) == [(field,)]
        assert words in refused.at[field,]
        assert (folder / "incident.yaml").read_bytes() == before

    def test_rows_that_cannot_be_read_are_told_at_their_column(self, home, folder):
        (folder / "new.csv").write_text(WRONG_ROWS, encoding="utf-8")
        refused = new_series(home, file="new.csv", value="failed")

        assert isinstance(refused, Refused)
        assert refused.at["value",] == (
            "line 3: 'many' is not a number; write a number, or leave the cell empty"
        )

    def test_many_wrong_rows_are_counted(self, home, folder):
        rows = "".join(f"2024-05-14 08:{one:02},x\n" for one in range(9))
        (folder / "new.csv").write_text(f"at,failed\n{rows}", encoding="utf-8")
        refused = new_series(home, file="new.csv", value="failed")

        assert refused.at["value",].count("is not a number") == 2
        assert refused.at["value",].endswith("and 7 more")

    def test_what_is_there_is_saved(self, home):
        assert isinstance(new_series(home, value="failed", of="loads"), Saved)
        assert load_incident(read_record("INC-001", home), home).measured[-1].name == (
            "slow loads"
        )

    def test_a_file_that_was_gone_before_keeps_nobody_from_another_edit(
        self, home, folder
    ):
        (folder / "impact.csv").unlink()
        sheet = impact(home, 0)

        assert isinstance(save(sheet, typed(sheet, unit="page views")), Saved)


class TestTheFilesOfAFolder:
    def test_are_its_data_files_and_those_of_its_exports(self, folder):
        for name in ("b.parquet", "notes.txt", ".hidden.csv", "c.csv.gz"):
            (folder / name).write_bytes(b"")
        (folder / "evidence").mkdir(exist_ok=True)
        (folder / "evidence" / "x.csv").write_bytes(b"")
        (folder / "link.csv").symlink_to(folder / "impact.csv")

        found = data_files(folder)

        assert {
            "impact.csv",
            "places.csv",
            "b.parquet",
            "c.csv.gz",
            "evidence/x.csv",
        } <= {*found}
        assert not {"notes.txt", ".hidden.csv", "link.csv", "incident.yaml"} & {*found}

    def test_have_the_columns_of_their_header(self, folder):
        (folder / "a.csv").write_text(TABLE, encoding="utf-8")
        (folder / "a.csv.gz").write_bytes(gzip.compress(TABLE.encode()))

        assert columns_of(folder, "a.csv") == ("at", "failed", "all")
        assert columns_of(folder, "a.csv.gz") == ("at", "failed", "all")

    def test_have_columns_in_parquet_too(self, folder):
        pandas = pytest.importorskip("pandas")
        pandas.DataFrame({"at": [1], "failed": [2]}).to_parquet(folder / "a.parquet")

        assert columns_of(folder, "a.parquet") == ("at", "failed")

    @pytest.mark.parametrize("pad", ["", "x"])
    def test_are_read_no_further_than_their_head(self, folder, pad):
        # the head ends within a sign of two bytes, whatever is padded
        row = f"2026-03-14 08:00;{pad}{'é' * 40_000};10\n"
        (folder / "long.csv").write_text(TABLE + row + "\0", encoding="utf-8")

        assert columns_of(folder, "long.csv") == ("at", "failed", "all")

    @pytest.mark.parametrize("name", ["../incident.csv", "/etc/x.csv", "link.csv"])
    def test_never_lie_elsewhere(self, folder, name):
        (folder / "link.csv").symlink_to(folder.parent / "incident.schema.json")

        with pytest.raises(SeriesError):
            columns_of(folder, name)


class TestAFileThatIsHandedIn:
    def test_stands_in_the_folder_then(self, folder):
        assert put_data_file(folder, "new.csv", TABLE.encode())
        assert (folder / "new.csv").read_text(encoding="utf-8") == TABLE

    def test_may_be_there_already(self, folder):
        put_data_file(folder, "new.csv", TABLE.encode())

        assert not put_data_file(folder, "new.csv", TABLE.encode())

    def test_replaces_no_other(self, folder):
        before = (folder / "impact.csv").read_bytes()

        with pytest.raises(Conflict, match="a file of this name with other content"):
            put_data_file(folder, "impact.csv", TABLE.encode())
        assert (folder / "impact.csv").read_bytes() == before

    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("../x.csv", TABLE, "a name with a path"),
            ("a/x.csv", TABLE, "a name with a path"),
            ("a\\x.csv", TABLE, "a name with a path"),
            ("C:x.csv", TABLE, "a URL or drive"),
            (".x.csv", TABLE, "not the name of a data file"),
            ("incident.yaml", TABLE, "not the name of a data file"),
            ("x.csv", '{"at": 1}', "JSON, not CSV"),
            ("x.csv", "", "an empty file"),
            ("x.csv", "just words\n", "no table"),
        ],
    )
    def test_is_refused_where_it_is_no_data_file(self, folder, name, data, words):
        before = sorted(folder.rglob("*"))

        with pytest.raises(SeriesError, match=words):
            put_data_file(folder, name, data.encode())
        assert sorted(folder.rglob("*")) == before

    def test_is_refused_where_it_is_too_large(self, folder):
        with pytest.raises(SeriesError, match="larger than 8 MB; copy it into"):
            put_data_file(folder, "x.csv", b"a,b\n" * (MAX_HANDED_IN // 4 + 1))


def view(home, index=None):
    skin = pytest.importorskip("incident_kit.forms.skin")
    card = pytest.importorskip("incident_kit.forms.card")
    return skin.FormView(impact(home, index), saved=lambda _: card.Evidence())


def choose(form, **values):
    for name, text in values.items():
        form.fields[name,].text = text


def drop(form, name, data):
    """Hand a file in as the browser does; return what is said of it."""
    told = []
    form.series.drop.send = told.append
    content = {"event": "file", "name": name}
    form.series.drop._handle_custom_msg(content, [memoryview(data)])
    return told


def lines(form):
    return form.series._words.widget.value


def picture(form):
    return form.series._picture.widget.value


class TestTheForm:
    def test_offers_the_files_and_then_the_columns(self, home):
        form = view(home)
        assert "impact.csv" in form.fields["file",].input.options
        assert form.fields["value",].input.options == ()

        choose(form, file="impact.csv")

        columns = ("at", "views", "stale", "loads", "failed")
        for name in ("value", "of", "time"):
            assert form.fields[name,].input.options == columns

    def test_shows_the_curve_and_the_onset_before_anything_is_saved(self, home, folder):
        before = (folder / "incident.yaml").read_bytes()
        form = view(home)
        choose(form, file="impact.csv", value="failed")

        assert "<figure" in picture(form)
        assert "not saved yet" in lines(form)
        assert "Onset: Between 10:03 (surely good until then)" in lines(form)
        assert (folder / "incident.yaml").read_bytes() == before

    def test_shows_that_series_alone(self, home):
        form = view(home)
        choose(form, file="impact.csv", value="failed", name="broken loads")

        assert "broken loads" in picture(form)
        assert "stale report views" not in picture(form)

    def test_shows_a_series_of_the_record_as_it_stands(self, home):
        form = view(home, 0)

        assert "<figure" in picture(form)
        assert "As it stands on the page" in lines(form)

    def test_says_in_one_line_what_keeps_the_curve_from_being_drawn(self, home):
        form = view(home)
        choose(form, file="impact.csv", value="fialed")

        assert picture(form) == ""
        assert "In which column? no column" in lines(form)
        choose(form, value="failed")
        assert "<figure" in picture(form)
        choose(form, value="")
        assert picture(form) == lines(form) == ""

    def test_shows_a_record_that_is_hostile_as_text(self, home):
        form = view(home)
        choose(form, file="impact.csv", value="failed", name="<img src=x onerror=a>")

        assert "<figure" in picture(form)
        assert "<img src=x" not in picture(form)

    def test_fills_in_the_column_with_the_time(self, home, folder):
        text = TABLE.replace("at;", "Time;")
        (folder / "new.csv").write_text(text, encoding="utf-8")
        form = view(home)
        choose(form, file="new.csv")

        assert form.fields["time",].text == "Time"

    def test_takes_a_dropped_file_and_chooses_it(self, home, folder):
        form = view(home)
        [told] = drop(form, "new.csv", TABLE.encode())

        assert told == {"words": "Took new.csv: 3 columns."}
        assert form.fields["file",].text == "new.csv"
        assert "new.csv" in form.fields["file",].input.options
        assert form.fields["value",].input.options == ("at", "failed", "all")
        assert (folder / "new.csv").read_bytes() == TABLE.encode()

    def test_says_what_keeps_a_dropped_file_from_being_taken(self, home, folder):
        form = view(home)
        before = (folder / "impact.csv").read_bytes()
        [told] = drop(form, "impact.csv", TABLE.encode())

        assert told["problem"] == (
            "impact.csv: a file of this name with other content is there; "
            "give it another name"
        )
        assert form.fields["file",].text == ""
        assert (folder / "impact.csv").read_bytes() == before

    def test_takes_nothing_into_a_sample(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        form = view(find_home("samples"))

        assert form.series.drop.locked
        assert drop(form, "new.csv", TABLE.encode()) == []
