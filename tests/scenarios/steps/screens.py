"""What people see on their screens, and what the case's folder says in the end."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from callflow import commands, events
from callflow.views import CaseView
from tests.scenarios.desk import PATIENCE_S
from tests.scenarios.grammar import sentence
from tests.scenarios.looking import differences
from tests.scenarios.play import Play

LONGEST_PROMPTS_S = 40.0


@sentence("{desk} sees")
async def sees(play: Play, desk: str, given: Mapping[str, Any]) -> None:
    """The case on this screen comes to be so."""
    screen = play.desk(desk)
    await _becomes(play, given, lambda: screen.views.get(play.case), f"{desk}'s screen")


@sentence("{desk} sees the case no more")
async def sees_no_more(play: Play, desk: str) -> None:
    """It has left this screen."""
    screen = play.desk(desk)
    await screen.wait(lambda: f"{desk} still sees it", lambda: play.case not in screen.views)


@sentence("the case is")
async def the_case_is(play: Play, given: Mapping[str, Any]) -> None:
    """The case by its folder comes to be so."""
    await _becomes(play, given, play.view, "the case")


@sentence("{who} is told {clip}")
async def is_told(play: Play, who: str, clip: str) -> None:
    """A prompt is played to a citizen, in any of the calls so far."""
    cases = play.cases_of
    await _until(
        lambda: any(clip in _clips(play, case) for case in cases(who)),
        lambda: f"{who} was told {[_clips(play, case) for case in cases(who)]}",
    )


@sentence("{who} has not been told {clip}")
async def has_not_been_told(play: Play, who: str, clip: str) -> None:
    """Not in the latest call, up to now."""
    told = _clips(play, play.case_of(who))
    assert told, f"{who} was told nothing at all"
    assert clip not in told, f"{who} was told {told}"


@sentence("{who} has heard {clip} out")
async def has_heard_out(play: Play, who: str, clip: str) -> None:
    """The prompt has ended."""

    def ended() -> bool:
        case = play.case_of(who)
        begun = [one.index for one in play.stage.hotline.log(case) if _plays(one.command, clip)]
        return any(one.prompt in begun for one in _of(play, case, events.PromptEnded))

    await _until(ended, lambda: f"{clip} has not ended", LONGEST_PROMPTS_S)


@sentence("{desk} has not been shown {other}")
async def has_not_been_shown(play: Play, desk: str, other: str) -> None:
    """Neither as a party nor in words, from the first to the last message of this case."""
    number = play.person(other).desk
    legs = {one.leg for one in play.view().parties if one.agent == number} | {number}
    assert len(legs) > 1, f"{other} was never in the call"
    frames = [frame for frame in play.desk(desk).frames if play.case in frame]
    shown = [frame[:300] for frame in frames for leg in legs if f'"{leg}"' in frame]
    assert frames, f"{desk} has not been shown the case"
    assert not shown, f"{desk} was shown {shown[0]}"


@sentence("the log tells")
async def the_log_tells(play: Play, given: list[str]) -> None:
    """These events and commands stand in the case's log, in this order."""

    def missing() -> list[str]:
        told = [type(entry.event or entry.command).__name__ for entry in play.stage.hotline.log(play.case)]
        left = list(given)
        for name in told:
            if left and name == left[0]:
                left.pop(0)
        return left

    assert all(hasattr(events, name) or hasattr(commands, name) for name in given), f"misspelt: {given}"
    await _until(lambda: not missing(), lambda: f"it does not tell {missing()}")


async def _becomes(play: Play, given: Mapping[str, Any], look: Callable[[], CaseView | None], whose: str) -> None:
    def wrong() -> list[str]:
        seen = look()
        return differences(play, given, seen) if seen else ["there is no case on it"]

    await _until(lambda: not wrong(), lambda: f"{whose}: {'; '.join(wrong())}")


async def _until(reached: Callable[[], object], complaint: Callable[[], str], patience_s: float = PATIENCE_S) -> None:
    try:
        async with asyncio.timeout(patience_s):
            while not reached():
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(complaint()) from None


def _clips(play: Play, case: Any) -> list[str]:
    return [clip for prompt in _of(play, case, commands.PlayPrompt) for clip in prompt.clips]


def _plays(command: Any, clip: str) -> bool:
    return isinstance(command, commands.PlayPrompt) and clip in command.clips


def _of(play: Play, case: Any, kind: type) -> list[Any]:
    return play.stage.hotline.told(case, kind)
