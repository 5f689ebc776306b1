"""OpenFst's `vector` form of a grammar: every state with all its arcs, one after another.

Written here rather than with a library, because Vosk carries an OpenFst of its own and a process that loads a second
one before it (kaldifst's) waits for itself for ever.
"""

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from asr.language_model.ngram_form import MAGIC, GrammarState, Header

EPSILON = 0
VERSION, NO_TABLES = 2, 0
PROPERTIES = 0x1 | 0x2 | 0x1_0000 | 0x1000_0000 | 0x4000_0000
"""Expanded, mutable, an acceptor, arcs sorted by what they read and write: what Vosk's composition asks for."""
_ARC = np.dtype([("reads", "<i4"), ("writes", "<i4"), ("cost", "<f4"), ("next", "<i4")])
_STATE = struct.Struct("<fq")
NEVER_ENDS = float("inf")


class Arc(NamedTuple):
    """A word (or EPSILON for backing off), its cost, and the state after it."""

    word: int
    cost: float
    following: int


class State(NamedTuple):
    """What a state costs as the end of a sentence, and its arcs by rising words."""

    end_cost: float
    arcs: Sequence[Arc]


def write_vector(path: Path, start: int, states: Sequence[State]) -> None:
    """Write an acceptor."""
    arcs = sum(len(state.arcs) for state in states)
    with path.open("wb") as file:
        file.write(struct.pack("<i", MAGIC) + _text("vector") + _text("standard"))
        file.write(struct.pack("<iiQqqq", VERSION, NO_TABLES, PROPERTIES, start, len(states), arcs))
        for state in states:
            rows = [(arc.word, arc.word, arc.cost, arc.following) for arc in state.arcs]
            file.write(_STATE.pack(state.end_cost, len(rows)) + np.array(rows, _ARC).tobytes())


def read_vector(data: bytes, header: Header) -> list[GrammarState]:
    """The states of a grammar; their contexts follow from the arcs between them."""
    states = _states(data, header)
    backoffs = {at: state.arcs[0] for at, state in enumerate(states) if state.arcs and state.arcs[0].word == EPSILON}
    return [
        GrammarState(
            context=context,
            costs={arc.word: arc.cost for arc in states[at].arcs if arc.word != EPSILON},
            backoff_cost=backoffs[at].cost if at in backoffs else NEVER_ENDS,
            end_cost=None if states[at].end_cost == NEVER_ENDS else states[at].end_cost,
        )
        for at, context in _contexts(header.start, states, backoffs).items()
    ]


def _states(data: bytes, header: Header) -> list[State]:
    states, at = [], header.length
    while at < len(data):
        end_cost, count = _STATE.unpack_from(data, at)
        at += _STATE.size
        rows = np.frombuffer(data, _ARC, count, at)
        at += rows.nbytes
        columns = (rows[name].tolist() for name in ("reads", "cost", "next"))
        states.append(State(end_cost, [Arc(*row) for row in zip(*columns, strict=True)]))
    return states


def _contexts(start: int, states: list[State], backoffs: dict[int, Arc]) -> dict[int, tuple[int, ...]]:
    """Each state's context: as many of the words that lead to it as it can back off."""
    contexts = {start: (EPSILON,)[: _depth(start, backoffs)]}
    waiting = [start]
    while waiting:
        state = waiting.pop()
        for arc in states[state].arcs:
            if arc.following not in contexts:
                said = contexts[state] if arc.word == EPSILON else (*contexts[state], arc.word)
                contexts[arc.following] = said[len(said) - _depth(arc.following, backoffs) :]
                waiting.append(arc.following)
    return contexts


def _depth(state: int, backoffs: dict[int, Arc]) -> int:
    depth = 0
    while state in backoffs:
        state = backoffs[state].following
        depth += 1
    return depth


def _text(text: str) -> bytes:
    return struct.pack("<i", len(text)) + text.encode()
