"""Whole calls through Kamailio, a worker, the switchboard and a screen."""

from pathlib import Path

from callflow import commands, events
from callflow.units import CaseId
from callflow.views import Arrangement
from telephony import softphone_wire as news
from telephony.softphone_client import Softphone
from tests.calls.ears import comes_to_hear
from tests.calls.running import LIMIT_S, RunningHotline, eventually
from tests.sip.peers import write_tone

CITIZENS_TONE, AGENTS_TONE = 440, 700
TONES = (CITIZENS_TONE, AGENTS_TONE)


async def test_citizen_and_agent_hear_each_other_and_not_themselves(hotline: RunningHotline, tmp_path: Path) -> None:
    citizens_ear, agents_ear = tmp_path / "citizen.wav", tmp_path / "agent.wav"
    speaks = write_tone(tmp_path / "agent-tone.wav", AGENTS_TONE, 20)
    async with (
        hotline.agent_at_work(track=speaks, record=agents_ear) as at_work,
        hotline.citizen(record=citizens_ear) as citizen,
    ):
        await hotline.dial(citizen)
        await citizen.keys("1")
        await at_work.phone.wait_for(news.Answered, timeout_s=LIMIT_S)
        await citizen.play(write_tone(tmp_path / "citizen-tone.wav", CITIZENS_TONE, 20))
        await comes_to_hear(agents_ear, {CITIZENS_TONE}, TONES)
        await comes_to_hear(citizens_ear, {AGENTS_TONE}, TONES)
        await at_work.take_leave_of(citizen)
        await at_work.act("wrap-up/end")


async def test_on_hold_the_citizen_hears_music_and_the_agent_nothing(hotline: RunningHotline, tmp_path: Path) -> None:
    agents_ear = tmp_path / "agent.wav"
    async with hotline.agent_at_work(record=agents_ear) as at_work, hotline.citizen() as citizen:
        await hotline.dial(citizen)
        await citizen.keys("1")
        await at_work.phone.wait_for(news.Answered, timeout_s=LIMIT_S)
        await citizen.play(write_tone(tmp_path / "citizen-tone.wav", CITIZENS_TONE, 20))
        await comes_to_hear(agents_ear, {CITIZENS_TONE}, TONES)
        await at_work.act("hold")
        await at_work.screen.wait(
            "held", lambda: at_work.screen.view is not None and at_work.screen.view.arrangement is Arrangement.HOLD
        )
        assert at_work.screen.view is not None
        assert at_work.screen.view.hears == (("citizen", "music"),)
        await comes_to_hear(agents_ear, set(), TONES)
        await at_work.act("resume")
        await comes_to_hear(agents_ear, {CITIZENS_TONE}, TONES)
        await at_work.take_leave_of(citizen)
        await at_work.act("wrap-up/end")


async def test_an_agent_who_does_not_answer_is_away_and_the_caller_is_owed_a_call(hotline: RunningHotline) -> None:
    async with hotline.agent_at_work(answers=False) as at_work, hotline.citizen() as citizen:
        case = await hotline.dial(citizen)
        await citizen.keys("1")
        await eventually(lambda: hotline.told(case, commands.ReportNoAnswer))
        assert (await at_work.screen.ask("GET", "/api/me"))["presence"] == "away"
        await citizen.hang_up()
        await eventually(lambda: case not in hotline.open_cases())
    assert [owed.reason for owed in hotline.told(case, commands.PutOnCallBackList)] == ["abandoned"]


def pressed(hotline: RunningHotline, case: CaseId) -> str:
    return "".join(event.digit for event in hotline.told(case, events.DigitReceived))


async def press_by_info(hotline: RunningHotline, case: CaseId, citizen: Softphone, key: str) -> None:
    """One key at a time, as people press them: INFOs that overtake one another are refused (RFC 3261 §12.2.2)."""
    so_far = len(pressed(hotline, case))
    await citizen.keys(key, news.KeyMethod.INFO)
    await eventually(lambda: len(pressed(hotline, case)) > so_far)


async def test_keys_reach_the_menu_by_rtp_and_by_info(hotline: RunningHotline) -> None:
    async with hotline.citizen() as citizen:
        case = await hotline.dial(citizen)
        await citizen.keys("2")
        await eventually(lambda: hotline.told(case, events.DigitReceived))
        for key in "98765#":
            await press_by_info(hotline, case, citizen, key)
        assert pressed(hotline, case) == "298765#"
        read_back = await eventually(
            lambda: [p for p in hotline.told(case, commands.PlayPrompt) if "read_back" in p.clips]
        )
        assert read_back[-1].clips[1:6] == tuple(f"digit_{key}" for key in "98765")
        await citizen.hang_up()
        await eventually(lambda: case not in hotline.open_cases())
