"""A ticket's clock as the records keep it: set by steps, read against the rules and the calendar."""

import msgspec

from callflow import clocks, ticket, ticket_steps
from callflow.clocks import Clock, Dial, Reading
from callflow.ticket_life import Life
from callflow.ticket_rules import TicketRules
from callflow.ticket_steps import TicketStep
from callflow.units import WallMs
from callflow.views import TicketState
from models.tables import Ticket

_ANEW = (ticket_steps.Confirmed, ticket_steps.Reopened)
"""With these the clock begins."""


def set_hand(row: Ticket, dial: Dial, now: WallMs) -> Reading | None:
    """Work out when the clock is due and has to be looked at next; None: it has none.

    A level that is not due any more, because the limit has moved away, is looked at now.
    """
    if row.clock is None:
        return None
    reading = read_clock(row, dial, now)
    row.due_at, row.soon_at, row.look_at = reading.due_at, reading.soon_at, reading.next_at
    if row.clock_runs and dial.level_of(row.clock, now) < row.level:
        row.look_at = now
    return reading


def read_clock(row: Ticket, dial: Dial, now: WallMs) -> Reading:
    """How the clock of a ticket that has one stands."""
    clock = msgspec.convert(row.clock, Clock)
    return dial.read(clock, now, level=row.level, suspended=row.state is TicketState.SUSPENDED)


def set_clock(  # noqa: PLR0913, PLR0917  what was, what is, and what is said of it
    row: Ticket, before: Life, after: Life, step: TicketStep, now: WallMs, rules: TicketRules
) -> None:
    """Let the clock begin, stand or go on as the step has it; when it is due is worked out by `set_hand`."""
    clock = msgspec.convert(row.clock, Clock) if row.clock else None
    if isinstance(step, _ANEW):
        clock = clocks.started(rules.limit_of(row.values), now)
    if clock is None:
        return
    if ticket.clock_runs(before) != ticket.clock_runs(after):
        clock = clocks.going_on(clock, now) if ticket.clock_runs(after) else clocks.halted(clock, now)
    clock = _changed(clock, step, rules)
    row.clock, row.clock_runs = msgspec.to_builtins(clock), clock.runs
    row.look_at = now if clock.runs else None


def _changed(clock: Clock, step: TicketStep, rules: TicketRules) -> Clock:
    match step:
        case ticket_steps.ExtensionGranted(days=days):
            return clocks.lengthened(clock, days)
        case ticket_steps.Dispatched(limit=limit) if limit and (chosen := rules.limit_named(limit)):
            return clocks.limited(clock, chosen)
    return clock
