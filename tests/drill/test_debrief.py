"""The debrief: what was asked before the first change, and what the data had by then."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from incident_kit.drill.debrief import debrief_of
from incident_kit.drill.debrief_section import debrief_section
from incident_kit.drill.practice import open_practice
from incident_kit.drill.replay import Replay
from incident_kit.drill.starting import start_drill
from incident_kit.forms import shown as shown_forms
from incident_kit.forms.save import save
from incident_kit.forms.sheet import open_sheet
from incident_kit.page.blocks import plain_section
from incident_kit.review import drill as module
from incident_kit.store.home import find_home
from incident_kit.store.notes import add_note
from incident_kit.triage.desk import retire_desks
from incident_kit.wording.inside.catalogue import FORMS

MORNING = datetime(2025, 5, 20, 8, 0, tzinfo=UTC)  # 10:00 in Berlin


@pytest.fixture(autouse=True)
def work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INCIDENT_KIT_HOME", raising=False)


class Trainee:
    """Somebody who practises: goes to a minute, answers, acts."""

    def __init__(self, incident_id: str = "INC-002") -> None:
        started = start_drill(incident_id, home=find_home("samples"))
        self.id = incident_id
        self.replay = Replay(open_practice(started.notebook.parent))

    def at(self, minute: int) -> Trainee:
        self.replay.clock.jump(MORNING + timedelta(minutes=minute))
        self.replay.beat()
        return self

    def answers(self, form: str, words: str) -> Trainee:
        sheet = open_sheet(FORMS[form], self.id, self.replay.home)
        save(sheet, {("answer",): words})
        return self

    def does(self, what: str, purpose: str = "stabilize") -> Trainee:
        add_note(self.id, what, home=self.replay.home, purpose=purpose)
        return self

    def told(self) -> str:
        debrief = debrief_of(self.replay.practice, self.replay.clock.now())
        return plain_section(debrief_section(debrief))


def row(told: str, question: str) -> list[str]:
    [line] = [one for one in told.splitlines() if one.startswith(f"{question} |")]
    return line.split(" | ")


class TestBeforeTheFirstChange:
    def test_it_counts_what_was_answered_by_then_and_not_what_came_after(self):
        trainee = Trainee().at(6).answers("location", "One report")
        trainee.at(9).does("Report off").at(12).answers("anchor_time", "Last night")
        told = trainee.told()

        assert (
            "Before your first change (“Report off”, at 10:09) you had answered one of "
            "the five questions: location." in told
        )
        assert "at 10:06, before your first change" in row(told, "Location")[1]
        assert "at 10:12, after your first change" in row(told, "Anchor time")[1]
        assert row(told, "Blast radius")[1] == "Not answered."

    def test_a_look_is_no_change(self):
        trainee = Trainee().at(5).does("Log read", "investigate").at(6)
        told = trainee.answers("location", "One report").told()

        assert "You changed nothing in production. You answered one of" in told
        assert "before your first change" not in told

    def test_the_answer_that_stood_then_is_shown_when_it_was_changed_later(self):
        trainee = Trainee().at(6).answers("location", "Every report").at(8)
        trainee.does("Report off").at(12).answers("location", "One report")

        assert "“Every report”" in row(trainee.told(), "Location")[1]

    def test_nothing_at_all_is_said_as_that(self):
        told = Trainee().at(20).told()

        assert "You answered none of the five questions." in told
        assert "You did nothing that was to ease it; the team's came at 10:15" in told


class TestRelief:
    def test_yours_stands_beside_the_teams_counted_from_when_it_was_noticed(self):
        told = Trainee().at(9).does("Retry patched", "fix").at(11).does("Off").told()

        assert (
            "Your first action to ease it came at 10:11, 7 min after it was noticed; "
            "the team's came at 10:15, 11 min after it was noticed." in told
        )
        assert "nothing here can tell" in told


class TestTheDataThen:
    def test_are_those_of_that_minute_and_not_of_the_whole(self):
        """Of INC-001 the place is measured only once the second wave was seen."""
        trainee = Trainee("INC-001")
        trainee.replay.clock.jump(datetime(2024, 5, 14, 7, 6, tzinfo=UTC))
        trainee.replay.beat()
        _, _, then, whole = row(trainee.answers("location", "Here").told(), "Location")

        assert then.startswith("The data could not tell yet.")
        assert "It shows at /reports" in whole

    def test_an_onset_names_its_series_and_its_day(self):
        told = Trainee().at(9).answers("anchor_time", "Last night").told()

        assert "wrong totals shown, 19 May 2025" in row(told, "Anchor time")[2]

    def test_an_option_counts_from_when_the_team_knew_it(self):
        early = Trainee().at(11).does("Off").told()
        assert (
            "No option is on record by then." in row(early, "Temporary mitigation")[2]
        )
        start_drill("INC-002", home=find_home("samples"), anew=True)
        late = Trainee().at(13).does("Off").told()

        assert "Flag monthly-totals off" in row(late, "Temporary mitigation")[2]

    def test_without_any_series_it_says_that_and_what_was_published(self):
        told = Trainee("fastly-2021-06-08").told()

        assert "No impact series to measure it with." in row(told, "Anchor time")[2]
        assert "The team: 09:47" in row(told, "Anchor time")[3]


class TestInTheNotebook:
    @pytest.fixture
    def shown(self, monkeypatch):
        pytest.importorskip("ipywidgets")
        bundles = []

        def display(data, **_):
            bundles.append(data)
            return SimpleNamespace(update=lambda data, **_: bundles.append(data))

        monkeypatch.setattr(shown_forms, "display", display)
        monkeypatch.setattr(module, "can_be_answered", lambda: True)
        yield bundles
        retire_desks()

    def test_ending_the_drill_fills_the_debrief_and_stops_the_buttons(
        self, shown, monkeypatch
    ):
        started = start_drill("INC-002", home=find_home("samples"))
        monkeypatch.chdir(started.notebook.parent)
        drill = module.open_drill()
        drill.replay._ipython_display_()
        drill.debrief._ipython_display_()
        panel = drill.desk._panels["replay"]
        waiting = [one for one in shown if "has ended" in str(one.get("text/plain"))]
        panel.skip.click()
        panel.end.click()
        filled = shown[-1]["text/plain"]

        assert len(waiting) == 1
        assert "You changed nothing in production" in filled
        assert all(one.disabled for one in panel._buttons)
        assert "The drill has ended" in panel.status.widget.value
        again = module.open_drill()
        again.debrief._ipython_display_()
        assert shown[-1]["text/plain"] == filled

    def test_the_clock_is_started_stopped_and_made_faster(self, shown, monkeypatch):
        started = start_drill("INC-002", home=find_home("samples"))
        monkeypatch.chdir(started.notebook.parent)

        async def work():
            drill = module.open_drill()
            drill.replay._ipython_display_()
            panel = drill.desk._panels["replay"]
            panel.start.click()
            panel.faster.click()
            await asyncio.sleep(0.6)  # a press waits for what was typed before it
            running = panel.start.description, drill.running.clock.speed
            panel.start.click()
            await asyncio.sleep(0.6)
            stood = drill.running.clock.now()
            await asyncio.sleep(0.2)
            return running, stood, drill.running.clock.now()

        running, stood, now = asyncio.run(work())
        assert running == ("Pause", 24)
        assert stood == now > datetime(2025, 5, 20, 8, 2, tzinfo=UTC)

    def test_where_nobody_sits_it_says_that_the_debrief_comes_at_the_end(
        self, shown, monkeypatch
    ):
        monkeypatch.setattr(module, "can_be_answered", lambda: False)
        started = start_drill("INC-002", home=find_home("samples"))
        monkeypatch.chdir(started.notebook.parent)
        drill = module.open_drill()
        drill.replay._ipython_display_()
        drill.debrief._ipython_display_()

        assert [one["text/plain"].strip() for one in shown] == [
            "Run this cell to start the replay.",
            "The debrief comes when the drill has ended.",
        ]
