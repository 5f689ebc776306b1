"""Whether a person's wish is possible now, and if not why, in the words that the person reads.

The shell asks before it writes the event: what stands in the log has happened and cannot be refused any more.
"""

from collections.abc import Callable, Mapping
from typing import Any

from callflow import events
from callflow.case import TABLE
from callflow.paperwork import missing
from callflow.state import Case, TicketPhase


def refusal(case: Case, event: events.Event) -> str | None:
    """Why this cannot be done now, in Chinese; None when it can."""
    if type(event) not in TABLE[case.phase]:
        return _NOT_NOW.get(type(event), "现在不能进行这个操作，请刷新页面后再试。")
    check = _CHECKS.get(type(event))
    return check(case, event) if check else None


_NOT_NOW: Mapping[type[events.Event], str] = {
    events.AgentAccepted: "这个来电已经不在振铃，可能已转给其他坐席。",
    events.HoldRequested: "通话没有接通或已经保持，不能再保持。",
    events.ResumeRequested: "通话没有保持，不需要取回。",
    events.HangUpRequested: "现在没有可以挂断的通话。",
    events.WrapUpExtended: "话后整理已经结束，不能延长。",
    events.WrapUpEnded: "现在不在话后整理中。",
    events.FieldEdited: "这个来电已经归档，工单请在工单页修改。",
    events.TicketConfirmed: "这个来电已经归档。",
    events.TicketDiscarded: "这个来电已经归档。",
    events.CaptionCorrected: "这个来电已经归档，字幕不能再改。",
}


def _own_call(case: Case, event: Any) -> str | None:
    return None if event.agent == case.agent else "这个来电不在您的话机上。"


def _still_ringing(case: Case, event: Any) -> str | None:
    if case.agent_leg is not None:
        return "正在接通您的话机，请稍候。" if case.rules.answer_at_desk else "请在话机上接听。"
    return _own_call(case, event)


def _open_draft(case: Case, _: Any) -> str | None:
    return _TICKET_SAYS.get(case.ticket_phase)


def _confirmable(case: Case, event: Any) -> str | None:
    closed = _open_draft(case, event)
    if closed:
        return closed
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

_CHECKS: Mapping[type[events.Event], Callable[[Case, Any], str | None]] = {
    events.AgentAccepted: _still_ringing,
    events.HoldRequested: _own_call,
    events.ResumeRequested: _own_call,
    events.HangUpRequested: _own_call,
    events.WrapUpExtended: _own_call,
    events.WrapUpEnded: _own_call,
    events.FieldEdited: _open_draft,
    events.TicketConfirmed: _confirmable,
    events.TicketDiscarded: _open_draft,
    events.CaptionCorrected: _known_caption,
}
