"""Department in charge (承办单位): by the words for its work, by the category, and by what was learned from tickets.

The first choice is the field's value, the next ones its runners-up; an agent sees them with their shares.
"""

from collections.abc import Mapping
from functools import cache

import msgspec

from callflow.drafting.draft import DraftField
from callflow.drafting.matters.category import PairsRead
from callflow.drafting.matters.chosen import choice, mixed, read, shares
from callflow.drafting.matters.directory import directory
from callflow.drafting.matters.keyed import Keyed
from callflow.drafting.matters.routed import Routed

_CERTAIN, _SURE, _LIKELY = 8.0, 3.0, 1.0
_FIRST, _FURTHER = 2.5, 1.5
_CATEGORY = 4.0
"""What a category that is certain is worth, in terms."""
_TRUST = 0.5
_DECIDED = 0.8
"""How much an agent's decision counts against all else."""


def draft_department(pairs: PairsRead) -> DraftField | None:
    """The department's name as the list has it; None until the citizen has stated a matter."""
    if not pairs.lines:
        return None
    reading = read(_keyed(), pairs.lines)
    scores = _with_categories(reading.scores, pairs.shares)
    found = mixed("department", shares(scores), pairs.lines, _TRUST)
    if not found and not pairs.routed:
        return None
    return _as_routed(choice("department", _decided(found, pairs.routed), reading, pairs.lines), pairs.routed)


def _decided(found: Mapping[str, float], sent: Routed | None) -> dict[str, float]:
    """Shares with the agent's own decision: where it is sure, little else counts."""
    if sent is None:
        return dict(found)
    trust = _DECIDED * sent.trust
    shared = {name: (1 - trust) * share for name, share in found.items()}
    return {**shared, sent.name: shared.get(sent.name, 0.0) + trust}


def _as_routed(field: DraftField, sent: Routed | None) -> DraftField:
    """The field with the agent's words for it, where they name its department."""
    if sent is None or field.value != sent.name:
        return field
    why = tuple(dict.fromkeys((sent.words, *field.why)))
    return msgspec.structs.replace(field, why=why, sources=tuple(dict.fromkeys((*field.sources, sent.source))))


def department_scores(pairs: PairsRead) -> dict[str, float]:
    """What the terms alone say for each department, its categories among them, without what was learned."""
    return _with_categories(read(_keyed(), pairs.lines).scores, shares(pairs.reading.scores))


def _with_categories(scores: Mapping[str, float], pairs: Mapping[str, float]) -> dict[str, float]:
    """Scores with what the categories' shares add to the departments that are in charge of them."""
    added = dict(scores)
    for pair, share in pairs.items():
        for name, worth in _of_category().get(pair, ()):
            added[name] = added.get(name, 0.0) + _CATEGORY * worth * share
    return added


@cache
def _keyed() -> Keyed:
    return Keyed(
        {
            name: dict.fromkeys(known["likely"].split(), _LIKELY)
            | dict.fromkeys(known["sure"].split(), _SURE)
            | dict.fromkeys(known.get("certain", "").split(), _CERTAIN)
            for name, known in directory().items()
        }
    )


@cache
def _of_category() -> dict[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = {}
    for name, known in directory().items():
        for at, pair in enumerate(known["categories"]):
            found.setdefault(pair, []).append((name, _FURTHER if at else _FIRST))
    return found
