"""The menu inside a case: its actions become commands and deadlines, and it ends in the queue, a call or a hang-up.

The same machine serves the greeting, the night menu, the campaign's questions and, after the agent has let go, the
rating of the service (phase SURVEY).
"""

from collections.abc import Callable, Mapping
from functools import partial

from callflow import commands, events, menu, waiting
from callflow.ending import close, due, finish, leave_queue, only, owe_call, stop_prompt, without
from callflow.flow import Flow
from callflow.legs import let_go, move
from callflow.paperwork import open_ticket
from callflow.state import Case
from callflow.step import Step, do, play, stay
from callflow.units import CITIZEN, WallMs
from callflow.views import EndedAs, Phase, Place

PRIORITIES: Mapping[str, int] = {"normal": 0, "repeat": 1, "elder": 2, "emergency": 3}
"""The flow's words for `callflow.queue.Priority`."""


def start(case: Case, event: events.LegAnswered, now: WallMs) -> Step:
    """The citizen's media is up: the greeting with the recording notice."""
    if event.leg != CITIZEN:
        return stay(case)
    step = case.start or flow_of(case).start
    ticket = {"ticket": case.call_out.ticket} if case.call_out and case.call_out.ticket else {}
    entered = menu.enter(flow_of(case), menu.Menu(step=step, values=dict(ticket)), step)
    return _take(case.with_(phase=Phase.MENU), entered, now)


def rate(case: Case, now: WallMs) -> Step:
    """The agent has let go: the citizen may rate the service, if the flow asks for it."""
    flow = flow_of(case)
    if flow.after_talk is None or not case.citizen_present:
        return finish(case, now)
    asked = case.with_(phase=Phase.SURVEY, deadlines=only(case, "wrap_up"))
    return _take(asked, menu.enter(flow, menu.Menu(step=flow.after_talk), flow.after_talk), now)


def prompt_ended(case: Case, event: events.PromptEnded, now: WallMs) -> Step:
    """A prompt was played out; the end of one that was interrupted means nothing."""
    if event.prompt != case.playing:
        return stay(case)
    return _take(case.with_(playing=None), menu.said(flow_of(case), _menu(case)), now)


def digit(case: Case, event: events.DigitReceived, now: WallMs) -> Step:
    """The citizen pressed a key."""
    if event.leg != CITIZEN:
        return stay(case)
    return _take(case, menu.digit(flow_of(case), _menu(case), event.digit), now)


def silence(case: Case, now: WallMs) -> Step:
    """The citizen pressed no key in time."""
    return _take(case, menu.silence(flow_of(case), _menu(case)), now)


def looked_up(case: Case, event: events.TicketLookedUp, now: WallMs) -> Step:
    """The records answered; a caller who has moved on meanwhile is not pulled back."""
    if asked_for(case) is None:
        return stay(case)
    return _take(case, menu.looked_up(flow_of(case), _menu(case), event.result), now)


def asked_for(case: Case) -> menu.LookUp | None:
    """The ticket whose progress the records have been asked for and not told; None when there is none."""
    if case.phase is not Phase.MENU or case.playing is not None:
        return None
    step, values = flow_of(case).steps[_menu(case).step], _menu(case).values
    if step.look_up is None:
        return None
    return menu.LookUp(values.get(step.look_up, ""), values.get(step.proof or "", ""))


def reply_spoken(case: Case, event: events.ReplySpoken, now: WallMs) -> Step:
    """A reply can be read out, or not; a caller who has moved on meanwhile is not pulled back."""
    return _take(case, menu.reply_spoken(flow_of(case), _menu(case), event.number, event.reading), now)


def wanted_reply(case: Case) -> menu.SpeakReply | None:
    """The reply that a voice has been asked to read and has not; None when there is none."""
    if case.phase not in (Phase.MENU, Phase.SURVEY):
        return None
    return menu.wanted_reply(flow_of(case), _menu(case))


def not_reached(case: Case, now: WallMs) -> Step:
    """Nobody answered whom the menu had called."""
    return _take(case.with_(finding=""), menu.not_reached(flow_of(case), _menu(case)), now)


def message_over(case: Case, now: WallMs) -> Step:
    """The message's time is up."""
    return _take(case, menu.message_over(flow_of(case), _menu(case)), now)


def key_while_waiting(case: Case, event: events.DigitReceived, now: WallMs) -> Step:
    """The call-back key: the place in line is kept for a call of ours, and the citizen is told so."""
    if event.leg != CITIZEN or event.digit != case.call_back_key or not case.call_back_offered:
        return stay(case)
    promised = waiting.promise(case)
    left = promised.case.with_(phase=Phase.MENU, ended_as=EndedAs.CALL_BACK, deadlines={})
    spoken = _take(left, menu.call_back(flow_of(left), _menu(left)), now)
    return Step(spoken.case, promised.commands + spoken.commands)


def nobody_there(case: Case, _: events.NobodyThere, now: WallMs) -> Step:
    """Nobody is signed in; a citizen who is to be called back waits on."""
    return nobody(case, now) if case.citizen_present else stay(case)


def nobody(case: Case, now: WallMs) -> Step:
    """Nobody will come: the flow's after-hours branch, and the citizen is owed a call."""
    if case.phase is Phase.RINGING:
        return do(case, deadlines=due(case, "give_up", now + case.rules.ring_ms))
    flow = flow_of(case)
    left = leave_queue(case).then(stop_prompt).then(partial(owe_call, reason="nobody_there"))
    moved = move(left.case, CITIZEN, Place.ROOM, now)
    heard = moved.with_(phase=Phase.MENU, ended_as=EndedAs.NOBODY_THERE, deadlines={})
    spoken = _take(heard, menu.enter(flow, menu.Menu(step=flow.on_nobody), flow.on_nobody), now)
    return Step(spoken.case, left.commands + spoken.commands)


def kept(case: Case, name: str) -> int | None:
    """The key that the citizen pressed where the flow keeps it under this name."""
    pressed = case.menu.values.get(name, "") if case.menu else ""
    return int(pressed) if pressed.isdigit() else None


def rated(case: Case) -> Step:
    """Note what the citizen said of the service; no key is an answer, too."""
    score = kept(case, "satisfaction")
    return do(case, commands.StoreSatisfaction(score=score), satisfaction=score)


def _take(case: Case, turn: menu.Turn, now: WallMs) -> Step:
    if not turn[1]:
        return stay(case.with_(menu=turn[0]))
    taken = Step(case.with_(menu=turn[0], deadlines=without(case, "key", "message")))
    for action in turn[1]:
        taken = taken.then(partial(_ACTIONS[type(action)], action=action, now=now))
    return taken


def _say(case: Case, action: menu.Say, now: WallMs) -> Step:  # noqa: ARG001
    return play(case, *action.clips, reading=action.reading)


def _hush(case: Case, action: menu.Hush, now: WallMs) -> Step:  # noqa: ARG001
    return stop_prompt(case)


def _wait(case: Case, action: menu.Wait, now: WallMs) -> Step:
    return do(case, deadlines=due(case, "key", now + action.ms))


def _look_up(case: Case, action: menu.LookUp, now: WallMs) -> Step:  # noqa: ARG001
    return do(case, commands.LookUpTicket(number=action.number, digits=action.digits))


def _speak_reply(case: Case, action: menu.SpeakReply, now: WallMs) -> Step:  # noqa: ARG001
    return do(case, commands.SpeakReply(number=action.number, digits=action.digits))


def _to_queue(case: Case, action: menu.ToQueue, now: WallMs) -> Step:
    urgency = max(case.priority, PRIORITIES[action.priority])
    waits = case.with_(priority=urgency, call_back_key=action.call_back_key or "")
    return waiting.join(waits, action.queue, now)


def _connect(case: Case, action: menu.Connect, now: WallMs) -> Step:  # noqa: ARG001
    return do(case, commands.FindContact(contact=action.contact), finding=action.contact)


def _take_message(case: Case, action: menu.TakeMessage, now: WallMs) -> Step:
    until = due(case, "message", now + action.ms)
    begun = case.with_(message_at=case.message_at or now, ended_as=EndedAs.MESSAGE, deadlines=until)
    return open_ticket(begun)


def _end(case: Case, action: menu.End, now: WallMs) -> Step:
    if case.phase is Phase.SURVEY:
        return rated(case).then(lambda after: let_go(after, CITIZEN)).then(partial(finish, now=now))
    how = action.how
    owed = partial(owe_call, reason=how.ended_as) if how.call_back else stay
    return owed(case.with_(ended_as=case.ended_as or EndedAs(how.ended_as))).then(partial(close, now=now))


_ACTIONS: Mapping[type[menu.Action], Callable[..., Step]] = {
    menu.Say: _say,
    menu.Hush: _hush,
    menu.Wait: _wait,
    menu.LookUp: _look_up,
    menu.SpeakReply: _speak_reply,
    menu.ToQueue: _to_queue,
    menu.Connect: _connect,
    menu.TakeMessage: _take_message,
    menu.End: _end,
}


def flow_of(case: Case) -> Flow:
    """The case's menu."""
    assert case.flow is not None  # noqa: S101  CaseOpened is every case's first event
    return case.flow


def _menu(case: Case) -> menu.Menu:
    assert case.menu is not None  # noqa: S101  MENU and SURVEY always have one
    return case.menu
