"""The notebooks as they are kept: short cells, true prose, no outputs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from incident_kit.store.notes import schema_text

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "templates" / "postmortem.ipynb"
KEPT = [TEMPLATE, *sorted((ROOT / "notebooks").glob("*.ipynb"))]
TAGS = {"parameters", "setup", "guide", "appendix"}
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
            assert set(cell["metadata"]) <= {"tags", "alt"}
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
                line for line in lines if line.strip() and not line.startswith("from ")
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
            if cell["cell_type"] == "code" and not {"parameters", "setup"} & set(tags):
                assert before == "markdown"
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
