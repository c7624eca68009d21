"""Cells of the team's own: what they hold is on the page, or one line says why not."""

from __future__ import annotations

import base64
import io
import re

import pytest
from customers import customer_page, run_in_process, write_home
from nbformat import v4
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from incident_kit.errors import PageRefused
from incident_kit.export.markdown import markdown_document
from incident_kit.page.audit import DATA_URI, audit
from incident_kit.review import cell_pictures
from incident_kit.review.preprocess import page_text, shown_parts
from incident_kit.review.run import export

SECRET = "Moonraker 7 in Ada's garden"
SVG = "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"


def record(**more) -> dict:
    return {"schema": 1, "id": "INC-9", "title": "Mail is late", **more}


def drawn(form: str = "PNG", size: tuple[int, int] = (60, 40), **more) -> str:
    """Return a picture as a notebook holds it."""
    made = io.BytesIO()
    Image.new("RGB", size, "#b23417").save(made, form, **more)
    return base64.b64encode(made.getvalue()).decode()


def pasted(coded: str, mime: str = "image/png", words: str = "![queue depth]"):
    cell = v4.new_markdown_cell(f"Before.\n\n{words}(attachment:shot%201.png) after.")
    cell["attachments"] = {"shot 1.png": {mime: coded}}
    return cell


def inside(tmp_path, *cells):
    home = write_home(tmp_path, record())
    return run_in_process("INC-9", home, profile="internal", more=cells)


def page_of(tmp_path, *cells) -> str:
    return page_text(inside(tmp_path, *cells))


def pictures_in(page: str) -> list[Image.Image]:
    own = page[page.index('<section class="team') :]
    return [
        Image.open(io.BytesIO(base64.b64decode(data)))
        for kind, data in DATA_URI.findall(own)
        if kind != "svg+xml"
    ]


class TestAPastedPicture:
    @pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
    def test_stands_on_the_page_where_it_was_pasted(self, tmp_path, form):
        page = page_of(tmp_path, pasted(drawn(form), f"image/{form.lower()}"))

        [picture] = pictures_in(page)
        assert picture.size == (60, 40)
        assert picture.convert("RGB").getpixel((5, 5))[0] > 150
        assert 'alt="queue depth"' in page
        assert re.search(r"<p><img[^>]*/> after\.</p>", page)

    def test_is_made_anew_and_says_nothing_of_itself(self, tmp_path):
        notes = PngInfo()
        notes.add_text("Comment", SECRET)
        photo = Image.Exif()
        photo[0x010E] = SECRET
        cells = (
            pasted(drawn(pnginfo=notes)),
            pasted(drawn("JPEG", exif=photo, comment=SECRET.encode()), "image/jpeg"),
        )

        for picture in pictures_in(page_of(tmp_path, *cells)):
            assert SECRET not in str({**picture.info, **picture.getexif()})

    def test_is_no_wider_than_a_dense_screen_shows(self, tmp_path):
        [picture] = pictures_in(page_of(tmp_path, pasted(drawn(size=(5000, 50)))))

        assert picture.width == 2240

    def test_is_its_description_in_markdown(self, tmp_path):
        parts = shown_parts(inside(tmp_path, pasted(drawn()))).parts

        assert "Picture in the page: queue depth after." in markdown_document(
            parts, page="r.html"
        )

    def test_in_html_that_a_cell_displayed_stands_there_too(self, tmp_path):
        html = f'<p>Q <img src="data:image/png;base64,{drawn()}" alt="queue"></p>'
        output = v4.new_output("display_data", data={"text/html": html})

        assert (
            len(pictures_in(page_of(tmp_path, v4.new_code_cell(outputs=[output])))) == 1
        )


LEFT_OUT = [
    ("![queue](shot.png)", "its file stands outside the notebook"),
    ("![queue](../../etc/passwd)", "its file stands outside the notebook"),
    ("![queue](file:///etc/passwd)", "![queue](file:///etc/passwd)"),
    ('<img src="shot.png" alt="queue" width="300">', "outside the notebook"),
    ("![queue](https://x.example/q.png)", "loaded from elsewhere"),
    ("![queue](//x.example/q.png)", "loaded from elsewhere"),
    ('<img alt="queue" src=https://x.example/q onerror=alert(1)>', "from elsewhere"),
    ("![queue](attachment:gone.png)", "the cell does not hold it"),
    ("![queue](data:image/png;base64,AAAA)", "no whole PNG, JPEG, GIF or WebP"),
]


class TestAPictureThatIsNotThere:
    @pytest.mark.parametrize(("source", "why"), LEFT_OUT)
    def test_is_told_where_it_would_have_been(self, tmp_path, source, why):
        page = page_of(tmp_path, v4.new_markdown_cell(f"Look: {source}"))
        own = page[page.index('<section class="team') :]

        assert why in own
        assert "queue" in own
        assert pictures_in(page) == []
        assert "onerror" not in own
        audit(page)

    @pytest.mark.parametrize(
        ("coded", "why"),
        [
            (base64.b64encode(SVG.encode()).decode(), "no whole PNG"),
            (drawn()[:60], "no whole PNG"),
            ("%%%", "no whole PNG"),
            (drawn(size=(7100, 7100)), "more than 50 million dots"),
            (drawn("BMP"), "no whole PNG"),
        ],
    )
    def test_is_told_when_it_is_none_that_a_page_may_hold(self, tmp_path, coded, why):
        page = page_of(tmp_path, pasted(coded))

        assert "Picture “queue depth” left out: it" in page
        assert why in page
        assert pictures_in(page) == []

    def test_is_told_when_it_is_too_heavy(self, tmp_path, monkeypatch):
        monkeypatch.setattr(cell_pictures, "_MOST_BYTES", 10)

        assert "has more than 0 MB" in page_of(tmp_path, pasted(drawn()))

    def test_is_told_by_whatever_makes_the_page(self, tmp_path):
        notebook = inside(tmp_path, v4.new_markdown_cell("![queue](shot.png)"))
        page, lines = export(notebook)

        [line] = lines
        assert line == (
            "Picture “queue” left out: its file stands outside the notebook; "
            "paste the picture into the cell."
        )
        assert line in page


class TestMarkdownOfANotebook:
    def test_is_struck_ticked_and_folded_as_the_notebook_shows_it(self, tmp_path):
        source = (
            "~~Old~~\n\n- [ ] open\n- [x] done\n\n"
            "<details open><summary>More</summary>\n\nThe **long** story<br>of it\n\n</details>"
        )
        page = page_of(tmp_path, v4.new_markdown_cell(source))

        assert "<s>Old</s>" in page
        assert "<li>☐ open</li>" in page
        assert "<li>☑ done</li>" in page
        assert "<details><summary>More</summary>" in page
        assert "The <strong>long</strong> story<br/>of it" in page

    @pytest.mark.parametrize(
        "hostile",
        [
            "<script>pwned</script>",
            "<details onclick=pwned><summary>x</summary></details>",
            "<style>@import 'pwned'</style>",
            "<iframe src='https://x.example'></iframe>",
            "a <b onmouseover=pwned>b</b>",
            "<div\nonclick=pwned>x</div>",
        ],
    )
    def test_shows_all_other_html_as_text(self, tmp_path, hostile):
        page = page_of(tmp_path, v4.new_markdown_cell(hostile))
        own = page[page.index('<section class="team') :]

        assert "&lt;" in own
        assert not re.search(r"<(script|style|iframe)|<[^>]*(onclick|onmouse)", own)

    def test_no_text_can_put_a_picture_into_a_tag(self, tmp_path):
        """A picture stands only where text stands, whatever a title says."""
        styled = "<svg><style><a title=\"</style><img src=x alt=' onclick=pwned '>\">"
        output = v4.new_output("display_data", data={"text/html": styled})
        link = '[x](https://x.example "![p](data:image/png;base64,AAAA)")'
        page = page_of(
            tmp_path, v4.new_code_cell(outputs=[output]), v4.new_markdown_cell(link)
        )

        audit(page)
        assert not re.search(r"<[^>]*\sonclick=", page)


class TestACustomersCopy:
    def copy(self, tmp_path, cell, *names: str) -> str:
        release = record(customer={"release": ["title", *names]})
        return customer_page("INC-9", write_home(tmp_path, release), [cell])

    def test_has_a_pasted_picture_only_when_pictures_are_named(self, tmp_path):
        words = self.copy(tmp_path / "a", pasted(drawn()), "workbook")
        both = self.copy(
            tmp_path / "b", pasted(drawn()), "workbook", "workbook.pictures"
        )

        assert pictures_in(words) == []
        assert "<p>queue depth after.</p>" in words
        assert len(pictures_in(both)) == 1

    def test_says_nothing_of_what_is_left_out(self, tmp_path):
        cell = v4.new_markdown_cell("![queue](shot.png)")
        page = self.copy(tmp_path, cell, "workbook", "workbook.pictures")

        assert "<p>queue</p>" in page
        assert "left out" not in page

    def test_is_searched_for_the_words_of_a_picture(self, tmp_path):
        release = record(tags=[SECRET], customer={"release": ["title", "workbook"]})
        home = write_home(tmp_path, release)

        with pytest.raises(PageRefused, match="Moonraker"):
            customer_page("INC-9", home, [pasted(drawn(), words=f"![{SECRET}]")])
