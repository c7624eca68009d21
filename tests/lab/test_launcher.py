"""Found where people look: launcher, palette and shell open the notebook of an incident."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from real_lab import (
    DARK,
    LIGHT,
    ask_by_palette,
    free_port,
    open_page,
    running_lab,
    shot,
    wait_for_cells,
    wait_for_server,
)

from incident_kit.cli import main
from incident_kit.errors import Conflict, IncidentKitError, UnknownIncident
from incident_kit.lab.answers import list_incidents, open_notebook
from incident_kit.store.files import check_incident_id
from incident_kit.store.home import find_home
from incident_kit.store.opening import open_workbook
from incident_kit.store.records import read_record
from incident_kit.version import __version__

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "notebooks" / "incidents" / "INC-001"
EMPTY: list[str] = []


@pytest.fixture
def team(tmp_path, monkeypatch) -> Path:
    """A folder with one incident; the process works elsewhere, as a server may."""
    work = tmp_path / "work"
    shutil.copytree(SAMPLE, work / "incidents" / "INC-001")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    return work


@pytest.fixture
def bare(tmp_path, monkeypatch) -> Path:
    """An empty folder: only the bundled samples are found."""
    (tmp_path / "bare").mkdir()
    monkeypatch.chdir(tmp_path / "bare")
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    return tmp_path / "bare"


def files(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    )


def parameters(path: Path) -> str:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    [cell] = [one for one in cells if "parameters" in one["metadata"].get("tags", ())]
    return "".join(cell["source"])


class TestOpening:
    def test_the_notebook_of_an_incident_is_made_once_and_never_replaced(self, team):
        first = open_workbook("INC-001", home=find_home(here=team))
        first.notebook.write_text("ours", encoding="utf-8")
        again = open_workbook("INC-001", home=find_home(here=team))

        assert first.notebook == team / "workbooks" / "INC-001.ipynb"
        assert first.made == (first.notebook,)
        assert again.notebook == first.notebook
        assert again.made == ()
        assert first.notebook.read_text(encoding="utf-8") == "ours"

    def test_a_new_incident_gets_its_record_and_its_notebook(self, team):
        opening = open_workbook(
            "INC-9", home=find_home(here=team), title="Down", timezone="Europe/Berlin"
        )
        record = read_record("INC-9", find_home(here=team)).record

        assert record.title == "Down"
        assert str(record.timezone) == "Europe/Berlin"
        assert parameters(opening.notebook).startswith('incident_id = "INC-9"')

    def test_a_sample_is_copied_with_its_evidence(self, bare):
        opening = open_workbook("INC-001", home=find_home())

        assert opening.made == (
            bare / "incidents" / "INC-001",
            bare / "workbooks" / "INC-001.ipynb",
        )
        assert files(bare / "incidents" / "INC-001") == files(SAMPLE)

    def test_the_first_incident_makes_the_folder(self, bare):
        open_workbook("INC-9", home=find_home(), title="Search is down")

        assert files(bare) == [
            "incidents/INC-9/incident.yaml",
            "incidents/incident.schema.json",
            "workbooks/INC-9.ipynb",
        ]

    def test_an_id_without_a_title_is_there_or_unknown(self, team):
        with pytest.raises(UnknownIncident, match="no incident 'INC-9' in incidents"):
            open_workbook("INC-9", home=find_home(here=team))
        with pytest.raises(Conflict, match="INC-001 is there already"):
            open_workbook("inc-001", home=find_home(here=team), title="x")

    def test_the_triage_stands_beside_the_review_under_a_name_that_is_no_id(self, team):
        home = find_home(here=team)
        triage = open_workbook("INC-001", home=home, template="triage").notebook
        review = open_workbook("INC-001", home=home).notebook

        assert triage.name == "INC-001+triage.ipynb"
        assert review.name == "INC-001.ipynb"
        assert "open_triage" in triage.read_text(encoding="utf-8")
        with pytest.raises(UnknownIncident):
            check_incident_id("INC-001+triage")

    @pytest.mark.parametrize("title", ["Search is down", None])
    def test_what_fails_half_way_leaves_nothing(self, bare, title):
        (bare / "workbooks").write_text("a file where the folder would be")
        with pytest.raises(OSError, match="workbooks"):
            open_workbook("INC-001", home=find_home(), title=title)

        assert [path.name for path in bare.iterdir()] == ["workbooks"]

    def test_what_fails_takes_nothing_of_others_back(self, team):
        (team / "workbooks").write_text("a file where the folder would be")
        before = files(team)
        for title in ("New", None):
            with pytest.raises(OSError, match="workbooks"):
                open_workbook(
                    "INC-9" if title else "INC-001",
                    home=find_home(here=team),
                    title=title,
                )

        assert [one for one in files(team) if "schema" not in one] == before
        assert not (team / "incidents" / "INC-9").exists()

    def test_beside_a_folder_that_was_named_nothing_is_made(self, team, monkeypatch):
        monkeypatch.setenv("INCIDENT_KIT_HOME", str(team / "incidents"))
        before = files(team)
        with pytest.raises(IncidentKitError, match="used only beside an incidents"):
            open_workbook("INC-9", home=find_home(here=team), title="New")

        assert files(team) == before


class TestAnswers:
    def test_the_last_edited_incident_comes_first(self, team):
        shutil.copytree(SAMPLE, team / "incidents" / "INC-000")
        os.utime(team / "incidents" / "INC-000" / "incident.yaml", (9e9, 9e9))
        told = list_incidents(team)

        assert [one["id"] for one in told["incidents"]] == ["INC-000", "INC-001"]
        assert told["incidents"][1]["title"].startswith("Reporting dashboard")
        assert "check" in told["incidents"][0]["title"]  # its id is another folder's
        assert not told["samples"]

    def test_without_a_folder_the_samples_are_offered_and_said_to_be_so(self, bare):
        told = list_incidents(bare)

        assert told["samples"]
        assert told["incidents"][0]["id"] == "INC-001"

    def test_the_root_counts_and_not_the_working_directory(self, team):
        told = open_notebook(team, {"id": "INC-001", "template": "postmortem"})

        assert told == {
            "path": "workbooks/INC-001.ipynb",
            "made": ["workbooks/INC-001.ipynb"],
        }
        assert not (team.parent / "elsewhere" / "workbooks").exists()

    def test_a_folder_above_the_root_cannot_be_shown(self, team):
        (team / "below").mkdir()
        with pytest.raises(IncidentKitError, match="start it there: incident-kit lab"):
            open_notebook(team / "below", {"id": "INC-001", "template": "postmortem"})

        assert not (team / "workbooks").exists()

    @pytest.mark.parametrize(
        "asked",
        [None, [], "INC-001", {"id": "INC-001"}, {"id": "INC-001", "template": "../x"}],
    )
    def test_any_other_question_is_refused(self, team, asked):
        with pytest.raises(IncidentKitError, match="not a question of the launcher"):
            open_notebook(team, asked)

    @pytest.mark.parametrize(
        "name", ["../evil", "a/b", "..", "", "con", 7, None, ["x"]]
    )
    @pytest.mark.parametrize("title", [None, "New"])
    def test_an_id_that_is_none_makes_nothing(self, team, name, title):
        before = files(team.parent)
        asked = {"id": name, "template": "postmortem"}
        with pytest.raises(UnknownIncident):
            open_notebook(team, asked if title is None else asked | {"title": title})

        assert files(team.parent) == before

    @pytest.mark.parametrize(
        ("module", "heavy"),
        [("lab", {"pydantic", "yaml", "pandas"}), ("lab.answers", {"pandas", "numpy"})],
    )
    def test_the_server_loads_nothing_heavy_for_it(self, module, heavy):
        code = f"import sys, incident_kit.{module}; print(*sys.modules)"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )

        assert not heavy & set(done.stdout.split())


class TestShell:
    def test_without_jupyterlab_it_says_what_to_install(
        self, bare, monkeypatch, capsys
    ):
        monkeypatch.setattr("incident_kit.lab.start.find_spec", lambda _: None)
        for arguments in (["lab"], ["lab", "INC-001"], ["new", "INC-9", "--open"]):
            assert main(arguments) == 2
            said = capsys.readouterr().err
            assert said == (
                "JupyterLab is not installed here; pip install 'incident-kit[lab]'\n"
            )

        assert files(bare) == EMPTY

    @pytest.mark.parametrize(
        ("arguments", "shown"),
        [
            (["lab"], None),
            (["lab", "INC-001"], "/lab/tree/workbooks/INC-001.ipynb"),
            (
                ["lab", "INC-001", "--triage"],
                "/lab/tree/workbooks/INC-001%2Btriage.ipynb",
            ),
            (
                ["new", "INC-9", "Down", "--open"],
                "/lab/tree/workbooks/INC-9%2Btriage.ipynb",
            ),
        ],
    )
    def test_jupyterlab_starts_where_the_incidents_are(
        self, team, monkeypatch, arguments, shown
    ):
        started = []
        (team / "deep").mkdir()
        monkeypatch.chdir(team / "deep")
        monkeypatch.setattr("incident_kit.lab.start.find_spec", lambda _: True)
        monkeypatch.setattr(
            "incident_kit.lab.start.subprocess.Popen",
            lambda command, cwd, **_: started.append((command, cwd)) or Ended(),
        )
        assert main(arguments) == 0
        [(command, cwd)] = started
        options = dict(one.split("=", 1) for one in command[3:])

        assert command[:3] == [sys.executable, "-m", "jupyterlab"]
        assert options["--ServerApp.root_dir"] == str(team) == str(cwd)
        assert options.get("--LabApp.default_url") == shown

    @pytest.mark.usefixtures("bare")
    def test_a_triage_without_an_id_is_an_error_of_use(self, capsys):
        with pytest.raises(SystemExit) as ended:
            main(["lab", "--triage"])
        assert ended.value.code == 2
        assert "--triage needs an ID" in capsys.readouterr().err

    def test_an_unknown_id_makes_nothing_and_starts_nothing(
        self, team, monkeypatch, capsys
    ):
        monkeypatch.chdir(team)
        before = files(team)

        assert main(["lab", "INC-9"]) == 2
        assert "there are: INC-001" in capsys.readouterr().err
        assert files(team) == before


class TestTemplate:
    @pytest.mark.usefixtures("bare")
    def test_the_triage_is_copied_and_compared_like_the_review(self, capsys):
        assert main(["new", "INC-7", "Search is down"]) == 0
        assert main(["template", "triage", "--copy", "INC-7"]) == 0
        assert "wrote workbooks/INC-7+triage.ipynb" in capsys.readouterr().out
        assert main(["template", "triage", "--diff", "INC-7"]) == 0
        assert main(["template", "postmortem", "--diff", "INC-7"]) == 2

    @pytest.mark.usefixtures("bare")
    def test_a_record_is_no_notebook_to_copy(self, capsys):
        with pytest.raises(SystemExit):
            main(["template", "incident", "--copy", "INC-7"])
        assert "incident-kit new ID makes one" in capsys.readouterr().err


class Ended:
    """A JupyterLab that was stopped by Ctrl-C, which it got, too."""

    def __init__(self) -> None:
        self.asked = 0

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def wait(self) -> int:
        self.asked += 1
        if self.asked == 1:
            raise KeyboardInterrupt
        return 0


TOKEN = "a-token-of-the-tests"


@pytest.fixture(scope="module")
def locked(tmp_path_factory):
    """A server that asks for its token."""
    home = tmp_path_factory.mktemp("locked")
    shutil.copytree(SAMPLE, home / "work" / "incidents" / "INC-001")
    with running_lab(home, token=TOKEN) as running:
        yield running


@pytest.mark.notebook
class TestHandlers:
    @pytest.mark.parametrize("token", ["", "another"])
    @pytest.mark.parametrize(
        "body", [None, b'{"id": "INC-001", "template": "postmortem"}']
    )
    def test_nobody_is_answered_without_the_token(self, locked, token, body):
        status, _ = asked(locked, "notebooks" if body else "incidents", body, token)

        assert status == 403
        assert not (locked.work / "workbooks").exists()

    def test_a_page_that_only_has_the_cookie_makes_nothing(self, locked):
        """Another site may send the cookie along, and cannot know the XSRF token."""
        jar = CookieJar()
        browsing = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        browsing.open(f"{locked.url}?token={TOKEN}", timeout=20).close()
        cookies = "; ".join(f"{one.name}={one.value}" for one in jar)
        body = b'{"id": "INC-001", "template": "postmortem"}'
        status, _ = asked(locked, "notebooks", body, "", Cookie=cookies)
        read, _ = asked(
            locked, "incidents", None, "", Cookie=cookies, Referer=locked.url
        )

        assert (status, read) == (403, 200)
        assert not (locked.work / "workbooks").exists()

    def test_what_is_no_id_is_refused_in_one_line(self, locked):
        body = b'{"id": "../evil", "template": "postmortem", "title": "x"}'
        status, told = asked(locked, "notebooks", body, TOKEN)

        assert status == 200
        assert told == {
            "refused": "'../evil' is no incident ID; use letters, digits, '.', '_' "
            "and '-', such as INC-001"
        }
        assert not list(locked.work.parent.rglob("evil*"))

    def test_who_has_the_token_is_told(self, locked):
        _, told = asked(locked, "incidents", None, TOKEN)

        assert [one["id"] for one in told["incidents"]] == ["INC-001"]

    def test_jupyter_says_that_both_parts_are_enabled(self, locked):
        environment = os.environ | {"JUPYTER_CONFIG_DIR": str(locked.work.parent)}
        said = {
            kind: subprocess.run(
                [sys.executable, "-m", *kind.split(), "list"],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
            for kind in ("jupyter labextension", "jupyter server extension")
        }
        listed = {kind: plain(done.stdout + done.stderr) for kind, done in said.items()}

        assert (
            f"incident-kit v{__version__} enabled OK" in listed["jupyter labextension"]
        )
        assert "incident_kit.lab OK" in listed["jupyter server extension"]


def plain(text: str) -> str:
    """Return what a terminal shows, without colours, on one line."""
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


def asked(lab, address: str, body: bytes | None, token: str, **headers: str):
    """Return the status and the JSON that an address answers."""
    url = lab.url.replace("/lab", f"/incident-kit/{address}")
    request = urllib.request.Request(url, data=body, headers=headers)
    if token:
        request.add_header("Authorization", f"token {token}")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    home = tmp_path_factory.mktemp("launcher")
    shutil.copytree(SAMPLE, home / "work" / "incidents" / "INC-001")
    with running_lab(home) as running:
        yield running


def watched(browser, lab, theme=LIGHT, workspace=""):
    """Open the launcher; return the page, its complaints and its foreign requests."""
    page = open_page(browser, f"{lab.url}/workspaces/{workspace or theme[-4:]}", theme)
    page.locator('.jp-LauncherCard[data-category="Incident Kit"]').first.wait_for()
    complaints: list[str] = []
    foreign: list[str] = []
    page.on(
        "console",
        lambda one: complaints.append(one.text) if one.type == "error" else None,
    )
    page.on("pageerror", lambda one: complaints.append(str(one)))
    page.on(
        "request",
        lambda one: (
            foreign.append(one.url)
            if not one.url.startswith(("http://127.0.0.1:", "data:", "blob:"))
            else None
        ),
    )
    return page, complaints, foreign


ICONS = """() => [...document.querySelectorAll(".jp-Launcher-section")].map(one => [
  one.querySelector("h2").textContent,
  one.querySelector(".jp-Launcher-sectionHeader svg") !== null,
  [...one.querySelectorAll(".jp-LauncherCard-icon")].every(icon => {
    const drawn = icon.querySelector("svg, img")?.getBoundingClientRect();
    return drawn && drawn.width > 20 && drawn.height > 20; })])"""
# how far the two colours of an icon stand from the card below them
SEEN = """() => {
  const lum = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(v => { v /= 255;
    return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const cards = [...document.querySelectorAll('.jp-LauncherCard[data-category="Incident Kit"]')];
  return cards.flatMap(card => {
    const below = lum(getComputedStyle(card).backgroundColor);
    return [...card.querySelectorAll("svg [fill]")].map(part => {
      const one = lum(getComputedStyle(part).fill);
      return (Math.max(one, below) + .05) / (Math.min(one, below) + .05); }); });
}"""


@pytest.mark.browser
@pytest.mark.notebook
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_cards_stand_in_a_section_of_their_own(lab, browser, theme):
    page, complaints, foreign = watched(browser, lab, theme)
    shot(page, f"launcher/{theme[-5:].strip().lower()}")
    sections = page.evaluate(ICONS)
    cards = page.locator('.jp-LauncherCard[data-category="Incident Kit"]')

    assert [name for name, *_ in sections][:3] == [
        "Notebook",
        "Incident Kit",
        "Console",
    ]
    assert all(header and drawn for _, header, drawn in sections)
    assert cards.all_inner_texts() == [
        "Incident triage",
        "Incident review",
        "Incident drill",
    ]
    assert min(page.evaluate(SEEN)) >= 3
    assert complaints == EMPTY
    assert foreign == EMPTY
    page.close()


@pytest.mark.browser
@pytest.mark.notebook
def test_the_review_of_an_incident_opens_and_runs_by_keyboard(lab, browser):
    page, complaints, foreign = watched(browser, lab, DARK, "review")
    dialog = ask_by_palette(page, "Incident review")
    shot(page, "launcher/review-dark")

    assert dialog.get_by_label("Which incident?").input_value() == "INC-001"
    assert dialog.get_by_label("Which incident?").evaluate(
        "one => one === document.activeElement"
    )
    page.keyboard.press("Enter")
    wait_for_cells(page)
    page.wait_for_timeout(500)
    shot(page, "launcher/review-open-dark")
    top = page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop")

    assert 'incident_id = "INC-001"' in parameters(
        lab.work / "workbooks" / "INC-001.ipynb"
    )
    assert page.get_by_text("Around nine this morning").first.is_visible()
    assert page.locator(".lm-TabBar-tabLabel", has_text="INC-001.ipynb").count() == 1
    assert top == 0
    assert complaints == EMPTY
    assert foreign == EMPTY

    # asked again, what is open is shown and not run once more
    ask_by_palette(page, "Incident review")
    page.keyboard.press("Enter")
    page.locator(".jp-Dialog").wait_for(state="detached")
    page.wait_for_timeout(500)
    prompts = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt")
    assert prompts.first.inner_text() == "[1]:"
    page.close()


@pytest.mark.browser
@pytest.mark.notebook
def test_a_new_incident_is_made_and_its_triage_opens(lab, browser):
    page, complaints, foreign = watched(browser, lab, LIGHT, "triage")
    page.locator(".jp-LauncherCard", has_text="Incident triage").focus()
    page.keyboard.press("Enter")
    dialog = page.locator(".jp-Dialog:has(.incident-kit-start)")
    dialog.wait_for()
    page.keyboard.type("../evil")
    page.keyboard.press("Enter")
    refused = page.locator(".incident-kit-start [role=alert]")
    refused.wait_for()
    said = refused.inner_text()
    kept = dialog.get_by_label("ID", exact=True).input_value()
    shot(page, "launcher/refused-light")
    page.keyboard.press("Control+a")
    page.keyboard.type("INC-9")
    page.keyboard.press("Tab")
    page.keyboard.type("Search is down")
    shot(page, "launcher/new-light")
    page.keyboard.press("Enter")
    wait_for_cells(page)
    shot(page, "launcher/triage-open-light")
    record = read_record("INC-9", find_home(lab.work / "incidents")).record

    assert said.startswith("'../evil' is no incident ID; use letters")
    assert kept == "../evil"
    assert record.title == "Search is down"
    assert 'incident_id = "INC-9"' in parameters(
        lab.work / "workbooks" / "INC-9+triage.ipynb"
    )
    assert complaints == EMPTY
    assert foreign == EMPTY
    page.close()


@pytest.mark.browser
@pytest.mark.notebook
def test_the_shell_opens_and_runs_the_review(browser, team, tmp_path, monkeypatch):
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    monkeypatch.chdir(team / "incidents")
    own = {
        name: str(tmp_path / name.lower())
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "HOME")
    }
    port = free_port()
    server = {
        "open_browser": False,
        "allow_root": True,
        "port": port,
        "ip": "127.0.0.1",
    }
    settings = {
        "ServerApp": server,
        "IdentityProvider": {"token": ""},
        "LabApp": {"expose_app_in_browser": True},
    }
    Path(own["JUPYTER_CONFIG_DIR"]).mkdir()
    (Path(own["JUPYTER_CONFIG_DIR"]) / "jupyter_server_config.json").write_text(
        json.dumps(settings)
    )
    with (tmp_path / "log").open("wb") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", "incident_kit", "lab", "INC-001"],
            env=os.environ | own,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_for_server(f"http://127.0.0.1:{port}/api", started, tmp_path / "log")
        page = open_page(browser, f"http://127.0.0.1:{port}/")
        wait_for_cells(page)
        tabs = page.locator(".lm-DockPanel-tabBar .lm-TabBar-tabLabel")
        shown = tabs.all_inner_texts()
        prompt = page.locator(".jp-Notebook .jp-InputPrompt", has_text="[").first
        page.reload()
        page.locator(".jp-Notebook .jp-InputPrompt", has_text="[").first.wait_for()
        page.wait_for_timeout(2000)
        again = prompt.inner_text()
        page.close()
        started.terminate()
        started.wait(timeout=20)
        with socket.socket() as server:
            listens = server.connect_ex(("127.0.0.1", port)) == 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)

    assert not listens  # who ends the command ends JupyterLab
    assert shown == ["INC-001.ipynb"]
    assert again == "[ ]:"  # not saved; a page that is loaded again runs nothing
    assert "incident_id" in parameters(team / "workbooks" / "INC-001.ipynb")
