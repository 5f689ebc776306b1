"""A written call as utterances, for the scripts that measure drafting."""

from callflow.units import CallMs, LegId, UtteranceId
from callflow.utterance import Utterance

EVERY = CallMs(1000)
LASTS = CallMs(900)


def utterance(at: int, role: str, text: str, every: CallMs = EVERY, lasts: CallMs = LASTS) -> Utterance:
    """The utterance number `at` of a call in which one begins every `every` ms."""
    start = CallMs(at * every)
    return Utterance(
        id=UtteranceId(f"{role}:{at}"),
        leg=LegId(role),
        role=role,
        start_ms=start,
        end_ms=CallMs(start + lasts),
        text=text,
    )
