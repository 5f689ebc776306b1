"""What somebody said, as the recogniser heard it, on call time."""

from enum import StrEnum

import msgspec

from callflow.units import CallMs, LegId, SampleIndex, UtteranceId


class Setting(StrEnum):
    """Under which circumstances something was said: who could hear it."""

    TALK = "talk"
    HOLD = "hold"
    """By somebody on hold: heard by nobody, but recorded."""
    CONSULT = "consult"
    """While the citizen was on hold."""
    SUPERVISION = "supervision"
    """By a supervisor who listened or advised: shown to supervisors alone."""


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """One recognised word with its place in call time and the recogniser's confidence in 0..1."""

    text: str
    start_ms: CallMs
    end_ms: CallMs
    confidence: float


class Utterance(msgspec.Struct, frozen=True, kw_only=True):
    """A finished stretch of one leg's speech.

    `role` is the speaker's part in the call and `setting` who could hear it then: both known, not guessed from sound.
    """

    id: UtteranceId
    leg: LegId
    role: str
    setting: Setting = Setting.TALK
    start_ms: CallMs
    end_ms: CallMs
    text: str
    words: tuple[Word, ...] = ()
    confidence: float = 0.0
    corrected: bool = False


def utterance_id(leg: LegId, first_sample: SampleIndex) -> UtteranceId:
    """Name an utterance by what never changes: its leg and its first sample."""
    return UtteranceId(f"{leg}:{first_sample}")
