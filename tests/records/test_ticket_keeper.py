"""Tickets by themselves: escalated once a level, put away in time, told to screens; again after a restart."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from callflow import ticket_steps
from callflow.request_alarms import RequestAlarm, RequestEmergency
from callflow.screen import TicketMoved, Told
from callflow.ticket_rules import TicketRules
from callflow.units import AgentId, WallMs
from callflow.views import TicketState
from callflow.wallboard import TicketFigures
from lingting.ticket_keeper import TicketKeeper
from models import Records
from models.repositories import calendar, follow_ups, ticket_rules, tickets
from models.repositories.calendar import Calendar
from models.states import FollowUpState
from tests.records.story import START
from tests.records.test_ticket_lives import (
    ACCEPTED,
    ANNA,
    DAY,
    HOUR,
    LEADER,
    ONE,
    REPLIED,
    THREE,
    TO_WATER,
    TWO,
    WATER,
    ZONE,
    confirmed_with,
    filed,
    keep,
    kinds,
    read,
    set_up,
    take,
)


class Watching:
    """A keeper, what it told and showed, and its clock."""

    def __init__(self, records: Records, at: int = START) -> None:
        self.at = WallMs(at)
        self.told: list[TicketMoved] = []
        self.shown = TicketFigures()
        self.alarms: Sequence[RequestAlarm] = ()
        self.keeper = TicketKeeper(
            records, ZONE, tell=self._tell, show=self._show, alarm=self._alarm, now=lambda: self.at
        )

    def _tell(self, told: Told) -> None:
        assert isinstance(told, TicketMoved)
        self.told.append(told)

    def _show(self, figures: TicketFigures) -> None:
        self.shown = figures

    def _alarm(self, standing: Sequence[RequestAlarm]) -> None:
        self.alarms = standing

    async def look(self, after_ms: int = 0) -> None:
        self.at = WallMs(self.at + after_ms)
        await self.keeper.look()


async def test_a_late_ticket_is_escalated_once_a_level_also_by_a_keeper_that_was_away(records: Records) -> None:
    await set_up(records)
    await keep(records, confirmed_with(ONE, urgency="紧急"))
    await take(records, TO_WATER, ACCEPTED)
    first = Watching(records)
    await first.look()
    assert (await read(records)).level == 0
    await first.look(21 * HOUR)
    await first.look()
    assert ((await read(records)).level, first.shown.due_soon, first.shown.yellow) == (1, 1, 1)
    again = Watching(records, START + 50 * HOUR)
    await again.look()
    await again.look()
    row = await read(records)
    assert (row.level, row.flag, again.shown.overdue, again.shown.red) == (4, "red", 1, 1)
    assert again.shown.levels == (0, 0, 0, 1, 0)
    assert [kind for kind in await kinds(records) if kind == "escalated"] == ["escalated"] * 4


async def test_what_was_told_falls_with_an_extension_stays_in_history_and_rises_anew(records: Records) -> None:
    await set_up(records)
    await keep(records, confirmed_with(ONE, urgency="紧急"))
    await take(records, TO_WATER, ACCEPTED, (ticket_steps.ExtensionAsked(days=1, reason="等配件"), WATER))
    watching = Watching(records)
    await watching.look(25 * HOUR)
    late = await read(records)
    assert (late.level, late.flag) == (2, "orange")
    await take(records, (ticket_steps.ExtensionGranted(days=1), LEADER), at=watching.at)
    await watching.look()
    eased = await read(records)
    assert (eased.level, eased.flag, watching.shown) == (0, "none", TicketFigures())
    assert (watching.told[-1].kind, watching.told[-1].flag) == ("eased", "none")
    await watching.look()
    await watching.look(15 * HOUR)
    assert ((await read(records)).level, watching.shown.yellow) == (1, 1)
    told = [kind for kind in await kinds(records) if kind in {"escalated", "eased"}]
    assert told == ["escalated", "escalated", "eased", "escalated"]


async def test_an_extension_that_is_not_enough_eases_to_the_level_that_is_still_due(records: Records) -> None:
    await set_up(records)
    await keep(records, confirmed_with(ONE, urgency="紧急"))
    await take(records, TO_WATER, ACCEPTED, (ticket_steps.ExtensionAsked(days=1, reason="等配件"), WATER))
    watching = Watching(records)
    await watching.look(41 * HOUR)
    assert (await read(records)).level == 3
    await take(records, (ticket_steps.ExtensionGranted(days=1), LEADER), at=watching.at)
    await watching.look()
    row = await read(records)
    assert (row.level, row.flag, watching.shown.due_soon) == (1, "yellow", 1)


async def test_a_ticket_that_was_replied_to_is_not_pressed_any_more(records: Records) -> None:
    await set_up(records)
    await keep(records, confirmed_with(ONE, urgency="紧急"))
    await take(records, TO_WATER, ACCEPTED, REPLIED)
    watching = Watching(records, START + 50 * HOUR)
    await watching.look()
    assert ((await read(records)).level, watching.shown) == (0, TicketFigures())


async def test_a_clock_that_cannot_be_read_is_set_aside_and_the_others_go_on(records: Records) -> None:
    await set_up(records)
    await keep(records, confirmed_with(ONE, urgency="紧急"), confirmed_with(TWO, urgency="紧急"))
    async with records.writing() as db:
        row = await tickets.get_to_change(db, ONE)
        assert row is not None
        row.clock = {"limit": "x"}
    watching = Watching(records, START + 21 * HOUR)
    await watching.look()
    assert [(await read(records, number)).level for number in (ONE, TWO)] == [0, 1]
    assert (await read(records, ONE)).look_at is None


async def test_a_holiday_that_is_entered_late_moves_the_limits_of_tickets_under_way(records: Records) -> None:
    await set_up(records)
    await keep(records, filed())
    watching = Watching(records)
    await watching.look()
    before = (await read(records)).due_at
    assert before is not None
    last_day = datetime.fromtimestamp(before / 1_000, ZONE).date()
    async with records.writing() as db:
        await calendar.write(db, Calendar({last_day: "台风"}))
    await watching.look()
    assert ((await read(records)).due_at or 0) > before


async def test_what_is_done_is_put_away_after_the_days_that_the_rules_say(records: Records) -> None:
    await set_up(records, TicketRules(resolve_after_days=3, archive_after_days=30))
    await keep(records, filed(ONE), filed(TWO))
    for number in ONE, TWO:
        await take(records, TO_WATER, ACCEPTED, REPLIED, number=number)
    unclear = (ticket_steps.FollowedUp(reached=True), LEADER)
    await take(records, unclear)
    async with records.writing() as db:
        await follow_ups.cancel(db, ONE, START)
    watching = Watching(records)
    for days, state in (
        (2, TicketState.FOLLOWED_UP),
        (1, TicketState.RESOLVED),
        (29, TicketState.RESOLVED),
        (1, TicketState.ARCHIVED),
    ):
        await watching.look(days * DAY)
        assert (await read(records)).state is state
    assert (await read(records, TWO)).state is TicketState.REPLIED, "its citizen is still to be called"
    async with records.reading() as db:
        (planned,) = await follow_ups.list_all(db, state=FollowUpState.PLANNED)
    assert planned.ticket == TWO


async def test_screens_are_told_of_each_step_once_and_of_none_before_the_start(records: Records) -> None:
    await set_up(records)
    await keep(records, filed())
    watching = Watching(records)
    await watching.look()
    assert watching.told == []
    await take(records, TO_WATER, (ticket_steps.Returned(reason="不归我管"), WATER))
    await take(records, (ticket_steps.Dispatched(department="gas"), ANNA))
    await watching.look()
    await watching.look()
    assert [(one.kind, one.left) for one in watching.told] == [
        ("dispatched", ()),
        ("returned", ("water",)),
        ("dispatched", ()),
    ]
    last = watching.told[-1]
    assert (last.number, last.department, last.state) == (ONE, "gas", TicketState.DISPATCHED)
    await take(
        records,
        (ticket_steps.Dispatched(department="water"), LEADER),
        ACCEPTED,
        REPLIED,
        (ticket_steps.Reopened(reason="没修好"), LEADER),
    )
    await watching.look()
    assert (watching.told[-1].kind, watching.told[-1].left) == ("reopened", ("water",))
    assert msgspec.json.decode(msgspec.json.encode(last), type=TicketMoved) == last


async def test_alarms_of_requests_are_shown_until_each_is_taken_also_by_a_keeper_that_starts_later(
    records: Records,
) -> None:
    fire = RequestEmergency(service="119", label="火情", words="着火了")
    hurt = RequestEmergency(service="120", label="人员伤病", words="晕倒了")
    async with records.writing() as db:
        for number, emergencies in ((ONE, (fire, hurt)), (TWO, ()), (THREE, (hurt,))):
            await tickets.make(
                db, number, source="web", sender_id=number, values={}, now=START, emergencies=emergencies
            )
    first = Watching(records)
    await first.look()
    assert [(one.ticket, one.service) for one in first.alarms] == [(ONE, "119"), (ONE, "120"), (THREE, "120")]
    await take(records, (ticket_steps.Confirmed(), ANNA))
    later = Watching(records)
    for watching in (first, later):
        await watching.look()
        assert [(one.ticket, one.words, one.at) for one in watching.alarms] == [(THREE, "晕倒了", START)]


async def test_rules_are_kept_whole(records: Records) -> None:
    rules = TicketRules(archive_after_days=7)
    async with records.writing() as db:
        assert await ticket_rules.read(db) == TicketRules()
        await ticket_rules.write(db, rules, AgentId("9002"), START)
    async with records.reading() as db:
        assert await ticket_rules.read(db) == rules
