import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from incident_kit.errors import Conflict, UnknownIncident
from incident_kit.store import files
from incident_kit.store.files import (
    check_incident_id,
    read_bytes_with_digest,
    replace_file,
)


@pytest.fixture
def record(tmp_path):
    path = tmp_path / "incident.yaml"
    path.write_bytes(b"old")
    return path


def leftovers(path):
    names = {file.name for file in path.parent.iterdir()}
    return names - {path.name, files.LOCK_NAME}


class TestReplaceFile:
    def test_the_second_of_two_writers_with_one_base_is_told(self, record):
        _, base = read_bytes_with_digest(record)
        replace_file(record, b"first", expected=base)

        with pytest.raises(Conflict, match="somebody else changed the file") as caught:
            replace_file(record, b"second", expected=base)
        assert record.read_bytes() == b"first"
        assert "\n" not in str(caught.value)

    def test_a_new_file_must_not_be_there_yet(self, record):
        with pytest.raises(Conflict, match="there already"):
            replace_file(record, b"new", expected=None)

    def test_a_new_file_gets_the_usual_mode(self, tmp_path):
        path = tmp_path / "new.yaml"
        replace_file(path, b"new", expected=None)
        (tmp_path / "usual").touch()

        assert path.stat().st_mode == (tmp_path / "usual").stat().st_mode

    def test_a_file_that_went_away_is_told(self, record):
        _, base = read_bytes_with_digest(record)
        record.unlink()

        with pytest.raises(Conflict, match="gone since it was read"):
            replace_file(record, b"new", expected=base)

    def test_keeps_the_mode(self, record):
        record.chmod(0o664)
        replace_file(record, b"new", expected=hashlib.sha256(b"old").hexdigest())

        assert record.stat().st_mode & 0o777 == 0o664

    def test_refuses_a_link(self, record):
        link = record.with_name("link.yaml")
        link.symlink_to(record)

        with pytest.raises(Conflict, match="a link"):
            replace_file(link, b"new", expected=hashlib.sha256(b"old").hexdigest())
        assert record.read_bytes() == b"old"

    @pytest.mark.parametrize(
        "error", [OSError(28, "No space left"), KeyboardInterrupt()]
    )
    @pytest.mark.parametrize("call", ["fsync", "fdopen"])
    def test_a_failed_write_leaves_the_old_file_alone(
        self, record, monkeypatch, call, error
    ):
        def fail(*_args):
            raise error

        _, base = read_bytes_with_digest(record)
        monkeypatch.setattr(files.os, call, fail)
        with pytest.raises(type(error)):
            replace_file(record, b"new", expected=base)

        assert record.read_bytes() == b"old"
        assert not leftovers(record)
        monkeypatch.undo()
        replace_file(record, b"new", expected=base)

    def test_a_killed_writer_leaves_a_whole_file(self, record):
        script = (
            "import sys; from pathlib import Path\n"
            "from incident_kit.store.files import *\n"
            "path = Path(sys.argv[1]); print('go', flush=True)\n"
            "for n in range(10**6):\n"
            "    data = bytes([65 + n % 26]) * 200_000\n"
            "    replace_file(path, data, expected=read_bytes_with_digest(path)[1])\n"
        )
        for _ in range(3):
            writer = subprocess.Popen(
                [sys.executable, "-c", script, str(record)],
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            )
            writer.stdout.readline()
            signal_at = 0.15
            with pytest.raises(subprocess.TimeoutExpired):
                writer.wait(signal_at)
            writer.send_signal(signal.SIGKILL)
            writer.communicate()
            data, digest = read_bytes_with_digest(record)

            assert len(set(data)) == 1 or data == b"old"
            assert len(data) in {3, 200_000}
            replace_file(record, data, expected=digest)


class TestIncidentId:
    @pytest.mark.parametrize("text", ["INC-001", "0012", "a", "1e5", "2024.05_x", "no"])
    def test_plain_names_pass_as_text(self, text):
        assert check_incident_id(text) == text

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            ".",
            "..",
            "a..b",
            "../x",
            "/etc",
            "a/b",
            "a\\b",
            "-x",
            "a\0",
            "a\n",
            "INC-",
            "é",
            "２０",
            "con",
            "NUL.txt",
            "com1",
            "Lpt9.yaml",
            "a" * 65,
            "x" * 70_000,
            ".hidden",
            12,
            None,
            True,
            1.5,
            b"INC",
        ],
    )
    def test_all_else_is_refused_in_one_line(self, text):
        with pytest.raises(UnknownIncident) as caught:
            check_incident_id(text)

        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 250

    def test_a_leading_dash_says_so(self):
        with pytest.raises(UnknownIncident, match="cannot begin with '-'"):
            check_incident_id("-x")
