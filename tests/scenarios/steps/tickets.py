"""What becomes of the case on paper: its ticket, the call-back list, the follow-up campaign."""

from collections.abc import Mapping
from typing import Any

from telephony import softphone_wire as wire
from tests.calls.running import eventually
from tests.scenarios.desk import RefusedError
from tests.scenarios.grammar import sentence
from tests.scenarios.play import Play


@sentence("{desk} writes the ticket")
async def writes(play: Play, desk: str, given: Mapping[str, str]) -> None:
    """Field by field."""
    await eventually(lambda: play.view().ticket)
    for field, value in given.items():
        await play.desk(desk).ask("PATCH", f"/api/cases/{play.case}/draft", {"field": field, "value": value})


@sentence("{desk} confirms the ticket")
async def confirms(play: Play, desk: str) -> None:
    """It stands from now on."""
    play.ticket = play.view().ticket or ""
    await play.desk(desk).ask("POST", f"/api/cases/{play.case}/confirm")


@sentence("{desk} answers the ticket")
async def answers_it(play: Play, desk: str, given: str) -> None:
    """直答: the hotline itself has answered."""
    await play.desk(desk).ask("POST", f"/api/tickets/{play.ticket}/answer", {"answer": given})


@sentence("{who} keys in the ticket's number")
async def keys_in_the_number(play: Play, who: str) -> None:
    """As the menu asks: its digits, and # behind them."""
    await play.handset(who).order(wire.Keys(digits=f"{play.ticket}#"))


@sentence("the ticket is resolved and its citizen will be asked")
async def is_resolved(play: Play) -> None:
    """A supervisor says both."""
    play.ticket = play.view().ticket or ""
    await eventually(lambda: _resolved(play))
    await play.stage.control.ask("POST", "/api/follow-ups", {"tickets": [play.ticket]})


@sentence("the ticket is {state}")
async def the_ticket_is(play: Play, state: str) -> None:
    """In the records, in the end."""
    await eventually(lambda: _has_state(play, state))


@sentence("the citizen is on the call-back list")
async def is_owed(play: Play, given: str) -> None:
    """For this reason."""
    found = await eventually(lambda: _owed(play))
    assert found == given, f"the reason is {found}"


@sentence("nobody is owed a call")
async def nobody_is_owed(play: Play) -> None:
    """The call-back list has none of this citizen."""
    await eventually(lambda: _is_settled(play))


@sentence("{desk} rings {who} back")
async def rings_back(play: Play, desk: str, who: str) -> None:
    """回拨, from the list."""
    await play.desk(desk).ask("POST", f"/api/callbacks/{play.case_of(who)}/dial")


async def _resolved(play: Play) -> bool:
    """The records may still be writing the ticket down."""
    try:
        ticket = await play.stage.control.ask("POST", f"/api/tickets/{play.ticket}/resolve")
    except RefusedError:
        return False
    return bool(ticket["state"] == "resolved")


async def _has_state(play: Play, state: str) -> bool:
    ticket = await play.stage.control.ask("GET", f"/api/tickets/{play.ticket}")
    return bool(ticket["state"] == state)


async def _rows(play: Play) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await play.stage.control.ask("GET", "/api/callbacks")
    return [row for row in rows if row["case"] not in play.known]


async def _owed(play: Play) -> str | None:
    return next((row["reason"] for row in await _rows(play) if row["case"] == play.case), None)


async def _is_settled(play: Play) -> bool:
    return not await _rows(play)
