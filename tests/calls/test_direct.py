"""`lingting serve --direct`: no Kamailio, one case at a time, the agent's phone at a fixed address."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from callflow import events
from lingting.demo.screen import Screen
from telephony import softphone_wire as news
from telephony.softphone_client import Softphone
from tests.calls.ears import comes_to_hear
from tests.calls.running import LIMIT_S, RunningHotline, eventually, rtp_ports
from tests.sip.peers import write_tone

AGENTS_PORT = 17_996
CITIZENS_TONE, AGENTS_TONE = 440, 700
TONES = (CITIZENS_TONE, AGENTS_TONE)


@pytest.fixture
def direct(tmp_path: Path) -> Iterator[RunningHotline]:
    agents = json.dumps({"1026": f"sip:1026@127.0.0.1:{AGENTS_PORT}"})
    running = RunningHotline(tmp_path, 17_690, "--direct", DIRECT__AGENTS=agents)
    yield running
    running.close()


@pytest.mark.timeout(300)
async def test_an_agent_at_a_fixed_address_takes_a_call_and_a_second_caller_is_busy(
    direct: RunningHotline, tmp_path: Path
) -> None:
    agent = await direct.first_agent()
    ear = tmp_path / "agent.wav"
    phone = Softphone(agent.agent, sip_port=AGENTS_PORT, rtp_port=rtp_ports.take(40), auto_answer=True, record=ear)
    async with phone, Screen(direct.web) as screen, direct.citizen() as citizen, direct.citizen() as second:
        await screen.log_in(agent.agent, agent.password)
        await screen.ask("PUT", "/api/me/presence", {"presence": "ready"})
        assert (await screen.ask("GET", "/api/system"))["direct"] is True
        case = await direct.dial(citizen)
        await citizen.keys("1")
        await phone.wait_for(news.Answered, timeout_s=LIMIT_S)
        await citizen.play(write_tone(tmp_path / "tone.wav", CITIZENS_TONE, 10))
        await second.dial(f"sip:12345@{direct.target}")
        assert (await second.wait_for(news.Ended, timeout_s=LIMIT_S)).status == 486
        await eventually(lambda: direct.told(case, events.TicketOpened))
        await comes_to_hear(ear, {CITIZENS_TONE}, TONES)
        await citizen.hang_up()
        await phone.wait_for(news.Ended, timeout_s=LIMIT_S)
        await screen.ask("POST", f"/api/cases/{case}/discard", {"reason": "test"})
        await screen.ask("POST", f"/api/cases/{case}/wrap-up/end")
        await direct.all_over()
        await direct.dial(second)
