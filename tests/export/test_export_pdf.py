"""The page on paper: really printed by a Chromium, and what is done without one."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from incident_kit.errors import IncidentKitError, PageRefused, RunFailed
from incident_kit.export import chromium
from incident_kit.export import pdf as paper
from incident_kit.export.chromium import find_chromium, print_page
from incident_kit.export.pdf import pdf_document

AS_OF = datetime(2024, 5, 15, 9, 0, tzinfo=UTC)
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>INC-9, Suche fällt aus</title>
<style>@page{size:A4;@bottom-right{content:counter(page) " of " counter(pages)}}</style></head>
<body><h1>Search is down</h1><p>From 09:01 on.</p><p style="break-before:page"><a href="https://example.org/t">Ticket</a></p></body></html>"""


@pytest.fixture
def without(monkeypatch, tmp_path):
    """A machine without any Chromium."""
    for name in (*chromium.VARIABLES, "PLAYWRIGHT_BROWSERS_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


def program(path: Path, lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{sys.executable}\n{lines}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def printed() -> bytes:
    try:
        find_chromium()
    except IncidentKitError:
        pytest.skip("no Chromium found; set INCIDENT_KIT_CHROMIUM to its path")
    return pdf_document(PAGE, as_of=AS_OF)


@pytest.mark.browser
class TestPrinted:
    def test_has_the_title_the_records_date_and_no_name_of_a_browser(self, printed):
        assert b"/Title <FEFF" in printed  # with an umlaut it is UTF-16
        assert (
            "INC-9, Suche fällt aus".encode("utf-16-be").hex().upper().encode()
            in printed
        )
        assert re.findall(rb"/(?:Creation|Mod)Date \((.*?)\)", printed) == [
            b"D:20240515090000+00'00'",
            b"D:20240515090000+00'00'",
        ]
        assert b"Mozilla" not in printed
        assert b"Linux" not in printed

    def test_is_the_same_bytes_each_time(self, printed):
        assert pdf_document(PAGE, as_of=AS_OF) == printed

    @pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext")
    def test_holds_the_words_and_numbers_its_pages(self, printed, tmp_path):
        path = tmp_path / "p.pdf"
        path.write_bytes(printed)
        text = subprocess.run(
            ["pdftotext", str(path), "-"], capture_output=True, text=True, check=True
        ).stdout

        assert "Search is down" in text
        assert "1 of 2" in text
        assert "2 of 2" in text

    def test_names_no_folder_of_this_machine_and_leaves_nothing_behind(
        self, printed, tmp_path, monkeypatch
    ):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        traces = (str(Path.home()) + "/", str(tmp_path), "incident-kit-", "file:")

        # the check itself reads the compressed parts, too
        assert pdf_document(PAGE, as_of=AS_OF, secrets=traces) == printed
        assert list(tmp_path.iterdir()) == []

    def test_is_refused_when_it_names_what_must_not_leave(self):
        with pytest.raises(
            PageRefused, match=r"PDF refused: it holds 'example\.org/t'"
        ):
            pdf_document(PAGE, as_of=AS_OF, secrets=["example.org/t"])

    def test_a_record_without_times_has_a_date_that_is_nobodys(self):
        assert b"(D:19700101000000+00'00')" in pdf_document(PAGE, as_of=None)

    def test_asks_nobody_for_anything(self, printed):
        """A page of ours would not; one that tried would be printed without it."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(0.2)
            address = f"http://localhost:{server.getsockname()[1]}/x.png"
            page = PAGE.replace("</body>", f'<img src="{address}" alt="x"></body>')

            assert pdf_document(page, as_of=AS_OF)[:5] == printed[:5] == b"%PDF-"
            with pytest.raises(TimeoutError):
                server.accept()


class TestFinding:
    @pytest.mark.usefixtures("without")
    def test_without_one_says_in_one_line_what_to_install(self):
        with pytest.raises(IncidentKitError) as error:
            find_chromium()

        assert str(error.value) == (
            "no Chromium to make a PDF with; install chromium (Debian: apt-get install "
            "chromium), or set INCIDENT_KIT_CHROMIUM to its path"
        )

    @pytest.mark.parametrize("variable", chromium.VARIABLES)
    def test_a_named_one_is_taken_before_all_others(
        self, without, monkeypatch, variable
    ):
        mine = program(without / "mine", "")
        program(without / "none" / "chromium", "")
        monkeypatch.setenv(variable, str(mine))

        assert find_chromium() == str(mine)

    def test_a_named_one_that_is_not_there_is_an_error_not_another(
        self, without, monkeypatch
    ):
        program(without / "none" / "chromium", "")
        monkeypatch.setenv("CHROME_BIN", str(without / "gone"))

        with pytest.raises(
            IncidentKitError, match=r"CHROME_BIN: no program '.*gone'; name a Chromium"
        ):
            find_chromium()

    def test_then_the_path_then_the_newest_of_playwright(self, without):
        cache = without / "home" / ".cache" / "ms-playwright"
        program(cache / "chromium-1100" / "chrome-linux" / "chrome", "")
        newest = program(cache / "chromium-1200" / "chrome-linux64" / "chrome", "")
        assert find_chromium() == str(newest)

        on_path = program(without / "none" / "google-chrome", "")
        assert find_chromium() == str(on_path)


class TestFailing:
    def test_one_that_gives_nothing_is_told_with_its_last_words(self, tmp_path):
        broken = program(
            tmp_path / "c",
            "import sys; print('a\\nno usable sandbox', file=sys.stderr); sys.exit(1)",
        )

        with pytest.raises(
            RunFailed,
            match=r"\AChromium made no PDF: no usable sandbox; run it again, or leave the PDF out\Z",
        ):
            print_page(b"<p>", str(broken))

    def test_one_that_hangs_is_ended_with_all_it_started(self, tmp_path, monkeypatch):
        monkeypatch.setattr(chromium, "_TIMEOUT_S", 1)
        note = tmp_path / "child"
        hangs = program(
            tmp_path / "c",
            "import subprocess, sys, time, pathlib\n"
            "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
            f"pathlib.Path({str(note)!r}).write_text(str(p.pid))\ntime.sleep(60)",
        )

        with pytest.raises(RunFailed, match="Chromium did not print the page in 1 s"):
            print_page(b"<p>", str(hangs))
        state = Path(f"/proc/{note.read_text()}/stat")

        def is_gone() -> bool:
            if not state.exists():
                return True
            return state.read_text().rpartition(")")[2].split()[0] in "ZX"

        for _ in range(100):  # a killed process leaves when it is its turn
            if is_gone():
                break
            time.sleep(0.05)
        assert is_gone()

    @pytest.mark.parametrize(("user", "option"), [(0, ["--no-sandbox"]), (1000, [])])
    def test_the_sandbox_is_only_left_out_for_root(self, monkeypatch, user, option):
        monkeypatch.setattr(chromium.os, "geteuid", lambda: user)

        assert chromium._without_sandbox() == option


def test_where_chromium_begins_to_count_parts_does_not_show():
    one = b"<</ID (node00000070)>> <</ID (node00000069)>> /Names [(node00000069)]"
    two = b"<</ID (node00000112)>> <</ID (node00000101)>> /Names [(node00000101)]"

    assert paper._numbered(one) == paper._numbered(two)
    assert len(paper._numbered(one)) == len(one)
