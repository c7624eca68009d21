import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from incident_kit.errors import RecordError
from incident_kit.store.quoting import quote
from incident_kit.store.strict import read_tree
from incident_kit.store.syntax import CONTROL, MAX_BYTES

EXAMPLE = """\
schema: 1
id: INC-001
severity: sev2                    # sev1 is worst
services: [reporting, web-cache]
roles: {commander: team lead, scribe: support lead}   # roles, not names
summary: |
  Tenants saw yesterday's figures. #4711
  A fix took the page away.

# When.
detected_at: 2024-05-14 09:01
blast:
  location:
    answer: Reporting dashboard, figures panel.
    fine: [/billing, /admin]       # looked at and fine
  temporary_mitigation:           # nobody asked
    options:
      - {what: "Flag hides the panel", known_at: by 2024-05-14 09:12, used: false}
actions:
  - id: cache-fix
    applied_at: 2024-05-14 09:47
    what: Cache keys changed;
      announced as resolved
  - {id: cache-undo, undoes: cache-fix, applied_at: [2024-05-14 14:27, 2024-05-14 14:30],
     what: 'Cache fix taken back'}
lucky: none                       # asked
follow_ups:
"""


def read(text):
    return read_tree(text, file="incident.yaml")


def refusal(text):
    with pytest.raises(RecordError) as caught:
        read(text)
    return str(caught.value)


def problems_of(text):
    try:
        read(text)
    except RecordError as error:
        return error.problems
    return ()


class TestData:
    def test_every_scalar_is_text(self):
        tree = read("a: no\nb: 12:30\nc: 0012\nd: 1e5\ne: ~\nf: null\ng: 2024-05-14\n")

        assert list(tree.data.values()) == [
            "no",
            "12:30",
            "0012",
            "1e5",
            "~",
            "null",
            "2024-05-14",
        ]

    def test_an_empty_value_is_none_and_empty_quotes_are_empty_text(self):
        assert read("answer:\nnote: ''\n").data == {"answer": None, "note": ""}

    def test_a_whole_record_is_read(self):
        data = read(EXAMPLE).data

        assert data["actions"][0]["what"] == "Cache keys changed; announced as resolved"
        assert data["actions"][1]["applied_at"][1] == "2024-05-14 14:30"
        assert data["summary"].endswith("#4711\nA fix took the page away.\n")

    @pytest.mark.parametrize("ends", ["\n", "\r\n"])
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_bom_and_line_ends_change_nothing(self, ends, mark):
        text = mark + EXAMPLE.replace("\n", ends)

        assert read(text.encode()).data == read(EXAMPLE).data


class TestPlaces:
    @pytest.mark.parametrize("ends", ["\n", "\r\n"])
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_characters_of_a_value_are_exactly_its_own(self, ends, mark):
        text = f"{mark}a: é💥{ends}b: 'ü' # c{ends}c: {{d: \"💥\", e: f}}{ends}"
        tree = read(text)
        spans = [
            tree.text[node.start : node.end]
            for node in map(tree.node, ["a", "b", "c", ("c", "d"), ("c", "e")])
        ]

        assert spans == ["é💥", "'ü'", '{d: "💥", e: f}', '"💥"', "f"]

    def test_value_and_name_have_their_places(self):
        tree = read(EXAMPLE)

        assert tree.place(("actions", 0, "applied_at")) == (21, 17)
        assert tree.key_place(("actions", 0, "applied_at")) == (21, 5)

    def test_a_missing_value_stands_at_the_nearest_name_above(self):
        tree = read(EXAMPLE)

        assert tree.place(("blast", "location", "scope")) == (13, 3)
        assert tree.place(("nowhere", 3)) == (1, 1)


class TestSilentLoss:
    @pytest.mark.parametrize(
        ("text", "place", "words"),
        [
            ("what: Ticket #4711 closed\n", "1:14: what", "cuts this at ' #'"),
            ("ticket: #4711\n", "1:9: ticket", "cuts this at ' #'"),
            ("a:\n- #12\n- b\n", "2:3: a[0]", "cuts this at ' #'"),
            ("a: [x, #4\n  y]\n", "1:8: a[0]", "cuts this at ' #'"),
            ("a: # c\n  text\n", "1:4: a", "cuts this at ' #'"),
            ('a: "x"#y\n', "1:7: a", "cuts this at '#'"),
            ("a: [b]#y\n", "1:7: a", "cuts this at '#'"),
            ("a: [ #1\n  b]\n", "1:6: a", "cuts this at ' #'"),
            ("a: >#1 b\n  c\n", "1:5: a", "cuts this at '#'"),
            ("a: > #1 b\n  c\n", "1:6: a", "cuts this at ' #'"),
            ("a: foo\n  #47 bar\n", "2:3: a", "drops this line"),
            ("a: |\n   foo\n  #x\n", "3:3: a", "drops this line"),
            ("a:\n  #47\n", "2:3: a", "drops this line"),
            ("a: >5\nb: c\n", "1:4: a", "reads >5 as the head"),
            ("a: {what: Do x, then y, by: z}\n", "1:17: a.what", "before 'then y'"),
            ("a: {b:c}\n", "1:5: a.b:c", "no blank after the ':'"),
            ("a: [? why, b]\n", "1:5: a[0]", "'?' and a blank"),
            ("a: x\u2028y\n", "1:5", "U+2028"),
            ("a: x\x85y\n", "1:5", "U+0085"),
            ("a: 'x\ufeffy'\n", "1:6", "U+FEFF"),
            ("a: x\ry\n", "1:5", "carriage return"),
            ("a: b\n...\nc\n", "2:1", "ends the record"),
            ("%FOO x\n---\na: b\n", "1:", ""),
        ],
    )
    def test_is_an_error_with_place_and_mend(self, text, place, words):
        message = refusal(text)

        assert message.startswith(f"incident.yaml:{place}")
        assert words in message
        assert "; " in message

    @pytest.mark.parametrize(
        "text",
        [
            "a: b  # c\n",
            "a: 'b' # c\n",
            "a: [b] # c\n",
            "a: # c\n  b: c\n",
            "a: |  # c\n  x #y\n# z\n",
            "a:\n  # c\nb: d\n",
            "a: b  # c\n        # d\n",
            "# a\n--- # b\na: c\n",
            "a: b#c\n",
            "a:\n- b\n# c\n- d\n",
            "a: [b,  # c\n d]\n",
        ],
    )
    def test_honest_comments_stay_allowed(self, text):
        assert "a" in read(text).data


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "place", "words"),
        [
            ("a: !!python/name:os x\n", "1:4: a", "tag"),
            ("a: &x b\n", "1:4: a", "anchor &x"),
            ("a: *x\n", "1:4: a", "alias *x"),
            ("<<: {a: b}\n", "1:1", "merge key"),
            ("a: b\n---\nc: d\n", "2:1", "second document"),
            ("a:\n  b: 1\n  b: 2\n", "3:3: a.b", "written twice, first on line 2"),
            ("? [a]\n: b\n", "1:3", "a field name that is a map or list"),
            ("- a\n", "1:1", "no map of fields"),
            ("", "1:1", "no fields"),
            ("a: \x00\n", "1:4", "U+0000"),
            ('a: "\\0"\n', "1:4: a", "U+0000"),
            ("a: b\n c: d\n", "2:3: a", "out of line"),
            ("a: b: c\n", "1:5: a", "put quotes around the text"),
            ("a:\n\tb: c\n", "2:1: a", "a tab"),
            ("a: 'x' y\n", "1:8: a", "put quotes around the whole text"),
            ("a: {what: a: b}\n", "1:12: a.what", "put quotes around the text"),
            ("a: 'x\n", "1:4: a", "the quote opened here is never closed"),
            ('a: "C:\\q"\n', "1:7: a", "no such escape"),
            ("a: @x\n", "1:4: a", "cannot begin with @"),
            ("a\nb: c\n", "2:2", ""),
        ],
    )
    def test_name_place_and_mend(self, text, place, words):
        message = refusal(text)

        assert message.startswith(f"incident.yaml:{place}")
        assert words in message

    def test_bytes_that_are_not_utf8_name_line_and_byte(self):
        assert refusal(b"a: b\nc: \xe9\n") == (
            "incident.yaml:2:4: byte 0xe9 is not UTF-8; save the file as UTF-8"
        )

    def test_all_problems_come_at_once(self):
        message = refusal("a: b #c\nd: e\nd: f\ng: {h}\n")

        assert [line.split(":")[1] for line in message.splitlines()] == ["1", "3", "4"]

    @pytest.mark.parametrize("bomb", ["[", "{a: ", "- ", "? ", "a: [", "[{"])
    def test_nesting_bombs_end_at_once(self, bomb):
        begun = time.perf_counter()
        message = refusal("a:\n " + bomb * 200_000)

        assert "\n" not in message
        assert time.perf_counter() - begun < 1

    def test_sixteen_levels_pass_and_seventeen_do_not(self):
        read("a: " + "[" * 15 + "]" * 15)

        assert "deeper than 16" in refusal("a: " + "[" * 16 + "]" * 16)

    def test_a_large_file_is_refused_before_it_is_parsed(self):
        assert "larger than 2 MB" in refusal("a: " + "é" * (MAX_BYTES // 2))


TOKENS = (
    re.findall(r"\w+|\s+|.", EXAMPLE)
    + list("[]{}:#,-?&*!|>'\"%@`\t\0\r")
    + [
        "---\n",
        "...\n",
        ": ",
        " #",
        "\u2028",
        "💥",
        "<<",
        "\n  ",
        "\ud800",
    ]
)


FRAMES = [
    "what: {}\n",
    "x:\n  - {what: {}, kind: k}\n",
    "x:\n  - what: {}\n    k: k\n",
    "a: [{}]\n",
    "a: [{}, k]\n",
    "x:\n- {}\n- k\n",
    "x: |\n  {}\nk: k\n",
    "{}\nk: k\n",
]
SIGNS = "ab1 #:,?!-'[]{}|>\n\t é%&*"
COMMENT = re.compile(r"(?m)(^[ \t]*|[ \t]{2,}|(?<=['\]}:-])[ \t])#.*$")


def words(data):
    if isinstance(data, dict):
        return "".join(key + words(value) for key, value in data.items())
    return "".join(map(words, data)) if isinstance(data, list) else data or ""


class TestHostileText:
    @settings(max_examples=400, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 10**6), st.integers(0, 2), st.sampled_from(TOKENS)
            ),
            min_size=1,
            max_size=8,
        )
    )
    def test_mutants_of_a_record_raise_nothing_but_record_errors(self, changes):
        tokens = re.findall(r"\w+|\s+|.", EXAMPLE)
        for at, cut, new in changes:
            start = at % len(tokens)
            tokens[start : start + cut] = [new]
        problems = problems_of("".join(tokens))

        assert all(problem.line for problem in problems)

    @settings(max_examples=200, deadline=None)
    @given(st.binary(max_size=60))
    def test_bytes_raise_nothing_but_record_errors(self, data):
        assert all(str(problem) for problem in problems_of(data))

    @settings(max_examples=1000, deadline=None)
    @given(st.sampled_from(FRAMES), st.text(st.sampled_from(SIGNS), max_size=12))
    @example("what: {}\n", "a #b")
    @example("what: {}\n", "a\n #b")
    @example("what: {}\n", ">#1\n a")
    @example("a: [{}]\n", " #1\n b")
    def test_no_typed_character_is_lost(self, frame, typed):
        """What is not a comment is in the data, or the text is refused."""
        text = frame.replace("{}", typed)
        if not problems_of(text):
            kept = Counter(words(read(text).data))
            typed_outside_comments = Counter(COMMENT.sub("", text))

            assert all(
                kept[sign] >= typed_outside_comments[sign] for sign in "ab1é#!?%"
            )

    @settings(max_examples=300, deadline=None)
    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n")))
    def test_what_is_quoted_reads_back(self, value):
        assume(not CONTROL.search(value))
        text = f"a: {quote(value, style='')}\nb: {{c: {quote(value)}, d: e}}\n"

        assert read(text).data == {"a": value, "b": {"c": value, "d": "e"}}


def test_the_sample_record_is_read_in_time():
    sample = Path(__file__).parents[2] / "notebooks/incidents/INC-001/incident.yaml"
    text = sample.read_text() if sample.exists() else EXAMPLE

    def seconds():
        begun = time.perf_counter()
        read(text)
        return time.perf_counter() - begun

    assert min(seconds() for _ in range(20)) < 0.005


def test_after_twenty_problems_it_says_that_it_stopped():
    text = "".join(f"f{n}: a # b\n" for n in range(30))
    lines = problems_of(text)

    assert len(lines) == 21
    assert "reading stopped after 20 problems" in str(lines[-1])
