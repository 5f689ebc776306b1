"""What only supervisors may see of a call: that one of them listens or advises, and every word that one says. Pure.

A supervisor who speaks with all, or has taken the call over, is a party like others; its words are still not shown.
Legs say by their name whose they are: `supervisor-1`.
"""

import msgspec

from callflow import commands, events
from callflow.screen import CaseEntry, Partial, Suggestions
from callflow.units import LegId
from callflow.utterance import Setting
from callflow.views import CaseDetail, CaseView, Party, PartyRole, Place

_HIDDEN_PLACES = (Place.LISTEN, Place.WHISPER)
_OWN_AFFAIRS = (events.SupervisorCame, events.SupervisorMoved, events.SupervisorLeft, commands.YieldSupervision)


def is_supervisors(leg: LegId | str) -> bool:
    """Whether a leg, or an utterance on it, is a supervisor's."""
    return leg.startswith(f"{PartyRole.SUPERVISOR}-")


def hides(message: CaseEntry | Partial | Suggestions) -> bool:
    """Whether an agent is not sent this."""
    if isinstance(message, Suggestions):
        return False
    if isinstance(message, Partial):
        return is_supervisors(message.leg)
    said = message.event or message.command
    match said:
        case events.CaptionCorrected(utterance=utterance):
            return is_supervisors(utterance)
        case events.PartyInvited(role=PartyRole.SUPERVISOR):
            return True
    return isinstance(said, _OWN_AFFAIRS) or is_supervisors(getattr(said, "leg", ""))


def without_supervision(view: CaseView) -> CaseView:
    """The view as agents are sent it."""
    hidden = {party.leg for party in view.parties if is_hidden(party)}
    return msgspec.structs.replace(
        view,
        parties=tuple(party for party in view.parties if party.leg not in hidden),
        hears=tuple(pair for pair in view.hears if hidden.isdisjoint(pair)),
        apart={said: how for said, how in view.apart.items() if not is_supervisors(said)},
        invitations=tuple(one for one in view.invitations if one.role is not PartyRole.SUPERVISOR),
    )


def is_hidden(party: Party) -> bool:
    """Whether a party hears the others without their knowledge, or did."""
    return party.role is PartyRole.SUPERVISOR and party.place in _HIDDEN_PLACES


def detail_without_supervision(detail: CaseDetail) -> CaseDetail:
    """The case as an agent reads it."""
    said = tuple(
        one for one in detail.utterances if one.role != PartyRole.SUPERVISOR and one.setting is not Setting.SUPERVISION
    )
    return msgspec.structs.replace(detail, view=without_supervision(detail.view), utterances=said)
