"""The queue (ACD): who waits, who is free, and who is offered to whom.

`(floor, event, now) -> (floor, orders)`, in one table like the case. Callers stand in one line: the more urgent first,
then in the order in which they came. Each is offered, of the free agents who have the skills of its queue, the one idle
longest. An agent is offered to one case at a time and stays taken until that case gives it back (so wrap-up counts as
taken): a caller is never with two agents, nor an agent with two callers.

The queue keeps nothing on disk: after a restart the switchboard tells it again who waits (from the cases) and who sits
where (from the accounts, the presence file and the registrar). What it then has anew is how long agents are idle and
how long they take.
"""

from callflow.queue.floor import Caller, Floor, Pace, Priority, Seat
from callflow.queue.happenings import (
    CallerJoined,
    CallerLeft,
    Happened,
    NotAnswered,
    OfferStands,
    RulesChanged,
    SeatChanged,
    SeatFreed,
    SeatLeft,
    SeatTaken,
    Ticked,
)
from callflow.queue.machine import step
from callflow.queue.orders import MakeAway, Offer, Order, TakenTwice, TellNobody, TellPosition, Turn, UnknownQueue
from callflow.queue.rules import DEFAULT, GENERAL, QueueFault, QueueRules, QueueRulesError, by_name
from callflow.queue.telling import EMPTY_GRACE_MS

__all__ = [
    "DEFAULT",
    "EMPTY_GRACE_MS",
    "GENERAL",
    "Caller",
    "CallerJoined",
    "CallerLeft",
    "Floor",
    "Happened",
    "MakeAway",
    "NotAnswered",
    "Offer",
    "OfferStands",
    "Order",
    "Pace",
    "Priority",
    "QueueFault",
    "QueueRules",
    "QueueRulesError",
    "RulesChanged",
    "Seat",
    "SeatChanged",
    "SeatFreed",
    "SeatLeft",
    "SeatTaken",
    "TakenTwice",
    "TellNobody",
    "TellPosition",
    "Ticked",
    "Turn",
    "UnknownQueue",
    "by_name",
    "step",
]
