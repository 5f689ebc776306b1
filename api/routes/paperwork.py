"""The draft and the captions of a case that is not archived. Works without the records."""

from fastapi import APIRouter

from api.access import UtterancePath, ViewerDep, WorkedOnCase
from api.answers import Confirmed
from api.bodies import Caption, Confirmation, Discard, FieldEdit
from api.errors import problem
from api.parts import HotlineDep, Parts, PartsDep
from api.schema import JsonAnswer, problems, shape
from callflow import events
from callflow.ticket import OPEN
from callflow.units import TicketNumber
from models.repositories import tickets

router = APIRouter(prefix="/api/cases/{case}", tags=["drafts"], responses=problems(401, 403, 404, 409, 503))


@router.patch("/draft", status_code=204)
async def edit_field(case: WorkedOnCase, body: FieldEdit, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Type into a field of the draft; from now on the machine does not replace it."""
    await hotline.tell(case.case, events.FieldEdited(field=body.field, value=body.value, agent=viewer.agent))


@router.post("/confirm", response_model=shape(Confirmed))
async def confirm(
    case: WorkedOnCase, viewer: ViewerDep, parts: PartsDep, body: Confirmation | None = None
) -> JsonAnswer:
    """Stand by the ticket. 409 names what is missing: it needs a request type, a title and a body."""
    said = body or Confirmation()
    if said.merge_into is not None:
        await _check_target(parts, said.merge_into)
    number = case.view.ticket
    if number is None:
        raise problem(409, "这个来电还没有工单号，请稍候再确认。")
    await parts.hotline.tell(
        case.case,
        events.TicketConfirmed(
            agent=viewer.agent, answer=said.answer, article=said.article, merge_into=said.merge_into
        ),
    )
    return JsonAnswer(Confirmed(number=number))


@router.post("/discard", status_code=204)
async def discard(case: WorkedOnCase, body: Discard, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Say that the call needs no ticket, and why."""
    await hotline.tell(case.case, events.TicketDiscarded(agent=viewer.agent, reason=body.reason))


@router.put("/captions/{utterance}", status_code=204)
async def correct_caption(
    case: WorkedOnCase, utterance: UtterancePath, body: Caption, viewer: ViewerDep, hotline: HotlineDep
) -> None:
    """Mend what the recogniser heard; its own words are kept beside."""
    event = events.CaptionCorrected(utterance=utterance, text=body.text, agent=viewer.agent)
    await hotline.tell(case.case, event)


async def _check_target(parts: Parts, number: TicketNumber) -> None:
    """Whether a call's ticket may live on in this one: said before it is confirmed, not after."""
    async with parts.records.reading() as db:
        found = await tickets.get(db, number)
    if found is None or found.state not in OPEN:
        raise problem(409, f"工单 {number} 不在办理中，不能并入。")
