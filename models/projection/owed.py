"""The call-back list: when we owe a citizen a call, and when one has been made.

The call that goes back is another case, whose folder may be read before the first one's or after it. So each side
looks for the other.
"""

from sqlalchemy import select

from callflow import commands
from callflow.events import CallOutReason
from models.projection.work import Work
from models.repositories import call_backs
from models.states import CallBackReason
from models.tables import CallBack, Case

_BACK = (CallOutReason.CALL_BACK, CallOutReason.RING_BACK)


async def put_on_call_back_list(work: Work, command: commands.PutOnCallBackList) -> None:
    """We owe the citizen a call; once is enough for one case, and for the calls that go back to it."""
    if await work.session.get(CallBack, work.case_id) is not None or await _is_owed_before(work):
        return
    reason = CallBackReason(command.reason)
    owed = CallBack(case_id=work.case_id, number=command.number, reason=reason, created_at=work.at, attempts=0)
    reached = await _reached(work)
    if reached is not None:
        owed.done_at, owed.done_by = reached.talking_since, reached.agent
    work.session.add(owed)
    await work.session.flush()


async def has_been_called_back(work: Work, case: Case) -> None:
    """An agent talks with the citizen: what is owed since the earlier case is done."""
    if case.after is not None and case.call_out in _BACK and case.talking_since is not None:
        await call_backs.mark_done(work.session, case.after, case.agent, case.talking_since)


async def _is_owed_before(work: Work) -> bool:
    case = await work.case()
    before = await work.session.get(CallBack, case.after) if case.after is not None else None
    return before is not None and before.done_at is None


async def _reached(work: Work) -> Case | None:
    """Find the first case that went back to this one and in which the citizen was reached."""
    back = (Case.after == work.case_id, Case.call_out.in_(_BACK), Case.talking_since.is_not(None))
    return await work.session.scalar(select(Case).where(*back).order_by(Case.talking_since).limit(1))
