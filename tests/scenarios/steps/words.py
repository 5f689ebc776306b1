"""What people say in words, and what the transcript makes of it."""

import asyncio
from collections.abc import Mapping

from rapidfuzz import fuzz

from callflow import events
from callflow.utterance import Setting, Utterance
from lingting.case_view import detail
from lingting.casebook import replayed
from lingting.demo.measure import as_heard
from telephony import softphone_wire as wire
from tests.calls.running import eventually
from tests.scenarios.grammar import sentence
from tests.scenarios.looking import speaker
from tests.scenarios.play import Play
from tests.scenarios.speech import Said, clip

LONGEST_S = 20.0
BREATH_S = 0.7
ALIKE = 60
SHORTEST_STRAY = 2
"""A single syllable is what a dropped packet may sound like."""
AT_ONCE_MS = 500
"""Who begins to speak so close together speaks at the same time."""


@sentence("{who} says")
async def says(play: Play, who: str, given: str) -> None:
    """One sentence, to its end and a breath more."""
    handset, file = play.handset(who), str(clip(given, play.folder))
    so_far = len(handset.news)
    await handset.order(wire.Play(file=file))
    await handset.wait("has spoken", lambda: _last(handset.news[so_far:], wire.Played), LONGEST_S)
    began = next(one for one in handset.news[so_far:] if isinstance(one, wire.Playing))
    start_ms = began.at - play.view().started_at
    play.said.append(Said(who, given, start_ms, start_ms + began.ms))
    await asyncio.sleep(BREATH_S)


@sentence("they say")
async def they_say(play: Play, given: Mapping[str, str]) -> None:
    """All at the same time."""
    await asyncio.gather(*(says(play, who, text) for who, text in given.items()))


@sentence("the transcript is")
async def the_transcript_is(play: Play, given: list[dict[str, str]]) -> None:
    """Every sentence that was said stands under its speaker, where it was said, once; and nothing else does.

    Given are the speakers in order of time, each with words of what was said; `(hold)` behind a name is the setting.
    """
    await eventually(lambda: _is_complete(play))
    heard = sorted(detail(replayed(play.stage.hotline.log(play.case)).state).utterances, key=lambda one: one.start_ms)
    lines = [(speaker(play, one.leg), one) for one in heard]
    for said in play.said:
        own = [as_heard(one.words) for who, one in lines if who == said.who and said.covers(one)]
        assert said.is_rendered_by(own), (
            f"{said.who} said {said.text!r} at {said.start_ms}, heard was {own}: {_told(lines)}"
        )
    strays = [one.text for who, one in lines if not any(said.who == who and said.covers(one) for said in play.said)]
    strays = [text for text in strays if len(text) >= SHORTEST_STRAY]
    assert not strays, f"nobody said {strays}: {_told(lines)}"
    _in_order([next(iter(one.items())) for one in given], lines)


def _in_order(expected: list[tuple[str, str]], lines: list[tuple[str, Utterance]]) -> None:
    before_ms = 0
    for who, words in expected:
        later = [
            one for name, one in lines if _name(name, one.setting) == who and one.start_ms > before_ms - AT_ONCE_MS
        ]
        found = next((one for one in later if _sounds_like(words, as_heard(one.words))), None)
        assert found is not None, f"no {who!r} with {words!r} in its place: {_told(lines)}"
        before_ms = found.start_ms


def _sounds_like(words: str, text: str) -> bool:
    """Whether these words are in it, as well as the demo model hears."""
    return fuzz.partial_ratio(words, text.replace(" ", "")) >= ALIKE


def _told(lines: list[tuple[str, Utterance]]) -> str:
    return "; ".join(f"{one.start_ms} {_name(who, one.setting)}: {one.text}" for who, one in lines)


def _name(who: str, setting: Setting) -> str:
    return who if setting is Setting.TALK else f"{who} ({setting.value})"


def _is_complete(play: Play) -> bool:
    told = play.stage.hotline.told
    closed = {one.leg for one in told(play.case, events.RecordingClosed)}
    begun = {one.leg for one in told(play.case, events.RecordingStarted)}
    return begun == closed == {one.leg for one in told(play.case, events.TranscriptCompleted)}


def _last(news: list[wire.AnyNews], kind: type[wire.News]) -> bool:
    return bool(news) and any(isinstance(one, kind) for one in news)
