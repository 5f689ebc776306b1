"""Softphones at a real Kamailio: they register, call each other as worker and agent would, and are heard."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from telephony import softphone_wire as wire
from telephony.softphone_client import Softphone, SoftphoneGoneError, SoftphoneRefusedError
from tests.sip import front_peers as sip
from tests.sip.front_peers import NOT_THE_TRUNK, Front, Peers

RATE = 16000
AGENT_HZ, CITIZEN_HZ = 700, 1100


class Phones:
    """Softphones around one Kamailio, ended with the test."""

    def __init__(self, front: Front, stack: AsyncExitStack) -> None:
        self.front, self._stack = front, stack
        self._rtp_port = 26000 + os.getpid() % 10 * 80

    async def bare(self, user: str, **options: Any) -> Softphone:
        self._rtp_port += 40
        phone = Softphone(user, sip_port=sip.free_port(), rtp_port=self._rtp_port, **options)
        return await self._stack.enter_async_context(phone)

    async def agent(self, user: str = "1026", **options: Any) -> Softphone:
        self.front.may_register(user)
        options = {"password": sip.PASSWORD, "registrar": f"sip:{self.front.target}"} | options
        phone = await self.bare(user, **options)
        await phone.wait_for(wire.Registered)
        return phone

    async def worker(self, **options: Any) -> Softphone:
        """A phone at a worker's place, which may call agents."""
        phone = await self.bare("13800001111", **options)
        await self.front.give(int(phone.sip.split(":")[1]))
        return phone

    def at(self, user: str) -> str:
        return f"sip:{user}@{self.front.target}"


@pytest.fixture
async def phones(tmp_path: Path) -> AsyncIterator[Phones]:
    async with sip.front(tmp_path / "front") as front, AsyncExitStack() as stack:
        yield Phones(front, stack)


def tone(path: Path, hz: int, seconds: float = 1.0, rate: int = RATE) -> Path:
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate), rate, subtype="PCM_16")
    return path


def loudest_hz(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    return float(np.argmax(spectrum) * RATE / samples.size)


def heard(path: Path) -> np.ndarray:
    samples, rate = soundfile.read(path)
    assert rate == RATE
    return samples


def onset_ms(samples: np.ndarray) -> float:
    return float(np.argmax(np.abs(samples) > 0.05)) * 1000 / RATE


async def connected(phones: Phones, agent: Softphone, worker: Softphone) -> None:
    await worker.dial(phones.at(agent.user))
    await agent.wait_for(wire.Incoming)
    await agent.answer()
    await agent.wait_for(wire.Answered)
    await worker.wait_for(wire.Answered)


async def test_it_registers_and_takes_its_registration_back(phones: Phones) -> None:
    phone = await phones.agent()
    assert await phones.front.registrar.registered() == {"1026"}
    await phone.close()
    assert await phones.front.registrar.registered() == set()


async def test_a_wrong_password_is_told_and_the_phone_lives(phones: Phones) -> None:
    phones.front.may_register("1026")
    phone = await phones.bare("1026", password="guess", registrar=f"sip:{phones.front.target}")
    assert (await phone.wait_for(wire.NotRegistered)).status in {401, 403}
    with pytest.raises(SoftphoneRefusedError, match="no call"):
        await phone.play(Path("any.wav"))


async def test_a_call_tells_its_story_to_both_sides(phones: Phones) -> None:
    agent, worker = await phones.agent(), await phones.worker()
    await worker.dial(phones.at("1026"))
    assert (await agent.wait_for(wire.Incoming)).number == "13800001111"
    await worker.wait_for(wire.Ringing)
    await agent.answer()
    await worker.wait_for(wire.Answered)
    await agent.hang_up()
    assert (await worker.wait_for(wire.Ended)).status == 200
    assert (await agent.wait_for(wire.Ended)).status == 200
    story = [type(news) for news in worker.told]
    assert story == [wire.Ready, wire.Dialled, wire.Ringing, wire.Answered, wire.Ended]
    times = [news.at for news in worker.told]
    assert times == sorted(times)


@pytest.mark.parametrize(("rate", "seconds"), [(16000, 0.5), (8000, 2.0)])
async def test_each_hears_the_others_tone_from_the_moment_that_was_told(
    phones: Phones, tmp_path: Path, rate: int, seconds: float
) -> None:
    agent, worker = (
        await phones.agent(record=tmp_path / "agent.wav"),
        await phones.worker(record=tmp_path / "worker.wav"),
    )
    await connected(phones, agent, worker)
    since = {phone.user: await phone.wait_for(wire.Recording) for phone in (agent, worker)}
    await asyncio.sleep(0.3)
    said = await agent.play(tone(tmp_path / "a.wav", AGENT_HZ, seconds, rate))
    answered = await worker.play(tone(tmp_path / "w.wav", CITIZEN_HZ, seconds, rate))
    await agent.wait_for(wire.Played)
    await worker.wait_for(wire.Played)
    await asyncio.sleep(0.3)
    await agent.close()
    await worker.close()
    for path, hz, played, listener in (
        ("worker.wav", AGENT_HZ, said, worker),
        ("agent.wav", CITIZEN_HZ, answered, agent),
    ):
        samples = heard(tmp_path / path)
        begins = onset_ms(samples)
        middle = int((begins + seconds * 200) * RATE / 1000)
        assert loudest_hz(samples[middle : middle + RATE // 4]) == pytest.approx(hz, abs=8)
        assert begins == pytest.approx(played.at - since[listener.user].at, abs=250)
        assert played.ms == round(seconds * 1000)


async def test_keys_arrive_both_ways_of_sending(phones: Phones) -> None:
    agent, worker = await phones.agent(), await phones.worker()
    await connected(phones, agent, worker)
    await worker.keys("19*#")
    assert [(await agent.wait_for(wire.Digit)).digit for _ in range(4)] == ["1", "9", "*", "#"]
    await worker.keys("2", wire.KeyMethod.INFO)
    assert (await agent.wait_for(wire.Digit)).digit == "2"


async def test_hold_and_resume_are_told_and_sound_comes_back(phones: Phones, tmp_path: Path) -> None:
    agent, worker = await phones.agent(), await phones.worker(record=tmp_path / "worker.wav")
    await connected(phones, agent, worker)
    await agent.hold()
    await worker.wait_for(wire.Held)
    await agent.wait_for(wire.PutOnHold)
    await agent.resume()
    await worker.wait_for(wire.Resumed)
    await agent.play(tone(tmp_path / "a.wav", AGENT_HZ))
    await agent.wait_for(wire.Played)
    await worker.close()
    assert loudest_hz(heard(tmp_path / "worker.wav")[-RATE:]) == pytest.approx(AGENT_HZ, abs=8)


async def test_an_auto_answering_phone_plays_its_track_into_every_call(phones: Phones, tmp_path: Path) -> None:
    track = tone(tmp_path / "track.wav", AGENT_HZ)
    agent = await phones.agent(auto_answer=True, track=track)
    worker = await phones.worker(record=tmp_path / "worker.wav")
    for _ in range(2):
        await worker.dial(phones.at("1026"))
        await agent.wait_for(wire.Playing)
        await agent.wait_for(wire.Played)
        await worker.hang_up()
        await agent.wait_for(wire.Ended)
    await worker.close()
    assert loudest_hz(heard(tmp_path / "worker.wav")[RATE // 4 : RATE]) == pytest.approx(AGENT_HZ, abs=8)


async def test_many_short_clips_in_one_call_are_all_played_to_their_end(phones: Phones, tmp_path: Path) -> None:
    clip = tone(tmp_path / "clip.wav", AGENT_HZ, seconds=0.05)
    one, other = await phones.bare("1026", auto_answer=True), await phones.bare("13800001111")
    await other.dial(f"sip:1026@{one.sip}")
    await other.wait_for(wire.Answered)
    for _ in range(60):
        await one.play(clip)
        await one.wait_for(wire.Played)


async def test_a_refused_call_ends_with_its_status(phones: Phones) -> None:
    agent, worker = await phones.agent(), await phones.worker()
    await worker.dial(phones.at("1026"))
    await agent.wait_for(wire.Incoming)
    await agent.reject(603)
    assert (await worker.wait_for(wire.Ended)).status == 603


async def test_hanging_up_while_it_rings_cancels(phones: Phones) -> None:
    agent, worker = await phones.agent(), await phones.worker()
    await worker.dial(phones.at("1026"))
    await agent.wait_for(wire.Incoming)
    await worker.hang_up()
    assert (await agent.wait_for(wire.Ended)).status == 487
    assert (await worker.wait_for(wire.Ended)).status == 487


async def test_a_second_caller_finds_it_busy_and_the_first_call_goes_on(phones: Phones) -> None:
    agent, first = await phones.agent(), await phones.worker()
    await connected(phones, agent, first)
    second = await phones.worker()
    await second.dial(phones.at("1026"))
    assert (await second.wait_for(wire.Ended)).status == 486
    await first.keys("5")
    assert (await agent.wait_for(wire.Digit)).digit == "5"


async def test_a_registered_phone_takes_calls_from_its_registrar_only(phones: Phones, tmp_path: Path) -> None:
    agent = await phones.agent(auto_answer=True)
    async with Peers(tmp_path, agent.sip) as strangers:
        await strangers.call(sip.refused(403), user="1026", ip=NOT_THE_TRUNK)
    worker = await phones.worker()
    await worker.dial(phones.at("1026"))
    await worker.wait_for(wire.Answered)


async def test_nobody_has_it_call_somebody_else(phones: Phones) -> None:
    agent, worker = await phones.agent(), await phones.worker()
    await connected(phones, agent, worker)
    await worker.transfer("sip:1@127.0.0.1")
    assert (await worker.wait_for(wire.NotTransferred)).status == 603
    await worker.keys("5")
    assert (await agent.wait_for(wire.Digit)).digit == "5"


async def test_without_a_registrar_it_is_called_at_its_address(phones: Phones) -> None:
    one, other = await phones.bare("1026"), await phones.bare("13800001111")
    await other.dial(f"sip:1026@{one.sip}")
    assert (await one.wait_for(wire.Incoming)).number == "13800001111"
    await one.answer()
    await other.wait_for(wire.Answered)
    await other.hang_up()
    await one.wait_for(wire.Ended)
    await other.wait_for(wire.Ended)
    await other.dial("1026")
    with pytest.raises(SoftphoneRefusedError, match="needs a registrar"):
        await other.wait_for(wire.Ended)


async def test_a_phone_whose_holder_is_gone_hangs_up_and_leaves(phones: Phones) -> None:
    agent, worker = await phones.agent(), await phones.worker()
    await connected(phones, agent, worker)
    assert agent._process is not None
    assert agent._process.stdin is not None
    agent._process.stdin.close()
    await worker.wait_for(wire.Ended)
    with pytest.raises(SoftphoneGoneError):
        await agent.wait_for(wire.Digit)
    assert await phones.front.registrar.registered() == set()


async def test_sigterm_ends_it_decently(phones: Phones) -> None:
    agent, worker = await phones.agent(), await phones.worker()
    await connected(phones, agent, worker)
    os.kill(agent.pid, signal.SIGTERM)
    await worker.wait_for(wire.Ended)
    assert agent._process is not None
    assert await agent._process.wait() == 0


async def test_a_call_that_cannot_begin_is_refused_and_never_dialled(phones: Phones) -> None:
    phone = await phones.bare("1026")
    await phone.dial("sip:@")
    assert await phone.wait_for(wire.Refused)
    assert not [news for news in phone.told if isinstance(news, wire.Dialled)], "a screen would show it for ever"


async def test_lines_that_are_no_orders_are_refused_and_change_nothing(phones: Phones) -> None:
    agent, worker = await phones.agent(), await phones.worker()
    await connected(phones, agent, worker)
    assert agent._process is not None
    assert agent._process.stdin is not None
    agent._process.stdin.write(b'{"do": "explode"}\nnot json\n\xff\xfe\n')
    for _ in range(3):
        with pytest.raises(SoftphoneRefusedError):
            await agent.wait_for(wire.Digit)
    with pytest.raises(SoftphoneRefusedError, match="nothing"):
        await agent.play(Path("nothing.wav"))
    await worker.keys("7")
    assert (await agent.wait_for(wire.Digit)).digit == "7"


async def test_many_calls_in_a_row_on_one_phone(phones: Phones) -> None:
    agent, worker = await phones.agent(auto_answer=True), await phones.worker()
    for _ in range(20):
        await worker.dial(phones.at("1026"))
        await worker.wait_for(wire.Answered)
        await worker.hang_up()
        await worker.wait_for(wire.Ended)
        await agent.wait_for(wire.Ended)
    assert not [news for news in agent.told if isinstance(news, wire.Refused)]


async def test_a_phone_that_cannot_start_says_so_and_leaves_nothing(phones: Phones) -> None:
    port = int(phones.front.target.split(":")[1])
    phone = Softphone("1026", sip_port=port, rtp_port=26600)
    with pytest.raises(SoftphoneGoneError):
        await phone.start()
    with pytest.raises(SoftphoneGoneError, match="not been started"):
        await phone.answer()
