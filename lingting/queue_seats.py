"""Speech workers for the models that queues have of their own: one each, started and ended as the settings change."""

import asyncio

import structlog

from asr.model_folder import ModelError
from asr.models import InstalledModel, ready
from lingting.queue_models import read_queue_models
from lingting.seats import SpeechSeat
from lingting.settings import Settings
from lingting.supervisor import Supervisor

LOOK_EVERY_S = 1.0

log = structlog.get_logger()


class QueueSeats:
    """Follows `var/queue_models`. The hotline's own model has its workers already."""

    def __init__(self, settings: Settings, own: InstalledModel) -> None:
        self._settings = settings
        self._own = own
        self._seats: dict[str, SpeechSeat] = {}
        self._refused: dict[str, str] = {}
        self._next = settings.speech.workers

    async def follow(self, supervisor: Supervisor) -> None:
        """Keep a worker for each of these models, for ever."""
        while True:
            wanted = self._wanted()
            for model in wanted - self._seats.keys():
                self._add(supervisor, model)
            for model in self._seats.keys() - wanted:
                await supervisor.take_away(self._seats.pop(model))
            await asyncio.sleep(LOOK_EVERY_S)

    def _wanted(self) -> set[str]:
        try:
            named = read_queue_models(self._settings.layout.queue_models)
        except (OSError, UnicodeDecodeError) as error:
            log.error("queue_models_unreadable", reason=str(error), remedy="mend the file, or delete it")  # noqa: TRY400
            return set(self._seats)
        return set(named) - {self._own.name, ""}

    def _add(self, supervisor: Supervisor, model: str) -> None:
        """A model that is not whole is told once, and tried again until it is."""
        try:
            installed = ready(self._settings.layout.var, model)
        except (ModelError, OSError, UnicodeDecodeError) as error:
            self._refuse(model, str(error))
            return
        self._refused.pop(model, None)
        self._seats[model] = SpeechSeat(self._next, self._settings, installed, own=False)
        self._next += 1
        log.info("queue_model_added", model=model)
        supervisor.add(self._seats[model])

    def _refuse(self, model: str, problem: str) -> None:
        if self._refused.get(model) != problem:
            self._refused[model] = problem
            log.error("queue_model_unusable", model=model, remedy=problem)
