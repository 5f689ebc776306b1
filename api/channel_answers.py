"""What programs and citizens are answered (`docs/screens.md`)."""

import msgspec

from api.api_keys import Scope
from callflow.units import AgentId, TicketNumber, WallMs
from callflow.views import TicketState


class RequestTaken(msgspec.Struct, frozen=True, kw_only=True):
    """The ticket that a request has become."""

    number: TicketNumber
    state: TicketState
    title: str
    created_at: WallMs
    advice: str
    """What the citizen has to do at once where the words tell of an emergency, in Chinese; else empty."""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How a ticket stands, for its citizen; `reply` is empty until there is one, and holds no whole number."""

    number: TicketNumber
    state: TicketState
    text: str
    department: str
    received_at: WallMs
    changed_at: WallMs
    reply: str


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A program's key, without the key."""

    id: int
    name: str
    scopes: tuple[Scope, ...]
    per_minute: int
    created_by: AgentId | None
    created_at: WallMs
    used_at: WallMs | None
    revoked_at: WallMs | None


class KeyMade(msgspec.Struct, frozen=True, kw_only=True):
    """A key that was made; `key` is told this once."""

    id: int
    name: str
    key: str
