"""A team moves in: 200 older incidents by CSV, all reviewed, all in the index."""

from __future__ import annotations

import csv
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from incident_kit.cli import main
from incident_kit.store.home import find_home, list_ids
from incident_kit.store.records import read_record

pytestmark = [pytest.mark.slow, pytest.mark.notebook]

ROWS = 200
REFUSED = {8, 79, 131}


def write_export(path):
    """Write what a tracker exports: gaps, doubts, columns nobody maps, bad rows."""
    first = datetime(2023, 1, 3, 4)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(
            [
                "Incident ID",
                "Name",
                "Severity",
                "Started At",
                "Detected At",
                "Resolved",
                "Fixed At",
                "Services",
                "Jira",
                "Post-mortem; owner",
            ]
        )
        for n in range(1, ROWS + 1):
            at = first + timedelta(hours=131 * n, minutes=37 * n % 600)
            text = [
                f"{at + timedelta(minutes=m):%Y-%m-%d %H:%M}"
                for m in (0, n % 90, 90 + n, 400 + 9 * n)
            ]
            writer.writerow(
                [
                    f"INC-{n:03}",
                    f'Search is down, "again" # {n}',
                    f"SEV{n % 3 + 1}",
                    ["", text[0], f"about {text[0]}", text[0][:10]][n % 4],
                    "03/04/2023 10:00" if n in REFUSED else text[1],
                    ["", text[2], f"by {text[2]}"][n % 3],
                    "not yet" if n > ROWS - 4 else ["", text[3], text[3][:10]][n % 3],
                    "search; billing" if n % 2 else "",
                    f"OPS-{n}",
                    "" if n % 5 else "Kim: on call",
                ]
            )


def test_two_hundred_come_in_by_csv_and_are_all_in_the_index(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    (tmp_path / "incidents").mkdir()
    write_export(tmp_path / "incidents.csv")
    arguments = ["import", "incidents.csv", "--timezone", "Europe/Lisbon", "--write"]
    arguments += ["--map", "Jira=extra"]
    assert main(arguments) == 2

    out, err = capsys.readouterr()
    made = list_ids(find_home("incidents"))
    assert "200 rows = 197 records made + 3 rows refused" in out
    assert [int(line.split(":")[1]) - 1 for line in err.splitlines()] == sorted(REFUSED)
    assert len(made) == ROWS - len(REFUSED)
    for name in made:
        extra = read_record(name, find_home("incidents")).record.extra
        assert extra["Jira"] == f"OPS-{int(name[4:])}"

    broken = tmp_path / "incidents" / "INC-100" / "incident.yaml"
    broken.write_text(broken.read_text() + "fixx: 1\n")
    assert main(["review", "--all"]) == 2

    out, err = capsys.readouterr()
    assert out.count("wrote reviews/INC-") == len(made) - 1
    assert err.count("\n") == 1
    html = Path("reviews/index.html").read_text(encoding="utf-8")
    linked = set(re.findall(r'href="(INC-\d+)/review.html"', html))
    assert linked == set(made) - {"INC-100"}
    assert all(Path("reviews", name, "review.html").is_file() for name in linked)
    assert html.count('id="INC-100"') == 1
    assert "its page is older" not in html
