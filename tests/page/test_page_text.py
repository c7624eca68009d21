"""Free text: Markdown and a team's HTML come out harmless, or not at all."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from incident_kit.page.text import (
    clean_text,
    markdown_html,
    order_headings,
    sanitize_html,
)


class TestCleanText:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("a\u202eb", "a[U+202E]b"),
            ("a\u200bb", "a[U+200B]b"),
            ("a\ufeffb", "a[U+FEFF]b"),
            ("a\x00b", "a[U+0000]b"),
            ("a\x9bb", "a[U+009B]b"),
            ("a\rb", "a[U+000D]b"),
            ("a\ud83db", "a[U+D83D]b"),
            ("a\U000e0041b", "a[U+E0041]b"),
        ],
    )
    def test_what_cannot_be_seen_is_shown(self, text, shown):
        assert clean_text(text) == shown

    @pytest.mark.parametrize("text", ["a\nb\tc", "Zürich 14 °C", "👩\u200d💻", "שלום"])
    def test_ordinary_text_stays_as_it_is(self, text):
        assert clean_text(text) == text

    def test_windows_line_ends_are_line_ends(self):
        assert clean_text("a\r\nb") == "a\nb"


class TestMarkdown:
    def test_says_what_markdown_says(self):
        html = markdown_html(
            "**Bold**, *soft*, `code`\n\n| a | b |\n|---|--:|\n| 1 | 2 |"
        )

        assert "<strong>Bold</strong>, <em>soft</em>, <code>code</code>" in html
        assert "<th>a</th>" in html
        assert '<td style="text-align:right">2</td>' in html

    def test_raw_html_is_text(self):
        html = markdown_html("<script>alert(1)</script> <img src=x onerror=alert(1)>")

        assert "<script" not in html
        assert "<img" not in html
        assert "&lt;script&gt;" in html

    def test_a_picture_is_no_picture(self):
        assert "<img" not in markdown_html("![alt](https://example.org/x.png)")

    @pytest.mark.parametrize(
        "address",
        ["javascript:alert(1)", "java\x01script:alert(1)", "data:text/html,x", "//x.y"],
    )
    def test_a_link_elsewhere_than_web_and_mail_loses_its_target(self, address):
        assert "href" not in markdown_html(f"[x](<{address}>)")

    def test_a_link_to_the_web_stays_and_says_nothing_about_us(self):
        html = markdown_html("[x](https://example.org/a?b=1&c=2)")

        assert 'href="https://example.org/a?b=1&amp;c=2"' in html
        assert 'rel="noopener noreferrer nofollow"' in html

    def test_headings_stand_below_their_section(self):
        assert "<h3>One</h3>" in markdown_html("# One")
        assert "<h6>Five</h6>" in markdown_html("##### Five", under=3)

    def test_characters_hidden_in_entities_are_shown_too(self):
        assert "[U+202E]" in markdown_html("a&#x202e;b")


class TestSanitize:
    def test_a_table_of_a_data_frame_stays_a_table(self):
        html = sanitize_html(
            "<style scoped>td{}</style><table border=1 class=dataframe>"
            '<tr style="text-align: right;"><td style="text-align: right; '
            'background: url(//x)">1</td></tr></table>'
        )

        assert "<td" in html
        assert ">1</td>" in html
        for gone in ("<style", "border", "class", "url("):
            assert gone not in html

    @pytest.mark.parametrize(
        "html",
        [
            "<script>alert(1)</script>",
            "<svg onload=alert(1)>",
            "<iframe src=//x></iframe>",
            "<form action=//x><input></form>",
            "<a href='ht\ttps://x'>x</a>",
            "<img src=//x>",
            "<meta http-equiv=refresh content='0;//x'>",
            "<td style='text-align: url(//x)'>x</td>",
            "<math><mi xlink:href=javascript:alert(1)>x</math>",
        ],
    )
    def test_what_runs_or_loads_is_gone(self, html):
        clean = sanitize_html(html)

        for gone in ("script", "onload", "src", "href", "action", "url(", "http-equiv"):
            assert gone not in clean


def test_headings_go_down_one_level_at_a_time():
    html = Markup("<h1>a</h1><h4>b</h4><h2>c</h2><h6>d</h6>")

    assert order_headings(html) == "<h1>a</h1><h2>b</h2><h2>c</h2><h3>d</h3>"
