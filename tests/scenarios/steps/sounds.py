"""Who hears whom."""

import asyncio
import time
from collections.abc import Mapping

from tests.calls.running import eventually
from tests.scenarios.grammar import sentence
from tests.scenarios.hearing import LATE_S, WINDOW_S, ear, heard_lately, heard_s, sounds
from tests.scenarios.play import Play

GIVE_UP_S = 15.0
SETTLES_S = 0.1
PIECE_S = 0.2


@sentence("they hear")
async def they_hear(play: Play, given: Mapping[str, str]) -> None:
    """Everybody in a call hears exactly these: names, `music`, or `nothing`."""
    up = {name for name, one in play.handsets.items() if one.up}
    assert set(given) == up, f"in a call are {sorted(up)}: say what each of them hears"
    expected = {who: _names(heard) for who, heard in given.items()}
    until = time.monotonic() + GIVE_UP_S
    await _listen(play, SETTLES_S + LATE_S + WINDOW_S)
    while (found := _heard(play, expected)) != expected:
        wrong = [f"{who} hears {_words(found[who])}" for who in expected if found[who] != expected[who]]
        assert time.monotonic() < until, "; ".join(wrong)
        await asyncio.sleep(0.2)


@sentence("{who} has never heard {other}")
async def has_never_heard(play: Play, who: str, other: str) -> None:
    """From the first to the last second, in pieces of 0.2 s."""
    await _listen(play, LATE_S)
    samples, rate = ear(play.handset(who))
    assert len(samples) > rate, f"{who} has heard nothing at all"
    piece, voices = int(PIECE_S * rate), {other: play.voices[other]}
    pieces = range(0, len(samples) - piece, piece)
    heard = [at / rate for at in pieces if other in sounds(samples[at : at + piece], rate, voices)]
    assert not heard, f"{who} heard {other} at {heard} s"


async def _listen(play: Play, seconds: float) -> None:
    """Let every ear in a call hear so much more."""
    until = {one: heard_s(one) + seconds for one in play.handsets.values() if one.up}
    await eventually(lambda: all(heard_s(one) >= until[one] for one in until if one.up))


def _heard(play: Play, expected: Mapping[str, set[str]]) -> dict[str, set[str]]:
    return {who: heard_lately(play.handset(who), play.voices) for who in expected}


def _names(heard: str) -> set[str]:
    return set() if heard == "nothing" else {one.strip() for one in heard.split("+")}


def _words(heard: set[str]) -> str:
    return " + ".join(sorted(heard)) or "nothing"
