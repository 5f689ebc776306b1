"""A flow walked in the terminal: each prompt's text is printed, and what is typed are the caller's keys.

Reads lines, so that it can be driven by a file as well as by a person. Keys that are typed ahead (`2123#`) are
pressed one after the other, as by a caller who does not listen to the end; an empty line is a caller who does
nothing until something happens.
"""

from collections.abc import Callable, Iterable, Mapping

from callflow import menu
from callflow.flow import LOOK_UP_RESULTS
from callflow.flow_walk import Walk

KEYS = frozenset("0123456789*#")
NOBODY = "nobody"

Echo = Callable[[str], None]


def walk_in_terminal(walk: Walk, texts: Mapping[str, str], lines: Iterable[str], echo: Echo) -> None:
    """Walk until the call is over or the lines end, which is the caller hanging up; `texts` are the clips'."""
    told = _Told(walk, texts, echo)
    given = dict(walk.menu.values)
    typed = iter(lines)
    told.go_on()
    while not walk.over:
        echo(f"? {told.question()}")
        line = next(typed, None)
        if line is None:
            echo("= the caller hangs up")
            break
        told.answer(line.strip())
    kept = {name: value for name, value in walk.menu.values.items() if given.get(name) != value}
    echo(f"= kept: {', '.join(f'{name}={value}' for name, value in kept.items()) or 'nothing'}")


class _Told:
    """A walk that is told as it goes."""

    def __init__(self, walk: Walk, texts: Mapping[str, str], echo: Echo) -> None:
        self.walk = walk
        self._texts = texts
        self._echo = echo
        self._told = 0

    def question(self) -> str:
        """What may be typed now."""
        shown = " ".join(self.walk.keys).replace("0 1 2 3 4 5 6 7 8 9", "0-9")
        keys = f"keys {shown}, " if shown else ""
        match self.walk.does:
            case menu.LookUp(number=number):
                return f"progress of {number or 'no number'}: {', '.join(LOOK_UP_RESULTS)}"
            case menu.ToQueue():
                return f"{keys}{NOBODY}: no agent is signed in, Enter: an agent talks and lets go"
            case menu.Connect():
                return f"{NOBODY}: does not answer, Enter: talks and hangs up"
            case menu.TakeMessage():
                return f"{keys}Enter: speaks until the time is up"
        return f"{keys}Enter: none"

    def answer(self, line: str) -> None:
        """Do what was typed; say so when it means nothing here."""
        if isinstance(self.walk.does, menu.LookUp) and line in LOOK_UP_RESULTS:
            self.walk.look_up(line)
        elif isinstance(self.walk.does, menu.LookUp):
            self._echo(f"! {line!r} is no answer")
        elif line == NOBODY:
            self.walk.reach_nobody()
        elif not line:
            self._let_be()
        elif KEYS.issuperset(line):
            self._press(line)
        else:
            self._echo(f"! {line!r}: type keys (0-9 * #), or press Enter")
        self.go_on()

    def go_on(self) -> None:
        """Tell what happened, and let prompts end that no key can interrupt."""
        self._tell()
        while isinstance(self.walk.does, menu.Say) and not self.walk.keys:
            self.walk.pass_time()
            self._tell()

    def _let_be(self) -> None:
        if isinstance(self.walk.does, menu.ToQueue | menu.Connect):
            self.walk.talk()
            self._echo("= they talk")
            return
        spoken = isinstance(self.walk.does, menu.Say)
        self.walk.pass_time()
        if spoken and isinstance(self.walk.does, menu.Wait):
            self.walk.pass_time()

    def _press(self, keys: str) -> None:
        for key in keys:
            self.walk.press(key)
            self.go_on()

    def _tell(self) -> None:
        for action in self.walk.done[self._told :]:
            for line in self._lines(action):
                self._echo(line)
        self._told = len(self.walk.done)

    def _lines(self, action: menu.Action) -> list[str]:
        match action:
            case menu.Say(clips=clips, reading=reading):
                read = ["  (the reply is read out)"] if reading else []
                heard = [f"  {clip}: {self._texts.get(clip, '')}" for clip in clips]
                return [f"[{self.walk.menu.step}]", *heard, *read]
            case menu.ToQueue(queue=queue, priority=priority):
                return [f"> waits in queue {queue}, priority {priority}"]
            case menu.Connect(contact=contact):
                return [f"> dials the on-duty contact {contact}, with music"]
            case menu.TakeMessage(ms=ms):
                return [f"> records a message of {ms // 1000} s at most"]
            case menu.End(how=how):
                called = ", is owed a call" if how.call_back else ""
                return [f"= the call ends: {how.ended_as}{called}"]
        return []
