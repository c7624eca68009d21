"""From a folder to the page: our command, papermill and nbconvert, really run."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from incident_kit.cli import main
from incident_kit.errors import RunFailed
from incident_kit.review.build import build_many, build_review

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "notebooks" / "incidents"
IDS = ["INC-001", "INC-002", "INC-003", "stripe-2019-07-10-db-election"]
WHEEL = os.environ.get("INCIDENT_KIT_WHEEL")

pytestmark = pytest.mark.notebook


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> dict[str, str]:
    out = tmp_path_factory.mktemp("reviews")
    return {
        name: build_review(name, home=SAMPLES, out=out).html.read_text(encoding="utf-8")
        for name in IDS
    }


def words_of(page: str) -> str:
    """Return what a reader reads, without tags, with plain blanks."""
    body = re.sub(
        r"<style.*?</style>|<details.*?</details>", " ", page, flags=re.DOTALL
    )
    text = html.unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " ")
    return re.sub(r"\s+([.,;:])", r"\1", " ".join(text.split()))


def run(
    command: list[str], folder: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "INCIDENT_KIT_HOME"}
    return subprocess.run(
        command,
        cwd=folder,
        env=environment | more,
        text=True,
        capture_output=True,
        check=False,
    )


def pages_by_hand_and_by_command(
    bin_folder: Path, folder: Path, name: str
) -> tuple[bytes, bytes]:
    template = run([str(bin_folder / "incident-kit"), "template", "postmortem"], folder)
    path = {"PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}
    first = run(
        ["papermill", template.stdout.strip(), "out.ipynb", "-p", "incident_id", name],
        folder,
        **path,
    )
    assert first.returncode == 0, first.stderr
    second = run(
        [
            "jupyter",
            "nbconvert",
            "--to",
            "html",
            "--template",
            "incident_report",
            "out.ipynb",
        ],
        folder,
        **path,
    )
    assert second.returncode == 0, second.stderr
    third = run(["incident-kit", "review", name], folder, **path)
    assert third.returncode == 0, third.stderr
    return (folder / "out.html").read_bytes(), (
        folder / "reviews" / name / "review.html"
    ).read_bytes()


def own_template(folder: Path, place: int, source: list[str]) -> Path:
    """Return the template with a cell of the team's own, as a file."""
    template = json.loads(
        (ROOT / "templates" / "postmortem.ipynb").read_text(encoding="utf-8")
    )
    own = template["cells"][2] | {"id": "own", "source": source, "metadata": {}}
    template["cells"].insert(place, own)
    path = folder / "own.ipynb"
    path.write_text(json.dumps(template), encoding="utf-8")
    return path


class TestOnePageWhicheverCommand:
    def test_papermill_and_nbconvert_give_the_page_that_review_gives(self, tmp_path):
        by_hand, by_command = pages_by_hand_and_by_command(
            Path(sys.executable).parent, tmp_path, "INC-002"
        )

        assert by_hand == by_command

    @pytest.mark.skipif(
        not WHEEL, reason="INCIDENT_KIT_WHEEL names no environment with the wheel alone"
    )
    def test_so_it_is_from_the_wheel_alone_and_the_same_page(self, tmp_path, built):
        by_hand, by_command = pages_by_hand_and_by_command(
            Path(str(WHEEL)) / "bin", tmp_path, "INC-002"
        )

        assert by_hand == by_command
        assert by_command.decode() == built["INC-002"]

    def test_two_builds_of_the_same_inputs_are_the_same_bytes(self, tmp_path, built):
        again = build_review("INC-001", home=SAMPLES, out=tmp_path / "elsewhere")

        assert again.html.read_text(encoding="utf-8") == built["INC-001"]

    def test_the_folder_it_lies_in_does_not_show(self, tmp_path, built):
        shutil.copytree(SAMPLES, tmp_path / "other" / "incidents")
        again = build_review(
            "INC-003", home=tmp_path / "other" / "incidents", out=tmp_path
        )

        assert again.html.read_text(encoding="utf-8") == built["INC-003"]


class TestWhatThePagesSay:
    def test_inc_001_says_the_fix_came_before_the_questions_and_a_wave_followed(
        self, built
    ):
        text = words_of(built["INC-001"])

        assert "the first change to production, to fix" in text
        assert "Second wave: failed page loads." in text
        assert "caused by what was done at 09:47" in text

    def test_inc_002_says_a_flag_helped_within_minutes_and_the_fix_came_forty_later(
        self, built
    ):
        text = words_of(built["INC-002"])

        assert "11 min from that report until users were fine" in text
        assert "40 min from then until the cause was gone" in text

    def test_stripe_says_relief_wave_by_the_remedy_and_an_upper_bound(self, built):
        """16:36 to 22:47 is at most 371 min; what was done "by 22:47" has no order."""
        text = words_of(built["stripe-2019-07-10-db-election"])

        assert "the first change to production" not in text
        assert "after “Database software put back to an earlier version" in text
        assert "6 h 11 min after it was noticed" in text

    def test_the_thin_record_has_no_empty_part_and_one_list_of_what_would_help(
        self, built
    ):
        page = built["INC-003"]
        headings = re.findall(r"<h([1-6])[^>]*>(.*?)</h\1>", page, flags=re.DOTALL)
        headline = page.partition("</header>")[0]

        assert "unknown" not in words_of(headline).lower()
        assert page.count('class="improve') == 1
        for field in (
            "impact",
            "started_at",
            "blast",
            "changes",
            "actions",
            "follow_ups",
        ):
            assert f"<code>{field}</code>" in page
        assert all(words_of(text) for _, text in headings)


class TestWhatIsWritten:
    def test_a_receipt_names_every_input_by_its_digest(self, tmp_path):
        review = build_review("INC-001", home=SAMPLES, out=tmp_path)
        receipt = json.loads(review.receipt.read_text(encoding="utf-8"))

        assert set(receipt["inputs_sha256"]) == {
            "incident.yaml",
            "impact.csv",
            "places.csv",
        }
        assert not [
            line
            for line in review.notebook.read_text(encoding="utf-8").splitlines()
            if str(tmp_path) in line
        ]

    def test_a_page_is_small_and_names_nothing_of_this_machine(self, built):
        for page in built.values():
            assert len(page) < 1_000_000
            assert str(ROOT) not in page
            assert str(Path.home()) + "/" not in page

    @pytest.mark.parametrize(
        ("name", "edit", "message"),
        [
            ("INC-001", lambda f: (f / "impact.csv").unlink(), "impact.csv"),
            (
                "INC-001",
                lambda f: (f / "incident.yaml").write_text("id: [", encoding="utf-8"),
                "incident.yaml",
            ),
        ],
        ids=["a missing series", "a broken record"],
    )
    def test_what_cannot_be_built_ends_with_our_line_and_writes_nothing(
        self, tmp_path, capsys, name, edit, message
    ):
        shutil.copytree(SAMPLES, tmp_path / "incidents")
        edit(tmp_path / "incidents" / name)
        code = main(
            [
                "review",
                name,
                "--home",
                str(tmp_path / "incidents"),
                "--out",
                str(tmp_path / "out"),
            ]
        )

        error = capsys.readouterr().err
        assert code == 2
        assert message in error.splitlines()[-1]
        assert "Traceback" not in error
        assert not (tmp_path / "out").exists()

    @pytest.mark.parametrize("edit", ["impact.csv", "incident.yaml"])
    def test_plain_papermill_ends_with_our_line_last_and_nbconvert_refuses(
        self, tmp_path, edit
    ):
        shutil.copytree(SAMPLES, tmp_path / "incidents")
        path = tmp_path / "incidents" / "INC-001" / edit
        path.unlink() if edit == "impact.csv" else path.write_text(
            "id: [", encoding="utf-8"
        )
        tool = Path(sys.executable).parent
        template = ROOT / "templates" / "postmortem.ipynb"
        failed = run(
            [
                str(tool / "papermill"),
                str(template),
                "out.ipynb",
                "-p",
                "incident_id",
                "INC-001",
            ],
            tmp_path,
        )
        convert = run(
            [
                str(tool / "jupyter-nbconvert"),
                "--to",
                "html",
                "--template",
                "incident_report",
                "out.ipynb",
            ],
            tmp_path,
        )

        assert failed.returncode != 0
        assert edit in failed.stderr.strip().splitlines()[-1]
        assert convert.returncode != 0
        assert not (tmp_path / "out.html").exists()

    @pytest.mark.parametrize(
        ("parameters", "message"),
        [
            ([], "set incident_id to one of: INC-001"),
            (["-p", "incident_id", "INC-9"], "no incident 'INC-9'"),
            (["-p", "incident_id", "12"], "incident_id is 12, not text"),
            (["-p", "incident_di", "INC-001"], "set incident_id to one of"),
        ],
    )
    def test_the_first_cell_refuses_what_names_no_incident(
        self, tmp_path, parameters, message
    ):
        tool = Path(sys.executable).parent / "papermill"
        template = ROOT / "templates" / "postmortem.ipynb"
        failed = run([str(tool), str(template), "out.ipynb", *parameters], tmp_path)

        assert failed.returncode != 0
        assert message in failed.stderr.strip().splitlines()[-1]

    def test_a_cell_of_the_teams_own_that_fails_is_a_failed_run(self, tmp_path):
        path = own_template(tmp_path, 4, ["1 / 0"])

        with pytest.raises(
            RunFailed,
            match=r"own\.ipynb, cell 5 \(own\): ZeroDivisionError: division by zero; "
            r"open the notebook and run it there\Z",
        ):
            build_review(
                "INC-003", home=SAMPLES, out=tmp_path / "o", template=str(path)
            )
        assert not (tmp_path / "o").exists()

    def test_what_a_cell_of_the_teams_own_printed_is_on_the_page(self, tmp_path):
        source = ["import sys\n", "print('SEEN')\n", "print('HID', file=sys.stderr)"]
        path = own_template(tmp_path, 4, source)
        review = build_review(
            "INC-003", home=SAMPLES, out=tmp_path / "o", template=str(path)
        )

        page = review.html.read_text(encoding="utf-8")
        assert ">SEEN</pre>" in page
        assert "HID" not in page

    def test_a_kernel_that_dies_is_a_failed_run(self, tmp_path):
        path = own_template(tmp_path, 4, ["import os\n", "os._exit(1)"])

        with pytest.raises(RunFailed, match=r"the run did not reach its end: .*died"):
            build_review(
                "INC-003", home=SAMPLES, out=tmp_path / "o", template=str(path)
            )


class TestTheRun:
    def test_of_one_incident_named_twice_is_one(self, tmp_path):
        reviews = list(build_many(["INC-003", "INC-003"], home=SAMPLES, out=tmp_path))

        assert [review.incident_id for review in reviews] == ["INC-003"]

    def test_says_nothing_on_stderr_when_it_succeeds(self, tmp_path):
        """The kernel would: nobody there reads what a logger of its own wrote."""
        source = ["get_ipython().kernel.log.error('KeyboardInterrupt caught')"]
        path = own_template(tmp_path, 4, source)
        kit = [sys.executable, "-m", "incident_kit", "review", "INC-003"]
        built = run([*kit, "--home", str(SAMPLES), "--template", str(path)], tmp_path)

        assert (built.returncode, built.stderr) == (0, "")

    def test_refuses_an_as_of_before_the_last_sample_which_the_kernel_reads(
        self, tmp_path, capsys
    ):
        folder = tmp_path / "incidents" / "X"
        folder.mkdir(parents=True)
        (folder / "incident.yaml").write_text(
            "id: X\ntitle: t\ntimezone: Europe/Berlin\nstarted_at: 2024-05-14 09:00\n"
            "impact: [{name: n, unit: views, file: i.csv, value: bad}]\n",
            encoding="utf-8",
        )
        (folder / "i.csv").write_text(
            "at,bad\n2024-05-14 09:00,1\n2024-05-14 09:01:30,1\n", encoding="utf-8"
        )
        home = str(tmp_path / "incidents")
        code = main(["review", "X", "--home", home, "--as-of", "2024-05-14 09:01"])

        assert code == 2
        assert capsys.readouterr().err == (
            "as_of: 2024-05-14 09:01 is before the last entry (2024-05-14 09:01:30); "
            "how things stood earlier is not kept: leave it out, or write a later "
            "time, or now\n"
        )
