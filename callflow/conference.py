"""Who hears whom, as data: a topology is a set of (listener, talker).

The call worker applies the set again after every media change, so nothing here depends on how the bridge is wired.
Which set holds when is `wiring.py`'s.
"""

from collections.abc import Iterable

from callflow.units import MUSIC, LegId

Topology = tuple[tuple[LegId, LegId], ...]
"""Pairs (listener, talker) in a fixed order, so that equal topologies compare equal."""

NOBODY: Topology = ()


def everyone(*legs: LegId) -> Topology:
    """All talk with all: two in a talk, three in a three-way call. Nobody hears itself."""
    return tuple(sorted((listener, talker) for listener in legs for talker in legs if listener != talker))


def on_hold(*legs: LegId) -> Topology:
    """Each hears music and is heard by nobody."""
    return tuple(sorted((leg, MUSIC) for leg in legs))


def audience(listener: LegId | None, talkers: Iterable[LegId]) -> Topology:
    """One hears others, and is not heard."""
    return () if listener is None else tuple(sorted((listener, talker) for talker in talkers))


def together(*topologies: Topology) -> Topology:
    """All of them at once."""
    return tuple(sorted({pair for topology in topologies for pair in topology}))
