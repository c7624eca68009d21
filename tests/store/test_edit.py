import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from incident_kit.errors import RecordError
from incident_kit.store.edit import Batch
from incident_kit.store.strict import read_tree
from incident_kit.store.syntax import CONTROL

RECORD = """\
id: INC-001
severity: sev2                    # sev1 is worst
summary: |  # for everyone
  First line.
  Second line.

# When.
detected_at: 2024-05-14 09:01
closed_at:            # not yet
blast:
  location:
    answer: "Dashboard" # as said
  anchor_time:
actions:
  - id: fix
    what: 'It''s off'
  - {id: undo, what: "Back"}  # last
# after the list
timeline: []   # nothing yet
roles: {commander: lead}
"""

ENTRY = {"at": "2024-05-14 09:01", "what": "First ticket, #4711"}
ENDS = st.sampled_from(["\n", "\r\n"])
LINE = '- {at: 2024-05-14 09:01, what: "First ticket, #4711"}'


def edit(text):
    return Batch.of(text, file="incident.yaml")


def put(text, *path, to):
    return edit(text).set(path, to).tree().text


def add(text, *path, item=None):
    return edit(text).append(path, item or ENTRY).tree().text


def remove(text, *path):
    return edit(text).remove(path).tree().text


def changed_lines(old, new):
    kept = old.splitlines()
    return [line for line in new.splitlines() if line not in kept]


class TestSetValue:
    @pytest.mark.parametrize(
        ("path", "value", "line"),
        [
            (
                ("severity",),
                "sev1",
                "severity: sev1                    # sev1 is worst",
            ),
            (
                ("severity",),
                "a #b",
                'severity: "a #b"                    # sev1 is worst',
            ),
            (("closed_at",), "not yet", "closed_at: not yet            # not yet"),
            (("blast", "location", "answer"), "Page", '    answer: "Page" # as said'),
            (("actions", 0, "what"), "It's on", "    what: 'It''s on'"),
            (("actions", 1, "id"), "a,b", '  - {id: "a,b", what: "Back"}  # last'),
            (
                ("actions", 1, "for"),
                "fix",
                '  - {id: undo, what: "Back", for: fix}  # last',
            ),
            (("roles", "scribe"), "x", "roles: {commander: lead, scribe: x}"),
            (("blast", "location", "by"), "commander", "    by: commander"),
            (("actions", 0, "effect"), "full", "    effect: full"),
            (("title",), "Late: figures", 'title: "Late: figures"'),
            (
                ("acknowledged_at",),
                "2024-05-14 09:06",
                "acknowledged_at: 2024-05-14 09:06",
            ),
            (("summary",), "Short.", 'summary: "Short."  # for everyone'),
        ],
    )
    def test_changes_one_line(self, path, value, line):
        assert changed_lines(RECORD, put(RECORD, *path, to=value)) == [line]

    def test_a_turning_point_stands_behind_the_one_before_it(self):
        lines = put(RECORD, "fixed_at", to="unknown").splitlines()

        assert lines[lines.index("fixed_at: unknown") - 1].startswith("detected_at")

    def test_a_missing_map_is_made_on_the_way(self):
        text = put(RECORD, "blast", "system_change", "answer", to="Deploy")

        assert '  system_change:\n    answer: "Deploy"\nactions:' in text

    def test_an_empty_map_gets_its_first_field(self):
        text = put(RECORD, "blast", "anchor_time", "at", to="about 2024")

        assert "  anchor_time:\n    at: about 2024\nactions:" in text

    def test_long_prose_stays_a_block_with_its_comment(self):
        text = put(RECORD, "summary", to="One. #1\n\nTwo.\n")

        assert "summary: |  # for everyone\n  One. #1\n\n  Two.\n\n# When." in text

    def test_a_range_gives_way_to_one_time(self):
        text = put("at: [2024, 2025]  # c\n", "at", to="2024-05")

        assert text == "at: 2024-05  # c\n"

    def test_an_edit_that_would_touch_a_neighbour_is_refused(self):
        """A block text at the very end of a file would gain a line break."""
        with pytest.raises(RecordError, match="would change more than the value"):
            put("a: |\n  x", "b", to="y")

    def test_a_near_comment_moves_off_when_quotes_go(self):
        assert put("at: [2024, 2025] # c\n", "at", to="2024-05") == "at: 2024-05  # c\n"

    @pytest.mark.parametrize(
        ("path", "words"),
        [
            (("blast",), "a map or list stands here"),
            (("actions", 7, "what"), "no such item"),
            (("severity", "name"), "a text stands here"),
            ((), "stands here"),
        ],
    )
    def test_refuses_what_would_lose_something(self, path, words):
        with pytest.raises(RecordError, match=words):
            put(RECORD, *path, to="x")

    @pytest.mark.parametrize("value", ["\0", "\x1b[2J", "\ud800", "\uffff"])
    def test_names_the_character_that_no_record_can_hold(self, value):
        with pytest.raises(RecordError, match=r"severity: character U\+.*delete it"):
            put(RECORD, "severity", to=value)


class TestAppendItem:
    def test_a_block_list_grows_before_the_comment_after_it(self):
        text = add(RECORD, "actions")

        assert f'"Back"}}  # last\n  {LINE}\n# after the list' in text

    def test_an_empty_list_becomes_a_block_and_keeps_its_comment(self):
        text = add(RECORD, "timeline")

        assert f"timeline:   # nothing yet\n  {LINE}\nroles:" in text

    def test_a_missing_list_begins_at_the_end(self):
        assert add(RECORD, "surprises") == f"{RECORD}surprises:\n  {LINE}\n"

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("timeline:", f"timeline:\n  {LINE}\n"),
            ("timeline: []", f"timeline:\n  {LINE}\n"),
            ("a: b\r\n", f"a: b\r\ntimeline:\r\n  {LINE}\r\n"),
            ("a: b", f"a: b\ntimeline:\n  {LINE}\n"),
            ("timeline:\n- a", f"timeline:\n- a\n{LINE}\n"),
            ("timeline:\n    - a\n#z", f"timeline:\n    - a\n    {LINE}\n#z"),
            (
                "timeline:\n- a: |\n    b\n\n#z\n",
                f"timeline:\n- a: |\n    b\n{LINE}\n\n#z\n",
            ),
            ("timeline: [{a: b}]\n", f"timeline: [{{a: b}}, {LINE[2:]}]\n"),
            ("timeline: [  # c\n]\n", f"timeline: [{LINE[2:]}  # c\n]\n"),
            ("a:\n- b\ntimeline: []\n", f"a:\n- b\ntimeline:\n{LINE}\n"),
        ],
    )
    def test_keeps_the_layout(self, before, after):
        assert add(before, "timeline") == after

    def test_a_list_inside_a_map_is_made(self):
        text = add(RECORD, "blast", "location", "earlier")

        assert f"    earlier:\n      {LINE}\n  anchor_time:" in text

    def test_a_list_inside_a_one_line_map_is_made(self):
        text = add("a: {b: c}\n", "a", "d", item={"x": "y"})

        assert text == "a: {b: c, d: [{x: y}]}\n"

    def test_text_is_no_list(self):
        with pytest.raises(RecordError, match="a text stands here, not a list"):
            add(RECORD, "severity")

    def test_a_list_takes_the_place_of_none(self):
        text = add("follow_ups: none  # asked\n", "follow_ups")

        assert text == f"follow_ups: [{LINE[2:]}]  # asked\n"


class TestSetList:
    @pytest.mark.parametrize(
        ("before", "items", "after"),
        [
            ("a: [b, c]  # d\n", ["b", "c, d"], 'a: [b, "c, d"]  # d\n'),
            ("a: b  # d\n", ["b", "c"], "a: [b, c]  # d\n"),
            ("a:\n- b  # d\n- c\n", ["b", "x", "y"], "a:\n- b  # d\n- x\n- y\n"),
            ("a:\n  - b\n  - c  # d\nz: y\n", ["b"], "a:\n  - b\n  # d\nz: y\n"),
            ("x: {a: [b]}\n", ["c"], "x: {a: [c]}\n"),
            ("a: [b,  # d\n  c]\n", ["b", "e"], "a: [b,  # d\n  e]\n"),
        ],
    )
    def test_keeps_the_layout(self, before, items, after):
        path = ("x", "a") if before.startswith("x") else ("a",)

        assert put(before, *path, to=items) == after

    @pytest.mark.parametrize("text", ["a: b\n", "a:\n  b: c\n", "a: {b: c}\n"])
    def test_a_missing_list_is_added(self, text):
        path = ("new",) if text == "a: b\n" else ("a", "new")
        changed = put(text, *path, to=["/x", "y: z"])
        found = read_tree(changed, file="f").data

        assert (found if len(path) == 1 else found["a"])["new"] == ["/x", "y: z"]


class TestRemoveValue:
    @pytest.mark.parametrize(
        ("path", "gone", "come"),
        [
            (
                ("severity",),
                ["severity: sev2                    # sev1 is worst"],
                ["# sev1 is worst"],
            ),
            (("detected_at",), ["detected_at: 2024-05-14 09:01"], []),
            (
                ("actions", 1, "what"),
                ['  - {id: undo, what: "Back"}  # last'],
                ["  - {id: undo}  # last"],
            ),
            (
                ("actions", 1, "id"),
                ['  - {id: undo, what: "Back"}  # last'],
                ['  - {what: "Back"}  # last'],
            ),
            (("actions", 0, "what"), ["    what: 'It''s off'"], []),
            (
                ("actions", 0, "id"),
                ["  - id: fix", "    what: 'It''s off'"],
                ["  - what: 'It''s off'"],
            ),
            (("actions", 1), ['  - {id: undo, what: "Back"}  # last'], ["  # last"]),
            (
                ("blast", "location", "answer"),
                ["  location:", '    answer: "Dashboard" # as said'],
                ["  # as said"],
            ),
            (
                ("summary",),
                ["summary: |  # for everyone", "  First line.", "  Second line."],
                ["# for everyone"],
            ),
            (("nothing",), [], []),
        ],
    )
    def test_takes_one_value_and_its_name(self, path, gone, come):
        changed = remove(RECORD, *path)
        kept = changed.splitlines()

        assert [line for line in RECORD.splitlines() if line not in kept] == gone
        assert changed_lines(RECORD, changed) == come

    @pytest.mark.parametrize(
        "text",
        ["a:\n  - b: c\n    # why\n    d: e\n", "z: y\na:\n  - # why\n    b: c\n"],
    )
    def test_a_comment_between_two_values_is_never_lost(self, text):
        with pytest.raises(
            RecordError, match="a comment stands beside it; edit the file by hand"
        ):
            remove(text, "a", 0, "b")

    @settings(max_examples=200, deadline=None)
    @given(
        st.sampled_from(
            ["severity", "summary", "closed_at", "timeline", "roles", "actions"]
        ),
        ENDS,
    )
    def test_all_else_reads_as_before(self, name, ends):
        text = RECORD.replace("\n", ends)
        data = read_tree(text, file="f").data
        data.pop(name)

        assert read_tree(remove(text, name), file="f").data == data


PATHS = [
    ("severity",),
    ("summary",),
    ("closed_at",),
    ("blast", "location", "answer"),
    ("blast", "anchor_time", "answer"),
    ("actions", 0, "what"),
    ("actions", 1, "what"),
    ("actions", 0, "note"),
    ("actions", 1, "note"),
    ("roles", "x"),
    ("new",),
]
ODD = st.text(st.sampled_from("ab1 #:,?!-'\"[]{}|>&*%@`\\\n\r\t\x85\u2028\ufeffé💥~<"))


class TestNoCharacterIsLost:
    @settings(max_examples=400, deadline=None)
    @given(
        st.sampled_from(PATHS), ODD | st.text(), ENDS, st.sampled_from(["", "\ufeff"])
    )
    def test_between_file_tree_edit_and_file(self, path, value, ends, mark):
        text = mark + RECORD.replace("\n", ends)
        if CONTROL.search(value):
            with pytest.raises(RecordError, match="cannot stand in a record"):
                put(text, *path, to=value)
            return
        changed = put(text, *path, to=value)
        again = put(changed, *path, to="x")

        found = read_tree(changed.encode(), file="f").data
        for step in path:
            found = found[step]
        assert found == value
        assert again.count("# ") == RECORD.count("# ")

    @settings(max_examples=200, deadline=None)
    @given(
        st.dictionaries(ODD.filter(str.strip), ODD | st.text(), min_size=1, max_size=3),
        st.sampled_from([("actions",), ("timeline",), ("new",), ("blast", "x")]),
        ENDS,
    )
    def test_in_an_item(self, item, path, ends):
        assume(not CONTROL.search("".join([*item, *item.values()])))
        text = RECORD.replace("\n", ends)
        changed = add(text, *path, item=item)
        found = read_tree(changed, file="f").data
        for step in path:
            found = found[step]

        assert found[-1] == item

    @settings(max_examples=100, deadline=None)
    @given(st.sampled_from(PATHS[:4]), ODD, ODD)
    def test_in_two_edits_after_each_other(self, path, first, second):
        once = put(put(RECORD, *path, to=first), *path, to=second)

        assert read_tree(once, file="f").data != {}
        assert once.count("\n# When.\n") == 1


MORE = [
    *PATHS,
    ("blast", "anchor_time", "at"),
    ("blast", "new", "x"),
    ("blast", "new", "y"),
    ("detected_at",),
    ("fixed_at",),
    ("roles", "y"),
    ("actions", 0, "id"),
    ("actions", 1, "id"),
]
LISTS = [("actions",), ("timeline",), ("blast", "location", "earlier"), ("lucky",)]
WHOLE = [("blast", "location"), ("actions", 0), ("actions", 1), ("timeline",)]
EDITS = st.one_of(
    st.tuples(
        st.just("set"), st.sampled_from(MORE), st.sampled_from(["x", "a #b", "a\nb\n"])
    ),
    st.tuples(
        st.just("set"), st.sampled_from([("tags",), ("blast", "z")]), st.just(["p"])
    ),
    st.tuples(st.just("append"), st.sampled_from(LISTS), st.just(ENTRY)),
    st.tuples(st.just("remove"), st.sampled_from([*MORE, *WHOLE])),
)


class TestBatch:
    @settings(max_examples=300, deadline=None)
    @given(st.lists(EDITS, min_size=2, max_size=5), ENDS)
    def test_says_what_its_edits_say_one_after_the_other(self, edits, ends):
        text = after = RECORD.replace("\n", ends)
        batch, refused = edit(text), False
        try:
            for name, *rest in edits:
                after = getattr(edit(after), name)(*rest).tree().text
        except RecordError:
            refused = True
        try:
            for name, *rest in edits:
                getattr(batch, name)(*rest)
            found = batch.tree()
        except RecordError:
            assert refused
            return

        assert not refused
        assert found.data == read_tree(after, file="f").data
        assert found.text.count("# ") == after.count("# ")

    def test_many_edits_are_read_back_once(self, monkeypatch):
        batch, reads = edit(RECORD), []
        monkeypatch.setattr(
            "incident_kit.store.edit.read_tree",
            lambda text, **more: reads.append(text) or read_tree(text, **more),
        )
        batch.set(("severity",), "sev1").set(("fixed_at",), "unknown")
        batch.set(("blast", "location", "affected"), ["/a", "/b"])
        batch.set(("blast", "location", "by"), "commander")
        batch.set(("blast", "system_change", "answer"), "Deploy")
        batch.set(("blast", "system_change", "by"), "commander")
        batch.append(("actions",), ENTRY).append(("timeline",), ENTRY)

        assert batch.tree().text == reads[0]
        assert len(reads) == 1

    def test_nothing_comes_of_edits_of_which_one_is_too_much(self):
        """A block text at the very end of a file would gain a line break."""
        batch = edit("c: y\na: |\n  x").set(("c",), "z").set(("b",), "y")

        with pytest.raises(RecordError, match="would change more than the value"):
            batch.tree()


class TestBelowWhatTheSameBatchWrote:
    def test_a_map_takes_the_place_of_a_word_only_by_a_refusal(self):
        """As one edit after the other: a text stands there, not a map."""
        batch = Batch.of("id: X\n", file="x").set(("blast", "location"), "none")

        with pytest.raises(RecordError, match="stands here, not a map"):
            batch.set(("blast", "location", "answer"), "Here.").tree()

    def test_an_item_just_appended_can_be_edited(self):
        item = {"id": "a", "what": "Restart"}
        tree = (
            Batch.of("id: X\n", file="x")
            .append(("actions",), item)
            .set(("actions", 0, "id"), "b")
            .tree()
        )

        assert tree.data["actions"] == [{"id": "b", "what": "Restart"}]
