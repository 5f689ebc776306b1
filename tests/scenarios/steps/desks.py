"""What agents and supervisors do at their desks, by the page's own requests."""

from typing import Any

from callflow.views import AgentState
from tests.calls.running import eventually
from tests.scenarios.desk import Desk, RefusedError
from tests.scenarios.grammar import sentence
from tests.scenarios.looking import leg_of
from tests.scenarios.play import Play
from tests.scenarios.reading import Step

NOT_POSSIBLE = 409


async def press(play: Play, desk: Desk, button: str, body: Any = None, method: str = "POST") -> Any:
    """A button of the case."""
    return await desk.ask(method, f"/api/cases/{play.case}/{button}", body)


@sentence("{desk} is ready")
async def is_ready(play: Play, desk: str) -> None:
    """示闲."""
    await play.desk(desk).is_ready("ready")


@sentence("{desk} is away")
async def is_away(play: Play, desk: str) -> None:
    """示忙."""
    await play.desk(desk).is_ready("away")


@sentence("{desk} is free")
async def is_free(play: Play, desk: str) -> None:
    """Neither called nor in a call nor writing, as the hotline sees it."""
    await eventually(lambda: _is_idle(play, desk))


@sentence("{desk} holds {party}")
async def holds(play: Play, desk: str, party: str) -> None:
    """保持."""
    await press(play, play.desk(desk), "hold", {"leg": leg_of(play, party)})


@sentence("{desk} takes {party} back")
async def takes_back(play: Play, desk: str, party: str) -> None:
    """取回."""
    await press(play, play.desk(desk), "resume", {"leg": leg_of(play, party)})


@sentence("{desk} swaps")
async def swaps(play: Play, desk: str) -> None:
    """切换."""
    await press(play, play.desk(desk), "swap")


@sentence("{desk} joins everybody")
async def joins(play: Play, desk: str) -> None:
    """汇合: the three-way call."""
    await press(play, play.desk(desk), "join")


@sentence("{desk} leaves the call")
async def leaves(play: Play, desk: str) -> None:
    """退出通话."""
    await press(play, play.desk(desk), "leave")


@sentence("{desk} drops {party}")
async def drops(play: Play, desk: str, party: str) -> None:
    """挂断该方."""
    await press(play, play.desk(desk), "drop", {"leg": leg_of(play, party)})


@sentence("{desk} hangs up the call")
async def hangs_up(play: Play, desk: str) -> None:
    """挂断."""
    await press(play, play.desk(desk), "hangup")


@sentence("{desk} is done")
async def is_done(play: Play, desk: str) -> None:
    """The wrap-up is over."""
    await press(play, play.desk(desk), "wrap-up/end")


@sentence("{desk} is done with {who}'s case")
async def is_done_with(play: Play, desk: str, who: str) -> None:
    """The wrap-up of another case than the scenario's own."""
    await play.desk(desk).ask("POST", f"/api/cases/{play.case_of(who)}/wrap-up/end")


@sentence("{desk} consults {invited}")
async def consults(play: Play, desk: str, invited: str) -> None:
    """咨询."""
    await _invite(play, desk, "consult", invited)


@sentence("{desk} calls {invited} into the conversation")
async def calls_in(play: Play, desk: str, invited: str) -> None:
    """三方通话, or an emergency's key."""
    await _invite(play, desk, "three_way", invited)


@sentence("{desk} transfers the citizen to {invited}")
async def transfers(play: Play, desk: str, invited: str) -> None:
    """盲转: to an agent through the queue, to anybody else by dialling."""
    if invited in play.desks:
        await press(play, play.desk(desk), "transfer", {"agent": play.person(invited).desk})
    else:
        await _invite(play, desk, "transfer", invited)


@sentence("{desk} gives up calling {invited}")
async def gives_up(play: Play, desk: str, invited: str) -> None:
    """No longer called."""
    name = _called(play, invited)
    seen = play.desk(desk).views[play.case]
    pending = [one.id for one in seen.invitations if one.name == name and one.pending]
    assert pending, f"nobody calls {invited}: {seen.invitations}"
    await press(play, play.desk(desk), f"invitations/{pending[-1]}", method="DELETE")


@sentence("{desk} listens")
async def listens(play: Play, desk: str) -> None:
    """监听."""
    await press(play, play.desk(desk), "supervise", {"place": "listen"})


@sentence("{desk} whispers")
async def whispers(play: Play, desk: str) -> None:
    """密语."""
    await press(play, play.desk(desk), "supervise", {"place": "whisper"})


@sentence("{desk} barges in")
async def barges_in(play: Play, desk: str) -> None:
    """强插."""
    await press(play, play.desk(desk), "supervise", {"place": "room"})


@sentence("{desk} supervises no more")
async def supervises_no_more(play: Play, desk: str) -> None:
    """退出监听."""
    await press(play, play.desk(desk), "supervise", method="DELETE")


@sentence("{desk} takes the call over")
async def takes_over(play: Play, desk: str) -> None:
    """强接."""
    await press(play, play.desk(desk), "take-over")


@sentence("{desk} takes the case")
async def takes_case(play: Play, desk: str) -> None:
    """A message, or a caller who was lost."""
    await press(play, play.desk(desk), "take")


@sentence("{desk} names {department} first responder")
async def names_first(play: Play, desk: str, department: str, given: str) -> None:
    """And says why."""
    body = {"department": play.directory.id_of(department), "reason": given}
    await press(play, play.desk(desk), "first-responder", body, method="PUT")


@sentence("not possible")
async def not_possible(play: Play, given: dict[str, str]) -> None:
    """The sentences before the colons are refused with 409, and a person reads why."""
    for line, why in given.items():
        refused = await _refusal(play, line)
        assert refused is not None, f"{line}: it was possible"
        assert refused.status == NOT_POSSIBLE, f"{line}: {refused}"
        assert why in str(refused), f"{line}: refused, but not because of {why!r}: {refused}"


async def _is_idle(play: Play, desk: str) -> bool:
    colleagues = await play.desk(desk).ask("GET", "/api/colleagues")
    states = {one["agent"]: one["state"] for one in colleagues}
    return states[play.person(desk).desk] == AgentState.IDLE


async def _refusal(play: Play, line: str) -> RefusedError | None:
    try:
        await play.carry_out(Step(0, line))
    except RefusedError as error:
        return error
    return None


async def _invite(play: Play, desk: str, way: str, invited: str) -> None:
    await press(play, play.desk(desk), "invitations", {"way": way, **_whom(play, invited)})


def _whom(play: Play, invited: str) -> dict[str, str]:
    """A department by its name, a colleague, an emergency's number or any other."""
    if invited in play.scenario.departments:
        return {"department": play.directory.id_of(invited)}
    if invited in play.desks:
        return {"agent": play.person(invited).desk}
    number = play.person(invited).phone
    return {"emergency": number} if number in EMERGENCIES else {"number": number}


def _called(play: Play, invited: str) -> str:
    if invited in play.desks:
        return play.stage.people[play.person(invited).desk].name
    return invited if invited in play.scenario.departments else play.person(invited).phone


EMERGENCIES = {"110", "119", "120", "122"}
