"""What happens to tickets by itself: late ones are escalated, done ones put away, and screens are told of every step.

They are told of the alarms of requests without a call as well: of those that stood before a restart too.

All of it is asked of the records: a restart, or a second machine, goes on where they stand. While they are away
nothing is missed, only later.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import tzinfo

import structlog

from callflow.request_alarms import RequestAlarm
from callflow.screen import TicketMoved, Told
from callflow.ticket_rules import LEVELS, TicketRules
from callflow.ticket_steps import Dispatched, Flag, Reopened, Returned
from callflow.units import WallMs
from callflow.wallboard import TicketFigures
from models.engine import Records
from models.repositories import calendar, ticket_lives, ticket_rules, ticket_watch, tickets
from models.repositories.tickets import RunningCounts, TicketFilter
from models.tables import Ticket, TicketEvent
from models.writer import AWAY

LOOK_EVERY_S = 1.0
COUNT_EVERY_LOOKS = 3
PUT_AWAY_EVERY_LOOKS = 60

log = structlog.get_logger()


class TicketKeeper:
    """Steps tickets on."""

    def __init__(  # noqa: PLR0913  two of them are where it shows what
        self,
        records: Records,
        zone: tzinfo,
        *,
        tell: Callable[[Told], None],
        show: Callable[[TicketFigures], None],
        alarm: Callable[[Sequence[RequestAlarm]], None],
        now: Callable[[], WallMs],
    ) -> None:
        self._records = records
        self._zone = zone
        self._tell = tell
        self._show = show
        self._alarm = alarm
        self._now = now
        self._known: set[int] | None = None
        self._newest = 0
        self._counted_with: tuple[TicketRules, calendar.Calendar] | None = None

    async def keep(self) -> None:
        """Follow the tickets for ever."""
        looks = 0
        while True:
            try:
                await self.look(count=looks % COUNT_EVERY_LOOKS == 0, put_away=looks % PUT_AWAY_EVERY_LOOKS == 0)
            except AWAY:
                log.debug("tickets_wait_for_the_records")
            except Exception:  # calls must not end for a ticket's sake
                log.exception("tickets_not_kept", remedy="tickets stand still until this is mended; calls go on")
            looks += 1
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self, *, count: bool = True, put_away: bool = True) -> None:
        """Do what is due now. Raises what a database that is away raises."""
        await self._begin()
        await self._show_alarms()
        await self._follow_rules()
        more = True
        while more:
            more = await self._turn_clocks()
        more = put_away
        while more:
            more = await self._put_away()
        await self._tell_moves()
        if count:
            await self._count()

    async def _begin(self) -> None:
        """What happened before the start is no news."""
        if self._known is None:
            async with self._records.reading() as db:
                self._newest = await ticket_watch.newest_event(db)
                past = await ticket_watch.moved(db, self._newest, ())
            self._known = {event.id for event, _ in past}

    async def _show_alarms(self) -> None:
        async with self._records.reading() as db:
            self._alarm(await tickets.standing_alarms(db))

    async def _follow_rules(self) -> None:
        """Other rules or holidays: every clock is read again, also once after a start."""
        async with self._records.reading() as db:
            stand = (await ticket_rules.read(db), await calendar.read(db))
        if stand != self._counted_with:
            async with self._records.writing() as db:
                await ticket_watch.look_at_all(db, self._now())
            self._counted_with = stand

    async def _turn_clocks(self) -> bool:
        async with self._records.reading() as db:
            if not await ticket_watch.any_due(db, self._now()):
                return False
        async with self._records.writing() as db:
            dial = await ticket_rules.dial(db, self._zone)
            turned = await ticket_watch.turn_clocks(db, dial, self._now())
        return turned == ticket_watch.BATCH

    async def _put_away(self) -> bool:
        async with self._records.writing() as db:
            moved = await ticket_watch.put_away(db, await ticket_rules.read(db), self._now())
        if moved:
            log.info("tickets_put_away", tickets=moved)
        return moved == ticket_watch.BATCH

    async def _tell_moves(self) -> None:
        assert self._known is not None  # noqa: S101  `_begin` came before
        async with self._records.reading() as db:
            news = await ticket_watch.moved(db, self._newest, self._known)
        for event, row in news:
            self._tell(told(event, row))
        self._known |= {event.id for event, _ in news}
        self._newest = max(self._known, default=0)
        self._known = {known for known in self._known if known > self._newest - ticket_watch.LOOK_BACK}

    async def _count(self) -> None:
        async with self._records.reading() as db:
            self._show(figures(await tickets.count_running(db, TicketFilter(), self._now())))


def told(event: TicketEvent, row: Ticket) -> TicketMoved:
    """A step as screens are told of it."""
    step = ticket_lives.step_of(event)
    left = {Dispatched: "former", Returned: "department", Reopened: "department"}.get(type(step), "")
    return TicketMoved(
        number=row.number,
        kind=step.kind(),
        state=row.state,
        agent=row.agent,
        department=row.department_id or None,
        left=tuple(filter(None, [getattr(step, left, "")])),
        flag=row.flag,
        level=row.level,
        due_at=row.due_at,
        at=event.at,
    )


def figures(counted: RunningCounts) -> TicketFigures:
    """What the wallboard shows of tickets."""
    return TicketFigures(
        due_soon=counted.due_soon,
        overdue=counted.overdue,
        yellow=counted.flags.get(Flag.YELLOW, 0),
        orange=counted.flags.get(Flag.ORANGE, 0),
        red=counted.flags.get(Flag.RED, 0),
        levels=tuple(counted.levels.get(level, 0) for level in range(1, LEVELS + 1)),
        in_review=counted.in_review,
        extensions=counted.extensions,
    )
