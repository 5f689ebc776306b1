"""A counter whose file is lost goes on after the tickets in the records."""

from pathlib import Path
from zoneinfo import ZoneInfo

from callflow.units import WallMs
from lingting.numbers import TicketNumbers, find_numbers
from models import Records, project
from tests.records.story import whole_call


async def test_counting_goes_on_after_the_highest_ticket_in_the_records(records: Records, tmp_path: Path) -> None:
    numbers = TicketNumbers(tmp_path / "ticket_number", ZoneInfo("Asia/Shanghai"))
    now = WallMs(1_795_251_600_000)
    today = f"{numbers.prefix(now)}00041"
    async with records.writing() as db:
        for story in (whole_call("case-1", today), whole_call("case-2", "261120000099")):
            await project(db, story.case, story.entries)
    await find_numbers(numbers, records, now)
    assert numbers.take(now) == f"{numbers.prefix(now)}00042"


async def test_records_without_a_ticket_of_today_begin_the_day(records: Records, tmp_path: Path) -> None:
    numbers = TicketNumbers(tmp_path / "ticket_number", ZoneInfo("Asia/Shanghai"))
    await find_numbers(numbers, records, WallMs(1_795_251_600_000))
    assert numbers.take(WallMs(1_795_251_600_000)).endswith("000001")
