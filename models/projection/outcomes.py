"""What comes of a call beside its ticket: who is responsible first, what the citizen says of us and of a ticket."""

from callflow import commands
from callflow.views import TicketState
from models.projection.work import Work
from models.repositories import follow_ups
from models.states import TicketEventKind
from models.tables import FirstResponder, FollowUp, Ticket, TicketEvent


async def first_responder_named(work: Work, command: commands.NameFirstResponder) -> None:
    """The department that is responsible first; named again when a supervisor corrects it."""
    row = await work.session.get(FirstResponder, work.case_id) or FirstResponder(case_id=work.case_id)
    row.department, row.name = command.department, command.name
    row.answered_at, row.after_ms = command.answered_at, command.after_ms
    row.changed_by, row.reason = command.agent, command.reason
    work.session.add(row)
    await work.session.flush()


async def satisfaction_stored(work: Work, command: commands.StoreSatisfaction) -> None:
    """The citizen was asked; whether a key was pressed is another thing."""
    case = await work.case()
    case.satisfaction, case.surveyed_at = command.score, work.at


async def follow_up_stored(work: Work, command: commands.StoreFollowUp) -> None:
    """What the campaign learned of a ticket; not solved reopens it. A ticket that these records lack is let be."""
    ticket = await work.session.get(Ticket, command.ticket)
    if ticket is None:
        return
    planned = await work.session.get(FollowUp, command.ticket)
    if planned is not None:
        planned.case_id = work.case_id
        follow_ups.end(planned, work.at, reached=command.reached, solved=command.solved, score=command.score)
    _tell_life(work, ticket, TicketEventKind.FOLLOWED_UP, command)
    if command.solved is False and ticket.state is TicketState.RESOLVED:
        ticket.state, ticket.reopened_at = TicketState.REOPENED, work.at
        _tell_life(work, ticket, TicketEventKind.REOPENED, command)
    await work.session.flush()


def _tell_life(work: Work, ticket: Ticket, kind: TicketEventKind, command: commands.StoreFollowUp) -> None:
    detail = {"case": work.case_id, "reached": command.reached, "solved": command.solved, "score": command.score}
    work.session.add(TicketEvent(ticket=ticket.number, kind=kind, agent=None, at=work.at, detail=detail))
