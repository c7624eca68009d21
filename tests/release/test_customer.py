"""A copy for customers holds what was released, and nothing else in any coding."""

from __future__ import annotations

import base64
import io
import json
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from customers import (
    ROOT,
    TEMPLATE,
    customer_page,
    readable,
    run_in_process,
    secret_record,
    write_home,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbformat import v4
from PIL import Image, PngImagePlugin

from incident_kit.cli import main
from incident_kit.errors import PageRefused, RecordError
from incident_kit.incident import Incident
from incident_kit.release.allowed import Release, releasable
from incident_kit.release.credentials import refuse_credentials
from incident_kit.release.search import refuse_withheld
from incident_kit.release.withheld import Withheld
from incident_kit.review import build, preprocess, workbook
from incident_kit.review.build import build_review
from incident_kit.review.workbook import open_review
from incident_kit.store.home import find_home
from incident_kit.store.records import find_contradictions, read_record

SAMPLES = ROOT / "notebooks" / "incidents"


def simple(**more: object) -> dict:
    record = {
        "schema": 1,
        "id": "INC-9",
        "title": "Uploads fail",
        "timezone": "UTC",
        "detected_at": "2024-05-14 09:00",
        "mitigated_at": "2024-05-14 10:00",
    }
    return record | more


def page(folder: Path, release: list[str], more=(), **fields: object) -> str:
    narrative = str(fields.pop("narrative", ""))
    links = fields.pop("links", [])
    record = simple(**fields) | {"customer": {"release": release, "links": links}}
    return customer_page("INC-9", write_home(folder, record, narrative=narrative), more)


def refused(folder: Path, release: list[str], **fields: object) -> str:
    with pytest.raises(PageRefused) as caught:
        page(folder, release, **fields)
    return str(caught.value)


class TestWhatIsReleased:
    def test_what_is_named_stands_there_and_what_is_not_does_not(self, tmp_path):
        text = readable(
            page(tmp_path, ["title"], severity="grim", summary="Held back.")
        )

        assert "uploads fail" in text
        for gone in ("inc-9", "grim", "held back", "09:00", "10:00"):
            assert gone not in text

    def test_a_clock_needs_its_times_released(self, tmp_path):
        both = page(tmp_path / "a", ["title", "detected_at", "mitigated_at"])
        one = page(tmp_path / "b", ["title", "mitigated_at"])

        assert "fine again at" in readable(both)
        body = readable(one).partition("<body")[2].partition("<footer")[0]
        assert "unknown" not in body
        assert "1 h" not in readable(one)

    def test_a_list_is_released_without_sources_notes_links_and_people(self, tmp_path):
        entry = {
            "at": "2024-05-14 09:00",
            "what": "First ticket",
            "source": "Help desk",
            "link": "https://tickets.example/4711",
        }

        bare = readable(page(tmp_path / "a", ["title", "timeline"], timeline=[entry]))
        named = ["title", "timeline", "timeline.source", "timeline.link"]
        whole = readable(page(tmp_path / "b", named, timeline=[entry]))

        assert "first ticket" in bare
        assert "help desk" not in bare
        assert "4711" not in bare
        assert "help desk" in whole
        assert "https://tickets.example/4711" in whole

    def test_a_person_is_called_by_the_role(self, tmp_path):
        text = readable(
            page(
                tmp_path,
                ["title", "summary"],
                roles={"commander": "Ada Lovelace"},
                summary="Ada Lovelace led the response; ada lovelace closed it.",
            )
        )

        assert "commander led the response; commander closed it." in text
        assert "lovelace" not in text

    def test_a_private_link_keeps_its_words_and_loses_its_address(self, tmp_path):
        summary = (
            "See [our wiki](https://wiki.example/x), https://private.example/y?z=1, "
            "ops@corp.example and [status](https://status.example/5)."
        )
        html = page(
            tmp_path,
            ["title", "summary"],
            summary=summary,
            links=["https://status.example/5"],
        )
        text = readable(html)

        assert "see our wiki, [link withheld], [address withheld] and" in text
        assert 'href="https://status.example/5"' in html
        for gone in ("wiki.example", "private.example", "corp.example"):
            assert gone not in text

    def test_a_message_leaves_without_being_named(self, tmp_path):
        record = simple(customer={"message": "We are **sorry**."})
        html = customer_page("INC-9", write_home(tmp_path, record))

        assert "<strong>sorry</strong>" in html
        assert "Uploads fail" not in html
        assert "<h1>Incident report</h1>" in html

    def test_nothing_is_called_unknown_or_not_done_that_is_only_withheld(
        self, tmp_path
    ):
        record, _ = secret_record("INC-9", 5)
        for number, name in enumerate(releasable()):
            record["customer"] = {"release": [name], "message": "Sorry."}
            home = write_home(tmp_path / str(number), record, narrative="A story.")
            text = readable(customer_page("INC-9", home)).partition("<body")[2]
            text = text.partition("</main>")[0]
            for lie in (
                "not recorded",
                "nobody",
                "not answered",
                "no letter",
                "no change",
                "nothing is planned",
                "unknown onset",
                "no impact",
                "no series",
            ):
                assert lie not in text, name

    def test_the_narrative_and_own_cells_leave_only_when_named(self, tmp_path):
        own = v4.new_markdown_cell("Our own paragraph.")
        inside = page(tmp_path / "a", ["title"], more=[own], narrative="A long story.")
        named = ["title", "narrative", "workbook"]
        outside = page(tmp_path / "b", named, more=[own], narrative="A long story.")

        for text in ("our own paragraph", "a long story"):
            assert text not in readable(inside)
            assert text in readable(outside)

    def test_the_bundled_sample_tells_what_happened_and_keeps_the_tickets(self):
        text = readable(customer_page("INC-002", SAMPLES))

        assert "8,249 wrong totals shown" in text
        assert "please export them again" in text
        for gone in ("rep-402", "data platform", "inc-002", "impact.csv", "query-3.2"):
            assert gone not in text


class TestNoIdStandsForWhatIsWithheld:
    def fields(self):
        at = "2024-05-14 "
        change = {"id": "c1q", "what": "Web 4", "at": at + "08:59", "kind": "deploy"}
        back = {"id": "a1q", "for": "fix", "kind": "rollback", "what": "Web 3 back"}
        back |= {"applied_at": at + "10:00", "undoes": "c1q", "removes_cause": "true"}
        again = {"id": "a2q", "for": "stabilize", "kind": "deploy", "what": "Web 4"}
        again |= {"applied_at": at + "10:05", "undoes": "a1q", "source": "s3q"}
        return {
            "changes": [change, {**change, "id": "c2q", "undoes": "c1q"}],
            "actions": [back, again],
            "mitigated_by": "c1q",
            "waves": [{"start": at + "10:10", "end": at + "10:20", "follows": "c1q"}],
            "causes": [
                {"what": "A race", "fixed_by": "c1q"},
                {"what": "A full disk", "fixed_by": "a2q"},
            ],
            "blast": {"system_change": {"answer": "Web", "suspects": ["c1q", "a1q"]}},
        }

    @pytest.mark.parametrize("left", ["actions", "changes"])
    def test_whichever_list_stays_inside(self, tmp_path, left):
        fields = self.fields()
        text = readable(page(tmp_path, list({*fields, "title"} - {left}), **fields))

        assert re.findall(r"\b[acs][123]q\b", text) == []
        assert "a full disk" in text

    def test_and_a_cause_that_is_removed_by_it_stays_removed(self, tmp_path):
        fields = self.fields()
        text = readable(
            page(tmp_path, list({*fields, "title"} - {"changes"}), **fields)
        )

        assert "removed the cause" in text
        assert "one of two causes" not in text


class TestRefusals:
    def test_a_private_incident_has_no_copy(self, tmp_path):
        for number, word in enumerate(("true", "yes", "unknown")):
            place = tmp_path / str(number)
            message = refused(place, ["title"], private=word)

            assert "INC-9/incident.yaml:" in message
            assert ": private: a private incident has no copy for customers" in message

    def test_nothing_released_is_nothing_to_send(self, tmp_path):
        home = write_home(tmp_path, simple())

        with pytest.raises(PageRefused, match="nothing is released; write customer:"):
            customer_page("INC-9", home)

    def test_a_released_text_may_not_hold_what_another_field_keeps(self, tmp_path):
        message = refused(
            tmp_path,
            ["title", "summary"],
            summary="It hit Acme Corp first.",
            blast={"location": {"affected": ["Acme Corp"]}},
        )

        assert "summary: released, and holds 'Acme Corp', which" in message
        assert "blast.location.affected[0] keeps inside; release that" in message

    def test_a_place_or_person_of_one_plain_word_is_found_as_well(self, tmp_path):
        message = refused(
            tmp_path,
            ["title", "summary"],
            summary="It hit acme first.",
            blast={"location": {"affected": ["acme"]}},
        )

        assert "holds 'acme'" in message

    def test_a_kind_or_a_measure_may_be_spoken_of(self, tmp_path):
        text = page(
            tmp_path,
            ["title", "summary"],
            summary="A feature flag ended the failed page loads of our third-party.",
            actions=[
                {"id": "f", "for": "stabilize", "kind": "feature flag", "what": "Off"}
            ],
            changes=[{"id": "c", "kind": "third-party", "what": "New provider"}],
            impact=[
                {
                    "name": "failed page loads",
                    "unit": "loads",
                    "during": [["2024-05-14 09:00", "2024-05-14 10:00"]],
                }
            ],
        )

        assert "a feature flag ended the failed page loads" in readable(text)

    def test_check_tells_before_anybody_builds(self, tmp_path):
        record = simple(
            tags=["Acme Corp"], title="Acme Corp down", customer={"release": ["title"]}
        )
        home = find_home(write_home(tmp_path, record))

        [problem] = find_contradictions(read_record("INC-9", home))
        assert problem.field == "title"

    @pytest.mark.parametrize(
        ("name", "mend"),
        [
            ("titel", "did you mean 'title'?"),
            (
                "timeline.what",
                "release timeline whole; on its own there is timeline.source",
            ),
            ("customer", "write one of narrative, workbook, workbook.pictures, id"),
            ("blast.location.fine", "release blast whole"),
        ],
    )
    def test_a_name_that_is_no_field_is_refused(self, tmp_path, name, mend):
        home = write_home(tmp_path, simple(customer={"release": [name]}))

        with pytest.raises(RecordError) as caught:
            read_record("INC-9", find_home(home))
        assert f"customer.release[0]: {name!r} is nothing to release" in str(
            caught.value
        )
        assert mend in str(caught.value)

    @pytest.mark.notebook
    def test_the_copy_of_an_earlier_build_is_named_when_one_is_refused(
        self, tmp_path, capsys
    ):
        out = ["--out", str(tmp_path / "out"), "--profile", "customer"]
        record = simple(customer={"release": ["title"]})
        home = write_home(tmp_path, record)
        assert main(["review", "INC-9", "--home", str(home), *out]) == 0
        write_home(tmp_path, record | {"private": "true"})
        assert main(["review", "INC-9", "--home", str(home), *out]) == 2

        [private, earlier] = capsys.readouterr().err.splitlines()
        assert "a private incident has no copy" in private
        assert earlier.startswith(
            "INC-9/customer/review.html: a copy of an earlier build"
        )

    @pytest.mark.notebook
    @pytest.mark.parametrize(("profile", "lines"), [("customer", 2), ("internal", 1)])
    def test_so_it_is_when_the_finished_page_is_refused(
        self, tmp_path, monkeypatch, profile, lines
    ):
        record = simple(customer={"release": ["title"]})
        home = write_home(tmp_path, record)
        earlier = tmp_path / "out" / "INC-9" / "customer" / "review.html"
        earlier.parent.mkdir(parents=True)
        earlier.write_text("earlier", encoding="utf-8")

        def refuse(_: object) -> str:
            raise PageRefused("page refused")

        monkeypatch.setattr(build, "export", refuse)
        with pytest.raises(PageRefused) as caught:
            build_review("INC-9", home=home, out=tmp_path / "out", profile=profile)
        assert len(caught.value.problems) == lines

    def test_a_refused_copy_writes_nothing(self, tmp_path, capsys):
        home = write_home(tmp_path, simple(private="true"))
        arguments = ["review", "INC-9", "--home", str(home), "--profile", "customer"]
        code = main([*arguments, "--out", str(tmp_path / "out")])

        assert code == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
        assert not (tmp_path / "out").exists()


class TestWhatAStrangerTried:
    """Each of these once carried something out, or kept a copy from being made."""

    LINKS = (
        "See [x][1] now\n\n[1]: https&colon;//chat.corp.example/T998",
        "See https\\://chat.corp.example/T998",
        "ottilie&#64;chat.corp.example",
        "ottilie.b&commat;chat.corp.example",
        "<a href='https&#58;//chat.corp.example/T9'>t</a>",
    )
    PLAIN = (
        "See [the thread][1].\n\n[1]: https://chat.corp.example/T998",
        "See <https://chat.corp.example/T998>",
        "See [a [b] c](https://x.example/y(z))",
        "See [the\nthread](https://x.example/t)",
        "See chat.corp.example/T998",
        "See www.corp.example",
        "See //wiki.example/x",
        "See slack://T998/x",
        "Log in to root@db7",
        "On 10.2.3.4:8080/x",
        "On db7.internal",
        '<a href="https://chat.corp.example/T9">thread</a>',
        "mailto:ottilie@db7",
    )

    @pytest.mark.parametrize("message", LINKS)
    def test_an_address_behind_a_coding_goes_or_is_refused(self, tmp_path, message):
        record = simple(customer={"release": ["title"], "message": message})
        home = write_home(tmp_path, record)
        try:
            text = readable(customer_page("INC-9", home))
        except PageRefused as error:
            assert "; name it in customer.links" in str(error)
        else:
            assert "chat" not in text
            assert "ottilie" not in text

    def test_what_is_only_an_address_once_rendered_is_refused(self, tmp_path):
        message = "mail ottilie.b&commat;chat.corp.example"
        record = simple(customer={"release": ["title"], "message": message})

        with pytest.raises(PageRefused, match=r"it shows '.*'; name it in customer"):
            customer_page("INC-9", write_home(tmp_path, record))

    @pytest.mark.parametrize("message", PLAIN)
    def test_an_address_as_people_write_it_goes_and_leaves_no_debris(
        self, tmp_path, message
    ):
        record = simple(customer={"release": ["title"], "message": message})
        text = readable(customer_page("INC-9", write_home(tmp_path, record)))
        body = text.partition("<body")[2].partition("<footer")[0]

        for gone in ("example", "t998", "db7", "10.2.3.4", "wiki", "slack", "ottilie"):
            assert gone not in body
        for debris in ("[1]", "](", "[[", "&lt;[", "][", "<a "):
            assert debris not in body

    def test_a_link_in_a_cell_of_the_teams_own_is_refused(self, tmp_path):
        for number, cell in enumerate(
            ("See [x](https://chat.corp.example/T7)", "mail ottilie@corp.example")
        ):
            own = [v4.new_markdown_cell(cell)]
            with pytest.raises(PageRefused, match="name it in customer"):
                page(tmp_path / str(number), ["title", "workbook"], more=own)

    def test_a_picture_of_the_teams_own_leaves_only_when_named(self, tmp_path):
        file = io.BytesIO()
        Image.new("RGB", (2, 2)).save(file, "PNG")
        data = base64.b64encode(file.getvalue()).decode()
        own = [
            v4.new_code_cell(
                outputs=[v4.new_output("display_data", data={"image/png": data})]
            )
        ]

        words = page(tmp_path / "a", ["title", "workbook"], more=own)
        whole = page(
            tmp_path / "b", ["title", "workbook", "workbook.pictures"], more=own
        )
        assert "<img" not in words
        assert "<img" in whole

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("Kestrel Foods", "<b>Kes</b>trel<br>Foods"),
            ("Kestrel Foods", "Kestrel-Foods"),
            ("Kestrel Foods", "Ｋｅｓｔｒｅｌ Ｆｏｏｄｓ"),
            ("Kestrel Foods", "Kes\ufe0ftrel Foods"),
            ("Jo Müller", "Jo Mu\u0308ller"),
            ("Ledgerd", "ledgerd_eu"),
            ("4137", "4.137 of 20.000"),
            ("4137", "4 137"),
            ("4137", "4'137"),
            ("Kestrel Foods", "Kestrel\u200bFoods"),
            ("Kestrel Foods", "Kes[U+00AD]trel Foods"),
        ],
    )
    def test_another_notation_is_the_same_value(self, value, text):
        with pytest.raises(PageRefused):
            refuse_withheld(f"<p>{text}</p>", [Withheld(value, "x")])

    def test_a_drawing_inside_a_drawing_is_read(self):
        inner = base64.b64encode(b"<svg><text>Kestrel Foods</text></svg>").decode()
        outer = f'<svg><image href="data:image/svg+xml;base64,{inner}"/></svg>'
        data = base64.b64encode(outer.encode()).decode()

        with pytest.raises(PageRefused):
            refuse_withheld(
                f'<img src="data:image/svg+xml;base64,{data}">',
                [Withheld("Kestrel Foods", "x")],
            )

    def test_each_name_of_a_person_gives_way_to_the_role(self, tmp_path):
        text = readable(
            page(
                tmp_path,
                ["title", "summary"],
                roles={"commander": "Ottilie Brandauer"},
                summary="Ottilie asked; Ms Brandauer's team answered. Ottilie\nBrandauer led.",
            )
        )

        assert "commander asked; ms commander's team answered. commander led." in text

    def test_a_role_or_a_team_of_one_plain_word_does_not_stop_a_copy(self, tmp_path):
        blast = {
            "anchor_time": {"answer": "Since nine", "by": "support"},
            "blast_radius": {"answer": "Some", "by": "commander"},
            "location": {"affected": ["scheduled exports"]},
        }
        text = readable(
            page(
                tmp_path,
                ["title", "summary"],
                blast=blast,
                roles={"commander": "Ottilie Brandauer"},
                follow_ups=[{"what": "Do", "owner": "port"}],
                summary="Scheduled exports failed; Ottilie Brandauer led. Support can resend.",
            )
        )

        assert "scheduled exports failed; commander led. support can resend." in text


SECRET = "Moonraker 7"


class TestSearch:
    """A value is found however a page codes it; a defence of its own."""

    @pytest.mark.parametrize(
        "html",
        [
            f"<p>{SECRET}</p>",
            "<p>moonRAKER 7</p>",
            "<p>Moon<wbr>raker\u00a07</p>",
            "<p>Moon<b>raker</b> 7</p>",
            "<p>Moonraker</p><p>7</p>",
            "<p>&#77;oonraker 7</p>",
            '<img alt="Moonraker 7">',
            '<img alt="&#77;oonraker 7">',
            '<a href="https://x.example/Moonraker%207">x</a>',
            '<style>@page{content:"\\00004d oonraker\\000020 7"}</style>',
        ],
    )
    def test_in_text(self, html):
        with pytest.raises(PageRefused, match="'Moonraker 7' \\(tags"):
            refuse_withheld(html, [Withheld(SECRET, "tags[0]")])

    def test_in_a_drawing(self):
        svg = "<svg><text><tspan>Moonraker</tspan><tspan> 7</tspan></text></svg>"
        data = base64.b64encode(svg.encode()).decode()

        with pytest.raises(PageRefused):
            refuse_withheld(
                f'<img src="data:image/svg+xml;base64,{data}">', [Withheld(SECRET, "x")]
            )

    @pytest.mark.parametrize("zipped", [False, True])
    def test_in_what_a_picture_says_of_itself(self, zipped):
        notes, file = PngImagePlugin.PngInfo(), io.BytesIO()
        notes.add_text("Comment", f"made for {SECRET}", zip=zipped)
        Image.new("RGB", (2, 2)).save(file, "PNG", pnginfo=notes)
        data = base64.b64encode(file.getvalue()).decode()

        with pytest.raises(PageRefused):
            refuse_withheld(
                f'<img src="data:image/png;base64,{data}">', [Withheld(SECRET, "x")]
            )

    def test_hidden_signs_are_found_as_the_page_shows_them(self):
        with pytest.raises(PageRefused):
            refuse_withheld("<p>ab[U+202E]cd</p>", [Withheld("ab\u202ecd", "x")])

    def test_a_plain_word_counts_whole_and_not_when_it_is_ours(self):
        refuse_withheld("<p>moonrakers</p>", [Withheld("moonraker", "x", True)])
        refuse_withheld("<p>minutes</p>", [Withheld("minutes", "x", True)])
        with pytest.raises(PageRefused):
            refuse_withheld("<p>The moonraker.</p>", [Withheld("moonraker", "x", True)])
        with pytest.raises(PageRefused):
            refuse_withheld(
                "<p>The moon<wbr>raker.</p>", [Withheld("moonraker", "x", True)]
            )

    @pytest.mark.parametrize("name", ["Stripe", "Apple", "Target", "Monitor", "Path"])
    def test_a_customer_named_like_a_word_of_our_code_is_found(self, name):
        """They stand in the kit's source, comments and style, not on its pages."""
        with pytest.raises(PageRefused, match=name):
            refuse_withheld(f"<p>{name} waited.</p>", [Withheld(name, "services")])

    def test_a_name_is_no_label_however_often_we_say_the_word(self):
        with pytest.raises(PageRefused, match="Minutes"):
            refuse_withheld("<p>Minutes Inc.</p>", [Withheld("Minutes", "services")])

    def test_a_word_of_our_source_that_no_page_says_is_found(self):
        with pytest.raises(PageRefused, match="stripe"):
            refuse_withheld("<p>the stripe job</p>", [Withheld("stripe", "x", True)])

    @pytest.mark.parametrize("word", ["roboto", "segoe", "stroke", "viewbox"])
    def test_a_word_of_a_drawing_or_a_font_is_none_of_our_labels(self, word):
        with pytest.raises(PageRefused, match=word):
            refuse_withheld(f"<p>the {word} job</p>", [Withheld(word, "x", True)])

    @pytest.mark.parametrize("name", ["Stripe", "Apple", "Target"])
    def test_a_withheld_name_in_a_cell_of_the_teams_own_is_refused(
        self, tmp_path, name
    ):
        own = v4.new_markdown_cell(f"We told {name} first.")

        with pytest.raises(PageRefused, match=name):
            page(tmp_path, ["title", "workbook"], more=[own], services=[name])

    def test_a_number_counts_whole(self):
        refuse_withheld("<p>3,175,342 and 1753.42</p>", [Withheld("175,342", "x")])
        with pytest.raises(PageRefused):
            refuse_withheld("<p>of 175,342 users.</p>", [Withheld("175,342", "x")])


class TestCredentials:
    """Made-up keys in the issuers' shapes, put together here so that none is real."""

    @pytest.mark.parametrize(
        "parts",
        [
            ("AK", "IA" + "Q" * 16),
            ("gh", "p_" + "a1" * 18),
            ("glpa", "t-" + "x" * 20),
            ("xox", "b-" + "1" * 12),
            ("AI", "za" + "b" * 35),
            ("sk_", "live_" + "4" * 24),
            ("eyJ", "hbGciOiJI" + ".eyJ" + "zdWIiOiIx" + ".abc"),
            ("-----BEGIN RSA ", "PRIVATE KEY-----"),
            ("Bearer ", "abcdef0123456789"),
            ("https://ops:", "hunter2@db.example/x"),
            ("password: ", "hunter2!"),
            ("https://x.example/?to", "ken=abcdef123"),
            ("api_key=", "9f8e7d6c5b"),
        ],
    )
    def test_what_looks_like_one_is_never_sent(self, parts):
        with pytest.raises(PageRefused, match="which looks like a"):
            refuse_credentials([f"We saw {''.join(parts)} in the log"])

    @pytest.mark.parametrize(
        "text",
        [
            "The password was changed at 10:05.",
            "secret: none",
            "Token refresh failed",
            "api key: unknown",
            "sha-256 9f86d081884c7d65 … 0a08",
            "PASSWORD: required",
            "https://example.com/a?page=2&sort=up",
            "bearer of bad news",
            "ticket SK-123",
        ],
    )
    def test_honest_words_pass(self, text):
        refuse_credentials([text])

    def test_a_copy_with_one_is_refused_even_where_it_is_released(self, tmp_path):
        text = "It logged pass" + "word=hunter2! for a day."

        assert "looks like a password" in refused(
            tmp_path, ["title", "summary"], summary=text
        )


def generated(folder: Path, seed: int, words: int | None = None):
    """Return a home with one incident of secrets, a part of them released."""
    draw = random.Random(seed)
    record, say = secret_record("INC-9", seed if words is None else words)
    names = draw.sample(releasable(), draw.randrange(1, 12))
    record["customer"] = {"release": names, "message": "We are sorry."}
    story = f"{say('narrative')} and a long story"
    home = write_home(folder, record, narrative=story)
    release = Release(names=frozenset(names))
    return home, record, release, story


def values_withheld(record: dict, release: Release, story: str) -> list[str]:
    """Return what must be gone, by walking the record as the test wrote it."""
    gone: list[str] = [] if release.allows(("narrative",)) else [story]
    out: set[str] = set()

    def walk(value: object, path: tuple) -> None:
        if isinstance(value, dict):
            for key, one in value.items():
                walk(one, (*path, key))
        elif isinstance(value, list):
            for index, one in enumerate(value):
                walk(one, (*path, index))
        elif isinstance(value, str):
            (out.update if release.allows(path) else gone.extend)(value.splitlines())

    for key, value in record.items():
        if key not in {"customer", "schema", "timezone"}:
            walk(value, (key,))
    return [" ".join(one.split()) for one in gone if one not in out]


WORDS_OF_OURS = {"stabilize", "deploy", "false", "true", "full", "state", "open"}
TIMES = ("2024-05-14", "2024-06-01")


def assert_nothing_leaks(folder: Path, seed: int) -> None:
    home, record, release, story = generated(folder, seed)
    text = readable(customer_page("INC-9", home))
    for value in values_withheld(record, release, story):
        if len(value) < 4 or value in WORDS_OF_OURS or value.startswith(TIMES):
            continue
        assert value.casefold() not in text, value
    if not release.allows(("references", "link")):
        listed = any(
            release.allows((one, "link")) for one in ("timeline", "follow_ups")
        )
        assert listed or "wiki.example" not in text


class TestNothingLeaks:
    @settings(max_examples=25)
    @example(seed=26789)
    @given(seed=st.integers(0, 10**6))
    def test_no_withheld_value_stands_in_a_copy(self, tmp_path_factory, seed):
        assert_nothing_leaks(tmp_path_factory.mktemp("home"), seed)

    @pytest.mark.slow
    def test_nor_in_a_thousand(self, tmp_path_factory):
        for seed in range(1000):
            folder = tmp_path_factory.mktemp("home")
            assert_nothing_leaks(folder, seed)
            shutil.rmtree(folder)

    @settings(max_examples=10)
    @given(seed=st.integers(0, 10**6))
    def test_what_is_withheld_changes_no_byte_of_a_copy(self, tmp_path_factory, seed):
        """Nothing is computed from it either: other secrets, the same page."""
        pages = []
        for words in (seed, seed + 1):
            folder = tmp_path_factory.mktemp("home")
            record, _ = secret_record("INC-9", words)
            record |= {"title": "Uploads fail", "customer": {"release": ["title"]}}
            record["mitigated_at"] = f"2024-05-14 10:{words % 50 + 10}"
            pages.append(customer_page("INC-9", write_home(folder, record)))

        assert pages[0] == pages[1]


@pytest.mark.notebook
class TestOtherForms:
    def test_what_is_off_the_page_is_off_the_markdown_and_the_paper(self, tmp_path):
        home = write_home(
            tmp_path, simple(tags=["Moonraker 7"], customer={"release": ["title"]})
        )
        review = build_review(
            "INC-9", home=home, out=tmp_path / "out", profile="customer", also=["md"]
        )
        text = review.also[0].read_text(encoding="utf-8")

        assert review.also[0].parent.name == "customer"
        assert "Uploads fail" in text
        assert "moonraker" not in text.lower()
        assert "INC-9" not in text

    def test_what_is_planted_in_the_run_is_found_in_the_markdown(
        self, tmp_path, monkeypatch
    ):
        home = write_home(
            tmp_path, simple(tags=["Moon*raker 7"], customer={"release": ["title"]})
        )
        run = build.execute

        def planting(*arguments, **options):
            text = json.dumps(run(*arguments, **options)).replace(
                "Uploads fail", "Moon*raker 7"
            )
            return nbformat.reads(text, as_version=4)

        monkeypatch.setattr(build, "execute", planting)
        monkeypatch.setattr(preprocess, "refuse_withheld", lambda *_, **__: None)
        with pytest.raises(PageRefused, match=r"Moon.raker 7"):
            build_review(
                "INC-9",
                home=home,
                out=tmp_path / "out",
                profile="customer",
                also=["md"],
            )
        assert not (tmp_path / "out").exists()

    def test_the_whole_record_has_no_copy(self, tmp_path):
        with pytest.raises(PageRefused, match="not for the customer profile"):
            build_review("INC-002", profile="customer", also=["json"], out=tmp_path)


class TestEachDefence:
    """Switched off, it is noticed: by the next one, or by the reader's search."""

    def test_without_the_projection_the_search_refuses(self, tmp_path, monkeypatch):
        monkeypatch.setattr(workbook, "released_incident", lambda incident: incident)

        assert "which is not released" in refused(
            tmp_path, ["title"], summary="x", severity="Moonraker 7"
        )

    def test_without_the_search_and_the_projection_the_reader_finds_it(
        self, tmp_path_factory, monkeypatch
    ):
        monkeypatch.setattr(workbook, "released_incident", lambda incident: incident)
        monkeypatch.setattr(preprocess, "refuse_withheld", lambda *_, **__: None)

        with pytest.raises(AssertionError):
            assert_nothing_leaks(tmp_path_factory.mktemp("home"), 1)

    def test_a_section_made_for_the_team_does_not_enter_a_copy(self, tmp_path):
        record = simple(tags=["Moonraker 7"], customer={"release": ["title"]})
        home = write_home(tmp_path, record)
        inside = open_review("INC-9", home=str(home)).first_screen
        more = [
            v4.new_code_cell(
                outputs=[v4.new_output("display_data", data=inside._repr_mimebundle_())]
            )
        ]

        assert "moonraker" not in readable(customer_page("INC-9", home, more))

    def test_own_cells_that_are_released_are_searched(self, tmp_path):
        own = v4.new_markdown_cell("As *Moon*raker 7 told us.")

        with pytest.raises(PageRefused, match="Moonraker 7"):
            page(tmp_path, ["title", "workbook"], more=[own], tags=["Moonraker 7"])

    def test_a_copy_without_its_mark_is_refused(self, tmp_path):
        record = simple(customer={"release": ["title"]})
        notebook = run_in_process(
            "INC-9", write_home(tmp_path, record), profile="customer"
        )
        for cell in notebook.cells:
            if "setup" in cell.metadata.get("tags", []):
                cell.outputs = []

        with pytest.raises(PageRefused, match="end its setup cell with review"):
            preprocess.page_text(notebook)

    def test_a_record_that_changed_since_the_run_is_refused(self, tmp_path):
        record = simple(customer={"release": ["title"]})
        home = write_home(tmp_path, record)
        notebook = run_in_process("INC-9", home, profile="customer")
        write_home(tmp_path, record | {"tags": ["New Secret"]})

        with pytest.raises(PageRefused, match="changed since the notebook was run"):
            preprocess.page_text(notebook)

    def test_without_the_record_nothing_is_exported(self, tmp_path):
        record = simple(customer={"release": ["title"]})
        home = write_home(tmp_path, record)
        notebook = run_in_process("INC-9", home, profile="customer")
        shutil.rmtree(home / "INC-9")

        with pytest.raises(PageRefused, match="without the record nobody can tell"):
            preprocess.page_text(notebook)

    def test_two_reviews_in_one_copy_are_refused(self, tmp_path):
        record = simple(customer={"release": ["title"]})
        home = write_home(tmp_path, record)
        notebook = run_in_process("INC-9", home, profile="customer")
        other = run_in_process("INC-9", home, profile="internal")

        with pytest.raises(PageRefused, match="opens several reviews"):
            preprocess.page_text(v4.new_notebook(cells=[*notebook.cells, *other.cells]))

    def test_the_projected_incident_holds_no_file_and_no_input(self, tmp_path):
        record = simple(customer={"release": ["title"]})
        home = write_home(tmp_path, record, narrative="A story.")
        incident = open_review(
            "INC-9", home=str(home), profile="customer"
        ).assessment.incident

        assert incident == Incident(record=incident.record)
        assert incident.record.id == ""


@pytest.mark.notebook
class TestBothCommands:
    def test_papermill_and_nbconvert_give_the_same_copy_or_the_same_refusal(
        self, tmp_path
    ):
        bin_ = Path(sys.executable).parent
        home = write_home(
            tmp_path, simple(summary="It hit some.", customer={"release": ["title"]})
        )

        def run(*command: str) -> subprocess.CompletedProcess:
            return subprocess.run(
                [str(bin_ / command[0]), *command[1:]],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=False,
            )

        code = main(
            [
                "review",
                "INC-9",
                "--home",
                str(home),
                "--profile",
                "customer",
                "--out",
                str(tmp_path / "out"),
            ]
        )
        run(
            "papermill",
            str(TEMPLATE),
            "out.ipynb",
            "-p",
            "incident_id",
            "INC-9",
            "-p",
            "profile",
            "customer",
        )
        export = [
            "jupyter",
            "nbconvert",
            "--to",
            "html",
            "--template",
            "incident_report",
            "out.ipynb",
        ]
        run(*export)
        files = sorted(p.name for p in (tmp_path / "out").rglob("*") if p.is_file())

        assert code == 0
        assert files == ["receipt.json", "review.html"]
        built = tmp_path / "out" / "INC-9" / "customer" / "review.html"
        assert built.read_bytes() == (tmp_path / "out.html").read_bytes()
        receipt = (built.parent / "receipt.json").read_text(encoding="utf-8")
        assert json.loads(receipt)["profile"] == "customer"
        assert "INC-9" not in receipt

        notebook = json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))
        text = json.dumps(notebook).replace("Uploads fail", "It hit some")
        (tmp_path / "out.ipynb").write_text(text, encoding="utf-8")
        (tmp_path / "out.html").unlink()
        planted = run(*export)

        assert planted.returncode == 1
        assert "holds 'It hit some' (summary), which is not released" in planted.stderr
        assert not (tmp_path / "out.html").exists()
