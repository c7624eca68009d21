"""The vocabulary of the page: strict, escaped, and the same in JSON and back."""

from __future__ import annotations

import copy
import itertools
import json
import re

import pytest

from incident_kit.errors import PageRefused
from incident_kit.page.blocks import (
    SECTION_MIME,
    Half,
    Section,
    TwoColumns,
    section_from_json,
)
from incident_kit.page.markup import render_section
from incident_kit.page.render import render_document
from incident_kit.page.tables import Column, Row, TableBlock
from incident_kit.page.text_blocks import BulletList, Headline, Lead, Prose
from incident_kit.release.profiles import check_profile
from incident_kit.styled import Span, code, link, strong, unknown, w

HEADLINE = Section(
    id="headline",
    blocks=(
        Headline(
            line=(w("INC-1"), w("Severity 2")), title="Pages slow", words=w("It was.")
        ),
    ),
)
LEDGER = Section(
    id="ledger",
    heading="What changed",
    blocks=(
        Lead(w("One change, ", strong("supported"), ".")),
        TableBlock(
            kind="ledger",
            caption="Every change",
            columns=(
                Column(key="no", head="No."),
                Column(key="what", head="What"),
                Column(key="rate", head="Before", small=True, phone_word="before"),
            ),
            rows=(
                Row(cells=(w("1"), w("Deploy"), w("108 per min")), disc="supported"),
            ),
        ),
        TwoColumns(
            left=Half(heading="Trigger", blocks=(Prose("A *record*."),)),
            right=Half(heading="Factors", blocks=(BulletList(("one", w("two"))),)),
        ),
    ),
)


def changed(path: tuple[object, ...], value: object) -> dict[str, object]:
    """Return the ledger's JSON with one value put somewhere."""
    data = copy.deepcopy(LEDGER.to_json())
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return data


class TestJson:
    @pytest.mark.parametrize("section", [HEADLINE, LEDGER, Section(id="x", hint="h")])
    def test_a_section_comes_back_from_its_json_as_it_was(self, section):
        written = json.loads(json.dumps(section.to_json()))

        assert section_from_json(written) == section

    @pytest.mark.parametrize(
        ("path", "value", "said"),
        [
            (("surprise",), 1, "surprise: Unexpected keyword argument"),
            (("blocks", 0, "html"), "<b>", "blocks.0.lead.html"),
            (("blocks", 0, "words", 0, "onclick"), "x", "onclick"),
            (("blocks", 0, "block"), "script", "does not match any"),
            (("level",), "2", "level: Input should be 2 or 3"),
            (("blocks", 0, "words", 0, "text"), 5, "valid string"),
            (("blocks", 0, "words", 0, "style"), "evil", "style"),
            (("blocks", 1, "kind"), 'x" onload="y', "kind"),
            (("id",), "a b", "id: "),
        ],
    )
    def test_anything_that_is_not_ours_is_refused_with_its_place(
        self, path, value, said
    ):
        with pytest.raises(PageRefused, match=re.escape(said)):
            section_from_json(changed(path, value))

    @pytest.mark.parametrize("data", [None, [], "x", {}, {"id": float("nan")}])
    def test_what_is_no_section_at_all_is_refused(self, data):
        with pytest.raises(PageRefused, match="a section of the notebook"):
            section_from_json(data)

    @pytest.mark.parametrize(
        "address",
        ["javascript:alert(1)", "data:text/html,x", "/etc", "ht\ttps://x", "//x.org"],
    )
    def test_a_link_that_nobody_should_follow_is_refused(self, address):
        data = changed(("blocks", 0, "words", 0, "link"), address)

        with pytest.raises(PageRefused, match="only http, https and mailto"):
            section_from_json(data)
        assert link("ticket", address) == Span("ticket")

    def test_a_row_must_have_a_cell_for_each_column(self):
        with pytest.raises(PageRefused, match="does not have 1 cells"):
            TableBlock(
                kind="x",
                caption="",
                columns=(Column(key="a", head="A"),),
                rows=(Row(cells=(w("1"), w("2"))),),
            )

    def test_half_a_character_pair_does_not_break_the_notebook(self):
        section = Section(id="x", blocks=(Lead(w("a\ud800b")),))

        assert section_from_json(section.to_json()).blocks[0].words[0].text == "a?b"
        assert "a[U+D800]b" in render_section(section)


class TestShown:
    def test_a_notebook_gets_html_text_and_json(self):
        bundle = LEDGER._repr_mimebundle_()

        assert set(bundle) == {SECTION_MIME, "text/html", "text/plain"}
        assert bundle["text/plain"].startswith(
            "What changed\nOne change, supported.\n1 | Deploy | 108 per min"
        )

    def test_an_empty_section_shows_its_hint_in_the_notebook_only(self):
        section = Section(id="luck", heading="Luck", hint="Add lines under luck.")

        assert "Add lines under luck." in render_section(section)
        assert "Luck" not in render_document([HEADLINE, section], title="t")

    def test_every_text_is_escaped_and_shows_what_hides_in_it(self):
        section = Section(
            id="x", blocks=(Lead(w("<b> \u202e \x1b[31m", code("</p>"))),)
        )

        html = render_section(section)

        assert "&lt;b&gt; [U+202E] [U+001B][31m<code>&lt;/p&gt;</code>" in html

    def test_a_number_stays_with_its_unit(self):
        html = render_section(Section(id="x", blocks=(Lead(w("6 h 57 min, 3 per s")),)))

        assert "6\u00a0h\u00a057\u00a0min, 3\u00a0per\u00a0s" in html

    def test_unknown_is_a_word_in_quiet_ink(self):
        html = render_section(Section(id="x", blocks=(Lead(w(unknown())),)))

        assert '<span class="unknown">unknown</span>' in html

    def test_a_title_cannot_leave_the_margin_of_the_printed_page(self):
        title = '"}</style><script>alert(1)</script>\\'

        html = render_document([HEADLINE], title=title)

        assert "<script" not in html
        assert html.count("</style>") == 1
        assert "&lt;/style&gt;" in html

    def test_a_section_shown_twice_has_one_anchor(self):
        html = render_document([HEADLINE, LEDGER, LEDGER], title="t")

        assert html.count('id="ledger"') == 1
        assert html.count("What changed") == 2

    def test_no_heading_level_is_skipped(self):
        deep = Section(
            id="n", level=3, heading="Deep", blocks=(Prose("##### five\n\n# one"),)
        )

        html = render_document([HEADLINE, deep, LEDGER], title="t")

        levels = [int(level) for level in re.findall(r"<h(\d)", html)]
        assert levels[0] == 1
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


class TestProfiles:
    def test_an_unknown_profile_lists_what_there_is(self):
        with pytest.raises(PageRefused, match=r"did you mean 'internal'.*customer"):
            check_profile("intern")
