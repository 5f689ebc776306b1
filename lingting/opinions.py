"""Second opinions: a finished call heard once more by another model (docs/adr/0009-second-opinions.md).

They lie beside the recordings, `cases/<case>/opinions/<model>.json`, one for each model, the newest one stands. The
case's log knows nothing of them.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from asr.hindsight import Hindsight, after
from asr.recording import UnreadableRecordingError
from asr.wire import Transcribe
from callflow.events import CaseOpened, RecordingClosed, RecordingStarted, UtteranceHeard
from callflow.log import Entry
from callflow.second_opinion import OPINIONS, SecondOpinion
from callflow.units import SAMPLE_RATE_HZ, CallMs, CaseId, DurationMs, SampleIndex, WallMs
from lingting.folder import LOG_NAME, read_case

Tell = Callable[[DurationMs, DurationMs], None]
"""(how much of the recordings has been heard, of how much)"""


class _Recording(NamedTuple):
    order: Transcribe
    length_ms: int


class NoOpinionError(Exception):
    """A case cannot be heard once more, and why."""


def add_opinion(folder: Path, model: str, hindsight: Hindsight, tell: Tell) -> SecondOpinion:
    """Hear a finished case's recordings by the named model and keep what was heard. Raises NoOpinionError, OSError."""
    entries = _entries(folder)
    recordings = _recordings(folder, entries)
    try:
        heard = sorted(_heard(recordings, hindsight, tell), key=lambda one: (one.start_ms, one.leg))
    except (OSError, UnreadableRecordingError) as error:
        raise NoOpinionError(f"a recording of {folder.name} cannot be read: {error}") from error
    opinion = SecondOpinion(model=model, made_at=WallMs(time.time_ns() // 1_000_000), utterances=tuple(heard))
    _keep(folder, opinion)
    return opinion


def _entries(folder: Path) -> list[Entry]:
    if not (folder / LOG_NAME).is_file():
        raise NoOpinionError(f"{folder.name} is no file and no case: cases lie in {folder.parent}")
    try:
        return read_case(folder)
    except (OSError, msgspec.DecodeError) as error:
        raise NoOpinionError(f"{folder / LOG_NAME} cannot be read: {error}") from error


def _recordings(folder: Path, entries: Sequence[Entry]) -> list[_Recording]:
    events = [entry.event for entry in entries]
    opened = next((entry.at for entry in entries if isinstance(entry.event, CaseOpened)), None)
    if opened is None:
        raise NoOpinionError(f"{folder / LOG_NAME} does not say when the call began: its first line is missing or torn")
    closed = {event.leg: event.samples for event in events if isinstance(event, RecordingClosed)}
    begun = [event for event in events if isinstance(event, RecordingStarted)]
    if live := [event.leg for event in begun if event.leg not in closed]:
        raise NoOpinionError(f"the call is not over: {', '.join(live)} of {folder.name} is still being recorded")
    if not begun:
        raise NoOpinionError(f"nothing was recorded of {folder.name}")
    return [_Recording(_order(folder, event, opened), closed[event.leg] * 1000 // SAMPLE_RATE_HZ) for event in begun]


def _order(folder: Path, event: RecordingStarted, opened: WallMs) -> Transcribe:
    return Transcribe(
        case=CaseId(folder.name),
        leg=event.leg,
        path=str(folder / event.file),
        from_sample=SampleIndex(0),
        offset_ms=CallMs(event.sample_zero_at - opened),
    )


def _heard(recordings: Sequence[_Recording], hindsight: Hindsight, tell: Tell) -> Iterator[UtteranceHeard]:
    of = DurationMs(sum(one.length_ms for one in recordings))
    before_ms = 0
    for one in recordings:
        yield from hindsight.hear(one.order, after(before_ms, lambda done: tell(done, of)))
        before_ms += one.length_ms


def _keep(folder: Path, opinion: SecondOpinion) -> None:
    """Replace the model's former opinion in one go: the page may be reading it."""
    (folder / OPINIONS).mkdir(exist_ok=True)
    fresh = folder / OPINIONS / f".{opinion.model}"
    fresh.write_bytes(msgspec.json.encode(opinion))
    fresh.replace(folder / OPINIONS / f"{opinion.model}.json")
