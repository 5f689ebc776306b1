"""The wallboard: who waits, who is there, and how callers were served today (`docs/queues.md`)."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from callflow.queue import Caller, Floor, QueueRules
from callflow.service_level import Day, Tally
from callflow.ticket_rules import LEVELS
from callflow.units import DurationMs, WallMs
from callflow.views import AgentState


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Who waits now, and how callers were served today. `None`: there was nobody yet to tell it of."""

    waiting: int
    longest_since: WallMs | None
    answered: int
    answered_in_target: int
    abandoned: int
    abandoned_short: int
    """Among `abandoned`: gave up so soon that it does not count against the level."""
    service_level: float | None
    """Percent of callers answered within the target, one decimal."""
    mean_wait_ms: DurationMs | None


class QueueFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One queue's figures, and how many agents have its skills: signed in, and free at this moment."""

    name: str
    label: str
    answer_target_ms: int
    agents_there: int
    agents_free: int
    figures: Figures


class TicketFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Tickets under way that need somebody's eyes: by limit, flag and level of escalation (1 to 5, in order)."""

    due_soon: int = 0
    overdue: int = 0
    yellow: int = 0
    orange: int = 0
    red: int = 0
    levels: tuple[int, ...] = (0,) * LEVELS
    in_review: int = 0
    extensions: int = 0


NO_TICKETS = TicketFigures()


class Wallboard(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Everything on the wall; also a message of the WebSocket. Each replaces the former one whole."""

    day: str
    """The local day that is counted: `2026-11-22`."""
    figures: Figures
    queues: tuple[QueueFigures, ...]
    agents: dict[AgentState, int]
    """How many agents are in each state; every state is there."""
    tickets: TicketFigures = NO_TICKETS


def wallboard(
    floor: Floor, day: Day, states: Iterable[AgentState], now: WallMs, tickets: TicketFigures = NO_TICKETS
) -> Wallboard:
    """The wallboard at this moment."""
    counted_day, counts = day.turn(now), Counter(states)
    return Wallboard(
        day=counted_day.isoformat(),
        figures=_figures(floor.callers, day.in_all()),
        queues=tuple(_queue(floor, day, queue) for queue in floor.rules.values()),
        agents={state: counts[state] for state in AgentState},
        tickets=tickets,
    )


def _queue(floor: Floor, day: Day, queue: QueueRules) -> QueueFigures:
    callers = [caller for caller in floor.callers if floor.queue_of(caller) == queue]
    serving = [seat for seat in floor.seats.values() if seat.serves(queue)]
    return QueueFigures(
        name=queue.name,
        label=queue.label,
        answer_target_ms=queue.answer_target_ms,
        agents_there=sum(seat.there() for seat in serving),
        agents_free=sum(seat.free() for seat in serving),
        figures=_figures(callers, day.of(queue.name)),
    )


def _figures(callers: Sequence[Caller], tally: Tally) -> Figures:
    return Figures(
        waiting=len(callers),
        longest_since=min((caller.since for caller in callers), default=None),
        answered=tally.answered,
        answered_in_target=tally.in_target,
        abandoned=tally.abandoned,
        abandoned_short=tally.short,
        service_level=tally.level_percent(),
        mean_wait_ms=tally.mean_wait_ms(),
    )
