"""The phone made of pjsua2 (pjproject 2.15): endpoint, account, bridge and the legs of one case.

One thread, the process's main thread, touches pjsua2: the endpoint has no worker threads and calls back only from
`libHandleEvents`. Python's collector is off and run by hand on that thread, since a finaliser on any other one aborts.
After a leg's dialog is over its object is disowned: freed by Python later, it would hang up the next call in its slot.
"""

import gc
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pjsua2 as pj
import structlog

from callflow.events import CallArrived, EndCause, LegEnded, PromptEnded, WorkerEvent
from callflow.units import CITIZEN, MUSIC, LegId
from telephony.caller import called_number, calling_number
from telephony.closing import ClosingLegs
from telephony.pjsua_bridge import Bridge
from telephony.pjsua_leg import ANSWER_TIMEOUT_S, Leg, Playing, guarded, seconds_of
from telephony.pjsua_setup import (
    ANSWER_BY_ITSELF,
    PhoneSettings,
    account_config,
    headers,
    looped_player,
    silent_player,
    started_endpoint,
    with_status,
)
from telephony.spent_players import SpentPlayers

COLLECT_EVERY_S = 2.0
HANG_UP_S = 0.5
FLUSH_S = 0.1

RINGING = 180
OK = 200
TEMPORARILY_UNAVAILABLE = 480
NOT_FOUND = 404
BUSY_HERE = 486
SERVER_ERROR = 500

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
        self._legs: dict[LegId, Leg] = {}
        self._strays: list[Leg] = []
        self._dead: list[Leg] = []
        self._closing = ClosingLegs()
        self._events: list[WorkerEvent] = []
        self._bridge = Bridge(self._media)
        self._busy = False
        self._numbers = settings.numbers
        self._collect_at = 0.0
        self._endpoint = started_endpoint(settings)
        self.spent = SpentPlayers()
        self.silence = silent_player()
        self._music = looped_player(settings.prompts / "music.wav")
        self._account = Line(self)
        self._account.create(account_config(settings), True)

    # --- the loop ---

    def poll(self, wait_ms: int) -> list[WorkerEvent]:
        """See `Phone.poll`."""
        self._endpoint.libHandleEvents(wait_ms)
        now = time.monotonic()
        self._give_up_silent_peers(now)
        self._bury()
        self._end_prompts(now)
        self._events += self._closing.take_done(now)
        self.spent.let_go(now)
        self._collect(now)
        events, self._events = self._events, []
        return events

    def _give_up_silent_peers(self, now: float) -> None:
        for leg in list(self._legs.values()):
            if leg.give_up_at is not None and now >= leg.give_up_at:
                log.warning("peer_silent", leg=leg.name, remedy="the peer did not answer BYE or CANCEL within 2 s")
                self._strays.append(self._legs.pop(leg.name))
                self._part_with(leg)

    def _bury(self) -> None:
        while self._dead:
            leg = self._dead.pop()
            if self._legs.get(leg.name) is leg:
                del self._legs[leg.name]
                self._part_with(leg)
            elif leg in self._strays:
                self._strays.remove(leg)
            leg.this.disown()

    def _part_with(self, leg: Leg) -> None:
        written = leg.recording if leg.recorder else None
        self._bridge.media_gone(leg.name)
        leg.drop_media()
        self._closing.add(leg.end(), written, time.monotonic())

    def _end_prompts(self, now: float) -> None:
        for leg in self._legs.values():
            if leg.playing and leg.playing.ends_at and now >= leg.playing.ends_at:
                self.stop(leg.name)

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
        self._dead.append(leg)

    def _let_go(self, leg: Leg) -> None:
        if self._legs.get(leg.name) is leg:
            self._bridge.media_gone(leg.name)
        leg.stop_playing()
        leg.media = None

    def _live(self, leg: LegId) -> Leg | None:
        call = self._legs.get(leg)
        return call if call and not call.ending else None

    def invited(self, call_id: int, message: str) -> None:
        """An INVITE: 404 when it is for somebody else, ring when free, else 486."""
        leg = Leg(self, self._account, CITIZEN, call_id)
        is_ours = not self._numbers or called_number(message) in self._numbers
        if self._busy or not is_ours:
            self._strays.append(leg)
            leg.hangup(with_status(BUSY_HERE if is_ours else NOT_FOUND))
            return
        self._busy = True
        self._legs[CITIZEN] = leg
        leg.answer(with_status(RINGING))
        self.tell(
            CallArrived(
                leg=CITIZEN,
                calling_number=calling_number(message),
                called_number=called_number(message),
                sip_call_id=str(leg.getInfo().callIdString),
            )
        )

    # --- commands ---

    def engage(self) -> None:
        """See `Phone.engage`."""
        self._busy = True

    def answer(self, leg: LegId, recording: Path) -> None:
        """See `Phone.answer`."""
        if (call := self._live(leg)) and call.recording is None:
            call.recording = recording
            self._attempt("answer", leg, call.answer, with_status(OK))

    def reject(self, leg: LegId, status: int) -> None:
        """See `Phone.reject`."""
        if (call := self._live(leg)) and not call.confirmed:
            call.refused_with = status
            self._attempt("reject", leg, call.hangup, with_status(status))

    def dial(
        self, leg: LegId, uri: str, display_number: str, recording: Path, *, answer_by_itself: bool = False
    ) -> None:
        """See `Phone.dial`."""
        if leg in self._legs:
            log.error("leg_in_use", leg=leg, remedy="the case must name each leg once")
            return
        call = Leg(self, self._account, leg)
        call.recording = recording
        self._legs[leg] = call
        options = pj.CallOpParam(True)
        options.txOption.localUri = f"<sip:{display_number}@{self._settings.address}:{self._settings.sip_port}>"
        if answer_by_itself:
            options.txOption.headers = headers(ANSWER_BY_ITSELF)
        if not self._attempt("dial", leg, call.makeCall, uri, options):
            self._never_began(call)

    def _never_began(self, leg: Leg) -> None:
        self._legs.pop(leg.name, None)
        self._dead = [dead for dead in self._dead if dead is not leg]
        leg.this.disown()
        cause, reason = EndCause.FAILED, "the INVITE could not be sent"
        self.tell(LegEnded(leg=leg.name, cause=cause, status=SERVER_ERROR, reason=reason))

    def hang_up(self, leg: LegId) -> None:
        """See `Phone.hang_up`."""
        if call := self._live(leg):
            call.give_up_at = time.monotonic() + ANSWER_TIMEOUT_S
            self._let_go(call)
            unanswered = call.incoming and not call.confirmed
            status = TEMPORARILY_UNAVAILABLE if unanswered else 0
            self._attempt("hang_up", leg, call.hangup, with_status(status))

    def play(self, leg: LegId, prompt: int, clips: tuple[str, ...]) -> None:
        """See `Phone.play`."""
        if (call := self._live(leg)) is None:
            return
        call.stop_playing()
        files = [file for clip in clips if (file := self._clip(clip))]
        if files and self._attempt("play", leg, self._start_playing, call, prompt, files):
            return
        self.tell(PromptEnded(leg=leg, prompt=prompt))

    def _clip(self, name: str) -> Path | None:
        file = self._settings.prompts / f"{name}.wav"
        if file.is_file():
            return file
        log.error("clip_missing", clip=name, folder=str(self._settings.prompts), remedy="lingting prompts check")
        return None

    def _start_playing(self, leg: Leg, prompt: int, files: list[Path]) -> None:
        player = pj.AudioMediaPlayer()
        player.createPlaylist(pj.StringVector([str(file) for file in files]), "prompt", pj.PJMEDIA_FILE_NO_LOOP)
        leg.playing = Playing(prompt, player, sum(map(seconds_of, files)))
        if leg.media:
            leg.playing.start(leg.media)

    def stop(self, leg: LegId) -> None:
        """See `Phone.stop`."""
        call = self._legs.get(leg)
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
        leg = self._legs.get(party)
        return leg.media if leg else None

    # --- the end ---

    def release(self) -> None:
        """See `Phone.release`."""
        self._bridge.connect(())
        for leg in self._legs.values():
            self._attempt("release", leg.name, leg.hangup, with_status(0))
            self._strays.append(leg)
            leg.drop_media()
        self._legs.clear()
        self._closing.forget()
        self._events.clear()
        self._busy = False

    def close(self) -> None:
        """See `Phone.close`: hang up, let the bridge's clock finish the WAV headers, then stop the library.

        Players are never freed: the process must end by `os._exit` next.
        """
        self._endpoint.hangupAllCalls()
        self._poll_while(lambda: bool(self._legs or self._strays or self._closing), HANG_UP_S)
        for leg in self._legs.values():
            leg.drop_media()
        self._poll_while(lambda: True, FLUSH_S)
        self._endpoint.audDevManager().setNoDev()
        for leg in (*self._legs.values(), *self._strays):
            leg.this.disown()
        self._account.shutdown()
        self._endpoint.libDestroy(pj.PJSUA_DESTROY_NO_RX_MSG)

    def _poll_while(self, waiting: Callable[[], bool], longest_s: float) -> None:
        until = time.monotonic() + longest_s
        while waiting() and time.monotonic() < until:
            self.poll(10)
