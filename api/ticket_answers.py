"""What REST answers with about tickets (`docs/screens.md`)."""

from typing import Any

import msgspec

from callflow.clocks import Standing
from callflow.drafting.draft import FieldName
from callflow.ticket_steps import Actor, Flag
from callflow.units import AgentId, CaseId, TicketNumber, WallMs
from callflow.views import FirstResponder, TicketState


class DepartmentName(msgspec.Struct, frozen=True, kw_only=True):
    """A department as tickets name it."""

    id: str
    name: str


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """The department that seems to be in charge, and why."""

    id: str
    name: str
    why: str


class ClockFace(msgspec.Struct, frozen=True, kw_only=True):
    """How a ticket stands against its limit. The words for level and flag stand beside the colour."""

    limit: str
    label: str
    due_at: WallMs | None
    soon_at: WallMs | None
    """From then on it is due soon: with `due_at`, what a page needs that stays open."""
    running: bool
    used_percent: int | None
    """Of the limit, in counted time; in a ticket's detail only."""
    standing: Standing
    level: int
    level_name: str
    flag: Flag
    flag_name: str


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """More time that was asked for: so many working days."""

    days: int
    reason: str
    asked_at: WallMs


class Ticket(msgspec.Struct, kw_only=True):
    """A ticket in a list; numbers are masked."""

    number: TicketNumber
    case: CaseId | None
    source: str
    state: TicketState
    agent: AgentId | None
    values: dict[FieldName, str]
    created_at: WallMs
    confirmed_at: WallMs | None
    calling_number: str
    department: DepartmentName | None
    clock: ClockFace | None
    returns: int
    merged_into: TicketNumber | None
    confidential: bool
    anonymous: bool
    extension: Extension | None


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """One change to a ticket: what each changed element became. `agent` is null for the machine's own."""

    index: int
    at: WallMs
    kind: str
    """`drafted`, `edited`, `confirmed` or `discarded`."""
    agent: AgentId | None
    changes: dict[FieldName, str]


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """Who took a step: `id` and `name` of the account, or of the department, or nothing for the service."""

    role: Actor
    id: str
    name: str


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a ticket's life: `label` is the step in Chinese, `text` the rest in one line."""

    at: WallMs
    kind: str
    label: str
    by: Who
    text: str
    detail: dict[str, Any]


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file that came with a reply; `size` in bytes."""

    id: int
    name: str
    media_type: str
    size: int
    by: str
    at: WallMs
    replied: bool


class LimitName(msgspec.Struct, frozen=True, kw_only=True):
    """A limit that may be chosen at dispatch."""

    name: str
    label: str


class TicketDetail(Ticket, kw_only=True):
    """A ticket with all that it has been; `acts` is what the viewer may do now."""

    resolved_at: WallMs | None
    replied_at: WallMs | None
    first_responder: FirstResponder | None
    """The department that answered first in a three-way call."""
    satisfaction: int | None
    """What the citizen keyed in after the call: 1 (very satisfied) to 5."""
    revisions: tuple[Revision, ...]
    reply: str
    article: str
    suggested_department: Suggestion | None
    merged: tuple[TicketNumber, ...]
    acts: tuple[str, ...]
    limits: tuple[LimitName, ...]
    attachments: tuple[Attachment, ...]
    history: tuple[Happening, ...]


class TicketCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many tickets there are; every state and flag is there."""

    states: dict[TicketState, int]
    due_soon: int
    overdue: int
    flags: dict[Flag, int]
    extensions: int
    intake: int


class Unmasked(msgspec.Struct, frozen=True, kw_only=True):
    """What is masked elsewhere, whole."""

    calling_number: str
    callback_number: str
    caller_name: str
    body: str
