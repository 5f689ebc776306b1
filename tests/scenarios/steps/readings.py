"""A reply that is read to a citizen: what the telephone's ear hears of it."""

import asyncio
from collections.abc import Callable

import numpy as np

from callflow import commands, events
from callflow.log import Entry
from telephony.pjsua_leg import seconds_of
from tests.scenarios.desk import PATIENCE_S
from tests.scenarios.grammar import sentence
from tests.scenarios.hearing import LATE_S, MUSIC_LEVEL, below_the_tones, ear, heard_s
from tests.scenarios.play import Play

LONGEST_READING_S = 60.0
PIECE_S = 0.25
SPOKEN_SHARE = 0.5
"""Of a reading's pieces so many have sound in them at least; the others are pauses."""
LOST_S = 1.0
"""So much of a sound may be missing where a bridge has lost time."""


@sentence("the reply is being read to {who}")
async def is_being_read(play: Play, who: str) -> None:
    """In the latest call; the voice has begun."""
    begun_s = heard_s(play.handset(who))
    await _until(lambda: _reading(play, who) is not None, "no reply is read", PATIENCE_S)
    handset = play.handset(who)
    await _until(lambda: _spoken_pieces(*_since(ear(handset), begun_s)) > 2, "nothing is heard", PATIENCE_S)


@sentence("{who} has heard the reply out")
async def has_heard_the_reply_out(play: Play, who: str) -> None:
    """From its first to its last word there was sound in the ear, for as long as the voice spoke."""
    await _until(lambda: _end(play, who) is not None, "the reading has not ended", LONGEST_READING_S)
    begun, end, lasts_s = _times(play, who)
    assert end - begun > lasts_s - LOST_S, f"it ended after {end - begun:.1f} of {lasts_s:.1f} s"
    samples, rate = ear(play.handset(who))
    heard = samples[-int((lasts_s + LATE_S) * rate) :]
    share = _spoken_pieces(heard, rate) * PIECE_S / lasts_s
    assert share > SPOKEN_SHARE, f"of {lasts_s:.1f} s only {share:.0%} had sound in them"


@sentence("the reading to {who} was cut short")
async def was_cut_short(play: Play, who: str) -> None:
    """A key has ended it."""
    await _until(lambda: _end(play, who) is not None, "the reading has not ended", PATIENCE_S)
    begun, end, lasts_s = _times(play, who)
    assert end - begun < lasts_s - LOST_S, f"it went on for {end - begun:.1f} of {lasts_s:.1f} s"


def _reading(play: Play, who: str) -> Entry | None:
    """The latest order to read, in the latest call."""
    log = play.stage.hotline.log(play.case_of(who))
    reads = [one for one in log if isinstance(one.command, commands.PlayPrompt) and one.command.reading]
    return reads[-1] if reads else None


def _end(play: Play, who: str) -> Entry | None:
    begun = _reading(play, who)
    if begun is None:
        return None
    log = play.stage.hotline.log(play.case_of(who))
    return next((one for one in log if _ends(one.event, begun.index)), None)


def _ends(event: object, prompt: int) -> bool:
    return isinstance(event, events.PromptEnded) and event.prompt == prompt


def _times(play: Play, who: str) -> tuple[float, float, float]:
    """When it began and ended (s), and how long the voice spoke."""
    begun, end = _reading(play, who), _end(play, who)
    assert begun is not None
    assert end is not None
    assert isinstance(begun.command, commands.PlayPrompt)
    sound = play.stage.hotline.var / "cases" / play.case_of(who) / begun.command.reading
    return begun.at / 1000, end.at / 1000, seconds_of(sound)


def _since(heard: tuple[np.ndarray, int], second: float) -> tuple[np.ndarray, int]:
    samples, rate = heard
    return samples[int(second * rate) :], rate


def _spoken_pieces(samples: np.ndarray, rate: int) -> int:
    piece = int(PIECE_S * rate)
    starts = range(0, len(samples) - piece, piece)
    return sum(below_the_tones(samples[at : at + piece], rate) > MUSIC_LEVEL for at in starts)


async def _until(reached: Callable[[], object], complaint: str, patience_s: float) -> None:
    try:
        async with asyncio.timeout(patience_s):
            while not reached():
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(complaint) from None
