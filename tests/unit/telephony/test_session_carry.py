"""A case that begins with us: the worker carries it without an INVITE."""

from callflow.commands import DialLeg, HangUpLeg, ReleaseWorker
from callflow.events import EndCause, LegAnswered, LegEnded
from callflow.units import CITIZEN, CaseId, LegId
from telephony.session import ORPHANED_AFTER_S
from telephony.wire import Carry, Hello, Told
from tests.unit.telephony.test_session import INVITE, Stage

CASE = CaseId("20261121-233015-out-7")
DIAL = DialLeg(leg=CITIZEN, uri="sip:138@x", display_number="12345", recording="citizen.wav")
DIAL_AGENT = DialLeg(leg=LegId("agent-1"), uri="sip:1026@x", display_number="12345", recording="agent-1.wav")


def carrying() -> Stage:
    stage = Stage()
    stage.session.received(Carry(case=CASE))
    stage.commands()
    stage.messages()
    return stage


def test_a_free_worker_takes_the_case_and_says_so() -> None:
    stage = Stage()
    stage.session.received(Carry(case=CASE))
    assert stage.commands() == [Carry(case=CASE)]
    assert stage.messages() == [Hello(worker="w3-5f2a", pid=7, sip="127.0.0.1:7103", case=CASE)]


def test_a_worker_with_a_case_says_which_one_it_has() -> None:
    stage = Stage()
    stage.happens(INVITE)
    stage.messages()
    own = stage.session.case
    stage.session.received(Carry(case=CASE))
    assert stage.commands() == []
    assert [message.case for message in stage.messages()] == [own]


def test_the_same_order_twice_changes_nothing() -> None:
    stage = carrying()
    stage.do(4, DIAL)
    stage.session.received(Carry(case=CASE))
    (hello,) = stage.messages()
    assert (hello.case, hello.applied, len(hello.legs)) == (CASE, 4, 1)


def test_its_commands_are_done_and_its_events_told() -> None:
    stage = carrying()
    assert stage.do(0, DIAL, case=CASE) == [DIAL]
    stage.happens(LegAnswered(leg=CITIZEN))
    assert [(one.case, type(one.event)) for one in stage.messages()] == [(CASE, LegAnswered)]


def test_it_outlives_its_legs_until_it_is_released() -> None:
    stage = carrying()
    stage.do(0, DIAL)
    stage.happens(LegEnded(leg=CITIZEN, cause=EndCause.FAILED, status=486))
    stage.acknowledge_all()
    stage.session.passed(10 * ORPHANED_AFTER_S)
    assert stage.session.case == CASE
    assert stage.do(1, ReleaseWorker()) == [ReleaseWorker()]
    assert stage.messages()[-1].case is None


def test_without_a_switchboard_it_ends_a_minute_after_the_last_change() -> None:
    stage = carrying()
    stage.session.disconnected(5.0)
    stage.session.passed(4.9 + ORPHANED_AFTER_S)
    assert stage.commands() == []
    stage.session.passed(5.0 + ORPHANED_AFTER_S)
    assert stage.commands() == [ReleaseWorker()]
    assert stage.session.case is None


def test_without_a_switchboard_a_citizen_who_was_called_is_not_cut_off() -> None:
    stage = carrying()
    stage.do(0, DIAL)
    stage.happens(LegAnswered(leg=CITIZEN))
    stage.session.disconnected(5.0)
    stage.session.passed(5.0 + 10 * ORPHANED_AFTER_S)
    assert stage.commands() == []


def test_without_a_switchboard_what_the_citizen_leaves_is_ended_first_and_the_case_a_minute_later() -> None:
    agent = LegEnded(leg=DIAL_AGENT.leg, cause=EndCause.WE_HUNG_UP, status=200)
    stage = carrying()
    stage.do(0, DIAL_AGENT)
    stage.happens(LegAnswered(leg=DIAL_AGENT.leg))
    stage.session.disconnected(5.0)
    stage.session.passed(5.0 + ORPHANED_AFTER_S)
    assert stage.commands() == [HangUpLeg(leg=DIAL_AGENT.leg)]
    stage.happens(agent, now=66.0)
    stage.session.passed(65.9 + ORPHANED_AFTER_S)
    assert stage.session.case == CASE
    stage.session.passed(66.0 + ORPHANED_AFTER_S)
    assert stage.session.case is None
    stage.session.connected()
    assert [type(message) for message in stage.messages()] == [Hello, Told, Told]
