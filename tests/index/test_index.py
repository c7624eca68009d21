"""The index lists every review with what its page says, and is never stale."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from incident_kit.cli import main
from incident_kit.errors import PageRefused, Problem
from incident_kit.index import write_index
from incident_kit.page.audit import audit
from incident_kit.page.markup import CSP
from incident_kit.page.text_blocks import plain_words
from incident_kit.record.settings import Settings
from incident_kit.review.build import build_review
from incident_kit.review.many import build_all
from incident_kit.sections.index_page import IndexEntry, index_html
from incident_kit.sections.registry import build_section
from incident_kit.store.folder import read_incident
from incident_kit.store.home import find_home, list_ids
from incident_kit.timing.assessment import assess
from incident_kit.wording.listing import Listed, Owed, listed, listed_from_json

RECORD = """\
schema: 1
id: {id}
title: {title}
timezone: Europe/Berlin
severity: sev2
detected_at: {day} 09:01
mitigated_at: {day} 10:00
fixed_at: {fixed}
"""


TODAY = date(2026, 11, 30)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    (tmp_path / "incidents").mkdir()
    return tmp_path / "incidents"


def record(
    folder, name, *, title="Search is down", day="2024-05-14", fixed="unknown", more=""
):
    path = folder / name / "incident.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(RECORD.format(id=name, title=title, day=day, fixed=fixed) + more)
    return path


def facts(name="INC-1", **changes):
    known = {
        "incident_id": name,
        "title": "Search is down",
        "severity": "sev2",
        "date": "2024-05-14",
        "day": "14 May 2024",
        "state": "over",
        "harm": "120 failed calls",
        "relief": "10 min",
        "fix": "at most 3 h",
        "review": "draft",
    }
    return Listed(**known | changes)


def page(*entries, **settings):
    return index_html(entries, settings=Settings(**settings), today=TODAY)


def entry(name="INC-1", **changes):
    return IndexEntry(incident_id=name, facts=facts(name, **changes))


def built(folder, name, out="reviews"):
    """Put a page and a receipt where a build would, without running a notebook."""
    home = find_home(folder)
    incident = read_incident(name, home=folder)
    target = Path(out) / name
    target.mkdir(parents=True, exist_ok=True)
    (target / "review.html").write_text("<p>page</p>")
    receipt = {
        "incident": name,
        "profile": "internal",
        "inputs_sha256": incident.digests,
        "page_sha256": hashlib.sha256(b"<p>page</p>").hexdigest(),
        "listed": listed(assess(incident)).to_json(),
    }
    (target / "receipt.json").write_text(json.dumps(receipt))
    return home


EVIDENCE = """\
impact: [{name: errors, unit: errors, per: minute, file: impact.csv, value: n}]
by_place: {file: places.csv, unit: errors, per: minute}
"""


def evidence(folder):
    """Put a file of every kind of evidence beside a record."""
    times = ("2024-05-14 10:00", "2024-05-14 10:01", "2024-05-14 10:02")
    (folder / "impact.csv").write_text("at,n\n" + "".join(f"{at},1\n" for at in times))
    (folder / "places.csv").write_text(
        "at,a,b\n" + "".join(f"{at},1,2\n" for at in times)
    )
    (folder / "narrative.md").write_text("Once\n\nit was down.\n")


def text_of(html):
    """Return what a reader sees, row by row."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    bare = (re.sub(r"<[^>]+>", " ", row.replace("<wbr>", "")) for row in rows)
    return [" ".join(unescape(row).split()) for row in bare]


class Links(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.hrefs, self.ids = [], []
        self.feed(html)

    def handle_starttag(self, _, attrs):
        given = dict(attrs)
        self.hrefs += [given["href"]] if "href" in given else []
        self.ids += [given["id"]] if "id" in given else []


class TestThePage:
    def test_it_says_of_each_review_what_its_page_says(self):
        html = page(entry(severity="sev1"))

        [row] = text_of(html)[1:]
        for words in (
            "14 May",
            "Search is down",
            "INC-1",
            "sev1",
            "over",
            "10 min",
            "120 failed calls",
            "at most 3 h",
        ):
            assert words in row
        assert "INC-1/review.html" in Links(html).hrefs

    def test_a_private_one_is_marked(self):
        assert "private" in page(entry(private=True))
        assert "private" not in page(entry())

    @pytest.mark.parametrize(
        ("due", "is_late"),
        [
            ("2026-11-29", True),
            ("2026-11-30", False),
            ("2026-11", False),
            ("9999", False),
        ],
    )
    def test_a_follow_up_is_overdue_once_its_day_is_past(self, due, is_late):
        owed = Owed(what="Alert", owner="", due="x", sort=due)

        assert ("1 overdue" in page(entry(owed=(owed,)))) == is_late

    def test_the_facts_are_those_of_the_first_screen(self):
        for name in list_ids(find_home("samples")):
            found = assess(read_incident(name, home="samples"))
            told = listed(found)
            state = plain_words(build_section("first_screen", found).blocks[0].line[-2])

            assert state.startswith("Over ") == (told.state == "over")

    def test_open_ones_come_first_then_months_latest_first(self):
        html = page(
            entry("A", date="2024-05-14"),
            entry("B", date="2026-01-02", state="unknown"),
            entry(
                "C", date="2020-02", day="February 2020", state="mitigated, not fixed"
            ),
            entry("D", date="2019", day="2019"),
            entry("E", date="", day=""),
            entry("F", date="2019-03-01"),
        )

        assert re.findall(r"<h2>(.*?)</h2>", html) == [
            "Still open",
            "January 2026",
            "May 2024",
            "March 2019",
            "2019, month unknown",
            "Day unknown",
        ]

    def test_within_a_day_the_worst_comes_first_in_the_teams_order(self):
        html = page(
            entry("A", severity="minor"),
            entry("B", severity="major"),
            entry("C", severity="odd"),
            severities=["major", "minor"],
        )

        assert [re.search(r"\b[ABC]\b", row)[0] for row in text_of(html)[1:]] == list(
            "BAC"
        )
        assert "1 major" in html

    def test_every_anchor_it_leads_to_is_there_once(self):
        owed = (
            Owed(
                what="Alert on it", owner="search", due="1 June 2024", sort="2024-06-01"
            ),
        )
        broken = IndexEntry(
            incident_id="X",
            has_page=False,
            problems=(Problem(what="broken", mend="mend it"),),
        )
        links = Links(page(entry(owed=owed), entry("B", state="ongoing"), broken))

        inner = [href[1:] for href in links.hrefs if href.startswith("#")]
        assert set(inner) <= set(links.ids)
        assert len(set(links.ids)) == len(links.ids)
        assert {"open", "owed", "broken", "m2024-05"} <= set(inner)

    def test_a_manager_sees_who_owes_what_by_when_the_first_due_first(self):
        owed = (
            Owed(what="Later", owner="", due="", sort="9999"),
            Owed(
                what="Soon",
                owner="search team",
                due="1 June 2024",
                sort="2024-06-01",
                ticket="OPS-1",
                link="https://example.com/OPS-1",
            ),
        )
        html = page(entry(owed=owed))

        rows = [row for row in text_of(html) if "Soon" in row or "Later" in row]
        assert rows == [
            "1 Jun 2024 overdue Soon OPS-1 search team INC-1",
            "no date Later nobody yet INC-1",
        ]
        assert "2 follow-ups open, 1 overdue" in html
        assert "https://example.com/OPS-1" in Links(html).hrefs

    def test_it_needs_no_script_and_loads_nothing(self):
        html = page(entry())

        assert "<script" not in html
        assert CSP in unescape(html)
        audit(html, pages={"INC-1/review.html"})
        with pytest.raises(PageRefused, match=r"a link to 'INC-1/review\.html'"):
            audit(html)

    @pytest.mark.parametrize(
        "hostile",
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "{{ 7 * 7 }}",
            "\u202eevil",
            "a" * 5000,
            "</title><script>",
            "&lt;b&gt;",
        ],
    )
    def test_hostile_words_are_shown_not_run(self, folder, hostile):
        record(
            folder,
            "INC-1",
            title=json.dumps(hostile),
            more=f"follow_ups: [{{what: {json.dumps(hostile)}, owner: {json.dumps(hostile)}}}]\n",
        )
        told = listed(assess(read_incident("INC-1", home=folder)))
        html = page(IndexEntry(incident_id="INC-1", facts=told), title=hostile.strip())

        assert "<script" not in html
        assert "<img" not in html
        assert "\u202e" not in html
        assert not any("49" in row for row in text_of(html))
        assert len(html) < 60_000

    def test_the_same_entries_give_the_same_bytes_in_any_order(self):
        entries = [entry("A"), entry("B", date="2024-01-01"), entry("C")]

        assert page(*entries) == page(*reversed(entries))

    def test_no_review_at_all_is_said(self):
        assert "No review is built yet" in page()


class TestNeverStale:
    def rows(self, folder):
        path = write_index(find_home(folder), Path("reviews"))
        return text_of(path.read_text(encoding="utf-8"))

    def test_what_holds_is_taken_from_the_receipt_and_no_series_is_read(
        self, folder, monkeypatch
    ):
        record(folder, "INC-1")
        built(folder, "INC-1")
        monkeypatch.setattr("incident_kit.index.load_incident", lambda *_, **__: 1 / 0)

        assert any("14 May" in row for row in self.rows(folder))

    @pytest.mark.parametrize("name", ["impact.csv", "places.csv", "narrative.md"])
    @pytest.mark.parametrize("change", ["cut", "gone", "other"])
    def test_any_evidence_that_is_changed_makes_the_page_older(
        self, folder, name, change
    ):
        record(folder, "INC-1", more=EVIDENCE)
        evidence(folder / "INC-1")
        built(folder, "INC-1")
        path = folder / "INC-1" / name
        lines = path.read_text().splitlines(keepends=True)
        if change == "gone":
            path.unlink()
        else:
            path.write_text(
                "".join(
                    lines[:-1]
                    if change == "cut"
                    else [*lines, lines[-1].replace("10:02", "10:03")]
                )
            )

        assert "its page is older" in self.rows(folder)[1]

    def test_a_narrative_that_is_new_makes_the_page_older(self, folder):
        record(folder, "INC-1", more=EVIDENCE)
        evidence(folder / "INC-1")
        story = folder / "INC-1" / "narrative.md"
        text = story.read_text()
        story.unlink()
        built(folder, "INC-1")
        assert "older" not in self.rows(folder)[1]
        story.write_text(text)

        assert "its page is older" in self.rows(folder)[1]

    def test_a_changed_record_gives_new_facts_and_says_the_page_is_older(self, folder):
        record(folder, "INC-1")
        built(folder, "INC-1")
        record(folder, "INC-1", title="Search was down")

        [row] = self.rows(folder)[1:]
        assert "Search was down" in row
        assert "its page is older: run incident-kit review INC-1" in row

    def test_so_does_a_changed_series(self, folder):
        record(
            folder,
            "INC-1",
            more="impact: [{name: e, unit: e, file: i.csv, value: e}]\n",
        )
        (folder / "INC-1" / "i.csv").write_text("at,e\n2024-05-14T07:00Z,1\n")
        built(folder, "INC-1")
        assert "older" not in self.rows(folder)[1]
        (folder / "INC-1" / "i.csv").write_text("at,e\n2024-05-14T07:00Z,2\n")

        assert "its page is older" in self.rows(folder)[1]

    @pytest.mark.parametrize("how", ["new", "changed", "gone"])
    def test_so_do_the_teams_settings(self, folder, how):
        record(folder, "INC-1")
        settings = folder / "kit.toml"
        if how != "new":
            settings.write_text('display_zone = "UTC"\n')
        built(folder, "INC-1")
        if how == "gone":
            settings.unlink()
        else:
            settings.write_text('display_zone = "Asia/Tokyo"\n')

        assert "its page is older" in self.rows(folder)[1]

    def test_a_page_that_somebody_else_put_there_is_not_taken_for_ours(self, folder):
        record(folder, "INC-1")
        built(folder, "INC-1")
        Path("reviews/INC-1/review.html").write_text("<p>another</p>")

        assert "its page is older" in self.rows(folder)[1]

    def test_a_record_that_broke_keeps_its_page_and_tells_its_problem(self, folder):
        record(folder, "INC-1")
        built(folder, "INC-1")
        record(folder, "INC-1", more="fixx: 1\n")

        rows = self.rows(folder)
        assert any("cannot be read now" in row for row in rows)
        assert any("incident.yaml:9:1: fixx: unknown field" in row for row in rows)

    @pytest.mark.parametrize(
        "receipt",
        ["", "[]", "{}", '{"listed": {"title": 1}}', "{", '{"inputs_sha256": 3}'],
    )
    def test_a_spoilt_receipt_is_made_up_for_from_the_record(self, folder, receipt):
        record(folder, "INC-1")
        built(folder, "INC-1")
        Path("reviews/INC-1/receipt.json").write_text(receipt)

        assert "Search is down" in self.rows(folder)[1]

    def test_a_customers_page_is_not_listed(self, folder):
        record(folder, "INC-1")
        built(folder, "INC-1")
        path = Path("reviews/INC-1/receipt.json")
        path.write_text(path.read_text().replace('"internal"', '"customer"'))

        assert self.rows(folder) == []

    def test_a_review_of_another_folder_is_named_and_not_counted(
        self, folder, tmp_path
    ):
        more = "follow_ups: [{what: Alert on it}]\n"
        record(folder, "INC-1", more=more)
        (tmp_path / "other").mkdir()
        for number in range(14):
            record(tmp_path / "other", f"OLD-{number:02}", more=more)
            built(tmp_path / "other", f"OLD-{number:02}")
        built(folder, "INC-1")
        html = write_index(find_home(folder), Path("reviews")).read_text(
            encoding="utf-8"
        )

        assert not any("OLD-" in row for row in text_of(html))
        assert "1 review<" in html
        assert "1 follow-up open" in html
        assert not any("OLD-" in href for href in Links(html).hrefs)
        bare = re.sub(r"<[^>]+>", "", html.replace("<wbr>", ""))
        assert (
            "14 other reviews lie here whose record is not in incidents/: OLD-00, OLD-01, "
            in unescape(bare)
        )
        assert "OLD-11 … and 2 more" in unescape(bare)

    def test_the_samples_do_not_stand_among_a_teams_own(self, folder):
        record(folder, "TEAM-1")
        built(folder, "TEAM-1")
        path = write_index(find_home("samples"), Path("reviews"))
        bare = re.sub(
            r"<[^>]+>", "", path.read_text(encoding="utf-8").replace("<wbr>", "")
        )

        assert (
            "1 other review lies here whose record is not in the samples: TEAM-1"
            in bare
        )
        assert "other review" not in write_index(
            find_home(folder), Path("reviews")
        ).read_text(encoding="utf-8")

    def test_facts_come_back_from_a_receipt_as_they_were(self):
        told = facts(owed=(Owed(what="a", owner="b", due="", sort="9999"),))

        assert listed_from_json(json.loads(json.dumps(told.to_json()))) == told
        assert listed_from_json({**told.to_json(), "more": 1}) is None


class TestDays:
    @pytest.mark.parametrize(
        ("written", "date", "day"),
        [
            ("2024-05-14", "2024-05-14", "14 May 2024"),
            ("2024-05", "2024-05", "May 2024"),
            ("2024", "2024", "2024"),
            ("2024-05-14 00:30", "2024-05-14", "14 May 2024"),
            ("by 2024-05-14 09:00", "2024-05-14", "14 May 2024"),
            ("about 2024-05-14 09:00", "2024-05-14", "14 May 2024"),
        ],
    )
    @pytest.mark.parametrize("settings", ["", 'display_zone = "Europe/Berlin"\n'])
    def test_the_day_is_the_one_that_was_written(
        self, folder, written, date, day, settings
    ):
        (folder / "kit.toml").write_text(settings)
        path = record(folder, "INC-1")
        path.write_text(path.read_text().replace("2024-05-14 09:01", f'"{written}"'))
        told = listed(assess(read_incident("INC-1", home=folder)))

        assert (told.date, told.day) == (date, day)

    def test_without_any_time_there_is_none(self, folder):
        path = folder / "INC-1" / "incident.yaml"
        path.parent.mkdir()
        path.write_text("id: INC-1\ntitle: Something\n")
        told = listed(assess(read_incident("INC-1", home=folder)))

        assert (told.date, told.day, told.relief, told.fix) == (
            "",
            "",
            "unknown",
            "unknown",
        )


@pytest.mark.notebook
class TestBuilding:
    def test_all_builds_what_can_be_built_and_lists_the_rest(self, folder, capsys):
        for number in (1, 2, 3):
            record(folder, f"INC-{number}", day=f"2024-05-1{number}")
        record(folder, "INC-2", more="fixx: 1\n")
        (folder / "kit.toml").write_text('title = "The house"\n')
        assert main(["review", "--all"]) == 2

        out, err = capsys.readouterr()
        assert out.splitlines()[1:] == [
            "wrote reviews/INC-1/review.html",
            "wrote reviews/INC-3/review.html",
            "all of them: reviews/index.html",
        ]
        assert err.count("\n") == 1
        assert err.startswith("incidents/INC-2/incident.yaml:9:1: fixx: unknown field")
        html = Path("reviews/index.html").read_text(encoding="utf-8")
        assert "<h1>The house</h1>" in html
        assert {"INC-1/review.html", "INC-3/review.html"} <= set(Links(html).hrefs)
        assert "INC-2/review.html" not in Links(html).hrefs
        assert "unknown field" in html
        receipt = json.loads(Path("reviews/INC-1/receipt.json").read_text())
        assert set(receipt["inputs_sha256"]) == {"incident.yaml", "../kit.toml"}

    def test_one_review_renews_the_index_and_the_bytes_stay(self, folder):
        for number in (1, 2):
            record(folder, f"INC-{number}")
        build_review("INC-1", home=folder)
        once = Path("reviews/index.html").read_bytes()
        build_review("INC-2", home=folder)
        both = Path("reviews/index.html").read_bytes()
        build_review("INC-1", home=folder)

        assert b"INC-2/review.html" not in once
        assert b"INC-2/review.html" in both
        assert Path("reviews/index.html").read_bytes() == both
        assert b"older" not in both

    def test_side_by_side_gives_the_page_that_one_alone_gives(
        self, folder, monkeypatch
    ):
        for number in (1, 2):
            record(folder, f"INC-{number}")
        monkeypatch.setattr("os.cpu_count", lambda: 2)
        outcomes = list(build_all(["INC-1", "INC-2"], home=folder, out="many"))
        build_review("INC-2", home=folder, out="alone")

        assert [one.incident_id for one in outcomes] == ["INC-1", "INC-2"]
        names = ("review.html", "receipt.json")
        assert [Path("many/INC-2", name).read_bytes() for name in names] == [
            Path("alone/INC-2", name).read_bytes() for name in names
        ]

    def test_now_is_the_same_minute_on_page_and_index(self, folder):
        record(folder, "INC-1", fixed="not yet")
        build_review("INC-1", home=folder, as_of="now")

        fix = json.loads(Path("reviews/INC-1/receipt.json").read_text())["listed"][
            "fix"
        ]
        page = Path("reviews/INC-1/review.html").read_text(encoding="utf-8")
        assert fix.startswith("at least ")
        assert fix.removesuffix(" from detection") in page.replace("\u00a0", " ")

    @pytest.mark.parametrize("arguments", [["review"], ["review", "INC-1", "--all"]])
    def test_neither_or_both_is_wrong_usage(self, arguments):
        with pytest.raises(SystemExit) as caught:
            main(arguments)

        assert caught.value.code == 2
