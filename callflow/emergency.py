"""Emergencies in a citizen's words: which service has to be called is on the screen while they are still being spoken.

The shell asks `suspicion` of every partial and tells what it answers; finished utterances are read here as well, so
that none is missed when no partial came. Each service is raised once in a case, and nothing takes it back: the agent
decides what it is worth.
"""

from callflow import events
from callflow.drafting.matters.emergency import emergency_in
from callflow.state import Case
from callflow.step import Step, stay
from callflow.units import CITIZEN, LegId, SampleIndex, WallMs
from callflow.views import Alarm


def suspicion(case: Case, leg: LegId, first_sample: SampleIndex, text: str) -> events.EmergencySuspected | None:
    """What words of a leg, finished or not, are to be told as; None when they raise no new alarm."""
    found = emergency_in(text) if leg == CITIZEN and leg in case.legs else None
    if found is None or any(alarm.service == found.service for alarm in case.alarms):
        return None
    words = text[found.start : found.end]
    return events.EmergencySuspected(
        service=found.service, label=found.label, words=words, leg=leg, first_sample=first_sample
    )


def suspected(case: Case, event: events.EmergencySuspected, now: WallMs) -> Step:
    """Raise the alarm, unless it stands already."""
    if any(alarm.service == event.service for alarm in case.alarms):
        return stay(case)
    raised = Alarm(
        service=event.service,
        label=event.label,
        words=event.words,
        leg=event.leg,
        first_sample=event.first_sample,
        at=now,
    )
    return stay(case.with_(alarms=(*case.alarms, raised)))


def heard(case: Case, event: events.UtteranceHeard, now: WallMs) -> Case:
    """The case after a finished utterance."""
    found = suspicion(case, event.leg, event.first_sample, event.text)
    return suspected(case, found, now).case if found else case
