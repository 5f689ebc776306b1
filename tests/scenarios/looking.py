"""What a case is expected to be like, held against its view (`callflow.views.CaseView`).

An expectation is a mapping of which each entry must hold. `parties` names each person's place in the conversation,
and its telephone's state where that is not simply up: `aside`, `room, held`, `gone`.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from callflow.views import CaseView, Party, PartyRole, PartyState

if TYPE_CHECKING:
    from tests.scenarios.play import Play


def differences(play: "Play", expected: Mapping[str, Any], seen: CaseView) -> list[str]:
    """What is not as expected, in words."""
    return [wrong for name, value in expected.items() for wrong in _LOOKS.get(name, _plain(name))(play, value, seen)]


def leg_of(play: "Play", who: str) -> str:
    """The living leg of a person or department. Raises AssertionError when there is none."""
    parties = [one for one in play.view().parties if is_party(play, who, one) and one.state is not PartyState.GONE]
    assert parties, f"{who} is not in the call"
    return parties[-1].leg


def is_party(play: "Play", who: str, party: Party) -> bool:
    """Whether a leg is this person's or department's."""
    if who in play.scenario.departments:
        return party.label == who
    person = play.person(who)
    if person.desk:
        return person.desk in {party.agent, party.label}
    if party.role is PartyRole.CITIZEN:
        return who == play.citizen
    return party.label in {person.phone, *play.directory.names_at(who)}


def is_up(play: "Play", who: str) -> bool:
    """Whether a person's leg is up in any of the scenario's cases."""
    up = (one for seen in play.views() for one in seen.parties if one.state is PartyState.UP)
    return any(is_party(play, who, one) for one in up)


def speaker(play: "Play", leg: str) -> str:
    """Who is at a leg, living or gone."""
    (party,) = [one for one in play.view().parties if one.leg == leg]
    return next((who for who in play.scenario.people if is_party(play, who, party)), f"a stranger ({leg})")


def _plain(name: str) -> Callable[["Play", Any, CaseView], list[str]]:
    def look(_play: "Play", value: Any, seen: CaseView) -> list[str]:
        found = msgspec.to_builtins(getattr(seen, name.replace(" ", "_").replace("'", "")))
        return [] if found == value else [f"{name} is {found!r}, not {value!r}"]

    return look


def _parties(play: "Play", value: Mapping[str, str], seen: CaseView) -> list[str]:
    wrong = []
    for who, expected in value.items():
        legs = [one for one in seen.parties if is_party(play, who, one)]
        found = _stands(legs[-1]) if legs else "gone"
        wrong += [] if found == expected else [f"{who} is {found}, not {expected}"]
    return wrong


def _stands(party: Party) -> str:
    if party.state is PartyState.GONE:
        return "gone"
    if party.state is PartyState.UP:
        return party.place.value
    return party.state.value if party.state is not PartyState.HELD else f"{party.place.value}, held"


def _attempts(_play: "Play", value: list[str], seen: CaseView) -> list[str]:
    found = [f"{one.label} {one.state.value}" for invited in seen.invitations for one in invited.attempts]
    return [] if found == value else [f"the attempts are {found}, not {value}"]


def _first_responder(_play: "Play", value: str | None, seen: CaseView) -> list[str]:
    found = seen.first_responder.name if seen.first_responder else None
    return [] if found == value else [f"the first responder is {found}, not {value}"]


def _agent(play: "Play", value: str | None, seen: CaseView) -> list[str]:
    expected = play.person(value).desk if value else None
    return [] if seen.agent == expected else [f"the agent is {seen.agent}, not {expected}"]


_LOOKS: Mapping[str, Callable[["Play", Any, CaseView], list[str]]] = {
    "parties": _parties,
    "attempts": _attempts,
    "first responder": _first_responder,
    "agent": _agent,
}
