"""The sentences that scenarios are written in; they declare themselves when this is imported."""

from tests.scenarios.steps import desks, phones, screens, sounds

__all__ = ["desks", "phones", "screens", "sounds"]
