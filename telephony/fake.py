"""A phone that only pretends: the whole `telephony.phone.Phone` port on a clock of its own, for tests without SIP.

Its peers are moved by the methods whose names begin with `peer_`. `FakeWorker` puts a whole call worker around it, on a
real socket, so that a switchboard can be tried against it. The contract tests run over this and the real one alike.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from callflow.events import (
    CallArrived,
    DigitReceived,
    EndCause,
    LegAnswered,
    LegEnded,
    LegHeld,
    LegReferred,
    LegResumed,
    LegRinging,
    PromptEnded,
    RecordingClosed,
    RecordingStarted,
    WorkerEvent,
)
from callflow.units import CITIZEN, SAMPLE_RATE_HZ, LegId, WallMs
from telephony.listener import Listener
from telephony.session import Session
from telephony.worker import Worker

CLIP_S = 0.5
OK = 200
BUSY_HERE = 486
REQUEST_TERMINATED = 487


@dataclass
class FakeLeg:
    """One pretended party."""

    incoming: bool
    recording: Path | None = None
    up: bool = False
    held: bool = False
    recorded_from_s: float = 0.0
    prompt: int | None = None
    prompt_ends_s: float = 0.0


@dataclass
class FakePhone:
    """`Phone` without SIP. Each clip takes half a second of the phone's own time, which runs by `poll`."""

    wait: Callable[[float], None] = lambda _seconds: None
    legs: dict[LegId, FakeLeg] = field(default_factory=dict)
    hears: frozenset[tuple[LegId, LegId]] = frozenset()
    played: list[tuple[LegId, tuple[str, ...]]] = field(default_factory=list)
    dialled: list[tuple[LegId, str, str]] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    """Statuses that INVITEs got while the phone was busy."""
    now_s: float = 0.0
    referrals: int = 0
    busy: bool = False
    closed: bool = False
    _events: list[WorkerEvent] = field(default_factory=list)

    # --- the port ---

    def poll(self, wait_ms: int) -> list[WorkerEvent]:
        """See `Phone.poll`."""
        self.wait(wait_ms / 1000)
        self.now_s += wait_ms / 1000
        for name, leg in self.legs.items():
            if leg.prompt is not None and self.now_s >= leg.prompt_ends_s:
                self.stop(name)
        events, self._events = self._events, []
        return events

    def engage(self) -> None:
        """See `Phone.engage`."""
        self.busy = True

    def answer(self, leg: LegId, recording: Path) -> None:
        """See `Phone.answer`."""
        if (party := self.legs.get(leg)) and not party.up:
            party.recording = recording
            self._media_up(leg, party)

    def reject(self, leg: LegId, status: int) -> None:
        """See `Phone.reject`."""
        if (party := self.legs.get(leg)) and not party.up:
            self._end(leg, EndCause.REJECTED, status)

    def dial(
        self, leg: LegId, uri: str, display_number: str, recording: Path, *, answer_by_itself: bool = False
    ) -> None:
        """See `Phone.dial`."""
        del answer_by_itself  # nobody is at a fake phone; a test answers it
        if leg not in self.legs:
            self.legs[leg] = FakeLeg(incoming=False, recording=recording)
            self.dialled.append((leg, uri, display_number))

    def hang_up(self, leg: LegId) -> None:
        """See `Phone.hang_up`."""
        if party := self.legs.get(leg):
            self._end(leg, EndCause.WE_HUNG_UP, OK if party.up else REQUEST_TERMINATED)

    def play(self, leg: LegId, prompt: int, clips: tuple[str, ...], reading: Path | None = None) -> None:
        """See `Phone.play`; a reading lasts as long as a clip, and one that is not there is left out."""
        if party := self.legs.get(leg):
            played = (*clips, reading.name) if reading and reading.is_file() else clips
            self.played.append((leg, played))
            party.prompt, party.prompt_ends_s = prompt, self.now_s + CLIP_S * len(played)

    def stop(self, leg: LegId) -> None:
        """See `Phone.stop`."""
        if (party := self.legs.get(leg)) and party.prompt is not None:
            self._events.append(PromptEnded(leg=leg, prompt=party.prompt))
            party.prompt = None

    def connect(self, hears: Iterable[tuple[LegId, LegId]]) -> None:
        """See `Phone.connect`."""
        self.hears = frozenset(hears)

    def release(self) -> None:
        """See `Phone.release`."""
        self.legs.clear()
        self._events.clear()
        self.hears, self.busy, self.referrals = frozenset(), False, 0

    def close(self) -> None:
        """See `Phone.close`."""
        self.release()
        self.closed = True

    # --- the peers ---

    def peer_calls(self, calling: str = "13800000000", called: str = "12345") -> None:
        """A citizen's INVITE."""
        if self.busy:
            self.refused.append(BUSY_HERE)
            return
        self.busy = True
        self.legs[CITIZEN] = FakeLeg(incoming=True)
        self._events.append(
            CallArrived(leg=CITIZEN, calling_number=calling, called_number=called, sip_call_id=f"fake-{time.time_ns()}")
        )

    def peer_rings(self, leg: LegId) -> None:
        """The dialled phone rings."""
        self._events.append(LegRinging(leg=leg))

    def peer_answers(self, leg: LegId) -> None:
        """The dialled party picks up."""
        self._media_up(leg, self.legs[leg])

    def peer_refuses(self, leg: LegId, status: int = BUSY_HERE) -> None:
        """The dialled party, or the network, says no."""
        self._end(leg, EndCause.FAILED, status)

    def peer_hangs_up(self, leg: LegId) -> None:
        """BYE from an answered party, CANCEL from a caller that nobody has answered."""
        if self.legs[leg].up:
            self._end(leg, EndCause.PEER_HUNG_UP, OK)
        else:
            self._end(leg, EndCause.CANCELLED, REQUEST_TERMINATED)

    def peer_presses(self, leg: LegId, digits: str) -> None:
        """Keys."""
        self._events.extend(DigitReceived(leg=leg, digit=digit) for digit in digits)

    def peer_holds(self, leg: LegId) -> None:
        """The party puts us on hold."""
        self._events.append(LegHeld(leg=leg))

    def peer_resumes(self, leg: LegId) -> None:
        """The party takes us back."""
        self._events.append(LegResumed(leg=leg))

    def peer_refers(self, leg: LegId, target: str) -> LegId:
        """The party's phone has us call somebody (REFER); give the new leg, which rings."""
        self.referrals += 1
        new = LegId(f"referred-{self.referrals}")
        recording = self.legs[leg].recording
        self.legs[new] = FakeLeg(incoming=False, recording=recording and recording.with_name(f"{new}.wav"))
        self._events += [LegReferred(leg=leg, new_leg=new, target=target), LegRinging(leg=new)]
        return new

    def peer_falls_silent(self, leg: LegId) -> None:
        """The party dies without a word."""
        self._end(leg, EndCause.MEDIA_LOST, OK)

    # --- what follows ---

    def _media_up(self, name: LegId, leg: FakeLeg) -> None:
        leg.up, leg.recorded_from_s = True, self.now_s
        self._events.append(LegAnswered(leg=name))
        if leg.recording:
            begun = WallMs(time.time_ns() // 1_000_000)
            self._events.append(RecordingStarted(leg=name, file=leg.recording.name, sample_zero_at=begun))

    def _end(self, name: LegId, cause: EndCause, status: int) -> None:
        leg = self.legs.pop(name)
        if leg.up and leg.recording:
            samples = int((self.now_s - leg.recorded_from_s) * SAMPLE_RATE_HZ)
            self._events.append(RecordingClosed(leg=name, samples=samples))
        self._events.append(LegEnded(leg=name, cause=cause, status=status))


@dataclass
class FakeWorker:
    """A call worker in a thread of this process, with a `FakePhone`, on a real socket; a context manager."""

    socket: Path
    name: str = "w1-fake"
    phone: FakePhone = field(default_factory=lambda: FakePhone(wait=time.sleep))
    _peers: "queue.SimpleQueue[Callable[[FakePhone], None]]" = field(default_factory=queue.SimpleQueue)
    _stop: threading.Event = field(default_factory=threading.Event)

    def peers(self, move: Callable[[FakePhone], None]) -> None:
        """Move the phone's peers, on the worker's own thread: `worker.peers(lambda phone: phone.peer_calls())`."""
        self._peers.put(move)

    def __enter__(self) -> Self:
        session = Session(worker=self.name, pid=0, sip="127.0.0.1:0")
        self._worker = Worker(session, self.phone, Listener(self.socket), self.socket.parent)
        self._thread = threading.Thread(target=self._worker.run, args=(self._stopping,), daemon=True)
        self._thread.start()
        return self

    def _stopping(self) -> bool:
        while not self._peers.empty():
            self._peers.get()(self.phone)
        return self._stop.is_set()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
