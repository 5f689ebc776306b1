"""A softphone's call and account as pjsua2 sees them: callbacks become news, and decisions are left to the phone."""

import time
from typing import Any, Protocol

import pjsua2 as pj

from callflow.units import WallMs
from telephony import softphone_wire as wire
from telephony.pjsua_leg import guarded

SUCCESS = range(200, 300)
FAILURES = range(300, 700)
DECLINE = 603


def wall_ms() -> WallMs:
    """The wall clock."""
    return WallMs(time.time_ns() // 1_000_000)


class Home(Protocol):
    """What a call and an account need of their phone."""

    account: Any
    registered: bool

    def tell(self, news: wire.AnyNews) -> None:
        """Write it to whoever holds the phone."""

    def invited(self, call: "Call", message: str, source: str) -> None:
        """An INVITE came, with this text, from this `host:port`."""

    def came_up(self, call: "Call") -> None:
        """There may be a dialog and sound now."""

    def wire_up(self, call: "Call") -> None:
        """The call has a new conference slot."""

    def transferred(self, call: "Call", status: int, reason: str) -> None:
        """The transfer of this call has ended so."""

    def gone(self, call: "Call") -> None:
        """The dialog is over: bury the call as soon as no callback runs."""


class Call(pj.Call):  # type: ignore[misc] # pjsua2 has no types
    """The call as pjsua2 sees it; its phone decides."""

    def __init__(self, phone: Home, call_id: int = pj.PJSUA_INVALID_ID) -> None:
        super().__init__(phone.account, call_id)
        self.phone = phone
        self.incoming = call_id != pj.PJSUA_INVALID_ID
        self.media: Any = None
        self.up = self.held = self.holds = False
        self.rings = False
        self.last_status, self.last_reason = 0, ""

    @guarded
    def onCallState(self, _prm: Any) -> None:  # noqa: N802
        """The dialog has moved on."""
        info = self.getInfo()
        state = info.state
        self.last_status, self.last_reason = int(info.lastStatusCode), str(info.lastReason)
        if state == pj.PJSIP_INV_STATE_EARLY and not self.incoming:
            self.rings = True
            self.phone.tell(wire.Ringing(at=wall_ms()))
        elif state == pj.PJSIP_INV_STATE_CONFIRMED:
            self.phone.came_up(self)
        elif state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self.phone.gone(self)

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

    @guarded
    def onCallTransferRequest(self, prm: Any) -> None:  # noqa: N802
        """A peer wants us to call somebody: people decide whom this phone calls."""
        prm.statusCode = DECLINE

    @guarded
    def onCallTransferStatus(self, prm: Any) -> None:  # noqa: N802
        """How the transfer that we asked for goes on (RFC 3515 §2.4.4)."""
        if not prm.finalNotify and prm.statusCode < min(FAILURES):
            return
        prm.cont = False
        self.phone.transferred(self, int(prm.statusCode), str(prm.reason))

    def _tell_hold(self) -> None:
        info = self.getInfo()  # owns the list below
        now = {media.status for media in info.media}
        held, holds = pj.PJSUA_CALL_MEDIA_REMOTE_HOLD in now, pj.PJSUA_CALL_MEDIA_LOCAL_HOLD in now
        if self.up and held != self.held:
            self.phone.tell(wire.Held(at=wall_ms()) if held else wire.Resumed(at=wall_ms()))
        if self.up and holds != self.holds:
            self.phone.tell(wire.PutOnHold(at=wall_ms()) if holds else wire.TakenBack(at=wall_ms()))
        self.held, self.holds = held, holds


class Account(pj.Account):  # type: ignore[misc] # pjsua2 has no types
    """The phone's place at its registrar."""

    def __init__(self, phone: Home) -> None:
        super().__init__()
        self.phone = phone

    @guarded
    def onIncomingCall(self, prm: Any) -> None:  # noqa: N802
        """An INVITE."""
        self.phone.invited(Call(self.phone, prm.callId), str(prm.rdata.wholeMsg), str(prm.rdata.srcAddress))

    @guarded
    def onRegState(self, prm: Any) -> None:  # noqa: N802
        """The registrar has answered, or has not."""
        if prm.code not in SUCCESS:
            self.phone.tell(wire.NotRegistered(at=wall_ms(), status=int(prm.code), reason=str(prm.reason)))
            return
        self.phone.registered = bool(prm.expiration)
        if self.phone.registered:
            self.phone.tell(wire.Registered(at=wall_ms()))
