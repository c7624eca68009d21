"""Where the incidents are, and which IDs and folders count as one."""

import re
from pathlib import Path

import pytest

from incident_kit.errors import IncidentKitError, UnknownIncident
from incident_kit.store.home import find_home, incident_folder, list_ids

RECORD = "id: X\ntitle: t\n"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Work in an empty folder, with nothing set that names another."""
    (tmp_path / "work" / "deeper").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work" / "deeper")
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)


def make(path, *ids):
    for one in ids:
        (path / one).mkdir(parents=True)
        (path / one / "incident.yaml").write_text(RECORD)
    path.mkdir(parents=True, exist_ok=True)
    return path


class TestFindHome:
    def test_the_argument_comes_first(self, tmp_path, monkeypatch):
        monkeypatch.setenv("INCIDENT_KIT_HOME", str(make(tmp_path / "by-env")))
        make(Path("incidents"))
        named = make(tmp_path / "named")

        assert find_home(named).path == named
        assert str(find_home(named)) == "incidents: named (named)"

    def test_then_the_environment(self, tmp_path, monkeypatch):
        monkeypatch.setenv("INCIDENT_KIT_HOME", str(make(tmp_path / "by-env")))
        make(Path("incidents"))

        assert str(find_home()) == "incidents: by-env (INCIDENT_KIT_HOME)"

    def test_then_a_folder_here(self):
        make(Path("incidents"))
        make(Path("../incidents"))

        assert str(find_home()) == "incidents: incidents (here)"

    def test_then_one_in_a_parent_folder(self, tmp_path):
        make(tmp_path / "incidents")

        home = find_home()
        assert home.path == tmp_path / "incidents"
        assert home.how == "in a parent folder"

    def test_else_the_samples_which_are_read_only(self):
        home = find_home()

        assert home.is_bundled
        assert str(home) == (
            "incidents: incidents (bundled samples, read-only; no incidents folder here or above)"
        )

    def test_a_file_of_that_name_is_no_folder(self):
        Path("incidents").touch()

        assert find_home().is_bundled

    def test_the_word_samples_names_the_bundled_ones(self):
        make(Path("incidents"))

        assert find_home("samples").is_bundled
        assert "INC-001" in list_ids(find_home("samples"))

    def test_the_environment_may_say_samples_too(self, monkeypatch):
        monkeypatch.setenv("INCIDENT_KIT_HOME", "samples")

        assert find_home().is_bundled

    def test_a_folder_of_that_name_comes_before_the_word(self):
        make(Path("samples"))

        assert not find_home("samples").is_bundled

    @pytest.mark.parametrize("name", ["gone", "gone/incidents"])
    def test_a_folder_that_is_not_there_is_refused(self, name):
        with pytest.raises(IncidentKitError) as caught:
            find_home(name)
        assert str(caught.value) == (
            f"no folder {name!r}; name an incidents folder (named)"
        )

    def test_one_named_by_the_environment_is_refused_alike(self, monkeypatch):
        monkeypatch.setenv("INCIDENT_KIT_HOME", "gone")

        with pytest.raises(IncidentKitError, match=r"\(INCIDENT_KIT_HOME\)"):
            find_home()


class TestListIds:
    def test_are_sorted_and_only_of_folders_with_a_record(self, tmp_path):
        home = make(tmp_path / "incidents", "INC-2", "INC-10", "a.b", "b")
        (home / "empty").mkdir()
        (home / "kit.toml").touch()

        assert list_ids(find_home(home)) == ("INC-10", "INC-2", "a.b", "b")

    def test_pass_over_names_that_are_no_ids(self, tmp_path):
        home = make(tmp_path / "incidents", "INC-1", ".git", "-x", "a b", "con", "x..y")

        assert list_ids(find_home(home)) == ("INC-1",)

    def test_pass_over_links(self, tmp_path):
        home = make(tmp_path / "incidents", "INC-1")
        make(tmp_path / "other", "INC-2")
        (home / "INC-2").symlink_to(tmp_path / "other" / "INC-2")

        assert list_ids(find_home(home)) == ("INC-1",)


class TestIncidentFolder:
    @pytest.fixture
    def home(self, tmp_path):
        return find_home(make(tmp_path / "incidents", "INC-1", "INC-2"))

    def test_is_the_one_of_that_id(self, home):
        assert incident_folder(home, "INC-1") == home.path / "INC-1"

    @pytest.mark.parametrize(
        ("incident_id", "line"),
        [
            ("", "no incident named; set incident_id to one of: INC-1, INC-2"),
            ("INC-3", "no incident 'INC-3' in incidents; there are: INC-1, INC-2"),
            ("inc-1", "no incident 'inc-1' in incidents; there are: INC-1, INC-2"),
            (" ", "no incident ID; name one: INC-001"),
            (
                "..",
                "'..' is no incident ID; use letters, digits, '.', '_' and '-', such as INC-001",
            ),
            ("INC-1/../INC-2", "'INC-1/../INC-2' is no incident ID; use letters"),
            ("INC-1\n", "'INC-1\\n' is no incident ID; use letters"),
            ("-x", "'-x' is no incident ID: an ID cannot begin with '-'; use letters"),
            (
                "nul",
                "'nul' is no incident ID: Windows keeps this name for a device; use letters",
            ),
            (
                "a" * 65,
                "'"
                + "a" * 65
                + "' is no incident ID: longer than 64 characters; use letters",
            ),
            (7, 'an incident ID is text, not int; write it in quotes: "7"'),
            (None, "an incident ID is text, not NoneType"),
        ],
    )
    def test_another_id_is_refused_and_told_what_there_is(
        self, home, incident_id, line
    ):
        with pytest.raises(UnknownIncident, match=re.escape(line)):
            incident_folder(home, incident_id)

    def test_the_nearest_are_named_first_and_what_is_left_out_is_counted(
        self, tmp_path
    ):
        ids = [f"INC-{number}" for number in range(100, 151)]
        home = find_home(make(tmp_path / "many", *ids, "search-2024"))

        with pytest.raises(UnknownIncident) as caught:
            incident_folder(home, "Serch-2024")
        told = str(caught.value)
        assert "there are: search-2024, INC-100, INC-101," in told
        assert told.endswith("INC-110 … and 40 more")
        with pytest.raises(
            UnknownIncident, match=r"of: INC-100, .*INC-111 … and 40 more"
        ):
            incident_folder(home, "")

    def test_an_empty_folder_says_how_to_begin(self, tmp_path):
        home = find_home(make(tmp_path / "none"))

        with pytest.raises(UnknownIncident, match="none yet; run incident-kit new ID"):
            incident_folder(home, "")

    def test_a_link_is_refused(self, home):
        (home.path / "INC-3").symlink_to(home.path / "INC-1")

        with pytest.raises(UnknownIncident, match="INC-3 is a link; use a folder"):
            incident_folder(home, "INC-3")

    def test_a_record_that_is_a_link_is_refused(self, home):
        (home.path / "INC-3").mkdir()
        target = home.path / "INC-1" / "incident.yaml"
        (home.path / "INC-3" / "incident.yaml").symlink_to(target)

        with pytest.raises(UnknownIncident, match="INC-3 is a link; use a folder"):
            incident_folder(home, "INC-3")
