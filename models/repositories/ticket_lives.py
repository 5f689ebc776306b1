"""A ticket's steps, written: the state that follows, its clock, one event each, and what follows by rule.

All of it in the caller's transaction. What `callflow.ticket` orders is obeyed at once; an order of the rules that
cannot be obeyed (the suggested department is gone, the other ticket is done by now) leaves the ticket where it is, in
front of people.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from callflow import ticket, ticket_steps
from callflow.drafting import FieldName
from callflow.ticket import StepRefusedError
from callflow.ticket_life import Life
from callflow.ticket_outcomes import REOPENED_FROM, CancelFollowUp, Order, PlanFollowUp, ReopenTarget
from callflow.ticket_rules import URGENT, TicketRules
from callflow.ticket_steps import SERVICE, AnyTicketStep, By, TicketStep
from callflow.units import TicketNumber, WallMs
from callflow.views import TicketState
from models.repositories import articles, audit, follow_ups, ticket_clocks, ticket_rules
from models.states import TicketEventKind
from models.tables import Attachment, Case, Department, FirstResponder, Ticket, TicketEvent

_STAMPS: Mapping[type[TicketStep], str] = {
    ticket_steps.Confirmed: "confirmed_at",
    ticket_steps.Discarded: "discarded_at",
    ticket_steps.Dispatched: "dispatched_at",
    ticket_steps.Accepted: "accepted_at",
    ticket_steps.Replied: "replied_at",
    ticket_steps.Answered: "answered_at",
    ticket_steps.Resolved: "resolved_at",
    ticket_steps.Reopened: "reopened_at",
    ticket_steps.Archived: "archived_at",
}


def life_of(row: Ticket) -> Life:
    """Where a ticket stands, as its table has it."""
    return Life(
        state=row.state,
        urgent=row.urgency in URGENT and row.state is not TicketState.DRAFT,
        suggested=row.suggested_id,
        department=row.department_id,
        returns=row.returns,
        extensions=row.extensions,
        asked=msgspec.convert(row.asked, ticket_steps.ExtensionAsked) if row.asked else None,
        suspended_from=row.suspended_from,
        merged_into=row.merged_into or "",
        level=row.level,
    )


async def advance(db: AsyncSession, row: Ticket, step: TicketStep, by: By, now: WallMs) -> None:
    """Take a step and all that follows from it. Raises StepRefusedError; then nothing was changed.

    `row` must not be a stale copy: read it for update, or in the transaction that writes.
    """
    await _take(db, row, step, by, now, await ticket_rules.read(db))


async def open_draft(db: AsyncSession, row: Ticket, now: WallMs) -> None:
    """There is a draft: the first event of a ticket that was made just now."""
    row.state, row.state_since = TicketState.DRAFT, now
    db.add(row)
    await db.flush()
    await _note(db, row, ticket_steps.Opened(), SERVICE, now)


async def history(db: AsyncSession, number: TicketNumber) -> Sequence[tuple[TicketEvent, TicketStep]]:
    """Every step that a ticket has taken, oldest first, as its row and as what it says."""
    found = select(TicketEvent).where(TicketEvent.ticket == number).order_by(TicketEvent.id)
    return [(row, step_of(row)) for row in await db.scalars(found)]


def step_of(row: TicketEvent) -> TicketStep:
    """What an event says."""
    step: TicketStep = msgspec.convert({**row.detail, "kind": row.kind.value}, AnyTicketStep, strict=False)
    return step


async def suggested_department(db: AsyncSession, row: Ticket) -> tuple[Department, str] | None:
    """The department that seems to be in charge, and why in Chinese: it answered first, or the draft names it."""
    responder = await db.get(FirstResponder, row.case_id) if row.case_id else None
    if responder and (unit := await _enabled(db, Department.id == responder.department)):
        return unit, "三方通话首接单位"
    if row.department and (unit := await _enabled(db, Department.name == row.department)):
        return unit, "根据诉求内容推荐"
    if row.suggested_id and (unit := await _enabled(db, Department.id == row.suggested_id)):
        return unit, "上一次的承办单位"
    return None


async def repeats(db: AsyncSession, into: TicketNumber) -> Sequence[Ticket]:
    """The tickets that were merged into this one, oldest first."""
    found = select(Ticket).where(Ticket.merged_into == into).order_by(Ticket.created_at, Ticket.number)
    return (await db.scalars(found)).all()


async def confirmation(db: AsyncSession, row: Ticket, **more: Any) -> ticket_steps.Confirmed:
    """What confirming this ticket says: its urgency, and the department that seems to be in charge."""
    found = await suggested_department(db, row)
    suggested = found[0].id if found else ""
    return ticket_steps.Confirmed(urgency=row.urgency, suggested=suggested, **more)


async def _enabled(db: AsyncSession, which: Any) -> Department | None:
    unit: Department | None = await db.scalar(select(Department).where(which, Department.enabled))
    return unit


async def _take(db: AsyncSession, row: Ticket, step: TicketStep, by: By, now: WallMs, rules: TicketRules) -> None:  # noqa: PLR0913, PLR0917  one step is all of this
    step = await _completed(db, row, step, rules)
    before = life_of(row)
    after, orders = ticket.take(before, step, by, rules)
    _keep(row, before, after, now)
    _stamp(row, step, by, now)
    ticket_clocks.set_clock(row, before, after, step, now, rules)
    await db.flush()
    await _note(db, row, step, by, now)
    if effect := _EFFECTS.get(type(step)):
        await effect(db, row, step, now, rules)
    for order in orders:
        await _obey(db, row, order, now, rules)


async def _obey(db: AsyncSession, row: Ticket, order: Order, now: WallMs, rules: TicketRules) -> None:
    match order:
        case TicketStep():
            with suppress(StepRefusedError):
                await _take(db, row, order, SERVICE, now, rules)
        case PlanFollowUp():
            for one in (row, *await repeats(db, row.number)):
                await _plan(db, one, row, now, rules)
        case CancelFollowUp():
            for one in (row, *await repeats(db, row.number)):
                await follow_ups.cancel(db, one.number, now)
        case ReopenTarget():
            await _reopen_target(db, row, now, rules)


async def _plan(db: AsyncSession, row: Ticket, replied: Ticket, now: WallMs, rules: TicketRules) -> None:
    """Plan the call about what `replied` was replied, itself or one that it lives on in.

    A citizen who left no number cannot be asked.
    """
    if await _has_number(db, row):
        await follow_ups.plan_for(db, row, follow_ups.BY_RULE, now, lives_on_in=replied)
    elif row.state is TicketState.REPLIED:
        unreachable = ticket_steps.FollowedUp(last=True, note="没有留下电话，无法回访")
        await _take(db, row, unreachable, SERVICE, now, rules)


async def _has_number(db: AsyncSession, row: Ticket) -> bool:
    case = await db.get(Case, row.case_id) if row.case_id else None
    return bool(row.callback_number or (case and case.calling_number))


async def _reopen_target(db: AsyncSession, row: Ticket, now: WallMs, rules: TicketRules) -> None:
    target = await db.get(Ticket, row.merged_into, with_for_update=True) if row.merged_into else None
    if target is not None:
        reason = "一张并入的工单的市民表示问题没有解决"
        await _obey(db, target, ticket_steps.Reopened(reason=reason), now, rules)


# --- what a step needs from the records ---


async def _completed(db: AsyncSession, row: Ticket, step: TicketStep, rules: TicketRules) -> TicketStep:
    """Check what a step names, and add the names that history shall tell. Raises StepRefusedError."""
    match step:
        case ticket_steps.Dispatched(department=department, limit=limit) if department:
            if limit and rules.limit_named(limit) is None:
                raise StepRefusedError("没有这个办理时限，请刷新页面重选。")
            unit = await _enabled(db, Department.id == department)
            if unit is None:
                raise StepRefusedError("单位目录里没有这个承办单位，或者它已停用，请重选。")
            former = row.department_id if row.department_id != unit.id else ""
            return msgspec.structs.replace(step, name=unit.name, former=former)
        case ticket_steps.Returned() | ticket_steps.Reopened():
            return msgspec.structs.replace(step, department=row.department_id, name=row.department_name)
        case ticket_steps.FollowedUp() if row.state in REOPENED_FROM:
            return msgspec.structs.replace(step, department=row.department_id, name=row.department_name)
        case ticket_steps.Replied(attachments=attachments):
            await _check_files(db, row, attachments)
        case ticket_steps.Merged(into=into):
            await _target(db, row, into)
    return step


async def _check_files(db: AsyncSession, row: Ticket, attachments: Sequence[int]) -> None:
    own = (Attachment.ticket == row.number, Attachment.department == row.department_id)
    unsent = (*own, Attachment.id.in_(attachments), Attachment.replied.is_(False))
    found = set(await db.scalars(select(Attachment.id).where(*unsent)))
    if found != set(attachments):
        raise StepRefusedError("附件不存在，或已随前一次答复发出，请刷新页面。")


async def _target(db: AsyncSession, row: Ticket, into: TicketNumber) -> Ticket:
    found = await db.get(Ticket, into, with_for_update=True, populate_existing=True)
    if found is None:
        raise StepRefusedError(f"没有工单 {into}，请检查工单号。")
    if found.number == row.number:
        raise StepRefusedError("工单不能并入它自己。")
    if found.merged_into:
        raise StepRefusedError(f"工单 {into} 已并入 {found.merged_into}，请并入那一张。")
    if found.state not in ticket.OPEN:
        raise StepRefusedError(f"工单 {into} 不在办理中，不能并入。")
    return found


# --- what a step does beside the state ---


def _keep(row: Ticket, before: Life, after: Life, now: WallMs) -> None:
    if after.state is not before.state:
        row.state, row.state_since = after.state, now
    row.suggested_id, row.department_id = after.suggested, after.department
    row.returns, row.extensions, row.level = after.returns, after.extensions, after.level
    row.suspended_from = after.suspended_from
    row.merged_into = TicketNumber(after.merged_into) if after.merged_into else None
    if after.asked != before.asked:
        row.asked = msgspec.to_builtins(after.asked) | {"at": now} if after.asked else None


def _stamp(row: Ticket, step: TicketStep, by: By, now: WallMs) -> None:
    if stamp := _STAMPS.get(type(step)):
        setattr(row, stamp, now)
    match step:
        case ticket_steps.Confirmed() | ticket_steps.Discarded():
            row.agent = by.agent or row.agent
        case ticket_steps.Dispatched(name=name):
            row.department_name = name
        case ticket_steps.Replied(text=text):
            row.reply = text
        case ticket_steps.Answered(answer=answer, article=article):
            row.reply, row.article = answer, article
        case ticket_steps.Escalated(flag=flag) | ticket_steps.Eased(flag=flag):
            row.flag = flag
        case ticket_steps.Reopened() | ticket_steps.Returned():
            row.department_name = ""
        case ticket_steps.Amended(changes=changes):
            row.take(row.values | {FieldName(name): value for name, value in changes.items()})
    if isinstance(step, ticket_steps.Reopened):
        row.flag = ticket_steps.Flag.NONE
        row.replied_at = row.answered_at = row.resolved_at = None


async def _merged(db: AsyncSession, row: Ticket, step: TicketStep, now: WallMs, rules: TicketRules) -> None:
    """Tell the other ticket, and let those that were merged into this one follow."""
    assert isinstance(step, ticket_steps.Merged)  # noqa: S101  by the table of effects
    target = await _target(db, row, step.into)
    await _take(db, target, ticket_steps.Absorbed(ticket=row.number), SERVICE, now, rules)
    for repeat in await repeats(db, row.number):
        await _take(db, repeat, ticket_steps.Merged(into=step.into), SERVICE, now, rules)
    if target.state in (TicketState.REPLIED, TicketState.FOLLOWED_UP) and rules.follow_up:
        await _plan(db, row, target, now, rules)


async def _replied(db: AsyncSession, row: Ticket, step: TicketStep, _: WallMs, __: TicketRules) -> None:
    """The files that belong to the reply go off with it."""
    assert isinstance(step, ticket_steps.Replied)  # noqa: S101  as above
    found = select(Attachment).where(Attachment.ticket == row.number, Attachment.id.in_(step.attachments))
    for attachment in await db.scalars(found):
        attachment.replied = True


async def _answered(db: AsyncSession, _: Ticket, step: TicketStep, __: WallMs, ___: TicketRules) -> None:
    """The article that it was answered from counts it."""
    assert isinstance(step, ticket_steps.Answered)  # noqa: S101  as above
    if step.article.isdecimal() and int(step.article) <= articles.MOST_ID:
        await articles.count_use(db, int(step.article))


async def _followed_up(db: AsyncSession, row: Ticket, step: TicketStep, now: WallMs, _: TicketRules) -> None:
    """Where a person has asked, nobody calls by machine any more."""
    assert isinstance(step, ticket_steps.FollowedUp)  # noqa: S101  as above
    if step.case is None:
        reached, solved, score = step.reached, step.solved, step.score
        await follow_ups.end_by_hand(db, row.number, now, reached=reached, solved=solved, score=score)


Effect = Callable[[AsyncSession, Ticket, TicketStep, WallMs, TicketRules], Awaitable[None]]

_EFFECTS: Mapping[type[TicketStep], Effect] = {
    ticket_steps.Merged: _merged,
    ticket_steps.Replied: _replied,
    ticket_steps.Answered: _answered,
    ticket_steps.FollowedUp: _followed_up,
}


async def _note(db: AsyncSession, row: Ticket, step: TicketStep, by: By, now: WallMs) -> None:
    detail = {name: value for name, value in msgspec.to_builtins(step).items() if name != "kind"}
    kind = TicketEventKind(step.kind())
    event = TicketEvent(ticket=row.number, kind=kind, actor=by.actor, agent=by.agent, department=by.department)
    event.at, event.detail = now, detail
    db.add(event)
    on, which = f"ticket:{row.number}", {"step": step.kind()}
    await audit.note(db, who=by.agent, what=audit.TICKET_STEP, object=on, at=now, detail=which)
