"""What the README says is run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from incident_kit.cli import main
from incident_kit.record.incident_record import parse_record
from incident_kit.record.settings import parse_settings
from incident_kit.release.allowed import wrong_releases
from incident_kit.store.strict import read_tree

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


def blocks(language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE
    )


def shell(lines: str, folder: Path) -> None:
    """Run the lines as a newcomer's shell would, stopping at the first that fails."""
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("INCIDENT_KIT_HOME", None)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", lines],
        cwd=folder,
        env=environment,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_it_shows_the_help_the_command_prints(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main(["--help"])

    assert capsys.readouterr().out.strip() in README


def test_the_record_in_twenty_lines_is_a_record():
    [yaml] = [block for block in blocks("yaml") if "\nschema: 1" in block]
    record = parse_record(read_tree(yaml, file="README.md").data)

    assert len(yaml.splitlines()) <= 24
    assert record.fixed_at.form == "not yet"


def test_what_it_releases_to_a_customer_can_be_released():
    [yaml] = [block for block in blocks("yaml") if block.startswith("customer:")]
    text = f"schema: 1\nid: INC-7\ntitle: Search is down\n{yaml}"
    record = parse_record(read_tree(text, file="README.md").data)

    assert not list(wrong_releases(record))
    assert record.customer is not None
    assert record.customer.message


def test_the_settings_it_shows_are_settings():
    [toml] = blocks("toml")
    settings = parse_settings(tomllib.loads(toml))

    assert set(settings.model_fields_set) == set(type(settings).model_fields)


def test_an_export_moves_in_by_the_commands_of_the_table(tmp_path):
    """Import and check as the table has them; the reviews are built elsewhere."""
    rows = [line.split("|")[2] for line in README.splitlines() if line.startswith("| ")]
    commands = re.findall(r"`(incident-kit [^`]+)`", " ".join(rows))
    (tmp_path / "incidents.csv").write_text(
        "id,title,detected_at\nINC-7,Search is down,2024-05-14 09:01\n"
    )
    imports, check, _ = commands
    shell(f"mkdir incidents\n{imports}\n{imports} --write\n{check}", tmp_path)

    assert (tmp_path / "incidents" / "INC-7" / "incident.yaml").is_file()


@pytest.mark.notebook
def test_the_first_use_works_up_to_the_editor(tmp_path):
    """JupyterLab itself is started in test_launcher; here the line before it runs."""
    [use] = [block for block in blocks("console") if "incident-kit lab" in block]
    shell(use.partition("incident-kit lab")[0], tmp_path)

    assert (tmp_path / "incidents" / "INC-7" / "incident.yaml").is_file()


@pytest.mark.notebook
def test_the_second_use_builds_the_same_page_twice(tmp_path):
    [use] = [block for block in blocks("console") if block.startswith("papermill")]
    shell(use, tmp_path)

    by_hand = (tmp_path / "out.html").read_bytes()
    assert by_hand == (tmp_path / "reviews" / "INC-002" / "review.html").read_bytes()


@pytest.mark.notebook
def test_the_third_use_writes_the_other_forms_beside_the_page(tmp_path):
    [use] = [block for block in blocks("console") if "--also" in block]
    shell(use, tmp_path)
    written = {path.name for path in (tmp_path / "reviews" / "INC-002").iterdir()}

    assert {"review.html", "review.md", "review.json", "follow-ups.csv"} <= written


def test_the_notes_of_the_night_are_in_the_record(tmp_path):
    [use] = [block for block in blocks("console") if "incident-kit note" in block]
    shell('incident-kit new INC-7 "Search is down"\n' + use, tmp_path)
    text = (tmp_path / "incidents" / "INC-7" / "incident.yaml").read_text(
        encoding="utf-8"
    )

    assert "first ticket: no results" in text
    assert "feature flag" in text


def test_the_commands_for_contributors_are_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {
        shlex.split(line)[1]
        for block in blocks("console")
        for line in block.splitlines()
        if line.startswith("make ")
    }

    assert named == {"demo", "test"}
    assert all(f"\n{target}:" in makefile for target in named)


def test_every_file_it_names_is_there():
    for path in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / path).exists()


@pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine")
def test_make_help_names_the_targets():
    done = subprocess.run(
        ["make", "help"], cwd=ROOT, text=True, capture_output=True, check=True
    )

    assert "make demo" in done.stdout
