"""Conversations as screens are shown them: who is in the call, where each stands, who hears whom."""

from callflow.units import AgentId, LegId, WallMs
from callflow.views import (
    Arrangement,
    Attempt,
    AttemptState,
    FirstResponder,
    InvitationView,
    Party,
    PartyRole,
    PartyState,
    Place,
    Way,
)

SECOND = 1000
MUSIC = LegId("music")
WATER = "市水务局"


def party(leg: str, role: PartyRole, label: str, since: int, **changes: object) -> Party:
    """One who has answered and is in the room."""
    fields: dict[str, object] = {"state": PartyState.UP, "place": Place.ROOM} | changes
    return Party(leg=LegId(leg), role=role, label=label, since=WallMs(since), **fields)  # type: ignore[arg-type]


def citizen(now: int, place: Place = Place.ROOM) -> Party:
    """Who called 84 s ago."""
    return party("citizen", PartyRole.CITIZEN, "13812345678", now - 84 * SECOND, place=place)


def agent(now: int, number: str = "1026", leg: str = "agent-1") -> Party:
    """Who has the call."""
    return party(leg, PartyRole.AGENT, number, now - 80 * SECOND, agent=AgentId(number))


def department(now: int, place: Place = Place.ROOM, **changes: object) -> Party:
    """A department that answered 9 s ago."""
    return party("department-1", PartyRole.DEPARTMENT, WATER, now - 9 * SECOND, place=place, **changes)


def supervisor(now: int, place: Place, number: str = "9001") -> Party:
    """A supervisor with a leg of its own."""
    who = AgentId(number)
    return party("supervisor-1", PartyRole.SUPERVISOR, number, now - 20 * SECOND, place=place, agent=who)


def together(*legs: str) -> tuple[tuple[LegId, LegId], ...]:
    """Everybody hears everybody else."""
    return tuple((LegId(one), LegId(other)) for one in legs for other in legs if one != other)


def music(*legs: str) -> tuple[tuple[LegId, LegId], ...]:
    """Each of them hears music."""
    return tuple((LegId(leg), MUSIC) for leg in legs)


def talk(now: int) -> dict[str, object]:
    """Citizen and agent."""
    return {
        "arrangement": Arrangement.TALK,
        "talking_since": WallMs(now - 80 * SECOND),
        "parties": (citizen(now), agent(now)),
        "hears": together("citizen", "agent-1"),
        "invitations": (),
    }


def hold(now: int) -> dict[str, object]:
    """The citizen hears music, the agent is alone."""
    parties = (citizen(now, Place.ASIDE), agent(now))
    return talk(now) | {"arrangement": Arrangement.HOLD, "parties": parties, "hears": music("citizen")}


def consult(now: int) -> dict[str, object]:
    """The citizen hears music, agent and department talk."""
    parties = (citizen(now, Place.ASIDE), agent(now), department(now))
    hears = (*music("citizen"), *together("agent-1", "department-1"))
    return talk(now) | {"arrangement": Arrangement.CONSULT, "parties": parties, "hears": hears}


def three_way(now: int) -> dict[str, object]:
    """All three talk, and the department is responsible first."""
    return talk(now) | {
        "arrangement": Arrangement.THREE_WAY,
        "parties": (citizen(now), agent(now), department(now)),
        "hears": together("citizen", "agent-1", "department-1"),
        "first_responder": first_responder(now),
    }


def left(now: int, wrap_up_ends_at: int | None) -> dict[str, object]:
    """Citizen and department talk on; the agent writes, or has no time left."""
    return three_way(now) | {
        "arrangement": Arrangement.LEFT,
        "parties": (citizen(now), department(now)),
        "hears": together("citizen", "department-1"),
        "wrap_up_ends_at": wrap_up_ends_at,
    }


def supervised(now: int, place: Place) -> dict[str, object]:
    """Citizen and agent talk, and a supervisor has come."""
    hears = [*together("citizen", "agent-1")]
    silent = place in (Place.LISTEN, Place.WHISPER)
    hears += [(LegId("supervisor-1"), LegId(leg)) for leg in ("citizen", "agent-1")]
    hears += [(LegId("agent-1"), LegId("supervisor-1"))] if place is not Place.LISTEN else []
    hears += [] if silent else [(LegId("citizen"), LegId("supervisor-1"))]
    return talk(now) | {"parties": (citizen(now), agent(now), supervisor(now, place)), "hears": tuple(hears)}


def first_responder(now: int) -> FirstResponder:
    """The department answered 14 s after it was asked for."""
    return FirstResponder(department="water", name=WATER, answered_at=WallMs(now - 9 * SECOND), after_ms=14 * SECOND)


def attempt(leg: str, label: str, state: AttemptState, since: int, status: int = 0) -> Attempt:
    """One number that was tried."""
    return Attempt(leg=LegId(leg), label=label, state=state, since=WallMs(since), status=status)


def inviting(now: int, way: Way = Way.THREE_WAY, *, pending: bool = True) -> dict[str, object]:
    """A department is called: its first number was busy, the second rings (or did in vain)."""
    second = attempt("department-2", "83001234", AttemptState.RINGING, now - 12 * SECOND)
    if not pending:
        second = attempt("department-2", "83001234", AttemptState.NO_ANSWER, now - SECOND, 408)
    busy = attempt("department-1", "值班电话", AttemptState.BUSY, now - 14 * SECOND, 486)
    invitation = InvitationView(
        id=1,
        role=PartyRole.DEPARTMENT,
        name=WATER,
        way=way,
        department="water",
        asked_at=WallMs(now - 15 * SECOND),
        attempts=(busy, second),
        left=("水务热线 83005678",) if pending else (),
        pending=pending,
    )
    called = party("department-2", PartyRole.DEPARTMENT, WATER, now - 12 * SECOND, state=PartyState.RINGING)
    parties = (citizen(now), agent(now), called) if pending else (citizen(now), agent(now))
    return talk(now) | {"parties": parties, "invitations": (invitation,)}
