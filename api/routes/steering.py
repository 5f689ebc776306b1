"""What the agent in the call does to it. Works without the records, but for departments, whose numbers are there."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.access import CasePath, SteeredCase, ViewerDep
from api.audit import Deed
from api.deeds import note_deed
from api.errors import problem
from api.hotline import Callee
from api.parts import HotlineDep, PartsDep
from api.schema import problems
from api.steering_bodies import Invitation, OneLeg, Transfer
from callflow import events
from callflow.units import CITIZEN

router = APIRouter(prefix="/api/cases/{case}", tags=["calls"], responses=problems(401, 403, 404, 409, 503))

InvitationPath = Annotated[int, Path(ge=0, le=1_000_000)]


@router.post("/answer", status_code=204)
async def answer(case: SteeredCase, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Take the offered call, where screens ring and phones pick up by themselves."""
    await hotline.tell(case.case, events.AgentAccepted(agent=viewer.agent))


@router.post("/take", status_code=204)
async def take(case: CasePath, viewer: ViewerDep, parts: PartsDep) -> None:
    """Take a case that nobody works on: a message, or a caller who was lost."""
    if parts.hotline.snapshot(case).view.agent not in {None, viewer.agent}:
        raise problem(409, "这通来电已有坐席处理，不用再接手。")
    await parts.hotline.tell(case, events.CaseTaken(agent=viewer.agent))
    await note_deed(parts, viewer, Deed.TOOK, f"case:{case}")


@router.post("/hold", status_code=204)
async def hold(case: SteeredCase, viewer: ViewerDep, hotline: HotlineDep, body: OneLeg | None = None) -> None:
    """Put a party aside: it hears music until `/resume`. Without a leg: the citizen."""
    leg = body.leg if body else CITIZEN
    await hotline.tell(case.case, events.HoldRequested(agent=viewer.agent, leg=leg))


@router.post("/resume", status_code=204)
async def resume(case: SteeredCase, viewer: ViewerDep, hotline: HotlineDep, body: OneLeg | None = None) -> None:
    """Take a party back. Without a leg: the citizen."""
    leg = body.leg if body else CITIZEN
    await hotline.tell(case.case, events.ResumeRequested(agent=viewer.agent, leg=leg))


@router.post("/swap", status_code=204)
async def swap(case: SteeredCase, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Change over between who is in the conversation and who is aside."""
    await hotline.tell(case.case, events.SwapRequested(agent=viewer.agent))


@router.post("/join", status_code=204)
async def join(case: SteeredCase, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Bring everybody together: the three-way call."""
    await hotline.tell(case.case, events.JoinRequested(agent=viewer.agent))


@router.post("/leave", status_code=204)
async def leave(case: SteeredCase, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Leave the conversation; citizen and the other party go on."""
    await hotline.tell(case.case, events.LeaveRequested(agent=viewer.agent))


@router.post("/drop", status_code=204)
async def drop(case: SteeredCase, body: OneLeg, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Let one party go, or give up calling it."""
    await hotline.tell(case.case, events.PartyDropped(agent=viewer.agent, leg=body.leg))


@router.post("/hangup", status_code=204)
async def hang_up(case: SteeredCase, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """End the call for everybody."""
    await hotline.tell(case.case, events.HangUpRequested(agent=viewer.agent))


@router.post("/invitations", status_code=204)
async def invite(case: SteeredCase, body: Invitation, viewer: ViewerDep, parts: PartsDep) -> None:
    """Call somebody in. 409 says why not: four parties already, nobody on duty, the colleague is busy."""
    whom = body.whom()
    await parts.hotline.invite(case.case, viewer.agent, body.way, whom)
    if whom.kind is Callee.EMERGENCY:
        await note_deed(parts, viewer, Deed.INVITED, f"case:{case.case}", emergency=whom.name, way=body.way.value)


@router.delete("/invitations/{invitation}", status_code=204)
async def withdraw(case: SteeredCase, invitation: InvitationPath, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Give up inviting somebody who has not answered yet."""
    await hotline.tell(case.case, events.InvitationWithdrawn(agent=viewer.agent, invitation=invitation))


@router.post("/transfer", status_code=204)
async def transfer(case: SteeredCase, body: Transfer, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Hand the citizen to a queue or, through it, to one agent, and leave at once."""
    await hotline.transfer(case.case, viewer.agent, queue=body.queue or "", wants=body.agent)


@router.post("/wrap-up/extend", status_code=204)
async def extend_wrap_up(case: SteeredCase, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Ask for more time after the call."""
    await hotline.tell(case.case, events.WrapUpExtended(agent=viewer.agent))


@router.post("/wrap-up/end", status_code=204)
async def end_wrap_up(case: SteeredCase, viewer: ViewerDep, hotline: HotlineDep) -> None:
    """Be done with the call; the draft, if it is one still, can be confirmed later."""
    await hotline.tell(case.case, events.WrapUpEnded(agent=viewer.agent))
