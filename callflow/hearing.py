"""With which speech model each leg is heard.

A queue may have a model of its own: a dialect, a second language. Which one, and whether a speech worker has it, the
shell knows and tells (`SpeechModelChosen`); here it is written down for each leg from which sample on. So a leg that is
decoded again, by whomever and whenever, is heard with the same models at the same places.

A model counts for segments that begin at or after its sample. What was heard stays as it was heard.
"""

from collections.abc import Iterable
from functools import partial

from msgspec.structs import replace

from callflow import events
from callflow.commands import ChangeModels, TranscribeLeg
from callflow.legs import with_legs
from callflow.state import Case, Leg, Tape
from callflow.step import Step, do, stay
from callflow.units import SAMPLE_RATE_HZ, SampleIndex, WallMs
from callflow.utterance import HeardWith
from callflow.views import Phase

_UNHEARD = (Tape.GROWING, Tape.WHOLE)
_OWN = ""


def begin(case: Case, event: events.RecordingStarted, _: WallMs) -> Step:
    """A recording has begun: have it transcribed."""
    models = (HeardWith(from_sample=SampleIndex(0), model=case.speech_model),) if case.speech_model else ()
    recorded = replace(case.legs[event.leg], models=models)
    return do(with_legs(case, recorded), TranscribeLeg(leg=event.leg, models=models))


def change(case: Case, event: events.SpeechModelChosen, now: WallMs) -> Step:
    """Hear what is said from now on with this model, and with the hotline's own what a missing one has not heard."""
    step = stay(case.with_(speech_model=event.model, speech_model_missing=event.missing))
    for leg in _unheard(case):
        models = _without(leg, event.missing) if event.missing else leg.models
        models = _from_now(replace(leg, models=models), event.model, now)
        if models != leg.models:
            step = step.then(partial(_give, leg=replace(leg, models=models)))
    return step


def is_heard(case: Case) -> bool:
    """Whether something is said in this case, will be, or was and has not been heard yet."""
    begins = case.phase in (Phase.QUEUED, Phase.RINGING, Phase.DIALLING)
    return begins or any(True for _ in case.living()) or bool(_unheard(case))


def still_needed(case: Case) -> set[str]:
    """The models that something of this case is still to be heard with, besides the hotline's own."""
    return {one.model for leg in _unheard(case) for one in _ahead(leg)} - {_OWN}


def in_force(models: Iterable[HeardWith], at: SampleIndex) -> HeardWith:
    """The model with which a segment that begins at this sample is heard."""
    before = [one for one in models if one.from_sample <= at]
    return before[-1] if before else HeardWith(from_sample=SampleIndex(0), model=_OWN)


def _unheard(case: Case) -> list[Leg]:
    return [leg for leg in case.legs.values() if leg.tape in _UNHEARD]


def _ahead(leg: Leg) -> list[HeardWith]:
    """What is in force where decoding goes on, and what comes after it."""
    return [in_force(leg.models, leg.resume_sample), *_after(leg.models, leg.resume_sample)]


def _without(leg: Leg, missing: str) -> tuple[HeardWith, ...]:
    """The same with the hotline's own model in place of a missing one, where it has not heard yet."""
    at, models = leg.resume_sample, leg.models
    if in_force(models, at).model == missing:
        models = (*_before(models, at), HeardWith(from_sample=at, model=_OWN), *_after(models, at))
    later = (replace(one, model=_OWN) if one.model == missing else one for one in _after(models, at))
    return (*(one for one in models if one.from_sample <= at), *later)


def _from_now(leg: Leg, model: str, now: WallMs) -> tuple[HeardWith, ...]:
    """The same with this model for what will be said; a recording that is whole will hold no more."""
    latest = _ahead(leg)[-1]
    if leg.tape is not Tape.GROWING or latest.model == model:
        return leg.models
    recorded = (now - leg.sample_zero_at) * SAMPLE_RATE_HZ // 1_000
    at = SampleIndex(max(recorded, leg.resume_sample, latest.from_sample))
    return (*_before(leg.models, at), HeardWith(from_sample=at, model=model))


def _before(models: Iterable[HeardWith], at: SampleIndex) -> tuple[HeardWith, ...]:
    return tuple(one for one in models if one.from_sample < at)


def _after(models: Iterable[HeardWith], at: SampleIndex) -> tuple[HeardWith, ...]:
    return tuple(one for one in models if one.from_sample > at)


def _give(case: Case, leg: Leg) -> Step:
    return do(with_legs(case, leg), ChangeModels(leg=leg.id, models=leg.models))
