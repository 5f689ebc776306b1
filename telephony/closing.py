"""Legs that are over, kept until their recordings have been written to the end.

The bridge finishes a WAV at its next tick after the recorder was dropped; only then is the number of samples known.
"""

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from callflow.events import LegEnded, RecordingClosed, WorkerEvent
from telephony import recording

PATIENCE_S = 1.0

log = structlog.get_logger()


@dataclass(frozen=True)
class Closing:
    """One leg that is over and the file that may still be written."""

    ended: LegEnded
    file: Path | None
    by: float

    def is_done(self, now: float) -> bool:
        """Whether there is nothing more to wait for."""
        if self.file is None or now >= self.by:
            return True
        with contextlib.suppress(FileNotFoundError):
            return recording.is_finished(self.file)
        return False

    def events(self) -> list[WorkerEvent]:
        """What is to be told: the recording first, then the leg."""
        if self.file is None:
            return [self.ended]
        return [RecordingClosed(leg=self.ended.leg, samples=whole_samples(self.file)), self.ended]


@dataclass
class ClosingLegs:
    """All legs that are over and not yet told. `now` is monotonic seconds."""

    _waiting: list[Closing] = field(default_factory=list)

    def add(self, ended: LegEnded, file: Path | None, now: float) -> None:
        """Wait for this leg's recording; None when it has none."""
        self._waiting.append(Closing(ended, file, now + PATIENCE_S))

    def take_done(self, now: float) -> list[WorkerEvent]:
        """Events of the legs that are wholly over, each once."""
        done = [closing for closing in self._waiting if closing.is_done(now)]
        self._waiting = [closing for closing in self._waiting if closing not in done]
        return [event for closing in done for event in closing.events()]

    def forget(self) -> None:
        """Tell nothing of those that are left."""
        self._waiting.clear()

    def __bool__(self) -> bool:
        return bool(self._waiting)


def whole_samples(file: Path) -> int:
    """How many samples a recording holds, its header mended where it is not finished; 0 when the file fails us."""
    try:
        return recording.repair(file)
    except OSError:
        log.exception("recording_damaged", file=file.name, remedy="see whether the disk is full")
        return 0
