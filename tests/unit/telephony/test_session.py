from typing import Any

import pytest

from callflow.commands import AnswerLeg, DialLeg, HangUpLeg, PlayPrompt, RejectLeg, ReleaseWorker
from callflow.events import (
    CallArrived,
    DigitReceived,
    EndCause,
    LegAnswered,
    LegEnded,
    LegRinging,
    RecordingStarted,
    WorkerEvent,
)
from callflow.units import CaseId, LegId, WallMs
from telephony.session import DECIDE_WITHIN_S, ORPHANED_AFTER_S, Session, case_id
from telephony.wire import Ack, Do, Hello, LegSnapshot, LegState, Told

CITIZEN = LegId("citizen")
AGENT = LegId("agent-1")
INVITE = CallArrived(leg=CITIZEN, calling_number="138", called_number="12345", sip_call_id="x@y")
ANSWER = AnswerLeg(leg=CITIZEN, recording="citizen.wav")


class Stage:
    """A session with the switchboard on the line, and what it has said and wanted so far."""

    def __init__(self, *, connected: bool = True) -> None:
        self.session = Session(worker="w3-5f2a", pid=7, sip="127.0.0.1:7103")
        if connected:
            self.session.connected()
            self.messages()

    def happens(self, event: WorkerEvent, now: float = 0.0) -> None:
        self.session.happened(event, at=WallMs(1795304115000 + int(now * 1000)), now=now)

    def do(self, number: int, command: Any, case: str | None = None) -> list[Any]:
        self.session.received(Do(id=number, case=CaseId(case or self.session.case or ""), command=command))
        return self.commands()

    def commands(self) -> list[Any]:
        return [command for _, command in self.session.take_commands()]

    def messages(self) -> list[Any]:
        return self.session.take_messages()

    def acknowledge_all(self) -> None:
        told = [message.seq for message in self.messages() if isinstance(message, Told)]
        if told:
            self.session.received(Ack(seq=told[-1]))


@pytest.fixture
def answered() -> Stage:
    stage = Stage()
    stage.happens(INVITE)
    stage.do(3, ANSWER)
    stage.happens(LegAnswered(leg=CITIZEN))
    return stage


def test_a_case_is_named_by_utc_time_worker_and_count() -> None:
    assert case_id("w3-5f2a", WallMs(1795304115000), 7) == "20261121-233515-w35f2a-7"


def test_events_are_numbered_and_kept_until_they_are_acknowledged() -> None:
    stage = Stage()
    stage.happens(INVITE)
    stage.happens(DigitReceived(leg=CITIZEN, digit="1"))
    assert [message.seq for message in stage.messages()] == [1, 2]
    stage.session.received(Ack(seq=1))
    stage.session.disconnected(1.0)
    stage.session.connected()
    hello, *told = stage.messages()
    assert isinstance(hello, Hello)
    assert [(message.seq, type(message.event)) for message in told] == [(2, DigitReceived)]


def test_nothing_is_said_while_nobody_listens_and_all_of_it_afterwards() -> None:
    stage = Stage(connected=False)
    stage.happens(INVITE)
    assert stage.messages() == []
    stage.session.connected()
    assert [type(message) for message in stage.messages()] == [Hello, Told]


def test_a_repeated_event_keeps_its_number_and_its_time() -> None:
    stage = Stage()
    stage.happens(INVITE)
    first = stage.messages()
    stage.session.connected()
    assert stage.messages()[1:] == first


def test_no_two_events_have_the_same_time_even_when_the_clock_steps_back() -> None:
    stage = Stage()
    stage.happens(INVITE, now=5.0)
    stage.happens(DigitReceived(leg=CITIZEN, digit="1"), now=5.0)
    stage.happens(DigitReceived(leg=CITIZEN, digit="1"), now=2.0)
    first, second, third = (message.at for message in stage.messages())
    assert first < second < third


def test_a_command_is_done_once(answered: Stage) -> None:
    play = PlayPrompt(leg=CITIZEN, clips=("greeting",))
    assert answered.do(4, play) == [play]
    assert answered.do(4, play) == []
    assert answered.do(2, play) == []
    assert answered.do(9, play) == [play]


def test_another_cases_command_is_dropped(answered: Stage) -> None:
    assert answered.do(4, HangUpLeg(leg=CITIZEN), case="20200101-000000-w1-1") == []


def test_a_command_without_a_case_is_dropped() -> None:
    assert Stage().do(1, DialLeg(leg=AGENT, uri="sip:x", display_number="1", recording="r.wav"), case="old") == []


def test_the_snapshot_tells_case_applied_and_legs(answered: Stage) -> None:
    answered.happens(RecordingStarted(leg=CITIZEN, file="citizen.wav", sample_zero_at=WallMs(1)))
    answered.do(5, DialLeg(leg=AGENT, uri="sip:1026@x", display_number="138", recording="agent-1.wav"))
    answered.happens(LegRinging(leg=AGENT))
    hello = answered.session.hello()
    assert hello.applied == 5
    assert hello.case == answered.session.case
    assert hello.legs == (
        LegSnapshot(leg=CITIZEN, state=LegState.UP, recording="citizen.wav"),
        LegSnapshot(leg=AGENT, state=LegState.RINGING),
    )


def test_an_invite_that_nobody_decides_gets_503_after_three_seconds() -> None:
    stage = Stage(connected=False)
    stage.happens(INVITE, now=10.0)
    stage.session.passed(10.0 + DECIDE_WITHIN_S - 0.01)
    assert stage.commands() == []
    stage.session.passed(10.0 + DECIDE_WITHIN_S)
    assert stage.commands() == [RejectLeg(leg=CITIZEN, status=503)]
    stage.happens(LegEnded(leg=CITIZEN, cause=EndCause.REJECTED, status=503), now=13.1)
    stage.session.connected()
    assert stage.messages()[-1].event.cause is EndCause.SWITCHBOARD_AWAY


def test_an_answer_that_comes_after_the_503_is_dropped() -> None:
    stage = Stage()
    stage.happens(INVITE)
    stage.session.passed(DECIDE_WITHIN_S)
    stage.commands()
    assert stage.do(2, ANSWER) == []


@pytest.mark.parametrize("decision", [ANSWER, RejectLeg(leg=CITIZEN, status=486)])
def test_a_decided_invite_is_left_alone(decision: Any) -> None:
    stage = Stage()
    stage.happens(INVITE)
    stage.do(2, decision)
    stage.session.passed(1000.0)
    assert stage.commands() == []


def test_a_caller_who_gives_up_first_is_not_refused_as_well() -> None:
    stage = Stage()
    stage.happens(INVITE)
    stage.happens(LegEnded(leg=CITIZEN, cause=EndCause.CANCELLED, status=487))
    stage.session.passed(DECIDE_WITHIN_S)
    assert not any(isinstance(command, RejectLeg) for command in stage.commands())


def test_a_refusal_by_the_switchboard_stays_a_refusal() -> None:
    stage = Stage()
    stage.happens(INVITE)
    stage.do(1, RejectLeg(leg=CITIZEN, status=503))
    stage.happens(LegEnded(leg=CITIZEN, cause=EndCause.REJECTED, status=503))
    assert stage.messages()[-1].event.cause is EndCause.REJECTED


def test_a_case_never_answered_frees_the_worker_when_all_of_it_is_acknowledged() -> None:
    stage = Stage()
    stage.happens(INVITE)
    stage.happens(LegEnded(leg=CITIZEN, cause=EndCause.CANCELLED, status=487))
    assert stage.session.case is not None
    stage.acknowledge_all()
    assert stage.session.case is None
    assert stage.commands() == [ReleaseWorker()]
    assert stage.messages() == [Hello(worker="w3-5f2a", pid=7, sip="127.0.0.1:7103")]


def test_an_answered_case_keeps_its_worker_until_it_is_released(answered: Stage) -> None:
    answered.happens(LegEnded(leg=CITIZEN, cause=EndCause.PEER_HUNG_UP, status=200))
    answered.acknowledge_all()
    assert answered.session.case is not None
    assert answered.do(8, ReleaseWorker()) == [ReleaseWorker()]
    assert answered.session.case is None


def test_a_release_ends_the_legs_first_and_then_frees_the_worker(answered: Stage) -> None:
    case = answered.session.case
    assert answered.do(8, ReleaseWorker()) == [HangUpLeg(leg=CITIZEN)]
    answered.happens(LegEnded(leg=CITIZEN, cause=EndCause.WE_HUNG_UP, status=200))
    assert answered.commands() == [ReleaseWorker()]
    told = [message for message in answered.messages() if isinstance(message, Told)]
    assert {message.case for message in told} == {case}


def test_the_next_case_has_a_new_name_and_starts_its_ids_anew(answered: Stage) -> None:
    first = answered.session.case
    answered.happens(LegEnded(leg=CITIZEN, cause=EndCause.PEER_HUNG_UP, status=200))
    answered.do(8, ReleaseWorker())
    answered.happens(INVITE)
    assert answered.session.case != first
    assert answered.do(1, ANSWER) == [ANSWER]


def test_without_a_switchboard_a_call_is_kept_as_it_is(answered: Stage) -> None:
    answered.session.disconnected(5.0)
    answered.session.passed(5.0 + 100 * ORPHANED_AFTER_S)
    assert answered.commands() == []


def test_what_a_gone_citizen_leaves_is_ended_a_minute_after_the_last_change(answered: Stage) -> None:
    answered.do(5, DialLeg(leg=AGENT, uri="sip:1026@x", display_number="138", recording="agent-1.wav"))
    answered.happens(LegAnswered(leg=AGENT))
    answered.session.disconnected(5.0)
    answered.happens(LegEnded(leg=CITIZEN, cause=EndCause.PEER_HUNG_UP, status=200), now=20.0)
    answered.session.passed(20.0 + ORPHANED_AFTER_S - 0.1)
    assert answered.commands() == []
    answered.session.passed(20.0 + ORPHANED_AFTER_S)
    assert answered.commands() == [HangUpLeg(leg=AGENT)]


def test_a_switchboard_that_is_back_decides_for_itself(answered: Stage) -> None:
    answered.do(5, DialLeg(leg=AGENT, uri="sip:1026@x", display_number="138", recording="agent-1.wav"))
    answered.session.disconnected(5.0)
    answered.happens(LegEnded(leg=CITIZEN, cause=EndCause.PEER_HUNG_UP, status=200), now=6.0)
    answered.session.connected()
    answered.session.passed(6.0 + 2 * ORPHANED_AFTER_S)
    assert answered.commands() == []
