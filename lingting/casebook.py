"""The open cases: each one's state and log, kept together so that they cannot disagree.

`take` is the only way to change a case: it steps the machine, numbers the event and its commands, and writes them
to the folder before anybody acts on them. `reopen` makes a case again from its folder; commands that a killed
switchboard did not get to write follow from the last event and are written then.
"""

from collections.abc import Iterable, Sequence

import structlog

from callflow.case import step
from callflow.events import Event
from callflow.log import Entry
from callflow.state import Case
from callflow.units import CaseId, WallMs
from callflow.views import Phase
from lingting.folder import CaseFolders

log = structlog.get_logger()


class OpenCase:
    """One case's state and its log from the first entry on."""

    def __init__(self) -> None:
        self.state = Case()
        self.entries: list[Entry] = []

    def take(self, event: Event, at: WallMs) -> list[Entry]:
        """Step, and number what came of it. Raises what `callflow.case.step` raises; nothing has changed then."""
        after, given = step(self.state, event, at)
        first = self.state.entries
        made = [Entry(index=first, at=at, event=event)]  # type: ignore[arg-type]  # every Event is in AnyEvent
        made += [Entry(index=first + n, at=at, command=one) for n, one in enumerate(given, 1)]  # type: ignore[arg-type]
        self.state = after
        self.entries += made
        return made

    def holds(self, event: Event, at: WallMs) -> bool:
        """Whether this very event is in the log: a worker repeats what it does not know to be written."""
        return any(entry.at == at and entry.event == event for entry in self.entries)


class Casebook:
    """All cases that are not archived, by id."""

    def __init__(self, folders: CaseFolders) -> None:
        self._folders = folders
        self._open: dict[CaseId, OpenCase] = {}
        self._unrecorded: dict[CaseId, int] = {}

    def __contains__(self, case: CaseId) -> bool:
        return case in self._open

    def __getitem__(self, case: CaseId) -> OpenCase:
        return self._open[case]

    def items(self) -> Sequence[tuple[CaseId, OpenCase]]:
        """Every open case, oldest first, as they stand now."""
        return tuple(sorted(self._open.items()))

    def ids(self) -> Sequence[CaseId]:
        """The open cases' ids, oldest first."""
        return sorted(self._open)

    def values(self) -> Sequence[OpenCase]:
        """Every open case's state and log, oldest first."""
        return tuple(opened for _, opened in self.items())

    def state_of(self, case: CaseId) -> Case | None:
        """A case's state; None when it is not open."""
        opened = self._open.get(case)
        return opened.state if opened else None

    def begin(self, case: CaseId) -> None:
        """Open a new case. Raises OSError when there is no room for it."""
        self._folders.begin(case)
        self._open[case] = OpenCase()

    def take(self, case: CaseId, event: Event, at: WallMs) -> list[Entry]:
        """Take an event into a case: state, memory and folder. Raises KeyError, or as `callflow.case.step`."""
        made = self._open[case].take(event, at)
        self._folders.append(case, made)
        return made

    def archive(self, case: CaseId) -> None:
        """Let go of a case: from here on it is its folder and its records, once these have all of it."""
        self._unrecorded[case] = len(self._open.pop(case).entries)

    def recorded(self, case: CaseId, next_index: int) -> None:
        """The records have a case up to (not including) this index: an archived one needs no marker any more."""
        if next_index >= self._unrecorded.get(case, next_index + 1):
            del self._unrecorded[case]
            self._folders.archive(case)

    def reopen_all(self) -> dict[CaseId, list[Entry]]:
        """Make every open case again from its folder; returns all logs that the records may lack.

        An archived case whose marker is still there was not in the records yet: its log is returned too, but it
        is not open. A case that cannot be read is left on disk, and said.
        """
        for case in self._folders.open_cases():
            try:
                self._reopen(case)
            except Exception:
                remedy = "mend its events.jsonl, or remove var/open/<case> to leave it as it is"
                log.exception("case_not_reopened", case_id=case, remedy=remedy)
        logs = {case: opened.entries for case, opened in self.items()}
        for case, opened in self.items():
            if opened.state.phase is Phase.ARCHIVED:
                self.archive(case)
        return logs

    def _reopen(self, case: CaseId) -> None:
        written = self._folders.read(case)
        if not written:
            log.warning("case_without_events", case_id=case)
            self._folders.archive(case)
            return
        again = replayed(written)
        self._open[case] = again
        if len(again.entries) > len(written):
            self._folders.append(case, again.entries[len(written) :])


def replayed(entries: Iterable[Entry]) -> OpenCase:
    """A case from its log. The log decides: entries as written stay, those that are missing at its end follow.

    Events keep the numbers that they have in the log, though another version may have given other commands between
    them: workers tell prompts by these numbers.
    """
    kept, again, latest = list(entries), OpenCase(), list[Entry]()
    for entry in kept:
        if entry.event is not None:
            again.state = again.state.with_(entries=entry.index)
            latest = again.take(entry.event, entry.at)
    if again.entries[: len(kept)] != kept:
        log.warning("log_of_another_version", case_id=again.state.id, entries=len(kept))
    again.entries = kept + _missing(kept, latest)
    again.state = again.state.with_(entries=len(again.entries))
    return again


def _missing(kept: list[Entry], latest: list[Entry]) -> list[Entry]:
    """What followed from the last event and was not written any more."""
    written = kept[latest[0].index :] if latest else []
    return latest[len(written) :] if written == latest[: len(written)] else []
