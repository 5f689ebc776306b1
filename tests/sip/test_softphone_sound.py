"""Softphones with sound cards, calling each other through a real Kamailio."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from telephony import softphone_wire as wire
from telephony.softphone_client import Softphone, SoftphoneGoneError
from tests.sip import front_peers as sip
from tests.sip.front_peers import Front
from tests.sip.sound_cards import SoundCard, loudest_hz, prepare, sound_cards

ONE_HZ, OTHER_HZ, RING_HZ = 700, 1100, 450
RTP_PORTS = (22000, 22040, 22080)


@dataclass
class Pair:
    """An agent's phone and one that may call it, each with its own sound card."""

    front: Front
    agent: Softphone
    caller: Softphone
    agents_card: SoundCard
    callers_card: SoundCard

    async def connect(self) -> None:
        await self.caller.dial(f"sip:1026@{self.front.target}")
        await self.agent.wait_for(wire.Incoming)
        await self.agent.answer()
        await self.agent.wait_for(wire.Answered)
        await self.caller.wait_for(wire.Answered)


@pytest.fixture
async def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pair]:
    async with (
        sip.front(tmp_path / "front") as front,
        sound_cards(tmp_path / "sound") as cards,
        AsyncExitStack() as stack,
    ):
        front.may_register("1026")
        one, other = cards["one"].plug_in(monkeypatch), cards["other"]
        registrar = f"sip:{front.target}"
        agent = Softphone(
            "1026",
            sip_port=sip.free_port(),
            rtp_port=RTP_PORTS[0],
            registrar=registrar,
            password=sip.PASSWORD,
            sound=True,
        )
        await stack.enter_async_context(agent)
        other.plug_in(monkeypatch)
        caller = Softphone("13800001111", sip_port=sip.free_port(), rtp_port=RTP_PORTS[1], sound=True)
        await stack.enter_async_context(caller)
        await front.give(int(caller.sip.split(":")[1]))
        await agent.wait_for(wire.Registered)
        yield Pair(front, agent, caller, one, other)


async def test_what_is_said_into_one_sound_card_comes_out_of_the_other_and_mute_silences_it(pair: Pair) -> None:
    await pair.connect()
    await pair.agents_card.say(ONE_HZ)
    await pair.callers_card.say(OTHER_HZ)
    await asyncio.sleep(1.5)
    heard = await asyncio.gather(pair.callers_card.listen(2), pair.agents_card.listen(2))
    assert [loudest_hz(sound) for sound in heard] == [pytest.approx(ONE_HZ, abs=2), pytest.approx(OTHER_HZ, abs=2)]

    await pair.agent.mute()
    await pair.agent.wait_for(wire.Muted)
    await asyncio.sleep(0.5)
    heard = await asyncio.gather(pair.callers_card.listen(1), pair.agents_card.listen(1))
    assert [loudest_hz(sound) for sound in heard] == [0, pytest.approx(OTHER_HZ, abs=2)]
    levels = await pair.agent.wait_for(wire.Levels)
    assert levels.microphone_db > -25, "a muted microphone still shows what it hears"

    await pair.agent.hold()
    await pair.agent.wait_for(wire.PutOnHold)
    await pair.agent.resume()
    await pair.agent.wait_for(wire.TakenBack)
    await asyncio.sleep(0.5)
    assert loudest_hz(await pair.callers_card.listen(1)) == 0, "muted it stays, across a hold"
    await pair.agent.unmute()
    await pair.agent.wait_for(wire.Unmuted)
    await asyncio.sleep(0.5)
    assert loudest_hz(await pair.callers_card.listen(1)) == pytest.approx(ONE_HZ, abs=2)
    await pair.caller.hang_up()
    await pair.agent.wait_for(wire.Ended)


async def test_it_rings_aloud_until_it_is_answered_on_both_sides(pair: Pair) -> None:
    await pair.caller.dial(f"sip:1026@{pair.front.target}")
    await pair.agent.wait_for(wire.Incoming)
    heard = await asyncio.gather(pair.agents_card.listen(6), pair.callers_card.listen(6))
    assert [loudest_hz(sound) for sound in heard] == [pytest.approx(RING_HZ, abs=2)] * 2
    await pair.agent.answer()
    await pair.agent.wait_for(wire.Answered)
    await asyncio.sleep(1)
    heard = await asyncio.gather(pair.agents_card.listen(5), pair.callers_card.listen(5))
    assert [loudest_hz(sound) for sound in heard] == [0, 0]


async def test_a_sound_card_that_goes_is_told_and_used_again_when_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "sound"
    phone = Softphone("1026", sip_port=sip.free_port(), rtp_port=RTP_PORTS[2], sound=True)
    async with AsyncExitStack() as stack:
        async with sound_cards(home) as cards:
            cards["one"].plug_in(monkeypatch)
            await stack.enter_async_context(phone)
            await phone.wait_for(wire.Levels)
        await phone.wait_for(wire.NoSound)
        shutil.rmtree(home)
        async with sound_cards(home) as cards:
            await phone.wait_for(wire.Sound)
            await cards["one"].say(ONE_HZ)
            async with asyncio.timeout(20):
                while (await phone.wait_for(wire.Levels)).microphone_db < -25:
                    pass


async def test_without_a_sound_card_it_says_so_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(tmp_path / "sound")
    SoundCard("one", tmp_path / "sound").plug_in(monkeypatch)
    phone = Softphone("1026", sip_port=sip.free_port(), rtp_port=RTP_PORTS[2], sound=True)
    with pytest.raises(SoftphoneGoneError, match="3"):
        await phone.start()
    assert [type(news) for news in phone.told] == [wire.NoSound]
