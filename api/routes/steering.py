"""What the agent in the call does to it. Works without the records."""

from fastapi import APIRouter

from api.access import SteeredCase, ViewerDep
from api.parts import HotlineDep
from api.schema import problems
from callflow import events

router = APIRouter(prefix="/api/cases/{case}", tags=["calls"], responses=problems(401, 403, 404, 409, 503))


@router.post("/answer", status_code=204)
async def answer(case: SteeredCase, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Take the offered call, where screens ring and phones pick up by themselves."""
    await hotline.tell(case.case, events.AgentAccepted(agent=viewer.agent))


@router.post("/hold", status_code=204)
async def hold(case: SteeredCase, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Put the citizen on hold: music until `/resume`."""
    await hotline.tell(case.case, events.HoldRequested(agent=viewer.agent))


@router.post("/resume", status_code=204)
async def resume(case: SteeredCase, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Take the citizen back."""
    await hotline.tell(case.case, events.ResumeRequested(agent=viewer.agent))


@router.post("/hangup", status_code=204)
async def hang_up(case: SteeredCase, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """End the call."""
    await hotline.tell(case.case, events.HangUpRequested(agent=viewer.agent))


@router.post("/wrap-up/extend", status_code=204)
async def extend_wrap_up(case: SteeredCase, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Ask for more time after the call."""
    await hotline.tell(case.case, events.WrapUpExtended(agent=viewer.agent))


@router.post("/wrap-up/end", status_code=204)
async def end_wrap_up(case: SteeredCase, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Be done with the call; the draft, if it is one still, can be confirmed later."""
    await hotline.tell(case.case, events.WrapUpEnded(agent=viewer.agent))
