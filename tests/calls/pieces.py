"""Pieces of the sample call, and what speech should make of a recording: decoded again, undisturbed."""

from pathlib import Path

import soundfile

from asr.models import resolve
from asr.silero import SileroVoice
from asr.transcription import LegTranscription
from asr.vosk import VoskModel
from asr.wire import Heard, Transcribe
from callflow.events import UtteranceHeard
from callflow.units import CallMs, CaseId, LegId, SampleIndex
from lingting.demo.script import load_script
from lingting.layout import ASSETS

OPENING = (0.0, 22.6)
"""Seconds of the sample call that make a short one: two turns of each speaker."""


def cut_track(speaker: str, folder: Path, stretch: tuple[float, float] = OPENING) -> Path:
    """A speaker's track of the sample call, from one second to another."""
    sound, rate_hz = soundfile.read(load_script().track(speaker), dtype="int16")
    path = folder / f"{speaker}-track.wav"
    soundfile.write(path, sound[int(stretch[0] * rate_hz) : int(stretch[1] * rate_hz)], rate_hz, subtype="PCM_16")
    return path


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
