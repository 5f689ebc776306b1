"""OpenFst's `ngram` form of a grammar, as model makers ship it: two trees of words in bits (LOUDS) and four tables.

The format is OpenFst 1.7's NGramFst (extensions/ngram/ngram-fst.h). Contexts form a tree whose children of the root
are the most recent words; a context's node number is its state. For each state the words that may follow are listed
with their costs. Kept from the paper "Unary Data Structures for Language Models" (J. Sorensen and C. Allauzen, 2011).
"""

from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

MAGIC, TABLE_MAGIC = 2_125_659_606, 2_125_658_996
_WORD_BITS = 64


class GrammarState(msgspec.Struct, frozen=True, kw_only=True):
    """A context of word numbers (oldest first; 0 begins a sentence) and the costs of what can follow it."""

    context: tuple[int, ...]
    costs: dict[int, float]
    backoff_cost: float
    end_cost: float | None


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What stands at the head of every OpenFst file."""

    form: str
    start: int
    length: int
    """Bytes of the header itself, and of the tables of words behind it."""
    words: dict[int, str]
    """The words by number, where the file carries them."""


def read_header(data: bytes) -> Header | None:
    """The header of an OpenFst file; None if it is none."""
    if int.from_bytes(data[:4], "little") != MAGIC:
        return None
    form, at = _string(data, 4)
    _, at = _string(data, at)
    flags = int.from_bytes(data[at + 4 : at + 8], "little")
    start = int.from_bytes(data[at + 16 : at + 24], "little", signed=True)
    at += 40
    words: dict[int, str] = {}
    for _ in range((flags & 1) + (flags >> 1 & 1)):
        words, at = _table(data, at)
    return Header(form=form, start=start, length=at, words=words)


def read_states(data: bytes, header: Header) -> list[GrammarState]:
    """The states of a grammar in `ngram` form after which something can be said or end."""
    sizes_at = header.length
    states, futures, finals = np.frombuffer(data, "<u8", 3, sizes_at).tolist()
    tables = _Tables(data, sizes_at + 24)
    context_bits = tables.bits(2 * states + 1)
    future_bits = tables.bits(futures + states + 1)
    final_bits = tables.bits(states)
    context_words = tables.take("<i4", states + 1)
    future_words = tables.take("<i4", futures)
    backoff = tables.take("<f4", states + 1)
    end_costs = iter(tables.take("<f4", finals).tolist())
    future_costs = tables.take("<f4", futures + 1)
    nodes = np.flatnonzero(context_bits)[:states]
    parents, said = (nodes - np.arange(states) - 1).tolist(), context_words.tolist()
    limits = np.flatnonzero(future_bits == 0) - np.arange(states + 1)
    return [
        GrammarState(
            context=_context(state, parents, said),
            costs=dict(zip(future_words[low:high].tolist(), future_costs[low:high].tolist(), strict=True)),
            backoff_cost=float(backoff[state]),
            end_cost=next(end_costs) if final_bits[state] else None,
        )
        for state, (low, high) in enumerate(pairwise(limits.tolist()))
        if low < high or final_bits[state]
    ]


class _Tables:
    """The tables after the three sizes, one after another."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at

    def take(self, kind: str, count: int) -> npt.NDArray[Any]:
        found = np.frombuffer(self._data, kind, count, self._at)
        self._at += found.nbytes
        return found

    def bits(self, count: int) -> npt.NDArray[np.uint8]:
        words = self.take("<u8", -(-count // _WORD_BITS))
        return np.unpackbits(words.view(np.uint8), bitorder="little")[:count]


def _context(node: int, parents: list[int], words: list[int]) -> tuple[int, ...]:
    """A node's context: its own word before its parent's context. The root, node 0, has none."""
    context: tuple[int, ...] = ()
    while node:
        context = (*context, words[node])
        node = parents[node]
    return context


def _table(data: bytes, at: int) -> tuple[dict[int, str], int]:
    """A table of symbols by number, and where it ends."""
    if int.from_bytes(data[at : at + 4], "little") != TABLE_MAGIC:
        raise ValueError(f"no table of words at byte {at}")
    _, at = _string(data, at + 4)
    size = int.from_bytes(data[at + 8 : at + 16], "little")
    at += 16
    words = {}
    for _ in range(size):
        word, at = _string(data, at)
        words[int.from_bytes(data[at : at + 8], "little")] = word
        at += 8
    return words, at


def _string(data: bytes, at: int) -> tuple[str, int]:
    end = at + 4 + int.from_bytes(data[at : at + 4], "little")
    return data[at + 4 : end].decode(), end
