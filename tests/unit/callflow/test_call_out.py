"""Calls of ours: the promised call-back, the missed call returned, the campaign; and the night without an agent."""

from typing import Any

from callflow import commands, events
from callflow.case import step
from callflow.conference import everyone
from callflow.events import CallOut, CallOutReason, EndCause
from callflow.refusal import refusal
from callflow.units import CITIZEN, AgentId, CaseId, LegId, TicketNumber, WallMs
from callflow.views import Phase
from tests.unit.callflow.course import FLOW, FOLLOW_UP, RULES, START, Course

ME = AgentId("1026")
ON_DUTY = (events.Number(uri="sip:8300@x", label="值班电话"),)


def dials_out(reason: CallOutReason, flow: dict[str, Any] = FLOW, rules: dict[str, int] = RULES, **more: Any) -> Course:
    course = Course()
    call = CallOut(number="13800001234", uri="sip:13800001234@x", display_number="12345", reason=reason, **more)
    return course.tell(events.CaseOpened(case=CaseId("c2"), city="江城市", flow=flow, rules=rules, call_out=call))


def ring_back() -> Course:
    return dials_out(CallOutReason.RING_BACK, agent=ME, agent_uri="sip:1026@x").tell(events.WorkerClaimed())


def up(course: Course, leg: str) -> Course:
    started = events.RecordingStarted(leg=LegId(leg), file=f"{leg}.wav", sample_zero_at=course.now)
    return course.tell(started, events.LegAnswered(leg=LegId(leg)))


def test_who_prefers_to_be_called_back_keeps_the_place() -> None:
    course = Course().waits().press("1")
    assert not course.gave(commands.PromiseCall), "the key means this only once the caller has been told"
    since = course.case.waiting_since
    course.wait().press("1")
    assert course.gave(commands.PromiseCall) == [
        commands.PromiseCall(number="13800001234", queue="general", priority=0, since=since or START)
    ]
    assert commands.LeaveQueue() in course.gave(commands.LeaveQueue)
    course.prompt_ends().ends("citizen")
    assert course.gave(commands.CloseCase) == [commands.CloseCase(ended_as="call_back")]
    assert not course.gave(commands.PutOnCallBackList)


def test_a_promised_call_waits_in_line_without_a_worker() -> None:
    course = dials_out(CallOutReason.CALL_BACK, queue="general", since=WallMs(START - 60_000))
    assert course.gave(commands.JoinQueue) == [commands.JoinQueue(queue="general")]
    assert (course.case.phase, course.case.waiting_since) == (Phase.QUEUED, START - 60_000)
    assert not course.tell(events.NobodyThere()).given


def test_the_agents_phone_comes_first_and_the_citizens_second() -> None:
    course = dials_out(CallOutReason.CALL_BACK, queue="general").offered()
    assert course.given == (commands.ClaimWorker(),)
    course.tell(events.WorkerClaimed())
    assert [dial.leg for dial in course.gave(commands.DialLeg)] == ["agent-1"]
    course.answers()
    dial = course.gave(commands.DialLeg)[-1]
    assert (dial.leg, dial.uri, dial.display_number) == (CITIZEN, "sip:13800001234@x", "12345")
    assert course.case.phase is Phase.DIALLING
    up(course, CITIZEN)
    assert course.said() == [("call_back_hello",)]
    course.prompt_ends()
    assert course.case.topology == everyone(CITIZEN, LegId("agent-1"))
    assert course.gave(commands.OpenTicket)


def test_a_worker_is_asked_for_again_when_none_is_free() -> None:
    course = dials_out(CallOutReason.RING_BACK, agent=ME).tell(events.NoWorkerFree()).wait()
    assert course.given == (commands.ClaimWorker(),)


def test_an_agent_who_does_not_answer_leaves_a_promised_call_in_line() -> None:
    course = dials_out(CallOutReason.CALL_BACK, queue="general").offered().tell(events.WorkerClaimed()).wait()
    assert commands.ReportNoAnswer(agent=ME) in course.given
    course.ends("agent-1", EndCause.FAILED)
    assert (course.case.phase, course.case.released) == (Phase.QUEUED, True)
    course.offered("1027").tell(events.WorkerClaimed()).answers()
    assert course.gave(commands.DialLeg)[-1].leg == CITIZEN


def promised_at_desk() -> Course:
    """A promised call where screens ring; an agent is offered, and a worker is there."""
    course = dials_out(CallOutReason.CALL_BACK, rules=RULES | {"answer_at_desk": 1}, queue="general")
    return course.offered().tell(events.WorkerClaimed())


def test_a_worker_waits_for_the_agent_who_has_yet_to_accept_a_promised_call() -> None:
    accepted = events.AgentAccepted(agent=ME)
    course = promised_at_desk().tell(accepted).ends("agent-1", EndCause.FAILED)
    assert (course.case.phase, course.case.released) == (Phase.QUEUED, True)
    course.offered().tell(events.WorkerClaimed())
    assert not course.case.released, "the phone is called only once the agent has accepted"
    assert refusal(course.case, accepted) is None
    course.tell(accepted)
    assert course.gave(commands.DialLeg)[-1].leg == "agent-2"


def test_a_promised_call_gives_its_worker_back_while_no_agent_is_there() -> None:
    course = promised_at_desk().wait()
    assert commands.ReportNoAnswer(agent=ME) in course.given
    assert commands.ReleaseWorker() in course.given


def test_a_citizen_who_does_not_answer_stays_on_the_list_and_the_agent_is_free() -> None:
    course = up(ring_back(), "agent-1").wait()
    assert commands.HangUpLeg(leg=CITIZEN) in course.given
    course.ends("citizen", EndCause.FAILED).ends("agent-1", EndCause.WE_HUNG_UP)
    assert course.gave(commands.PutOnCallBackList)[0].reason == "not_reached"
    assert course.gave(commands.CloseCase) == [commands.CloseCase(ended_as="not_reached")]
    assert course.gave(commands.FreeAgent) == [commands.FreeAgent(agent=ME)]


def test_an_agent_may_give_up_calling_but_not_hang_up_a_call_that_only_rings() -> None:
    assert refusal(up(ring_back(), "agent-1").case, events.HangUpRequested(agent=ME)) is None
    ringing = Course().waits().offered().case
    assert refusal(ringing, events.HangUpRequested(agent=ME)) == "请在话机上接听或拒接。"


def handed_on() -> Course:
    """A missed call was returned, and the citizen is handed on: the next agent's phone rings."""
    course = up(up(ring_back(), "agent-1"), CITIZEN).prompt_ends()
    return course.tell(events.TransferRequested(agent=ME, queue="general")).prompt_ends().offered("1027")


def test_a_citizen_whom_we_called_and_handed_on_waits_as_any_other() -> None:
    course = handed_on().ends("agent-2", EndCause.FAILED)
    assert (course.case.phase, course.case.citizen_present) == (Phase.QUEUED, True)
    assert commands.ReportNoAnswer(agent=AgentId("1027")) in course.given
    course.offered("1028").answers()
    assert course.case.topology == everyone(CITIZEN, LegId("agent-3"))


def test_an_agent_to_whom_a_called_citizen_is_handed_on_cannot_hang_up_before_answering() -> None:
    assert refusal(handed_on().case, events.HangUpRequested(agent=AgentId("1027"))) == "请在话机上接听或拒接。"


def test_a_promised_call_that_is_given_up_stands_in_line_no_more() -> None:
    course = dials_out(CallOutReason.CALL_BACK, queue="general").offered().tell(events.WorkerClaimed())
    course.tell(events.HangUpRequested(agent=ME))
    assert commands.LeaveQueue() in course.given


def test_the_campaign_asks_by_keys_and_tells_the_records() -> None:
    course = dials_out(CallOutReason.FOLLOW_UP, FOLLOW_UP, ticket=TicketNumber("261121000042"))
    up(course.tell(events.WorkerClaimed()), CITIZEN)
    assert course.case.phase is Phase.MENU
    answers(course, "2", "5")
    course.ends("citizen")
    (learned,) = course.gave(commands.StoreFollowUp)
    assert (learned.ticket, learned.reached, learned.solved, learned.score) == ("261121000042", True, False, 5)


def test_a_campaigns_call_that_nobody_answers_is_told_as_such() -> None:
    course = dials_out(CallOutReason.FOLLOW_UP, FOLLOW_UP, ticket=TicketNumber("1")).tell(events.WorkerClaimed())
    course.ends("citizen", EndCause.FAILED)
    (learned,) = course.gave(commands.StoreFollowUp)
    assert (learned.reached, learned.solved) == (False, None)
    assert not course.gave(commands.PutOnCallBackList)


def answers(course: Course, *keys: str) -> None:
    """Wait until each question has been asked, and press the key."""
    for key in keys:
        while "key" not in course.case.deadlines:
            course.prompt_ends()
        course.press(key)
    while course.case.playing is not None and course.case.phase is Phase.MENU:
        course.prompt_ends()


def at_night() -> Course:
    course = Course()
    opened = events.CaseOpened(case=CaseId("c1"), city="江城市", flow=FLOW, rules=RULES, start=FLOW["closed"])
    arrived = events.CallArrived(leg=CITIZEN, calling_number="13800001234", called_number="12345", sip_call_id="x")
    return up(course.tell(opened, arrived), CITIZEN)


def test_at_night_the_duty_officer_is_called_and_talks_without_an_agent() -> None:
    course = at_night().press("1").prompt_ends()
    assert course.gave(commands.FindContact) == [commands.FindContact(contact="duty_officer")]
    course.tell(events.ContactFound(contact="duty_officer", name="值班长", numbers=ON_DUTY))
    up(course, "department-1")
    assert (course.case.phase, course.case.topology) == (Phase.TALKING, everyone(CITIZEN, LegId("department-1")))
    course.ends("department-1").ends("citizen")
    assert course.case.phase is Phase.CLOSED


def test_a_duty_officer_who_answers_too_late_does_not_silence_the_menu() -> None:
    course = at_night().press("1").prompt_ends()
    course.tell(events.ContactFound(contact="duty_officer", name="值班长", numbers=ON_DUTY)).wait()
    assert course.said()[-1] == ("duty_away",)
    course.tell(events.LegAnswered(leg=LegId("department-1")))
    assert course.given == (commands.HangUpLeg(leg=LegId("department-1")),)
    course.prompt_ends()
    assert course.said()[-1] == ("leave_message", "beep")


def test_who_talks_with_the_duty_officer_because_nobody_else_was_there_is_served() -> None:
    flow = FLOW | {"on_nobody": "duty_officer"}
    opened = events.CaseOpened(case=CaseId("c1"), city="江城市", flow=flow, rules=RULES, start="to_agent")
    arrived = events.CallArrived(leg=CITIZEN, calling_number="13800001234", called_number="12345", sip_call_id="x")
    course = up(Course().tell(opened, arrived), CITIZEN).tell(events.NobodyThere()).prompt_ends()
    course.tell(events.ContactFound(contact="duty_officer", name="值班长", numbers=ON_DUTY))
    up(course, "department-1").ends("department-1").ends("citizen")
    assert course.gave(commands.CloseCase) == [commands.CloseCase(ended_as="served")]


def test_when_nobody_is_on_duty_the_night_menu_goes_on() -> None:
    course = at_night().press("1").prompt_ends()
    before = course.case.menu.step  # type: ignore[union-attr]
    course.tell(events.ContactFound(contact="duty_officer", name="值班长", numbers=()))
    assert course.case.menu.step != before  # type: ignore[union-attr]
    assert course.case.playing is not None


def test_a_message_becomes_a_ticket_that_any_agent_may_take() -> None:
    course = at_night().press("2").prompt_ends()
    assert commands.OpenTicket() in course.gave(commands.OpenTicket)
    course.tell(events.TicketOpened(number=TicketNumber("1"))).says("路灯不亮", at=3).ends("citizen")
    assert course.gave(commands.CloseCase) == [commands.CloseCase(ended_as="message")]
    assert course.case.phase is Phase.CLOSED
    assert refusal(course.case, events.CaseTaken(agent=ME)) is None
    course.tell(events.CaseTaken(agent=ME))
    assert course.case.agent == ME
    assert refusal(course.case, events.CaseTaken(agent=AgentId("1027"))) == "这个来电已有人处理。"


def test_a_case_that_was_never_anything_replays_from_its_log() -> None:
    course = up(ring_back(), "agent-1")
    case = course.case.__class__()
    for entry in course.log:
        if entry.event is not None:
            case = step(case, entry.event, entry.at).case
    assert case == course.case
