"""A telephone without a handset: `python -m telephony.softphone`, told by lines on stdin, telling by lines on stdout.

The demo's citizen and agent, tests, and people without a desk phone call with it. One call at a time; a second
INVITE gets 486. The rules of the call worker hold here too: one thread for pjsua2, callbacks guarded, a call disowned
after its end, everything wired anew when media changes. pjproject prints on file descriptor 1, so the real standard
output is moved aside before it starts. When stdin ends, whoever held the phone is gone, and so is the phone.
"""

import argparse
import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pjsua2 as pj

from callflow.units import WallMs
from telephony import softphone_wire as wire
from telephony.caller import calling_number
from telephony.logs import configure_logs
from telephony.pjsua_leg import FRAME_S, guarded, next_frame_at, seconds_of
from telephony.pjsua_setup import PhoneSettings, account_config, silent_player, started_endpoint, with_status

POLL_MS = 10
COLLECT_EVERY_S = 2.0
REGISTRATION_S = 60
TRY_AGAIN_S = 5
GOOD_BYE_S = 0.5
FLUSH_S = 0.1

RINGING = 180
OK = 200
BUSY_HERE = 486
SUCCESS = range(200, 300)


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
    track: Path | None = None
    """Played into every call as it comes up."""
    record: Path | None = None


def wall_ms() -> WallMs:
    """The wall clock."""
    return WallMs(time.time_ns() // 1_000_000)


class Call(pj.Call):  # type: ignore[misc] # pjsua2 has no types
    """The call as pjsua2 sees it; its phone decides."""

    def __init__(self, phone: "Softphone", call_id: int = pj.PJSUA_INVALID_ID) -> None:
        super().__init__(phone.account, call_id)
        self.phone = phone
        self.incoming = call_id != pj.PJSUA_INVALID_ID
        self.media: Any = None
        self.up = self.held = False
        self.last_status, self.last_reason = 0, ""

    @guarded
    def onCallState(self, _prm: Any) -> None:  # noqa: N802
        """The dialog has moved on."""
        info = self.getInfo()
        state = info.state
        self.last_status, self.last_reason = int(info.lastStatusCode), str(info.lastReason)
        if state == pj.PJSIP_INV_STATE_EARLY and not self.incoming:
            self.phone.tell(wire.Ringing(at=wall_ms()))
        elif state == pj.PJSIP_INV_STATE_CONFIRMED:
            self.phone.came_up(self)
        elif state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self.phone.dead.append(self)

    @guarded
    def onCallMediaState(self, _prm: Any) -> None:  # noqa: N802
        """Media has started or changed: the conference slot is a new one."""
        self.media = self._audio()
        self.phone.wire_up(self)
        self.phone.came_up(self)
        self._tell_hold()

    @guarded
    def onDtmfDigit(self, prm: Any) -> None:  # noqa: N802
        """A key, by telephone-event or INFO."""
        self.phone.tell(wire.Digit(at=wall_ms(), digit=str(prm.digit)))

    def _audio(self) -> Any:
        try:
            return self.getAudioMedia(-1)
        except pj.Error:
            return None

    def _tell_hold(self) -> None:
        info = self.getInfo()  # owns the list below
        held = any(media.status == pj.PJSUA_CALL_MEDIA_REMOTE_HOLD for media in info.media)
        if self.up and held != self.held:
            self.phone.tell(wire.Held(at=wall_ms()) if held else wire.Resumed(at=wall_ms()))
        self.held = held


class Account(pj.Account):  # type: ignore[misc] # pjsua2 has no types
    """The phone's place at its registrar."""

    def __init__(self, phone: "Softphone") -> None:
        super().__init__()
        self.phone = phone

    @guarded
    def onIncomingCall(self, prm: Any) -> None:  # noqa: N802
        """An INVITE."""
        self.phone.invited(Call(self.phone, prm.callId), str(prm.rdata.wholeMsg))

    @guarded
    def onRegState(self, prm: Any) -> None:  # noqa: N802
        """The registrar has answered, or has not."""
        if prm.code not in SUCCESS:
            self.phone.tell(wire.NotRegistered(at=wall_ms(), status=int(prm.code), reason=str(prm.reason)))
            return
        self.phone.registered = bool(prm.expiration)
        if self.phone.registered:
            self.phone.tell(wire.Registered(at=wall_ms()))


@dataclass
class Track:
    """A WAV on its way into the call."""

    file: str
    player: Any
    seconds: float
    ends_at: float | None = None


class Softphone:
    """The phone; `run` is its whole life."""

    def __init__(self, settings: SoftphoneSettings, tell: Callable[[wire.AnyNews], None]) -> None:
        gc.disable()
        self.tell = tell
        self.dead: list[Call] = []
        self.registered = False
        self._settings = settings
        self._call: Call | None = None
        self._track: Track | None = None
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
        tell(wire.Ready(at=wall_ms(), sip=f"{settings.address}:{settings.sip_port}", pid=os.getpid()))

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
        if self._track and self._track.ends_at and now >= self._track.ends_at:
            self.tell(wire.Played(at=wall_ms(), file=self._track.file))
            self._track = None
        if now >= self._collect_at:
            self._collect_at = now + COLLECT_EVERY_S
            gc.collect()

    def _bury(self) -> None:
        while self.dead:
            call = self.dead.pop()
            if call is self._call:
                self._call = self._track = None
                self.tell(wire.Ended(at=wall_ms(), status=call.last_status, reason=call.last_reason))
            call.media = None
            call.this.disown()

    # --- what calls and the account report ---

    def invited(self, call: Call, message: str) -> None:
        """Ring when free, else 486."""
        if self._call is not None:
            call.hangup(with_status(BUSY_HERE))
            return
        self._call = call
        call.answer(with_status(RINGING))
        self.tell(wire.Incoming(at=wall_ms(), number=calling_number(message)))
        if self._settings.auto_answer:
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
        player = pj.AudioMediaPlayer()
        player.createPlayer(order.file, pj.PJMEDIA_FILE_NO_LOOP)
        self._track = Track(order.file, player, seconds, time.monotonic() + seconds + FRAME_S)
        player.startTransmit(call.media)
        self.tell(wire.Playing(at=next_frame_at(), file=order.file, ms=round(seconds * 1000)))

    def _refuse(self, order: str, reason: str) -> None:
        self.tell(wire.Refused(at=wall_ms(), order=order, reason=reason))

    # --- the end ---

    def _close(self) -> None:
        self._endpoint.hangupAllCalls()
        if self.account is not None and self.registered:
            self.account.setRegistration(False)
        self._run_until(lambda: self._call is None and not self.registered, GOOD_BYE_S)
        self._track = self._recorder = None
        self._run_until(lambda: False, FLUSH_S)
        self._endpoint.audDevManager().setNoDev()
        self._silence = None
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


class LineReader:
    """Whole lines from a descriptor, without ever waiting."""

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self._descriptor = descriptor
        self._rest = b""

    def __call__(self) -> list[bytes] | None:
        """The lines that have come since the last time; None at the end."""
        try:
            data = os.read(self._descriptor, 65536)
        except BlockingIOError:
            return []
        if not data:
            return None
        *lines, self._rest = (self._rest + data).split(b"\n")
        return lines


def settings_from(arguments: list[str] | None = None) -> SoftphoneSettings:
    """Read the command line; argparse ends the process when it is wrong."""
    parser = argparse.ArgumentParser(prog="python -m telephony.softphone", description=__doc__.splitlines()[0])
    parser.add_argument("--user", required=True, help="number of this phone")
    parser.add_argument("--password", default="", help="digest password at the registrar")
    parser.add_argument("--registrar", help="sip:<address>:<port>; without it the phone waits at its own address")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--sip-port", type=int, required=True)
    parser.add_argument("--rtp-port", type=int, required=True, help="first of 40 ports")
    parser.add_argument("--auto-answer", action="store_true")
    parser.add_argument("--track", type=Path, help="WAV played into every call as it comes up")
    parser.add_argument("--record", type=Path, help="WAV that takes what the phone hears")
    return SoftphoneSettings(**vars(parser.parse_args(arguments)))


def main() -> None:
    """Run a softphone on stdin and stdout."""
    settings = settings_from()
    configure_logs(f"softphone-{settings.user}")
    out = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    stop: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stop.append(received))
    reader = LineReader(sys.stdin.fileno())
    phone = Softphone(settings, lambda news: _write(out, wire.encode(news)))
    phone.run(lambda: None if stop else reader())
    # Interpreter shutdown would run finalisers of a library that is gone.
    os._exit(0)


def _write(descriptor: int, line: bytes) -> None:
    while line:
        line = line[os.write(descriptor, line) :]


if __name__ == "__main__":
    main()
