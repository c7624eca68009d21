"""A run notebook becomes one page: through plain nbconvert, alike every time."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat import v4

from incident_kit.errors import PageRefused
from incident_kit.page.audit import audit
from incident_kit.page.blocks import Half, Section, TwoColumns, section_from_json
from incident_kit.page.markup import CSP
from incident_kit.page.tables import (
    BlastMapBlock,
    BlastRow,
    Column,
    DataTable,
    FigureBlock,
    Row,
    TableBlock,
)
from incident_kit.page.text import clean_text
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
from incident_kit.review import preprocess
from incident_kit.review.preprocess import page_text, reserialised
from incident_kit.styled import (
    AnswerCell,
    NumberCell,
    Span,
    Todo,
    code,
    small,
    strong,
    unknown,
    w,
)
from incident_kit.wording.figures import NO_ALT

ROOT = Path(__file__).resolve().parents[2]
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def svg(width: int, height: int) -> str:
    """Return a drawing of that size."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><path d="M0 0H{width}V{height}H0Z" '
        'fill="#ffffff"/><text y="20" fill="#1b1f24">views</text></svg>'
    )


HEAD = Section(
    id="headline",
    blocks=(
        Headline(
            line=(w("INC-9"), w("Severity 2"), w(strong("Over since 15:18"))),
            title="Stale figures in the dashboard",
            words=w("From 02:08 to 15:18, ", strong("65,536 views"), " were wrong."),
            note="Nothing is left to do.",
        ),
        NumberStrip(
            (
                NumberCell(
                    value="6 h 57 min",
                    words=w("at least until the first report", small("at 09:05")),
                    origin="clocks",
                ),
            )
        ),
        AnswerStrip(
            (
                AnswerCell(question="Why", words=w("The refresh stopped.")),
                AnswerCell(
                    question="What changes",
                    note="1 of 2 done",
                    todo=(
                        Todo(what="Alert on it", detail="done", done=True),
                        Todo(what="Reject one record", detail="data, 14 June"),
                    ),
                ),
            ),
            "Not recorded: who was affected.",
        ),
    ),
)
FOOT = Section(
    id="footer",
    heading="Inputs",
    blocks=(
        Footer(
            inputs=(w("impact.csv ", code("9f2c 41d0")), w("incident.yaml")),
            definitions=((w("Onset"), w("when users were hurt.")),),
            versions=w("incident-kit 0.1.0"),
        ),
    ),
)
BODY = (
    Section(
        id="blast",
        heading="BLAST: what was said, what the data say",
        blocks=(
            Lead(w("Two of six were answered.")),
            BlastMapBlock(
                tuple(
                    BlastRow(
                        letter=letter,
                        question="Blast radius",
                        who="11:20, support lead",
                        said=w("“Everyone.”"),
                        measured=w("37 % of ", code("report_views"), unknown()),
                        verdict=verdict,
                    )
                    for letter, verdict in zip(
                        "BLASTX",
                        (
                            "agrees",
                            "disagrees",
                            "partly",
                            "only said",
                            "only measured",
                            "unknown",
                        ),
                        strict=True,
                    )
                )
            ),
        ),
    ),
    Section(
        id="impact",
        heading="Impact against time and changes",
        blocks=(
            Lead(w("The fix halved it.")),
            FigureBlock(
                wide_svg=svg(820, 300),
                wide_size=(820, 300),
                phone_svg=svg(336, 260),
                phone_size=(336, 260),
                alt="Views per minute from 00:00 to 16:00.",
                caption=(w(strong("Reading it."), " The band is the onset."),),
                table=DataTable(
                    columns=("Phase", "Views", "Duration"),
                    rows=(("undetected", "16,563", "6 h 57 min"),),
                    caption="Impact by phase",
                    note="one phase",
                ),
            ),
            Paragraph(w(Span("worse", "impact"), " and ", Span("better", "help"))),
        ),
    ),
    Section(
        id="ledger",
        heading="What changed",
        blocks=(
            TableBlock(
                kind="ledger",
                caption="Every change",
                columns=(
                    Column(key="no", head="No."),
                    Column(key="when", head="When"),
                    Column(key="what", head="What"),
                    Column(key="before", head="Before", small=True, phone_word="was"),
                ),
                rows=(
                    Row(
                        cells=(w("1"), w("02:00"), w("Job failed"), w("108 per min")),
                        disc="supported",
                    ),
                    Row(
                        cells=(w("2"), w("13 May 16:40"), w("Certificate"), ()),
                        tone="ruled-out",
                        disc="ruled-out",
                    ),
                ),
            ),
        ),
    ),
    Section(
        id="causes",
        blocks=(
            TwoColumns(
                left=Half(heading="Trigger", blocks=(Prose("A *record*."),)),
                right=Half(heading="Factors", blocks=(BulletList(("a", w("b"))),)),
            ),
        ),
    ),
    Section(
        id="rest",
        heading="What we do not know",
        blocks=(
            KeyList(((w("How many acted."), w("Views are counted.")),)),
            Improve((("detected_at", w("when it was noticed")),)),
        ),
    ),
)
PAYLOADS = (
    "<script>window.pwned=1</script>",
    "<img src=https://evil.example/x onerror=window.pwned=1>",
    '"><svg onload=window.pwned=1>',
    "' onmouseover='window.pwned=1' x='",
    "</style></title></textarea><script>window.pwned=1</script>",
    "[x](javascript:window.pwned=1) ![x](https://evil.example/y)",
    "<https://evil.example/z> &lt;script&gt;",
    "{{ 7*7 }}{% raw %}<!--#exec-->",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "\u202egnp.exe\u200b\x1b[31m\x00",
    "]]><![CDATA[<script>window.pwned=1</script>",
    "x" * 400,
)
FREE = {"text", "title", "note", "name", "value", "unit", "heading", "markdown", "alt"}
FREE |= {"letter", "question", "who", "head", "phone_word", "caption", "line"}
FREE |= {"columns", "rows", "items", "hint"}


def shown(section: Section) -> nbformat.NotebookNode:
    """Return a code cell that displayed a section."""
    output = v4.new_output("display_data", data=section._repr_mimebundle_())
    return v4.new_code_cell("review.part()", outputs=[output])


def notebook(*cells: nbformat.NotebookNode, body=BODY) -> nbformat.NotebookNode:
    """Return a run notebook: head, our parts, the given cells, footer."""
    return v4.new_notebook(cells=[shown(HEAD), *map(shown, body), *cells, shown(FOOT)])


def own(
    data: dict[str, object], *, tags=(), **metadata: object
) -> nbformat.NotebookNode:
    """Return a team's own code cell with one output."""
    output = v4.new_output("execute_result", data=data, metadata=metadata)
    return v4.new_code_cell("own()", outputs=[output], metadata={"tags": list(tags)})


def with_payload(section: Section, payload: str) -> Section:
    """Return the section with the payload in each of its free texts."""

    def put(value: object, key: str) -> object:
        if isinstance(value, dict):
            return {k: put(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [put(v, key) for v in value]
        return payload if isinstance(value, str) and key in FREE else value

    return section_from_json(put(section.to_json(), ""))


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """Return the folder in which nbconvert finds the template of this checkout."""
    folder = tmp_path_factory.mktemp("templates")
    (folder / "incident_report").symlink_to(ROOT / "templates" / "page")
    return folder


def convert(path: Path, template: Path) -> subprocess.CompletedProcess[str]:
    """Run plain nbconvert, as a person would."""
    return subprocess.run(
        [
            *(sys.executable, "-m", "nbconvert", "--to", "html", path.name),
            *("--template", "incident_report"),
            f"--TemplateExporter.extra_template_basedirs={template}",
        ],
        cwd=path.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


class TestNbconvert:
    def test_gives_the_same_bytes_whatever_the_file_is_called(self, template, tmp_path):
        first, other = tmp_path / "a.ipynb", tmp_path / "ü folder" / "b c.ipynb"
        other.parent.mkdir()
        run = notebook()
        nbformat.write(run, first)
        run.metadata["papermill"] = {"duration": 1.5, "output_path": "/x/y"}
        run.cells[0].metadata["papermill"] = {"start_time": "now"}
        nbformat.write(run, other)

        results = [convert(path, template) for path in (first, other)]

        assert [result.returncode for result in results] == [0, 0]
        page = first.with_suffix(".html").read_bytes()
        assert other.with_suffix(".html").read_bytes() == page
        assert page.decode() == page_text(run)

    @pytest.mark.parametrize(
        ("cells", "line"),
        [
            (
                [
                    shown(HEAD),
                    v4.new_code_cell(
                        "x",
                        id="own",
                        outputs=[
                            v4.new_output(
                                "error", ename="UnknownIncident", evalue="no\nINC-7"
                            )
                        ],
                    ),
                    shown(FOOT),
                ],
                (
                    "a.ipynb, cell 2 (own): UnknownIncident: no INC-7; "
                    "open the notebook and run it there"
                ),
            ),
            (
                [shown(HEAD)],
                (
                    "the run did not reach its end: the notebook shows no footer; "
                    "run all its cells"
                ),
            ),
            (
                [shown(FOOT)],
                "the notebook shows no headline, so the page has no title",
            ),
        ],
    )
    def test_refuses_in_one_line_and_writes_nothing(
        self, cells, line, template, tmp_path
    ):
        path = tmp_path / "a.ipynb"
        nbformat.write(v4.new_notebook(cells=cells), path)

        result = convert(path, template)

        assert result.returncode == 1
        assert result.stderr.splitlines()[-1] == line
        assert "Traceback" not in result.stderr
        assert not path.with_suffix(".html").exists()

    def test_inside_a_program_the_refusal_is_an_error_to_catch(self, template):
        exporter = HTMLExporter(
            template_name="incident_report", extra_template_basedirs=[str(template)]
        )

        with pytest.raises(PageRefused, match="did not reach its end"):
            exporter.from_notebook_node(v4.new_notebook(cells=[shown(HEAD)]))

    def test_an_exporter_gives_what_page_text_gives(self, template):
        exporter = HTMLExporter(
            template_name="incident_report", extra_template_basedirs=[str(template)]
        )

        page, _ = exporter.from_notebook_node(notebook())

        assert page == page_text(notebook())
        assert reserialised(page) == page

    def test_a_page_that_names_this_machine_is_not_written(self, template, tmp_path):
        path = tmp_path / "a.ipynb"
        nbformat.write(notebook(v4.new_markdown_cell(f"See {tmp_path}/x")), path)

        result = convert(path, template)

        assert result.returncode == 1
        assert "must not leave this machine" in result.stderr
        assert not path.with_suffix(".html").exists()

    def test_a_run_for_the_team_is_not_exported_for_customers(self):
        with pytest.raises(PageRefused, match="was run with profile internal"):
            page_text(notebook(), profile="customer")


class TestWhatReachesThePage:
    def test_what_a_teams_own_cell_printed_stands_where_it_stood(self):
        outputs = [
            v4.new_output(
                "stream", name="stdout", text="\n\x1b[31mPRINTED <b>\x1b[0m\n"
            ),
            v4.new_output("display_data", data={"text/plain": "DISPLAYED"}),
            v4.new_output(
                "stream", name="stdout", text="10 %\r20 %\rDONE\r\n  indented\n"
            ),
            v4.new_output("stream", name="stdout", text=" \n"),
        ]

        page = page_text(notebook(v4.new_code_cell("print()", outputs=outputs)))

        assert re.findall(
            r'<pre [^>]*class="own[^>]*>(.*?)</pre>', page, re.DOTALL
        ) == [
            "PRINTED &lt;b&gt;",
            "DISPLAYED",
            "DONE\n  indented",
        ]

    @pytest.mark.parametrize("tag", ["guide", "setup", "parameters"])
    def test_what_a_hidden_cell_printed_is_not_shown(self, tag):
        output = v4.new_output("stream", name="stdout", text="PRINTED")
        cell = v4.new_code_cell("x", outputs=[output], metadata={"tags": [tag]})

        assert page_text(notebook(cell)) == page_text(notebook())

    def test_no_code_no_stderr_no_hidden_cell(self):
        hidden = [
            v4.new_markdown_cell("GUIDE words", metadata={"tags": ["guide"]}),
            v4.new_code_cell(
                "SECRET_CODE = 1",
                outputs=[v4.new_output("stream", name="stderr", text="STREAM words")],
            ),
            own({"text/plain": "SETUP words"}, tags=["setup"]),
            own({"text/plain": "PARAMETERS words"}, tags=["parameters"]),
            v4.new_raw_cell("RAW words"),
        ]

        page = page_text(notebook(*hidden))

        assert page == page_text(notebook())

    def test_a_teams_own_cells_stand_where_they_stood(self):
        page = page_text(
            notebook(
                v4.new_markdown_cell("## Our own look\n\nWhat *we* think."),
                own({"text/html": "<table><tr><td>42</td></tr></table>"}),
                own({"text/plain": "'plain <words>'"}),
            )
        )

        places = [
            page.index(part)
            for part in (
                "What we do not know</h2>",
                "<h2>Our own look</h2>",
                ">42</td>",
                "'plain &lt;words&gt;'",
                "<footer>",
            )
        ]
        assert places == sorted(places)

    @pytest.mark.parametrize(
        ("output_alt", "cell_alt", "alt"),
        [
            ("From the output", "x", "From the output"),
            ("", "Cell", "Cell"),
            ("", "", NO_ALT),
        ],
    )
    def test_a_teams_picture_has_a_description(self, output_alt, cell_alt, alt):
        cell = own({"image/png": PNG, "text/plain": "<Figure size 640x480>"})
        cell.outputs[0].metadata = {"alt": output_alt}
        cell.metadata["alt"] = cell_alt

        page = page_text(notebook(cell))

        assert f'alt="{alt}" src="data:image/png' in page or (
            f'src="data:image/png;base64,{PNG}" alt="{alt}"' in page
        )
        assert "640x480" not in page

    @pytest.mark.parametrize(
        "data",
        [
            {"application/javascript": "alert(1)"},
            {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "VBox()"},
            {"text/plain": "<Axes: xlabel='x'>"},
            {"text/plain": "[<matplotlib.lines.Line2D at 0x7f0c1>]"},
            {"text/plain": "Thing(<object object at 0x7f0c1>)"},
        ],
    )
    def test_what_no_reader_can_use_is_left_out(self, data):
        assert page_text(notebook(own(data))) == page_text(notebook())

    def test_the_html_of_our_own_sections_is_never_trusted(self):
        cell = shown(BODY[0])
        cell.outputs[0].data["text/html"] = "<p>FORGED</p>"

        assert "FORGED" not in page_text(notebook(cell))

    def test_a_forged_section_is_refused(self):
        cell = shown(BODY[0])
        cell.outputs[0].data[preprocess.SECTION_MIME]["blocks"][0]["html"] = "<b>"

        with pytest.raises(PageRefused, match="not one of ours"):
            page_text(notebook(cell))

    def test_an_empty_section_vanishes(self):
        empty = Section(id="luck", heading="Luck", hint="Add lines under luck.")

        assert page_text(notebook(shown(empty))) == page_text(notebook())

    def test_a_thin_page_is_light(self):
        assert len(page_text(notebook(body=())).encode()) < 40_000


class Outline(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def named(self, *names: str) -> list[dict[str, str | None]]:
        """Return the attributes of each tag of these names."""
        return [attrs for tag, attrs in self.tags if tag in names]


class TestSemantics:
    def test_the_page_says_what_it_is(self):
        page = page_text(notebook())
        outline = Outline(page)

        assert page.startswith("<!DOCTYPE html>")
        assert outline.named("html") == [{"lang": "en"}]
        assert "<title>INC-9, Stale figures in the dashboard</title>" in page
        assert f'content="{CSP}"' in page
        for landmark in ("header", "main", "footer", "h1"):
            assert len(outline.named(landmark)) == 1
        assert all(attrs.get("alt") for attrs in outline.named("img"))
        tables = [one for one in outline.named("details") if "class" not in one]
        assert len(outline.named("figure")) == len(tables) == 1
        assert all(attrs.get("scope") for attrs in outline.named("th"))

    def test_headings_are_in_order(self):
        page = page_text(notebook(v4.new_markdown_cell("###### Deep\n\n# Top")))

        levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
        assert levels[0] == 1
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_in_every_field_is_only_text(payload):
    page = hostile_page(payload)

    audit(page)
    assert clean_text(page) == page
    assert "<script" not in page.lower()
    assert not [
        a for _, attrs in Outline(page).tags for a in attrs if a.startswith("on")
    ]


def hostile_page(payload: str) -> str:
    """Return a page whose every free text is the payload."""
    sections = [with_payload(section, payload) for section in (HEAD, *BODY, FOOT)]
    cells = [
        v4.new_markdown_cell(payload),
        own({"text/html": payload}),
        own({"text/plain": "x " + payload}),
        own({"image/png": PNG}, alt=payload),
    ]
    return page_text(v4.new_notebook(cells=[*map(shown, sections), *cells]))


@pytest.mark.browser
class TestInABrowser:
    @pytest.mark.parametrize("media", ["screen", "print"])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [400, 800, 1280])
    def test_it_fits_is_legible_and_loads_nothing(
        self, browser, look, tmp_path, width, scheme, media
    ):
        path = tmp_path / "page.html"
        long = "a" * 200 + " https://example.org/" + "b" * 200
        path.write_text(
            page_text(
                notebook(
                    v4.new_markdown_cell(f"# Own\n\n{long}\n\n`{long}`"),
                    own({"text/plain": long * 3}),
                    own({"text/html": f"<table><tr><td>{long}</td></tr></table>"}),
                )
            ),
            encoding="utf-8",
        )

        page, loaded, messages = look.opened(browser, path, width, scheme, media)
        seen, pale = page.evaluate(look.CONTRAST)
        fits = page.evaluate(look.FITS)
        pictures = page.evaluate(
            "[...document.querySelectorAll('figure svg')]"
            ".filter(one => one.checkVisibility())"
            ".map(one => [one.viewBox.baseVal.width, getComputedStyle("
            "one.querySelector('path')).fill])"
        )
        page.context.close()

        assert (loaded, messages) == ([], [])
        assert seen > 50
        assert pale == []
        assert fits
        is_dark = scheme == "dark" and media == "screen"
        ground = "rgb(20, 23, 26)" if is_dark else "rgb(255, 255, 255)"
        is_phone = width == 400 and media == "screen"
        assert pictures == [[336 if is_phone else 820, ground]]

    @pytest.mark.parametrize("policy", [True, False], ids=["policy", "no-policy"])
    def test_hostile_text_neither_runs_nor_loads(self, browser, look, tmp_path, policy):
        found = {}
        for number, payload in enumerate(PAYLOADS):
            text = hostile_page(payload)
            if not policy:
                text = text.replace("Content-Security-Policy", "x-none")
            path = tmp_path / f"{number}.html"
            path.write_text(text, encoding="utf-8")
            page, loaded, messages = look.opened(browser, path, 400, "light")
            fits = []
            for width in (400, 800, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                fits.append(page.evaluate(look.FITS))
            found[payload] = (loaded, messages, page.evaluate("window.pwned"), fits)
            page.context.close()

        assert found == dict.fromkeys(PAYLOADS, ([], [], None, [True] * 3))


def test_the_template_is_only_a_stub():
    """Shared data are copies in an editable install: a stub cannot go stale."""
    folder = ROOT / "templates" / "page"
    conf = json.loads((folder / "conf.json").read_text())

    assert {path.name for path in folder.iterdir()} == {"conf.json", "index.html.j2"}
    assert preprocess.RESOURCE in (folder / "index.html.j2").read_text()
    assert conf["preprocessors"]["900-incident-kit"]["enabled"] is True
