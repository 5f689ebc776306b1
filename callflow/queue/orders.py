"""What is to be done: the queue machine's orders, in the imperative, and what it reports."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from callflow.queue.floor import Floor
from callflow.units import AgentId, CaseId, DurationMs


class Offer(msgspec.Struct, frozen=True):
    """Give this agent to this case."""

    case: CaseId
    agent: AgentId
    uri: str


class TellPosition(msgspec.Struct, frozen=True):
    """So many callers of its queue are served before this case, which takes about `estimate_ms`; None: not known."""

    case: CaseId
    ahead: int
    estimate_ms: DurationMs | None = None


class TellNobody(msgspec.Struct, frozen=True):
    """Nobody is signed in who could serve this case's queue."""

    case: CaseId


class MakeAway(msgspec.Struct, frozen=True):
    """The agent did not answer, so is not at the phone."""

    agent: AgentId


class UnknownQueue(msgspec.Struct, frozen=True):
    """Report that a case asked for a queue that is not there, and waits in `general`."""

    case: CaseId
    queue: str


class TakenTwice(msgspec.Struct, frozen=True):
    """Report that a case took an agent who is with another, `holder`, and stays with that one."""

    agent: AgentId
    case: CaseId
    holder: CaseId


Order = Offer | TellPosition | TellNobody | MakeAway | UnknownQueue | TakenTwice


class Turn(NamedTuple):
    """The floor after an event, and what is to be done; turns chain with `then`."""

    floor: Floor
    orders: tuple[Order, ...] = ()

    def then(self, part: Callable[[Floor], "Turn"]) -> "Turn":
        """Go on from where this turn ended."""
        after = part(self.floor)
        return Turn(after.floor, self.orders + after.orders)
