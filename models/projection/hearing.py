"""As what, and under which circumstances, something was said: worked out from who heard whom at that moment.

The case itself knows where everybody stood (`callflow.paperwork`); its log says only who heard whom. Who heard music
while somebody else was on the line was on hold. A supervisor's places are told by events of their own.
"""

from collections.abc import Sequence

from callflow.units import CITIZEN, MUSIC, WallMs
from callflow.utterance import Setting
from callflow.views import PartyRole, Place
from models.projection.parties import Stood, asked_of
from models.tables import Case, Leg


def spoken(case: Case, leg: Leg, legs: Sequence[Leg], at: WallMs) -> tuple[PartyRole, Setting]:
    """A speaker's role and the setting at a moment of the wall clock."""
    stood = _stood(case, leg, at)
    if stood is not None and stood.place is not Place.ROOM:
        return stood.role, Setting.SUPERVISION
    role = leg.role if stood is None else stood.role
    waiting = _on_hold(case, legs, at)
    if leg.leg in waiting:
        return role, Setting.HOLD
    return role, Setting.CONSULT if CITIZEN in waiting else Setting.TALK


def _stood(case: Case, leg: Leg, at: WallMs) -> Stood | None:
    """Where a supervisor stood; None for others."""
    asked = next((one for one in asked_of(case) if one.id == leg.invitation), None)
    if asked is None or not asked.stood:
        return None
    before = [each for each in asked.stood if each.at <= at]
    return before[-1] if before else asked.stood[0]


def _on_hold(case: Case, legs: Sequence[Leg], at: WallMs) -> set[str]:
    """Legs that heard music though they were not alone on the line."""
    before = [hears for since, hears in case.heard if since <= at]
    listening = {listener for listener, talker in before[-1] if talker == MUSIC} if before else set()
    others = [leg.leg for leg in legs if _is_up(leg, at)]
    return {leg for leg in listening if any(other != leg for other in others)}


def _is_up(leg: Leg, at: WallMs) -> bool:
    return leg.answered_at is not None and leg.answered_at <= at and (leg.ended_at is None or leg.ended_at > at)
