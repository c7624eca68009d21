"""A team's own words and cells: narrative.md, a copy of the template, one document."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from nbformat import v4

from incident_kit.cli import main
from incident_kit.errors import Conflict, IncidentKitError, RecordError
from incident_kit.page.own import fragment_of_html, fragment_of_markdown
from incident_kit.review.build import build_review, find_template
from incident_kit.review.cell_pictures import pictures_of
from incident_kit.review.template_diff import compare_template
from incident_kit.store.bundled import bundled_path
from incident_kit.store.folder import read_incident
from incident_kit.store.home import find_home
from incident_kit.store.workbooks import copy_template, find_workbook

RECORD = """schema: 1
id: INC-7
title: Search is down
timezone: UTC
detected_at: 2024-05-14 09:01
mitigated_at: 2024-05-14 09:30
"""


@pytest.fixture
def team(tmp_path, monkeypatch) -> Path:
    """A folder as a team keeps it, and the working directory in it."""
    (tmp_path / "incidents" / "INC-7").mkdir(parents=True)
    path = tmp_path / "incidents" / "INC-7" / "incident.yaml"
    path.write_text(RECORD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    return tmp_path


def edit(path: Path, change) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook["cells"])
    path.write_text(json.dumps(notebook), encoding="utf-8")


def own_cells(cells: list) -> None:
    """Put four paragraphs, a plot and a table after what was done."""
    plot = (
        "import matplotlib.pyplot as plt\n"
        'plt.style.use("incident_kit.figures.house")\n'
        "fig, ax = plt.subplots()\nax.plot([1, 3, 2])\nplt.show()"
    )
    table = 'import pandas as pd\npd.DataFrame({"place": ["a", "b"], "n": [1200, 3]})\n'
    at = [cell["id"] for cell in cells].index("hours-list") + 1
    cells[at:at] = [
        v4.new_markdown_cell(
            "## Our own chapter\n\nFirst words.\n\nSecond words.", id="oa"
        ),
        v4.new_code_cell(plot, id="op", metadata={"alt": "Three points, up and down"}),
        v4.new_markdown_cell("Third words <script>alert(1)</script>.", id="ob"),
        v4.new_code_cell(table, id="ot"),
        v4.new_markdown_cell("Fourth words.", id="oc"),
    ]


class TestCopy:
    def test_a_copy_names_its_incident_and_is_the_template_otherwise(self, team):
        path = copy_template("INC-7", find_home())

        assert path == team / "workbooks" / "INC-7.ipynb"
        kit = bundled_path("templates/postmortem.ipynb").read_text(encoding="utf-8")
        text = path.read_text(encoding="utf-8")
        assert 'incident_id = \\"INC-7\\"' in text
        assert text.replace('incident_id = \\"INC-7\\"', 'incident_id = \\"\\"') == kit

    def test_a_copy_is_never_overwritten(self, team):
        copy_template("INC-7", find_home()).write_text("ours", encoding="utf-8")

        with pytest.raises(Conflict, match=r"workbooks/INC-7\.ipynb: is there already"):
            copy_template("INC-7", find_home())
        assert (team / "workbooks" / "INC-7.ipynb").read_text() == "ours"

    @pytest.mark.usefixtures("team")
    def test_it_is_used_only_beside_a_folder_that_was_found(self):
        path = copy_template("INC-7", find_home())

        assert find_workbook("INC-7", find_home()) == path
        assert find_workbook("INC-7", find_home("incidents")) is None
        assert find_template("postmortem", "INC-7", find_home("incidents")) != path

    def test_a_copy_that_would_not_be_used_is_not_made(self, team):
        with pytest.raises(IncidentKitError, match="used only beside an incidents"):
            copy_template("INC-7", find_home("incidents"))
        assert not (team / "workbooks").exists()

    @pytest.mark.usefixtures("team")
    def test_it_is_found_from_a_folder_below(self, monkeypatch):
        path = copy_template("INC-7", find_home())
        (path.parent / "deep").mkdir()
        monkeypatch.chdir(path.parent / "deep")

        assert find_workbook("INC-7", find_home()) == path


class TestDiff:
    def kit_and_copy(self) -> tuple[Path, Path]:
        return bundled_path("templates/postmortem.ipynb"), copy_template(
            "INC-7", find_home()
        )

    @pytest.mark.usefixtures("team")
    def test_a_fresh_copy_lacks_nothing(self, capsys):
        copy_template("INC-7", find_home())

        assert main(["template", "postmortem", "--diff", "INC-7"]) == 0
        assert "has every cell of the kit's template" in capsys.readouterr().out

    @pytest.mark.usefixtures("team")
    def test_new_and_changed_cells_are_shown_and_own_ones_counted(self, capsys):
        _, copy = self.kit_and_copy()

        def older(cells: list) -> None:
            cells[:] = [cell for cell in cells if cell["id"] != "narrative-text"]
            named = {cell["id"]: cell for cell in cells}
            named["hours-list"]["source"] = ["review.old_timeline"]
            own_cells(cells)

        edit(copy, older)

        assert main(["template", "postmortem", "--diff", str(copy)]) == 1
        assert capsys.readouterr().out.splitlines() == [
            "changed in the kit, or by you: cell hours-list",
            "  + display(review.hours)",
            "  - review.old_timeline",
            "  + review.forms.timeline",
            "new in the kit: code cell narrative-text after narrative-text-guide",
            "  + review.narrative",
            "5 cells are your own",
        ]

    @pytest.mark.usefixtures("team")
    @pytest.mark.parametrize("text", ["", "{}", "[]", '{"cells": [1]}', "no json"])
    def test_what_is_no_notebook_is_told_in_one_line(self, text):
        kit, copy = self.kit_and_copy()
        copy.write_text(text, encoding="utf-8")

        with pytest.raises(IncidentKitError) as caught:
            compare_template(kit, copy, shown="workbooks/INC-7.ipynb")
        assert str(caught.value).startswith("workbooks/INC-7.ipynb: no notebook")
        assert "\n" not in str(caught.value)

    @pytest.mark.usefixtures("team")
    def test_without_a_copy_it_says_how_to_make_one(self, capsys):
        assert main(["template", "postmortem", "--diff", "INC-7"]) == 2
        assert "template postmortem --copy INC-7" in capsys.readouterr().err


class TestNarrative:
    def write(self, team: Path, data: bytes) -> Path:
        path = team / "incidents" / "INC-7" / "narrative.md"
        path.write_bytes(data)
        return path

    def test_it_is_read_whole_and_is_an_input(self, team):
        self.write(team, "\ufeffÜber alles.\n".encode())
        incident = read_incident("INC-7")

        assert incident.narrative == "Über alles.\n"
        assert [one.name for one in incident.inputs] == [
            "incident.yaml",
            "narrative.md",
        ]

    def test_bytes_that_are_no_utf_8_are_told_with_their_line(self, team):
        self.write(team, b"fine\nna\xefve\n")

        with pytest.raises(RecordError, match=r"INC-7/narrative\.md:2: byte 7 is no"):
            read_incident("INC-7")

    def test_a_link_is_refused(self, team):
        (team / "incidents" / "INC-7" / "narrative.md").symlink_to("/etc/hostname")

        with pytest.raises(RecordError, match="a link, not a plain file"):
            read_incident("INC-7")

    def test_a_huge_one_is_refused(self, team):
        self.write(team, b"x" * 1_000_001)

        with pytest.raises(RecordError, match="larger than a megabyte"):
            read_incident("INC-7")


class TestOwnCells:
    def test_columns_of_numbers_stand_to_the_right_and_words_do_not(self):
        html = fragment_of_html(
            "<table><tr><th>a</th><th>n</th></tr><tr><td>x</td><td>1,200</td></tr>"
            "<tr><td>7 b</td><td>NaN</td></tr></table>",
            pictures_of({}),
        ).html

        assert '<th style="text-align: right">n</th>' in html
        assert '<td style="text-align: right">1,200</td>' in html
        assert "<td>x</td>" in html
        assert "<th>a</th>" in html

    def test_a_cell_that_spans_columns_leaves_the_table_as_it_is(self):
        html = '<table><tr><td colspan="2">1</td></tr><tr><td>2</td><td>3</td></tr></table>'

        assert "text-align" not in fragment_of_html(html, pictures_of({})).html

    def test_a_heading_opens_a_chapter(self):
        assert fragment_of_markdown("# Ours\n\nText", pictures_of({})).is_chapter
        assert not fragment_of_markdown("Text", pictures_of({})).is_chapter
        assert not fragment_of_markdown("### Ours", pictures_of({})).is_chapter


@pytest.mark.notebook
class TestReview:
    def test_own_cells_stand_in_their_order_and_the_command_says_so(self, team, capsys):
        copy = copy_template("INC-7", find_home())
        edit(copy, own_cells)
        story = team / "incidents" / "INC-7" / "narrative.md"
        story.write_text("# The night\n\nIt began *quietly*.\n", encoding="utf-8")

        assert main(["review", "INC-7"]) == 0
        assert "workbook: workbooks/INC-7.ipynb (INC-7)" in capsys.readouterr().out
        html = (team / "reviews" / "INC-7" / "review.html").read_text(encoding="utf-8")
        body = re.sub(r"<[^>]+>", " ", html[html.index("<body") :])
        order = [
            "Our own chapter",
            "First words",
            "Second words",
            "Third words",
            "1200",
            "Fourth words",
            "The night",
            "quietly",
        ]
        places = [body.index(word) for word in order]

        assert places == sorted(places)
        assert 'alt="Three points, up and down"' in html
        assert "<script" not in html
        receipt = (team / "reviews" / "INC-7" / "receipt.json").read_text()
        assert "narrative.md" in receipt

    def test_another_template_can_still_be_named(self, team):
        edit(copy_template("INC-7", find_home()), own_cells)
        kit = bundled_path("templates/postmortem.ipynb")
        review = build_review("INC-7", template=str(kit), out=team / "out")

        assert "Our own chapter" not in review.html.read_text(encoding="utf-8")
