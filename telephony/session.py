"""The worker's memory, without any I/O: numbers, acknowledgements, snapshots, and what happens when nobody is there.

Feed it what happens (`happened`, `received`, `connected`, `disconnected`, `passed`) and carry out what it hands back
(`take_commands`, `take_messages`). `now` is monotonic seconds, `at` is wall milliseconds.

No two events of a worker have the same `at`, and none comes before an earlier one, so a switchboard that starts again
can tell by `at` alone what its log has already.

A worker is busy from the INVITE until `ReleaseWorker` (when its last leg is gone), or until a case that was never
answered is over and all of it acknowledged. A case that it was given to carry has no INVITE of its own and ends by
`ReleaseWorker` alone. Three rules hold without a switchboard: an INVITE that nobody decides within 3 s gets 503; once
the citizen is gone whatever is left is ended 60 s after the last change; so is a carried case without living legs.
"""

from collections import deque
from datetime import UTC, datetime

from msgspec.structs import replace

from callflow.commands import AnswerLeg, DialLeg, HangUpLeg, RejectLeg, ReleaseWorker, WorkerCommand
from callflow.events import (
    CallArrived,
    EndCause,
    LegAnswered,
    LegEnded,
    LegReferred,
    LegRinging,
    RecordingStarted,
    WorkerEvent,
)
from callflow.units import CITIZEN, CaseId, LegId, WallMs
from telephony.wire import NOTHING_APPLIED, Ack, Carry, Do, FromWorker, Hello, LegSnapshot, LegState, Told, ToWorker

DECIDE_WITHIN_S = 3.0
ORPHANED_AFTER_S = 60.0
SERVICE_UNAVAILABLE = 503
OWN_ID = -1
"""Stands for a command's id where the worker itself decided."""


def case_id(worker: str, at: WallMs, count: int) -> CaseId:
    """Name a case by UTC time, worker and the worker's counter: `20261121-233015-w35f2a-7`."""
    moment = datetime.fromtimestamp(at / 1000, tz=UTC)
    return CaseId(f"{moment:%Y%m%d-%H%M%S}-{worker.replace('-', '')}-{count}")


class Session:
    """One worker's life as the switchboard sees it."""

    def __init__(self, *, worker: str, pid: int, sip: str) -> None:
        self._who = Hello(worker=worker, pid=pid, sip=sip)
        self.case: CaseId | None = None
        self._count = 0
        self._seq = 0
        self._last_at = WallMs(0)
        self._connected = False
        self._unacknowledged: deque[Told] = deque()
        self._messages: list[FromWorker] = []
        self._commands: list[tuple[int, WorkerCommand | Carry]] = []
        self._last_change = 0.0
        self._forget_case()

    def _forget_case(self) -> None:
        self.case = None
        self._applied = NOTHING_APPLIED
        self._legs: dict[LegId, LegSnapshot] = {}
        self._decide_by: float | None = None
        self._given_up = False
        self._answered = False
        self._carried = False
        self._releasing = False

    # --- what is to be carried out ---

    def take_commands(self) -> list[tuple[int, WorkerCommand | Carry]]:
        """Commands for the phone with their ids, each handed out once.

        `ReleaseWorker` means: free, forget all. `Carry` means: taken, refuse every INVITE.
        """
        commands, self._commands = self._commands, []
        return commands

    def take_messages(self) -> list[FromWorker]:
        """Lines for the switchboard, each handed out once per connection; empty while there is none."""
        messages, self._messages = self._messages, []
        return messages

    # --- the switchboard ---

    def connected(self) -> None:
        """A switchboard has connected: it gets the snapshot, then all that it has not acknowledged."""
        self._connected = True
        self._messages = [self.hello(), *self._unacknowledged]

    def disconnected(self, now: float) -> None:
        """The switchboard is away; the calls stay as they are."""
        self._connected = False
        self._messages = []
        self._last_change = now

    def hello(self) -> Hello:
        """The snapshot."""
        return replace(self._who, case=self.case, applied=self._applied, legs=tuple(self._legs.values()))

    def received(self, message: ToWorker) -> None:
        """The switchboard said something."""
        if isinstance(message, Ack):
            self._acknowledged(message.seq)
        elif isinstance(message, Carry):
            self._carry(message)
        elif self._is_new(message):
            self._applied = message.id
            self._apply(message.id, message.command)

    def _acknowledged(self, seq: int) -> None:
        while self._unacknowledged and self._unacknowledged[0].seq <= seq:
            self._unacknowledged.popleft()
        self._free_when_done()

    def _carry(self, order: Carry) -> None:
        if self.case is None:
            self._forget_case()
            self.case, self._carried = order.case, True
            self._commands.append((OWN_ID, order))
        self._say_hello()

    def _say_hello(self) -> None:
        if self._connected:
            self._messages.append(self.hello())

    def _is_new(self, do: Do) -> bool:
        return self.case is not None and do.case == self.case and do.id > self._applied and not self._releasing

    def _apply(self, number: int, command: WorkerCommand) -> None:
        match command:
            case ReleaseWorker():
                self._releasing = True
                self._hang_up_all()
                self._free_when_done()
                return
            case AnswerLeg() if self._given_up:
                return
            case AnswerLeg():
                self._decide_by, self._answered = None, True
            case RejectLeg():
                self._decide_by = None
            case DialLeg(leg=leg) if not self._is_live(leg):
                self._legs[leg] = LegSnapshot(leg=leg, state=LegState.DIALLING)
            case _:
                pass
        self._commands.append((number, command))

    # --- the phone ---

    def happened(self, event: WorkerEvent, *, at: WallMs, now: float) -> None:
        """The phone tells an event: number it, keep it, send it."""
        self._last_change = now
        if isinstance(event, CallArrived):
            self._open_case(at, now)
        if self.case is None:
            return
        self._tell(self._note(event), at, self.case)
        self._free_when_done()

    def _open_case(self, at: WallMs, now: float) -> None:
        self._count += 1
        self._forget_case()
        self.case = case_id(self._who.worker, at, self._count)
        self._decide_by = now + DECIDE_WITHIN_S

    def _note(self, event: WorkerEvent) -> WorkerEvent:
        match event:
            case CallArrived(leg=leg):
                self._legs[leg] = LegSnapshot(leg=leg, state=LegState.INCOMING)
            case LegReferred(new_leg=leg):
                self._legs[leg] = LegSnapshot(leg=leg, state=LegState.DIALLING)
            case LegRinging(leg=leg):
                self._change(leg, LegState.RINGING)
            case LegAnswered(leg=leg):
                self._change(leg, LegState.UP)
            case RecordingStarted(leg=leg, file=file):
                self._legs[leg] = replace(self._legs[leg], recording=file)
            case LegEnded(leg=leg):
                return self._note_end(leg, event)
            case _:
                pass
        return event

    def _note_end(self, leg: LegId, event: LegEnded) -> LegEnded:
        self._change(leg, LegState.GONE)
        if leg == CITIZEN:
            self._decide_by = None
            if self._given_up and event.cause is EndCause.REJECTED:
                return replace(event, cause=EndCause.SWITCHBOARD_AWAY)
        return event

    def _change(self, leg: LegId, state: LegState) -> None:
        self._legs[leg] = replace(self._legs[leg], state=state)

    def _tell(self, event: WorkerEvent, at: WallMs, case: CaseId) -> None:
        self._seq += 1
        self._last_at = WallMs(max(at, self._last_at + 1))
        told = Told(seq=self._seq, case=case, at=self._last_at, event=event)
        self._unacknowledged.append(told)
        if self._connected:
            self._messages.append(told)

    # --- time ---

    def passed(self, now: float) -> None:
        """Time has passed: give up what nobody decides, end what nobody owns."""
        if self._decide_by is not None and now >= self._decide_by:
            self._decide_by, self._given_up = None, True
            self._commands.append((OWN_ID, RejectLeg(leg=CITIZEN, status=SERVICE_UNAVAILABLE)))
        if self._is_orphaned(now):
            self._last_change = now
            self._end_orphan()

    def _is_orphaned(self, now: float) -> bool:
        return (
            not self._connected
            and (self._carried or bool(self._live_legs()))
            and not self._is_live(CITIZEN)
            and now - self._last_change >= ORPHANED_AFTER_S
        )

    def _end_orphan(self) -> None:
        self._releasing = self._releasing or (self._carried and not self._live_legs())
        self._hang_up_all()
        self._free_when_done()

    # --- the end of a case ---

    def _live_legs(self) -> list[LegId]:
        return [leg for leg in self._legs if self._is_live(leg)]

    def _is_live(self, leg: LegId) -> bool:
        return leg in self._legs and self._legs[leg].state is not LegState.GONE

    def _hang_up_all(self) -> None:
        self._commands.extend((OWN_ID, HangUpLeg(leg=leg)) for leg in self._live_legs())

    def _free_when_done(self) -> None:
        if self.case is None or self._live_legs():
            return
        if self._releasing or not (self._answered or self._carried or self._unacknowledged):
            self._forget_case()
            self._commands.append((OWN_ID, ReleaseWorker()))
            self._say_hello()
