"""The other forms of a review: from the same run, beside the page, or not at all."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from incident_kit.cli import main
from incident_kit.errors import IncidentKitError, PageRefused, RunFailed
from incident_kit.export.chromium import find_chromium
from incident_kit.export.kinds import FILES, check_also
from incident_kit.page import audit
from incident_kit.review import build
from incident_kit.review.build import build_review
from incident_kit.store.files import write_together

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "notebooks" / "incidents"
TEXTS = ("markdown", "json", "csv")


class TestNames:
    @pytest.mark.parametrize(
        "given",
        [["md,csv"], ["csv", "md"], ["markdown", " CSV ", "md"], "csv,markdown"],
    )
    def test_are_taken_one_by_one_with_commas_and_in_any_order(self, given):
        assert check_also(given, profile="internal") == ("markdown", "csv")

    def test_none_is_none(self):
        assert check_also((), profile="internal") == ()

    def test_another_is_refused_with_the_nearest(self):
        with pytest.raises(IncidentKitError) as error:
            check_also(["mark down"], profile="internal")

        assert str(error.value) == (
            "also: no form 'mark down'; did you mean 'markdown'? there are markdown, pdf, json, csv"
        )

    def test_what_holds_whole_records_is_not_for_customers(self):
        with pytest.raises(PageRefused, match="json and csv hold the whole record"):
            check_also(["json,csv,pdf"], profile="customer")
        assert check_also(["md", "pdf"], profile="customer") == ("markdown", "pdf")

    @pytest.mark.parametrize("form", ["xml", "pdf"])
    def test_what_cannot_be_made_is_told_before_the_run(
        self, form, tmp_path, monkeypatch, capsys
    ):
        monkeypatch.setattr(build, "execute", lambda *_: pytest.fail("it ran"))
        monkeypatch.setenv("INCIDENT_KIT_CHROMIUM", str(tmp_path / "none"))
        code = main(
            [
                "review",
                "INC-003",
                "--home",
                str(SAMPLES),
                "--out",
                str(tmp_path / "o"),
                "--also",
                form,
            ]
        )

        assert code == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
        assert not (tmp_path / "o").exists()


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    out = tmp_path_factory.mktemp("reviews")
    return build_review("INC-001", home=SAMPLES, out=out, also=TEXTS)


@pytest.mark.notebook
class TestBuilt:
    def test_they_stand_beside_the_page_and_the_receipt_has_their_digests(self, review):
        receipt = json.loads(review.receipt.read_text(encoding="utf-8"))

        assert [path.name for path in review.also] == [
            "review.md",
            "review.json",
            "follow-ups.csv",
        ]
        assert receipt["also_sha256"] == {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in review.also
        }
        assert {path.parent for path in review.also} == {review.html.parent}

    def test_the_page_is_the_same_with_and_without_them(self, review, tmp_path):
        alone = build_review("INC-001", home=SAMPLES, out=tmp_path)

        assert alone.html.read_bytes() == review.html.read_bytes()
        assert sorted(path.name for path in alone.html.parent.iterdir()) == [
            "receipt.json",
            "review.html",
            "review.ipynb",
        ]

    def test_two_builds_give_the_same_bytes(self, review, tmp_path):
        again = build_review("INC-001", home=SAMPLES, out=tmp_path, also=TEXTS)

        for one, other in zip(review.also, again.also, strict=True):
            assert one.read_bytes() == other.read_bytes()

    def test_they_name_nothing_of_this_machine(self, review):
        for path in review.also:
            text = path.read_text(encoding="utf-8")
            assert str(ROOT) not in text
            assert str(Path.home()) + "/" not in text

    def test_all_say_the_same_numbers(self, review):
        markdown, document, follow_ups = (
            path.read_text(encoding="utf-8") for path in review.also
        )
        found = json.loads(document)
        rows = list(csv.DictReader(io.StringIO(follow_ups)))

        assert "63,747" in markdown
        assert found["harm"][0]["amount"] == 63747
        assert [row["what"] for row in rows] == [
            one["what"] for one in found["record"]["follow_ups"]
        ]
        assert all(row["what"] in markdown for row in rows)

    def test_a_teams_own_cells_are_in_the_markdown_where_they_stood(self, tmp_path):
        notebook = json.loads(
            (ROOT / "templates" / "postmortem.ipynb").read_text(encoding="utf-8")
        )
        own = notebook["cells"][2] | {
            "id": "own",
            "metadata": {},
            "source": ["import pandas\n", "pandas.DataFrame({'queue|depth': [3]})"],
        }
        words = {
            "cell_type": "markdown",
            "id": "w",
            "metadata": {},
            "source": "# Our queue\n\nIt was *long*.",
        }
        notebook["cells"][8:8] = [words, own]
        template = tmp_path / "own.ipynb"
        template.write_text(json.dumps(notebook), encoding="utf-8")
        review = build_review(
            "INC-001",
            home=SAMPLES,
            out=tmp_path / "r",
            also=["md"],
            template=str(template),
        )
        text = review.also[0].read_text(encoding="utf-8")

        assert "## Our queue\n\nIt was _long_.\n\n|  | queue\\|depth |" in text
        assert (
            text.index("# Reporting dashboard")
            < text.index("Our queue")
            < text.index("## What changed")
        )

    def test_what_an_earlier_build_wrote_goes_with_it_unless_somebody_changed_it(
        self, tmp_path
    ):
        first = build_review("INC-003", home=SAMPLES, out=tmp_path, also=TEXTS)
        markdown, document, follow_ups = first.also
        markdown.write_text("mine now", encoding="utf-8")
        again = build_review("INC-003", home=SAMPLES, out=tmp_path, also=["csv"])

        assert again.removed == (document,)
        assert not document.exists()
        assert markdown.read_text(encoding="utf-8") == "mine now"
        assert follow_ups.exists()

    def test_the_command_says_what_it_wrote_and_removed(
        self, tmp_path, capsys, monkeypatch
    ):
        monkeypatch.chdir(tmp_path)
        command = ["review", "INC-003", "--home", str(SAMPLES)]
        assert main([*command, "--also", "md", "--also", "json,csv"]) == 0
        assert main(command) == 0
        lines = capsys.readouterr().out.splitlines()
        folder = "reviews/INC-003"

        assert lines[1:5] == [
            f"wrote {folder}/{name}"
            for name in ("review.html", "review.md", "review.json", "follow-ups.csv")
        ]
        assert lines[7:] == [
            f"removed {folder}/{name}, of an earlier build"
            for name in ("review.md", "review.json", "follow-ups.csv")
        ]

    def test_a_record_that_changes_after_the_run_is_told_as_it_was(
        self, tmp_path, monkeypatch
    ):
        shutil.copytree(SAMPLES, tmp_path / "incidents")
        record = tmp_path / "incidents" / "INC-003" / "incident.yaml"
        execute = build.execute

        def run(*arguments, **options):
            executed = execute(*arguments, **options)
            was = record.read_text(encoding="utf-8")
            record.write_text(was + "summary: TOO LATE\n", encoding="utf-8")
            return executed

        monkeypatch.setattr(build, "execute", run)
        review = build_review(
            "INC-003", home=tmp_path / "incidents", out=tmp_path / "r", also=["json"]
        )

        assert "TOO LATE" not in review.also[0].read_text(encoding="utf-8")

    def test_a_run_of_other_inputs_than_the_record_has_is_refused(
        self, tmp_path, monkeypatch
    ):
        shutil.copytree(SAMPLES, tmp_path / "incidents")
        record = tmp_path / "incidents" / "INC-003" / "incident.yaml"
        execute = build.execute

        def run(*arguments, **options):
            was = record.read_text(encoding="utf-8")
            record.write_text(was + "summary: between\n", encoding="utf-8")
            executed = execute(*arguments, **options)
            record.write_text(was + "summary: after\n", encoding="utf-8")
            return executed

        monkeypatch.setattr(build, "execute", run)
        with pytest.raises(
            RunFailed, match=r"the run of INC-003 does not show the inputs"
        ):
            build_review(
                "INC-003",
                home=tmp_path / "incidents",
                out=tmp_path / "r",
                also=["json"],
            )
        assert not (tmp_path / "r").exists()

    def test_now_is_one_minute_for_all_that_is_made(self, tmp_path, monkeypatch):
        folder = tmp_path / "incidents" / "X"
        folder.mkdir(parents=True)
        (folder / "incident.yaml").write_text(
            "id: X\ntitle: t\ntimezone: UTC\nstarted_at: 2024-05-14 09:00\nfixed_at: not yet\n",
            encoding="utf-8",
        )
        opened = build._opened

        def early(parameters):
            return opened({**parameters, "as_of": "2024-05-14 10:00"})

        monkeypatch.setattr(build, "_opened", early)
        review = build_review(
            "X",
            home=tmp_path / "incidents",
            out=tmp_path / "r",
            also=["json"],
            as_of="now",
        )
        told = json.loads(review.also[0].read_text(encoding="utf-8"))["clocks"]["as_of"]

        assert datetime.fromisoformat(told) == datetime(2024, 5, 14, 10, tzinfo=UTC)
        assert "as of 14 May 2024 10:00 UTC" in review.html.read_text(encoding="utf-8")

    def test_one_form_that_fails_leaves_the_folder_as_it_was(
        self, tmp_path, monkeypatch
    ):
        build_review("INC-003", home=SAMPLES, out=tmp_path)
        was = {path: path.read_bytes() for path in (tmp_path / "INC-003").iterdir()}
        held = {"INC-003"}
        monkeypatch.setattr(audit, "machine_marks", lambda: tuple(held))

        with pytest.raises(
            PageRefused, match=r"review\.md refused: it holds 'INC-003'"
        ):
            build_review("INC-003", home=SAMPLES, out=tmp_path, also=["md"])
        assert {
            path: path.read_bytes() for path in (tmp_path / "INC-003").iterdir()
        } == was

    @pytest.mark.browser
    def test_the_pdf_is_of_the_page_and_dated_by_the_record(self, tmp_path):
        try:
            find_chromium()
        except IncidentKitError:
            pytest.skip("no Chromium found; set INCIDENT_KIT_CHROMIUM to its path")
        pdfs = [
            build_review("INC-001", home=SAMPLES, out=tmp_path / name, also=["pdf"])
            .also[0]
            .read_bytes()
            for name in ("one", "two")
        ]

        assert pdfs[0] == pdfs[1]
        assert (
            b"/Title (INC-001, Reporting dashboard shows yesterday's figures)"
            in pdfs[0]
        )
        assert b"/CreationDate (D:20240515090000+00'00')" in pdfs[0]


class TestWritingTogether:
    def test_a_full_disk_changes_nothing_and_leaves_no_part(
        self, tmp_path, monkeypatch
    ):
        first, second = tmp_path / "a", tmp_path / "b"
        first.write_text("old", encoding="utf-8")
        fdopen, opened = os.fdopen, []

        def full(handle, mode):
            opened.append(handle)
            if len(opened) == 2:
                os.close(handle)
                raise OSError(28, "No space left on device")
            return fdopen(handle, mode)

        monkeypatch.setattr(os, "fdopen", full)
        with pytest.raises(OSError, match="No space"):
            write_together({first: b"new", second: b"new"})

        assert [path.name for path in tmp_path.iterdir()] == ["a"]
        assert first.read_text(encoding="utf-8") == "old"

    def test_every_form_has_a_file_of_its_own(self):
        assert len(set(FILES.values())) == len(FILES)
