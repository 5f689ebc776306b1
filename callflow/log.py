"""The case log's lines: every event and every command of a case, numbered from 0, in the order they came to be.

`events.jsonl` holds one `Entry` a line. An event's commands follow it directly. Pure: reading and writing files is
`lingting.folder`'s.
"""

import msgspec

from callflow.commands import AnyCommand
from callflow.events import AnyEvent
from callflow.units import WallMs


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line: either an event or a command."""

    index: int
    at: WallMs
    event: AnyEvent | None = None
    command: AnyCommand | None = None


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Entry)


def to_line(entry: Entry) -> bytes:
    """One line of `events.jsonl`, newline included."""
    return _encoder.encode(entry) + b"\n"


def from_line(line: bytes) -> Entry:
    """Read a whole line. Raises msgspec.DecodeError or msgspec.ValidationError when it is not one."""
    return _decoder.decode(line)


def whole_entries(data: bytes) -> list[Entry]:
    """Read a log up to its last whole line: a process killed in mid-write leaves a torn one, which is not an entry.

    Raises msgspec.DecodeError when a line *before* the last is damaged: that is not a torn write.
    """
    return [from_line(line) for line in data.split(b"\n")[:-1] if line]
