"""Cases, tickets, callers and call-backs, as the API asks for them."""

import pytest
from sqlalchemy.exc import InvalidRequestError

from callflow import commands
from callflow.units import AgentId, CaseId, LegId, TicketNumber, WallMs
from callflow.views import TicketState
from models import Records, project
from models.repositories import call_backs, callers, cases, tickets
from models.repositories.cases import CaseFilter
from models.repositories.tickets import TicketFilter
from tests.records.story import AGENT, START, Story, whole_call

HOUR = 3_600_000


async def keep(records: Records, *stories: Story) -> None:
    async with records.writing() as db:
        for story in stories:
            await project(db, story.case, story.entries)


def call(nth: int, number: str = "13800001234", agent: str = AGENT, start: int = START, **draft: str) -> Story:
    story = Story(f"case-{nth}", start).arrives(number).offers(agent).talks()
    return story.opens_ticket(f"26112100000{nth}").drafts(None, **({"title": "漏水"} | draft))


def owed(nth: int, start: int = START) -> Story:
    story = Story(f"case-{nth}", start).arrives()
    return story.tell(commands.PutOnCallBackList(number="13800001234", reason="abandoned")).closes("abandoned")


async def found_cases(records: Records, **wanted: object) -> list[str]:
    async with records.reading() as db:
        return [row.id for row in await cases.list_newest(db, CaseFilter(**wanted))]  # type: ignore[arg-type]


async def found_tickets(records: Records, **wanted: object) -> list[str]:
    async with records.reading() as db:
        rows = await tickets.list_newest(db, TicketFilter(**wanted))  # type: ignore[arg-type]
    return [row.number[-1] for row in rows]


async def test_cases_are_filtered_by_time_agent_number_and_call_back(records: Records) -> None:
    await keep(records, call(1), call(2, "139", start=START + HOUR), call(3, agent="1027", start=START + 2 * HOUR))
    await keep(records, owed(4, START + 3 * HOUR))
    assert await found_cases(records) == ["case-4", "case-3", "case-2", "case-1"]
    assert await found_cases(records, from_at=START + HOUR, until_at=START + 2 * HOUR) == ["case-2"]
    assert await found_cases(records, agent=AGENT) == ["case-2", "case-1"]
    assert await found_cases(records, number="139") == ["case-2"]
    assert await found_cases(records, call_back=True) == ["case-4"]
    assert await found_cases(records, call_back=False, agent="1027") == ["case-3"]
    assert await found_cases(records, number="13") == []


async def test_cases_are_paged_without_a_gap_though_some_began_at_the_same_moment(records: Records) -> None:
    await keep(records, *(call(nth) for nth in range(1, 6)), call(6, start=START + HOUR))
    seen: list[str] = []
    async with records.reading() as db:
        while page := await cases.list_newest(db, CaseFilter(), limit=2, before=CaseId(seen[-1]) if seen else None):
            seen += [row.id for row in page]
    assert seen == ["case-6", "case-5", "case-4", "case-3", "case-2", "case-1"]


async def test_a_list_of_cases_brings_the_ticket_and_the_call_back_but_no_words(records: Records) -> None:
    await keep(records, call(1))
    async with records.reading() as db:
        (row,) = await cases.list_newest(db, CaseFilter())
    assert row.ticket is not None
    assert (row.ticket.title, row.call_back) == ("漏水", None)
    with pytest.raises(InvalidRequestError):
        _ = row.utterances


async def test_one_case_is_read_whole_or_not_at_all(records: Records) -> None:
    await keep(records, whole_call("case-1"))
    async with records.reading() as db:
        whole = await cases.get_whole(db, CaseId("case-1"))
        assert whole is not None
        assert ([leg.leg for leg in whole.legs], len(whole.utterances)) == (["citizen", "agent-1"], 2)
        assert await cases.get_whole(db, CaseId("case-2")) is None
        assert await cases.get(db, CaseId("case-2")) is None


async def test_a_legs_recording_is_found(records: Records) -> None:
    await keep(records, whole_call("case-1"))
    async with records.reading() as db:
        leg = await cases.get_leg(db, CaseId("case-1"), LegId("agent-1"))
        assert await cases.get_leg(db, CaseId("case-1"), LegId("agent-2")) is None
    assert leg is not None
    assert leg.samples == 16_000


async def test_tickets_are_filtered_by_time_agent_and_state(records: Records) -> None:
    await keep(records, call(1), call(2, agent="1027", start=START + HOUR))
    await keep(records, whole_call("case-3", "261121000003", START + 2 * HOUR))
    assert await found_tickets(records) == ["3", "2", "1"]
    assert await found_tickets(records, agent="1027") == ["2"]
    assert await found_tickets(records, states=[TicketState.CONFIRMED]) == ["3"]
    assert await found_tickets(records, states=[TicketState.DRAFT], agent=AGENT) == ["1"]
    assert await found_tickets(records, until_at=START + HOUR) == ["1"]


async def test_tickets_are_searched_by_number_title_place_and_body_as_written(records: Records) -> None:
    await keep(
        records,
        call(1, title="噪音 100%", place="KTV 旁"),
        call(2, title="噪音 100 分贝"),
        call(3, body="水管_漏水", caller_name="噪音"),
    )
    assert await found_tickets(records, text="噪音") == ["2", "1"]
    assert await found_tickets(records, text="100%") == ["1"]
    assert await found_tickets(records, text="ktv") == ["1"]
    assert await found_tickets(records, text="管_漏") == ["3"]
    assert await found_tickets(records, text="_") == ["3"]
    assert await found_tickets(records, text="/") == []
    assert await found_tickets(records, text="000002") == ["2"]
    assert await found_tickets(records, text="") == ["3", "2", "1"]


async def test_tickets_are_paged_without_a_gap(records: Records) -> None:
    await keep(records, *(call(nth) for nth in range(1, 6)))
    async with records.reading() as db:
        first = await tickets.list_newest(db, TicketFilter(), limit=2)
        rest = await tickets.list_newest(db, TicketFilter(), limit=9, before=first[-1].number)
    assert [row.number[-1] for row in [*first, *rest]] == ["5", "4", "3", "2", "1"]
    assert {row.case.calling_number for row in first} == {"13800001234"}


async def test_the_highest_number_of_a_day_is_known(records: Records) -> None:
    await keep(records, call(1), call(3), call(2))
    async with records.reading() as db:
        assert await tickets.highest_number(db, "261121") == "261121000003"
        assert await tickets.highest_number(db, "261122") is None


async def test_a_ticket_is_read_with_its_case_or_not_at_all(records: Records) -> None:
    await keep(records, call(1))
    async with records.reading() as db:
        row = await tickets.get(db, TicketNumber("261121000001"))
        assert await tickets.get(db, TicketNumber("1")) is None
    assert row is not None
    assert row.case.calling_number == "13800001234"


async def test_a_callers_history_leaves_out_others_and_the_call_on_the_line(records: Records) -> None:
    dropped = call(3, start=START + 2)
    dropped.tell(commands.DropTicket(number=TicketNumber("261121000003"), agent=AGENT, reason="打错"))
    await keep(records, call(1), call(2, "139", start=START + 1), dropped, call(4, start=START + 3))
    async with records.reading() as db:
        known = await callers.history(db, "13800001234", without=CaseId("case-4"))
        nobody = await callers.history(db, "")
    assert known.calls == 2
    assert [row.id for row in known.recent] == ["case-3", "case-1"]
    assert [row.number[-1] for row in known.open_tickets] == ["1"]
    assert (nobody.calls, list(nobody.recent)) == (0, [])


async def test_withheld_numbers_are_not_one_caller(records: Records) -> None:
    await keep(records, call(1, number=""), call(2, number=""))
    async with records.reading() as db:
        assert (await callers.history(db, "")).calls == 0


async def test_a_call_back_is_done_once(records: Records) -> None:
    await keep(records, owed(1), owed(2, START - HOUR))
    async with records.reading() as db:
        assert [row.case_id for row in await call_backs.list_owed(db)] == ["case-2", "case-1"]
    async with records.writing() as db:
        await call_backs.mark_done(db, CaseId("case-2"), AGENT, WallMs(START))
        again = await call_backs.mark_done(db, CaseId("case-2"), AgentId("1027"), WallMs(START + 1))
        assert await call_backs.mark_done(db, CaseId("case-9"), AGENT, WallMs(START)) is None
    assert again is not None
    assert (again.done_by, again.done_at) == (AGENT, START)
    async with records.reading() as db:
        (left,) = await call_backs.list_owed(db)
    assert left.case.calling_number == "13800001234"
    assert await found_cases(records, call_back=True) == ["case-1"]
