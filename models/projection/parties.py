"""Who was to be called into a case, so that a leg that is dialled is known by its address.

A `DialLeg` says only which address it calls. Whoever asked for that address last, in the same role, is whom it
reaches: an invitation, the menu's contact, a supervisor, or the agent whom the queue offered.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from callflow import commands, events
from callflow.units import AgentId, LegId
from callflow.views import PartyRole, Place, Way
from models.projection.work import ProjectionError, Work
from models.tables import Case, Leg

_OPENNESS = (Place.ASIDE, Place.LISTEN, Place.WHISPER, Place.ROOM)

REFERRED = Way.TRANSFER
"""A REFER hands the citizen on."""


class Line(msgspec.Struct, frozen=True):
    """An address that may be dialled, and what a screen calls it."""

    uri: str
    label: str


class Stood(msgspec.Struct, frozen=True):
    """From `at` on a supervisor stood in this place; as an agent since taking over."""

    at: int
    place: Place
    role: PartyRole = PartyRole.SUPERVISOR


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was to be called, as `Case.asked` keeps it. `way` is none where nobody was invited."""

    id: int
    """The invitation's number, from 1 on, as `events.InvitationWithdrawn` names it; of others below 0."""
    role: PartyRole
    name: str
    at: int
    way: Way | None = None
    department: str = ""
    agent: AgentId | None = None
    lines: tuple[Line, ...]
    stood: tuple[Stood, ...] = ()
    """A supervisor's places, in order."""
    withdrawn: bool = False

    @property
    def most_open(self) -> Place | None:
        """The place at which most could hear a supervisor; None for others."""
        return max((each.place for each in self.stood), key=_OPENNESS.index, default=None)


def asked_of(case: Case) -> list[Asked]:
    """Everybody who was to be called into a case, in order."""
    return msgspec.convert(case.asked, list[Asked])


async def party_invited(work: Work, event: events.PartyInvited) -> None:
    """An agent invites a department, a colleague, an emergency service or a number."""
    lines = tuple(Line(one.uri, one.label) for one in event.numbers)
    one = Asked(
        id=await _next_number(work),
        role=event.role,
        name=event.name,
        at=work.at,
        way=event.way,
        department=event.department,
        agent=event.invited,
        lines=lines,
    )
    await _ask(work, one)


async def contact_found(work: Work, event: events.ContactFound) -> None:
    """The menu connects to somebody on duty."""
    lines = tuple(Line(one.uri, one.label) for one in event.numbers)
    role, way = PartyRole.DEPARTMENT, Way.MENU
    one = Asked(
        id=await _next_number(work),
        role=role,
        name=event.name,
        at=work.at,
        way=way,
        department=event.department,
        lines=lines,
    )
    await _ask(work, one)


async def agent_offered(work: Work, event: events.AgentOffered) -> None:
    """Remember whose phone the next agent's leg will be."""
    case = await work.case()
    case.offered_agent = event.agent
    await _ask(work, _person(work, PartyRole.AGENT, event.agent, event.uri))


async def agent_to_dial_out(work: Work, out: events.CallOut) -> None:
    """An agent calls a citizen: its phone is dialled without an offer."""
    if out.agent is not None:
        await _ask(work, _person(work, PartyRole.AGENT, out.agent, out.agent_uri))


async def supervisor_came(work: Work, event: events.SupervisorCame) -> None:
    """A supervisor wants to take part."""
    one = _person(work, PartyRole.SUPERVISOR, event.agent, event.uri)
    await _ask(work, msgspec.structs.replace(one, stood=(Stood(work.at, event.place),)))


async def supervisor_moved(work: Work, event: events.SupervisorMoved) -> None:
    """A supervisor listens, advises or speaks with all from now on."""
    await open_up(work, event.agent, event.place)


async def invitation_withdrawn(work: Work, event: events.InvitationWithdrawn) -> None:
    """An agent gives up inviting somebody."""
    await _change(work, lambda one: one.id == event.invitation, withdrawn=True)


async def party_dropped(work: Work, event: events.PartyDropped) -> None:
    """An agent lets a party go: one that has not answered is called no more, one not dialled yet never will be."""
    leg = await work.session.get(Leg, (work.case_id, event.leg))
    if leg is not None and leg.answered_at is None:
        await _change(work, lambda one: one.id == leg.invitation, withdrawn=True)


async def open_up(work: Work, agent: AgentId, place: Place, role: PartyRole = PartyRole.SUPERVISOR) -> None:
    """A supervisor's leg, dialled or still to be, stands in this place from now on."""
    case = await work.case()
    known = [one for one in asked_of(case) if one.role is PartyRole.SUPERVISOR and one.agent == agent]
    if not known:
        return
    moved = (*known[-1].stood, Stood(work.at, place, role))
    await _change(work, lambda one: one.id == known[-1].id, stood=moved)
    for leg in await work.legs():
        if leg.invitation == known[-1].id:
            leg.place = msgspec.structs.replace(known[-1], stood=moved).most_open


async def leg_dialled(work: Work, command: commands.DialLeg) -> None:
    """We call somebody."""
    case = await work.case()
    role = role_of(command.leg)
    leg = Leg(case_id=work.case_id, leg=command.leg, role=role, peer=command.uri, started_at=work.at)
    leg.agent = case.offered_agent if role is PartyRole.AGENT else None
    _know(leg, asked_of(case))
    work.session.add(leg)
    await work.session.flush()


async def leg_referred(work: Work, event: events.LegReferred) -> None:
    """A phone had us call somebody (REFER): a colleague, or whoever has that number."""
    role = PartyRole.OUTSIDE if event.agent is None else PartyRole.AGENT
    number = await _next_number(work)
    line = Line(event.target, event.target)
    one = Asked(id=number, role=role, name=event.target, at=work.at, way=REFERRED, agent=event.agent, lines=(line,))
    await _ask(work, one)
    leg = Leg(case_id=work.case_id, leg=event.new_leg, role=role, peer=event.target, started_at=work.at)
    _know(leg, [one])
    work.session.add(leg)
    await work.session.flush()


def role_of(leg: LegId) -> PartyRole:
    """A leg's part in the call by its name: `citizen`, `agent-1`. Raises ProjectionError for other names."""
    try:
        return PartyRole(leg.partition("-")[0])
    except ValueError as error:
        raise ProjectionError(f"leg {leg!r} says of no role that it is its own") from error


def _know(leg: Leg, asked: Sequence[Asked]) -> None:
    for one in reversed(asked):
        line = next((line for line in one.lines if line.uri == leg.peer), None)
        if one.role is leg.role and line is not None:
            leg.name, leg.label, leg.department, leg.agent = one.name, line.label, one.department, one.agent
            leg.invitation, leg.place = one.id, one.most_open
            return


async def _next_number(work: Work) -> int:
    """The number of the case's next invitation: they are counted from 1, as the case itself does."""
    return sum(one.way is not None for one in asked_of(await work.case())) + 1


def _person(work: Work, role: PartyRole, agent: AgentId, uri: str) -> Asked:
    return Asked(id=-work.index, role=role, name="", at=work.at, agent=agent, lines=(Line(uri, agent),))


async def _ask(work: Work, one: Asked) -> None:
    case = await work.case()
    case.asked = [*case.asked, msgspec.to_builtins(one)]


async def _change(work: Work, which: Any, **changes: Any) -> None:
    case = await work.case()
    changed = [msgspec.structs.replace(one, **changes) if which(one) else one for one in asked_of(case)]
    case.asked = msgspec.to_builtins(changed)
