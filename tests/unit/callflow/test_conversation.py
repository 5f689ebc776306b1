"""A conversation of several parties: who hears whom, who leads, and who is left when somebody leaves."""

from typing import Any

import pytest

from callflow import commands, events
from callflow.conference import everyone, on_hold, together
from callflow.events import EndCause
from callflow.refusal import refusal
from callflow.units import CITIZEN, MUSIC, AgentId, LegId, WallMs
from callflow.utterance import Setting
from callflow.views import Arrangement, AttemptState, PartyRole, Phase, Place, Way
from callflow.wiring import arrangement
from tests.unit.callflow.course import Course, heard

ME, COLLEAGUE, BOSS = AgentId("1026"), AgentId("1027"), AgentId("2001")
AGENT, WATER, POWER = LegId("agent-1"), LegId("department-1"), LegId("department-2")
CONSULT, THREE_WAY, TRANSFER = Way.CONSULT, Way.THREE_WAY, Way.TRANSFER


def invite(course: Course, way: Way, name: str = "市水务局", numbers: int = 2, **other: Any) -> Course:
    tried = tuple(events.Number(uri=f"sip:{n}@x", label=f"电话{n}", ring_ms=20_000) for n in range(1, numbers + 1))
    asked = {"role": PartyRole.DEPARTMENT, "department": name} | other
    return course.tell(events.PartyInvited(agent=ME, name=name, way=way, numbers=tried, **asked))


def up(course: Course, leg: str) -> Course:
    started = events.RecordingStarted(leg=LegId(leg), file=f"{leg}.wav", sample_zero_at=course.now)
    return course.tell(events.LegRinging(leg=LegId(leg)), started, events.LegAnswered(leg=LegId(leg)))


def consults() -> Course:
    return up(invite(Course().talks(), CONSULT), WATER)


def three() -> Course:
    return up(invite(Course().talks(), THREE_WAY), WATER)


def supervised(place: Place = Place.LISTEN) -> Course:
    course = Course().talks().tell(events.SupervisorCame(agent=BOSS, uri="sip:2001@x", place=place))
    return up(course, "supervisor-1")


def heard_by(course: Course, listener: LegId) -> set[LegId]:
    return {talker for who, talker in course.case.topology if who == listener}


# --- consult, three-way, swap ---


def test_a_consultation_leaves_the_citizen_with_music_from_the_request_on() -> None:
    course = invite(Course().talks(), CONSULT)
    assert (heard_by(course, CITIZEN), arrangement(course.case)) == ({MUSIC}, Arrangement.HOLD)
    up(course, WATER)
    assert course.case.topology == together(everyone(AGENT, WATER), on_hold(CITIZEN))
    assert arrangement(course.case) is Arrangement.CONSULT


def test_a_three_way_call_connects_all_as_soon_as_the_department_answers() -> None:
    course = invite(Course().talks(), THREE_WAY)
    assert course.case.topology == everyone(CITIZEN, AGENT)
    up(course, WATER)
    assert course.case.topology == everyone(CITIZEN, AGENT, WATER)
    assert arrangement(course.case) is Arrangement.THREE_WAY


def test_swap_changes_citizen_and_department_and_join_brings_all_together() -> None:
    course = consults().tell(events.SwapRequested(agent=ME))
    assert course.case.topology == together(everyone(CITIZEN, AGENT), on_hold(WATER))
    assert arrangement(course.case) is Arrangement.ASIDE
    course.tell(events.JoinRequested(agent=ME))
    assert course.case.topology == everyone(CITIZEN, AGENT, WATER)


def test_a_department_that_holds_by_itself_does_not_play_its_music_to_the_others() -> None:
    course = three().tell(events.LegHeld(leg=WATER))
    assert course.case.topology == everyone(CITIZEN, AGENT)
    course.tell(events.LegResumed(leg=WATER))
    assert course.case.topology == everyone(CITIZEN, AGENT, WATER)


def test_a_dropped_department_brings_a_consulting_agent_back_to_the_citizen() -> None:
    course = consults().tell(events.PartyDropped(agent=ME, leg=WATER))
    assert commands.HangUpLeg(leg=WATER) in course.given
    assert course.case.topology == everyone(CITIZEN, AGENT)


def test_an_agent_may_let_the_citizen_go_and_speak_on_with_the_department() -> None:
    drop = events.PartyDropped(agent=ME, leg=CITIZEN)
    assert refusal(Course().talks().case, drop) == "通话中没有其他单位，结束通话请用挂断。"
    course = three()
    assert refusal(course.case, drop) is None
    course.tell(drop).ends("citizen", EndCause.WE_HUNG_UP)
    assert course.case.topology == everyone(AGENT, WATER)


def test_a_department_that_hangs_up_leaves_the_agent_as_it_was() -> None:
    assert consults().ends(WATER).case.topology == on_hold(CITIZEN)
    assert three().ends(WATER).case.topology == everyone(CITIZEN, AGENT)


# --- numbers in order ---


@pytest.mark.parametrize(
    ("status", "shown"), [(486, AttemptState.BUSY), (480, AttemptState.NO_ANSWER), (503, AttemptState.UNREACHABLE)]
)
def test_a_number_that_fails_is_shown_and_the_next_one_is_tried(status: int, shown: AttemptState) -> None:
    course = invite(Course().talks(), THREE_WAY)
    course.tell(events.LegEnded(leg=WATER, cause=EndCause.FAILED, status=status))
    (invitation,) = course.case.invitations
    assert [(one.label, one.state, one.status) for one in invitation.attempts] == [
        ("电话1", shown, status),
        ("电话2", AttemptState.DIALLING, 0),
    ]
    assert [dial.uri for dial in course.gave(commands.DialLeg)][1:] == ["sip:1@x", "sip:2@x"]


def test_a_number_that_rings_in_vain_gives_way_to_the_next_one() -> None:
    course = invite(Course().talks(), THREE_WAY).wait()
    assert course.given[0] == commands.HangUpLeg(leg=WATER)
    up(course, POWER)
    assert course.case.topology == everyone(CITIZEN, AGENT, POWER)
    course.ends(WATER, EndCause.FAILED)
    assert course.case.topology == everyone(CITIZEN, AGENT, POWER)


def test_when_no_number_answers_the_agent_still_talks_with_the_citizen() -> None:
    course = invite(Course().talks(), THREE_WAY, numbers=1)
    course.tell(events.LegEnded(leg=WATER, cause=EndCause.FAILED, status=486))
    assert not course.case.invitations[0].pending
    assert course.case.topology == everyone(CITIZEN, AGENT)


def test_an_answer_that_crosses_our_giving_up_is_let_go_and_joins_nothing() -> None:
    course = invite(Course().talks(), THREE_WAY, numbers=1).wait()
    course.tell(events.LegAnswered(leg=WATER))
    assert commands.HangUpLeg(leg=WATER) in course.given
    assert course.case.topology == everyone(CITIZEN, AGENT)


# --- the first responder ---


def test_the_department_that_answers_first_in_a_three_way_call_is_named_once() -> None:
    course = invite(Course().talks(), THREE_WAY)
    asked = course.now
    course.now = WallMs(asked + 14_000)
    up(course, WATER)
    (named,) = course.gave(commands.NameFirstResponder)
    assert (named.name, named.answered_at - asked, named.after_ms) == ("市水务局", 14_030, 14_030)
    up(invite(course, THREE_WAY, name="市供电局"), POWER)
    assert len(course.gave(commands.NameFirstResponder)) == 1


def test_a_consulted_department_leads_only_once_it_talks_with_the_citizen() -> None:
    course = consults()
    assert not course.gave(commands.NameFirstResponder)
    course.tell(events.JoinRequested(agent=ME))
    assert [named.name for named in course.gave(commands.NameFirstResponder)] == ["市水务局"]


def test_the_first_responder_changes_only_with_a_reason() -> None:
    course = three()
    change = events.FirstResponderChanged(agent=BOSS, department="power", name="市供电局", reason="")
    assert refusal(course.case, change) == "修改首接责任单位须写明理由。"
    course.tell(events.FirstResponderChanged(agent=BOSS, department="power", name="市供电局", reason="报错单位"))
    assert (course.case.first_responder.name, course.case.first_responder.changed_by) == ("市供电局", BOSS)  # type: ignore[union-attr]


# --- leaving ---


def test_when_the_agent_leaves_citizen_and_department_go_on_and_the_agent_writes() -> None:
    course = consults().tell(events.LeaveRequested(agent=ME))
    assert course.case.topology == everyone(CITIZEN, WATER)
    assert (course.case.phase, course.case.writing, arrangement(course.case)) == (
        Phase.TALKING,
        True,
        Arrangement.LEFT,
    )
    course.ends(AGENT).tell(events.WrapUpEnded(agent=ME))
    assert course.gave(commands.FreeAgent) == [commands.FreeAgent(agent=ME)]
    assert course.case.topology == everyone(CITIZEN, WATER)
    course.ends(WATER)
    assert course.case.phase is Phase.SURVEY
    course.ends("citizen")
    assert course.case.phase is Phase.CLOSED


def test_an_agents_phone_that_hangs_up_in_a_three_way_call_leaves_the_others_together() -> None:
    course = three().ends(AGENT)
    assert course.case.topology == everyone(CITIZEN, WATER)
    assert course.case.writing


def test_an_agent_alone_with_the_citizen_cannot_just_leave() -> None:
    wish = events.LeaveRequested(agent=ME)
    assert refusal(Course().talks().case, wish) == "通话中没有其他单位，退出后市民将无人应答。请用转接或挂断。"


def test_when_the_citizen_hangs_up_agent_and_department_may_finish() -> None:
    course = three().ends("citizen")
    assert course.case.topology == everyone(AGENT, WATER)
    assert arrangement(course.case) is Arrangement.WITHOUT_CITIZEN
    course.ends(WATER)
    assert course.case.phase is Phase.WRAP_UP


def test_a_citizen_who_hangs_up_stops_the_ringing_at_the_department() -> None:
    course = invite(Course().talks(), THREE_WAY).ends("citizen")
    assert commands.HangUpLeg(leg=WATER) in course.given
    assert not course.case.pending()


@pytest.mark.parametrize("cause", [EndCause.FAILED, EndCause.MEDIA_LOST])
def test_a_citizen_whose_agents_phone_dies_goes_back_to_the_head_of_the_queue(cause: EndCause) -> None:
    course = Course().talks()
    arrived = course.case.waiting_since
    course.ends(AGENT, cause)
    assert (course.case.phase, course.case.waiting_since) == (Phase.QUEUED, arrived)
    assert course.said()[-1] == ("back_to_queue",)
    assert commands.ReportNoAnswer(agent=ME) in course.given
    course.prompt_ends()
    assert heard_by(course, CITIZEN) == {MUSIC}
    course.offered("1027").answers()
    assert (course.case.phase, course.case.agent) == (Phase.TALKING, COLLEAGUE)
    assert len(course.gave(commands.OpenTicket)) == 1


# --- transfers ---


def test_a_blind_transfer_to_a_number_lets_the_agent_go_at_once() -> None:
    course = invite(Course().talks(), TRANSFER, numbers=1, role=PartyRole.OUTSIDE, department="")
    assert commands.HangUpLeg(leg=AGENT) in course.given
    assert heard_by(course, CITIZEN) == {MUSIC}
    up(course, "outside-1")
    assert course.case.topology == everyone(CITIZEN, LegId("outside-1"))


def test_a_blind_transfer_that_nobody_answers_brings_the_citizen_back_to_the_queue() -> None:
    course = invite(Course().talks(), TRANSFER, numbers=1, role=PartyRole.OUTSIDE).ends(AGENT)
    course.tell(events.LegEnded(leg=LegId("outside-1"), cause=EndCause.FAILED, status=480))
    assert course.case.phase is Phase.QUEUED
    assert course.gave(commands.FreeAgent) == [commands.FreeAgent(agent=ME)]
    course.ends("citizen")
    assert (course.case.agent, course.case.call_back) == (ME, True)


def test_a_transfer_to_a_colleague_goes_through_the_queue_with_a_wish() -> None:
    course = Course().talks().tell(events.TransferRequested(agent=ME, queue="general", wants=COLLEAGUE))
    assert course.gave(commands.JoinQueue)[-1].wants == COLLEAGUE
    course.ends(AGENT).offered("1027").answers()
    assert course.case.agent == COLLEAGUE
    assert course.case.topology == everyone(CITIZEN, LegId("agent-2"))


def test_after_an_attended_transfer_the_colleague_has_the_case_and_the_first_agent_is_free() -> None:
    course = invite(Course().talks(), CONSULT, name="1027", role=PartyRole.AGENT, invited=COLLEAGUE, department="")
    assert commands.TakeAgent(agent=COLLEAGUE) in course.gave(commands.TakeAgent)
    up(course, "agent-2").tell(events.LeaveRequested(agent=ME)).ends(AGENT)
    assert (course.case.agent, course.case.writing) == (COLLEAGUE, False)
    assert course.gave(commands.FreeAgent) == [commands.FreeAgent(agent=ME)]
    assert course.case.topology == everyone(CITIZEN, LegId("agent-2"))
    course.ends("agent-2")
    assert (course.case.phase, course.case.writing) == (Phase.SURVEY, True)


def test_refer_from_the_agents_phone_is_a_transfer() -> None:
    referred = LegId("referred-1")
    course = Course().talks().tell(events.LegReferred(leg=AGENT, new_leg=referred, target="1027", agent=COLLEAGUE))
    up(course, referred)
    assert commands.HangUpLeg(leg=AGENT) in course.given
    assert (course.case.agent, course.case.topology) == (COLLEAGUE, everyone(CITIZEN, referred))


def test_a_referred_number_that_rings_in_vain_brings_a_citizen_whose_agent_has_left_back_to_the_queue() -> None:
    referred = LegId("referred-1")
    course = Course().talks().tell(events.LegReferred(leg=AGENT, new_leg=referred, target="83001234")).ends(AGENT)
    course.tell(events.LegRinging(leg=referred), events.WrapUpEnded(agent=ME)).wait()
    assert commands.HangUpLeg(leg=referred) in course.given
    assert (course.case.phase, course.said()[-1]) == (Phase.QUEUED, ("back_to_queue",))


def test_refer_from_anybody_else_leads_nowhere() -> None:
    course = three().tell(events.LegReferred(leg=WATER, new_leg=LegId("referred-1"), target="110"))
    assert commands.HangUpLeg(leg=LegId("referred-1")) in course.given


# --- four lines ---


def test_a_fifth_party_is_refused_and_the_limit_is_stated() -> None:
    course = up(invite(three(), THREE_WAY, name="市供电局"), POWER)
    gas = events.PartyInvited(
        agent=ME, role=PartyRole.DEPARTMENT, name="燃气", way=THREE_WAY, numbers=(events.Number(uri="x", label="x"),)
    )
    assert refusal(course.case, gas) == "通话已有4方，请先请一方退出，再邀请其他方。"


def test_a_supervisor_makes_room_for_a_department_with_notice() -> None:
    course = up(invite(supervised(), THREE_WAY), WATER)
    invite(course, THREE_WAY, name="市供电局")
    assert commands.YieldSupervision(agent=BOSS, to="市供电局") in course.given
    assert commands.HangUpLeg(leg=LegId("supervisor-1")) in course.given
    assert not any(isinstance(one, commands.DialLeg) for one in course.given)
    course.ends("supervisor-1", EndCause.WE_HUNG_UP)
    assert course.gave(commands.DialLeg)[-1].leg == POWER


def test_an_emergency_is_never_refused() -> None:
    course = up(invite(three(), THREE_WAY, name="市供电局"), POWER)
    invite(course, THREE_WAY, name="110", role=PartyRole.EMERGENCY, department="", numbers=1)
    assert commands.HangUpLeg(leg=POWER) in course.given
    course.ends(POWER, EndCause.WE_HUNG_UP)
    up(course, "emergency-1")
    assert course.case.topology == everyone(CITIZEN, AGENT, WATER, LegId("emergency-1"))


def test_an_emergency_brings_a_citizen_on_hold_back() -> None:
    course = Course().talks().tell(events.HoldRequested(agent=ME))
    invite(course, THREE_WAY, name="110", role=PartyRole.EMERGENCY, department="", numbers=1)
    up(course, "emergency-1")
    assert course.case.topology == everyone(CITIZEN, AGENT, LegId("emergency-1"))


# --- supervisors ---


def test_a_listening_supervisor_is_heard_by_nobody() -> None:
    course = supervised()
    assert heard_by(course, LegId("supervisor-1")) == {CITIZEN, AGENT}
    assert heard_by(course, CITIZEN) == {AGENT}
    assert heard_by(course, AGENT) == {CITIZEN}


def test_a_whisper_reaches_the_agent_alone_whatever_happens_around_it() -> None:
    boss = LegId("supervisor-1")
    course = up(invite(supervised(Place.WHISPER), THREE_WAY), WATER)
    assert heard_by(course, AGENT) == {CITIZEN, WATER, boss}
    for event in (events.SwapRequested(agent=ME), events.JoinRequested(agent=ME), events.HoldRequested(agent=ME)):
        course.tell(event)
        assert boss not in heard_by(course, CITIZEN) | heard_by(course, WATER)


def test_a_barging_supervisor_talks_with_all_and_may_take_over() -> None:
    boss = LegId("supervisor-1")
    course = supervised().tell(events.SupervisorMoved(agent=BOSS, place=Place.ROOM))
    assert course.case.topology == everyone(CITIZEN, AGENT, boss)
    course.tell(events.SupervisorTookOver(agent=BOSS)).ends(AGENT, EndCause.WE_HUNG_UP)
    assert (course.case.agent, course.case.topology) == (BOSS, everyone(CITIZEN, boss))
    assert course.gave(commands.FreeAgent) == [commands.FreeAgent(agent=ME)]


def test_a_supervisor_who_takes_over_from_an_agent_who_has_left_talks_and_does_not_write() -> None:
    course = up(invite(supervised(), THREE_WAY), WATER).tell(events.LeaveRequested(agent=ME)).ends(AGENT)
    assert course.case.writing
    course.tell(events.SupervisorTookOver(agent=BOSS))
    assert (course.case.agent, course.case.writing) == (BOSS, False)
    assert commands.FreeAgent(agent=ME) in course.given


def test_a_supervisor_goes_when_the_conversation_ends_and_is_given_back() -> None:
    course = supervised().ends("citizen")
    assert commands.HangUpLeg(leg=LegId("supervisor-1")) in course.given
    course.ends("supervisor-1", EndCause.WE_HUNG_UP)
    assert commands.FreeAgent(agent=BOSS) in course.given


# --- what is said, and who could hear it ---


def said(course: Course, leg: str, second: int) -> Setting:
    course.tell(heard("说话", leg, second))
    return next(one.setting for one in course.case.utterances if one.id == f"{leg}:{second * 16_000}")


def test_words_are_marked_with_who_could_hear_them() -> None:
    course = Course().talks()
    course.now = WallMs(course.case.started_at + 10_000)
    up(invite(course, CONSULT), WATER)
    course.now = WallMs(course.case.started_at + 20_000)
    course.tell(events.JoinRequested(agent=ME))
    assert [said(course, CITIZEN, at) for at in (5, 15, 25)] == [Setting.TALK, Setting.HOLD, Setting.TALK]
    assert [said(course, AGENT, at) for at in (5, 15, 25)] == [Setting.TALK, Setting.CONSULT, Setting.TALK]
    assert [said(course, WATER, at) for at in (15, 25)] == [Setting.CONSULT, Setting.TALK]


def test_a_supervisors_advice_is_marked_as_such_and_is_an_agents_word_after_taking_over() -> None:
    course = supervised(Place.WHISPER)
    course.now = WallMs(course.case.started_at + 10_000)
    course.tell(events.SupervisorTookOver(agent=BOSS))
    assert said(course, "supervisor-1", 5) is Setting.SUPERVISION
    assert said(course, "supervisor-1", 15) is Setting.TALK
    assert [one.role for one in course.case.utterances] == ["supervisor", "agent"]
