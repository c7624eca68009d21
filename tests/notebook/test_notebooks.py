"""The notebooks as they are kept: short cells, true prose, no outputs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from incident_kit.page.blocks import plain_section
from incident_kit.review.workbook import open_review
from incident_kit.store.folder import read_incident
from incident_kit.store.notes import schema_text
from incident_kit.wording.clocks import clock_table

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "templates" / "postmortem.ipynb"
TOUR = ROOT / "notebooks" / "00-tour.ipynb"
TRIAGE = ROOT / "templates" / "triage.ipynb"
KEPT = [TEMPLATE, TRIAGE, *sorted((ROOT / "notebooks").glob("*.ipynb"))]
# a panel to work in comes first; its one line of code can be unfolded
HIDDEN = {"source_hidden": True}
TAGS = {"parameters", "setup", "guide", "appendix"}
REVIEWS = {
    "hunch": "INC-001",
    "pause": "INC-002",
    "real": "stripe-2019-07-10-db-election",
}
WORDS_OF_A_PROGRAM = ("def ", "class ", "for ", "while ", "try:", "if ")


def cells(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def source(cell: dict) -> str:
    return "".join(cell["source"])


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
class TestKept:
    def test_it_is_stripped_and_canonical(self, path):
        """What Jupyter itself would write, so that a diff shows the change."""
        text = path.read_text(encoding="utf-8")
        content = json.loads(text)
        canonical = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)

        assert text == canonical + "\n"
        for cell in content["cells"]:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None
            assert set(cell["metadata"]) <= {"tags", "alt", "jupyter"}
            assert cell["metadata"].get("jupyter", HIDDEN) == HIDDEN
            assert set(cell["metadata"].get("tags", ())) <= TAGS

    def test_cells_are_named_by_words_and_each_once(self, path):
        names = [cell["id"] for cell in cells(path)]

        assert len(set(names)) == len(names)
        assert all(name.replace("-", "").isalpha() for name in names)

    def test_code_cells_call_and_do_not_define(self, path):
        for cell in cells(path):
            if cell["cell_type"] != "code" or "parameters" in cell["metadata"].get(
                "tags", ()
            ):
                continue
            lines = source(cell).splitlines()
            code = [
                line
                for line in lines
                if line.strip() and not line.startswith(("from ", "import "))
            ]

            assert len(code) <= 3
            assert not any(
                line.lstrip().startswith(WORDS_OF_A_PROGRAM) for line in code
            )

    def test_one_parameters_cell_holds_text_with_an_explanation_each(self, path):
        [cell] = [
            c for c in cells(path) if "parameters" in c["metadata"].get("tags", ())
        ]

        for line in source(cell).splitlines():
            name, _, rest = line.partition(" = ")
            assert name in {"incident_id", "home", "as_of", "profile"}
            assert rest.startswith('"')
            assert "  # " in rest

    def test_prose_stands_before_each_cell_that_shows_something(self, path):
        before = None
        for cell in cells(path):
            tags = cell["metadata"].get("tags", ())
            # a panel says itself what it asks
            is_panel = "jupyter" in cell["metadata"]
            if cell["cell_type"] == "code" and not {"parameters", "setup"} & set(tags):
                assert is_panel or before == "markdown"
            before = cell["cell_type"]

    def test_it_is_formatted_and_clean(self, path):
        command = [sys.executable, "-m", "ruff", "check", "--quiet", str(path)]

        assert subprocess.run(command, check=False).returncode == 0


def test_the_template_names_no_incident():
    [cell] = [
        c for c in cells(TEMPLATE) if "parameters" in c["metadata"].get("tags", ())
    ]

    assert 'incident_id = ""' in source(cell)


def test_the_prose_of_the_template_is_true_for_every_incident():
    """It says what to look for and never what is seen; no number of a case."""
    prose = " ".join(source(c) for c in cells(TEMPLATE) if c["cell_type"] == "markdown")

    assert "we see" not in prose.lower()
    assert not any(sign.isdigit() for sign in prose)


def test_the_schema_beside_the_samples_is_the_one_the_kit_prints():
    kept = ROOT / "notebooks" / "incidents" / "incident.schema.json"

    assert kept.read_text(encoding="utf-8") == schema_text()


class TestTheTour:
    def shown(self) -> str:
        """Return the words of every section and table that its cells show."""
        texts = [
            clock_table(
                [read_incident(name, home="samples") for name in ("INC-001", "INC-002")]
            ).to_string()
        ]
        opened = {
            name: open_review(one, home="samples") for name, one in REVIEWS.items()
        }
        for cell in cells(TOUR):
            name, dot, part = source(cell).partition(".")
            if cell["cell_type"] == "code" and dot and name in opened:
                section = getattr(opened[name], part)
                assert section.blocks, f"{source(cell)} shows nothing"
                texts.append(plain_section(section))
        return "\n".join(texts)

    def test_every_time_length_and_share_of_its_prose_is_computed_beside_it(self):
        prose = " ".join(source(c) for c in cells(TOUR) if c["cell_type"] == "markdown")
        said = set(re.findall(r"\d\d:\d\d|\d+ %|\d+ min\b|\d+ h\b|\d+ per min", prose))
        shown = self.shown()

        assert len(said) >= 15
        assert [one for one in sorted(said) if one not in shown] == []

    def test_asks_before_it_answers(self):
        questions = [
            at for at, c in enumerate(cells(TOUR)) if "uestion.**" in source(c)
        ]

        assert len(questions) >= 6
        for at in questions:
            assert cells(TOUR)[at + 1]["cell_type"] == "code"

    @pytest.mark.notebook
    def test_runs_anywhere_and_plain_nbconvert_makes_a_page_of_it(
        self, tmp_path, monkeypatch
    ):
        """Beside other incidents, too: it names the samples."""
        (tmp_path / "incidents").mkdir()
        monkeypatch.chdir(tmp_path)
        tool = Path(sys.executable).parent
        for command in (
            ["papermill", "--no-progress-bar", str(TOUR), "tour.ipynb"],
            [
                "jupyter-nbconvert",
                "--to",
                "html",
                "--template",
                "incident_report",
                "tour.ipynb",
            ],
        ):
            done = subprocess.run(
                [str(tool / command[0]), *command[1:]],
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
        page = (tmp_path / "tour.html").read_text(encoding="utf-8")

        assert page.index("Certain, and wrong") < page.index(
            "The cache serves old figures"
        )
        assert "<h1" in page
        assert "clock_table" not in page
