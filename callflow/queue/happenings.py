"""What happens on the floor: the events of the queue machine, in the past tense."""

import msgspec

from callflow.queue.floor import Priority
from callflow.queue.rules import GENERAL, QueueRules
from callflow.units import AgentId, CaseId, WallMs


class CallerJoined(msgspec.Struct, frozen=True):
    """A case wants a person; priority and `since` decide its place.

    Once more for a case that waits already: queue, priority and wish are new, the place in time is kept.
    """

    case: CaseId
    since: WallMs
    queue: str = GENERAL
    priority: int = Priority.NORMAL
    wants: AgentId | None = None
    """This agent whatever the skills, if free now; else the wish lapses."""


class CallerLeft(msgspec.Struct, frozen=True):
    """A case waits no more: an agent answered, or the caller is gone. Its agent is taken until `SeatFreed`."""

    case: CaseId


class OfferStands(msgspec.Struct, frozen=True):
    """After a restart: this agent's phone rings for this caller."""

    agent: AgentId
    case: CaseId


class SeatTaken(msgspec.Struct, frozen=True):
    """A case has this agent without the queue: invited, supervising, dialling out; after a restart, also served."""

    agent: AgentId
    case: CaseId


class SeatChanged(msgspec.Struct, frozen=True):
    """An agent signed in, or the phone, the presence or the skills changed."""

    agent: AgentId
    uri: str
    ready: bool
    registered: bool
    skills: frozenset[str] = frozenset()


class SeatLeft(msgspec.Struct, frozen=True):
    """An agent signed out."""

    agent: AgentId


class SeatFreed(msgspec.Struct, frozen=True):
    """A case gives its agent back. From any other case it means nothing."""

    agent: AgentId
    case: CaseId


class NotAnswered(msgspec.Struct, frozen=True):
    """The offered agent's phone was not answered: the caller keeps its place."""

    agent: AgentId
    case: CaseId


class RulesChanged(msgspec.Struct, frozen=True):
    """These are the queues now. Raises QueueRulesError when they cannot work together."""

    rules: tuple[QueueRules, ...]


class Ticked(msgspec.Struct, frozen=True):
    """Time has gone by."""


Happened = (
    CallerJoined
    | CallerLeft
    | OfferStands
    | SeatTaken
    | SeatChanged
    | SeatLeft
    | SeatFreed
    | NotAnswered
    | RulesChanged
    | Ticked
)
