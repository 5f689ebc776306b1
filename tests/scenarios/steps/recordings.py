"""What the case's folder holds of each leg's sound."""

from pathlib import Path

from callflow import events
from tests.calls.running import eventually
from tests.scenarios.grammar import sentence
from tests.scenarios.hearing import MUSIC, sounds
from tests.scenarios.looking import speaker
from tests.scenarios.play import Play
from tests.sip.peers import read_wav

PIECE_S, EDGE_S = 0.5, 0.7
"""Looked at in pieces; the tone begins and ends with the softphone's own call, so the edges are left out."""
DIFFERS_S = 0.8
MOST_SILENT = 0.15
"""Pieces in which a busy machine may have dropped packets: a hold or a consultation would silence far more."""


@sentence("every recording holds its own speaker alone")
async def holds_its_own(play: Play) -> None:
    """From the leg's first to its last second, on hold or not."""
    await eventually(lambda: _all_closed(play))
    for started in play.stage.hotline.told(play.case, events.RecordingStarted):
        who = speaker(play, started.leg)
        file = play.stage.hotline.var / "cases" / play.case / started.file
        _speaks_alone(play, who, file)
        _lasts(play, started.leg, file)


def _speaks_alone(play: Play, who: str, file: Path) -> None:
    samples, rate = read_wav(file)
    piece, edge = int(PIECE_S * rate), int(EDGE_S * rate)
    pieces = range(edge, len(samples) - piece - edge, piece)
    heard = {at: sounds(samples[at : at + piece], rate, play.voices) - {MUSIC} for at in pieces}
    others = {round(at / rate, 1): names for at, names in heard.items() if names - {who}}
    silent = [round(at / rate, 1) for at, names in heard.items() if who not in names]
    assert not others, f"{file.name}, which is {who}'s, also holds {others}"
    assert len(silent) <= len(heard) * MOST_SILENT, f"{file.name} lacks {who} at {silent} s"


def _lasts(play: Play, leg: str, file: Path) -> None:
    """As long as the leg was up."""
    lives = {
        type(one.event): one.at for one in play.stage.hotline.log(play.case) if getattr(one.event, "leg", "") == leg
    }
    lived_s = (lives[events.LegEnded] - lives[events.LegAnswered]) / 1000
    samples, rate = read_wav(file)
    recorded_s = len(samples) / rate
    assert abs(lived_s - recorded_s) < DIFFERS_S, f"{file.name} has {recorded_s:.1f} s of {lived_s:.1f} s"


def _all_closed(play: Play) -> bool:
    told = play.stage.hotline.told
    started = {one.leg for one in told(play.case, events.RecordingStarted)}
    return bool(started) and started == {one.leg for one in told(play.case, events.RecordingClosed)}
