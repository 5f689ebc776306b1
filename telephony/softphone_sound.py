"""What goes into a softphone's call and what comes out of it: tracks, recorder, handset, mute.

The call's conference slot is a new one after every re-INVITE, so all of it is connected anew then. Muting turns the
slot down to nothing, tracks included, so that muted means silent whatever the sound comes from. (pjsua2 names levels
as the slot sees them: what it receives from the bridge is what the peer hears.)
"""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pjsua2 as pj

from telephony import softphone_wire as wire
from telephony.pjsua_leg import FRAME_S, next_frame_at, seconds_of
from telephony.pjsua_setup import silent_player
from telephony.softphone_call import wall_ms
from telephony.softphone_handset import Handset
from telephony.spent_players import SpentPlayers


@dataclass
class Track:
    """A WAV on its way into the call."""

    file: str
    player: Any
    ends_at: float


class CallSound:
    """The sound of one call after another."""

    def __init__(self, tell: Callable[[wire.AnyNews], None], handset: Handset | None) -> None:
        self._tell, self._handset = tell, handset
        self._silence = silent_player()
        self._media: Any = None
        self._track: Track | None = None
        self._recorder: Any = None
        self._spent = SpentPlayers()
        self._muted = False

    def connect(self, media: Any) -> None:
        """Wire a call's slot up: silence keeps RTP flowing, track and handset are heard, recorder and handset hear."""
        self._media = media
        self._silence.startTransmit(media)
        media.adjustRxLevel(0.0 if self._muted else 1.0)
        if self._track:
            self._track.player.startTransmit(media)
        if self._recorder:
            media.startTransmit(self._recorder)
        if self._handset:
            self._handset.join(media)

    def forget(self) -> None:
        """The call is over: nothing plays, nothing is muted."""
        self.stop_track()
        self._media = None
        self._muted = False

    def mute(self, *, muted: bool) -> None:
        """Send silence, or what there is to send."""
        self._muted = muted
        if self._media is not None:
            self._media.adjustRxLevel(0.0 if muted else 1.0)
        self._tell(wire.Muted(at=wall_ms()) if muted else wire.Unmuted(at=wall_ms()))

    def record(self, file: Path) -> None:
        """Write what is heard from now on; a second time does nothing."""
        if self._recorder is not None:
            return
        self._recorder = pj.AudioMediaRecorder()
        self._recorder.createRecorder(str(file))
        self._silence.startTransmit(self._recorder)
        self._media.startTransmit(self._recorder)
        self._tell(wire.Recording(at=next_frame_at(), file=str(file)))

    def play(self, file: str) -> None:
        """Play into the call. Raises ValueError without a call's sound, OSError or EOFError for what is no WAV."""
        if self._media is None:
            raise ValueError("the call has no sound yet")
        seconds = seconds_of(Path(file))
        self.stop_track()
        player = pj.AudioMediaPlayer()
        player.createPlayer(file, pj.PJMEDIA_FILE_NO_LOOP)
        self._track = Track(file, player, time.monotonic() + seconds + FRAME_S)
        player.startTransmit(self._media)
        self._tell(wire.Playing(at=next_frame_at(), file=file, ms=round(seconds * 1000)))

    def stop_track(self) -> None:
        """Play no more."""
        if self._track is None:
            return
        if self._media is not None:
            with contextlib.suppress(pj.Error):  # the peer has hung up, and its conference slot is gone already
                self._track.player.stopTransmit(self._media)
        self._spent.keep(self._track.player, time.monotonic())
        self._track = None

    def ring(self, *, rings: bool) -> None:
        """Ring at the handset, if there is one."""
        if self._handset:
            self._handset.ring(rings=rings)

    def step(self, now: float) -> None:
        """What is due at this monotonic second."""
        if self._track and now >= self._track.ends_at:
            self._tell(wire.Played(at=wall_ms(), file=self._track.file))
            self.stop_track()
        self._spent.let_go(now)
        if self._handset:
            self._handset.step(now)

    def finish_recording(self) -> None:
        """Write no more; the bridge still has to run for a moment, for the file to be whole."""
        self._recorder = None

    def close(self) -> None:
        """Let everything go; the bridge must stand still by now."""
        self._silence = None
        self._spent.let_all_go()
        if self._handset:
            self._handset.close()
