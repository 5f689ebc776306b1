"""A ticket's life in the records: events, clocks, follow-ups, merging, on both databases."""

from zoneinfo import ZoneInfo

import msgspec
import pytest

from callflow import commands, ticket_steps
from callflow.drafting import FieldName
from callflow.ticket import StepRefusedError, replay
from callflow.ticket_rules import Review, TicketRules
from callflow.ticket_steps import SERVICE, Actor, By, TicketStep
from callflow.units import AgentId, TicketNumber, WallMs
from callflow.views import TicketState
from models import Records, project
from models.repositories import departments, follow_ups, ticket_clocks, ticket_lives, ticket_rules, tickets
from models.repositories.departments import DepartmentEntry
from models.repositories.tickets import Due, TicketFilter
from models.states import FollowUpState
from models.tables import Ticket
from tests.records.story import AGENT, START, Story, whole_call

ZONE = ZoneInfo("Asia/Shanghai")
HOUR, DAY = 3_600_000, 86_400_000
ANNA = By(actor=Actor.AGENT, agent=AGENT)
LEADER = By(actor=Actor.SUPERVISOR, agent=AgentId("9001"))
WATER = By(actor=Actor.DEPARTMENT, agent=AgentId("7001"), department="water")
ONE, TWO, THREE = (TicketNumber(f"26112100000{nth}") for nth in (1, 2, 3))


async def set_up(records: Records, rules: TicketRules | None = None) -> None:
    async with records.writing() as db:
        for unit, name in (("water", "市水务局"), ("gas", "市燃气公司")):
            await departments.create(db, unit, DepartmentEntry(name=name))
        if rules:
            await ticket_rules.write(db, rules, AgentId("9002"), START)


async def keep(records: Records, *stories: Story) -> None:
    async with records.writing() as db:
        for story in stories:
            await project(db, story.case, story.entries)


def filed(number: TicketNumber = ONE, **values: str) -> Story:
    """A confirmed ticket of its own case."""
    return whole_call(f"case-{number[-1]}", number) if not values else confirmed_with(number, **values)


def confirmed_with(number: TicketNumber, **values: str) -> Story:
    story = Story(f"case-{number[-1]}").arrives().offers().talks().opens_ticket(number)
    return story.hangs_up().confirms(number, **{"title": "漏水", "body": "漏水。", "request_type": "求助"} | values)


async def take(records: Records, *steps: tuple[TicketStep, By], number: TicketNumber = ONE, at: int = START) -> Ticket:
    async with records.writing() as db:
        row = await tickets.get_to_change(db, number)
        assert row is not None
        for step, by in steps:
            await ticket_lives.advance(db, row, step, by, WallMs(at))
        ticket_clocks.set_hand(row, await ticket_rules.dial(db, ZONE), WallMs(at))
    return row


async def read(records: Records, number: TicketNumber = ONE) -> Ticket:
    async with records.reading() as db:
        row = await tickets.get(db, number)
    assert row is not None
    return row


async def kinds(records: Records, number: TicketNumber = ONE) -> list[str]:
    async with records.reading() as db:
        return [step.kind() for _, step in await ticket_lives.history(db, number)]


TO_WATER = (ticket_steps.Dispatched(department="water"), ANNA)
ACCEPTED = (ticket_steps.Accepted(), WATER)
REPLIED = (ticket_steps.Replied(text="已修好"), WATER)


async def test_a_ticket_is_dispatched_at_once_to_whoever_answered_first(records: Records) -> None:
    await set_up(records)
    story = whole_call("case-1", ONE)
    named = commands.NameFirstResponder(department="water", name="市水务局", answered_at=START, after_ms=1)
    confirming = next(nth for nth, entry in enumerate(story.entries) if isinstance(entry.command, commands.FileTicket))
    early = Story("case-1").tell(*(entry.event or entry.command for entry in story.entries[:confirming]))  # type: ignore[misc]
    early.tell(named).tell(*(entry.event or entry.command for entry in story.entries[confirming:]))  # type: ignore[misc]
    await keep(records, early)
    row = await read(records)
    assert (row.state, row.department_id, row.department_name) == (TicketState.DISPATCHED, "water", "市水务局")
    assert await kinds(records) == ["opened", "confirmed", "dispatched"]


async def test_what_is_urgent_waits_for_the_duty_leader_where_the_rule_says_so(records: Records) -> None:
    await set_up(records, TicketRules(review=Review.URGENT))
    await keep(records, confirmed_with(ONE, urgency="紧急"), confirmed_with(TWO, urgency="一般"))
    assert (await read(records, ONE)).state is TicketState.IN_REVIEW
    assert (await read(records, TWO)).state is TicketState.CONFIRMED


async def test_the_events_of_a_ticket_tell_its_state(records: Records) -> None:
    await set_up(records)
    await keep(records, filed())
    wish = ticket_steps.ExtensionAsked(days=2, reason="等配件")
    await take(records, TO_WATER, ACCEPTED, (wish, WATER), (ticket_steps.ExtensionGranted(days=1), LEADER))
    await take(records, (ticket_steps.Suspended(reason="等材料"), LEADER), (ticket_steps.Resumed(), LEADER))
    await take(records, (ticket_steps.Amended(changes={"place": "人民路 5 号", "urgency": "紧急"}), LEADER))
    await take(records, (ticket_steps.Returned(reason="不归我管"), WATER))
    row = await read(records)
    async with records.reading() as db:
        steps = [step for _, step in await ticket_lives.history(db, ONE)]
        assert [event.department for event, _ in await ticket_lives.history(db, ONE)][-1] == "water"
    assert replay(steps) == ticket_lives.life_of(row)
    assert (row.place, row.returns, row.extensions, row.department_id) == ("人民路 5 号", 1, 1, "")


async def test_a_step_that_is_refused_leaves_nothing_behind(records: Records) -> None:
    await set_up(records)
    await keep(records, filed())
    for step, reason in (
        (ticket_steps.Dispatched(department="nobody"), "没有这个承办单位"),
        (ticket_steps.Dispatched(department="water", limit="never"), "没有这个办理时限"),
        (ticket_steps.Merged(into=ONE), "并入它自己"),
        (ticket_steps.Merged(into=THREE), "没有工单"),
    ):
        with pytest.raises(StepRefusedError, match=reason):
            await take(records, (step, ANNA))
    assert await kinds(records) == ["opened", "confirmed"]


async def test_the_clock_runs_from_the_confirmation_to_the_reply(records: Records) -> None:
    await set_up(records)
    await keep(records, confirmed_with(ONE, urgency="紧急"))
    row = await take(records, TO_WATER)
    confirmed_at = row.confirmed_at or 0
    assert (row.due_at, row.clock_runs) == (confirmed_at + 24 * HOUR, True)
    assert row.look_at == row.soon_at
    for late, due, found in ((19, Due.SOON, []), (20, Due.SOON, [ONE]), (24, Due.SOON, []), (24, Due.OVER, [ONE])):
        async with records.reading() as db:
            wanted = TicketFilter(due=(due, WallMs(confirmed_at + late * HOUR)))
            assert [one.number for one in await tickets.list_due(db, wanted)] == found
    row = await take(records, ACCEPTED, REPLIED, at=START + 5 * HOUR)
    assert (row.due_at, row.clock_runs, row.look_at) == (confirmed_at + 24 * HOUR, False, None)


async def test_suspended_time_does_not_count_and_an_extension_moves_the_limit(records: Records) -> None:
    await set_up(records)
    await keep(records, confirmed_with(ONE, urgency="紧急"))
    due_at = (await take(records, TO_WATER, ACCEPTED)).due_at or 0
    held = await take(records, (ticket_steps.Suspended(reason="等材料"), LEADER), at=START + HOUR)
    assert (held.due_at, held.clock_runs) == (None, False)
    assert (await take(records, (ticket_steps.Resumed(), LEADER), at=START + 3 * HOUR)).due_at == due_at + 2 * HOUR
    wish = (ticket_steps.ExtensionAsked(days=1, reason="等配件"), WATER)
    more = await take(records, wish, (ticket_steps.ExtensionGranted(days=1), LEADER), at=START + 3 * HOUR)
    assert more.due_at == due_at + 26 * HOUR


async def test_a_reply_plans_the_call_whose_answer_ends_or_reopens_the_ticket(records: Records) -> None:
    await set_up(records)
    await keep(records, filed(ONE), filed(TWO))
    for number in ONE, TWO:
        await take(records, TO_WATER, ACCEPTED, REPLIED, number=number)
    async with records.reading() as db:
        assert {row.ticket: row.state for row in await follow_ups.list_all(db)} == dict.fromkeys(
            (ONE, TWO), FollowUpState.PLANNED
        )
    async with records.writing() as db:
        assert await follow_ups.take_due(db, WallMs(START + HOUR), by_rule=False) is None
        assert await follow_ups.plan(db, AgentId("9001"), START, numbers=[TWO]) == 0
        wanted = await follow_ups.take_due(db, WallMs(START + HOUR), by_rule=False)
        assert wanted is not None
        assert wanted.ticket == TWO
        taken = await follow_ups.take_due(db, WallMs(START + HOUR))
        assert taken is not None
        assert taken.ticket == ONE
    for number, solved in ((ONE, True), (TWO, False)):
        story = Story(f"ask-{number}", START + HOUR).arrives()
        await keep(records, story.tell(commands.StoreFollowUp(ticket=number, reached=True, solved=solved, score=1)))
    assert (await read(records, ONE)).state is TicketState.RESOLVED
    again = await read(records, TWO)
    assert (again.state, again.suggested_id, again.clock_runs) == (TicketState.REOPENED, "water", True)
    async with records.reading() as db:
        (_, last) = (await ticket_lives.history(db, TWO))[-1]
    assert last == ticket_steps.Reopened(reason="市民表示问题没有解决", department="water", name="市水务局")


async def test_whom_a_person_has_asked_no_machine_calls(records: Records) -> None:
    await set_up(records)
    await keep(records, filed(ONE), filed(TWO))
    for number in ONE, TWO:
        await take(records, TO_WATER, ACCEPTED, REPLIED, number=number)
    async with records.writing() as db:
        assert (await follow_ups.take_due(db, WallMs(START))) is not None
    heard = ticket_steps.FollowedUp(reached=True, solved=None, score=2, last=True)
    for number in ONE, TWO:
        await take(records, (heard, LEADER), number=number)
    async with records.writing() as db:
        assert await follow_ups.take_due(db, WallMs(START + DAY)) is None
        _, last = (await ticket_lives.history(db, ONE))[-1]
    assert last == msgspec.structs.replace(heard, department="water", name="市水务局")
    vain = commands.StoreFollowUp(ticket=ONE, reached=False, solved=None, score=None)
    await keep(records, Story("ask", START + HOUR).arrives().tell(vain))
    async with records.reading() as db:
        assert {(row.state, row.score) for row in await follow_ups.list_all(db)} == {(FollowUpState.REACHED, 2)}


async def test_whoever_left_no_number_is_not_waited_for(records: Records) -> None:
    await set_up(records)
    async with records.writing() as db:
        values = {FieldName.TITLE: "路灯不亮", FieldName.BODY: "路灯不亮。", FieldName.REQUEST_TYPE: "投诉"}
        row = await tickets.make(db, ONE, source="web", sender_id="w-1", values=values, now=START)
        await ticket_lives.advance(db, row, await ticket_lives.confirmation(db, row), ANNA, START)
    row = await take(records, TO_WATER, ACCEPTED, REPLIED)
    assert (row.state, row.case_id, row.source, row.agent) == (TicketState.FOLLOWED_UP, None, "web", AGENT)


async def test_all_whose_tickets_were_merged_are_called_and_one_no_reopens_it(records: Records) -> None:
    await set_up(records)
    await keep(records, filed(ONE), filed(TWO), filed(THREE))
    await take(records, (ticket_steps.Merged(into=TWO), ANNA), number=THREE)
    await take(records, (ticket_steps.Merged(into=ONE), ANNA), number=TWO)
    assert (await read(records, THREE)).merged_into == ONE
    with pytest.raises(StepRefusedError, match="已并入"):
        await take(records, (ticket_steps.Merged(into=TWO), ANNA))
    await take(records, TO_WATER, ACCEPTED, REPLIED)
    async with records.reading() as db:
        assert sorted(row.ticket for row in await follow_ups.list_all(db)) == [ONE, TWO, THREE]
    story = Story("ask", START + HOUR).arrives()
    await keep(records, story.tell(commands.StoreFollowUp(ticket=THREE, reached=True, solved=False, score=5)))
    row = await read(records)
    assert (row.state, (await read(records, THREE)).state) == (TicketState.REOPENED, TicketState.MERGED)
    assert (await kinds(records))[-1] == "reopened"


async def test_who_was_merged_is_called_again_after_the_second_reply_and_not_before_it(records: Records) -> None:
    await set_up(records)
    await keep(records, filed(ONE), filed(TWO), filed(THREE))
    for number in TWO, THREE:
        await take(records, (ticket_steps.Merged(into=ONE), ANNA), number=number)
    await take(records, TO_WATER, ACCEPTED, REPLIED)
    story = Story("ask", START + HOUR).arrives()
    await keep(records, story.tell(commands.StoreFollowUp(ticket=TWO, reached=True, solved=False, score=5)))
    assert await planned(records) == {
        ONE: FollowUpState.CANCELLED,
        TWO: FollowUpState.REACHED,
        THREE: FollowUpState.CANCELLED,
    }
    await take(records, TO_WATER, ACCEPTED, REPLIED, at=START + 2 * HOUR)
    assert await planned(records) == dict.fromkeys((ONE, TWO, THREE), FollowUpState.PLANNED)


async def planned(records: Records) -> dict[TicketNumber, FollowUpState]:
    async with records.reading() as db:
        return {row.ticket: row.state for row in await follow_ups.list_all(db)}


@pytest.mark.parametrize(
    "done", [(ticket_steps.Answered(answer="已修好"), ANNA), (ticket_steps.Resolved(note="已修好"), LEADER)]
)
async def test_without_a_departments_reply_all_are_called_alike_when_a_supervisor_wants_it(
    records: Records, done: tuple[TicketStep, By]
) -> None:
    await set_up(records)
    await keep(records, filed(ONE), filed(TWO))
    await take(records, (ticket_steps.Merged(into=ONE), ANNA), number=TWO)
    await take(records, done)
    assert await planned(records) == {}
    async with records.writing() as db:
        assert await follow_ups.plan(db, AgentId("9001"), START, numbers=[ONE]) == 2
        assert await follow_ups.plan(db, AgentId("9001"), START, numbers=[ONE]) == 0
    assert await planned(records) == dict.fromkeys((ONE, TWO), FollowUpState.PLANNED)
    story = Story("ask", START + HOUR).arrives()
    await keep(records, story.tell(commands.StoreFollowUp(ticket=TWO, reached=True, solved=False, score=5)))
    assert (await read(records)).state is TicketState.REOPENED
    assert (await planned(records))[ONE] is FollowUpState.CANCELLED


@pytest.mark.parametrize(
    ("left", "called"),
    [
        ("13911112222", "13911112222"),
        ("139 1111 2222", "13911112222"),
        ("1391111", "13800001234"),
        ("女儿的手机", "13800001234"),
        ("", "13800001234"),
    ],
)
async def test_the_citizen_is_called_under_the_number_that_was_left_if_it_is_whole(
    records: Records, left: str, called: str
) -> None:
    await keep(records, confirmed_with(ONE, callback_number=left))
    assert (await read(records)).contact_number == called


async def test_a_call_is_merged_or_answered_as_it_is_confirmed(records: Records) -> None:
    await set_up(records)
    await keep(records, filed(ONE))
    for number, more in ((TWO, {"merge_into": ONE}), (THREE, {"answer": "周一到周五", "article": "a1"})):
        story = Story(f"case-{number[-1]}").arrives().offers().talks().opens_ticket(number)
        values = {FieldName.TITLE: "漏水", FieldName.BODY: "漏水。", FieldName.REQUEST_TYPE: "求助"}
        told = commands.FileTicket(number=number, agent=AGENT, values=values, **more)  # type: ignore[arg-type]
        await keep(records, story.tell(told))
    merged, answered = await read(records, TWO), await read(records, THREE)
    assert (merged.state, merged.merged_into) == (TicketState.MERGED, ONE)
    assert (answered.state, answered.reply, answered.article) == (TicketState.ANSWERED, "周一到周五", "a1")
    assert "absorbed" in await kinds(records)


async def test_an_answer_from_an_article_that_cannot_be_is_an_answer(records: Records) -> None:
    await set_up(records)
    story = Story().arrives().offers().talks().opens_ticket(ONE)
    values = {FieldName.TITLE: "漏水", FieldName.BODY: "漏水。", FieldName.REQUEST_TYPE: "求助"}
    filed = commands.FileTicket(number=ONE, agent=AGENT, values=values, answer="周一到周五", article="9" * 80)
    await keep(records, story.tell(filed))
    assert (await read(records)).state is TicketState.ANSWERED


async def test_tickets_are_counted_by_state_flag_and_limit(records: Records) -> None:
    await set_up(records)
    await keep(records, confirmed_with(ONE, urgency="紧急"), filed(TWO), filed(THREE))
    await take(records, TO_WATER, (ticket_steps.Escalated(level=2, flag=ticket_steps.Flag.ORANGE), SERVICE))
    async with records.writing() as db:
        await tickets.make(db, TicketNumber("9"), source="web", sender_id="w-9", values={}, now=START)
    async with records.reading() as db:
        counted = await tickets.count(db, TicketFilter(), WallMs(START + 25 * HOUR))
        assert await tickets.count_intake(db) == 1
        flagged = await tickets.list_newest(db, TicketFilter(flags=[ticket_steps.Flag.ORANGE], department="water"))
    assert [row.number for row in flagged] == [ONE]
    assert counted.states == {TicketState.DISPATCHED: 1, TicketState.CONFIRMED: 2, TicketState.DRAFT: 1}
    running = counted.running
    assert (running.due_soon, running.overdue, running.extensions, running.in_review) == (0, 1, 0, 0)
    assert (running.flags[ticket_steps.Flag.ORANGE], running.levels[2], running.levels[0]) == (1, 1, 2)
