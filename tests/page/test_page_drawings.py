"""A drawing becomes a part of the page only when all in it is on the list."""

from __future__ import annotations

import re

import pytest

from incident_kit.errors import PageRefused
from incident_kit.page.blocks import Section, section_from_json
from incident_kit.page.drawings import inline
from incident_kit.page.palette import DARK, LIGHT, tokens
from incident_kit.page.tables import DataTable, FigureBlock

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="40" height="20" '
    'viewBox="0 0 40 20" font-family="system-ui, \'Segoe UI\'" font-size="12">'
)
PATH = '<path d="M0 0H40V20H0Z" fill="#ffffff" stroke="#b23417" stroke-width="1.6"/>'
TEXT = '<text x="1" y="12" fill="#1b1f24" font-weight="650">a<tspan>b</tspan></text>'


def drawn(inside: str = PATH + TEXT) -> str:
    return f"{HEAD}{inside}</svg>"


def figure(svg: str) -> FigureBlock:
    return FigureBlock(
        wide_svg=svg,
        wide_size=(40, 20),
        phone_svg=drawn(),
        phone_size=(40, 20),
        alt="words",
        table=DataTable(columns=(), rows=()),
    )


def test_its_colours_become_those_of_the_page():
    html = inline(drawn(), "a < b", "wide")

    assert html == (
        '<svg width="40" height="20" viewBox="0 0 40 20" font-size="12" class="wide" '
        'role="img" aria-label="a &lt; b">'
        '<path d="M0 0H40V20H0Z" fill="var(--ground)" stroke="var(--impact)" '
        'stroke-width="1.6"></path>'
        '<text x="1" y="12" fill="var(--ink)" font-weight="650">a<tspan>b</tspan></text>'
        "</svg>"
    )


def test_each_colour_of_a_drawing_is_one_of_the_page_light_and_dark():
    light, dark = (
        dict(re.findall(r"--(\w+): (#\w{6});", part))
        for part in tokens().split("@media")
    )

    assert (light, dark) == (LIGHT, DARK)


def test_words_are_escaped_and_hidden_signs_shown():
    html = inline(drawn("<text>&lt;script&gt; &amp; \u202e</text>"))

    assert "<text>&lt;script&gt; &amp; [U+202E]</text>" in html


@pytest.mark.parametrize(
    "inside",
    [
        "<script>1</script>",
        "<style>path{fill:url(https://x)}</style>",
        "<a href='javascript:1'><text>x</text></a>",
        "<image href='https://x'/>",
        "<use href='#x'/>",
        "<foreignObject><p>x</p></foreignObject>",
        "<animate attributeName='d'/>",
        "<set attributeName='d'/>",
        "<defs/>",
        "<svg/>",
        "<path onclick='1'/>",
        "<path style='fill:red'/>",
        "<path class='hidden'/>",
        "<path id='first_screen'/>",
        "<path fill='url(#a)'/>",
        "<path fill='red'/>",
        "<path fill='var(--ink);x'/>",
        "<path d='M0 0&quot; onload=&quot;1'/>",
        "<path d='M0 0' transform='scale(9)'/>",
        "<text font-size='12;x'>x</text>",
        "<text y='1e9'>x</text>",
        "<text x='1' dx='9'>x</text>",
        "<g>words</g>",
        "<g><g><g><g><g/></g></g></g></g>",
        "<x:path xmlns:x='http://www.w3.org/1999/xhtml'/>",
        "<path xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='#x'/>",
        "<!-- x -->",
        "<![CDATA[x]]>",
        "<?xml-stylesheet href='x'?>",
        "<path>",
        "&a;",
    ],
)
def test_what_is_not_on_the_list_refuses_it_whole(inside):
    with pytest.raises(PageRefused, match="a picture "):
        inline(drawn(inside))


def test_a_drawing_that_defines_words_is_refused():
    with pytest.raises(PageRefused, match="declaration"):
        inline('<!DOCTYPE svg [<!ENTITY a "b">]>' + drawn())


def test_what_is_no_drawing_is_refused():
    with pytest.raises(PageRefused, match="holds <g>"):
        inline('<g xmlns="http://www.w3.org/2000/svg"/>')


@pytest.mark.parametrize("key", ["wide_svg", "phone_svg", "full_svg"])
def test_a_section_from_a_notebook_with_another_drawing_is_refused(key):
    plain = Section(id="impact", blocks=(figure(drawn()),)).to_json()
    plain["blocks"][0][key] = drawn("<script>1</script>")

    with pytest.raises(PageRefused, match="holds <script>"):
        section_from_json(plain)
