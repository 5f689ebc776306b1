"""A flow walked by hand: what a caller hears and may do next, without a telephone.

The terminal and the pages of administrators show it; the answers that else come from the records, the queue and the
people are given by whoever walks.
"""

from collections.abc import Mapping

from callflow import menu
from callflow.flow import Flow

READING = "reply"
"""Stands for the sound of any reply; it is there at once."""


class Walk:
    """One caller in a flow.

    Attributes:
        menu: where the caller stands and what was keyed in and kept.
        does: what goes on now: a prompt plays (`Say`), a key is awaited (`Wait`), or as the other actions say.
        done: every action since the beginning.
    """

    def __init__(self, flow: Flow, step: str, values: Mapping[str, str] | None = None) -> None:
        self.flow = flow
        self.done: list[menu.Action] = []
        self.does: menu.Action | None = None
        self._take(menu.enter(flow, menu.Menu(step=step, values=dict(values or {})), step))

    @property
    def over(self) -> bool:
        """Whether the call has ended."""
        return isinstance(self.does, menu.End | None)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that mean something now."""
        step = self.flow.steps[self.menu.step]
        match self.does:
            case menu.ToQueue(call_back_key=key):
                return (key,) if key else ()
            case menu.Say() | menu.Wait() | menu.TakeMessage():
                message = (step.message.end_key,) if step.message else ()
                collect = (*"0123456789", step.collect.end_key) if step.collect else ()
                return (*sorted(step.keys), *message, *collect)
        return ()

    def press(self, key: str) -> None:
        """The caller presses a key."""
        if not isinstance(self.does, menu.ToQueue):
            self._take(menu.digit(self.flow, self.menu, key))
        elif key == self.does.call_back_key:
            self._take(menu.call_back(self.flow, self.menu))

    def pass_time(self) -> None:
        """The prompt ends, the time for a key or for the message is up; nothing where people or records are asked."""
        match self.does:
            case menu.Say():
                self._take(menu.said(self.flow, self.menu))
            case menu.Wait():
                self._take(menu.silence(self.flow, self.menu))
            case menu.TakeMessage():
                self._take(menu.message_over(self.flow, self.menu))

    def look_up(self, result: str) -> None:
        """The records answer with one of `flow.LOOK_UP_RESULTS`."""
        if isinstance(self.does, menu.LookUp):
            self._take(menu.looked_up(self.flow, self.menu, result))

    def talk(self) -> None:
        """A person answers, talks and lets go: after an agent comes what the flow has for after the talk."""
        after = self.flow.after_talk if isinstance(self.does, menu.ToQueue) else None
        if after is not None:
            self._take(menu.enter(self.flow, self.menu, after))
        elif isinstance(self.does, menu.ToQueue | menu.Connect):
            self.does = None

    def reach_nobody(self) -> None:
        """No agent is signed in, or the contact does not answer."""
        match self.does:
            case menu.ToQueue():
                self._take(menu.enter(self.flow, self.menu, self.flow.on_nobody))
            case menu.Connect():
                self._take(menu.not_reached(self.flow, self.menu))

    def _take(self, turn: menu.Turn) -> None:
        self.menu, actions = turn
        for asked in [action for action in actions if isinstance(action, menu.SpeakReply)]:
            self.menu, read = menu.reply_spoken(self.flow, self.menu, asked.number, READING)
            actions += read
        self.done += actions
        for action in actions:
            self.does = self.does if isinstance(action, menu.Hush) else action
