"""Entries that wait to be written, at most so many: the writer's memory, pure.

While the database is away entries gather here. Beyond `limit` of them a case's entries are let go and only the
index of the first of them is kept: the case folder has them all and will be read again. Cases take turns, each
with a portion of its entries in their order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from callflow.log import Entry
from callflow.units import CaseId


@dataclass
class _Waiting:
    entries: list[Entry] = field(default_factory=list)
    read_from: int | None = None


@dataclass(frozen=True)
class Portion:
    """What to write next: entries of one case, or the index from which its folder is to be read."""

    case_id: CaseId
    entries: Sequence[Entry] = ()
    read_from: int | None = None


class Backlog:
    """Entries by case. A portion that could not be written is given back, before what came since."""

    def __init__(self, limit: int = 10_000, portion: int = 500) -> None:
        self._limit = limit
        self._portion = portion
        self._cases: dict[CaseId, _Waiting] = {}
        self._held = 0

    def __len__(self) -> int:
        """How many cases have something to write."""
        return len(self._cases)

    @property
    def held(self) -> int:
        """How many entries are in memory."""
        return self._held

    def add(self, case_id: CaseId, entries: Sequence[Entry]) -> None:
        """Let entries wait behind those of their case."""
        if not entries:
            return
        waiting = self._cases.setdefault(case_id, _Waiting())
        if waiting.read_from is not None:
            return
        waiting.entries.extend(entries)
        self._held += len(entries)
        self._keep_within_limit(case_id)

    def reread(self, case_id: CaseId, index: int) -> None:
        """Let the case's folder be read again from this index, or from an earlier one that is noted already."""
        waiting = self._cases.setdefault(case_id, _Waiting())
        noted = index if waiting.read_from is None else waiting.read_from
        waiting.read_from = min(index, noted)
        self._held -= len(waiting.entries)
        waiting.entries = []

    def forget(self, case_id: CaseId) -> None:
        """Let go of everything of this case."""
        waiting = self._cases.pop(case_id, None)
        self._held -= len(waiting.entries) if waiting else 0

    def take(self) -> Portion | None:
        """Hand out the next portion; its case goes to the end of the line."""
        case_id = next(iter(self._cases), None)
        if case_id is None:
            return None
        waiting = self._cases.pop(case_id)
        if waiting.read_from is not None:
            return Portion(case_id, read_from=waiting.read_from)
        now, later = waiting.entries[: self._portion], waiting.entries[self._portion :]
        self._held -= len(now)
        if later:
            self._cases[case_id] = _Waiting(later)
        return Portion(case_id, now)

    def give_back(self, portion: Portion) -> None:
        """Put a portion back that could not be written."""
        if portion.read_from is not None:
            self.reread(portion.case_id, portion.read_from)
            return
        since = self._cases.setdefault(portion.case_id, _Waiting())
        if since.read_from is not None:
            self.reread(portion.case_id, portion.entries[0].index)
            return
        since.entries[:0] = portion.entries
        self._held += len(portion.entries)
        self._keep_within_limit(portion.case_id)

    def _keep_within_limit(self, case_id: CaseId) -> None:
        waiting = self._cases[case_id]
        if self._held > self._limit:
            self.reread(case_id, waiting.entries[0].index)
