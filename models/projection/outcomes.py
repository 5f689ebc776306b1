"""What comes of a call beside its ticket: who is responsible first, what the citizen says of us and of a ticket."""

from contextlib import suppress

from callflow import commands, ticket_steps
from callflow.ticket import StepRefusedError
from callflow.ticket_steps import SERVICE
from models.projection.work import Work
from models.repositories import follow_ups, ticket_lives
from models.states import FollowUpState
from models.tables import FirstResponder, FollowUp, Ticket


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
    """What the campaign learned of a ticket, whose table says what follows. One that these records lack is let be.

    Both rows are held, the ticket first, as by whoever notes a follow-up by hand: neither overwrites the other.
    """
    ticket = await work.session.get(Ticket, command.ticket, with_for_update=True, populate_existing=True)
    if ticket is None:
        return
    planned = await work.session.get(FollowUp, command.ticket, with_for_update=True, populate_existing=True)
    if planned is not None:
        planned.case_id = work.case_id
        follow_ups.end(planned, work.at, reached=command.reached, solved=command.solved, score=command.score)
    asked = ticket_steps.FollowedUp(
        case=work.case_id,
        reached=command.reached,
        solved=command.solved,
        score=command.score,
        last=planned is not None and planned.state is FollowUpState.NOT_REACHED,
    )
    with suppress(StepRefusedError):  # it has moved on meanwhile: the call stands in its own case
        await ticket_lives.advance(work.session, ticket, asked, SERVICE, work.at)
