"""Repeats among open tickets, on both databases: found by matter, place and caller; gone when the ticket is done."""

from callflow import commands
from callflow.likeness import Matter
from callflow.units import TicketNumber, WallMs
from models import Records, project
from models.repositories import repeats, tickets
from tests.records.story import AGENT, START, Story, resolve

LEAK = {
    "title": "东湖区人民路3号水管漏水",
    "place": "东湖区人民路3号",
    "body": "人民路三号门口的自来水管漏水，路面积水已经两天。",
}
LAMP = {
    "title": "南岸区梧桐大道路灯不亮",
    "place": "南岸区梧桐大道",
    "body": "梧桐大道时代路口到黄谷路口的路灯从来没亮过。",
}
PARKING = {
    "title": "东湖区滨河雅苑捆绑车位",
    "place": "东湖区滨河雅苑",
    "body": "开发商要求买房必须买车位，不买就不给办手续。",
}
HOUR = 3_600_000


async def _confirmed(records: Records, number: str, nth: int, caller: str, values: dict[str, str]) -> Story:
    story = Story(f"case-{nth}", START + nth * HOUR).arrives(caller).offers().talks().opens_ticket(number)
    story.drafts(**values).confirms(number, request_type="求助", **values)
    async with records.writing() as db:
        await project(db, story.case, story.entries)
    return story


async def _three(records: Records) -> None:
    for nth, values in enumerate((LEAK, LAMP, PARKING), 1):
        await _confirmed(records, f"26112100000{nth}", nth, f"1380000000{nth}", values)


async def _numbers(records: Records, matter: Matter, without: str = "") -> list[str]:
    async with records.reading() as db:
        found = await repeats.find(db, matter, without=TicketNumber(without))
    return [one.ticket.number for one in found]


async def test_the_same_matter_at_the_same_place_is_found_in_other_words(records: Records) -> None:
    await _three(records)
    again = Matter(title="人民路3号自来水管漏水", body="水管漏水漏了两天，路面都是积水", place="人民路3号")
    async with records.reading() as db:
        (found,) = await repeats.find(db, again)
    assert found.ticket.number == "261121000001"
    assert found.likeness.reasons(found.ticket.place)[0] == "同一地点：东湖区人民路3号"
    assert found.likeness.reasons(found.ticket.place)[1].startswith("内容相近 ")


async def test_another_matter_at_the_same_place_is_not_a_repeat(records: Records) -> None:
    await _three(records)
    assert (
        await _numbers(
            records, Matter(title="滨河雅苑广场舞噪音扰民", body="每天晚上广场舞音乐声太大", place="滨河雅苑")
        )
        == []
    )


async def test_a_callers_other_open_tickets_are_shown_whatever_they_are_about(records: Records) -> None:
    await _three(records)
    asked = Matter(title="咨询公交卡", body="老年公交卡怎么办", number="13800000002")
    async with records.reading() as db:
        (found,) = await repeats.find(db, asked)
    assert found.likeness.reasons(found.ticket.place) == ("同一来电号码",)


async def test_a_caller_is_known_by_the_number_that_was_left_as_well(records: Records) -> None:
    await _confirmed(records, "261121000001", 1, "02787654321", LEAK | {"callback_number": "13800000009"})
    for number in "02787654321", "13800000009":
        assert await _numbers(records, Matter(title="咨询公交卡", number=number)) == ["261121000001"]


async def test_a_ticket_is_not_its_own_repeat_and_a_draft_is_none(records: Records) -> None:
    await _three(records)
    leak = Matter(title=LEAK["title"], body=LEAK["body"], place=LEAK["place"], number="13800000001")
    assert await _numbers(records, leak, without="261121000001") == []
    draft = Story("case-9", START).arrives().offers().talks().opens_ticket("261121000009").drafts(**LEAK)
    async with records.writing() as db:
        await project(db, draft.case, draft.entries)
    assert await _numbers(records, leak, without="261121000001") == []


async def test_what_is_done_is_no_longer_found(records: Records) -> None:
    await _three(records)
    lamp = Matter(title=LAMP["title"], body=LAMP["body"], place=LAMP["place"])
    assert await _numbers(records, lamp) == ["261121000002"]
    async with records.writing() as db:
        row = await tickets.get(db, TicketNumber("261121000002"))
        assert row is not None
        await resolve(db, row, AGENT, WallMs(START + 9 * HOUR))
    assert await _numbers(records, lamp) == []


async def test_reading_a_folder_again_counts_no_word_twice(records: Records) -> None:
    story = await _confirmed(records, "261121000001", 1, "138", LEAK)
    async with records.writing() as db:
        await project(db, story.case, story.entries)
    dropped = Story("case-2", START).arrives().offers().talks().opens_ticket("261121000002").drafts(**LEAK)
    dropped.tell(commands.DropTicket(number=TicketNumber("261121000002"), agent=AGENT, reason="打错"))
    async with records.writing() as db:
        await project(db, dropped.case, dropped.entries)
    assert await _numbers(records, Matter(title=LEAK["title"], place=LEAK["place"])) == ["261121000001"]
