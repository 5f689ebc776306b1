"""The real switchboard keeps to the contract that the API is written against."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from callflow import events
from callflow.queue import QueueRules
from callflow.units import CaseId
from callflow.views import AgentState, Presence
from tests.api.hotline_contract import HotlineContract
from tests.api.hotline_contract import Stage as ContractStage
from tests.unit.callflow.course import heard
from tests.unit.switchboard.stage import CASE, ME, Stage

if TYPE_CHECKING:
    from callflow.screen import Told


class Talking:
    """Something is said, each time later in the call."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._second = 0

    def __call__(self, text: str) -> None:
        self._second += 1
        self._stage.switchboard.heard(CASE, heard(text, at=self._second))


@pytest.fixture
async def talk(tmp_path: Path) -> Stage:
    stage = Stage(tmp_path / "var")
    stage.numbers.found(None)
    await stage.talk()
    return stage


class TestSwitchboardHotline(HotlineContract):
    @pytest.fixture
    def stage(self, talk: Stage) -> ContractStage:
        return ContractStage(talk.hotline(), CASE, Talking(talk), events.ResumeRequested(agent=ME))


async def test_an_archived_case_is_unknown_but_has_a_folder(talk: Stage) -> None:
    hotline = talk.hotline()
    for event in (events.TicketDiscarded(agent=ME, reason="打错"), events.HangUpRequested(agent=ME)):
        await hotline.tell(CASE, event)
    for leg in ("citizen", "agent-1"):
        if talk.case.legs[leg].tape == "growing":  # type: ignore[index]
            await talk.told(events.RecordingClosed(leg=leg, samples=0))  # type: ignore[arg-type]
        await talk.told(events.LegEnded(leg=leg, cause=events.EndCause.WE_HUNG_UP, status=200))  # type: ignore[arg-type]
    await hotline.tell(CASE, events.WrapUpEnded(agent=ME))
    assert [one.case for one in hotline.snapshots()] == [CASE]
    talk.switchboard.transcribed(CASE, events.TranscriptCompleted(leg="citizen"))  # type: ignore[arg-type]
    assert list(hotline.snapshots()) == []
    assert (hotline.case_dir(CASE) / "events.jsonl").exists()


async def test_presence_goes_to_the_queue_and_comes_back(talk: Stage) -> None:
    hotline = talk.hotline()
    await hotline.set_presence(ME, Presence.AWAY)
    assert hotline.presence(ME) is Presence.AWAY
    await hotline.signed_out(ME)
    assert talk.presence.of(ME) is None
    assert hotline.presence(ME) is Presence.AWAY


async def test_the_floor_has_a_new_version_only_when_it_changed(talk: Stage) -> None:
    hotline = talk.hotline()
    first, second = hotline.floor(), hotline.floor()
    assert first.version == second.version
    assert [agent.state for agent in first.agents] == [AgentState.TALKING]
    await hotline.tell(CASE, events.HangUpRequested(agent=ME))
    third = hotline.floor()
    assert third.version > first.version
    assert [agent.state for agent in third.agents] == [AgentState.WRAP_UP]


async def test_screens_are_told_the_floor_once_for_each_change(talk: Stage) -> None:
    hotline = talk.hotline()
    told: list[Told] = []
    hotline.watch(told.append)
    hotline.tell_floor()
    hotline.tell_floor()
    assert [type(one).__name__ for one in told] == ["Floor", "Wallboard"]


async def test_entries_before_the_first_are_all(talk: Stage) -> None:
    hotline = talk.hotline()
    assert list(hotline.entries(CASE, -7)) == list(hotline.entries(CASE, -1))


async def test_it_is_well_with_a_call_worker_a_speech_worker_and_room(talk: Stage) -> None:
    assert talk.hotline().health().ok
    talk.records.up = False
    assert talk.hotline().health().ok
    assert not talk.hotline().health().records


async def test_it_says_which_models_are_its_own_and_which_a_queue_lacks(talk: Stage) -> None:
    talk.speech_choice.learn([QueueRules(name="general", label="综合", speech_model="dialect")])
    talk.pool.installed = {"demo"}
    models = await talk.hotline().speech_models()
    assert [(model.name, model.own, model.loaded) for model in models] == [
        ("broken", False, False),
        ("demo", True, True),
    ]
    assert talk.hotline().health().speech.missing_models == ("dialect",)


async def test_one_of_two_that_listen_alike_may_leave_twice(talk: Stage) -> None:
    hotline = talk.hotline()
    told: list[Told] = []
    leave = hotline.watch(told.append)
    hotline.watch(told.append)
    leave()
    leave()
    talk.screens.tell_gone(CaseId("c9"))
    assert len(told) == 1
