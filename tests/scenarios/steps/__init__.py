"""The sentences that scenarios are written in; they declare themselves when this is imported."""

from tests.scenarios.steps import desks, phones, readings, recordings, screens, sounds, tickets, words

__all__ = ["desks", "phones", "readings", "recordings", "screens", "sounds", "tickets", "words"]
