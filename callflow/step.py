"""What one transition yields: the case after it, and the commands that it takes, in order."""

from collections.abc import Callable
from typing import Any, NamedTuple

from callflow.commands import Command
from callflow.state import Case


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


def stay(case: Case, *_: Any) -> Step:
    """Nothing follows from this event here. Written into a table, so that it is meant and not forgotten."""
    return Step(case)
