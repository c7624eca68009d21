"""All 36 public incidents: our clocks against the published table, and whole pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from incident_kit.cli import main
from incident_kit.instants.elapsed import Elapsed
from incident_kit.page.blocks import plain_section
from incident_kit.sections.registry import SECTIONS, build_section
from incident_kit.store.folder import read_incident
from incident_kit.timing.assessment import Assessment, assess

SAMPLES = Path(__file__).parents[2] / "notebooks" / "incidents"
HOME = Path(__file__).parents[1] / "data" / "incidents"

# what the published table calls the order, and what we do
ORDERS = {
    "mitigated_first": "relief first",
    "mitigated_fix_not_published": "relief, fix unknown",
    "same_action": "same action",
    "fix_only": "fix only",
    "fixed_first": "fix first",
}
# id | detect | TTM | TTF | impact min | order | first effective kind | second wave;
# typed from the table; where it has days only, the order and the kind are ours
TABLE = """
knight-capital-2012-08-01 | 0 | 45 | - | 45 | mitigated_fix_not_published | disable | yes
stackexchange-2016-07-20-regex | - | - | 34 | 34 | fix_only | - | no
gitlab-2017-01-31-database-removal | 0 | 1053 | 1113 | 1113 | mitigated_first | restore | no
aws-2017-02-28-s3 | - | 169 | 257 | 257 | mitigated_first | restart | no
github-2018-10-21-mysql-failover | 2 | 479 | 1052 | 1451 | mitigated_first | restore | yes
cloudflare-2019-07-02-waf-regex | 3 | 25 | 70 | 27 | mitigated_first | disable | no
stripe-2019-07-10-db-election | 1 | 25 | 372 | 372 | mitigated_first | restart | yes
cloudflare-2020-07-17-backbone | - | 27 | - | 27 | mitigated_fix_not_published | disable | no
google-2020-12-14-user-id-quota | -3 | 36 | - | 47 | mitigated_fix_not_published | disable | no
fastly-2021-06-08 | 1 | 49 | 458 | 168 | mitigated_first | disable | no
facebook-2021-10-04-backbone | - | 311 | 311 | 431 | same_action | restore | no
roblox-2021-10-28-consul | -143 | 4130 | 2871 | 4365 | fixed_first | degrade | no
gitlabcom-2021-11-22-artifact-index | - | - | - | - | mitigated_first | restore | no
aws-2021-12-07-internal-network | - | 118 | - | 670 | mitigated_fix_not_published | failover | yes
atlassian-2022-04-05-site-deletion | - | - | - | - | mitigated_first | restore | no
gitlabcom-2022-04-13-audit-flag | 32 | 38 | - | 38 | mitigated_fix_not_published | feature flag | no
cloudflare-2022-06-21-bgp-mcp | - | 31 | 75 | 75 | mitigated_first | rollback | yes
rust-2023-01-25-static-dns | - | - | 15 | 25 | fix_only | - | no
datadog-2023-03-08-systemd | 0 | 190 | - | 2902 | mitigated_fix_not_published | scale | no
gitlabcom-2023-03-29-pipeline-unlock | - | 222 | 647 | 222 | mitigated_first | unknown | no
crates-io-2023-07-20-download-url | 8 | 13 | 113 | 13 | mitigated_first | rollback | no
gitlabcom-2023-09-14-routing-flag | - | 18 | - | 18 | mitigated_fix_not_published | feature flag | no
github-2024-03-11-auth-network-config | 4 | 10 | 123 | 123 | mitigated_first | rollback | no
gitlabcom-2024-09-06-akeyless-flag | - | 74 | - | 82 | mitigated_fix_not_published | feature flag | no
github-2024-12-17-live-updates | - | 17 | - | 17 | mitigated_fix_not_published | rollback | no
gitlabcom-2025-01-06-migration | 3 | 16 | - | 41 | mitigated_fix_not_published | unknown | yes
cloudflare-2025-07-14-1111-topology | 9 | 28 | 62 | 62 | mitigated_first | rollback | no
posthog-2025-10-21-redis-overload | 2 | 75 | - | 103 | mitigated_fix_not_published | degrade | no
posthog-2025-10-24-rate-limit | 10 | 72 | 72 | 72 | same_action | disable | no
posthog-2025-10-28-pool-exhaustion | -5 | 85 | - | 123 | mitigated_fix_not_published | scale | no
cloudflare-2025-11-18-bot-feature-file | 3 | 97 | 182 | 338 | mitigated_first | failover | yes
github-2026-02-09-cache-rewrites | - | 46 | 237 | 237 | mitigated_first | disable | yes
github-2026-04-23-billing-cache | - | 12 | 12 | 48 | same_action | rollback | no
github-2026-04-23-merge-queue | 213 | 278 | 278 | 278 | same_action | rollback | no
github-2026-06-04-review-dependency | - | 74 | 85 | 85 | mitigated_first | rollback | no
github-2026-06-08-signed-out-504 | - | 125 | - | 126 | mitigated_fix_not_published | block | no
"""


# id | start | end of the second wave, as published | what shows it:
# intervals: two of a state; said: the record's `waves` alone, as no interval is published
# for them, or one that spans both
SECOND_WAVES = """
aws-2021-12-07-internal-network | 2021-12-07 16:50 | 2021-12-08 00:44 | said
cloudflare-2022-06-21-bgp-mcp | - | - | said
cloudflare-2025-11-18-bot-feature-file | 2025-11-18 14:40 | 2025-11-18 15:30 | intervals
github-2018-10-21-mysql-failover | 2018-10-22 11:12 | 2018-10-22 16:24 | said
github-2026-02-09-cache-rewrites | 2026-02-09 18:53 | 2026-02-09 20:09 | intervals
gitlabcom-2025-01-06-migration | 2025-01-06 15:13 | 2025-01-06 15:37 | said
knight-capital-2012-08-01 | - | - | said
stripe-2019-07-10-db-election | 2019-07-10 21:14 | 2019-07-10 22:47 | intervals
"""


class Figures(NamedTuple):
    """One line of the table: minutes as stated, None where nothing is published."""

    detect: float | None
    first_relief: float | None
    fix: float | None
    mitigate: float | None
    order: str
    kind: str | None
    waves: bool


def published() -> dict[str, Figures]:
    lines = [re.split(r"\s*\|\s*", line) for line in TABLE.strip().splitlines()]
    return {
        name: Figures(
            *(None if one == "-" else float(one) for one in minutes),
            order=ORDERS[order],
            kind=None if kind == "-" else kind,
            waves=waves == "yes",
        )
        for name, *minutes, order, kind, waves in lines
    }


EXPECTED = published()
# the lists of the table's page
WORKED_NOT = {
    "cloudflare-2025-11-18-bot-feature-file",
    "github-2018-10-21-mysql-failover",
    "knight-capital-2012-08-01",
    "posthog-2025-10-21-redis-overload",
    "posthog-2025-10-28-pool-exhaustion",
    "stripe-2019-07-10-db-election",
}
DORMANT = {
    "cloudflare-2019-07-02-waf-regex",
    "cloudflare-2025-07-14-1111-topology",
    "crates-io-2023-07-20-download-url",
    "datadog-2023-03-08-systemd",
    "fastly-2021-06-08",
    "github-2024-03-11-auth-network-config",
    "google-2020-12-14-user-id-quota",
    "knight-capital-2012-08-01",
    "roblox-2021-10-28-consul",
    "stripe-2019-07-10-db-election",
}
INNOCENT = {
    "cloudflare-2025-07-14-1111-topology",
    "cloudflare-2025-11-18-bot-feature-file",
    "crates-io-2023-07-20-download-url",
    "gitlab-2017-01-31-database-removal",
}
NOTICED_BEFORE = {
    "google-2020-12-14-user-id-quota",
    "posthog-2025-10-28-pool-exhaustion",
    "roblox-2021-10-28-consul",
}


def home_of(name: str) -> Path:
    return SAMPLES if (SAMPLES / name).is_dir() else HOME


@pytest.fixture(scope="module")
def assessed() -> dict[str, Assessment]:
    return {name: assess(read_incident(name, home=home_of(name))) for name in EXPECTED}


def minutes(elapsed: Elapsed) -> float | None:
    stated = elapsed.stated
    return None if stated is None else stated / timedelta(minutes=1)


def relief_kind(found: Assessment) -> str | None:
    actions = {one.id: one for one in found.incident.record.actions or ()}
    relief = actions.get(found.clocks.first_relief.action)
    return None if relief is None else relief.kind


def named(found: dict[str, Assessment], holds) -> set[str]:
    return {name for name, one in found.items() if holds(one)}


class TestTheTable:
    @pytest.mark.parametrize("name", EXPECTED)
    def test_our_clocks_give_the_published_figures(self, assessed, name):
        found = assessed[name]
        clocks = found.clocks

        assert EXPECTED[name] == Figures(
            detect=minutes(clocks.detect.elapsed),
            first_relief=minutes(clocks.first_relief.elapsed),
            fix=minutes(clocks.fix.elapsed),
            mitigate=minutes(clocks.mitigate.elapsed),
            order=clocks.order,
            kind=relief_kind(found),
            waves=len(found.blast.waves) > 1,
        )

    def test_every_public_incident_is_in_one_place(self):
        here = {path.parent.name for path in HOME.glob("*/incident.yaml")}
        samples = {path.parent.name for path in SAMPLES.glob("*/incident.yaml")}

        assert len(EXPECTED) == 36
        assert not here & samples
        assert here | {one for one in samples if not one.startswith("INC-")} == set(
            EXPECTED
        )

    def test_days_alone_give_bounds_and_no_minutes(self, assessed):
        """5 April 07:38 to 8 April: 2 d 16 h 22 min to 3 d 16 h 22 min."""
        relief = assessed["atlassian-2022-04-05-site-deletion"].clocks.first_relief

        assert relief.elapsed.stated is None
        assert relief.elapsed.low == timedelta(days=2, hours=16, minutes=22)
        assert relief.elapsed.high == timedelta(days=3, hours=16, minutes=22)

    @pytest.mark.parametrize(
        "name",
        [
            "github-2024-12-17-live-updates",
            "github-2026-02-09-cache-rewrites",
            "github-2026-06-08-signed-out-504",
            "gitlabcom-2022-04-13-audit-flag",
            "gitlabcom-2023-09-14-routing-flag",
            "gitlabcom-2023-03-29-pipeline-unlock",
        ],
    )
    def test_a_relief_known_by_when_stays_an_upper_bound(self, assessed, name):
        assert assessed[name].clocks.first_relief.moment.form == "by"


def second_waves() -> dict[str, list[str]]:
    lines = [re.split(r"\s*\|\s*", line) for line in SECOND_WAVES.strip().splitlines()]
    return {name: fields for name, *fields in lines}


def utc(at: pd.Timestamp | None) -> str:
    return "-" if at is None else f"{at.tz_convert('UTC'):%Y-%m-%d %H:%M}"


class TestTheWaves:
    @pytest.mark.parametrize("name", EXPECTED)
    def test_are_as_many_as_published_and_lie_where_they_do(self, assessed, name):
        later = [
            (utc(wave.start) if wave.start_known else "-", utc(wave.end))
            for wave in assessed[name].blast.waves[1:]
        ]
        expected = second_waves().get(name)

        assert later == ([] if expected is None else [tuple(expected[:2])])

    def test_show_in_the_intervals_alone_where_two_are_published(self, assessed):
        alone = {
            name: assess(
                replace(
                    one.incident,
                    record=one.incident.record.model_copy(update={"waves": None}),
                )
            ).blast.waves[1:]
            for name, one in assessed.items()
        }

        assert {
            name: (utc(wave.start), utc(wave.end))
            for name, waves in alone.items()
            for wave in waves
        } == {
            name: (start, end)
            for name, (start, end, shown) in second_waves().items()
            if shown == "intervals"
        }


class TestTheLists:
    def test_actions_that_did_nothing_or_harm(self, assessed):
        assert (
            named(
                assessed,
                lambda one: any(
                    action.effect in {"none", "worse"}
                    for action in one.incident.record.actions or ()
                ),
            )
            == WORKED_NOT
        )

    @pytest.mark.parametrize(
        ("role", "names"), [("latent", DORMANT), ("innocent", INNOCENT)]
    )
    def test_changes_by_what_they_turned_out_to_be(self, assessed, role, names):
        assert names == named(
            assessed,
            lambda one: any(
                change.role == role for change in one.incident.record.changes or ()
            ),
        )

    def test_what_was_noticed_before_users_were_hit(self, assessed):
        assert (
            named(assessed, lambda one: (minutes(one.clocks.detect.elapsed) or 0) < 0)
            == NOTICED_BEFORE
        )

    def test_actions_by_kind_and_effect(self, assessed):
        """The table counts 87 mitigations; a fix that eased nothing has no effect."""
        actions = [
            action
            for one in assessed.values()
            for action in one.incident.record.actions or ()
            if action.purpose != "fix"
        ]
        effects = [action.effect for action in actions]
        kinds = [action.kind for action in actions]

        assert {one: effects.count(one) for one in set(effects)} == {
            "full": 35,
            "partial": 30,
            "none": 4,
            "protective": 4,
            "unknown": 3,
            "worse": 2,
        }
        assert {one: kinds.count(one) for one in set(kinds)} == {
            "rollback": 18,
            "disable": 13,
            "scale": 9,
            "restore": 8,
            "degrade": 7,
            "restart": 6,
            "feature flag": 5,
            "unknown": 5,
            "failover": 4,
            "block": 3,
        }


class TestEveryRecord:
    @pytest.mark.parametrize("home", [HOME, SAMPLES], ids=["public", "samples"])
    def test_passes_the_check(self, capsys, home):
        assert main(["check", "--home", str(home)]) == 0
        assert capsys.readouterr().err == ""

    @pytest.mark.parametrize("name", EXPECTED)
    def test_every_section_reads_as_finished(self, assessed, name):
        for section in SECTIONS:
            text = plain_section(build_section(section, assessed[name]))

            assert not re.search(r"\b(None|nan|NaT)\b", text), text
            assert "  " not in text.replace("\n", ""), text
            assert not re.search(r"^#+\s*$", text, re.MULTILINE), text
