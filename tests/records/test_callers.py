"""How urgently a caller is served, by what the records know of the number."""

from callflow import commands
from callflow.units import AgentId, TicketNumber, WallMs
from models import Records, project
from models.repositories import callers
from tests.records.story import AGENT, START, Story

NUMBER = "13800001234"
HOUR = 3_600_000
DAY = 24 * HOUR


async def keep(records: Records, *stories: Story) -> None:
    async with records.writing() as db:
        for story in stories:
            await project(db, story.case, story.entries)


async def known(records: Records, number: str = NUMBER, at: int = START + DAY) -> tuple[int, str]:
    async with records.reading() as db:
        return await callers.facts_of_caller(db, number, WallMs(at))


async def test_a_caller_of_whom_nothing_is_known_is_served_in_turn(records: Records) -> None:
    assert await known(records) == (0, "")


async def test_two_earlier_calls_within_a_day_make_a_repeat_caller(records: Records) -> None:
    await keep(records, Story("case-1", START).arrives(NUMBER), Story("case-2", START + HOUR).arrives(NUMBER))
    assert await known(records, at=START + 2 * HOUR) == (1, "24 小时内第 3 次来电")
    assert await known(records, at=START + DAY + 1) == (0, "")
    assert await known(records, at=START + HOUR) == (0, "")
    assert await known(records, "139", START + 2 * HOUR) == (0, "")


async def test_an_open_ticket_makes_a_repeat_caller_until_it_is_dropped(records: Records) -> None:
    story = Story("case-1", START).arrives(NUMBER).offers().talks().opens_ticket()
    await keep(records, story)
    assert await known(records, at=START + 9 * DAY) == (1, "有未办结的工单")
    number = TicketNumber("261121000001")
    await keep(records, story.tell(commands.DropTicket(number=number, agent=AGENT, reason="打错")))
    assert await known(records, at=START + 9 * DAY) == (0, "")


async def test_an_elder_comes_before_a_repeat_caller(records: Records) -> None:
    await keep(records, *(Story(f"case-{nth}", START + nth).arrives(NUMBER) for nth in range(3)))
    async with records.writing() as db:
        by = AgentId("1026")
        await callers.note_facts(db, NUMBER, elder=True, note="听力不好", by=by, now=START)
        await callers.note_facts(db, "139", elder=False, note="", by=by, now=START)
    assert await known(records) == (2, "老年人优先")
    assert await known(records, "139") == (0, "")


async def test_a_withheld_number_is_nobodys(records: Records) -> None:
    await keep(records, *(Story(f"case-{nth}", START + nth).arrives("") for nth in range(3)))
    assert await known(records, "") == (0, "")
