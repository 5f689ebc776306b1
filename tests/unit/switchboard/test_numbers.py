"""Ticket numbers: digits, counting up, and never twice, whatever becomes of the file and of the clock."""

from datetime import datetime
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from callflow.units import TicketNumber, WallMs
from lingting.numbers import TicketNumbers, find_numbers
from models.engine import Records

ZONE = ZoneInfo("Asia/Shanghai")


def at(text: str) -> WallMs:
    return WallMs(int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000))


NINE = at("2026-11-22T09:00:00")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ticket_number"


def counting(file: Path) -> TicketNumbers:
    """A counter on a machine whose records hold no ticket yet."""
    numbers = TicketNumbers(file, ZONE)
    numbers.found(None)
    return numbers


def test_a_number_is_the_citys_day_and_a_count(file: Path) -> None:
    numbers = counting(file)
    assert [numbers.take(NINE), numbers.take(NINE)] == ["261122000001", "261122000002"]


def test_the_day_is_the_citys(file: Path) -> None:
    assert counting(file).take(at("2026-11-23T00:00:00")) == "261123000001"
    assert TicketNumbers(file, ZoneInfo("UTC")).prefix(at("2026-11-23T00:00:00")) == "2611220"


def test_each_day_begins_at_one(file: Path) -> None:
    numbers = counting(file)
    numbers.take(NINE)
    assert numbers.take(at("2026-11-23T09:00:00")) == "261123000001"


def test_a_restart_goes_on_counting(file: Path) -> None:
    counting(file).take(NINE)
    again = TicketNumbers(file, ZONE)
    assert not again.lost
    assert again.take(NINE) == "261122000002"


def test_a_clock_that_is_set_back_brings_no_number_again(file: Path) -> None:
    numbers = counting(file)
    given = [numbers.take(at(moment)) for moment in ("2026-11-22T23:59:59", "2026-11-23T00:00:01")]
    given += [numbers.take(at(moment)) for moment in ("2026-11-22T23:59:59", "2026-11-23T00:00:02")]
    assert given == ["261122000001", "261123000001", "261123000002", "261123000003"]


def test_another_site_counts_for_itself(file: Path) -> None:
    numbers = TicketNumbers(file, ZONE, site=3)
    numbers.found(None)
    assert numbers.take(NINE) == "261122300001"


@pytest.mark.parametrize("damaged", [None, b"", b"\x00\x00\x00", b"2611220000", "二".encode()])
def test_without_its_file_counting_goes_on_after_what_the_records_hold(file: Path, damaged: bytes | None) -> None:
    if damaged is not None:
        file.write_bytes(damaged)
    numbers = TicketNumbers(file, ZONE)
    assert numbers.lost
    numbers.found(TicketNumber("261122000041"))
    assert numbers.take(NINE) == "261122000042"


def test_a_number_that_only_a_log_holds_is_not_given_again(file: Path) -> None:
    numbers = TicketNumbers(file, ZONE)
    numbers.found(TicketNumber("261122000041"))
    numbers.saw(TicketNumber("261122000043"))
    numbers.saw(TicketNumber("261122000042"))
    assert numbers.take(NINE) == "261122000044"


def test_without_file_and_records_the_count_jumps_ahead_and_says_so(file: Path) -> None:
    with capture_logs() as logs:
        numbers = TicketNumbers(file, ZONE)
        assert [numbers.take(NINE), numbers.take(NINE)] == ["261122042400", "261122042401"]
    assert [line["event"] for line in logs] == ["ticket_numbers_jumped"]


def test_a_file_that_is_lost_again_brings_no_number_again(file: Path) -> None:
    first = TicketNumbers(file, ZONE)
    given = [first.take(WallMs(NINE + second * 1000)) for second in range(60)]
    file.unlink()
    again = TicketNumbers(file, ZONE)
    given += [again.take(WallMs(NINE + second * 1000)) for second in range(60, 120)]
    assert len(set(given)) == len(given)


def test_what_is_no_number_of_ours_is_not_counted_from(file: Path) -> None:
    numbers = counting(file)
    numbers.saw(TicketNumber("T-17"))
    assert numbers.take(NINE) == "261122000001"


def test_a_number_that_cannot_be_written_down_is_not_given_out(tmp_path: Path) -> None:
    numbers = counting(tmp_path / "no such folder" / "ticket_number")
    with pytest.raises(OSError, match="ticket_number"):
        numbers.take(NINE)
    (tmp_path / "no such folder").mkdir()
    assert numbers.take(NINE) == "261122000001"


class RecordsAway(Records):
    """A database that nobody can reach."""

    def __init__(self) -> None:
        self.asked = 0

    def reading(self) -> NoReturn:
        self.asked += 1
        raise ConnectionRefusedError


async def test_records_that_are_away_leave_the_counter_lost(file: Path) -> None:
    numbers = TicketNumbers(file, ZONE)
    with capture_logs() as logs:
        await find_numbers(numbers, RecordsAway(), NINE)
    assert numbers.lost
    assert [line["event"] for line in logs] == ["ticket_numbers_not_found"]


async def test_records_are_not_asked_while_the_file_is_there(file: Path) -> None:
    counting(file).take(NINE)
    away = RecordsAway()
    await find_numbers(TicketNumbers(file, ZONE), away, NINE)
    assert away.asked == 0
