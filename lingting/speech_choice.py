"""With which speech model each open case is to be heard: its queue's if a speech worker has it, else the hotline's own.

A case is looked at when it joins a queue and once a second: the queue's setting may change, a model's worker may come,
or die and not come back, or come back to die again. What follows for the case is told to it as an event
(`SpeechModelChosen`), so that its log says with which model what was heard, and screens say when it is not the queue's.
"""

from collections import deque
from collections.abc import Callable, Collection
from pathlib import Path

import structlog

from callflow import events
from callflow.hearing import is_heard, still_needed
from callflow.queue import GENERAL, QueueRules
from callflow.state import Case
from callflow.units import CaseId, DurationMs, WallMs
from lingting.casebook import Casebook
from lingting.queue_models import write_queue_models

PATIENCE_MS = DurationMs(20_000)
"""How long a model is waited for that had a worker, or may have had one before this process began."""
LOSSES = 3
TROUBLED_MS = DurationMs(300_000)
"""A model whose worker is lost so often within this time dies of what it hears, and is given up for as long."""

log = structlog.get_logger()


class _Presence:
    """How it stands with a model's workers, by looks at whether there is one."""

    def __init__(self, began: WallMs) -> None:
        self._seen = began
        self._is_there = False
        self._lost: deque[WallMs] = deque(maxlen=LOSSES)
        self._given_up_at: WallMs | None = None

    def look(self, now: WallMs, *, is_there: bool) -> None:
        """Now there is a worker that has the model, or none."""
        if is_there:
            self._seen = now
        elif self._is_there:
            self._lost.append(now)
            if len(self._lost) == LOSSES and now - self._lost[0] < TROUBLED_MS:
                self._given_up_at = now
                self._lost.clear()
        self._is_there = is_there

    def is_given_up(self, now: WallMs) -> bool:
        """Whether it had better not be used, be there a worker or not."""
        return self._given_up_at is not None and now - self._given_up_at < TROUBLED_MS

    def is_usable(self, now: WallMs) -> bool:
        """Whether there is a worker, or was a moment ago."""
        return not self.is_given_up(now) and now - self._seen < PATIENCE_MS


class SpeechChoice:
    """Knows the queues' models and tells cases theirs; `has` says whether a speech worker has a model."""

    def __init__(
        self,
        casebook: Casebook,
        has: Callable[[str], bool],
        tell: Callable[[CaseId, events.Event], None],
        now: Callable[[], WallMs],
        file: Path,
    ) -> None:
        self._casebook = casebook
        self._has = has
        self._tell = tell
        self._now = now
        self._file = file
        self._began = now()
        self._presences: dict[str, _Presence] = {}
        self._models: dict[str, str] | None = None
        self._written: set[str] | None = None

    def learn(self, rules: Collection[QueueRules]) -> None:
        """These are the queues now."""
        self._models = {queue.name: queue.speech_model for queue in rules}

    def missing(self) -> tuple[str, ...]:
        """Models of queues that no worker has now, or none that lives."""
        return tuple(sorted(model for model in self._of_queues() if not self._has(model) or self._is_given_up(model)))

    def tick(self) -> None:
        """Look at every case, and say which models workers are needed for."""
        for model in self._of_queues():
            self._usable(model)
        for case in tuple(self._casebook.ids()):
            self.look(case)
        if self._models is not None:
            needed = {*self._of_queues(), *self._of_cases()}
            self._forget_all_but(needed)
            self._write(needed)

    def look(self, case: CaseId) -> None:
        """Tell a case its model when that is another than it has."""
        state = self._casebook.state_of(case)
        if state is None or not is_heard(state):
            return
        wanted = self._wanted(state)
        model, missing = (wanted, "") if self._usable(wanted) else ("", wanted)
        lost = sorted(needed for needed in still_needed(state) if not self._usable(needed))
        if not lost and (model, missing) == (state.speech_model, state.speech_model_missing):
            return
        self._choose(case, model, next(iter(lost), missing))

    def _choose(self, case: CaseId, model: str, missing: str) -> None:
        if missing:
            remedy = "`lingting model verify` says whether it is whole; the speech worker's log says why it ended"
            log.warning("speech_model_missing", case_id=case, model=missing, remedy=remedy)
        self._tell(case, events.SpeechModelChosen(model=model, missing=missing))

    def _wanted(self, case: Case) -> str:
        """Its queue's model; while the records have not been read yet, what it had."""
        if self._models is None:
            return case.speech_model_missing or case.speech_model
        return self._models.get(case.queue, self._models.get(GENERAL, "")) if case.queue else ""

    def _usable(self, model: str) -> bool:
        """Whether a worker has this model, or had it a moment ago, and does not die of what it hears."""
        if not model:
            return True
        presence = self._presences.setdefault(model, _Presence(self._began))
        presence.look(self._now(), is_there=self._has(model))
        return presence.is_usable(self._now())

    def _forget_all_but(self, needed: Collection[str]) -> None:
        """A worker that is ended because nobody needs its model is not lost."""
        self._presences = {model: presence for model, presence in self._presences.items() if model in needed}

    def _is_given_up(self, model: str) -> bool:
        return model in self._presences and self._presences[model].is_given_up(self._now())

    def _of_queues(self) -> set[str]:
        return set((self._models or {}).values()) - {""}

    def _of_cases(self) -> set[str]:
        """A worker is needed until what was begun with its model is heard, whatever the queue says now."""
        return {model for opened in self._casebook.values() for model in still_needed(opened.state)}

    def _write(self, models: set[str]) -> None:
        if models == self._written:
            return
        try:
            write_queue_models(self._file, models)
        except OSError as error:
            log.warning("queue_models_not_written", reason=str(error), remedy="make room under var_dir; tried again")
            return
        self._written = models
