"""A menu walked for a screen: what a caller hears and does, key by key. Pure.

What is typed: keys (`2123#` one after the other), the empty text (the caller does nothing until something happens),
`nobody` (no agent is signed in, the contact does not answer), `talk` (somebody talks with the caller and lets go), or
what the records say of a ticket that was keyed in (`confirmed`, ...).
"""

from collections.abc import Mapping, Sequence

from api.setup_answers import WalkedStep
from callflow import menu
from callflow.flow import LOOK_UP_RESULTS
from callflow.flow_walk import Walk

_KEYS = frozenset("0123456789*#")


def walked(walk: Walk, typed: Sequence[str], texts: Mapping[str, str]) -> tuple[WalkedStep, ...]:
    """Tell every action in order; what means nothing where it is typed is let be. `texts` are the clips'."""
    told = _Told(walk, texts)
    for one in typed:
        told.typed = one
        told.do(one)
    return tuple(told.steps)


class _Told:
    """A walk whose actions are told where they happen: the caller has moved on afterwards."""

    def __init__(self, walk: Walk, texts: Mapping[str, str]) -> None:
        self.steps: list[WalkedStep] = []
        self.typed = ""
        self._walk = walk
        self._texts = texts
        self._seen = 0
        self._go_on()

    def do(self, typed: str) -> None:
        """Do what was typed, if it means something here."""
        match self._walk.does:
            case menu.LookUp() if typed in LOOK_UP_RESULTS:
                self._walk.look_up(typed)
            case menu.ToQueue() | menu.Connect() if typed == "talk":
                self._walk.talk()
            case menu.ToQueue() | menu.Connect() if typed == "nobody":
                self._walk.reach_nobody()
            case menu.Say() | menu.Wait() | menu.TakeMessage() if not typed:
                self._be_silent()
            case _ if typed and _KEYS.issuperset(typed):
                self._press(typed)
        self._go_on()

    def _press(self, keys: str) -> None:
        for key in keys:
            self._walk.press(key)
            self._go_on()

    def _be_silent(self) -> None:
        speaking = isinstance(self._walk.does, menu.Say)
        self._walk.pass_time()
        self._tell()
        if speaking and isinstance(self._walk.does, menu.Wait):
            self._walk.pass_time()

    def _go_on(self) -> None:
        """Let prompts end that no key can interrupt."""
        self._tell()
        while isinstance(self._walk.does, menu.Say) and not self._walk.keys:
            self._walk.pass_time()
            self._tell()

    def _tell(self) -> None:
        new = self._walk.done[self._seen :]
        self._seen += len(new)
        self.steps += [self._step(action) for action in new if not isinstance(action, _UNHEARD)]

    def _step(self, action: menu.Action) -> WalkedStep:
        clips = action.clips if isinstance(action, menu.Say) else ()
        read = (_READ_OUT,) if isinstance(action, menu.Say) and action.reading else ()
        step = self._walk.menu.step
        return WalkedStep(
            typed=self.typed,
            step=step,
            title=self._walk.flow.steps[step].title,
            does=_WORDS[type(action)],
            detail=_detail(action),
            says=(*(self._texts.get(clip) or clip for clip in clips), *read),
            keys=self._walk.keys,
        )


_UNHEARD = menu.Hush | menu.SpeakReply
_READ_OUT = "（播报答复内容）"

_WORDS: dict[type, str] = {
    menu.Say: "say",
    menu.Wait: "wait",
    menu.LookUp: "look_up",
    menu.ToQueue: "queue",
    menu.Connect: "connect",
    menu.TakeMessage: "message",
    menu.End: "end",
}


def _detail(action: menu.Action) -> str:
    match action:
        case menu.LookUp(number=detail) | menu.ToQueue(queue=detail) | menu.Connect(contact=detail):
            return detail
        case menu.End(how=how):
            return how.ended_as
    return ""
