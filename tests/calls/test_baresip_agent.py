"""People with phones of another make: baresip at both ends, the agent's registered with its password."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from callflow import events
from callflow.units import CITIZEN
from lingting.demo.screen import Screen
from tests.calls.running import RunningHotline, eventually, is_registered
from tests.sip.baresip import Baresip
from tests.sip.peers import heard, write_tone

CITIZENS_TONE, AGENTS_TONE = 440, 700
TONES = (CITIZENS_TONE, AGENTS_TONE)
Telephone = Callable[..., Baresip]


@pytest.fixture
def telephone(tmp_path: Path) -> Iterator[Telephone]:
    started: list[Baresip] = []

    def start(tone_hz: int, **given: Any) -> Baresip:
        speaks = write_tone(tmp_path / f"{tone_hz}.wav", tone_hz, 4, 8000)
        started.append(Baresip(tmp_path, speaks, **given))
        return started[-1].start()

    yield start
    for phone in started:
        phone.close()


async def test_two_baresip_phones_hear_each_other_and_not_themselves(
    hotline: RunningHotline, telephone: Telephone
) -> None:
    agent = await hotline.first_agent()
    agents = telephone(AGENTS_TONE, user=agent.agent, registrar=hotline.target, password=agent.phone_password)
    citizens = telephone(CITIZENS_TONE, user="13900002345", answers=False)
    known = set(hotline.cases())
    async with Screen(hotline.web) as screen:
        await screen.log_in(agent.agent, agent.password)
        await eventually(lambda: is_registered(screen))
        await screen.ask("PUT", "/api/me/presence", {"presence": "ready"})
        await asyncio.to_thread(citizens.command, "dial", f"sip:12345@{hotline.target}")
        (case,) = await eventually(lambda: set(hotline.cases()) - known)
        await eventually(lambda: hotline.told(case, events.LegAnswered))
        await asyncio.to_thread(citizens.command, "sndcode", "1")
        await eventually(lambda: hotline.told(case, events.TicketOpened))
        await asyncio.sleep(3)
        await asyncio.to_thread(citizens.command, "hangup")
        ended = await eventually(lambda: hotline.told(case, events.LegEnded))
        assert ended[0].leg == CITIZEN
        await eventually(lambda: len(hotline.told(case, events.LegEnded)) == len(TONES))
        await screen.ask("POST", f"/api/cases/{case}/wrap-up/end")
    assert heard(agents.ear(), TONES, start_s=-2.5, end_s=-0.5) == {CITIZENS_TONE}
    assert heard(citizens.ear(), TONES, start_s=-2.5, end_s=-0.5) == {AGENTS_TONE}
