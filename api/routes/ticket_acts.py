"""Moving a ticket on, as agents and supervisors do it. Who may do what, and when, is `callflow.ticket`'s."""

from fastapi import APIRouter

from api import ticket_bodies as bodies
from api.schema import JsonAnswer, problems, shape
from api.ticket_acts import Act
from api.ticket_answers import TicketDetail
from callflow import ticket_steps as steps

router = APIRouter(prefix="/api/tickets/{number}", tags=["tickets"], responses=problems(401, 403, 404, 409, 503))

_DETAIL = shape(TicketDetail)


@router.post("/confirm", response_model=_DETAIL)
async def confirm(act: Act, body: bodies.Draft | None = None) -> JsonAnswer:
    """Stand by a request that came without a call."""
    return await act.confirm(body.values if body else {})


@router.patch("/values", response_model=_DETAIL)
async def amend(act: Act, body: bodies.Amendment) -> JsonAnswer:
    """Correct elements after the confirmation."""
    return await act.take(steps.Amended(changes={name.value: value for name, value in body.values.items()}))


@router.post("/extension/grant", response_model=_DETAIL)
async def grant_extension(act: Act, body: bodies.ExtensionGrant | None = None) -> JsonAnswer:
    """Give the department more time: as many working days as it asked for, or so many."""
    given = body or bodies.ExtensionGrant()
    return await act.grant(given.days, given.note)


@router.post("/discard", response_model=_DETAIL)
async def discard(act: Act, body: bodies.Why) -> JsonAnswer:
    """Say that a request that came without a call needs no ticket, and why."""
    return await act.take(steps.Discarded(reason=body.reason))


@router.post("/submit", response_model=_DETAIL)
async def submit(act: Act) -> JsonAnswer:
    """What was sent back is mended: the duty leader is to look again."""
    return await act.take(steps.ReviewAsked())


@router.post("/review", response_model=_DETAIL)
async def review(act: Act, body: bodies.Remark | None = None) -> JsonAnswer:
    """Let it go out (值班领导审签)."""
    return await act.take(steps.Reviewed(note=body.note if body else ""))


@router.post("/send-back", response_model=_DETAIL)
async def send_back(act: Act, body: bodies.Why) -> JsonAnswer:
    """Have it mended before it goes out."""
    return await act.take(steps.SentBack(reason=body.reason))


@router.post("/dispatch", response_model=_DETAIL)
async def dispatch(act: Act, body: bodies.Dispatch) -> JsonAnswer:
    """Give it to a department."""
    return await act.take(steps.Dispatched(department=body.department, limit=body.limit, note=body.note))


@router.post("/answer", response_model=_DETAIL)
async def answer(act: Act, body: bodies.Answer) -> JsonAnswer:
    """Note what the hotline itself answered (直答)."""
    return await act.take(steps.Answered(answer=body.answer, article=body.article))


@router.post("/accept", response_model=_DETAIL)
async def accept(act: Act) -> JsonAnswer:
    """Accept it on the department's behalf."""
    return await act.take(steps.Accepted())


@router.post("/reply", response_model=_DETAIL)
async def reply(act: Act, body: bodies.Reply) -> JsonAnswer:
    """Reply on the department's behalf."""
    return await act.take(steps.Replied(text=body.text, attachments=body.attachments))


@router.post("/return", response_model=_DETAIL)
async def return_ticket(act: Act, body: bodies.Why) -> JsonAnswer:
    """Take it back from the department, on its behalf."""
    return await act.take(steps.Returned(reason=body.reason))


@router.post("/extension", response_model=_DETAIL)
async def ask_extension(act: Act, body: bodies.ExtensionWish) -> JsonAnswer:
    """Ask for more time on the department's behalf."""
    return await act.take(steps.ExtensionAsked(days=body.days, reason=body.reason))


@router.post("/extension/refuse", response_model=_DETAIL)
async def refuse_extension(act: Act, body: bodies.Why) -> JsonAnswer:
    """Give no more time."""
    return await act.take(steps.ExtensionRefused(reason=body.reason))


@router.post("/suspend", response_model=_DETAIL)
async def suspend(act: Act, body: bodies.Why) -> JsonAnswer:
    """Let the clock stand (挂起)."""
    return await act.take(steps.Suspended(reason=body.reason))


@router.post("/resume", response_model=_DETAIL)
async def resume(act: Act) -> JsonAnswer:
    """Go on where it was."""
    return await act.take(steps.Resumed())


@router.post("/merge", response_model=_DETAIL)
async def merge(act: Act, body: bodies.Merge) -> JsonAnswer:
    """Let it live on in another ticket (并单)."""
    return await act.take(steps.Merged(into=body.into))


@router.post("/resolve", response_model=_DETAIL)
async def resolve(act: Act, body: bodies.Remark | None = None) -> JsonAnswer:
    """Say that it is done (办结)."""
    return await act.take(steps.Resolved(note=body.note if body else ""))


@router.post("/reopen", response_model=_DETAIL)
async def reopen(act: Act, body: bodies.Why) -> JsonAnswer:
    """Say that it is not done after all."""
    return await act.take(steps.Reopened(reason=body.reason))


@router.post("/archive", response_model=_DETAIL)
async def archive(act: Act) -> JsonAnswer:
    """Put it away for good (归档)."""
    return await act.take(steps.Archived())


@router.post("/follow-up", response_model=_DETAIL)
async def follow_up(act: Act, body: bodies.FollowUpReport) -> JsonAnswer:
    """Note what a person learned who called the citizen (人工回访); nobody will call by machine then."""
    heard = body.model_dump()
    return await act.take(steps.FollowedUp(**heard, last=True))
