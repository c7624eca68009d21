"""Values to HTML: autoescaping templates, every text cleaned on its way out."""

from __future__ import annotations

import re
from functools import cache

import jinja2
from markupsafe import Markup, escape

from incident_kit.page import palette
from incident_kit.page.drawings import inline
from incident_kit.page.own import data_uri
from incident_kit.page.text import clean_text, markdown_html, order_headings

CSP = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of every page, to the letter."""

_SIGNS = {
    "agrees": "=",
    "disagrees": "≠",
    "partly": "≈",
    "only said": "“",
    "only measured": "#",
    "unknown": "?",
}

_BLANK_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:h|min|s|ms|d|%|kB|MB|GB|per)(?!\w))")
_BLANK_INSIDE = re.compile(r"(?<=\d\u00a0h) (?=\d)|(?<=\d\u00a0per) (?=\w)")
# Table columns are as wide as their longest word: a digest or an address may
# be broken after its signs, at the latest every dozen characters.
_LONG_WORD = re.compile(r"\S{23,}")
_PIECE = re.compile(r"[^/._:?&=-]{1,12}[/._:?&=-]{0,12}|[/._:?&=-]{1,12}")
_BREAK = Markup("<wbr>")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_BLANKS = re.compile(r"\s+")
_CSS_EDGES = re.compile(r" ?([{};,]) ?")
_TITLE_IN_MARGIN = 90


def _svg_uri(svg: str) -> str:
    return data_uri(svg.encode("utf-8", "replace"), "image/svg+xml")


def _tight(text: str) -> Markup:
    """Keep a number and its unit on one line; let a very long word break."""
    text = _BLANK_BEFORE_UNIT.sub("\u00a0", clean_text(text))
    text = _BLANK_INSIDE.sub("\u00a0", text)
    html = Markup()
    end = 0
    for word in _LONG_WORD.finditer(text):
        pieces = (escape(piece) for piece in _PIECE.findall(word[0]))
        html += escape(text[end : word.start()]) + _BREAK.join(pieces)
        end = word.end()
    return html + escape(text[end:])


def _short_day(day: str, with_year: bool) -> str:
    """Return "14 Sep 2024" for "14 September 2024", or "14 Sep" under its year."""
    short = re.sub(r"(?<=\d )([A-Z][a-z]{2})[a-z]+(?= \d{4})", r"\1", day)
    return short if with_year else re.sub(r"(?<=[a-z]) \d{4}\Z", "", short)


def _finalize(value: object) -> object:
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return clean_text(value)


def _css_string(text: str) -> Markup:
    """Return the text as a CSS string that cannot end the string or the style."""
    text = " ".join(clean_text(text).split())
    if len(text) > _TITLE_IN_MARGIN:
        text = text[: _TITLE_IN_MARGIN - 1].rstrip() + "…"
    escaped = "".join(
        char if char.isalnum() or char == " " else f"\\{ord(char):06x} "
        for char in text
    )
    return Markup(f'"{escaped}"')  # noqa: S704 - letters, digits and escapes only


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("incident_kit.page", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        svg=_svg_uri,
        drawing=inline,
        tight=_tight,
        markdown=markdown_html,
        css_string=_css_string,
        short_day=_short_day,
    )
    environment.tests["overdue"] = lambda owed, today: owed.is_overdue(today)
    environment.globals.update(csp=CSP, signs=_SIGNS)
    return environment


@cache
def _style(*names: str) -> Markup:
    """Return our own style files, without comments and blanks."""
    loader = _environment().loader
    assert loader is not None  # noqa: S101 - set three lines above, for mypy
    text = "".join(loader.get_source(_environment(), name)[0] for name in names)
    return _squeezed(text)


def _squeezed(css: str) -> Markup:
    text = _CSS_BLANKS.sub(" ", _CSS_COMMENT.sub("", css))
    return Markup(_CSS_EDGES.sub(r"\1", text).strip())  # noqa: S704 - our own file


def render_section(section: object) -> str:
    """Return the HTML that a notebook shows for a section, its style with it."""
    template = _environment().get_template("notebook.html.j2")
    return template.render(section=section, style=_style("notebook.css", "style.css"))


def render_page(template: str, *styles: str, title: str, **values: object) -> str:
    """Return a whole page whose body is a template of ours, with its own styles."""
    body = _environment().get_template(template).render(title=title, **values)
    # escaped throughout: nothing in it is a person's own HTML
    return render_html(Markup(body), *styles, title=title, lang="en")  # noqa: S704


def render_html(body: Markup, *styles: str, title: str, lang: str) -> str:
    """Return a body as a whole document with our styles."""
    style = _squeezed(palette.tokens()) + _style("style.css", "document.css", *styles)
    document = _environment().get_template("document.html.j2")
    return document.render(title=title, lang=lang, body=body, style=style)


def render_body(**values: object) -> Markup:
    """Return the parts of a review as the body of its page."""
    html = _environment().get_template("body.html.j2").render(**values)
    # escaped or sanitized throughout, so its headings are headings
    return order_headings(Markup(html))  # noqa: S704
