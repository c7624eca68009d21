"""Records of the made-up older format come over whole, and nothing else moves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_kit.cli import main
from incident_kit.errors import IncidentKitError
from incident_kit.store.home import find_home
from incident_kit.store.migrate import format_0
from incident_kit.store.migrate.migration import (
    migrate_text,
    plan_migration,
    write_migration,
)
from incident_kit.store.problems import known_fields
from incident_kit.store.quoting import quote
from incident_kit.store.records import parse_text
from incident_kit.store.strict import read_tree

OLD = """\
# kept since 2019
schema: 0
id: OLD-1
title:   Search is down      # as the tracker had it
tz: Europe/Berlin
status: reviewed
start: about 2019-04-02 10:05
detected: 2019-04-02 10:09   # first ticket
mitigated: 2019-04-02 10:40
resolved: 2019-04-03         # cause removed

fixes:            # what took the cause away
  # the second attempt held
  - what: "Index built again"
    at: 2019-04-03 09:00     # by hand
    note: |
      Two lines,
      the second one.
  - "Limits raised"

mitigations:
- {what: "Search off", at: 2019-04-02 10:30, kind: feature flag, effect: full}
# and what did nothing
- what: Restarted
  at: by 2019-04-02 10:20
  effect: none
action_items:
  - {task: "Alert on it", deadline: 2019-05-01, owner: search team, status: open}
events:
  - time: 2019-04-02 10:09
    text: first ticket
root_causes:
  - Nobody watched the index.
# the end
"""


@pytest.fixture
def record(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    path = tmp_path / "incidents" / "OLD-1" / "incident.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(OLD)
    return path


def scalars(data):
    """Return every text of read data, names left out."""
    if isinstance(data, dict):
        return [text for value in data.values() for text in scalars(value)]
    if isinstance(data, list):
        return [text for value in data for text in scalars(value)]
    return [data]


def comments(text):
    return sorted(
        line[line.index("# ") :] for line in text.splitlines() if "# " in line
    )


def test_the_result_says_what_the_old_record_said():
    new = migrate_text(OLD, file="incident.yaml")
    record, _ = parse_text(new, file="incident.yaml", incident_id="OLD-1")

    assert [one.id for one in record.actions] == [
        "mitigation-1",
        "mitigation-2",
        "fix-1",
        "fix-2",
    ]
    assert [one.purpose for one in record.actions] == ["stabilize"] * 2 + ["fix"] * 2
    assert record.actions[1].applied_at.form == "by"
    assert record.actions[2].note == "Two lines,\nthe second one.\n"
    assert record.actions[3].what == "Limits raised"
    assert record.started_at.form == "about"
    assert record.fixed_at.form == "day"
    assert record.follow_ups[0].owner == "search team"
    assert record.timeline[0].what == "first ticket"
    assert record.contributing_factors == ("Nobody watched the index.",)


def test_comments_layout_and_order_stay():
    new = migrate_text(OLD, file="incident.yaml")

    assert comments(new) == comments(OLD)
    assert "title:   Search is down      # as the tracker had it\n" in new
    assert "    note: |\n      Two lines,\n      the second one.\n" in new.replace(
        "  note: |\n    Two lines,\n    the second one.\n",
        "    note: |\n      Two lines,\n      the second one.\n",
    )
    assert new.index("# the second attempt held") < new.index("Index built again")
    assert new.index("# and what did nothing") < new.index("Restarted")
    assert new.startswith("# kept since 2019\nschema: 1\n")
    assert new.endswith("# the end\n")


def test_windows_line_ends_stay():
    new = migrate_text(OLD.replace("\n", "\r\n"), file="incident.yaml")

    assert "\n" not in new.replace("\r\n", "")
    assert read_tree(new, file="x").data["actions"][3]["what"] == "Limits raised"


class TestTheCommand:
    def test_it_shows_what_would_change_and_writes_nothing(self, record, capsys):
        assert main(["migrate", "OLD-1"]) == 0

        out = capsys.readouterr().out
        assert "-start: about 2019-04-02 10:05" in out
        assert "+started_at: about 2019-04-02 10:05" in out
        assert "add --write" in out
        assert record.read_text() == OLD

    def test_with_write_the_record_is_read_by_every_command(self, record, capsys):
        assert main(["migrate", "OLD-1", "--write"]) == 0
        assert main(["check", "OLD-1"]) == 0
        capsys.readouterr()
        once = record.read_text()

        assert main(["migrate", "OLD-1", "--write"]) == 0
        assert capsys.readouterr().out.endswith("OLD-1: nothing to do\n")
        assert record.read_text() == once

    @pytest.mark.parametrize(
        "command", [["check", "OLD-1"], ["note", "OLD-1", "seen"], ["list"]]
    )
    def test_other_commands_name_it_in_one_line(self, record, capsys, command):
        assert main(command) == 2

        assert capsys.readouterr().err == (
            "incidents/OLD-1/incident.yaml:2:9: schema: schema 0 is an older version; "
            "run incident-kit migrate OLD-1\n"
        )
        assert record.read_text() == OLD

    @pytest.mark.parametrize("version", ["2", "0.5", "-1", "one"])
    def test_an_unknown_version_is_refused(self, record, capsys, version):
        record.write_text(OLD.replace("schema: 0", f'schema: "{version}"'))

        assert main(["migrate", "OLD-1", "--write"]) == 2
        line = capsys.readouterr().err
        assert line.startswith("incidents/OLD-1/incident.yaml:2:9: schema: ")
        assert line.count("\n") == 1
        assert "this kit reads 1 and migrates 0" in line

    def test_nothing_is_written_when_one_of_several_is_refused(self, record):
        assert main(["migrate", "OLD-1", "OLD-2", "--write"]) == 2
        assert record.read_text() == OLD

    def test_a_file_changed_meanwhile_is_left_alone(self, record):
        home = find_home("incidents")
        plan = plan_migration("OLD-1", home)
        record.write_text(OLD + "# somebody else\n")

        with pytest.raises(IncidentKitError, match="somebody else changed the file"):
            write_migration(plan, home)
        assert record.read_text().endswith("# somebody else\n")

    def test_a_field_that_no_format_knows_is_named_at_its_line(self, record, capsys):
        record.write_text(OLD.replace("status: reviewed", "statis: reviewed"))

        assert main(["migrate", "OLD-1", "--write"]) == 2
        assert capsys.readouterr().err.startswith(
            "incidents/OLD-1/incident.yaml:6:1: statis: unknown field"
        )
        assert "statis" in record.read_text()

    def test_two_names_for_one_field_are_for_a_person_to_decide(self, record, capsys):
        record.write_text(OLD + "started_at: unknown\n")

        assert main(["migrate", "OLD-1", "--write"]) == 2
        assert "started_at stands on line" in capsys.readouterr().err


# --- any record of the older format ------------------------------------------

words = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1
).filter(lambda text: text.strip() == text and text not in {"none", "null"})
notes = st.sampled_from(["", "   # beside", "  # a, b: c"])


def entry(name, value, how):
    style = {"plain": "", "double": '"', "single": "'"}[how]
    return f"{name}: {quote(value, style=style)}"


@st.composite
def lists(draw, name, fields, indent):
    """Draw a list: bare sentences, maps on a line, maps over lines, comments."""
    lines = [f"{name}:{draw(notes)}"]
    pad = " " * indent
    for number in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):
            lines.append(f"{pad}# above {name} {number}")
        how = draw(st.sampled_from(["plain", "double", "single"]))
        pairs = [
            entry(
                field, draw(words) if field in {"what", "task", "text"} else value, how
            )
            for field, value in fields.items()
            if field in {"what", "task", "text"} or draw(st.booleans())
        ]
        kind = draw(st.sampled_from(["flow", "block", "text"]))
        if kind == "flow":
            lines.append(f"{pad}- {{{', '.join(pairs)}}}{draw(notes)}")
        elif kind == "block":
            lines.append(f"{pad}- " + f"\n{pad}  ".join(pairs))
        elif name in {"mitigations", "fixes"}:
            lines.append(f"{pad}- {quote(draw(words), style='')}{draw(notes)}")
        else:
            lines.append(f"{pad}- {{{pairs[-1 if name == 'events' else 0]}}}")
    return "\n".join(lines)


@st.composite
def old_records(draw):
    """Draw a record of the older format, its parts in any order."""
    parts = ["schema: 0", "id: OLD-1", entry("title", draw(words), "double")]
    parts.append("tz: Europe/Berlin" + draw(notes))
    times = ("start", "detected", "mitigated", "resolved", "closed")
    parts += [
        f"{name}: about 2019-04-02 10:05{draw(notes)}"
        for name in times
        if draw(st.booleans())
    ]
    shapes = {
        "mitigations": {"what": "", "at": "2019-04-02 10:30", "effect": "partial"},
        "fixes": {"what": "", "at": "2019-04-02 11:30", "by": "on call"},
        "action_items": {"task": "", "deadline": "2019-05-01", "status": "open"},
        "events": {"time": "by 2019-04-02 10:09", "text": ""},
    }
    for name, fields in shapes.items():
        if draw(st.booleans()):
            parts.append(draw(lists(name, fields, draw(st.sampled_from([0, 2, 4])))))
        elif draw(st.booleans()) and name != "events":
            parts.append(f"{name}: none{draw(notes)}")
    ordered = draw(st.permutations(parts))
    return "# the top\n" + "\n".join(ordered) + "\n# the end\n"


@given(old_records())
def test_nothing_is_lost_from_any_older_record(old):
    new = migrate_text(old, file="incident.yaml")
    before, after = (read_tree(text, file="x").data for text in (old, new))
    record, _ = parse_text(new, file="incident.yaml", incident_id="OLD-1")

    assert after == format_0.migrate_data(before)
    left = scalars(after)
    for text in scalars(before | {"schema": "1"}):
        if text == "none" and text not in left:
            assert record.actions is not None  # another list said it, or had items
        else:
            left.remove(text)
    assert [text for text in left if text not in {"stabilize", "fix"}] == [
        one.id for one in record.actions or ()
    ]
    assert comments(new) == comments(old)


def test_every_line_of_the_format_is_known_to_the_reader_of_today():
    """The names it maps to are fields of a record; a typing error would show here."""
    assert set(format_0.FIELDS.values()) <= set(known_fields(()))
    for name, fields in format_0.ITEMS.items():
        assert set(fields.values()) <= set(known_fields((name,)))


def test_the_samples_have_nothing_to_do():
    home = find_home("samples")
    for path in Path(home.path).glob("*/incident.yaml"):
        assert not plan_migration(path.parent.name, home).has_something_to_do
