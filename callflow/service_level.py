"""How well callers are served: the day's figures, of each queue and of all.

A case counts once, with its first outcome: a caller who was answered and is then handed on counts as answered. The
outcome follows from the case alone (or from its row in the records), so it may be noted as often as anybody likes: at
every change of the case, and again after a restart. A day turns at local midnight; an outcome belongs to the day of
its answer, or of its end.
"""

from datetime import date, datetime, tzinfo

import msgspec

from callflow.queue import QueueRules
from callflow.state import Case
from callflow.units import CITIZEN, CaseId, DurationMs, WallMs
from callflow.views import EndedAs, PartyState

SHORT_MS = 5_000
"""Who hangs up within so long has dialled a wrong number or thought better of it, and nobody could have answered."""


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """An agent spoke with a caller who had waited so long; `at` is when."""

    case: CaseId
    queue: str
    waited_ms: DurationMs
    at: WallMs


class Abandoned(msgspec.Struct, frozen=True, kw_only=True):
    """A caller who waited was answered by nobody, for whatever reason; `at` is when the caller was gone."""

    case: CaseId
    queue: str
    waited_ms: DurationMs
    at: WallMs


Outcome = Answered | Abandoned


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """What decides how a caller was served, as the case's state or its row in the records tells it."""

    case: CaseId
    queue: str
    waiting_since: WallMs | None
    talking_since: WallMs | None
    """When an agent first spoke with the citizen."""
    gone_at: WallMs | None
    """When the citizen's leg ended."""
    ended_as: EndedAs | None
    called_out: bool = False
    """The service dialled the citizen."""

    def outcome(self) -> Outcome | None:
        """None while it is open, and for who counts neither way.

        That is who never waited at the phone (also: was called by us), who chose to be called back instead of waiting,
        and who waits again after a talk, which has counted.
        """
        if self.waiting_since is None or self.called_out:
            return None
        if self.talking_since is not None:
            return self._answered(self.waiting_since, self.talking_since)
        if self.gone_at is None or self.ended_as is EndedAs.CALL_BACK:
            return None
        waited = DurationMs(self.gone_at - self.waiting_since)
        return Abandoned(case=self.case, queue=self.queue, waited_ms=waited, at=self.gone_at)

    def _answered(self, since: WallMs, at: WallMs) -> Outcome | None:
        if at < since:
            return None
        return Answered(case=self.case, queue=self.queue, waited_ms=DurationMs(at - since), at=at)


def wait_of(case: Case) -> Wait:
    """The wait of a case as it stands."""
    citizen = case.legs.get(CITIZEN)
    return Wait(
        case=case.id,
        queue=case.queue,
        waiting_since=case.waiting_since,
        talking_since=case.talking_since,
        gone_at=citizen.since if citizen is not None and citizen.state is PartyState.GONE else None,
        ended_as=case.ended_as,
        called_out=case.call_out is not None,
    )


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of one day; `short` are the abandoned calls among `abandoned` that do not count against the level."""

    answered: int = 0
    in_target: int = 0
    abandoned: int = 0
    short: int = 0
    waited_ms: int = 0
    """All answered callers' waits together."""

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in self.__struct_fields__})

    def level_percent(self) -> float | None:
        """Answered within the target of all who were answered or gave up, in percent, one decimal, never rounded up.

        None when there was nobody yet. Who gave up within `SHORT_MS` (or what the day was made with) does not count.
        """
        offered = self.answered + self.abandoned - self.short
        return self.in_target * 1_000 // offered / 10 if offered else None

    def mean_wait_ms(self) -> DurationMs | None:
        """How long answered callers waited on average; None when nobody was answered yet."""
        return DurationMs(self.waited_ms // self.answered) if self.answered else None


class Day:
    """The tallies of one local day. Feed it in any order, as often as you like."""

    def __init__(self, zone: tzinfo, short_ms: int = SHORT_MS) -> None:
        self._zone = zone
        self._short_ms = short_ms
        self._date = date.min
        self._seen: set[CaseId] = set()
        self._tallies: dict[str, Tally] = {}

    def note(self, outcome: Outcome, queue: QueueRules) -> None:
        """Count an outcome for a queue; one of a later day begins that day, one of an earlier day counts no more."""
        self.turn(outcome.at)
        if outcome.case in self._seen or self._date_of(outcome.at) < self._date:
            return
        self._seen.add(outcome.case)
        self._tallies[queue.name] = self.of(queue.name) + self._counted(outcome, queue.answer_target_ms)

    def turn(self, now: WallMs) -> date:
        """Begin a new day if it is time to; gives the day that is counted."""
        today = self._date_of(now)
        if today > self._date:
            self._date = today
            self._seen.clear()
            self._tallies.clear()
        return self._date

    def of(self, queue: str) -> Tally:
        """One queue's tally."""
        return self._tallies.get(queue, Tally())

    def in_all(self) -> Tally:
        """All queues' tally, also of queues that are no more."""
        return sum(self._tallies.values(), Tally())

    def _counted(self, outcome: Outcome, target_ms: int) -> Tally:
        if isinstance(outcome, Answered):
            return Tally(answered=1, in_target=int(outcome.waited_ms <= target_ms), waited_ms=outcome.waited_ms)
        return Tally(abandoned=1, short=int(outcome.waited_ms <= self._short_ms))

    def _date_of(self, at: WallMs) -> date:
        return datetime.fromtimestamp(at / 1_000, self._zone).date()
