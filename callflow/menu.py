"""The menu machine: where a caller stands in a flow, and what to play, wait for or do next.

`(flow, menu, input) -> (menu, actions)`. It knows nothing of legs, logs or clocks: the case turns its actions into
commands and deadlines. A key pressed while a prompt plays interrupts it (barge-in).
"""

import msgspec

from callflow.announcements import BEEP
from callflow.flow import Digits, Flow, HangUp, Priority, Step


class Menu(msgspec.Struct, frozen=True, kw_only=True):
    """Where the caller stands. `digits` are those keyed in so far; `values` the collected and kept ones by name."""

    step: str
    tries: int = 1
    digits: str = ""
    values: dict[str, str] = {}
    speaking: bool = False
    """Whether the caller is leaving a message: the beep is over."""
    at_reply: bool = False
    """Whether the step's clips are over, and its reply is awaited or read."""
    reading: str | None = None
    """The sound of the step's reply; None: not made yet, empty: there is none."""


class Say(msgspec.Struct, frozen=True):
    """Play these clips, then the sound of a reply, replacing what plays; the answer is `said`."""

    clips: tuple[str, ...]
    reading: str = ""


class Hush(msgspec.Struct, frozen=True):
    """Barge-in: stop playing."""


class Wait(msgspec.Struct, frozen=True):
    """Give the caller so many milliseconds for a key; then `silence`."""

    ms: int


class LookUp(msgspec.Struct, frozen=True):
    """Ask for a ticket's progress; the answer is `looked_up`. `digits` prove whose it is, once they are keyed in."""

    number: str
    digits: str = ""


class SpeakReply(msgspec.Struct, frozen=True):
    """Have a ticket's reply spoken while the clips play; the answer is `reply_spoken`. Fields as in `LookUp`."""

    number: str
    digits: str = ""


class ToQueue(msgspec.Struct, frozen=True):
    """Put the caller in line for a person; `call_back_key`, pressed while waiting, is `call_back`."""

    queue: str
    priority: Priority = "normal"
    call_back_key: str | None = None
    call_back_step: str | None = None


class Connect(msgspec.Struct, frozen=True):
    """Dial the on-duty contact of that name, with music meanwhile; when nobody answers, `not_reached`."""

    contact: str


class TakeMessage(msgspec.Struct, frozen=True):
    """The caller speaks, for so long at most; then `message_over`. The end key comes as a `digit`."""

    ms: int
    end_key: str


class End(msgspec.Struct, frozen=True):
    """The menu is over: hang up."""

    how: HangUp


Action = Say | Hush | Wait | LookUp | SpeakReply | ToQueue | Connect | TakeMessage | End
Turn = tuple[Menu, tuple[Action, ...]]


def enter(flow: Flow, menu: Menu, step: str) -> Turn:
    """Come to a step: speak if it speaks, else go on as if it had spoken."""
    fresh = msgspec.structs.replace(menu, step=step, tries=1, digits="", speaking=False, at_reply=False, reading=None)
    asked = wanted_reply(flow, fresh)
    spoken, actions = _speak(flow, fresh)
    return spoken, ((asked, *actions) if asked else actions)


def wanted_reply(flow: Flow, menu: Menu) -> SpeakReply | None:
    """The reply that the caller is to hear in this step and that is not made yet; None when there is none."""
    reply = flow.steps[menu.step].reply
    if reply is None or menu.reading is not None:
        return None
    return SpeakReply(menu.values.get(reply.reply, ""), menu.values.get(reply.proof or "", ""))


def said(flow: Flow, menu: Menu) -> Turn:
    """The step's prompt, or the reply after it, has been played to its end."""
    if flow.steps[menu.step].reply is not None and not menu.at_reply:
        return _read(flow, msgspec.structs.replace(menu, at_reply=True))
    return _all_said(flow, menu)


def reply_spoken(flow: Flow, menu: Menu, number: str, reading: str) -> Turn:
    """The reply to a ticket has been made sound, or could not be (empty); another ticket's means nothing."""
    wanted = wanted_reply(flow, menu)
    if wanted is None or wanted.number != number:
        return menu, ()
    made = msgspec.structs.replace(menu, reading=reading)
    return _read(flow, made) if menu.at_reply else (made, ())


def _read(flow: Flow, menu: Menu) -> Turn:
    """Read the reply, or wait until it is made; without one go on."""
    if menu.reading is None:
        return menu, ()
    return (menu, (Say((), menu.reading),)) if menu.reading else _all_said(flow, menu)


def _all_said(flow: Flow, menu: Menu) -> Turn:
    step = flow.steps[menu.step]
    if step.message is not None:
        taken = TakeMessage(step.message.most_ms, step.message.end_key)
        return msgspec.structs.replace(menu, speaking=True), (taken,)
    if step.collect is not None:
        return menu, (Wait(step.collect.first_digit_ms),)
    if step.keys and step.wait_ms:
        return menu, (Wait(step.wait_ms),)
    return _act(flow, menu)


def digit(flow: Flow, menu: Menu, key: str) -> Turn:
    """A key was pressed."""
    step = flow.steps[menu.step]
    if step.message is not None:
        return _in_message(flow, menu, at_end=key == step.message.end_key)
    if step.collect is not None:
        return _collect(flow, menu, key)
    if key in step.keys:
        return _hushed(enter(flow, _kept(menu, step, key), step.keys[key]))
    if not step.keys:
        return menu, ()
    return _hushed(_again(flow, menu, flow.wrong_key))


def silence(flow: Flow, menu: Menu) -> Turn:
    """Nobody pressed a key in time."""
    if menu.digits:
        return _collected(flow, menu)
    return _again(flow, menu, flow.no_key)


def looked_up(flow: Flow, menu: Menu, result: str) -> Turn:
    """The records have answered: one of `flow.LOOK_UP_RESULTS`."""
    return enter(flow, menu, flow.steps[menu.step].after(result))


def not_reached(flow: Flow, menu: Menu) -> Turn:
    """The on-duty contact was busy, away or refused."""
    return enter(flow, menu, flow.steps[menu.step].otherwise or flow.start)


def message_over(flow: Flow, menu: Menu) -> Turn:
    """The message's time is up, or the caller fell silent."""
    return enter(flow, menu, flow.steps[menu.step].then or flow.start)


def call_back(flow: Flow, menu: Menu) -> Turn:
    """Who waits in the queue pressed the call-back key: take leave of the caller, who keeps the place."""
    return enter(flow, menu, flow.steps[menu.step].call_back_step or flow.start)


def _speak(flow: Flow, menu: Menu, before: tuple[str, ...] = ()) -> Turn:
    clips = (*before, *_clips(flow.steps[menu.step], menu.values))
    return (menu, (Say(clips),)) if clips else said(flow, menu)


def _clips(step: Step, values: dict[str, str]) -> tuple[str, ...]:
    clips: list[str] = []
    for clip in step.say:
        if isinstance(clip, Digits):
            clips += [f"digit_{key}" for key in values.get(clip.digits, "")]
        elif isinstance(clip, str):
            clips.append(clip)
    return (*clips, BEEP) if step.message is not None else tuple(clips)


def _act(flow: Flow, menu: Menu) -> Turn:
    step = flow.steps[menu.step]
    if step.queue is not None:
        waits = ToQueue(step.queue, step.priority or "normal", step.call_back_key, step.call_back_step)
        return menu, (waits,)
    if step.connect is not None:
        return menu, (Connect(step.connect),)
    if step.hang_up is not None:
        return menu, (End(step.hang_up),)
    if step.look_up is not None:
        return menu, (LookUp(menu.values.get(step.look_up, ""), menu.values.get(step.proof or "", "")),)
    return enter(flow, menu, step.then or flow.start)


def _again(flow: Flow, menu: Menu, complaint: str) -> Turn:
    step = flow.steps[menu.step]
    if menu.tries >= step.tries:
        return enter(flow, menu, step.otherwise or step.then or flow.start)
    again = msgspec.structs.replace(menu, tries=menu.tries + 1, digits="", at_reply=False)
    return _speak(flow, again, (complaint,))


def _in_message(flow: Flow, menu: Menu, *, at_end: bool) -> Turn:
    """The end key ends the message, or before the beep what explains it; other keys are part of the sound."""
    if not at_end:
        return menu, ()
    return message_over(flow, menu) if menu.speaking else (menu, (Hush(), Say((BEEP,))))


def _kept(menu: Menu, step: Step, key: str) -> Menu:
    """A key that only says the step again is no answer."""
    if step.keep is None or step.keys[key] == menu.step:
        return menu
    return msgspec.structs.replace(menu, values={**menu.values, step.keep: key})


def _collect(flow: Flow, menu: Menu, key: str) -> Turn:
    collect = flow.steps[menu.step].collect
    if collect is None or key == collect.end_key:
        return _collected(flow, menu) if menu.digits else _hushed(_again(flow, menu, flow.no_key))
    if not key.isdigit():
        return menu, ()
    longer = msgspec.structs.replace(menu, digits=menu.digits + key)
    if len(longer.digits) >= collect.most_digits:
        return _collected(flow, longer)
    return longer, (Hush(), Wait(collect.next_digit_ms))


def _collected(flow: Flow, menu: Menu) -> Turn:
    step = flow.steps[menu.step]
    name = step.collect.into if step.collect else ""
    kept = msgspec.structs.replace(menu, values={**menu.values, name: menu.digits})
    return _hushed(enter(flow, kept, step.then or flow.start))


def _hushed(turn: Turn) -> Turn:
    menu, actions = turn
    return menu, (Hush(), *actions)
