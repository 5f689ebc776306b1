"""Something said as a speech worker tells it, names and numbers written."""

from asr.transcription import mean_confidence
from asr.writing import NameList, write
from callflow.events import UtteranceHeard
from callflow.units import CallMs, LegId, SampleIndex
from tests.unit.asr.writing.hearing import heard


def written(line: str, names: NameList, leg: str = "citizen") -> UtteranceHeard:
    """An utterance of these words (`hearing.heard`), the first one of its leg."""
    said = write(heard(line), names)
    return UtteranceHeard(
        leg=LegId(leg),
        first_sample=SampleIndex(0),
        resume_sample=SampleIndex(160_000),
        start_ms=CallMs(0),
        end_ms=said.words[-1].end_ms,
        text=said.text,
        words=said.words,
        confidence=mean_confidence(said.words),
        spans=said.spans,
        corrections=said.corrections,
    )
