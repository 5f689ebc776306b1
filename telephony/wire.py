"""What call workers and the switchboard say to each other: one JSON object a line, UTF-8 (docs/wire.md).

The worker numbers what it tells and keeps it until it is acknowledged; the switchboard numbers what it wants done,
and the worker does each number once. So either side may die or reconnect without an event lost or a command doubled.
"""

from enum import StrEnum

import msgspec

from callflow.commands import WorkerCommand
from callflow.events import WorkerEvent
from callflow.units import CaseId, LegId, WallMs

NOTHING_APPLIED = -1
"""`Hello.applied` before the first command of a case."""


class LegState(StrEnum):
    """How far a leg has come, in a worker's snapshot."""

    INCOMING = "incoming"
    DIALLING = "dialling"
    RINGING = "ringing"
    UP = "up"
    GONE = "gone"


class LegSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """One leg as it stands; `recording` is the file inside the case folder once it is being written."""

    leg: LegId
    state: LegState
    recording: str | None = None


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """The worker's snapshot: first line of every connection, whenever the worker has become free, and after `Carry`."""

    worker: str
    pid: int
    sip: str
    """Where it takes INVITEs: `127.0.0.1:7103`."""
    case: CaseId | None = None
    applied: int = NOTHING_APPLIED
    """Highest command id applied in this case."""
    legs: tuple[LegSnapshot, ...] = ()


class Told(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Something happened in a case. `seq` counts up from 1 over the worker's life; sent again until acknowledged."""

    seq: int
    case: CaseId
    at: WallMs
    event: WorkerEvent


class Do(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Do something once; `id` is the command's index in the case log."""

    id: int
    case: CaseId
    command: WorkerCommand


class Ack(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """All up to and including `seq` is in the case log."""

    seq: int


class Carry(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Take this case, which begins with us and not with an INVITE. The answer is a `Hello`: its case says who won."""

    case: CaseId


FromWorker = Hello | Told
ToWorker = Do | Ack | Carry

_encoder = msgspec.json.Encoder()
_from_worker: msgspec.json.Decoder[FromWorker] = msgspec.json.Decoder(FromWorker)
_to_worker: msgspec.json.Decoder[ToWorker] = msgspec.json.Decoder(ToWorker)


def encode(message: FromWorker | ToWorker) -> bytes:
    """One line, newline included."""
    return _encoder.encode(message) + b"\n"


def decode_from_worker(line: bytes) -> FromWorker:
    """Read what a worker says. Raises msgspec.DecodeError (ValidationError is one) when it is none of its messages."""
    return _from_worker.decode(line)


def decode_to_worker(line: bytes) -> ToWorker:
    """Read what the switchboard says. Raises msgspec.DecodeError (ValidationError is one) likewise."""
    return _to_worker.decode(line)
