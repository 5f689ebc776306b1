"""What one transition yields: the case after it, and the commands that it takes, in order."""

from collections.abc import Callable
from typing import Any, NamedTuple

from callflow.commands import Command, PlayPrompt
from callflow.state import Case
from callflow.units import CITIZEN

TO_BE_NUMBERED = -1
"""A prompt that has begun in this step; `case.step` knows its id."""


class Step(NamedTuple):
    """A case and what is to be done; steps chain with `then`."""

    case: Case
    commands: tuple[Command, ...] = ()

    def then(self, part: Callable[[Case], "Step"]) -> "Step":
        """Go on from where this step ended."""
        after = part(self.case)
        return Step(after.case, self.commands + after.commands)


def do(case: Case, *commands: Command, **changes: Any) -> Step:
    """Change the case and give these commands."""
    return Step(case.with_(**changes) if changes else case, commands)


def play(case: Case, *clips: str, reading: str = "") -> Step:
    """Play clips to the citizen, then the sound of a reply if there is one, in place of what plays."""
    return do(case, PlayPrompt(leg=CITIZEN, clips=clips, reading=reading), playing=TO_BE_NUMBERED)


def stay(case: Case, *_: Any) -> Step:
    """Nothing follows from this event here. Written into a table, so that it is meant and not forgotten."""
    return Step(case)
