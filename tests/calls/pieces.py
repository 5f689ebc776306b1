"""Pieces of the sample call, and what speech should make of a recording: decoded again, undisturbed."""

from pathlib import Path

import msgspec
import numpy as np
import soundfile

from asr.models import resolve
from asr.silero import SileroVoice
from asr.transcription import LegTranscription
from asr.vosk import VoskModel
from asr.wire import Heard, Transcribe
from callflow.events import UtteranceHeard
from callflow.units import CallMs, CaseId, LegId, SampleIndex
from lingting.demo.script import Script, Turn, load_script
from lingting.layout import ASSETS

Stretch = tuple[float, float]
"""From one second of the sample call to another."""

OPENING: Stretch = (0.0, 22.6)
"""A short call: two turns of each speaker."""
MATTER: tuple[Stretch, ...] = ((0.0, 22.3), (44.2, 59.6))
"""A call whose place is told, and read back later: three turns of each speaker."""


def cut_track(speaker: str, folder: Path, *stretches: Stretch) -> Path:
    """A speaker's track of the sample call, these stretches of it one behind the other; none: the opening."""
    sound, rate_hz = soundfile.read(load_script().track(speaker), dtype="int16")
    cuts = [sound[int(begin * rate_hz) : int(end * rate_hz)] for begin, end in stretches or [OPENING]]
    path = folder / f"{speaker}-track.wav"
    soundfile.write(path, np.concatenate(cuts), rate_hz, subtype="PCM_16")
    return path


def cut_call(folder: Path, *stretches: Stretch) -> Script:
    """The sample call cut down to these stretches, as `lingting.demo.call.place` takes it."""
    turns: list[Turn] = []
    passed_s = 0.0
    for begin, end in stretches:
        later_ms = round((passed_s - begin) * 1000)
        turns += [_moved(turn, later_ms) for turn in load_script().turns if _lies_in(turn, (begin, end))]
        passed_s += end - begin
    citizen, agent = (str(cut_track(speaker, folder, *stretches)) for speaker in ("citizen", "agent"))
    return Script(turns=turns, citizen=citizen, agent=agent)


def _lies_in(turn: Turn, stretch: Stretch) -> bool:
    begin, end = stretch
    return begin <= turn.start_ms / 1000 and turn.end_ms / 1000 <= end


def _moved(turn: Turn, by_ms: int) -> Turn:
    return msgspec.structs.replace(turn, start_ms=turn.start_ms + by_ms, end_ms=turn.end_ms + by_ms)


def decoded(var: Path, recording: Path, samples: int) -> list[tuple[int, str]]:
    """A finished recording's utterances, (first sample, text), as one speech worker hears them that nobody kills."""
    model = VoskModel(resolve(var, ASSETS).path)
    order = Transcribe(
        case=CaseId("again"),
        leg=LegId("leg"),
        path=str(recording),
        from_sample=SampleIndex(0),
        offset_ms=CallMs(0),
    )
    leg = LegTranscription(order, SileroVoice, model.recogniser, clock=lambda: 0.0)
    leg.close(samples)
    found = []
    while (told := leg.step()) is not None:
        found += [said(message.event) for message in told if isinstance(message, Heard)]
    leg.release()
    return found


def said(event: UtteranceHeard) -> tuple[int, str]:
    """What makes an utterance the same one: its identity within the leg, and its words."""
    return event.first_sample, event.text
