"""What a speech worker and the switchboard say to each other: one JSON object a line (`docs/wire.md`).

The speech workers acknowledge nothing: the case log is the commit, and a leg that moves to another worker is decoded
again from the `resume_sample` of its last logged utterance.
"""

import msgspec

from callflow.events import TranscriptCompleted, UtteranceHeard
from callflow.units import CallMs, CaseId, DurationMs, LegId, SampleIndex


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """One line of the wire."""


# --- to the worker ------------------------------------------------------------------------------------------


class Transcribe(Message, frozen=True, kw_only=True):
    """Decode the growing recording at `path` from `from_sample` on; its sample 0 lies at `offset_ms` of call time.

    With `until_sample`: only the segments that begin before it; another model hears the others.
    """

    case: CaseId
    leg: LegId
    path: str
    from_sample: SampleIndex
    offset_ms: CallMs
    until_sample: SampleIndex | None = None


class Until(Message, frozen=True, kw_only=True):
    """Decode no segment of this leg that begins at or after `sample`."""

    case: CaseId
    leg: LegId
    sample: SampleIndex


class Close(Message, frozen=True, kw_only=True):
    """The recording is whole with so many samples."""

    case: CaseId
    leg: LegId
    samples: int


class Drop(Message, frozen=True, kw_only=True):
    """Stop at once and tell nothing more about this leg."""

    case: CaseId
    leg: LegId


# --- from the worker ----------------------------------------------------------------------------------------


class Ready(Message, frozen=True, kw_only=True):
    """First line of every connection. `demo` says that the model does not understand people."""

    worker: str
    pid: int
    model: str
    demo: bool
    own: bool = True
    """Whether it is the hotline's own model, and not one for some queues only."""


class Partial(Message, frozen=True, kw_only=True):
    """The words so far of the utterance being spoken. May be dropped by anyone."""

    case: CaseId
    leg: LegId
    first_sample: SampleIndex
    start_ms: CallMs
    text: str


class Heard(Message, frozen=True, kw_only=True):
    """A finished utterance."""

    case: CaseId
    event: UtteranceHeard


class Finished(Message, frozen=True, kw_only=True):
    """The closed recording is decoded to its end."""

    case: CaseId
    event: TranscriptCompleted


class Reached(Message, frozen=True, kw_only=True):
    """All segments before `Until` are decoded: with another model decoding goes on at `sample`."""

    case: CaseId
    leg: LegId
    sample: SampleIndex


class Lag(Message, frozen=True, kw_only=True):
    """Once a second: how far the slowest of so many legs lies behind its recording, and the worker's work so far."""

    ms: DurationMs
    legs: int
    backlog_ms: DurationMs = DurationMs(0)
    """Recorded speech that nobody waits for and that is still to be decoded."""
    decoded_ms: DurationMs = DurationMs(0)
    """Recorded time that was decoded since the worker began, silence included."""
    busy_ms: DurationMs = DurationMs(0)
    """Time that it took."""


ToWorker = Transcribe | Until | Close | Drop
FromWorker = Ready | Partial | Heard | Finished | Reached | Lag

_encoder = msgspec.json.Encoder()
_to_worker: msgspec.json.Decoder[ToWorker] = msgspec.json.Decoder(ToWorker)
_from_worker: msgspec.json.Decoder[FromWorker] = msgspec.json.Decoder(FromWorker)


def encode(message: ToWorker | FromWorker) -> bytes:
    """One line, newline included."""
    return _encoder.encode(message) + b"\n"


def decode_to_worker(line: bytes) -> ToWorker:
    """Read a line that the switchboard sent. Raises msgspec.DecodeError or msgspec.ValidationError."""
    return _to_worker.decode(line)


def decode_from_worker(line: bytes) -> FromWorker:
    """Read a line that a worker sent. Raises msgspec.DecodeError or msgspec.ValidationError."""
    return _from_worker.decode(line)
