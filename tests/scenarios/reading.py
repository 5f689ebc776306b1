"""A scenario's file: who takes part, which departments the directory knows, and what happens line by line."""

from pathlib import Path
from typing import Any

import msgspec

from callflow.yaml_lines import BrokenYamlError, line_of, read_lines

FOLDER = Path(__file__).parent


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody with a telephone: at `phone` in the city's network, or an agent at `desk` who has a screen as well."""

    phone: str = ""
    desk: str = ""
    line: str = "rings"
    """What a call to it meets (`tests.scenarios.handset.LINES`): `rings`, `busy`, `away`, `declines`, ..."""


class DirectoryNumber(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A department's number, which is a person's telephone."""

    of: str
    label: str
    ring_s: int = 20


class Department(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A department in the directory; its numbers are tried in this order."""

    numbers: tuple[DirectoryNumber, ...] = ()
    deputy: str = ""
    id: str = ""


class Step(msgspec.Struct, frozen=True):
    """One line of the story: a sentence, and what it is given behind its colon."""

    line: int
    sentence: str
    given: Any = None


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole call as a script."""

    title: str
    people: dict[str, Person]
    steps: tuple[Any, ...]
    departments: dict[str, Department] = {}
    sound: str = "tones"
    """`tones`: each speaks its own tone all the time. `words`: they speak when the script says so."""
    hours: str = "open"
    """`open`, or `closed`: the call comes outside the hotline's hours."""
    surge: bool = False
    """The surge announcement is switched on."""
    name: str = ""
    lines: tuple[Step, ...] = ()


class BadScenarioError(Exception):
    """A scenario that cannot be read, with its file and line."""


def scenarios() -> list[Path]:
    """Every scenario's file."""
    return sorted(FOLDER.glob("*.yaml"))


def read_scenario(path: Path) -> Scenario:
    """Read and check one. Raises BadScenarioError."""
    try:
        lines, content = read_lines(path.read_text(encoding="utf-8"))
        scenario = msgspec.convert(content, Scenario)
    except BrokenYamlError as error:
        raise BadScenarioError(f"{path.name}:{error.line}: {error}") from error
    except msgspec.ValidationError as error:
        raise BadScenarioError(f"{path.name}: {error}") from error
    steps = [_step(step, line_of(lines, ("steps", str(n)))) for n, step in enumerate(scenario.steps)]
    return msgspec.structs.replace(scenario, name=path.name, lines=tuple(steps))


def _step(written: Any, line: int) -> Step:
    if isinstance(written, dict):
        ((sentence, given),) = written.items()
        return Step(line, sentence, given)
    return Step(line, str(written))
