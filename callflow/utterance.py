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


class HeardWith(msgspec.Struct, frozen=True, kw_only=True):
    """From `from_sample` of a leg on, segments that begin are heard with this model; empty: the hotline's own."""

    from_sample: SampleIndex
    model: str


class Word(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One recognised word as it was heard, with its place in call time and the recogniser's confidence in 0..1.

    `written` is what stands for it in the utterance's text: a number in digits stands with its first word, nothing
    with the others, and a punctuation mark with the word before it. None: the word as heard. An utterance's text is
    that of its words, one after the other.
    """

    text: str
    start_ms: CallMs
    end_ms: CallMs
    confidence: float
    written: str | None = None


class SpanKind(StrEnum):
    """What can be recognised in a text by a rule of its own."""

    MOBILE = "mobile"
    """A mobile number, by the numbering plan of +86."""
    FIXED_LINE = "fixed_line"
    """A telephone number with its area code, by the same plan."""
    IDENTITY = "identity"
    """A citizen's identity number, by its checksum (GB 11643)."""


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A number said by the words `from_word` up to, not including, `to_word`.

    `value` has its digits alone, corrected where the speaker corrected them in the same breath.
    """

    kind: SpanKind
    value: str
    from_word: int
    to_word: int


class NameCorrection(msgspec.Struct, frozen=True, kw_only=True):
    """Words that are written as a name of the city's list which sounds like them.

    They are `from_word` up to, not including, `to_word`; `heard` is what the recogniser made of them.
    """

    from_word: int
    to_word: int
    heard: str
    written: str


class Utterance(msgspec.Struct, frozen=True, kw_only=True):
    """A finished stretch of one leg's speech: `words` as heard, `text` as people write it (docs/speech.md).

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
    spans: tuple[Span, ...] = ()
    corrections: tuple[NameCorrection, ...] = ()
    model: str = ""
    """Name of the speech model that heard it; empty: not known."""
    corrected: bool = False
    """Whether `text` is what a person made of it; the words then no longer make it up."""


def utterance_id(leg: LegId, first_sample: SampleIndex) -> UtteranceId:
    """Name an utterance by what never changes: its leg and its first sample."""
    return UtteranceId(f"{leg}:{first_sample}")
