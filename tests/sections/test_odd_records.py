"""Thin and odd records: their pages look finished and claim nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from records import ODD as HOME
from records import STORED as EVERY

NAMES = sorted(one.name for one in HOME.iterdir())
# what no template of a sentence may leave behind
WRONG = (
    r"\bno of them\b|\bNone\b|\bnan\b|\ba a\b|\ban an\b|\.\.|(?<!\d)0 min to"
    r"|\b1 changes?\b|[{}]|\( ?\)"
)
BETTER = "What would make this review better"


@pytest.fixture(scope="module")
def soup_of(page_of):
    """Each page, parsed once."""
    done: dict[str, BeautifulSoup] = {}

    def soup(name: str, home: Path = HOME) -> BeautifulSoup:
        if name not in done:
            done[name] = BeautifulSoup(page_of(name, home), "html.parser")
        return done[name]

    return soup


def shown(soup: BeautifulSoup) -> str:
    """Return what a reader sees: no style, no folded table, no footer."""
    copy = BeautifulSoup(str(soup.body), "html.parser")
    for one in copy.select("style, details, footer"):
        one.decompose()
    return " ".join(copy.get_text(" ").split()).replace(" .", ".").replace(" ,", ",")


@pytest.mark.parametrize(("name", "home"), EVERY, ids=[name for name, _ in EVERY])
class TestEveryRecord:
    def test_says_in_one_place_what_would_make_it_better_and_how(
        self, soup_of, name, home
    ):
        text = shown(soup_of(name, home))

        assert text.count(BETTER) <= 1
        assert text.count("write what is known") == text.count(BETTER)

    def test_has_no_hint_and_no_empty_heading(self, soup_of, name, home):
        for section in soup_of(name, home).select("section"):
            heading = section.find(["h2", "h3"])
            words = " ".join(section.get_text(" ").split())

            assert heading is None or len(words) > len(heading.get_text()) + 20
            assert "is recorded; add" not in words

    def test_says_nothing_twice_in_its_headline(self, soup_of, name, home):
        """Four words that one sentence used are not used again."""
        said = soup_of(name, home).select_one(".headline .said, .standfirst")
        story = said.get_text(" ") if said else ""
        words = re.findall(r"[\w%-]+", story)
        fours = [tuple(words[at : at + 4]) for at in range(len(words) - 3)]
        told = [
            four
            for four in map(" ".join, fours)
            if "after" not in four and not re.search(r"\d", four)
        ]

        assert story.count("the cause was removed") <= 1
        assert story.count("users were fine again") <= 1
        assert len(told) == len(set(told))

    def test_makes_three_things_bold_at_most(self, soup_of, name, home):
        bold = soup_of(name, home).select(".headline .said strong")

        assert len(bold) <= 3

    def test_reads_as_english(self, soup_of, name, home):
        text = shown(soup_of(name, home))

        assert re.findall(WRONG, text) == []


class TestNoSeries:
    def test_answers_what_who_over_and_who_owes(self, soup_of):
        text = shown(soup_of("no-series"))

        assert (
            "It began about 08:40 and was noticed at 09:10; users were fine again at 09:52 and the cause was removed at 13:05."
            in text
        )
        assert "41 of 1,200 customers (3.4 %)." in text
        assert "Over since 13:05" in text
        assert "42 min from that report until users were fine" in text
        assert "3 h 13 min from then until the cause was gone" in text
        assert "1 of 1 done" in text

    def test_draws_no_block_and_explains_none(self, soup_of):
        text = soup_of("no-series").get_text(" ")

        assert "No impact series is recorded" in " ".join(text.split())
        assert "Hatched" not in text
        assert "worth" not in text

    def test_keeps_a_list_whole_in_its_figures(self, soup_of):
        alts = " ".join(one["aria-label"] for one in soup_of("no-series").select("svg"))

        assert "Large files sent to eu-2, eu-3 and us-1" in alts


class TestOnlyDetectedAndFixed:
    def test_leaves_open_whether_users_are_fine(self, soup_of):
        text = shown(soup_of("detected-and-fixed"))

        assert (
            "The cause was removed at 09:45; when users were fine again is not recorded."
            in text
        )
        assert "Over" not in text
        assert (
            "Not recorded: when it began, when users were fine again, who was affected, why it happened and what changes."
            in text
        )


class TestStillOpen:
    def test_says_until_when_nothing_had_ended(self, soup_of):
        text = shown(soup_of("still-open"))

        assert "users were still hit and the cause was still there." in text
        assert "No: users were still hit at 11:30." in text
        assert "1 h 18 min at least, from then: users were still hit at 11:30" in text
        assert "now" not in re.findall(r"\w+", text)


class TestMitigatedForWeeks:
    def test_says_that_the_cause_is_still_there(self, soup_of):
        text = shown(soup_of("mitigated-for-weeks"))

        assert "the cause is still there" in text
        assert "Users fine since 09:35, cause not removed" in text
        assert "For users it is; the cause is still there." in text
        assert "Index drops deleted items search team, 1 March" in text
        assert "at least, since users were fine: the cause is still there" in text

    def test_its_clocks_stand_on_a_log_axis_that_says_so(self, soup_of):
        """35 days against 2 h 35 min: bars would not show the shorter one."""
        drawn = soup_of("mitigated-for-weeks").select("svg")

        assert any("distance is ratio, not time" in svg.get_text() for svg in drawn)

    def test_a_single_follow_up_is_not_counted_among_itself(self, soup_of):
        text = " ".join(soup_of("mitigated-for-weeks").get_text(" ").split())

        assert "One follow-up, not done." in text


class TestThreeWaves:
    def test_counts_the_waves_and_the_harm_of_the_first_series(self, soup_of):
        """From 06:00 to 07:00 in samples of five minutes; the usual level is 1.

        120 + (0 to 10) jobs late each minute: about 125 x 60 - 60 = 7,445.
        """
        text = shown(soup_of("three-waves"))

        assert "More jobs late than usual, from" in text
        assert "a second wave came at 07:05, three waves in all" in text
        folded = " ".join(soup_of("three-waves").get_text(" ").split())
        assert "% of the excess in jobs late came" in folded

    def test_counts_what_the_drain_averted_in_its_own_series(self, soup_of):
        """125 a minute, less the usual 1, for the four hours until the fix: 29,760."""
        text = shown(soup_of("three-waves"))
        [(low, high)] = set(
            re.findall(r"averted about ([\d,]+) to ([\d,]+) jobs late", text)
        )

        assert int(low.replace(",", "")) < 29_760 < int(high.replace(",", ""))


class TestTimesByDay:
    def test_says_days_and_never_a_minute(self, soup_of):
        text = shown(soup_of("days-only"))

        assert (
            "It began on 2 October and was noticed on 9 October; users were fine again on 10 October and the cause was removed on 16 October."
            in text
        )
        assert "9 October 2023" in text
        assert "at most 2 d" in text
        assert not re.search(r"\d\d:\d\d", text.replace("UTC+02:00", ""))

    def test_its_footer_names_no_hour_either(self, soup_of):
        footer = soup_of("days-only").select_one("footer").get_text()

        assert "as of 16 October 2023," in footer


@pytest.mark.parametrize("name", ["title-only", "title-and-note"])
class TestATitle:
    def test_says_what_is_not_recorded_in_one_line(self, soup_of, name):
        text = shown(soup_of(name))

        assert (
            "Not recorded: when it began, when users were fine again, who was affected, why it happened, whether it can come back and what changes."
            in text
        )

    def test_claims_no_number_and_no_state(self, soup_of, name):
        text = shown(soup_of(name)).partition(BETTER)[0]
        text = text.replace("14:03", "").replace("22 April 2024", "")

        assert not re.search(r"\d", text)
        assert not re.search(
            r"\b(over|ongoing|mitigated|fixed)\b", text.replace("it is over", "")
        )

    def test_defines_nothing_that_it_does_not_show(self, soup_of, name):
        footer = soup_of(name).select_one("footer").get_text()

        assert "Onset" not in footer
        assert "Averted" not in footer
