"""The menu language: a flow is YAML that says what a caller hears and what each key does.

`read_flow` takes the text, not a path, and refuses a flow that could strand a caller: an unknown or unreachable
step, a missing prompt, a start without a way to a person. Every refusal names file and line.
"""

from collections.abc import Iterable
from datetime import datetime

from pydantic import ValidationError

from callflow.flow_checks import AtHand, complaints
from callflow.flow_model import LOOK_UP_RESULTS, Collect, Digits, Flow, HangUp, Message, Priority, Reply, Step
from callflow.hours import is_open
from callflow.yaml_lines import BrokenYamlError, line_of, read_lines

__all__ = [
    "LOOK_UP_RESULTS",
    "Collect",
    "Digits",
    "Flow",
    "FlowError",
    "HangUp",
    "Message",
    "Priority",
    "Reply",
    "Step",
    "read_flow",
    "start_step",
]


class FlowError(ValueError):
    """A flow that must not serve callers. The message begins `file:line:`."""


def read_flow(
    text: str,
    file: str,
    prompts: Iterable[str] | None = None,
    contacts: Iterable[str] | None = None,
    queues: Iterable[str] | None = None,
) -> Flow:
    """Read and check a flow against the clips, on-duty contacts and queues that there are (None: not checked).

    Raises:
        FlowError: naming file and line.
    """
    try:
        lines, content = read_lines(text)
        flow = Flow.model_validate(content)
    except BrokenYamlError as error:
        raise FlowError(f"{file}:{error.line}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        path = tuple(str(part) for part in first["loc"])
        raise FlowError(f"{file}:{line_of(lines, path)}: {'.'.join(path) or 'the flow'}: {first['msg']}") from error
    at_hand = AtHand(prompts=_set(prompts), contacts=_set(contacts), queues=_set(queues))
    for path, complaint in complaints(flow, at_hand):
        raise FlowError(f"{file}:{line_of(lines, path)}: {'.'.join(path)}: {complaint}")
    return flow


def start_step(flow: Flow, moment: datetime, *, surge: bool = False) -> str:
    """Where a call begins that comes in at this moment of the city's clock; being closed comes before a surge."""
    if flow.closed is not None and not is_open(flow.hours, moment):
        return flow.closed
    if surge and flow.surge is not None:
        return flow.surge
    return flow.start


def _set(names: Iterable[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)
