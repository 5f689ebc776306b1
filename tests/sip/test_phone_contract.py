"""One contract for both phones: what a switchboard sees must not tell the pretended one from the real one."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

import pytest

from callflow.commands import (
    AnswerLeg,
    DialLeg,
    HangUpLeg,
    PlayPrompt,
    RejectLeg,
    ReleaseWorker,
    SetTopology,
    StopPrompt,
)
from callflow.events import (
    CallArrived,
    EndCause,
    LegAnswered,
    LegEnded,
    LegHeld,
    LegReferred,
    LegResumed,
    LegRinging,
    PromptEnded,
    RecordingClosed,
    RecordingStarted,
)
from callflow.units import CITIZEN, CaseId, LegId
from telephony.fake import FakePhone, FakeWorker
from tests.sip.baresip import Baresip
from tests.sip.conftest import AGENT_HZ, CITIZEN_HZ, Desk, RunningWorker, Stage
from tests.sip.peers import tone, write_wav

AGENT = LegId("agent-1")
CALLER = "13800000000"


class Peers(Protocol):
    """The people at the other ends."""

    agent_uri: str
    cases: Path

    def call(self) -> None: ...
    def hang_up(self) -> None: ...
    def hold(self) -> None: ...
    def resume(self) -> None: ...
    def refused_calls(self) -> int: ...
    def agent_refers_to_itself(self) -> None: ...
    def is_called(self, leg: LegId) -> bool: ...
    def agent_rings(self, leg: LegId) -> None: ...
    def agent_answers(self) -> None: ...
    def agent_refuses(self) -> None: ...
    def agent_hangs_up(self) -> None: ...


class FakePeers:
    agent_uri = "sip:1026@127.0.0.1"

    def __init__(self, worker: FakeWorker) -> None:
        self._worker = worker
        self.cases = worker.socket.parent

    def call(self) -> None:
        self._worker.peers(lambda phone: phone.peer_calls(CALLER))

    def hang_up(self) -> None:
        self._worker.peers(lambda phone: phone.peer_hangs_up(CITIZEN))

    def hold(self) -> None:
        self._worker.peers(lambda phone: phone.peer_holds(CITIZEN))

    def resume(self) -> None:
        self._worker.peers(lambda phone: phone.peer_resumes(CITIZEN))

    def refused_calls(self) -> int:
        return len(self._worker.phone.refused)

    def agent_refers_to_itself(self) -> None:
        self._worker.peers(FakePeers._refers)

    @staticmethod
    def _refers(phone: FakePhone) -> None:
        phone.peer_refers(AGENT, "1026")

    def is_called(self, leg: LegId) -> bool:
        return any(dialled == leg for dialled, _, _ in self._worker.phone.dialled)

    def agent_rings(self, leg: LegId) -> None:
        self._worker.peers(lambda phone: phone.peer_rings(leg))

    def agent_answers(self) -> None:
        self._worker.peers(lambda phone: phone.peer_answers(AGENT))

    def agent_refuses(self) -> None:
        self._worker.peers(lambda phone: phone.peer_refuses(AGENT, 486))

    def agent_hangs_up(self) -> None:
        self._worker.peers(lambda phone: phone.peer_hangs_up(AGENT))


class RealPeers:
    def __init__(self, worker: RunningWorker, citizen: Baresip, agent: Baresip) -> None:
        self._target, self._citizen, self._agent = worker.target, citizen, agent
        self.agent_uri, self.cases = agent.uri, worker.cases

    def call(self) -> None:
        self._citizen.command("dial", f"sip:12345@{self._target}")

    def hang_up(self) -> None:
        self._citizen.command("hangup")

    def hold(self) -> None:
        self._citizen.command("hold")

    def resume(self) -> None:
        self._citizen.command("resume")

    def agent_refers_to_itself(self) -> None:
        self._agent.command("transfer", self.agent_uri)

    def refused_calls(self) -> int:
        return self._citizen.says().count("486 Busy Here")

    def is_called(self, _leg: LegId) -> bool:
        """Its ringing will tell."""
        return True

    def agent_rings(self, _leg: LegId) -> None:
        """It does so by itself."""

    def agent_answers(self) -> None:
        self._agent.command("accept")

    def agent_refuses(self) -> None:
        self._agent.command("hangup")

    def agent_hangs_up(self) -> None:
        self._agent.command("hangup")


@pytest.fixture(params=["fake", "real"])
async def peers(request: pytest.FixtureRequest, stage: Stage, desk: Desk) -> AsyncIterator[Peers]:
    if request.param == "fake":
        with FakeWorker(stage.run / "w1-fake.sock") as pretended:
            await desk.greeted()
            yield FakePeers(pretended)
    else:
        agent = stage.phone(AGENT_HZ, user="1026", answers=False)
        worker = stage.worker("w1-test", "--proxy", f"sip:127.0.0.1:{agent.port}")
        citizen = stage.phone(CITIZEN_HZ, user=CALLER)
        await desk.greeted()
        yield RealPeers(worker, citizen, agent)


async def ringing(desk: Desk, peers: Peers, leg: LegId = AGENT) -> None:
    """Wait until the agent's phone rings for a leg that was dialled."""
    await desk.true(lambda: peers.is_called(leg))
    peers.agent_rings(leg)
    await desk.until(LegRinging, leg=leg)


def kinds(desk: Desk, leg: LegId) -> list[type]:
    return [type(event) for event in desk.events if event.leg == leg]


async def test_a_caller_is_answered_and_hangs_up(desk: Desk, peers: Peers) -> None:
    peers.call()
    assert (await desk.answer()).calling_number == CALLER
    await desk.until(RecordingStarted, file="citizen.wav")
    peers.hang_up()
    assert (await desk.until(LegEnded)).cause is EndCause.PEER_HUNG_UP
    assert kinds(desk, CITIZEN) == [CallArrived, LegAnswered, RecordingStarted, RecordingClosed, LegEnded]
    desk.do(ReleaseWorker())
    await desk.true(lambda: desk.lines.counts() == (1, 0))


async def test_a_caller_gives_up(desk: Desk, peers: Peers) -> None:
    peers.call()
    await desk.until(CallArrived)
    peers.hang_up()
    assert (await desk.until(LegEnded)).cause is EndCause.CANCELLED
    assert kinds(desk, CITIZEN) == [CallArrived, LegEnded]
    await desk.true(lambda: desk.lines.counts() == (1, 0))


async def test_a_caller_is_refused(desk: Desk, peers: Peers) -> None:
    peers.call()
    await desk.until(CallArrived)
    desk.do(RejectLeg(leg=CITIZEN, status=503))
    ended = await desk.until(LegEnded)
    assert (ended.cause, ended.status) == (EndCause.REJECTED, 503)


async def test_a_prompt_ends_once_by_itself_or_when_stopped(desk: Desk, peers: Peers) -> None:
    peers.call()
    await desk.answer()
    desk.do(PlayPrompt(leg=CITIZEN, clips=("low",)), number=10)
    assert (await desk.until(PromptEnded)).prompt == 10
    desk.do(StopPrompt(leg=CITIZEN), number=11)
    desk.do(PlayPrompt(leg=CITIZEN, clips=("low",) * 60), number=12)
    desk.do(PlayPrompt(leg=CITIZEN, clips=("high",) * 60), number=13)
    desk.do(StopPrompt(leg=CITIZEN), number=14)
    assert (await desk.until(PromptEnded)).prompt == 13
    desk.do(HangUpLeg(leg=CITIZEN), number=15)
    assert (await desk.until(LegEnded)).cause is EndCause.WE_HUNG_UP
    assert kinds(desk, CITIZEN).count(PromptEnded) == 2


async def test_a_reading_ends_as_a_prompt_whether_it_is_there_or_not(desk: Desk, peers: Peers) -> None:
    peers.call()
    await desk.answer()
    folder = peers.cases / desk.told[0][0]
    folder.mkdir(exist_ok=True)
    write_wav(folder / "reply.wav", tone(1200, 0.5))
    desk.do(PlayPrompt(leg=CITIZEN, clips=("low",), reading="reply.wav"), number=10)
    assert (await desk.until(PromptEnded)).prompt == 10
    desk.do(PlayPrompt(leg=CITIZEN, clips=("low",), reading="no_such.wav"), number=11)
    assert (await desk.until(PromptEnded)).prompt == 11
    desk.do(PlayPrompt(leg=CITIZEN, clips=(), reading="no_such.wav"), number=12)
    assert (await desk.until(PromptEnded)).prompt == 12


async def test_an_agent_is_dialled_answers_and_hangs_up(desk: Desk, peers: Peers) -> None:
    peers.call()
    await desk.answer()
    desk.do(SetTopology(hears=((CITIZEN, AGENT), (AGENT, CITIZEN))))
    desk.do(DialLeg(leg=AGENT, uri=peers.agent_uri, display_number=CALLER, recording="agent-1.wav"))
    await ringing(desk, peers)
    peers.agent_answers()
    await desk.until(RecordingStarted, leg=AGENT, file="agent-1.wav")
    peers.agent_hangs_up()
    assert (await desk.until(LegEnded, leg=AGENT)).cause is EndCause.PEER_HUNG_UP
    assert kinds(desk, AGENT) == [LegRinging, LegAnswered, RecordingStarted, RecordingClosed, LegEnded]


async def test_a_case_of_our_own_begins_without_an_invite_and_ends_when_released(desk: Desk, peers: Peers) -> None:
    case = CaseId("20261121-233015-out-1")
    await desk.carry(case)
    assert desk.lines.counts() == (0, 1)
    peers.call()
    await desk.true(lambda: peers.refused_calls() == 1)
    desk.do(DialLeg(leg=CITIZEN, uri=peers.agent_uri, display_number="12345", recording="citizen.wav"))
    await ringing(desk, peers, CITIZEN)
    desk.do(HangUpLeg(leg=CITIZEN))
    assert (await desk.until(LegEnded, leg=CITIZEN)).cause is EndCause.WE_HUNG_UP
    desk.do(DialLeg(leg=AGENT, uri=peers.agent_uri, display_number="12345", recording="agent-1.wav"))
    await ringing(desk, peers)
    peers.agent_answers()
    await desk.until(RecordingStarted, leg=AGENT)
    assert {told_case for told_case, _, _ in desk.told} == {case}
    desk.do(ReleaseWorker())
    await desk.until(LegEnded, leg=AGENT)
    await desk.true(lambda: desk.lines.counts() == (1, 0))
    peers.call()
    assert (await desk.until(CallArrived)).calling_number == CALLER
    assert not desk.lines.claim(CaseId("out-2"))


async def test_an_agents_phone_has_somebody_called(desk: Desk, peers: Peers) -> None:
    peers.call()
    await desk.answer()
    desk.do(DialLeg(leg=AGENT, uri=peers.agent_uri, display_number=CALLER, recording="agent-1.wav"))
    await ringing(desk, peers)
    peers.agent_answers()
    await desk.until(RecordingStarted, leg=AGENT)
    peers.agent_refers_to_itself()
    referred = await desk.until(LegReferred)
    assert (referred.leg, referred.new_leg, referred.target) == (AGENT, "referred-1", "1026")
    await desk.until(LegRinging, leg=referred.new_leg)
    desk.do(HangUpLeg(leg=referred.new_leg))
    assert (await desk.until(LegEnded)).leg == referred.new_leg


@pytest.mark.parametrize("who", ["agent", "we"])
async def test_a_ringing_agent_is_lost(desk: Desk, peers: Peers, who: str) -> None:
    peers.call()
    await desk.answer()
    desk.do(DialLeg(leg=AGENT, uri=peers.agent_uri, display_number=CALLER, recording="agent-1.wav"))
    await ringing(desk, peers)
    if who == "agent":
        peers.agent_refuses()
    else:
        desk.do(HangUpLeg(leg=AGENT))
    ended = await desk.until(LegEnded, leg=AGENT)
    assert (ended.cause, ended.status) in ((EndCause.FAILED, 486), (EndCause.WE_HUNG_UP, 487))
    assert (ended.cause is EndCause.FAILED) == (who == "agent")
    assert kinds(desk, AGENT) == [LegRinging, LegEnded]


async def test_a_peer_holds_and_resumes(desk: Desk, peers: Peers) -> None:
    peers.call()
    await desk.answer()
    peers.hold()
    await desk.until(LegHeld)
    peers.resume()
    await desk.until(LegResumed)


async def test_commands_for_legs_that_are_gone_or_unknown_are_no_error(desk: Desk, peers: Peers) -> None:
    peers.call()
    await desk.answer()
    nobody = LegId("agent-9")
    for leg in (CITIZEN, nobody):
        desk.do(HangUpLeg(leg=leg))
        desk.do(HangUpLeg(leg=leg))
        desk.do(PlayPrompt(leg=leg, clips=("low",)))
        desk.do(StopPrompt(leg=leg))
        desk.do(RejectLeg(leg=leg, status=486))
        desk.do(AnswerLeg(leg=leg, recording="x.wav"))
    desk.do(SetTopology(hears=((CITIZEN, nobody), (nobody, CITIZEN))))
    assert (await desk.until(LegEnded)).cause is EndCause.WE_HUNG_UP
    desk.do(ReleaseWorker())
    await desk.true(lambda: desk.lines.counts() == (1, 0))
