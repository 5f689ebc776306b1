"""The softphone made of pjsua2: one account, at most one call; its sound is `telephony.softphone_sound`.

The rules of the call worker hold here too: one thread for pjsua2, callbacks guarded, a call disowned after its end,
players kept a while after theirs, everything wired anew when media changes.

A registered phone takes calls from its registrar's address only: one that picks up by itself would otherwise be a
microphone for whoever finds it.
"""

import gc
import os
import time
from collections.abc import Callable
from typing import Any

import msgspec
import pjsua2 as pj

from telephony import softphone_wire as wire
from telephony.caller import calling_number, is_asked_to_answer
from telephony.pjsua_setup import with_status
from telephony.softphone_call import SUCCESS, Account, Call, wall_ms
from telephony.softphone_handset import Handset
from telephony.softphone_settings import SoftphoneSettings
from telephony.softphone_setup import account_of, endpoint_of
from telephony.softphone_sound import CallSound
from telephony.sound_card import open_sound_card

POLL_MS = 10
COLLECT_EVERY_S = 2.0
GOOD_BYE_S = 0.5
FLUSH_S = 0.1

RINGING = 180
OK = 200
FORBIDDEN = 403
BUSY_HERE = 486


class Softphone:
    """The phone; `run` is its whole life."""

    def __init__(self, settings: SoftphoneSettings, tell: Callable[[wire.AnyNews], None]) -> None:
        """Raises NoSoundError when it is to have sound and there is no sound card."""
        gc.disable()
        self._tell = tell
        self._dead: list[Call] = []
        self.registered = False
        self._settings = settings
        self._call: Call | None = None
        self._collect_at = 0.0
        self._leaving = False
        self._endpoint = endpoint_of(settings)
        self._sound = CallSound(tell, Handset(open_sound_card, tell) if settings.sound else None)
        self.account: Account | None = Account(self)
        self.account.create(account_of(settings), True)
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
        self._sound.ring(rings=self._rings())
        self._sound.step(now)
        if now >= self._collect_at:
            self._collect_at = now + COLLECT_EVERY_S
            gc.collect()

    def _rings(self) -> bool:
        """It rings here, or there without sound of its own (early media)."""
        call = self._call
        return call is not None and call.rings and not call.up and (call.incoming or call.media is None)

    def _bury(self) -> None:
        while self._dead:
            call = self._dead.pop()
            if call is self._call:
                self._sound.forget()
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

    def invited(self, call: Call, message: str, source: str) -> None:
        """Ring when free, else 486; a stranger gets 403."""
        if self._settings.server and source.rpartition(":")[0] != self._settings.server:
            call.hangup(with_status(FORBIDDEN))
            return
        if self._call is not None:
            call.hangup(with_status(BUSY_HERE))
            return
        self._call = call
        call.answer(with_status(RINGING))
        self.tell(wire.Incoming(at=wall_ms(), number=calling_number(message)))
        asked = self._settings.answer_when_asked and is_asked_to_answer(message)
        call.rings = not (self._settings.auto_answer or asked)
        if not call.rings:
            call.answer(with_status(OK))

    def came_up(self, call: Call) -> None:
        """Tell it once, when there is both a dialog and sound; then start the track."""
        if call.up or call.media is None or call.getInfo().state != pj.PJSIP_INV_STATE_CONFIRMED:
            return
        call.up = True
        self.tell(wire.Answered(at=wall_ms()))
        if self._settings.record:
            self._sound.record(self._settings.record)
        if self._settings.track:
            self._sound.play(str(self._settings.track))

    def wire_up(self, call: Call) -> None:
        """Connect the call's slot, when it has one."""
        if call.media is not None:
            self._sound.connect(call.media)

    def transferred(self, call: Call, status: int, reason: str) -> None:
        """Leave a call that has been handed over."""
        if status not in SUCCESS:
            self.tell(wire.NotTransferred(at=wall_ms(), status=status, reason=reason))
            return
        self.tell(wire.Transferred(at=wall_ms()))
        call.hangup(with_status(0))

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
                call.rings = False
                call.answer(with_status(OK))
            case wire.Reject(status=status):
                call.hangup(with_status(status))
            case wire.Keys():
                call.sendDtmf(_keys(order))
            case wire.Play():
                self._sound.play(order.file)
            case wire.Mute() | wire.Unmute():
                self._sound.mute(muted=isinstance(order, wire.Mute))
            case wire.Transfer():
                call.xfer(self._settings.uri_of(order.to), with_status(0))
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
        uri = self._settings.uri_of(order.to)
        self._call = Call(self)
        try:
            self._call.makeCall(uri, with_status(0))
        except pj.Error:
            self._call.this.disown()
            self._call = None
            raise
        self.tell(wire.Dialled(at=wall_ms(), to=uri))

    def _hang_up(self) -> None:
        if self._call is not None:
            unanswered = self._call.incoming and not self._call.up
            self._call.hangup(with_status(BUSY_HERE if unanswered else 0))

    def _refuse(self, order: str, reason: str) -> None:
        self.tell(wire.Refused(at=wall_ms(), order=order, reason=reason))

    # --- the end ---

    def _close(self) -> None:
        self._endpoint.hangupAllCalls()
        if self.account is not None and self.registered:
            self.account.setRegistration(False)
        self._run_until(lambda: self._call is None and not self.registered, GOOD_BYE_S)
        self._sound.stop_track()
        self._sound.finish_recording()
        self._run_until(lambda: False, FLUSH_S)
        self._endpoint.audDevManager().setNoDev()
        self._sound.close()
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
