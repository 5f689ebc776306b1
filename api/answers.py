"""What REST answers with, beside the views that screens are sent too (`docs/screens.md`)."""

from collections.abc import Mapping
from typing import Any

import msgspec

from api.ticket_answers import Ticket
from callflow.units import AgentId, CaseId, TicketNumber, WallMs
from callflow.views import EndedAs, Presence, Role
from callflow.wallboard import Wallboard
from models.states import CallBackReason, FollowUpState


class WallboardNow(Wallboard, frozen=True, kw_only=True, tag_field="type", tag="Wallboard"):
    """The wallboard, and when it was that (`at`): waits are counted by the server's clock."""

    at: WallMs


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what to which object; nobody is `who` when the service did it. Numbers in `detail` are masked.

    `name` is whose number `who` is now, or says in Chinese that it was nobody's; `deed`, `about` and `text` say what,
    object and detail in Chinese.
    """

    id: int
    at: WallMs
    who: AgentId | None
    name: str
    what: str
    deed: str
    object: str
    about: str
    detail: dict[str, Any]
    text: str


class DeedName(msgspec.Struct, frozen=True, kw_only=True):
    """What may stand as `what` in the audit, and its name in Chinese."""

    what: str
    deed: str


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


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a number: how often it called, what is open, the latest calls."""

    number: str
    elder: bool
    note: str
    """What agents noted of this citizen."""
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
    department: str | None
    """Whose account it is, for the role `department`."""


class CategoryBranch(msgspec.Struct, frozen=True, kw_only=True):
    """A first-level category, the second-level ones under it, and under each the third-level ones.

    A ticket says all three, as `name / child / leaf`.
    """

    name: str
    children: tuple[str, ...]
    leaves: Mapping[str, tuple[str, ...]]


class Confirmed(msgspec.Struct, frozen=True, kw_only=True):
    """The number of the ticket that has been confirmed."""

    number: TicketNumber


class CallBackRow(msgspec.Struct, frozen=True, kw_only=True):
    """A citizen to whom we owe a call; the number is masked. `agent` is who dialled last."""

    case: CaseId
    number: str
    reason: CallBackReason
    since: WallMs
    agent: AgentId | None
    attempts: int
    done_at: WallMs | None


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """The case that was opened."""

    case: CaseId


class FollowUpRow(msgspec.Struct, frozen=True, kw_only=True):
    """The campaign's call about a ticket; `at` is when `state` began."""

    ticket: TicketNumber
    state: FollowUpState
    solved: bool | None
    score: int | None
    attempts: int
    at: WallMs
    case: CaseId | None
    """The latest call."""


class FollowUpSums(msgspec.Struct, frozen=True, kw_only=True):
    """The whole campaign: how many calls stand how; of the citizens, who answered and who gave a score."""

    planned: int
    dialling: int
    reached: int
    not_reached: int
    cancelled: int
    answered: int
    """Said whether it is solved."""
    solved: int
    rated: int
    satisfied: int
    """Very satisfied, satisfied or fairly satisfied: 1 to 3."""


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """How many calls were planned anew."""

    planned: int
