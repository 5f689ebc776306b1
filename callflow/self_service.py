"""The menu inside a case: its actions become commands and deadlines, and it ends in the queue or a hang-up."""

from collections.abc import Callable, Mapping
from functools import partial

from callflow import commands, events, menu, waiting
from callflow.conference import NOBODY
from callflow.ending import close, due, leave_queue, owe_call, stop_prompt, wire, without
from callflow.flow import Flow
from callflow.state import Case, Phase
from callflow.step import Step, do, stay
from callflow.units import CITIZEN, WallMs
from callflow.views import EndedAs


def start(case: Case, event: events.LegAnswered, now: WallMs) -> Step:
    """The citizen's media is up: the greeting with the recording notice."""
    if event.leg != CITIZEN:
        return stay(case)
    flow = _flow(case)
    return _take(case.with_(phase=Phase.MENU), menu.enter(flow, menu.Menu(step=flow.start), flow.start), now)


def prompt_ended(case: Case, event: events.PromptEnded, now: WallMs) -> Step:
    """A prompt was played out; the end of one that was interrupted means nothing."""
    if event.prompt != case.playing:
        return stay(case)
    return _take(case.with_(playing=None), menu.said(_flow(case), _menu(case)), now)


def digit(case: Case, event: events.DigitReceived, now: WallMs) -> Step:
    """The citizen pressed a key."""
    return _take(case, menu.digit(_flow(case), _menu(case), event.digit), now)


def silence(case: Case, now: WallMs) -> Step:
    """The citizen pressed no key in time."""
    return _take(case, menu.silence(_flow(case), _menu(case)), now)


def looked_up(case: Case, event: events.TicketLookedUp, now: WallMs) -> Step:
    """The records answered; a caller who has moved on meanwhile is not pulled back."""
    if asked_for(case) is None:
        return stay(case)
    return _take(case, menu.looked_up(_flow(case), _menu(case), event.result), now)


def asked_for(case: Case) -> str | None:
    """The ticket number whose progress the records have been asked for and not told; None when there is none."""
    if case.phase is not Phase.MENU or case.playing is not None:
        return None
    name = _flow(case).steps[_menu(case).step].look_up
    return None if name is None else _menu(case).values.get(name, "")


def nobody(case: Case, now: WallMs) -> Step:
    """Nobody will come: the flow's after-hours branch, and the citizen is owed a call."""
    if case.phase is Phase.RINGING:
        return do(case, deadlines=due(case, "give_up", now + case.rules.ring_ms))
    flow = _flow(case)
    left = leave_queue(case).then(stop_prompt).then(partial(wire, topology=NOBODY))
    owed = left.then(partial(owe_call, reason="nobody_there"))
    return owed.then(
        lambda after: _take(
            after.with_(phase=Phase.MENU, ended_as=EndedAs.NOBODY_THERE, deadlines={}),
            menu.enter(flow, menu.Menu(step=flow.on_nobody), flow.on_nobody),
            now,
        )
    )


def _take(case: Case, turn: menu.Turn, now: WallMs) -> Step:
    if not turn[1]:
        return stay(case)
    taken = Step(case.with_(menu=turn[0], deadlines=without(case, "key")))
    for action in turn[1]:
        taken = taken.then(partial(_ACTIONS[type(action)], action=action, now=now))
    return taken


def _say(case: Case, action: menu.Say, now: WallMs) -> Step:  # noqa: ARG001
    return do(case, commands.PlayPrompt(leg=CITIZEN, clips=action.clips))


def _hush(case: Case, action: menu.Hush, now: WallMs) -> Step:  # noqa: ARG001
    return stop_prompt(case)


def _wait(case: Case, action: menu.Wait, now: WallMs) -> Step:
    return do(case, deadlines=due(case, "key", now + action.ms))


def _look_up(case: Case, action: menu.LookUp, now: WallMs) -> Step:  # noqa: ARG001
    return do(case, commands.LookUpTicket(number=action.number))


def _to_queue(case: Case, action: menu.ToQueue, now: WallMs) -> Step:
    return waiting.join(case, action.queue, now)


def _end(case: Case, action: menu.End, now: WallMs) -> Step:
    how = action.how
    owed = partial(owe_call, reason=how.ended_as) if how.call_back else stay
    return owed(case.with_(ended_as=EndedAs(how.ended_as))).then(partial(close, now=now))


_ACTIONS: Mapping[type[menu.Action], Callable[..., Step]] = {
    menu.Say: _say,
    menu.Hush: _hush,
    menu.Wait: _wait,
    menu.LookUp: _look_up,
    menu.ToQueue: _to_queue,
    menu.End: _end,
}


def _flow(case: Case) -> Flow:
    assert case.flow is not None  # noqa: S101  CaseOpened is every case's first event
    return case.flow


def _menu(case: Case) -> menu.Menu:
    assert case.menu is not None  # noqa: S101  MENU always has one
    return case.menu
