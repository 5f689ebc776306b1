"""Calls of several parties in the tables: who was called, who answered, whose the case is, what came of it."""

from collections.abc import Sequence

import pytest

from callflow import commands, events
from callflow.events import CallOut, CallOutReason
from callflow.units import CITIZEN, AgentId, CaseId, LegId, TicketNumber, WallMs
from callflow.views import PartyRole, Place, TicketState, Way
from models import Records, asked_of, project
from models.repositories import call_backs, cases, first_responders, follow_ups, tickets
from models.states import FollowUpState
from models.tables import CallBack, Case, FollowUp, Leg
from tests.records.story import AGENT, START, Story, resolve, steps_taken, whole_call

BORIS = AgentId("1027")
SUPERVISOR = AgentId("9001")
NUMBER = TicketNumber("261121000001")


async def write(records: Records, *stories: Story) -> None:
    for story in stories:
        async with records.writing() as db:
            await project(db, story.case, story.entries)


async def read(records: Records, story: Story) -> Case:
    async with records.reading() as db:
        case = await cases.get_whole(db, story.case)
    assert case is not None
    return case


def legs(case: Case) -> dict[str, Leg]:
    return {leg.leg: leg for leg in case.legs}


def in_talk(case: str = "case-1") -> Story:
    return Story(case).arrives().offers().talks()


async def test_every_attempt_is_known_by_name_number_and_invitation(records: Records) -> None:
    story = in_talk().invites("市水务局", "83001", "83002", department="water")
    story.dials("department-1", "83001").fails("department-1", 486)
    story.dials("department-2", "83002").tell(events.LegAnswered(leg=LegId("department-2")))
    await write(records, story)
    named = legs(await read(records, story))
    first, second = named["department-1"], named["department-2"]
    assert (first.role, first.name, first.label, first.department) == (
        PartyRole.DEPARTMENT,
        "市水务局",
        "83001",
        "water",
    )
    assert (first.status, first.answered_at, second.label) == (486, None, "83002")
    assert second.answered_at is not None
    assert (first.invitation, second.invitation) == (1, 1)
    assert named["agent-1"].invitation != 1


async def test_a_number_asked_for_twice_belongs_to_who_asked_last(records: Records) -> None:
    story = in_talk().invites("市水务局", "83001").dials("department-1", "83001").fails("department-1", 408)
    story.invites("市城管局", "83001").dials("department-2", "83001")
    await write(records, story)
    named = legs(await read(records, story))
    assert (named["department-1"].name, named["department-2"].name) == ("市水务局", "市城管局")


async def test_a_colleague_called_in_is_no_offer_and_an_offer_later_is_no_colleague(records: Records) -> None:
    story = in_talk().invites("张伟", BORIS, role=PartyRole.AGENT, invited=BORIS).dials("agent-2", BORIS)
    story.fails("agent-2", 480).offers(BORIS, "agent-3")
    await write(records, story)
    named = legs(await read(records, story))
    assert (named["agent-2"].agent, named["agent-2"].name) == (BORIS, "张伟")
    assert (named["agent-3"].agent, named["agent-3"].name) == (BORIS, "")


async def test_the_menus_contact_is_known_by_name(records: Records) -> None:
    number = events.Number(uri="sip:83001@127.0.0.1", label="值班")
    found = events.ContactFound(contact="duty_officer", name="总值班室", numbers=(number,), department="duty_officer")
    story = Story().arrives().tell(commands.FindContact(contact="duty_officer"), found).dials("department-1", "83001")
    await write(records, story)
    case = await read(records, story)
    assert legs(case)["department-1"].name == "总值班室"
    assert [one.way for one in asked_of(case)] == [Way.MENU]


async def test_what_is_given_up_before_an_answer_is_withdrawn(records: Records) -> None:
    story = in_talk().invites("市水务局", "83001")
    story.tell(events.InvitationWithdrawn(agent=AGENT, invitation=1)).invites("市城管局", "83002")
    story.dials("department-1", "83002").tell(events.PartyDropped(agent=AGENT, leg=LegId("department-1")))
    story.tell(events.PartyDropped(agent=AGENT, leg=LegId("department-9"))).invites("市民政局", "83003")
    await write(records, story)
    asked = [one for one in asked_of(await read(records, story)) if one.way]
    assert [one.withdrawn for one in asked] == [True, True, False]


async def test_a_referred_leg_is_an_outside_one(records: Records) -> None:
    referred = events.LegReferred(leg=LegId("agent-1"), new_leg=LegId("referred-1"), target="83001")
    story = in_talk().tell(referred, events.LegAnswered(leg=LegId("referred-1")))
    await write(records, story)
    leg = legs(await read(records, story))["referred-1"]
    assert (leg.role, leg.peer) == (PartyRole.OUTSIDE, "83001")
    assert leg.answered_at is not None


async def test_a_colleague_who_is_heard_too_does_not_take_the_case_until_the_agent_has_left(records: Records) -> None:
    story = in_talk().opens_ticket().invites("张伟", BORIS, role=PartyRole.AGENT, invited=BORIS)
    story.dials("agent-2", BORIS).hears("citizen<agent-2", "citizen<agent-1")
    await write(records, story)
    assert (await read(records, story)).agent == AGENT
    story.hears("citizen<agent-2", "agent-2<citizen")
    await write(records, story)
    case = await read(records, story)
    assert case.ticket is not None
    assert (case.agent, case.ticket.agent) == (BORIS, BORIS)


async def test_a_supervisor_has_the_case_only_after_taking_it_over(records: Records) -> None:
    came = events.SupervisorCame(agent=SUPERVISOR, uri=f"sip:{SUPERVISOR}@127.0.0.1", place=Place.LISTEN)
    story = in_talk().tell(came).dials("supervisor-1", SUPERVISOR)
    story.hears("supervisor-1<citizen", "citizen<agent-1")
    await write(records, story)
    case = await read(records, story)
    assert (case.agent, legs(case)["supervisor-1"].place, legs(case)["supervisor-1"].agent) == (
        AGENT,
        Place.LISTEN,
        SUPERVISOR,
    )
    story.tell(events.SupervisorTookOver(agent=SUPERVISOR)).hears("supervisor-1<citizen", "citizen<supervisor-1")
    await write(records, story)
    case = await read(records, story)
    assert (case.agent, legs(case)["supervisor-1"].place) == (SUPERVISOR, Place.ROOM)


@pytest.mark.parametrize(
    ("places", "most"),
    [
        ((Place.LISTEN, Place.WHISPER), Place.WHISPER),
        ((Place.ROOM, Place.LISTEN), Place.ROOM),
        ((Place.WHISPER, Place.ROOM, Place.WHISPER), Place.ROOM),
    ],
)
async def test_a_supervisors_most_open_place_is_kept(records: Records, places: Sequence[Place], most: Place) -> None:
    uri = f"sip:{SUPERVISOR}@127.0.0.1"
    story = in_talk().tell(events.SupervisorCame(agent=SUPERVISOR, uri=uri, place=places[0]))
    story.dials("supervisor-1", SUPERVISOR)
    story.tell(*(events.SupervisorMoved(agent=SUPERVISOR, place=place) for place in places[1:]))
    await write(records, story)
    assert legs(await read(records, story))["supervisor-1"].place is most


async def test_a_message_belongs_to_whom_takes_it(records: Records) -> None:
    story = Story().arrives().opens_ticket().hangs_up().closes("message").tell(events.CaseTaken(agent=BORIS))
    await write(records, story)
    case = await read(records, story)
    assert case.ticket is not None
    assert (case.agent, case.ticket.agent, case.talking_since) == (BORIS, BORIS, None)


async def test_waiting_is_counted_from_the_first_time_and_the_queue_is_the_last_one(records: Records) -> None:
    story = Story().arrives().tell(events.CallerKnown(priority=2, because="老年人优先"))
    since = story.at
    story.tell(commands.JoinQueue(queue="general", priority=2), commands.JoinQueue(queue="social", priority=3))
    await write(records, story)
    case = await read(records, story)
    assert (case.waiting_since, case.queue, case.priority, case.because) == (since, "social", 3, "老年人优先")


async def test_the_first_responder_is_kept_and_corrected_by_a_supervisor(records: Records) -> None:
    named = commands.NameFirstResponder(department="water", name="市水务局", answered_at=START, after_ms=14_000)
    corrected = commands.NameFirstResponder(
        department="city", name="市城管局", answered_at=START, after_ms=9_000, agent=SUPERVISOR, reason="接听的是城管"
    )
    story = in_talk().tell(named)
    await write(records, story)
    responder = (await read(records, story)).first_responder
    assert responder is not None
    assert (responder.name, responder.after_ms, responder.changed_by) == ("市水务局", 14_000, None)
    await write(records, story.tell(corrected))
    responder = (await read(records, story)).first_responder
    assert responder is not None
    assert (responder.name, responder.changed_by, responder.reason) == ("市城管局", SUPERVISOR, "接听的是城管")


async def test_a_correction_after_the_archive_takes_the_departments_own_answer(records: Records) -> None:
    story = in_talk().invites("市水务局", "83001", department="water").dials("department-1", "83001")
    asked_at = story.entries[-1].at
    story.tell(events.LegAnswered(leg=LegId("department-1"))).closes().archives()
    await write(records, story)
    change = events.FirstResponderChanged(agent=SUPERVISOR, department="water", name="市水务局", reason="补登")
    async with records.writing() as db:
        row = await first_responders.change(db, story.case, change, WallMs(START + 99_000))
        assert row is not None
        assert (row.answered_at, row.after_ms) == (asked_at + 10, 10)
        assert await first_responders.change(db, CaseId("never-was"), change, START) is None


@pytest.mark.parametrize("score", [1, 5, None])
async def test_satisfaction_is_asked_whether_a_key_was_pressed_or_not(records: Records, score: int | None) -> None:
    story = in_talk().tell(commands.StoreSatisfaction(score=score))
    await write(records, story)
    case = await read(records, story)
    assert (case.satisfaction, case.surveyed_at is None) == (score, False)


def calls_back(case: str, after: str, reason: CallOutReason = CallOutReason.RING_BACK) -> Story:
    out = CallOut(
        number="13800001234",
        uri="sip:13800001234@127.0.0.1",
        display_number="12345",
        reason=reason,
        after=CaseId(after),
        agent=AGENT,
        agent_uri=f"sip:{AGENT}@127.0.0.1",
    )
    story = Story(case, START + 60_000)
    story.tell(events.CaseOpened(case=story.case, city="江城市", flow={}, rules={}, call_out=out))
    return story.dials("agent-1", AGENT).dials("citizen", "13800001234")


def owed(case: str = "lost") -> Story:
    story = Story(case).arrives()
    return story.tell(commands.PutOnCallBackList(number="13800001234", reason="abandoned")).closes("abandoned")


async def what_is_owed(records: Records) -> list[CallBack]:
    async with records.reading() as db:
        return list(await call_backs.list_owed(db))


async def test_a_case_that_dials_the_citizen_is_a_case_of_that_number(records: Records) -> None:
    story = calls_back("back", "lost")
    await write(records, story)
    case = await read(records, story)
    assert (case.calling_number, case.call_out, case.after) == ("13800001234", "ring_back", "lost")
    assert {leg.leg: leg.agent for leg in case.legs} == {"agent-1": AGENT, "citizen": None}


@pytest.mark.parametrize("back_first", [False, True])
async def test_a_citizen_who_was_reached_is_owed_no_call_whichever_folder_is_read_first(
    records: Records, *, back_first: bool
) -> None:
    stories = [owed(), calls_back("back", "lost").hears("citizen<agent-1", "agent-1<citizen")]
    await write(records, *(reversed(stories) if back_first else stories))
    assert await what_is_owed(records) == []
    async with records.reading() as db:
        row = await call_backs.get(db, CaseId("lost"))
    assert row is not None
    assert (row.done_by, row.done_at) == (AGENT, stories[1].entries[-1].at)


async def test_a_citizen_who_was_not_reached_is_owed_one_call_and_not_two(records: Records) -> None:
    missed = calls_back("back", "lost").fails(CITIZEN, 480)
    missed.tell(commands.PutOnCallBackList(number="13800001234", reason="not_reached")).closes("not_reached")
    await write(records, owed(), missed)
    assert [row.case_id for row in await what_is_owed(records)] == ["lost"]


async def planned(records: Records) -> None:
    await write(records, whole_call("case-1", NUMBER))
    async with records.writing() as db:
        ticket = await tickets.get(db, NUMBER)
        assert ticket is not None
        await resolve(db, ticket, SUPERVISOR, WallMs(START))
        assert await follow_ups.plan(db, SUPERVISOR, WallMs(START), numbers=[NUMBER]) == 1


async def take(records: Records, at: int) -> FollowUp | None:
    async with records.writing() as db:
        return await follow_ups.take_due(db, WallMs(at))


def asks(case: str, at: int, *, reached: bool, solved: bool | None, score: int | None = None) -> Story:
    out = CallOut(
        number="138", uri="sip:138@127.0.0.1", display_number="12345", reason=CallOutReason.FOLLOW_UP, ticket=NUMBER
    )
    story = Story(case, at)
    story.tell(events.CaseOpened(case=story.case, city="江城市", flow={}, rules={}, call_out=out))
    return story.tell(commands.StoreFollowUp(ticket=NUMBER, reached=reached, solved=solved, score=score))


async def follow_up(records: Records) -> FollowUp:
    async with records.reading() as db:
        (row,) = await follow_ups.list_all(db)
    return row


async def sums_of(records: Records) -> tuple[dict[FollowUpState, int], int, int, int, int]:
    async with records.reading() as db:
        sums = await follow_ups.sums(db)
    return dict(sums.by_state), sums.answered, sums.solved, sums.rated, sums.satisfied


async def state_of(records: Records) -> TicketState:
    async with records.reading() as db:
        ticket = await tickets.get(db, NUMBER)
    assert ticket is not None
    return ticket.state


async def test_a_solved_ticket_stays_resolved_and_an_unsolved_one_is_reopened(records: Records) -> None:
    await planned(records)
    due = await take(records, START)
    assert due is not None
    assert due.of.case.calling_number == "13800001234"
    assert await take(records, START) is None
    await write(records, asks("ask-1", START + 60_000, reached=True, solved=True, score=1))
    row = await follow_up(records)
    assert (row.state, row.solved, row.score, row.case_id) == (FollowUpState.REACHED, True, 1, "ask-1")
    assert await state_of(records) is TicketState.RESOLVED
    assert await sums_of(records) == ({FollowUpState.REACHED: 1}, 1, 1, 1, 1)
    await write(records, asks("ask-2", START + 90_000, reached=True, solved=False, score=5))
    assert await state_of(records) is TicketState.REOPENED
    assert await sums_of(records) == ({FollowUpState.REACHED: 1}, 1, 0, 1, 0)
    async with records.reading() as db:
        assert [step.kind for step in await steps_taken(db, NUMBER)][-2:] == ["followed_up", "reopened"]


async def test_who_was_not_reached_is_tried_three_times_with_pauses(records: Records) -> None:
    await planned(records)
    at = START
    for nth in range(1, follow_ups.ATTEMPTS + 1):
        due = await take(records, at)
        assert due is not None
        assert due.attempts == nth
        await write(records, asks(f"ask-{nth}", at, reached=False, solved=None))
        assert await take(records, at + 1_000) is None
        at = WallMs(at + follow_ups.PAUSE + 1_000)
    assert (await follow_up(records)).state is FollowUpState.NOT_REACHED
    assert await take(records, at) is None
    assert await state_of(records) is TicketState.RESOLVED


async def test_a_call_whose_end_was_lost_is_planned_again(records: Records) -> None:
    await planned(records)
    assert await take(records, START) is not None
    for late, again in ((follow_ups.DIALLING_MOST - 1, False), (follow_ups.DIALLING_MOST, True)):
        async with records.writing() as db:
            await follow_ups.give_back_lost(db, WallMs(START + late))
        assert (await take(records, START + late) is not None) is again


async def test_a_ticket_is_planned_again_only_after_it_was_resolved_again(records: Records) -> None:
    await planned(records)
    assert await take(records, START) is not None
    await write(records, asks("ask-1", START + 60_000, reached=True, solved=False))
    async with records.writing() as db:
        assert await follow_ups.plan(db, SUPERVISOR, WallMs(START + 70_000), numbers=[NUMBER]) == 0
        ticket = await tickets.get(db, NUMBER)
        assert ticket is not None
        await resolve(db, ticket, SUPERVISOR, WallMs(START + 80_000))
        assert await follow_ups.plan(db, SUPERVISOR, WallMs(START + 90_000), numbers=[NUMBER]) == 1
        assert await follow_ups.plan(db, SUPERVISOR, WallMs(START + 90_000), since=START) == 0


async def test_a_follow_up_of_a_ticket_that_these_records_lack_is_let_be(records: Records) -> None:
    story = asks("ask-1", START, reached=True, solved=False)
    await write(records, story)
    assert (await read(records, story)).call_out == "follow_up"
