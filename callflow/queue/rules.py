"""What queues there are: data that a city may change while callers wait.

`general` is always there and asks for no skill, so that a caller whose queue is not (or no more) known has a place.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec


class QueueRules(msgspec.Struct, frozen=True, kw_only=True):
    """One queue. Times in milliseconds."""

    name: str
    label: str
    """In Chinese, for screens."""
    skills: frozenset[str] = frozenset()
    """What an agent must have, all of them: a line of business, a dialect, a language."""
    overflow_to: str = ""
    """Another queue, whose agents may take a caller too after `overflow_after_ms`; empty: none."""
    overflow_after_ms: int = 60_000
    answer_target_ms: int = 15_000
    """An answer within so long counts for the service level."""
    speech_model: str = ""
    """With which installed speech model its callers are heard; empty: the hotline's own."""


GENERAL = "general"
DEFAULT = QueueRules(name=GENERAL, label="综合")


class QueueFault(StrEnum):
    """Why queues cannot work together."""

    NAME_TWICE = "name_twice"
    GENERAL_ASKS_FOR_SKILLS = "general_asks_for_skills"
    OVERFLOWS_TO_NOTHING = "overflows_to_nothing"
    OVERFLOWS_BEFORE_IT_BEGINS = "overflows_before_it_begins"
    NO_TIME_TO_ANSWER = "no_time_to_answer"


_REMEDIES: Mapping[QueueFault, str] = {
    QueueFault.NAME_TWICE: "another queue has this name: rename one of them",
    QueueFault.GENERAL_ASKS_FOR_SKILLS: "it takes every caller, so it must ask for no skill: remove its skills",
    QueueFault.OVERFLOWS_TO_NOTHING: "the queue that it overflows to is not there: add it, or name another or none",
    QueueFault.OVERFLOWS_BEFORE_IT_BEGINS: "its time to overflow is negative: set 0 ms or more",
    QueueFault.NO_TIME_TO_ANSWER: "its target leaves no time to answer: set more than 0 ms",
}


class QueueRulesError(ValueError):
    """These queues cannot work together: which one is wrong, how, and what to change."""

    def __init__(self, queue: str, fault: QueueFault) -> None:
        super().__init__(f"queue {queue!r}: {_REMEDIES[fault]}")
        self.queue = queue
        self.fault = fault


def by_name(rules: Iterable[QueueRules]) -> dict[str, QueueRules]:
    """Queues by name, `general` among them whether it is given or not. Raises QueueRulesError."""
    given = tuple(rules)
    named = {GENERAL: DEFAULT} | {queue.name: queue for queue in given}
    for queue, fault in _faults(given, named):
        raise QueueRulesError(queue, fault)
    return named


def way(rules: Mapping[str, QueueRules], name: str) -> Iterator[QueueRules]:
    """A queue, the one that it overflows to, and so on; no queue twice. An unknown name is `general`."""
    seen: set[str] = set()
    queue = rules.get(name, rules[GENERAL])
    while queue.name not in seen:
        yield queue
        seen.add(queue.name)
        queue = rules.get(queue.overflow_to, queue)


def open_to(rules: Mapping[str, QueueRules], name: str, waited_ms: int) -> Iterator[QueueRules]:
    """The queues whose agents may take a caller who has waited so long: its own, then each overflow in its time."""
    opens_at = 0
    for queue in way(rules, name):
        if opens_at > max(waited_ms, 0):
            return
        yield queue
        opens_at += queue.overflow_after_ms


def _faults(given: Sequence[QueueRules], named: Mapping[str, QueueRules]) -> Iterator[tuple[str, QueueFault]]:
    names = [queue.name for queue in given]
    for queue in given:
        if names.count(queue.name) > 1:
            yield queue.name, QueueFault.NAME_TWICE
        if queue.name == GENERAL and queue.skills:
            yield queue.name, QueueFault.GENERAL_ASKS_FOR_SKILLS
        if queue.overflow_to and queue.overflow_to not in named:
            yield queue.name, QueueFault.OVERFLOWS_TO_NOTHING
        if queue.overflow_after_ms < 0:
            yield queue.name, QueueFault.OVERFLOWS_BEFORE_IT_BEGINS
        if queue.answer_target_ms <= 0:
            yield queue.name, QueueFault.NO_TIME_TO_ANSWER
