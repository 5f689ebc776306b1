"""A speech worker is killed during a call: another one goes on, and not a word is lost or said twice."""

import asyncio
from pathlib import Path

import pytest

from callflow import events
from callflow.units import CITIZEN, CaseId, LegId
from telephony import softphone_wire as news
from tests.calls.pieces import cut_track, decoded, said
from tests.calls.running import LIMIT_S, RunningHotline, eventually

LEGS = (CITIZEN, LegId("agent-1"))


def transcript(hotline: RunningHotline, case: CaseId, leg: LegId) -> list[tuple[int, str]]:
    return [said(event) for event in hotline.told(case, events.UtteranceHeard) if event.leg == leg]


def again(hotline: RunningHotline, case: CaseId, leg: LegId) -> list[tuple[int, str]]:
    (closed,) = [event for event in hotline.told(case, events.RecordingClosed) if event.leg == leg]
    return decoded(hotline.var, hotline.var / "cases" / case / f"{leg}.wav", closed.samples)


@pytest.mark.timeout(300)
async def test_the_transcript_is_that_of_an_undisturbed_worker(hotline: RunningHotline, tmp_path: Path) -> None:
    agents_words = cut_track("agent", tmp_path)
    async with hotline.agent_at_work(track=agents_words) as at_work, hotline.citizen() as citizen:
        case = await hotline.talk(citizen, at_work)
        await citizen.play(cut_track("citizen", tmp_path))
        for seconds in (4, 6):
            await asyncio.sleep(seconds)
            await hotline.killed("speech")
            await hotline.ready_again()
        await citizen.wait_for(news.Played, timeout_s=LIMIT_S)
        await citizen.hang_up()
        await eventually(lambda: len(hotline.told(case, events.TranscriptCompleted)) == len(LEGS))
        await at_work.act("wrap-up/end")
    for leg in LEGS:
        heard = transcript(hotline, case, leg)
        assert len(heard) >= 2
        assert heard == again(hotline, case, leg)
