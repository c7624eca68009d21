"""A drill holds what was known by the replayed minute, and touches nothing else."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from incident_kit.drill.clock import ReplayClock
from incident_kit.drill.debrief import debrief_of
from incident_kit.drill.facts import surely_by
from incident_kit.drill.places import folder_of_drill
from incident_kit.drill.practice import open_practice, practice_of
from incident_kit.drill.replay import Replay
from incident_kit.drill.starting import start_drill
from incident_kit.errors import IncidentKitError
from incident_kit.forms.save import save
from incident_kit.forms.sheet import open_sheet
from incident_kit.record.happened import every_moment
from incident_kit.store.folder import load_incident
from incident_kit.store.home import find_home, list_ids
from incident_kit.store.notes import add_note
from incident_kit.store.opening import copy_sample
from incident_kit.store.records import read_record
from incident_kit.wording.inside.catalogue import FORMS

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "notebooks" / "incidents"
PUBLIC = ROOT / "tests" / "data" / "incidents"
PUBLISHED = sorted(path.name for path in PUBLIC.iterdir() if path.is_dir())
EVERY = [
    *(
        ("samples", path.parent.name)
        for path in sorted(SAMPLES.glob("*/incident.yaml"))
    ),
    *((str(PUBLIC), name) for name in PUBLISHED),
]


@pytest.fixture(autouse=True)
def work(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)
    return tmp_path


def begin(incident_id: str, home: str = "samples") -> Replay:
    started = start_drill(incident_id, home=find_home(home))
    return Replay(open_practice(started.notebook.parent))


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def texts(folder: Path) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and path.name != "incident.schema.json"
    )


def later_words(replay: Replay, now: datetime) -> set[str]:
    """What the record says of later minutes, or of what was only found afterwards."""
    record = replay.practice.incident.record
    timed = [
        *((surely_by(one.at), one.what) for one in record.timeline),
        *((surely_by(one.at), one.what) for one in record.changes or ()),
        *((surely_by(one.applied_at), one.what) for one in record.actions or ()),
    ]
    known = {what for at, what in timed if at is not None and at <= now}
    later = {what for at, what in timed if at is None or at > now}
    later |= {one.what for one in record.hypotheses}
    later |= {letter.answer or "" for _, letter in record.blast.letters}
    later |= {record.summary or "", record.trigger.what if record.trigger else ""}
    later |= set(record.contributing_factors or ())
    return {
        one
        for one in later - {""}
        if len(one) > 12 and not any(one in other for other in known)
    }


class TestNothingOfLaterMinutes:
    @pytest.mark.parametrize(("home", "incident_id"), EVERY)
    def test_is_in_the_folder_at_any_replayed_minute(self, home, incident_id):
        try:
            replay = begin(incident_id, home)
        except IncidentKitError as error:
            assert "says when it was noticed" in str(error)
            return
        start, end = replay.clock.now(), replay.clock.end
        draw = random.Random(incident_id)
        at = sorted(start + draw.random() * (end - start) for _ in range(4))
        for moment in (start, *at, end):
            replay.clock.jump(moment)
            replay.beat()
            now = replay.clock.now()
            stored = read_record(incident_id, replay.home)
            load_incident(stored, replay.home)
            said = [
                (path, surely_by(one))
                for path, one in every_moment(stored.record)
                if one.is_known
            ]
            told = texts(replay.practice.folder)

            assert [path for path, at in said if at is None or at > now] == []
            assert [one for one in later_words(replay, now) if one in told] == []
            for file in replay.practice.folder.rglob("*.csv"):
                times = pd.to_datetime(pd.read_csv(file)["at"])
                step = times.diff().median()
                assert times.iloc[-1] + step <= now

    def test_what_is_only_known_to_the_hour_comes_when_it_has_surely_happened(self):
        """The rollback of Stripe came between 20:13 and 21:14."""
        replay = begin("stripe-2019-07-10-db-election")
        replay.clock.jump(datetime(2019, 7, 10, 21, 13, tzinfo=UTC))
        replay.beat()
        before = texts(replay.practice.folder)
        replay.clock.jump(datetime(2019, 7, 10, 21, 14, tzinfo=UTC))
        replay.beat()

        assert "as a precaution" not in before
        assert "as a precaution" in texts(replay.practice.folder)

    def test_a_state_goes_on_until_its_end_was_seen(self):
        replay = begin("fastly-2021-06-08")
        replay.skip()
        during = read_record("fastly-2021-06-08", replay.home).record.impact[0].during
        while not replay.is_ended:
            replay.skip()
        over = read_record("fastly-2021-06-08", replay.home).record.impact[0].during

        assert [end.form for _, end in during] == ["not yet"]
        assert [end.text for _, end in over] == ["2021-06-08 12:35"]


class TestTheOriginal:
    def test_stays_as_it_is_whatever_is_done_in_the_drill(self, work):
        copy_sample("INC-002", find_home("samples"))
        (work / "incidents" / "kit.toml").write_text('display_zone = "UTC"\n')
        mine, bundled = digests(work / "incidents"), digests(SAMPLES)
        for home in ("", "samples"):
            replay = begin("INC-002", home)
            replay.skip()
            add_note("INC-002", "Off", home=replay.home, purpose="stabilize")
            sheet = open_sheet(FORMS["location"], "INC-002", replay.home)
            save(sheet, {("answer",): "One report"})
            while not replay.is_ended:
                replay.skip()
            debrief_of(replay.practice, replay.clock.now())
            start_drill("INC-002", home=find_home(home), anew=True)

        assert digests(work / "incidents") == mine
        assert digests(SAMPLES) == bundled
        assert sorted(one.name for one in work.iterdir()) == ["drills", "incidents"]

    def test_is_told_apart_by_the_thin_record_it_starts_with(self):
        replay = begin("INC-003")
        record = read_record("INC-003", replay.home).record

        assert record.title == "Drill of INC-003"
        assert record.timezone == replay.practice.incident.record.timezone
        assert not record.timeline
        assert not record.detected_at.is_known


class TestStamps:
    def test_carry_the_replayed_time(self):
        replay = begin("INC-002")
        replay.skip()
        add_note("INC-002", "Looks odd", home=replay.home)
        save(
            open_sheet(FORMS["location"], "INC-002", replay.home), {("answer",): "All"}
        )
        record = read_record("INC-002", replay.home).record

        assert record.timeline[-1].at.text == "2025-05-20T10:04+02:00"
        assert record.blast.location.answered_at.text == "2025-05-20T10:04+02:00"

    def test_ask_the_folder_and_no_clock_of_their_own(self):
        """A drill's time is the folder's: who asks the computer's clock stamps today."""
        asking = [
            path.relative_to(ROOT).as_posix()
            for place in ("triage", "forms", "drill", "store/notes.py")
            for path in _sources(ROOT / "incident_kit" / place)
            if "datetime.now(" in path.read_text(encoding="utf-8")
        ]
        assert asking == []


def _sources(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(place.rglob("*.py"))


class TestLeftAndBegunAnew:
    def test_one_that_was_left_is_gone_on_with(self):
        replay = begin("INC-002")
        replay.skip()
        add_note("INC-002", "Mine", home=replay.home)
        again = start_drill("INC-002", home=find_home("samples"), speed=30)
        on = Replay(open_practice(again.notebook.parent))

        assert not again.is_new
        assert on.clock.now() == replay.clock.now()
        assert on.clock.speed == 30
        assert "Mine" in texts(again.notebook.parent)

    def test_anew_is_a_word(self):
        replay = begin("INC-002")
        start = replay.clock.now()
        replay.skip()
        add_note("INC-002", "Mine", home=replay.home)
        again = start_drill("INC-002", home=find_home("samples"), anew=True)

        assert again.is_new
        assert Replay(open_practice(again.notebook.parent)).clock.now() == start
        assert "Mine" not in texts(again.notebook.parent)

    def test_a_folder_of_another_kind_is_never_removed(self, work):
        (work / "drills" / "INC-002").mkdir(parents=True)
        (work / "drills" / "INC-002" / "notes.txt").write_text("mine")
        for anew in (False, True):
            with pytest.raises(IncidentKitError, match="is no drill"):
                start_drill("INC-002", home=find_home("samples"), anew=anew)

        assert (work / "drills" / "INC-002" / "notes.txt").read_text() == "mine"

    def test_what_was_taken_out_does_not_come_back(self):
        replay = begin("INC-002")
        replay.skip()
        path = read_record("INC-002", replay.home).path
        text = path.read_text(encoding="utf-8")
        lines = [one for one in text.splitlines(True) if "First noticed" not in one]
        path.write_text("".join(lines), encoding="utf-8")
        replay.skip()

        assert "First noticed" not in path.read_text(encoding="utf-8")
        assert "Taken up" in path.read_text(encoding="utf-8")

    def test_a_record_that_cannot_be_read_gets_it_once_it_can(self):
        replay = begin("INC-002")
        path = read_record("INC-002", replay.home).path
        whole = path.read_text(encoding="utf-8")
        path.write_text(whole + "title: twice\n", encoding="utf-8")
        with pytest.raises(IncidentKitError, match="title"):
            replay.skip()
        path.write_text(whole, encoding="utf-8")
        replay.beat()

        assert "First noticed" in path.read_text(encoding="utf-8")

    @pytest.mark.parametrize("speed", [0, -1, 1e9, float("nan")])
    def test_a_speed_at_which_nothing_goes_is_refused(self, speed, work):
        with pytest.raises(IncidentKitError, match="no speed of a replay"):
            start_drill("INC-002", home=find_home("samples"), speed=speed)

        assert not (work / "drills").exists()

    def test_a_record_without_any_time_says_what_it_lacks(self, work):
        place = work / "incidents" / "INC-7"
        place.mkdir(parents=True)
        (place / "incident.yaml").write_text("id: INC-7\ntitle: Down\ntimezone: UTC\n")
        with pytest.raises(IncidentKitError, match="write detected_at into its record"):
            start_drill("INC-7", home=find_home())

        assert not (work / "drills").exists()

    def test_a_sample_can_be_drilled_beside_incidents_of_ones_own(self, work):
        copy_sample("INC-003", find_home("samples"))
        home = find_home()
        started = start_drill("INC-002", home=home)

        assert list_ids(home) == ("INC-003",)
        assert started.notebook.parent == folder_of_drill("INC-002", home)
        assert practice_of("INC-003", home, work / "x").incident_id == "INC-003"


class TestTheClock:
    def at(self, seconds: float) -> datetime:
        return datetime(2026, 3, 14, 9, 0, tzinfo=UTC) + timedelta(seconds=seconds)

    def test_stands_still_until_it_is_started_and_never_passes_its_end(self):
        real = [0.0]
        clock = ReplayClock(
            self.at(0), end=self.at(100), speed=12, seconds=lambda: real[0]
        )
        real[0] = 5
        stood = clock.now()
        clock.run()
        real[0] = 10
        ran = clock.now()
        clock.pause()
        real[0] = 99
        paused = clock.now()
        clock.run()
        real[0] = 200

        assert (stood, ran, paused) == (self.at(0), self.at(60), self.at(60))
        assert clock.now() == self.at(100)
        assert clock.is_over

    def test_a_new_speed_counts_from_there_and_it_never_goes_back(self):
        real = [0.0]
        clock = ReplayClock(
            self.at(0), end=self.at(9999), speed=10, seconds=lambda: real[0]
        )
        clock.run()
        real[0] = 5
        clock.speed = 100
        real[0] = 6
        now = clock.now()
        clock.jump(self.at(3))

        assert now == self.at(150)
        assert clock.now() == self.at(150)
