"""One leg as pjsua2 sees it: a call, its prompt and its recorder.

pjsua2 calls back into Python from `libHandleEvents`; an exception that reached it would be kept alive inside the
library and abort the process at exit, so every callback is guarded: logged, and let go no further. Each leg has exactly
one strong reference, in its phone. Every re-INVITE may give the leg a new conference slot and drops its connections,
hence `onCallMediaState` wires it anew.
"""

import contextlib
import functools
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pjsua2 as pj
import structlog

from callflow.events import (
    DigitReceived,
    EndCause,
    LegAnswered,
    LegEnded,
    LegHeld,
    LegResumed,
    LegRinging,
    RecordingStarted,
    WorkerEvent,
)
from callflow.units import LegId, WallMs
from telephony.pulse import Counters, Pulse
from telephony.spent_players import SpentPlayers

FRAME_S = 0.020
KEYS = frozenset("0123456789*#ABCD")
ANSWER_TIMEOUT_S = 2.0

OK = 200
NOT_IMPLEMENTED = 501
DECLINE = 603
REQUEST_TERMINATED = 487

log = structlog.get_logger()


class Home(Protocol):
    """What a leg needs of its phone."""

    def tell(self, event: WorkerEvent) -> None:
        """Take an event to the core."""
        ...

    def rewire(self, leg: "Leg") -> None:
        """Connect the leg's new conference slot to those that it hears and is heard by."""
        ...

    def gone(self, leg: "Leg") -> None:
        """The dialog is over: bury the leg as soon as no callback runs."""
        ...

    def referred(self, leg: "Leg", refer_to: str) -> tuple[int, "Leg | None"]:
        """Answer a REFER: the status and, with 202, the leg that the library is to call with."""
        ...

    @property
    def silence(self) -> Any:
        """The looped silent player, which keeps recorders writing."""
        ...

    @property
    def rtp_timeout_s(self) -> float:
        """How long a leg may be silent; 0: for ever."""
        ...

    @property
    def spent(self) -> SpentPlayers:
        """Where players go after use."""
        ...


def guarded(callback: Callable[..., None]) -> Callable[..., None]:
    """Log what a callback raises, and let nothing reach pjsua2."""

    @functools.wraps(callback)
    def run(*arguments: Any) -> None:
        try:
            callback(*arguments)
        except Exception:
            log.exception("callback_failed", callback=callback.__name__)

    return run


def seconds_of(clip: Path) -> float:
    """Playing time of a WAV."""
    with wave.open(str(clip)) as sound:
        return float(sound.getnframes() / sound.getframerate())


@dataclass
class Playing:
    """A prompt on its way to a leg; it starts when the leg has media and ends by the clock (onEof never fires here)."""

    prompt: int
    player: Any
    seconds: float
    ends_at: float | None = None

    def start(self, media: Any) -> None:
        """Play into `media`, also when that is a new slot in mid-prompt."""
        self.player.startTransmit(media)
        if self.ends_at is None:
            self.ends_at = time.monotonic() + self.seconds + FRAME_S


class Leg(pj.Call):  # type: ignore[misc] # pjsua2 has no types
    """A party's call. Callbacks carry pjsua2's names."""

    def __init__(self, home: Home, account: Any, name: LegId, call_id: int = pj.PJSUA_INVALID_ID) -> None:
        super().__init__(account, call_id)
        self.name = name
        self.home = home
        self.pulse = Pulse(home.rtp_timeout_s)
        self.incoming = call_id != pj.PJSUA_INVALID_ID
        self.recording: Path | None = None
        self.media: Any = None
        self.playing: Playing | None = None
        self.recorder: Any = None
        self.confirmed = self.answered = self.ringing = self.held = False
        self.refused_with: int | None = None
        self.lost_media = False
        self.invite: Callable[[], None] | None = None
        """Sends the INVITE, which waits for one of the library's slots until `invite_by` (monotonic seconds)."""
        self.invite_by = 0.0
        self.asked_by: LegId | None = None
        self.shown = ""
        """The number that the called party sees."""
        self.give_up_at: float | None = None
        self.last_status = 0
        self.last_reason = ""

    # --- called by pjsua2 ---

    @guarded
    def onCallState(self, _prm: Any) -> None:  # noqa: N802
        """The dialog has moved on."""
        info = self.getInfo()
        self.last_status, self.last_reason = int(info.lastStatusCode), str(info.lastReason)
        match info.state:
            case pj.PJSIP_INV_STATE_EARLY if not self.incoming:
                self._rings()
            case pj.PJSIP_INV_STATE_CONFIRMED:
                self.confirmed = True
                self._tell_when_up()
            case pj.PJSIP_INV_STATE_DISCONNECTED:
                self.home.gone(self)

    @guarded
    def onCallMediaState(self, _prm: Any) -> None:  # noqa: N802
        """Media has started or changed: take the new slot, wire it, see whether the peer holds us."""
        if self.ending:
            return
        held = self._is_held()
        self.pulse.restart()
        self.media = self._audio()
        self.home.rewire(self)
        if self.playing and self.media:
            self.playing.start(self.media)
        self._feed_recorder()
        self._tell_when_up()
        self._tell_hold(held=held)

    @guarded
    def onDtmfDigit(self, prm: Any) -> None:  # noqa: N802
        """A key, by telephone-event (RFC 4733) or INFO application/dtmf-relay."""
        digit = str(prm.digit).upper()
        if digit in KEYS:
            self.home.tell(DigitReceived(leg=self.name, digit=digit))

    @guarded
    def onCallTransferRequest(self, prm: Any) -> None:  # noqa: N802
        """REFER (RFC 3515): the library sends the INVITE and tells the phone how it fares."""
        prm.statusCode = DECLINE
        prm.statusCode, called = self.home.referred(self, str(prm.dstUri))
        if called:
            prm.newCall = called

    @guarded
    def onCallReplaceRequest(self, prm: Any) -> None:  # noqa: N802
        """INVITE with Replaces (RFC 3891): nobody may take a citizen's leg over."""
        prm.statusCode = NOT_IMPLEMENTED

    def onCallRedirected(self, _prm: Any) -> Any:  # noqa: N802
        """3xx (RFC 3261 §21.3): a number leads where the directory says, so no other address is tried."""
        return pj.PJSIP_REDIRECT_REJECT

    # --- what follows from it ---

    def _sound(self) -> tuple[int, int] | None:
        """Index and direction of the media that is sound."""
        info = self.getInfo()  # owns the list below: without this reference pjsua2 would free it under our hands
        sound = [(int(media.index), int(media.dir)) for media in info.media if media.type == pj.PJMEDIA_TYPE_AUDIO]
        return sound[0] if sound else None

    def _is_held(self) -> bool:
        sound = self._sound()
        return sound is not None and not sound[1] & pj.PJMEDIA_DIR_ENCODING

    def counters(self) -> Counters | None:
        """What has come from the peer, RTP and RTCP; None while it need not send any."""
        if not self.answered or self.ending:
            return None
        sound = self._sound()
        if sound is None or sound[1] != pj.PJMEDIA_DIR_ENCODING_DECODING:
            return None
        report = self.getStreamStat(sound[0]).rtcp
        return int(report.rxStat.pkt), int(report.txStat.updateCount)

    def _audio(self) -> Any:
        try:
            return self.getAudioMedia(-1)
        except pj.Error:
            return None

    def _rings(self) -> None:
        if not self.ringing:
            self.ringing = True
            self.home.tell(LegRinging(leg=self.name))

    def _tell_when_up(self) -> None:
        if self.confirmed and self.media and not self.answered:
            self.answered = True
            self.home.tell(LegAnswered(leg=self.name))
            self._start_recorder()

    def _tell_hold(self, *, held: bool) -> None:
        if self.answered and held != self.held:
            self.held = held
            self.home.tell(LegHeld(leg=self.name) if held else LegResumed(leg=self.name))

    def _start_recorder(self) -> None:
        if self.recording is None:
            return
        try:
            self._record_into(self.recording)
        except (pj.Error, OSError):
            log.exception("recording_failed", leg=self.name, remedy="see whether the disk is full; the call goes on")

    def _record_into(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        recorder = pj.AudioMediaRecorder()
        recorder.createRecorder(str(file))
        self.recorder = recorder
        self.home.silence.startTransmit(recorder)
        self._feed_recorder()
        self.home.tell(RecordingStarted(leg=self.name, file=file.name, sample_zero_at=next_frame_at()))

    def _feed_recorder(self) -> None:
        if self.recorder and self.media:
            self.media.startTransmit(self.recorder)

    def stop_playing(self) -> int | None:
        """Stop the prompt and give its id; None when none is being played."""
        if self.playing is None:
            return None
        playing, self.playing = self.playing, None
        if self.media:
            with contextlib.suppress(pj.Error):
                playing.player.stopTransmit(self.media)
        self.home.spent.keep(playing.player, time.monotonic())
        return playing.prompt

    def drop_media(self) -> None:
        """Let go of prompt and recorder; the library finishes the recording at the bridge's next tick."""
        self.stop_playing()
        self.recorder = self.media = None

    @property
    def began(self) -> bool:
        """Whether the library holds a call for it."""
        return int(self.getId()) != int(pj.PJSUA_INVALID_ID)

    def is_wanted_by(self, other: "Leg") -> bool:
        """Whether it is being called because that one sent REFER."""
        return self.asked_by == other.name and not self.confirmed

    @property
    def ending(self) -> bool:
        """Whether we have begun to end it: no command reaches it any more."""
        return self.give_up_at is not None or self.refused_with is not None

    def end(self) -> LegEnded:
        """How this leg ended, in the core's words."""
        return LegEnded(leg=self.name, cause=self._cause(), status=self.last_status, reason=self.last_reason)

    def _cause(self) -> EndCause:
        if self.refused_with is not None:
            return EndCause.REJECTED
        if self.lost_media:
            return EndCause.MEDIA_LOST
        if self.give_up_at is not None:
            return EndCause.WE_HUNG_UP
        if self.confirmed:
            return EndCause.PEER_HUNG_UP if self.last_status == OK else EndCause.FAILED
        cancelled = self.incoming and self.last_status == REQUEST_TERMINATED
        return EndCause.CANCELLED if cancelled else EndCause.FAILED


def next_frame_at() -> WallMs:
    """When the bridge writes what it was told to connect now: at its next tick, 0-20 ms away, so 10 ms on average."""
    return WallMs(round((time.time() + FRAME_S / 2) * 1000))
