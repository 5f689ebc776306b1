"""What was heard in a sound file, and the forms in which it is handed out: text, SubRip, JSON."""

from collections.abc import Callable
from enum import StrEnum

import msgspec

from callflow.events import UtteranceHeard
from callflow.units import CallMs, DurationMs
from callflow.utterance import Word


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An utterance; channels count from 1, times from the file's beginning."""

    channel: int
    start_ms: CallMs
    end_ms: CallMs
    text: str
    confidence: float
    words: tuple[Word, ...]


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """All of a file, in order of time."""

    file: str
    model: str
    length_ms: DurationMs
    channels: int
    lines: tuple[Line, ...]


class Form(StrEnum):
    """How a transcript is written, and the ending of its file."""

    TEXT = "text"
    SRT = "srt"
    JSON = "json"

    @property
    def ending(self) -> str:
        """`.txt`, `.srt`, `.json`."""
        return ".txt" if self is Form.TEXT else f".{self.value}"


def line_of(channel: int, heard: UtteranceHeard) -> Line:
    """An utterance as a line."""
    return Line(
        channel=channel,
        start_ms=heard.start_ms,
        end_ms=heard.end_ms,
        text=heard.text,
        confidence=heard.confidence,
        words=heard.words,
    )


def write(transcript: Transcript, form: Form) -> str:
    """A transcript as text, newline included."""
    return _FORMS[form](transcript)


def _text(transcript: Transcript) -> str:
    return "".join(f"{_clock(one.start_ms)[:8]} {_named(transcript, one)}\n" for one in transcript.lines)


def _srt(transcript: Transcript) -> str:
    cues = [
        f"{number}\n{_clock(one.start_ms)} --> {_clock(one.end_ms)}\n{_named(transcript, one)}\n"
        for number, one in enumerate(transcript.lines, 1)
    ]
    return "\n".join(cues)


def _json(transcript: Transcript) -> str:
    return msgspec.json.encode(transcript).decode() + "\n"


def _named(transcript: Transcript, line: Line) -> str:
    """The words, and whose they are where there are several channels."""
    return f"[{line.channel}] {line.text}" if transcript.channels > 1 else line.text


def _clock(at_ms: int) -> str:
    """`00:01:02,345`, as SubRip has it."""
    seconds, ms = divmod(at_ms, 1000)
    minutes, s = divmod(seconds, 60)
    hours, m = divmod(minutes, 60)
    return f"{hours:02}:{m:02}:{s:02},{ms:03}"


_FORMS: dict[Form, Callable[[Transcript], str]] = {Form.TEXT: _text, Form.SRT: _srt, Form.JSON: _json}
