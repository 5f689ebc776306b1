"""Who hears whom in a case, worked out from where everybody stands; nothing else in the core wires anybody.

* Who is in the room hears and is heard by everybody else in the room.
* Who is put aside, or is left alone waiting for somebody, hears music; an agent alone hears nothing.
* A supervisor who listens hears the room; who whispers is heard by the agent as well, and by nobody else.
* A party that holds us by itself is not there: its own music on hold would drown the others.
* While a prompt plays to the citizen, the citizen hears that and nothing else.
"""

from collections.abc import Iterable

from callflow.conference import NOBODY, Topology, audience, everyone, on_hold, together
from callflow.state import Case, Leg
from callflow.units import CITIZEN, LegId
from callflow.views import Arrangement, PartyRole, PartyState, Phase, Place

_WAITS_WITH_MUSIC = frozenset({Phase.QUEUED, Phase.RINGING})
_HEARS_SILENCE = frozenset({PartyRole.AGENT, PartyRole.SUPERVISOR})


def hears(case: Case) -> Topology:
    """Who hears whom now."""
    if case.phase is Phase.TALKING:
        return _conversation(case)
    waits = case.phase in _WAITS_WITH_MUSIC or (case.phase is Phase.MENU and case.pending())
    return on_hold(CITIZEN) if waits and case.citizen_present and case.playing is None else NOBODY


def arrangement(case: Case) -> Arrangement:
    """The conversation in one word."""
    if case.phase is not Phase.TALKING:
        return Arrangement.NONE
    if not case.citizen_present:
        return Arrangement.WITHOUT_CITIZEN
    others = _others(case)
    if not case.agent_present:
        return Arrangement.LEFT
    if case.legs[CITIZEN].place is Place.ASIDE:
        return Arrangement.CONSULT if _in_room(others) else Arrangement.HOLD
    if not others:
        return Arrangement.TALK
    return Arrangement.THREE_WAY if _in_room(others) else Arrangement.ASIDE


def _conversation(case: Case) -> Topology:
    there = [leg for leg in _listening(case) if leg.state is PartyState.UP]
    room = _in_room(there)
    aside = [leg.id for leg in there if leg.place is Place.ASIDE]
    alone = room if len(room) == 1 and case.legs[room[0]].role not in _HEARS_SILENCE else []
    return together(everyone(*room), on_hold(*aside, *alone), *(_supervision(case, leg, room) for leg in there))


def _supervision(case: Case, supervisor: Leg, room: list[LegId]) -> Topology:
    if not supervisor.silent:
        return NOBODY
    whispers = supervisor.place is Place.WHISPER and case.agent_leg in room
    return together(audience(supervisor.id, room), audience(case.agent_leg, [supervisor.id]) if whispers else NOBODY)


def _listening(case: Case) -> list[Leg]:
    """Everybody who is there, but for a citizen to whom a prompt plays."""
    return [leg for leg in case.present() if leg.id != CITIZEN or case.playing is None]


def _others(case: Case) -> list[Leg]:
    return [leg for leg in case.present() if leg.id not in (CITIZEN, case.agent_leg) and not leg.silent]


def _in_room(legs: Iterable[Leg]) -> list[LegId]:
    return [leg.id for leg in legs if leg.place is Place.ROOM]
