"""The menu language: a flow is YAML that says what a caller hears and what each key does.

`read_flow` takes the text, not a path, and refuses a flow that could strand a caller: an unknown or unreachable
step, a missing prompt, a step without a way to a person. Every refusal names file and line.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from callflow import announcements

LOOK_UP_RESULTS = ("draft", "confirmed", "discarded", "not_found", "failed")

Key = Annotated[str, Field(pattern=r"^[0-9*#]$")]
StepName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class FlowError(ValueError):
    """A flow that must not serve callers. The message begins `file:line:`."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Digits(_Strict):
    """Say a collected value digit by digit."""

    digits: str


class Collect(_Strict):
    """Take digits into a named value until the end key, the most digits, or silence (milliseconds)."""

    into: str
    most_digits: int = Field(16, ge=1, le=32)
    end_key: Key = "#"
    first_digit_ms: int = Field(10_000, ge=1_000, le=60_000)
    next_digit_ms: int = Field(5_000, ge=500, le=60_000)


class HangUp(_Strict):
    """End the call; `call_back` puts the caller on the call-back list."""

    ended_as: Literal["self_service", "nobody_there"] = "self_service"
    call_back: bool = False


class Step(_Strict):
    """One step. Which of `queue`, `look_up`, `hang_up` or `then` it has says what it does after speaking."""

    say: tuple[str | Digits, ...] = ()
    keys: dict[Key, StepName] = {}
    wait_ms: int = Field(0, ge=0, le=60_000)
    """How long to wait for a key after speaking; 0: go on at once."""
    tries: int = Field(1, ge=1, le=5)
    """How often to speak in all when keys are wrong or missing."""
    then: StepName | None = None
    collect: Collect | None = None
    otherwise: StepName | None = None
    """Where a collecting step goes when no digits came in any try."""
    queue: str | None = None
    look_up: str | None = None
    results: dict[Literal["draft", "confirmed", "discarded", "not_found", "failed"], StepName] = {}
    hang_up: HangUp | None = None

    def next_steps(self) -> Iterator[str]:
        """Every step that may follow this one."""
        yield from (name for name in (self.then, self.otherwise) if name)
        yield from self.keys.values()
        yield from self.results.values()

    def silent_steps(self) -> Iterator[str]:
        """Every step that may follow this one though the caller presses no key."""
        yield from self.results.values()
        yield from (name for name in (self.otherwise, None if self.collect else self.then) if name)

    def values(self) -> Iterator[str]:
        """Every collected value that this step speaks or looks up."""
        yield from (clip.digits for clip in self.say if isinstance(clip, Digits))
        yield from (name for name in (self.look_up,) if name)


class Flow(_Strict):
    """A whole menu. `on_nobody` is the after-hours branch, entered when no agent is signed in."""

    name: str
    start: StepName
    on_nobody: StepName
    wrong_key: str = "wrong_key"
    no_key: str = "no_key"
    steps: dict[StepName, Step]


def read_flow(text: str, file: str, prompts: Iterable[str] | None = None) -> Flow:
    """Read and check a flow. `prompts` are the clips at hand (None: not checked). Raises FlowError."""
    lines, content = _read(text, file)
    try:
        flow = Flow.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = tuple(str(part) for part in first["loc"])
        raise FlowError(f"{file}:{_line(lines, where)}: {'.'.join(where) or 'the flow'}: {first['msg']}") from error
    for step, complaint in _complaints(flow, None if prompts is None else set(prompts)):
        where = ("steps", step) if step in flow.steps else (step,)
        raise FlowError(f"{file}:{_line(lines, where)}: {'.'.join(where)}: {complaint}")
    return flow


def _complaints(flow: Flow, prompts: set[str] | None) -> Iterator[tuple[str, str]]:
    for word, root in (("start", flow.start), ("on_nobody", flow.on_nobody)):
        if root not in flow.steps:
            yield word, f"there is no step {root}"
    for name, step in flow.steps.items():
        yield from ((name, complaint) for complaint in _shape_complaints(step))
        yield from ((name, f"goes to {to}, which does not exist") for to in step.next_steps() if to not in flow.steps)
        yield from ((name, f"prompt {clip} has no recording") for clip in _missing(flow, step, prompts))
    yield from _value_complaints(flow)
    yield from _path_complaints(flow)


def _shape_complaints(step: Step) -> Iterator[str]:
    ways = [way for way in ("then", "queue", "look_up", "hang_up") if getattr(step, way) is not None]
    if len(ways) != 1:
        yield f"must have exactly one of then, queue, look_up, hang_up (has: {', '.join(ways) or 'none'})"
    if step.look_up is not None and set(step.results) != set(LOOK_UP_RESULTS):
        yield f"results must name each of {', '.join(LOOK_UP_RESULTS)}"
    if step.collect is not None and (step.keys or not step.otherwise):
        yield "a collecting step has no keys of its own and says where to go otherwise"
    if (step.keys or step.collect) and not step.then:
        yield "takes keys, so it must say what comes then"


def _missing(flow: Flow, step: Step, prompts: set[str] | None) -> Iterator[str]:
    if prompts is None:
        return
    said = [clip for clip in step.say if isinstance(clip, str)]
    digits = [f"digit_{digit}" for digit in range(10)] if len(said) < len(step.say) else []
    complaints = [flow.wrong_key, flow.no_key] if step.keys else [flow.no_key] if step.collect else []
    waiting = announcements.CLIPS if step.queue is not None else ()
    yield from (clip for clip in (*said, *digits, *complaints, *waiting) if clip not in prompts)


def _value_complaints(flow: Flow) -> Iterator[tuple[str, str]]:
    collected = {step.collect.into for step in flow.steps.values() if step.collect}
    for name, step in flow.steps.items():
        yield from ((name, f"no step collects {value}") for value in step.values() if value not in collected)


def _path_complaints(flow: Flow) -> Iterator[tuple[str, str]]:
    known = {name: set(step.next_steps()) & set(flow.steps) for name, step in flow.steps.items()}
    reached = _closure({flow.start, flow.on_nobody} & set(flow.steps), known)
    yield from ((name, "cannot be reached from the start") for name in flow.steps if name not in reached)
    to_person = {name for name, step in flow.steps.items() if step.queue is not None}
    if not _closure({flow.start} & set(flow.steps), known) & to_person:
        yield flow.start, "there is no way from here to a person (a step with queue)"
    if any(_closure({name}, known) & to_person for name in {flow.on_nobody} & set(flow.steps)):
        yield flow.on_nobody, "leads back to the queue that nobody serves"
    silent = {name: set(step.silent_steps()) & set(flow.steps) for name, step in flow.steps.items()}
    yield from (
        (name, "leads back to itself when no key is pressed")
        for name in flow.steps
        if name in _closure(silent[name], silent)
    )


def _closure(start: set[str], known: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    while start:
        reached |= start
        start = {to for name in start for to in known.get(name, ())} - reached
    return reached


def _read(text: str, file: str) -> tuple[dict[tuple[str, ...], int], Any]:
    """The line of every key and item, and the content."""
    lines: dict[tuple[str, ...], int] = {(): 1}
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if root is not None:
            _walk(root, (), lines)
        return lines, yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FlowError(f"{file}:{line}: not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise FlowError(f"{file}:1: not YAML: {error}") from error


def _walk(node: Any, path: tuple[str, ...], lines: dict[tuple[str, ...], int]) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            if here in lines:
                raise yaml.MarkedYAMLError(problem=f"{key.value} stands here twice", problem_mark=key.start_mark)
            lines[here] = key.start_mark.line + 1
            _walk(value, here, lines)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            _walk(value, (*path, str(position)), lines)


def _line(lines: dict[tuple[str, ...], int], path: tuple[str, ...]) -> int:
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)
