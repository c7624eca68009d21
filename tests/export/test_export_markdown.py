"""The review as Markdown shows what was put in, whatever it was."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from incident_kit.export.markdown import markdown_document
from incident_kit.page.blocks import Half, Section, TwoColumns
from incident_kit.page.hours import HourLine, HourRow, HoursBlock
from incident_kit.page.own import (
    Fragment,
    fragment_of_html,
    fragment_of_markdown,
    fragment_of_picture,
    fragment_of_text,
)
from incident_kit.page.tables import (
    BlastMapBlock,
    BlastRow,
    Column,
    DataTable,
    FigureBlock,
    Row,
    TableBlock,
)
from incident_kit.page.text import clean_text, markdown_html, sanitize_html
from incident_kit.page.text_blocks import (
    AnswerStrip,
    BulletList,
    Footer,
    Headline,
    Improve,
    KeyList,
    Lead,
    NumberStrip,
    Paragraph,
    Prose,
)
from incident_kit.review.cell_pictures import pictures_of
from incident_kit.styled import (
    AnswerCell,
    NumberCell,
    Todo,
    code,
    link,
    small,
    strong,
    w,
)

# a text may look like a file's name to the reader of the test
pytestmark = pytest.mark.filterwarnings("ignore::bs4.MarkupResemblesLocatorWarning")

# what a wiki does with a text: everything on, raw HTML too
WIKI = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
ALLOWED = {
    "s",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "code",
    "pre",
    "a",
    "br",
    "hr",
    "blockquote",
}
HOSTILE = [
    "[x](javascript:alert(1))",
    "![x](https://evil.example/y)",
    "<script>pwned=1</script>",
    "<img src=x onerror=pwned=1>",
    "`code`",
    "``a` b``",
    "a | b",
    "| --- | --- |",
    "# title",
    "### ",
    "- item",
    "* item",
    "+ item",
    "1. one",
    "12) twelve",
    "> quote",
    "---",
    "===",
    "***",
    "___",
    "```",
    "~~~",
    "    indented",
    "\ttab",
    "**bold**",
    "_em_",
    "__init__",
    "a_b_c",
    "*",
    "~~gone~~",
    "$x^2$",
    "{{ 7*7 }}",
    "{code}",
    "&lt;b&gt;",
    "&amp;",
    "&#60;",
    "&copy",
    "\\",
    "\\|",
    "\\\\|",
    "trailing\\",
    "[ref]: https://evil.example",
    "[ref]",
    "[^1]",
    "<https://evil.example>",
    "<a@b.example>",
    "\u202egnp.exe",
    "\u200b",
    "\x00",
    "line\nbreak",
    "two  \nspaces",
    "|\n|",
    "|",
    "\r\n",
    ":--",
    "a\n---",
    "a\n:--",
    "x #",
    "#",
    "\u00a0- x",
    "é_",
    "_é_",
    "“q”",
    "·_·",
    "2*3*4",
    "[!NOTE]",
    "- [ ] task",
    "<!-- c -->",
    "<?php",
    "<![CDATA[x]]>",
    "]",
    "](",
    "!",
    "\u2028",
]

texts = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=4).map("".join),
    st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=4).map(" ".join),
    st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3).map("\n".join),
    st.text(alphabet="`*_[]()<>|#-+=~\\&!:.1 a\n", max_size=24),
)


def soup(markdown: str) -> BeautifulSoup:
    return BeautifulSoup(WIKI.render(markdown), "html.parser")


def flat(text: str) -> str:
    """Return text as a reader sees it: hidden signs shown, blanks as one."""
    return " ".join(clean_text(text).split())


def solid(text: str) -> str:
    return "".join(clean_text(text).split())


def words_of(element) -> str:
    for br in element.find_all("br"):
        br.replace_with(" ")
    return " ".join(element.get_text().split())


def written(*blocks, heading: str = "") -> str:
    return markdown_document(
        [Section(id="part", heading=heading, blocks=blocks)], page="review.html"
    )


def body_of(document: str) -> BeautifulSoup:
    """Return the rendered document without the lines at its end that are ours."""
    return soup(document.rpartition("---\n\nMade together")[0])


def addresses(page: BeautifulSoup) -> list[str]:
    return [unquote(tag["href"]) for tag in page.find_all("a", href=True)]


def check(page: BeautifulSoup) -> None:
    """Assert that nothing stands there but what we write."""
    assert {tag.name for tag in page.find_all()} <= ALLOWED
    for tag in page.find_all():
        assert set(tag.attrs) <= ({"href"} if tag.name == "a" else {"start", "class"})
    for tag in page.find_all("a"):
        assert re.match(r"(https?://|mailto:)", tag["href"], re.IGNORECASE)


SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


class TestWhatPeopleTypedIsShownAsTyped:
    @given(texts)
    @settings(max_examples=400)
    def test_in_a_paragraph(self, text):
        page = soup(written(Paragraph(w("a ", text))))
        check(page)

        assert words_of(page.find("p")) == flat(f"a {text}")

    @given(texts)
    @settings(max_examples=400)
    def test_at_the_start_of_a_line(self, text):
        page = soup(written(Paragraph(w(text)), Paragraph(w("END"))))
        check(page)
        paragraphs = page.find_all("p")

        assert words_of(paragraphs[0]) == (flat(text) or "END")

    @given(texts)
    @settings(max_examples=300)
    def test_in_a_heading(self, text):
        page = soup(written(Paragraph(w("x")), heading=text))
        check(page)
        found = page.find(re.compile("^h"))

        assert (words_of(found) if found else "") == flat(text)

    @given(texts, texts)
    @settings(max_examples=400)
    @example("a\\", "|b")
    def test_in_a_cell_of_a_table(self, first, second):
        table = TableBlock(
            kind="t",
            caption="c",
            columns=(Column(key="a", head=first), Column(key="b", head="B")),
            rows=(
                Row(cells=(w(first), w(second))),
                Row(cells=(w(code(first)), w(strong(second), small(first)))),
            ),
        )
        page = soup(written(table))
        check(page)
        cells = [
            [words_of(c) for c in row.find_all(["td", "th"])]
            for row in page.find_all("tr")
        ]

        assert cells == [
            [flat(first), "B"],
            [flat(first), flat(second)],
            [flat(first), flat(f"{second} \n {first}")],
        ]

    @given(texts, texts, texts)
    @settings(max_examples=300)
    def test_when_it_is_bold_code_or_a_link_between_other_words(self, one, two, three):
        words = w(
            "a",
            strong(one),
            two,
            code(three),
            link(one, "https://example.org/a_b(c)|d"),
            "z",
        )
        page = soup(written(Lead(words)))
        check(page)
        label = clean_text(one).strip() or "https://example.org/a_b(c)|d"

        assert solid(page.find("p").get_text()) == solid(f"a{one}{two}{three}{label}z")

    @given(texts, texts)
    @settings(max_examples=300)
    def test_in_lists_of_pairs(self, key, value):
        page = soup(
            written(
                KeyList(((w(key), w(value)), (w("k"), w("v")))),
                Improve(((key, w(value)),)),
            )
        )
        check(page)
        items = [solid(item.get_text()) for item in page.find_all("li")]

        assert len(items) == 3
        assert items[0].replace(":", "") == solid(f"{key}{value}").replace(":", "")
        assert items[2].replace(":", "") == solid(f"{key}{value}").replace(":", "")

    @given(texts)
    @settings(max_examples=100)
    def test_in_every_part_of_a_page(self, text):
        sections = [
            Section(
                id="head",
                blocks=(
                    Headline(
                        line=(w(text), w(text)), title=text, words=w(text), note=text
                    ),
                    NumberStrip((NumberCell(value=text, words=w(text)),)),
                    AnswerStrip(
                        (
                            AnswerCell(
                                question=text,
                                note=text,
                                words=w(text),
                                todo=(Todo(what=text, detail=text),),
                            ),
                        ),
                        text,
                    ),
                    HoursBlock(
                        (
                            HourRow(
                                w(text),
                                (HourLine(said=w(text), data=w(text), letter=text),),
                            ),
                        )
                    ),
                ),
            ),
            Section(
                id="map",
                heading=text,
                blocks=(
                    BlastMapBlock(
                        (
                            BlastRow(
                                letter="B",
                                question=text,
                                who=text,
                                said=w(text),
                                measured=w(text),
                                verdict="unknown",
                            ),
                        )
                    ),
                    FigureBlock(
                        wide_svg=SVG,
                        wide_size=(1, 1),
                        phone_svg=SVG,
                        phone_size=(1, 1),
                        alt=text,
                        table=DataTable(columns=(text, text), rows=((text, text),)),
                    ),
                    TwoColumns(
                        left=Half(heading=text, blocks=(Prose(text),)),
                        right=Half(heading=text, blocks=(BulletList((text, w(text))),)),
                    ),
                ),
            ),
            Section(
                id="foot",
                blocks=(
                    Footer(
                        inputs=(w(text),),
                        definitions=((w(text), w(text)),),
                        versions=w(text),
                    ),
                ),
            ),
        ]
        check(soup(markdown_document(sections, page="review.html")))


PROSE = [
    *HOSTILE,
    "para\n\npara",
    "# One\n\ntext\n\n## Two",
    "- a\n- b\n  - c",
    "1. a\n2. b",
    "7. g",
    "> q\n> r\n>\n> s",
    "```py\ncode `x` | y\n```",
    "| a | b |\n| --- | --- |\n| 1 | `x\\|y` |",
    "[ok](https://example.org/a?b=1&lt=2)",
    "[mail](mailto:a@b.example)",
    "**b *i* b**",
    "***x***",
    "**a**b",
    "*a*_b_",
    "a**b**c",
    "hard\\\nbreak",
    "<details><summary>s</summary>x</details>",
    "- a\n\n  para\n\n  ```\n  code\n  ```",
    "> - a\n>   - b",
    "**`c`**",
    "[**b**](https://x.example)",
]
prose = st.one_of(
    st.lists(st.sampled_from(PROSE), min_size=1, max_size=4).map("\n\n".join),
    st.lists(st.sampled_from(PROSE), min_size=1, max_size=4).map("\n".join),
    st.lists(st.sampled_from(PROSE), min_size=1, max_size=4).map("".join),
    st.text(alphabet="`*_[]()<>|#-+=~\\&!:.1 a\n", max_size=40),
)


class TestWhatPeopleWroteInMarkdown:
    @given(prose)
    @example("`#`\n= ")
    @example("a #\n-")
    @example("# `#` \\#\n")
    @settings(max_examples=600)
    def test_says_in_the_export_what_it_says_on_the_page(self, text):
        page = BeautifulSoup(markdown_html(text), "html.parser")
        found = body_of(written(Prose(text)))
        check(found)

        assert solid(found.get_text()) == solid(page.get_text())
        assert addresses(found) == addresses(page)

    def test_stays_markdown(self):
        text = (
            "Some **bold** and _em_ with `code`.\n\n- one\n- two\n\n1. first\n2. second"
        )
        assert text in written(Prose(text))

    def test_has_its_headings_below_ours(self):
        document = written(Prose("# Mine\n\ntext\n\n## Deeper"), heading="Ours")
        assert [h for h in document.splitlines() if h.startswith("#")] == [
            "# Ours",
            "## Mine",
            "### Deeper",
        ]

    def test_leads_only_where_a_page_may_lead(self):
        hostile = "[a](javascript:x) [b](data:text/html,x) [c](https://c.example)"
        page = soup(written(Prose(f"{hostile} ![d](https://d.example/p.png)")))

        assert addresses(page) == ["https://c.example", "https://d.example/p.png"]
        assert page.find("img") is None


HTML = [
    "<p>one</p><p>two</p>",
    "<script>pwned=1</script>x",
    "<b>b</b>",
    "<i>a</i><b>c</b>",
    "<table><thead><tr><th>a</th><th>b|c</th></tr></thead><tbody><tr><td>1<br>2</td><td><p>p</p><p>q</p></td></tr></tbody></table>",
    "<table><tr><td colspan=2>wide</td></tr><tr><td rowspan=2>high</td><td>x</td></tr><tr><td>y</td></tr></table>",
    "<pre>a `b`\n``` c</pre>",
    "<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><pre>d\ne</pre></li></ul>",
    "<dl><dt>k</dt><dd>v</dd></dl>",
    "<details><summary>s</summary><p>t</p></details>",
    "<div>a<div>b</div>c</div>",
    "<blockquote><p>q</p><ul><li>r</li></ul></blockquote>",
    "<a href='javascript:x'>j</a>",
    "<a href='https://x.example/?a=1&amp;b=2'>l</a>",
    "<h1>t</h1>x<h4>u</h4>",
    "<!-- c -->",
    "a &lt;b&gt; c",
    "1. x",
    "<p># no</p>",
    "<p>- no</p>",
    "<code>a|b</code>",
    "<hr>",
    "<table><caption>cap</caption><tr><th>r</th><td><code>x|`y</code></td></tr></table>",
    "<span>a</span><span> b</span>",
]


class TestWhatCellsOfTheTeamsOwnShowed:
    @given(
        st.lists(st.one_of(st.sampled_from(HTML), texts), min_size=1, max_size=4).map(
            "".join
        )
    )
    @settings(max_examples=500)
    def test_html_says_what_it_says_on_the_page(self, html):
        fragment = fragment_of_html(html, pictures_of({}))
        page = BeautifulSoup(fragment.html, "html.parser")
        document = markdown_document([fragment], page="review.html")
        found = body_of(document)
        check(found)

        assert solid(found.get_text()) == solid(page.get_text())

    def test_a_table_is_a_table(self):
        html = (
            "<table><thead><tr><th></th><th>n</th></tr></thead>"
            "<tbody><tr><th>a|b</th><td>1</td></tr></tbody></table>"
        )
        document = markdown_document(
            [fragment_of_html(html, pictures_of({}))], page="review.html"
        )

        assert "|  | n |\n| --- | --- |\n| a\\|b | 1 |" in document

    def test_text_stays_as_printed(self):
        document = markdown_document([fragment_of_text("a  b\n``` | <x>")], page="p")
        assert soup(document).pre.get_text() == "a  b\n``` | <x>\n"

    def test_a_picture_is_its_description(self):
        part = fragment_of_picture(b"x", "image/png", "Queue [depth] over the day")
        document = markdown_document([part], page="review.html")

        assert "Queue \\[depth\\] over the day" in document
        assert "base64" not in document
        assert soup(document).find("img") is None

    def test_what_nests_without_end_is_read_as_its_words(self):
        html = "<div>" * 3000 + "deep" + "</div>" * 3000
        part = Fragment(sanitize_html(html))

        assert "deep" in markdown_document([part], page="review.html")


class TestTheDocument:
    def test_has_the_pages_order_whatever_the_order_of_the_parts_of_the_frame(self):
        parts = [
            Section(
                id="head",
                blocks=(Headline(line=(w("INC-1"),), title="T", words=w("w")),),
            ),
            fragment_of_markdown("# Own\n\nwords", pictures_of({})),
            Section(id="foot", blocks=(Footer(inputs=(w("i"),)),)),
            Section(id="empty", heading="Empty", hint="fill me"),
            Section(id="last", heading="Last", blocks=(Lead(w("l")),)),
        ]
        document = markdown_document(parts, page="review.html")
        heads = [line for line in document.splitlines() if line.startswith("#")]

        assert heads == ["# T", "## Own", "## Last"]
        assert document.index("## Last") < document.index("- i")
        assert "fill me" not in document

    def test_long_numbers_of_a_figure_end_with_where_the_rest_is(self):
        table = DataTable(columns=("n",), rows=tuple((str(n),) for n in range(50)))
        figure = FigureBlock(
            wide_svg=SVG,
            wide_size=(1, 1),
            phone_svg=SVG,
            phone_size=(1, 1),
            alt="A curve.",
            table=table,
        )
        document = written(figure)

        assert "| 29 |" in document
        assert "| 30 |" not in document
        assert "20 more rows stand in `review.html`." in document
        assert "svg" not in document

    @pytest.mark.parametrize(
        "text", ["report_views", "a - b", "3 < 4", "at 10:05", "x.y"]
    )
    def test_common_words_stay_readable_raw(self, text):
        assert text.replace("<", "\\<") in written(Paragraph(w(f"See {text} here")))
