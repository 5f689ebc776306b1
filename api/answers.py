"""What REST answers with, beside the views that screens are sent too (`docs/screens.md`)."""

import msgspec

from callflow.drafting.draft import FieldName
from callflow.units import AgentId, CaseId, TicketNumber, WallMs
from callflow.views import EndedAs, Presence, Role, TicketState


class CaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A case in a list; the number is masked. `call_back`: we still owe this citizen a call."""

    case: CaseId
    calling_number: str
    started_at: WallMs
    ended_at: WallMs | None
    agent: AgentId | None
    ended_as: EndedAs | None
    ticket: TicketNumber | None
    title: str
    call_back: bool


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket in a list; numbers are masked."""

    number: TicketNumber
    case: CaseId
    state: TicketState
    agent: AgentId | None
    values: dict[FieldName, str]
    created_at: WallMs
    confirmed_at: WallMs | None
    calling_number: str


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """One change to a ticket: what each changed element became. `agent` is null for the machine's own."""

    index: int
    at: WallMs
    kind: str
    """`drafted`, `edited`, `confirmed` or `discarded`."""
    agent: AgentId | None
    changes: dict[FieldName, str]


class TicketDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket with all that it has been; numbers are whole."""

    number: TicketNumber
    case: CaseId
    state: TicketState
    agent: AgentId | None
    values: dict[FieldName, str]
    created_at: WallMs
    confirmed_at: WallMs | None
    calling_number: str
    revisions: tuple[Revision, ...]


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a number: how often it called, what is open, the latest calls."""

    number: str
    calls: int
    open_tickets: tuple[Ticket, ...]
    recent: tuple[CaseRow, ...]


class AgentRow(msgspec.Struct, frozen=True, kw_only=True):
    """An agent's account, and how it stands on the floor."""

    agent: AgentId
    name: str
    role: Role
    enabled: bool
    skills: tuple[str, ...]
    presence: Presence
    phone_registered: bool


class CategoryBranch(msgspec.Struct, frozen=True, kw_only=True):
    """A first-level category and the second-level ones under it; a ticket says both, as `name / child`."""

    name: str
    children: tuple[str, ...]


class Confirmed(msgspec.Struct, frozen=True, kw_only=True):
    """The number of the ticket that has been confirmed."""

    number: TicketNumber
