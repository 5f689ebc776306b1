"""Departments as they are kept, and whom the directory gives at one moment."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from callflow.units import WallMs
from models import Records
from models.repositories import calendar, departments, directory
from models.repositories.calendar import Calendar
from models.repositories.departments import DepartmentEntry, DepartmentExistsError, DutyEntry, NumberEntry
from models.tables import DepartmentNumber

CITY = ZoneInfo("Asia/Shanghai")
WORKING = datetime(2026, 11, 23, 10, 0, tzinfo=CITY)
NIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=CITY)
OFFICE = {"weekly": {"mon-fri": ["08:30-12:00", "14:00-17:30"]}}
DESK = NumberEntry(number="83001234", label="值班电话", ring_s=20)
MOBILE = NumberEntry(number="83005678", label="", ring_s=15)


def wall(moment: datetime) -> WallMs:
    return WallMs(int(moment.timestamp() * 1_000))


def duty(name: str, number: str, moment: datetime) -> DutyEntry:
    return DutyEntry(name=name, number=number, from_at=wall(moment), until_at=WallMs(wall(moment) + 3_600_000))


async def keep(records: Records, department: str, name: str, **entry: Any) -> None:
    async with records.writing() as db:
        await departments.create(db, department, DepartmentEntry(name=name, **entry))


async def ask(records: Records, department: str, at: datetime) -> tuple[list[tuple[str, str, int]], str]:
    async with records.reading() as db:
        numbers, why = await directory.numbers_of(db, department, at)
    return [(line.number, line.label, line.ring_s) for line in numbers], why


async def test_a_department_is_kept_changed_whole_and_taken_out(records: Records) -> None:
    await keep(records, "water", "市水务局", scope="供水", numbers=[DESK, MOBILE], on_duty=[duty("王强", "138", NIGHT)])
    await keep(records, "city", "市城管局", deputy="water")
    async with records.writing() as db:
        row = await departments.get(db, "water")
        assert row is not None
        assert [one.number for one in row.numbers] == ["83001234", "83005678"]
        await departments.update(db, row, DepartmentEntry(name="水务集团", numbers=[MOBILE], hours=OFFICE))
    async with records.reading() as db:
        row = await departments.get(db, "water")
        assert row is not None
        assert (row.name, row.scope, row.hours, row.on_duty) == ("水务集团", "", OFFICE, [])
        assert [one.number for one in row.numbers] == ["83005678"]
    async with records.writing() as db:
        found = await departments.get(db, "water")
        assert found is not None
        await departments.delete(db, found)
    async with records.reading() as db:
        assert [(row.id, row.deputy_id) for row in await departments.list_all(db)] == [("city", None)]
        assert await db.scalar(select(func.count()).select_from(DepartmentNumber)) == 0


async def test_an_id_and_a_name_are_given_once(records: Records) -> None:
    await keep(records, "water", "市水务局")
    await keep(records, "7", "市城管局")
    for department, name, field in (("water", "别的", "id"), ("other", "市水务局", "name")):
        with pytest.raises(DepartmentExistsError) as taken:
            await keep(records, department, name)
        assert taken.value.field == field
    async with records.writing() as db:
        row = await departments.get(db, "7")
        assert row is not None
        with pytest.raises(DepartmentExistsError):
            await departments.update(db, row, DepartmentEntry(name="市水务局"))
        assert await departments.free_id(db) == "8"


async def test_numbers_are_tried_in_order_after_who_is_on_duty(records: Records) -> None:
    await keep(
        records, "water", "市水务局", hours=OFFICE, numbers=[DESK, MOBILE], on_duty=[duty("王强", "138", WORKING)]
    )
    assert await ask(records, "water", WORKING) == (
        [("138", "值班 王强", 25), ("83001234", "值班电话", 20), ("83005678", "83005678", 15)],
        "",
    )


async def test_at_night_only_who_is_on_duty_and_numbers_of_all_hours_are_left(records: Records) -> None:
    always = NumberEntry(number="110120", label="抢修", duty_only=False)
    contacts = [duty("王强", "138", NIGHT), duty("李娜", "139", WORKING)]
    await keep(records, "water", "市水务局", hours=OFFICE, numbers=[DESK, always], on_duty=contacts)
    numbers, _ = await ask(records, "water", NIGHT)
    assert [label for _, label, _ in numbers] == ["值班 王强", "抢修"]


async def test_a_deputy_answers_after_the_department_itself(records: Records) -> None:
    await keep(records, "group", "水务集团", numbers=[MOBILE])
    await keep(records, "water", "市水务局", hours=OFFICE, numbers=[DESK], deputy="group")
    day, _ = await ask(records, "water", WORKING)
    night, _ = await ask(records, "water", NIGHT)
    assert [label for _, label, _ in day] == ["值班电话", "水务集团 83005678"]
    assert [number for number, _, _ in night] == ["83005678"]


async def test_deputies_of_each_other_do_not_ring_for_ever(records: Records) -> None:
    await keep(records, "water", "市水务局", numbers=[DESK])
    await keep(records, "group", "水务集团", numbers=[MOBILE], deputy="water")
    async with records.writing() as db:
        row = await departments.get(db, "water")
        assert row is not None
        await departments.update(db, row, DepartmentEntry(name="市水务局", numbers=[DESK], deputy="group"))
    assert [number for number, _, _ in (await ask(records, "water", WORKING))[0]] == ["83001234", "83005678"]


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        ({"hours": OFFICE, "numbers": [DESK]}, "不在值班时间"),
        ({"hours": OFFICE, "numbers": [DESK], "deputy": "off"}, "不在值班时间"),
        ({"hours": OFFICE, "numbers": [DESK], "deputy": "closed"}, "代班的夜间不开也联系不上"),
        ({}, "没有登记电话"),
        ({"enabled": False, "numbers": [MOBILE]}, "已停用"),
    ],
)
async def test_who_cannot_be_reached_has_no_numbers_and_a_reason(
    records: Records, entry: dict[str, Any], word: str
) -> None:
    await keep(records, "off", "停用单位", enabled=False, numbers=[MOBILE])
    await keep(records, "closed", "夜间不开", hours=OFFICE, numbers=[MOBILE])
    await keep(records, "water", "市水务局", **entry)
    numbers, why = await ask(records, "water", NIGHT)
    assert numbers == []
    assert why.startswith("市水务局")
    assert word in why


async def test_a_department_that_is_not_listed_is_told(records: Records) -> None:
    numbers, why = await ask(records, "nobody", WORKING)
    assert numbers == []
    assert "没有这个单位" in why


async def test_holidays_close_a_department_and_workdays_open_it(records: Records) -> None:
    saturday = WORKING.replace(day=28)
    await keep(records, "water", "市水务局", hours=OFFICE, numbers=[DESK])
    await keep(records, "fire", "消防", numbers=[MOBILE])
    async with records.writing() as db:
        await calendar.write(db, Calendar({WORKING.date(): "庆典"}, [saturday.date()]))
    assert (await ask(records, "water", WORKING))[0] == []
    assert len((await ask(records, "water", saturday))[0]) == 1
    assert len((await ask(records, "fire", WORKING))[0]) == 1


async def test_the_calendar_is_written_whole(records: Records) -> None:
    day, other = WORKING.date(), NIGHT.replace(day=30).date()
    async with records.writing() as db:
        await calendar.write(db, Calendar({day: "庆典", other: "元旦"}, [other]))
        read = await calendar.read(db)
        assert (dict(read.holidays), list(read.workdays)) == ({day: "庆典"}, [other])
        await calendar.write(db, Calendar())
        assert not (await calendar.read(db)).holidays


async def test_a_menus_contact_is_a_department_or_who_is_on_duty_under_this_name(records: Records) -> None:
    await keep(records, "duty_officer", "总值班室", numbers=[DESK])
    await keep(records, "water", "市水务局", on_duty=[duty("night_water", "138", NIGHT)])
    async with records.reading() as db:
        officer = await directory.contact(db, "duty_officer", NIGHT)
        water = await directory.contact(db, "night_water", NIGHT)
        asleep = await directory.contact(db, "night_water", WORKING)
        assert await directory.contact(db, "nobody", NIGHT) is None
    assert officer is not None
    assert water is not None
    assert asleep is not None
    assert (officer.name, officer.department, [line.number for line in officer.numbers]) == (
        "总值班室",
        "duty_officer",
        ["83001234"],
    )
    assert (water.name, water.department, [line.number for line in water.numbers]) == ("night_water", "", ["138"])
    assert asleep.numbers == ()
