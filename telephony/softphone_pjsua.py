"""The softphone made of pjsua2: one account, at most one call, a track to play and a recorder.

The rules of the call worker hold here too: one thread for pjsua2, callbacks guarded, a call disowned after its end,
players kept a while after theirs, everything wired anew when media changes.
"""

import contextlib
import gc
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pjsua2 as pj

from telephony import softphone_wire as wire
from telephony.caller import calling_number, is_asked_to_answer
from telephony.pjsua_leg import FRAME_S, next_frame_at, seconds_of
from telephony.pjsua_setup import PhoneSettings, account_config, silent_player, started_endpoint, with_status
from telephony.softphone_call import Account, Call, wall_ms
from telephony.spent_players import SpentPlayers

POLL_MS = 10
COLLECT_EVERY_S = 2.0
REGISTRATION_S = 60
TRY_AGAIN_S = 5
GOOD_BYE_S = 0.5
FLUSH_S = 0.1

RINGING = 180
OK = 200
BUSY_HERE = 486


@dataclass(frozen=True, kw_only=True)
class SoftphoneSettings:
    """Who this phone is. Without a registrar it is reached at its own address only."""

    user: str
    password: str = ""
    registrar: str | None = None
    """`sip:host:port`; also the place that numbers are dialled at."""
    address: str = "127.0.0.1"
    sip_port: int
    rtp_port: int
    """The first of 40."""
    auto_answer: bool = False
    answer_when_asked: bool = False
    """Pick up by itself only when the caller asks for it."""
    track: Path | None = None
    """Played into every call as it comes up."""
    record: Path | None = None


@dataclass
class Track:
    """A WAV on its way into the call."""

    file: str
    player: Any
    ends_at: float


class Softphone:
    """The phone; `run` is its whole life."""

    def __init__(self, settings: SoftphoneSettings, tell: Callable[[wire.AnyNews], None]) -> None:
        gc.disable()
        self._tell = tell
        self._dead: list[Call] = []
        self.registered = False
        self._settings = settings
        self._call: Call | None = None
        self._track: Track | None = None
        self._spent = SpentPlayers()
        self._recorder: Any = None
        self._collect_at = 0.0
        self._leaving = False
        where = PhoneSettings(
            address=settings.address, sip_port=settings.sip_port, rtp_port=settings.rtp_port, prompts=Path()
        )
        self._endpoint = started_endpoint(where)
        self._silence = silent_player()
        self.account: Account | None = Account(self)
        self.account.create(_account(settings, where), True)
        self.tell(wire.Ready(at=wall_ms(), sip=f"{settings.address}:{settings.sip_port}", pid=os.getpid()))

    def run(self, orders: Callable[[], list[bytes] | None]) -> None:
        """Obey until told to quit or until there are no more orders (None)."""
        try:
            while not self._leaving:
                self._step()
                lines = orders()
                self._leaving |= lines is None
                for line in lines or ():
                    self._obey(line)
        finally:
            self._close()

    def _step(self) -> None:
        self._endpoint.libHandleEvents(POLL_MS)
        self._bury()
        now = time.monotonic()
        if self._track and now >= self._track.ends_at:
            self.tell(wire.Played(at=wall_ms(), file=self._track.file))
            self._stop_track()
        self._spent.let_go(now)
        if now >= self._collect_at:
            self._collect_at = now + COLLECT_EVERY_S
            gc.collect()

    def _bury(self) -> None:
        while self._dead:
            call = self._dead.pop()
            if call is self._call:
                self._stop_track()
                self._call = None
                self.tell(wire.Ended(at=wall_ms(), status=call.last_status, reason=call.last_reason))
            call.media = None
            call.this.disown()

    # --- what calls and the account report ---

    def tell(self, news: wire.AnyNews) -> None:
        """Pass it on at once."""
        self._tell(news)

    def gone(self, call: Call) -> None:
        """Bury the call after the callbacks have returned."""
        self._dead.append(call)

    def invited(self, call: Call, message: str) -> None:
        """Ring when free, else 486."""
        if self._call is not None:
            call.hangup(with_status(BUSY_HERE))
            return
        self._call = call
        call.answer(with_status(RINGING))
        self.tell(wire.Incoming(at=wall_ms(), number=calling_number(message)))
        asked = self._settings.answer_when_asked and is_asked_to_answer(message)
        if self._settings.auto_answer or asked:
            call.answer(with_status(OK))

    def came_up(self, call: Call) -> None:
        """Tell it once, when there is both a dialog and sound; then start the track."""
        if call.up or call.media is None or call.getInfo().state != pj.PJSIP_INV_STATE_CONFIRMED:
            return
        call.up = True
        self.tell(wire.Answered(at=wall_ms()))
        self._record(call)
        if self._settings.track:
            self._play(wire.Play(file=str(self._settings.track)))

    def wire_up(self, call: Call) -> None:
        """Connect the call's slot: silence keeps RTP flowing, the track is heard, the recorder hears."""
        if call.media is None:
            return
        self._silence.startTransmit(call.media)
        if self._track:
            self._track.player.startTransmit(call.media)
        if self._recorder:
            call.media.startTransmit(self._recorder)

    def _record(self, call: Call) -> None:
        if self._settings.record is None or self._recorder is not None:
            return
        self._recorder = pj.AudioMediaRecorder()
        self._recorder.createRecorder(str(self._settings.record))
        self._silence.startTransmit(self._recorder)
        call.media.startTransmit(self._recorder)
        self.tell(wire.Recording(at=next_frame_at(), file=str(self._settings.record)))

    # --- orders ---

    def _obey(self, line: bytes) -> None:
        try:
            self._carry_out(wire.decode_order(line))
        except msgspec.DecodeError as error:
            self._refuse(line.decode(errors="replace").strip(), str(error))
        except pj.Error as error:
            self._refuse(line.decode(errors="replace").strip(), error.info())
        except (OSError, EOFError, ValueError) as error:
            self._refuse(line.decode(errors="replace").strip(), str(error))

    def _carry_out(self, order: wire.AnyOrder) -> None:
        match order:
            case wire.Quit():
                self._leaving = True
            case wire.Dial():
                self._dial(order)
            case wire.HangUp():
                self._hang_up()
            case _:
                self._in_call(order, self._need_call())

    def _in_call(self, order: wire.AnyOrder, call: Call) -> None:
        match order:
            case wire.Answer():
                call.answer(with_status(OK))
            case wire.Reject(status=status):
                call.hangup(with_status(status))
            case wire.Keys():
                call.sendDtmf(_keys(order))
            case wire.Play():
                self._play(order)
            case wire.Hold():
                call.setHold(with_status(0))
            case wire.Resume():
                call.reinvite(_unhold())

    def _need_call(self) -> Call:
        if self._call is None:
            raise ValueError("there is no call")
        return self._call

    def _dial(self, order: wire.Dial) -> None:
        if self._call is not None:
            raise ValueError("there is a call already")
        uri = self._uri(order.to)
        self._call = Call(self)
        self.tell(wire.Dialled(at=wall_ms(), to=uri))
        try:
            self._call.makeCall(uri, with_status(0))
        except pj.Error:
            self._call.this.disown()
            self._call = None
            raise

    def _uri(self, to: str) -> str:
        if ":" in to:
            return to
        if self._settings.registrar is None:
            raise ValueError("a bare number needs a registrar; dial sip:<number>@<address>:<port>")
        return f"sip:{to}@{self._settings.registrar.removeprefix('sip:')}"

    def _hang_up(self) -> None:
        if self._call is not None:
            unanswered = self._call.incoming and not self._call.up
            self._call.hangup(with_status(BUSY_HERE if unanswered else 0))

    def _play(self, order: wire.Play) -> None:
        call = self._need_call()
        if call.media is None:
            raise ValueError("the call has no sound yet")
        seconds = seconds_of(Path(order.file))
        self._stop_track()
        player = pj.AudioMediaPlayer()
        player.createPlayer(order.file, pj.PJMEDIA_FILE_NO_LOOP)
        self._track = Track(order.file, player, time.monotonic() + seconds + FRAME_S)
        player.startTransmit(call.media)
        self.tell(wire.Playing(at=next_frame_at(), file=order.file, ms=round(seconds * 1000)))

    def _stop_track(self) -> None:
        if self._track is None:
            return
        if self._call is not None and self._call.media is not None:
            with contextlib.suppress(pj.Error):  # the peer has hung up, and its conference slot is gone already
                self._track.player.stopTransmit(self._call.media)
        self._spent.keep(self._track.player, time.monotonic())
        self._track = None

    def _refuse(self, order: str, reason: str) -> None:
        self.tell(wire.Refused(at=wall_ms(), order=order, reason=reason))

    # --- the end ---

    def _close(self) -> None:
        self._endpoint.hangupAllCalls()
        if self.account is not None and self.registered:
            self.account.setRegistration(False)
        self._run_until(lambda: self._call is None and not self.registered, GOOD_BYE_S)
        self._stop_track()
        self._recorder = None
        self._run_until(lambda: False, FLUSH_S)
        self._endpoint.audDevManager().setNoDev()
        self._silence = None
        self._spent.let_all_go()
        if self._call is not None:
            self._call.media = None
            self._call.this.disown()
            self._call = None
        gc.collect()
        if self.account is not None:
            self.account.shutdown()
        self.account = None
        self._endpoint.libDestroy(pj.PJSUA_DESTROY_NO_RX_MSG)

    def _run_until(self, done: Callable[[], bool], seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not done():
            self._step()


def _account(settings: SoftphoneSettings, where: PhoneSettings) -> Any:
    config = account_config(where)
    home = (settings.registrar or f"sip:{settings.address}:{settings.sip_port}").removeprefix("sip:")
    config.idUri = f"sip:{settings.user}@{home}"
    if settings.registrar:
        config.regConfig.registrarUri = settings.registrar
        config.regConfig.timeoutSec = REGISTRATION_S
        config.regConfig.retryIntervalSec = config.regConfig.firstRetryIntervalSec = TRY_AGAIN_S
        credentials = pj.AuthCredInfo("digest", "*", settings.user, 0, settings.password)
        config.sipConfig.authCreds.append(credentials)
    return config


def _keys(order: wire.Keys) -> Any:
    keys = pj.CallSendDtmfParam()
    keys.digits = order.digits
    by_info = order.method is wire.KeyMethod.INFO
    keys.method = pj.PJSUA_DTMF_METHOD_SIP_INFO if by_info else pj.PJSUA_DTMF_METHOD_RFC2833
    return keys


def _unhold() -> Any:
    options = pj.CallOpParam(True)
    options.opt.flag = pj.PJSUA_CALL_UNHOLD
    return options
