"""Tickets' rows as the API tells them: masked, with their clocks, and cut for departments. Pure."""

from collections.abc import Mapping, Sequence

import msgspec

from api.masking import mask_number, mask_text, mask_values
from api.secrecy import Secrecy
from api.ticket_answers import (
    Attachment,
    ClockFace,
    DepartmentName,
    Extension,
    Happening,
    Revision,
    Ticket,
    TicketCounts,
    Who,
)
from callflow.clocks import Reading, Standing
from callflow.drafting.draft import YES, FieldName
from callflow.ticket_rules import FLAG_NAMES, LEVEL_NAMES
from callflow.ticket_steps import Absorbed, Actor, Flag, Merged, TicketStep
from callflow.ticket_words import STEP_WORDS, in_words
from callflow.units import WallMs
from callflow.views import TicketState
from models import tables
from models.repositories.tickets import TicketCounts as Counted


def ticket(row: tables.Ticket, now: WallMs) -> Ticket:
    """Tell a ticket with `case` loaded, as of now."""
    return Ticket(
        number=row.number,
        case=row.case_id,
        source=row.source,
        state=TicketState(row.state),
        agent=row.agent,
        values=mask_values(row.values),
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        calling_number=mask_number(row.case.calling_number if row.case else ""),
        department=DepartmentName(id=row.department_id, name=row.department_name) if row.department_id else None,
        clock=clock_face(row, now),
        returns=row.returns,
        merged_into=row.merged_into,
        confidential=row.confidential == YES,
        anonymous=row.anonymous == YES,
        extension=_extension(row),
    )


def without_caller(told: Ticket) -> Ticket:
    """The ticket as a department is told it: a confidential one has no caller, neither has an anonymous one."""
    secrecy = Secrecy.of(told.values)
    if not secrecy.unknown:
        return told
    return msgspec.structs.replace(told, values=secrecy.values(told.values), calling_number="", agent=None)


def clock_face(row: tables.Ticket, now: WallMs) -> ClockFace | None:
    """The clock as it was worked out when the ticket was looked at last."""
    if row.clock is None:
        return None
    return ClockFace(
        limit=row.clock["limit"],
        label=row.clock["label"],
        due_at=row.due_at,
        soon_at=row.soon_at,
        running=row.clock_runs,
        used_percent=None,
        standing=_standing(row, now),
        level=row.level,
        level_name=LEVEL_NAMES[row.level],
        flag=row.flag,
        flag_name=FLAG_NAMES[row.flag],
    )


def read_face(face: ClockFace, reading: Reading) -> ClockFace:
    """The clock as it stands at this moment."""
    return msgspec.structs.replace(
        face,
        due_at=reading.due_at,
        soon_at=reading.soon_at,
        standing=reading.standing,
        used_percent=reading.used_percent,
    )


def _standing(row: tables.Ticket, now: WallMs) -> Standing:
    if not row.clock_runs:
        return Standing.STANDING if row.state is TicketState.SUSPENDED else Standing.STOPPED
    if row.due_at is not None and now >= row.due_at:
        return Standing.OVERDUE
    return Standing.DUE_SOON if row.soon_at is not None and now >= row.soon_at else Standing.RUNNING


def _extension(row: tables.Ticket) -> Extension | None:
    if row.asked is None:
        return None
    return Extension(days=row.asked["days"], reason=row.asked["reason"], asked_at=row.asked["at"])


def happening(row: tables.TicketEvent, step: TicketStep, names: Mapping[str, str]) -> Happening:
    """Tell one step; `names` are accounts' and departments' by id."""
    detail = {name: value for name, value in msgspec.to_builtins(step).items() if name != "kind"}
    return Happening(
        at=row.at,
        kind=step.kind(),
        label=STEP_WORDS[step.kind()],
        by=_who(row, names),
        text=in_words(step) if isinstance(step, Merged | Absorbed) else mask_text(in_words(step)),
        detail=_masked(detail),
    )


_TICKETS = frozenset({"into", "ticket", "merge_into"})
"""What names another ticket: as many digits as a telephone number may have, and nothing to hide."""


def _masked(detail: dict[str, object]) -> dict[str, object]:
    changes = detail.get("changes")
    if isinstance(changes, dict):
        detail = detail | {"changes": mask_values({FieldName(name): value for name, value in changes.items()})}
    return {
        name: mask_text(value) if isinstance(value, str) and name not in _TICKETS else value
        for name, value in detail.items()
    }


def _who(row: tables.TicketEvent, names: Mapping[str, str]) -> Who:
    if row.actor is Actor.DEPARTMENT:
        return Who(role=row.actor, id=row.department, name=names.get(row.department, row.department))
    agent = row.agent or ""
    return Who(role=row.actor, id=agent, name=names.get(agent, agent))


def revision(row: tables.TicketRevision, *, whole: bool) -> Revision:
    """Tell a change to the draft."""
    changes = {FieldName(name): value for name, value in row.changes.items()}
    told = changes if whole else mask_values(changes)
    return Revision(index=row.entry_index, at=row.at, kind=row.kind, agent=row.agent, changes=told)


def attachment(row: tables.Attachment) -> Attachment:
    """Tell of a file."""
    return Attachment(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        by=row.agent,
        at=row.at,
        replied=row.replied,
    )


def attachments(rows: Sequence[tables.Attachment]) -> tuple[Attachment, ...]:
    """Tell of a ticket's files."""
    return tuple(attachment(row) for row in rows)


def counts(counted: Counted, *, intake: int) -> TicketCounts:
    """Tell how many there are; what anybody may take is counted apart."""
    return TicketCounts(
        states={state: counted.states.get(state, 0) for state in TicketState if state is not TicketState.NONE},
        due_soon=counted.running.due_soon,
        overdue=counted.running.overdue,
        flags={flag: counted.running.flags.get(flag, 0) for flag in Flag if flag is not Flag.NONE},
        extensions=counted.running.extensions,
        intake=intake,
    )
