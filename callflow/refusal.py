"""Whether a person's wish is possible now, and if not why, in the words that the person reads.

The shell asks before it writes the event: what stands in the log has happened and cannot be refused any more.
"""

from collections.abc import Callable, Mapping
from typing import Any

from callflow import events
from callflow.call_out import seeks_citizen
from callflow.case import TABLE
from callflow.invitation import parties, supervisors
from callflow.paperwork import missing
from callflow.state import MOST_LEGS, Case, TicketPhase
from callflow.supervision import leg_of
from callflow.units import CITIZEN
from callflow.views import PartyRole, Phase, Place

_NO_CALL = "现在没有接通的通话，不能进行这个操作。"
_NOT_YOURS = "这个来电不在您的话机上。"
_FULL = f"通话已有{MOST_LEGS}方，请先请一方退出，再邀请其他方。"


def refusal(case: Case, event: events.Event) -> str | None:
    """Why this cannot be done now, in Chinese; None when it can."""
    if type(event) not in TABLE[case.phase]:
        return _NOT_NOW.get(type(event), "现在不能进行这个操作，请刷新页面后再试。")
    for check in _CHECKS.get(type(event), ()):
        if (reason := check(case, event)) is not None:
            return reason
    return None


_NOT_NOW: Mapping[type[events.Event], str] = {
    events.AgentAccepted: "这个来电已经不在振铃，可能已转给其他坐席。",
    events.HoldRequested: _NO_CALL,
    events.ResumeRequested: _NO_CALL,
    events.SwapRequested: _NO_CALL,
    events.JoinRequested: _NO_CALL,
    events.PartyInvited: _NO_CALL,
    events.PartyDropped: _NO_CALL,
    events.InvitationWithdrawn: _NO_CALL,
    events.LeaveRequested: _NO_CALL,
    events.TransferRequested: _NO_CALL,
    events.HangUpRequested: "现在没有可以挂断的通话。",
    events.SupervisorCame: "这个来电没有在通话，不能监听。",
    events.SupervisorMoved: "这个来电没有在通话，不能监听。",
    events.SupervisorTookOver: "这个来电没有在通话，不能接管。",
    events.SupervisorLeft: "您不在这个通话中。",
    events.FirstResponderChanged: "这个来电已经归档，请在工单页修改首接责任单位。",
    events.CaseTaken: "这个来电已有人处理，或还没有结束。",
    events.WrapUpExtended: "话后整理已经结束，不能延长。",
    events.WrapUpEnded: "现在不在话后整理中。",
    events.FieldEdited: "这个来电已经归档，工单请在工单页修改。",
    events.TicketConfirmed: "这个来电已经归档。",
    events.TicketDiscarded: "这个来电已经归档。",
    events.CaptionCorrected: "这个来电已经归档，字幕不能再改。",
}

# --- checks: why not, or None ---


def _own_call(case: Case, event: Any) -> str | None:
    return None if event.agent == case.agent else _NOT_YOURS


def _in_the_call(case: Case, event: Any) -> str | None:
    if event.agent != case.agent:
        return _NOT_YOURS
    return None if case.agent_present else "您已经退出这个通话。"


def _in_the_call_or_calling(case: Case, event: Any) -> str | None:
    if case.phase is Phase.TALKING:
        return _in_the_call(case, event)
    calling = seeks_citizen(case) and event.agent == case.agent
    return None if calling else "请在话机上接听或拒接。"


def _writing(case: Case, _: Any) -> str | None:
    return None if case.writing else "现在不在话后整理中。"


def _still_ringing(case: Case, event: Any) -> str | None:
    if case.released:
        return "正在准备线路，请稍候。"
    if case.agent_leg is not None:
        return "正在接通您的话机，请稍候。" if case.rules.answer_at_desk else "请在话机上接听。"
    return _own_call(case, event)


def _steerable(case: Case, event: Any) -> str | None:
    """A party that the agent may put aside or take back: there, neither the agent itself nor a supervisor."""
    leg = case.legs.get(event.leg)
    if leg is None or not leg.present:
        return "这一方不在通话中。"
    own = leg.id == case.agent_leg or leg.role is PartyRole.SUPERVISOR
    return "不能对自己或班长进行这个操作。" if own else None


def _not_on_hold(case: Case, event: Any) -> str | None:
    return "这一方已经在保持中。" if case.legs[event.leg].place is Place.ASIDE else None


def _on_hold(case: Case, event: Any) -> str | None:
    return None if case.legs[event.leg].place is Place.ASIDE else "这一方没有被保持，不需要取回。"


def _droppable(case: Case, event: Any) -> str | None:
    leg = case.legs.get(event.leg)
    if leg is None or leg not in case.living() or leg.leaving:
        return "这一方不在通话中。"
    if leg.id == case.agent_leg or leg.role is PartyRole.SUPERVISOR:
        return "坐席和班长不能这样请出。"
    return "通话中没有其他单位，结束通话请用挂断。" if leg.id == CITIZEN and _others(case, event) else None


def _others(case: Case, _: Any) -> str | None:
    there = any(leg.id not in (CITIZEN, case.agent_leg) and not leg.silent for leg in case.present())
    return None if there or case.pending() else "通话中没有其他单位，退出后市民将无人应答。请用转接或挂断。"


def _somebody_aside(case: Case, _: Any) -> str | None:
    there = any(leg.id not in (CITIZEN, case.agent_leg) and not leg.silent for leg in case.present())
    aside = any(leg.place is Place.ASIDE for leg in case.present())
    return None if there or aside else "通话中没有其他单位，不能切换或汇合。"


def _citizen_there(case: Case, _: Any) -> str | None:
    return None if case.citizen_present else "市民已经挂断。"


def _with_numbers(_: Case, event: events.PartyInvited) -> str | None:
    return None if event.numbers else f"{event.name}现在没有可以拨打的号码。"


def _with_a_line(case: Case, event: events.PartyInvited) -> str | None:
    """An emergency service is never refused; a supervisor yields to anybody."""
    makes_room = event.role is PartyRole.EMERGENCY or supervisors(case)
    return _FULL if parties(case) >= MOST_LEGS and not makes_room else None


def _not_twice(case: Case, event: events.PartyInvited) -> str | None:
    same = (one for one in case.invitations if one.name == event.name and one.role is event.role)
    there = any(one.pending or (one.leg is not None and case.is_present(one.leg)) for one in same)
    return f"{event.name}已经在通话中或正在呼叫。" if there else None


def _still_called(case: Case, event: events.InvitationWithdrawn) -> str | None:
    return None if any(one.id == event.invitation for one in case.pending()) else "这一方已经接通或不再呼叫。"


def _room_to_supervise(case: Case, event: events.SupervisorCame) -> str | None:
    if event.agent == case.agent:
        return "这是您自己的通话。"
    if supervisors(case):
        return "已有班长在这个通话中。"
    return f"通话已满{MOST_LEGS}方，现在不能监听。" if parties(case) >= MOST_LEGS else None


def _supervising(case: Case, event: Any) -> str | None:
    return "您不在这个通话中。" if leg_of(case, event.agent) is None else None


def _supervisor_answered(case: Case, event: events.SupervisorTookOver) -> str | None:
    leg = leg_of(case, event.agent)
    return None if leg is not None and leg.present else "请先监听这个通话，话机接通后再接管。"


def _with_reason(_: Case, event: events.FirstResponderChanged) -> str | None:
    return None if event.reason.strip() else "修改首接责任单位须写明理由。"


def _nobodys(case: Case, _: Any) -> str | None:
    return None if case.agent is None else "这个来电已有人处理。"


def _open_draft(case: Case, _: Any) -> str | None:
    return _TICKET_SAYS.get(case.ticket_phase)


def _complete(case: Case, _: Any) -> str | None:
    wanting = missing(case)
    return f"工单还缺：{'、'.join(wanting)}。请补全后再确认。" if wanting else None


def _known_caption(case: Case, event: events.CaptionCorrected) -> str | None:
    if not event.text.strip():
        return "更正后的字幕不能为空。"
    return None if case.knows(event.utterance) else "没有这条字幕。"


_TICKET_SAYS: Mapping[TicketPhase, str] = {
    TicketPhase.NONE: "这个来电还没有工单。",
    TicketPhase.OPENING: "工单正在建立，请稍候再试。",
    TicketPhase.CONFIRMED: "工单已经确认，不能在草稿里再改。",
    TicketPhase.DISCARDED: "这个来电已标为无需建单。",
}

Check = Callable[[Case, Any], str | None]

_CHECKS: Mapping[type[events.Event], tuple[Check, ...]] = {
    events.AgentAccepted: (_still_ringing,),
    events.HoldRequested: (_in_the_call, _steerable, _not_on_hold),
    events.ResumeRequested: (_in_the_call, _steerable, _on_hold),
    events.SwapRequested: (_in_the_call, _somebody_aside),
    events.JoinRequested: (_in_the_call, _somebody_aside),
    events.PartyInvited: (_in_the_call, _citizen_there, _with_numbers, _not_twice, _with_a_line),
    events.InvitationWithdrawn: (_in_the_call, _still_called),
    events.PartyDropped: (_in_the_call, _droppable),
    events.LeaveRequested: (_in_the_call, _citizen_there, _others),
    events.TransferRequested: (_in_the_call, _citizen_there),
    events.HangUpRequested: (_in_the_call_or_calling,),
    events.SupervisorCame: (_room_to_supervise,),
    events.SupervisorMoved: (_supervising,),
    events.SupervisorTookOver: (_supervisor_answered,),
    events.SupervisorLeft: (_supervising,),
    events.FirstResponderChanged: (_with_reason,),
    events.CaseTaken: (_nobodys,),
    events.WrapUpExtended: (_own_call, _writing),
    events.WrapUpEnded: (_own_call, _writing),
    events.FieldEdited: (_open_draft,),
    events.TicketConfirmed: (_open_draft, _complete),
    events.TicketDiscarded: (_open_draft,),
    events.CaptionCorrected: (_known_caption,),
}
