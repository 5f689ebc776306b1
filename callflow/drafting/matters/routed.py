"""To whom the case goes by the agent's own word (转人社局), or which department speaks in the call.

An agent decides this; drafting writes down what was decided. What an agent asks (城管来过吗) decides nothing. Which
words mean which department stands in `department.yaml` (`called`).
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

import msgspec

from callflow.drafting.conversation import Conversation
from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.terms import LINES_KEPT
from callflow.drafting.matters.directory import directory
from callflow.units import UtteranceId

_SENT = re.compile(r"[转派](?!达|告|发|院|车|账|学)|交(?:给|由|办|到)|移交|报送|通知")
_ASKED_IN = re.compile(r"[请由让接叫找]|连线|联系|答复|核实|查")
_QUESTION = re.compile(r"(?:吗|没有|没|呢|过)$|来过|找过|有没有|是不是")
_SURE, _SPEAKS, _LIKELY = 1.0, 0.8, 0.5
_FAR = 14
"""So many characters behind the word of sending a department is named; a recogniser does not part clauses."""
_GREETING = 2
"""So many clauses a department takes to say who it is."""


class Routed(msgspec.Struct, frozen=True, kw_only=True):
    """A department, how sure it is (0..1), the words that say so, and the utterance."""

    name: str
    trust: float
    words: str
    source: UtteranceId


def routed(conversation: Conversation) -> Routed | None:
    """The last that the case was sent to, else the last that was asked or spoke itself; None when nobody was named."""
    found = [each for line in conversation.staff for each in _named_in(line.text, line.id)]
    found += [each for turn in conversation.departments[:1] for each in _speaking(turn.text, turn.ids[0])]
    return max(reversed(found), key=lambda each: each.trust, default=None)


def _named_in(text: str, source: UtteranceId) -> Iterator[Routed]:
    """Behind each word of sending the first department; else the first of a clause that asks one in."""
    for clause in text.split(BOUNDARY):
        sent = [named for verb in _SENT.finditer(clause) if (named := _first(clause[verb.end() :][:_FAR]))]
        asked = [] if sent or _QUESTION.search(clause) or not _ASKED_IN.search(clause) else [_first(clause)]
        yield from (Routed(name=name, trust=_SURE, words=words, source=source) for name, words in sent)
        yield from (Routed(name=each[0], trust=_LIKELY, words=each[1], source=source) for each in asked if each)


def _speaking(text: str, source: UtteranceId) -> Iterator[Routed]:
    """Who introduces itself at the beginning."""
    greeting = BOUNDARY.join(text.split(BOUNDARY)[:_GREETING])
    if named := _first(greeting):
        yield Routed(name=named[0], trust=_SPEAKS, words=named[1], source=source)


@cache
def matters_of(name: str) -> frozenset[str]:
    """The pairs of category levels that a department deals with, alone or beside others."""
    known = directory()[name]
    return frozenset((*known["categories"], *known.get("beside", ())))


@lru_cache(maxsize=LINES_KEPT)
def _first(clause: str) -> tuple[str, str] | None:
    found = [(at.start(), name, at[0]) for name, words in _called().items() if (at := words.search(clause))]
    return min(found)[1:] if found else None


@cache
def _called() -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(known.get("called", re.escape(name))) for name, known in directory().items()}
