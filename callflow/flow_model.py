"""The words of the menu language: what a flow's YAML may say. What it must not mean is `flow_checks`' business."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from callflow.hours import Hours

INSTEAD = {"replied": "confirmed", "not_yours": "not_found"}
"""Answers of the records that a flow need not name, and the one that is taken for each then.

`replied`: the department has; `not_yours`: the caller has to prove whose ticket it is, by the last digits of a number.
"""
NEEDED_RESULTS = ("draft", "confirmed", "discarded", "not_found", "failed")
LOOK_UP_RESULTS = (*NEEDED_RESULTS, *INSTEAD)
WAYS = ("then", "queue", "connect", "look_up", "hang_up")
"""What a step does after speaking: exactly one of them."""

Key = Annotated[str, Field(pattern=r"^[0-9*#]$")]
StepName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
ValueName = StepName
Priority = Literal["emergency", "elder", "repeat", "normal"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Digits(_Strict):
    """Say a collected value digit by digit."""

    digits: str


class Reply(_Strict):
    """Read out what was replied to the ticket in a collected value, to whom `LookUpTicket` would tell its progress.

    It comes last, once the clips before it are over. Where nothing can be read, nothing is said.
    """

    reply: ValueName
    proof: ValueName | None = None
    """Where the last digits of the citizen's number are, as in a step with `look_up`."""


class Collect(_Strict):
    """Take digits into a named value until the end key, the most digits, or silence (milliseconds)."""

    into: ValueName
    most_digits: int = Field(16, ge=1, le=32)
    end_key: Key = "#"
    first_digit_ms: int = Field(10_000, ge=1_000, le=60_000)
    next_digit_ms: int = Field(5_000, ge=500, le=60_000)


class Message(_Strict):
    """Let the caller leave a message after a beep, until the end key or the most time.

    Every message becomes a ticket, also that of a caller who hangs up in it.
    """

    most_ms: int = Field(180_000, ge=5_000, le=600_000)
    end_key: Key = "#"


class HangUp(_Strict):
    """End the call. `call_back` puts the caller on the list of people who are owed a call.

    `ended_as: call_back` is for who asked to be called instead of waiting and keeps the place in the queue;
    `served` ends what follows a talk.
    """

    ended_as: Literal["self_service", "nobody_there", "message", "call_back", "followed_up", "served"] = "self_service"
    call_back: bool = False


class Step(_Strict):
    """One step. Which of `WAYS` it has says what it does after speaking."""

    title: str = ""
    """What it is for, in the hotline's own language: shown on drawings and screens."""
    say: tuple[str | Digits | Reply, ...] = ()
    keys: dict[Key, StepName] = {}
    keep: ValueName | None = None
    """Under which name the pressed key is kept."""
    wait_ms: int = Field(0, ge=0, le=60_000)
    """How long to wait for a key after speaking; 0: go on at once."""
    tries: int = Field(1, ge=1, le=5)
    """How often to speak in all when keys are wrong or missing."""
    then: StepName | None = None
    collect: Collect | None = None
    message: Message | None = None
    otherwise: StepName | None = None
    """Where a collecting step goes when no digits came in any try, a connecting one when nobody was reached."""
    queue: str | None = None
    priority: Priority | None = None
    call_back_key: Key | None = None
    """The key by which who waits in the queue asks to be called instead."""
    call_back_step: StepName | None = None
    connect: str | None = None
    """The on-duty contact to dial while the caller hears music."""
    look_up: str | None = None
    proof: ValueName | None = None
    """Where the last digits of the citizen's number are, once they have been asked for."""
    results: dict[
        Literal["draft", "confirmed", "discarded", "not_found", "failed", "replied", "not_yours"], StepName
    ] = {}
    hang_up: HangUp | None = None

    @property
    def to_person(self) -> bool:
        """Whether somebody will speak with the caller from here."""
        return self.queue is not None or self.connect is not None

    @property
    def reply(self) -> Reply | None:
        """The reply that is read out after the clips."""
        return next((said for said in self.say if isinstance(said, Reply)), None)

    def after(self, result: str) -> str:
        """The step for an answer of the records, one of `LOOK_UP_RESULTS`."""
        steps = {str(word): step for word, step in self.results.items()}
        return steps.get(result) or steps[INSTEAD[result]]

    def next_steps(self) -> Iterator[str]:
        """Every step that may follow this one."""
        yield from (name for name in (self.then, self.otherwise, self.call_back_step) if name)
        yield from self.keys.values()
        yield from self.results.values()

    def silent_steps(self) -> Iterator[str]:
        """Every step that may follow this one though the caller presses no key."""
        yield from self.results.values()
        yield from (name for name in (self.otherwise, None if self.collect else self.then) if name)

    def values(self) -> Iterator[str]:
        """Every collected value that this step speaks or looks up."""
        yield from (clip.digits for clip in self.say if isinstance(clip, Digits))
        yield from (name for name in (self.look_up, self.proof) if name)
        if self.reply is not None:
            yield from (name for name in (self.reply.reply, self.reply.proof) if name)

    def kept(self) -> Iterator[str]:
        """Every value that this step takes from the caller's keys."""
        yield from (name for name in (self.keep, self.collect.into if self.collect else None) if name)


class Flow(_Strict):
    """A whole menu. `on_nobody` is entered when no agent is signed in."""

    name: str
    title: str = ""
    start: StepName
    on_nobody: StepName
    hours: Hours | None = None
    """None: always open."""
    closed: StepName | None = None
    """Where calls begin outside the hours."""
    surge: StepName | None = None
    """Where calls begin while the surge switch is on; it announces and goes on to people."""
    after_talk: StepName | None = None
    """Where a caller goes whom the agent has let go, such as a survey; never back to people."""
    calls_out: bool = False
    """The service dials and the citizen answers, as in a call-back campaign."""
    given: tuple[ValueName, ...] = ()
    """Values that are known when it begins."""
    wrong_key: str = "wrong_key"
    no_key: str = "no_key"
    steps: dict[StepName, Step]

    def roots(self) -> Iterator[tuple[str, str]]:
        """Each step where a call may come in, and the word that names it."""
        for word in ("start", "on_nobody", "closed", "surge", "after_talk"):
            root = getattr(self, word)
            if root is not None:
                yield word, root
