"""The phone made of pjsua2 (pjproject 2.15): endpoint, account, bridge and the legs of one case.

One thread, the process's main thread, touches pjsua2: the endpoint has no worker threads and calls back only from
`libHandleEvents`. Python's collector is off and run by hand on that thread, since a finaliser on any other one aborts.
"""

import functools
import gc
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pjsua2 as pj
import structlog

from callflow.events import CallArrived, EndCause, LegEnded, LegReferred, PromptEnded, WorkerEvent
from callflow.units import CITIZEN, MUSIC, LegId
from telephony.caller import called_number, calling_number
from telephony.closing import ClosingLegs
from telephony.pjsua_bridge import Bridge
from telephony.pjsua_calls import Calls
from telephony.pjsua_clock import BridgeClock
from telephony.pjsua_leg import ANSWER_TIMEOUT_S, Leg, guarded
from telephony.pjsua_prompts import Prompts
from telephony.pjsua_setup import (
    PhoneSettings,
    account_config,
    invitation,
    looped_player,
    silent_player,
    started_endpoint,
    with_status,
)
from telephony.referral import referred_to
from telephony.spent_players import SpentPlayers

COLLECT_EVERY_S = 2.0
WATCH_EVERY_S = 1.0
HANG_UP_S = 0.5
FLUSH_S = 0.1

RINGING = 180
OK = 200
ACCEPTED = 202
TEMPORARILY_UNAVAILABLE = 480
NOT_FOUND = 404
BUSY_HERE = 486
SERVER_ERROR = 500
DECLINE = 603

log = structlog.get_logger()


class Line(pj.Account):  # type: ignore[misc] # pjsua2 has no types
    """The phone's only account: takes INVITEs for anybody, registers nowhere."""

    def __init__(self, phone: "PjsuaPhone") -> None:
        super().__init__()
        self.phone = phone

    @guarded
    def onIncomingCall(self, prm: Any) -> None:  # noqa: N802
        """An INVITE."""
        self.phone.invited(prm.callId, str(prm.rdata.wholeMsg))


class PjsuaPhone:
    """`telephony.phone.Phone`, for real."""

    def __init__(self, settings: PhoneSettings) -> None:
        gc.disable()
        self._settings = settings
        self._calls = Calls()
        self._closing = ClosingLegs()
        self._events: list[WorkerEvent] = []
        self._bridge = Bridge(self._media)
        self._prompts = Prompts(settings.prompts)
        self._busy = False
        self._referrals = 0
        self._shown = ""
        self._collect_at = self._watch_at = 0.0
        self.rtp_timeout_s = settings.rtp_timeout_s
        self._endpoint = started_endpoint(settings)
        self._clock = BridgeClock(self._endpoint.audDevManager())
        self.spent = SpentPlayers()
        self.silence = silent_player()
        self._music = looped_player(settings.prompts / "music.wav")
        self._account = Line(self)
        self._account.create(account_config(settings), True)
        gc.freeze()

    # --- the loop ---

    def poll(self, wait_ms: int) -> list[WorkerEvent]:
        """See `Phone.poll`."""
        self._endpoint.libHandleEvents(wait_ms)
        now = time.monotonic()
        self._give_up_silent_peers(now)
        for leg in self._calls.bury():
            self._part_with(leg)
        self._dial_waiting(now)
        self._end_prompts(now)
        self._watch_media(now)
        self._events += self._closing.take_done(now)
        self.spent.let_go(now)
        self._clock.keep(needed=bool(self._busy or self._calls or self._closing or self.spent), now=now)
        self._collect(now)
        events, self._events = self._events, []
        return events

    def _give_up_silent_peers(self, now: float) -> None:
        for leg in self._calls.each():
            if leg.give_up_at is not None and now >= leg.give_up_at:
                log.warning("peer_silent", leg=leg.name, remedy="the peer did not answer BYE or CANCEL within 2 s")
                self._calls.set_loose(leg)
                self._part_with(leg)

    def _part_with(self, leg: Leg) -> None:
        written = leg.recording if leg.recorder else None
        self._bridge.media_gone(leg.name)
        leg.drop_media()
        self._closing.add(leg.end(), written, time.monotonic())

    def _end_prompts(self, now: float) -> None:
        for leg in self._calls.each():
            if leg.playing and leg.playing.ends_at and now >= leg.playing.ends_at:
                self.stop(leg.name)

    def _watch_media(self, now: float) -> None:
        if now < self._watch_at:
            return
        self._watch_at = now + WATCH_EVERY_S
        for leg in self._calls.each():
            if leg.pulse.is_lost(leg.counters(), now):
                log.warning("media_lost", leg=leg.name, after_s=self.rtp_timeout_s, remedy="see whether the peer lives")
                leg.lost_media = True
                self.hang_up(leg.name)

    def _collect(self, now: float) -> None:
        if now >= self._collect_at:
            self._collect_at = now + COLLECT_EVERY_S
            gc.collect()

    # --- what legs ask of their phone ---

    def tell(self, event: WorkerEvent) -> None:
        """Keep an event for the next poll."""
        self._events.append(event)

    def gone(self, leg: Leg) -> None:
        """Bury the leg after the callbacks have returned; its conference slot is no more from now on."""
        self._let_go(leg)
        self._calls.dead.append(leg)

    def _let_go(self, leg: Leg) -> None:
        if self._calls.legs.get(leg.name) is leg:
            self._bridge.media_gone(leg.name)
        leg.stop_playing()
        leg.media = None

    def invited(self, call_id: int, message: str) -> None:
        """An INVITE: 404 when it is for somebody else, ring when free, else 486."""
        leg = Leg(self, self._account, CITIZEN, call_id)
        is_ours = not self._settings.numbers or called_number(message) in self._settings.numbers
        if self._busy or not is_ours:
            self._calls.strays.append(leg)
            leg.hangup(with_status(BUSY_HERE if is_ours else NOT_FOUND))
            return
        self.engage()
        self._calls.legs[CITIZEN] = leg
        leg.answer(with_status(RINGING))
        self.tell(
            CallArrived(
                leg=CITIZEN,
                calling_number=calling_number(message),
                called_number=called_number(message),
                sip_call_id=str(leg.getInfo().callIdString),
            )
        )

    def referred(self, leg: Leg, refer_to: str) -> tuple[int, Leg | None]:
        """A phone wants us to call somebody: adopt the call that the library makes for it."""
        target = referred_to(refer_to, self._settings.proxy)
        if target is None or leg.name == CITIZEN or leg.recording is None:
            return DECLINE, None
        if self._calls.free_slots() <= 0 or any(other.is_wanted_by(leg) for other in self._calls.each()):
            return BUSY_HERE, None
        self._referrals += 1
        called = Leg(self, self._account, LegId(f"referred-{self._referrals}"))
        called.asked_by, called.shown = leg.name, leg.shown
        called.recording = leg.recording.with_name(f"{called.name}.wav")
        self._show(leg.shown)
        self._calls.legs[called.name] = called
        self.tell(LegReferred(leg=leg.name, new_leg=called.name, target=target))
        return ACCEPTED, called

    def _show(self, number: str) -> None:
        if number != self._shown:
            self._account.modify(account_config(self._settings, number))
            self._shown = number

    # --- commands ---

    def engage(self) -> None:
        """See `Phone.engage`."""
        self._busy = True
        self._clock.start()

    def answer(self, leg: LegId, recording: Path) -> None:
        """See `Phone.answer`."""
        if (call := self._calls.live(leg)) and call.recording is None:
            call.recording = recording
            self._attempt("answer", leg, call.answer, with_status(OK))

    def reject(self, leg: LegId, status: int) -> None:
        """See `Phone.reject`."""
        if (call := self._calls.live(leg)) and not call.confirmed:
            call.refused_with = status
            self._attempt("reject", leg, call.hangup, with_status(status))

    def dial(
        self, leg: LegId, uri: str, display_number: str, recording: Path, *, answer_by_itself: bool = False
    ) -> None:
        """See `Phone.dial`."""
        if leg in self._calls.legs:
            log.error("leg_in_use", leg=leg, remedy="the case must name each leg once")
            return
        call = Leg(self, self._account, leg)
        options = invitation(self._settings, display_number, answer_by_itself=answer_by_itself)
        now = time.monotonic()
        call.recording, call.invite = recording, functools.partial(call.makeCall, uri, options)
        call.shown = display_number
        call.invite_by = now + ANSWER_TIMEOUT_S
        self._calls.legs[leg] = call
        self._invite(call, now)

    def _invite(self, leg: Leg, now: float) -> None:
        if leg.invite is None:
            return
        if self._calls.free_slots() > 0:
            invite, leg.invite = leg.invite, None
            if not self._attempt("dial", leg.name, invite):
                self._never_began(leg, EndCause.FAILED, "the INVITE could not be sent")
        elif now >= leg.invite_by:
            self._never_began(leg, EndCause.FAILED, "four calls are up already")

    def _dial_waiting(self, now: float) -> None:
        for leg in self._calls.each():
            self._invite(leg, now)
            if leg.asked_by and not leg.began:
                self._never_began(leg, EndCause.FAILED, "the INVITE could not be sent")

    def _never_began(self, leg: Leg, cause: EndCause, reason: str) -> None:
        self._calls.drop(leg)
        self.tell(LegEnded(leg=leg.name, cause=cause, status=SERVER_ERROR, reason=reason))

    def hang_up(self, leg: LegId) -> None:
        """See `Phone.hang_up`."""
        call = self._calls.live(leg)
        if call and call.invite:
            self._never_began(call, EndCause.WE_HUNG_UP, "it had not been dialled yet")
        elif call:
            call.give_up_at = time.monotonic() + ANSWER_TIMEOUT_S
            self._let_go(call)
            unanswered = call.incoming and not call.confirmed
            status = TEMPORARILY_UNAVAILABLE if unanswered else 0
            self._attempt("hang_up", leg, call.hangup, with_status(status))

    def play(self, leg: LegId, prompt: int, clips: tuple[str, ...], reading: Path | None = None) -> None:
        """See `Phone.play`."""
        if (call := self._calls.live(leg)) is None:
            return
        call.stop_playing()
        files = [*self._prompts.files(clips), *self._prompts.there(reading)]
        if files and self._attempt("play", leg, self._prompts.start, call, prompt, files):
            return
        self.tell(PromptEnded(leg=leg, prompt=prompt))

    def stop(self, leg: LegId) -> None:
        """See `Phone.stop`."""
        call = self._calls.legs.get(leg)
        prompt = call.stop_playing() if call else None
        if prompt is not None:
            self.tell(PromptEnded(leg=leg, prompt=prompt))

    def connect(self, hears: Iterable[tuple[LegId, LegId]]) -> None:
        """See `Phone.connect`."""
        self._bridge.connect(hears)

    def _attempt(self, what: str, leg: LegId, action: Callable[..., Any], *given: Any) -> bool:
        try:
            action(*given)
        except (pj.Error, OSError, EOFError) as error:
            reason = error.info() if isinstance(error, pj.Error) else str(error)
            log.warning("phone_refused", what=what, leg=leg, error=reason)
            return False
        return True

    # --- the bridge ---

    def rewire(self, leg: Leg) -> None:
        """The leg's conference slot is new."""
        self._bridge.media_changed(leg.name)

    def _media(self, party: LegId) -> Any:
        if party == MUSIC:
            return self._music
        leg = self._calls.legs.get(party)
        return leg.media if leg else None

    # --- the end ---

    def release(self) -> None:
        """See `Phone.release`."""
        self._bridge.connect(())
        for leg in self._calls.each():
            self._cut_off(leg)
        self._closing.forget()
        self._events.clear()
        self._busy, self._referrals = False, 0

    def _cut_off(self, leg: Leg) -> None:
        if leg.invite:
            self._calls.drop(leg)
            return
        self._attempt("release", leg.name, leg.hangup, with_status(0))
        self._calls.set_loose(leg)
        leg.drop_media()

    def close(self) -> None:
        """See `Phone.close`: hang up, let the bridge's clock finish the WAV headers, then stop the library.

        Players are never freed: the process must end by `os._exit` next.
        """
        self._endpoint.hangupAllCalls()
        self._poll_while(lambda: bool(self._calls or self._closing), HANG_UP_S)
        for leg in self._calls.each():
            leg.drop_media()
        self._poll_while(lambda: True, FLUSH_S)
        self._endpoint.audDevManager().setNoDev()
        for leg in (*self._calls.each(), *self._calls.strays):
            leg.this.disown()
        self._account.shutdown()
        self._endpoint.libDestroy(pj.PJSUA_DESTROY_NO_RX_MSG)

    def _poll_while(self, waiting: Callable[[], bool], longest_s: float) -> None:
        until = time.monotonic() + longest_s
        while waiting() and time.monotonic() < until:
            self.poll(10)
