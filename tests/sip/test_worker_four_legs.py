"""Four legs, each with a tone of its own: who hears whom at each step, and nothing moved on call time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pytest

from callflow.commands import ReleaseWorker
from callflow.events import LegAnswered, LegEnded, RecordingStarted
from callflow.units import CITIZEN, MUSIC, LegId
from tests.sip import peers as sip
from tests.sip.conftest import MUSIC_HZ, Desk, Stage
from tests.sip.front_call import FrontCall, front_call
from tests.sip.puppet import puppets
from tests.sip.puppet_media import bursts

AGENT, DEPARTMENT, SUPERVISOR = LegId("agent-1"), LegId("department-1"), LegId("supervisor-1")
VOICES = {CITIZEN: 440, AGENT: 700, DEPARTMENT: 1000, SUPERVISOR: 1500, MUSIC: MUSIC_HZ}
BURST_HZ = 1000
SETTLE_S = 1.1
NOBODY_SHIFTS_MS = 150


def talk(*legs: LegId) -> tuple[tuple[LegId, LegId], ...]:
    return tuple((one, other) for one in legs for other in legs if one != other)


HOLD = ((CITIZEN, MUSIC),)
STEPS = {
    "talk": talk(CITIZEN, AGENT),
    "hold": HOLD,
    "consult": (*HOLD, *talk(AGENT, DEPARTMENT)),
    "three-way": talk(CITIZEN, AGENT, DEPARTMENT),
    "swap": (*talk(CITIZEN, AGENT), (DEPARTMENT, MUSIC)),
    "agent left": talk(CITIZEN, DEPARTMENT),
    "listen": (*talk(CITIZEN, AGENT), (SUPERVISOR, CITIZEN), (SUPERVISOR, AGENT)),
    "whisper": (*talk(CITIZEN, AGENT), (SUPERVISOR, CITIZEN), (SUPERVISOR, AGENT), (AGENT, SUPERVISOR)),
    "barge": talk(CITIZEN, AGENT, DEPARTMENT, SUPERVISOR),
    "silence": (),
}


@pytest.fixture
async def call(stage: Stage, desk: Desk) -> AsyncIterator[FrontCall]:
    async with puppets() as front:
        yield await front_call(stage, desk, front)


def wanted(hears: tuple[tuple[LegId, LegId], ...]) -> dict[LegId, set[int]]:
    legs = (CITIZEN, AGENT, DEPARTMENT, SUPERVISOR)
    return {leg: {VOICES[talker] for listener, talker in hears if listener == leg} for leg in legs}


def heard(call: FrontCall) -> dict[LegId, set[int]]:
    return {name: leg.media.hears(tuple(VOICES.values()), 0.5) for name, leg in call.legs.items()}


async def test_each_hears_exactly_whom_the_topology_says_also_after_every_re_invite(
    desk: Desk, call: FrontCall
) -> None:
    await call.citizen(speaks=VOICES[CITIZEN])
    for leg, user in ((AGENT, "1026"), (DEPARTMENT, "1027"), (SUPERVISOR, "1028")):
        await call.join(leg, user, speaks=VOICES[leg])
    for step, hears in STEPS.items():
        call.connect(*hears)
        with suppress(TimeoutError):
            await desk.true(lambda hears=hears: heard(call) == wanted(hears), every_s=0.1)
        assert heard(call) == wanted(hears), step
    for step in ("whisper", "barge"):
        call.connect(*STEPS[step])
        for leg in call.legs.values():
            await leg.re_invite("sendonly")
            await leg.re_invite("sendrecv")
        await asyncio.sleep(SETTLE_S)
        assert heard(call) == wanted(STEPS[step]), step
    desk.do(ReleaseWorker())
    await desk.true(lambda: desk.lines.counts() == (1, 0))


@dataclass(frozen=True)
class Recorded:
    """One leg's recording: its length and where on the wall clock's second each burst begins, in milliseconds.

    A re-INVITE in the middle of a burst cuts it, which makes one of them late.
    """

    up_s: float
    length_s: float
    begins_ms: np.ndarray


def recorded(desk: Desk, call: FrontCall, leg: LegId) -> Recorded:
    at = {type(event): at for _, at, event in desk.told if getattr(event, "leg", None) == leg}
    started = next(event for event in desk.events if isinstance(event, RecordingStarted) and event.leg == leg)
    samples, rate = sip.read_wav(call.worker.cases / desk.case / started.file)
    loud = np.abs(samples.astype(np.int32)).reshape(-1)[: len(samples) // 80 * 80].reshape(-1, 80).max(axis=1) > 2000
    begins = np.flatnonzero(loud[1:] & ~loud[:-1]) + 1
    far_apart = begins[np.diff(begins, prepend=-1000) > 0.5 * rate / 80]
    wall_ms = started.sample_zero_at + far_apart * 80 * 1000 / rate
    up_s = (at[LegEnded] - at[LegAnswered]) / 1000
    return Recorded(up_s, len(samples) / rate, wall_ms % 1000)


async def test_no_recording_shifts_on_call_time_and_each_lasts_as_long_as_its_leg(desk: Desk, call: FrontCall) -> None:
    await call.citizen(speaks=BURST_HZ, when=bursts)
    for leg, user in ((AGENT, "1026"), (DEPARTMENT, "1027"), (SUPERVISOR, "1028")):
        await call.join(leg, user, speaks=BURST_HZ, when=bursts)
    call.connect(*STEPS["barge"])
    await asyncio.sleep(2)
    for leg in call.legs.values():
        for direction in ("inactive", "sendrecv", "sendonly", "sendrecv"):
            await leg.re_invite(direction)
            await asyncio.sleep(0.4)
    call.connect(*HOLD)
    await asyncio.sleep(3)
    desk.do(ReleaseWorker())
    await desk.true(lambda: desk.lines.counts() == (1, 0))
    for name in call.legs:
        one = recorded(desk, call, name)
        assert abs(one.length_s - one.up_s) < 0.3, name
        assert len(one.begins_ms) >= 5, name
        before, after = np.median(one.begins_ms[:3]), np.median(one.begins_ms[-3:])
        assert abs(after - before) < NOBODY_SHIFTS_MS, (name, one.begins_ms)
