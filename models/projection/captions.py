"""What was said, and what people made of it."""

import msgspec

from callflow import events
from callflow.units import LegId, SampleIndex, UtteranceId, WallMs
from models.projection.hearing import spoken
from models.projection.work import Work
from models.tables import Utterance


async def utterance_heard(work: Work, event: events.UtteranceHeard) -> None:
    """A finished utterance. One whose leg and first sample are there already is the same one."""
    if await work.session.get(Utterance, (work.case_id, event.leg, event.first_sample)) is None:
        work.session.add(await _heard(work, event))
        await work.session.flush()


async def _heard(work: Work, event: events.UtteranceHeard) -> Utterance:
    case, leg = await work.case(), await work.leg(event.leg)
    said_at = WallMs(case.started_at + event.start_ms)
    role, setting = spoken(case, leg, await work.legs(), said_at)
    return Utterance(
        case_id=work.case_id,
        leg=event.leg,
        first_sample=event.first_sample,
        role=role,
        agent=leg.agent,
        setting=setting,
        start_ms=event.start_ms,
        end_ms=event.end_ms,
        text=event.text,
        words=msgspec.to_builtins(event.words),
        confidence=event.confidence,
        spans=msgspec.to_builtins(event.spans),
        corrections=msgspec.to_builtins(event.corrections),
        model=event.model,
    )


async def caption_corrected(work: Work, event: events.CaptionCorrected) -> None:
    """A person's words over the recogniser's, which stay beside them. What was not heard is not corrected."""
    leg, first_sample = _placed(event.utterance)
    said = await work.session.get(Utterance, (work.case_id, leg, first_sample))
    if said is None:
        return
    said.corrected_text, said.corrected_by, said.corrected_at = event.text, event.agent, work.at


def _placed(utterance: UtteranceId) -> tuple[LegId, SampleIndex]:
    leg, _, first_sample = utterance.rpartition(":")
    return LegId(leg), SampleIndex(int(first_sample) if first_sample.isdecimal() else -1)


async def transcript_completed(work: Work, event: events.TranscriptCompleted) -> None:
    """A leg's last word is in the records."""
    leg = await work.leg(event.leg)
    leg.transcribed_at = work.at
