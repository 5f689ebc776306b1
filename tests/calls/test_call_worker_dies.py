"""A call worker is killed during a talk: its case is hurt and no other, and what was said and drafted is kept."""

import asyncio
from pathlib import Path

import pytest

from callflow import commands, events
from callflow.state import Tape
from callflow.units import CITIZEN, CaseId, LegId
from callflow.views import Phase, TicketState
from lingting.casebook import replayed
from lingting.demo.screen import Screen
from telephony import softphone_wire as news
from telephony.recording import is_finished
from tests.calls.pieces import cut_track, decoded, said
from tests.calls.running import LIMIT_S, RunningHotline, eventually

LEGS = (CITIZEN, LegId("agent-1"))


@pytest.mark.timeout(300)
async def test_its_case_closes_as_crashed_with_all_it_has_and_others_go_on(
    hotline: RunningHotline, tmp_path: Path
) -> None:
    agents_words = cut_track("agent", tmp_path)
    async with (
        hotline.agent_at_work(track=agents_words) as at_work,
        hotline.citizen() as citizen,
        hotline.citizen() as other,
    ):
        case = await hotline.talk(citizen, at_work)
        await citizen.play(cut_track("citizen", tmp_path))
        others_case = await hotline.dial(other)
        await eventually(lambda: hotline.told(case, events.UtteranceHeard)[1:])
        worker = hotline.worker_of(case)
        hotline.kill(worker)
        for phone in (citizen, at_work.phone):
            await phone.wait_for(news.Ended, timeout_s=LIMIT_S)
        await at_work.screen.wait("wrap-up", lambda: at_work.screen.phase() == Phase.WRAP_UP, LIMIT_S)
        assert at_work.screen.view is not None
        assert (at_work.screen.view.ended_as, at_work.screen.view.call_back) == ("crashed", True)
        assert at_work.screen.view.ticket_state is TicketState.DRAFT
        await eventually(lambda: len(hotline.told(case, events.TranscriptCompleted)) == len(LEGS))
        await eventually(lambda: _is_owed(at_work.screen, case))
        assert hotline.told(others_case, events.LegEnded) == []
        await other.hang_up()
        await eventually(lambda: others_case not in hotline.open_cases())
        await at_work.act("wrap-up/end")
    state = replayed(hotline.log(case)).state
    assert (state.phase, state.ended_as) == (Phase.CLOSED, "crashed")
    assert state.values()
    assert [owed.reason for owed in hotline.told(case, commands.PutOnCallBackList)] == ["crashed"]
    for leg in LEGS:
        recording = hotline.var / "cases" / case / f"{leg}.wav"
        heard = [said(event) for event in hotline.told(case, events.UtteranceHeard) if event.leg == leg]
        assert state.legs[leg].tape is Tape.TRANSCRIBED
        assert is_finished(recording)
        assert heard == decoded(hotline.var, recording, state.legs[leg].samples)


async def test_another_worker_takes_its_place_and_calls(hotline: RunningHotline) -> None:
    async with hotline.citizen() as first, hotline.citizen() as second, hotline.citizen() as third:
        case = await hotline.dial(first)
        dead = hotline.worker_of(case)
        hotline.kill(dead)
        await first.wait_for(news.Ended, timeout_s=LIMIT_S)
        await eventually(lambda: dead not in hotline.pids())
        await hotline.ready_again()
        cases = await asyncio.gather(hotline.dial(second), hotline.dial(third))
        await second.hang_up()
        await third.hang_up()
    await eventually(lambda: not {case, *cases} & hotline.open_cases())


async def _is_owed(screen: Screen, case: CaseId) -> bool:
    waiting = await screen.ask("GET", "/api/cases?callback=true")
    return case in [row["case"] for row in waiting]
