"""What can happen to a ticket, and who does it: past tense, as all events.

A step is stored as one row of the ticket's history: its `kind`, who, when, and the other fields as JSON. Every field
has a default, so that rows of earlier versions read.
"""

from enum import StrEnum

import msgspec

from callflow.units import AgentId, CaseId, TicketNumber


class Actor(StrEnum):
    """Whose part somebody plays in a ticket's life."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    """Admins too; also the duty leader who reviews (值班领导)."""
    DEPARTMENT = "department"
    SERVICE = "service"
    """The hotline itself: by rule, by the clock, by a follow-up call."""


class By(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes a step; `department` is that of an account of a department."""

    actor: Actor
    agent: AgentId | None = None
    department: str = ""


SERVICE = By(actor=Actor.SERVICE)


class Flag(StrEnum):
    """A late ticket's colour (亮牌); its word stands beside it everywhere."""

    NONE = "none"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


def _kind(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")


class TicketStep(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag=_kind):
    """One step."""

    @classmethod
    def kind(cls) -> str:
        """Its name in the records and on the wire."""
        return str(cls.__struct_config__.tag)


class Opened(TicketStep, frozen=True, kw_only=True):
    """There is a draft."""


class Confirmed(TicketStep, frozen=True, kw_only=True):
    """A person stands by it. `suggested` is the id of the department that seems to be in charge.

    `answer` ends it at once as answered directly, `merge_into` as another ticket's repeat.
    """

    urgency: str = ""
    suggested: str = ""
    answer: str = ""
    article: str = ""
    merge_into: TicketNumber | None = None


class Discarded(TicketStep, frozen=True, kw_only=True):
    """No ticket is needed."""

    reason: str = ""


class Amended(TicketStep, frozen=True, kw_only=True):
    """Elements were corrected after the confirmation: what each became."""

    changes: dict[str, str] = {}


class ReviewAsked(TicketStep, frozen=True, kw_only=True):
    """The duty leader is to look at it before it goes out (审签)."""


class Reviewed(TicketStep, frozen=True, kw_only=True):
    """The duty leader lets it go out."""

    note: str = ""


class SentBack(TicketStep, frozen=True, kw_only=True):
    """The duty leader wants it mended first."""

    reason: str = ""


class Dispatched(TicketStep, frozen=True, kw_only=True):
    """A department has it now. `limit` names a limit that was chosen by hand."""

    department: str = ""
    name: str = ""
    """The department's, as it was then."""
    former: str = ""
    """The id of the department that had it until now."""
    limit: str = ""
    note: str = ""


class Accepted(TicketStep, frozen=True, kw_only=True):
    """The department says that it is its job (签收)."""


class Returned(TicketStep, frozen=True, kw_only=True):
    """The department says that it is not (退单)."""

    reason: str = ""
    department: str = ""
    name: str = ""


class Replied(TicketStep, frozen=True, kw_only=True):
    """The department has done its part and says what."""

    text: str = ""
    attachments: tuple[int, ...] = ()


class ExtensionAsked(TicketStep, frozen=True, kw_only=True):
    """The department wants more time (延期): so many working days."""

    days: int = 0
    reason: str = ""


class ExtensionGranted(TicketStep, frozen=True, kw_only=True):
    """It has it."""

    days: int = 0
    note: str = ""


class ExtensionRefused(TicketStep, frozen=True, kw_only=True):
    """It has not."""

    reason: str = ""


class Suspended(TicketStep, frozen=True, kw_only=True):
    """Nothing can be done for now: the clock stands (挂起)."""

    reason: str = ""


class Resumed(TicketStep, frozen=True, kw_only=True):
    """It goes on where it was."""


class Merged(TicketStep, frozen=True, kw_only=True):
    """It is the same matter as another ticket and lives on in that one (并单)."""

    into: TicketNumber = TicketNumber("")


class Absorbed(TicketStep, frozen=True, kw_only=True):
    """Another ticket lives on in this one."""

    ticket: TicketNumber = TicketNumber("")


class Answered(TicketStep, frozen=True, kw_only=True):
    """The hotline itself has answered (直答); `article` is what it answered from."""

    answer: str = ""
    article: str = ""


class FollowedUp(TicketStep, frozen=True, kw_only=True):
    """The citizen was asked, or could not be reached. `last`: nobody will try again.

    `case` is the call that asked; none: a person did. `department` and `name` are whose reply it was about; empty: the
    hotline's own answer, or one that stood no more.
    """

    case: CaseId | None = None
    reached: bool = False
    solved: bool | None = None
    score: int | None = None
    last: bool = False
    note: str = ""
    department: str = ""
    name: str = ""


class Resolved(TicketStep, frozen=True, kw_only=True):
    """Done (办结)."""

    note: str = ""


class Reopened(TicketStep, frozen=True, kw_only=True):
    """Not done after all. `department` and `name` are whose reply that was; empty: the hotline's own answer."""

    reason: str = ""
    department: str = ""
    name: str = ""


class Escalated(TicketStep, frozen=True, kw_only=True):
    """It is late, and somebody is told to press (督办)."""

    level: int = 0
    flag: Flag = Flag.NONE


class Eased(TicketStep, frozen=True, kw_only=True):
    """Its limit has moved away: by the limit that holds now only this level is due, or none (0)."""

    level: int = 0
    flag: Flag = Flag.NONE


class Archived(TicketStep, frozen=True, kw_only=True):
    """Nothing more will happen to it (归档)."""


AnyTicketStep = (
    Opened
    | Confirmed
    | Discarded
    | Amended
    | ReviewAsked
    | Reviewed
    | SentBack
    | Dispatched
    | Accepted
    | Returned
    | Replied
    | ExtensionAsked
    | ExtensionGranted
    | ExtensionRefused
    | Suspended
    | Resumed
    | Merged
    | Absorbed
    | Answered
    | FollowedUp
    | Resolved
    | Reopened
    | Escalated
    | Eased
    | Archived
)
