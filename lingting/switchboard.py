"""The switchboard: the core in the middle, its shells around it.

It may be killed and started again during calls. Workers keep the calls up and keep what happened; `resume` rebuilds
each case from its folder, and a worker's `Hello` says which commands it has not seen. What must happen in which
order at a start stands in `resume`.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from callflow import commands, events
from callflow.emergency import suspicion
from callflow.log import Entry
from callflow.self_service import asked_for, wanted_reply
from callflow.state import Case, Tape, TicketPhase
from callflow.units import AgentId, CallMs, CaseId, LegId, SampleIndex, WallMs
from callflow.utterance import utterance_id
from callflow.views import Phase
from lingting.casebook import Casebook
from lingting.directory import Directory
from lingting.disk import DiskRoom
from lingting.exchange import Exchange
from lingting.floor import FloorShell
from lingting.folder import CaseFolders
from lingting.lookup import Lookups, Question
from lingting.numbers import TicketNumbers
from lingting.opening import Opening
from lingting.outgoing import Outgoing
from lingting.reading import ReplyReader
from lingting.screens import Screens
from lingting.speech_choice import SpeechChoice
from telephony.recording import repair
from telephony.wire import NOTHING_APPLIED, Hello

if TYPE_CHECKING:
    from asr.pool import SpeechPool
    from telephony.line import Lines

RELEASE = 2**53
"""Id of a `ReleaseWorker` that no log holds: for a worker that still has a case which is over."""

HEARD_WITHIN_S = 3.0
"""How long a start waits for workers to tell what happened before it."""
CLAIMED_WITHIN_S = 30.0
"""A case that no worker has claimed so long after a start has lost its worker."""

log = structlog.get_logger()


class Switchboard:
    """Connects the parts. They are made by the composition root; `connect` gives the lines and the speech pool."""

    def __init__(  # noqa: PLR0913  the parts are what it connects
        self,
        *,
        opening: Opening,
        outgoing: Outgoing,
        room: DiskRoom,
        casebook: Casebook,
        folders: CaseFolders,
        exchange: Exchange,
        floor: FloorShell,
        screens: Screens,
        numbers: TicketNumbers,
        lookups: Lookups,
        replies: ReplyReader,
        directory: Directory,
        speech_choice: SpeechChoice,
        now: Callable[[], WallMs],
    ) -> None:
        self._opening = opening
        self._outgoing = outgoing
        self._room = room
        self._casebook = casebook
        self._folders = folders
        self._exchange = exchange
        self._floor = floor
        self._screens = screens
        self._numbers = numbers
        self._lookups = lookups
        self._replies = replies
        self._directory = directory
        self._speech_choice = speech_choice
        self._now = now
        self._unnumbered: set[CaseId] = set()
        self.lines: Lines
        self.pool: SpeechPool
        exchange.carriers = self._carriers()
        exchange.aftermaths = {
            events.RecordingClosed: self._recording_closed,
            events.WorkerLost: self._worker_gone,
        }

    # --- the calls' side ---

    async def told(self, case: CaseId, at: WallMs, event: events.WorkerEvent) -> None:
        """A call worker tells. What it repeats after a broken line is in the log already."""
        if isinstance(event, events.CallArrived) and case not in self._casebook:
            self._arrive(case, at, event)
        elif case in self._casebook and not self._casebook[case].holds(named := self._with_names(event), at):
            self._exchange.tell(case, named, at)

    def _with_names(self, event: events.WorkerEvent) -> events.WorkerEvent:
        """A phone says where it hands its call on; whether that is a colleague is known here."""
        if not isinstance(event, events.LegReferred) or not self._floor.knows(AgentId(event.target)):
            return event
        return msgspec.structs.replace(event, agent=AgentId(event.target))

    async def claimed(self, case: CaseId) -> None:
        """A worker carries a case of ours; the case may have moved on meanwhile."""
        if case not in self._casebook:
            self.lines.send(case, RELEASE, commands.ReleaseWorker())
        elif self._casebook[case].state.released:
            self._exchange.tell(case, events.WorkerClaimed())

    async def not_claimed(self, case: CaseId) -> None:
        """No worker carries it."""
        if case in self._casebook:
            self._exchange.tell(case, events.NoWorkerFree())

    async def greeted(self, worker: str, hello: Hello) -> None:
        """A line is open: send what the worker has not seen, or set it free when its case is over."""
        case, applied = hello.case, hello.applied
        if case is None:
            return
        log.info("worker_has_case", worker=worker, case_id=case, applied=applied)
        if case not in self._casebook:
            self._set_free_unless_new(case, applied, incoming=bool(hello.legs))
        elif applied >= len(self._casebook[case].entries):
            self._disown(case, applied)
        elif wants_worker(self._casebook[case].state):
            await self.claimed(case)
        else:
            self._catch_up(case, applied)

    def _set_free_unless_new(self, case: CaseId, applied: int, *, incoming: bool) -> None:
        """A citizen's call that nobody has decided on yet will be told; any other is over or never came to be."""
        if not incoming or applied > NOTHING_APPLIED or self._was_archived(case):
            self.lines.send(case, RELEASE, commands.ReleaseWorker())

    def _disown(self, case: CaseId, applied: int) -> None:
        """Its log was cut short by a full disk and a kill: the worker would take every command for one it has done."""
        if applied < RELEASE:
            entries = len(self._casebook[case].entries)
            remedy = "the call is ended, because its log was lost with a full disk; call the citizen back"
            log.error("worker_ahead_of_log", case_id=case, applied=applied, entries=entries, remedy=remedy)
        self.lines.send(case, RELEASE, commands.ReleaseWorker())

    def _catch_up(self, case: CaseId, applied: int) -> None:
        """Send what it has not applied. Of a case of ours: what was commanded of this worker, not of an earlier one."""
        opened = self._casebook[case]
        released = opened.state.released
        if not (released and opened.state.call_out):
            for entry in opened.entries[max(applied, _claimed_at(opened.entries)) + 1 :]:
                if isinstance(entry.command, commands.WorkerCommand):
                    self.lines.send(case, entry.index, entry.command)
        if released:
            self.lines.send(case, RELEASE, commands.ReleaseWorker())

    async def lost(self, case: CaseId) -> None:
        """A case's worker is gone."""
        if case in self._casebook and _needs_worker(self._casebook[case].state):
            self._exchange.tell(case, events.WorkerLost())

    def _arrive(self, case: CaseId, at: WallMs, event: events.CallArrived) -> None:
        if self._was_archived(case):
            return
        if not self._room.left() or not self._begin(case):
            self.lines.send(case, 0, commands.RejectLeg(leg=event.leg, status=503))
            return
        self._exchange.tell(case, self._opening.incoming(case, at), at)
        self._exchange.tell(case, event, at)
        self._directory.recognise(case, event.calling_number)

    def _begin(self, case: CaseId) -> bool:
        try:
            self._casebook.begin(case)
        except OSError as error:
            log.error("case_folder_not_made", case_id=case, reason=str(error))  # noqa: TRY400  # no trace needed
            return False
        return True

    def _was_archived(self, case: CaseId) -> bool:
        return case not in self._casebook and self._folders.exists(case)

    # --- the speech side ---

    def partial(self, case: CaseId, leg: LegId, first_sample: SampleIndex, start_ms: CallMs, text: str) -> None:
        """Words are being spoken."""
        self._screens.tell_partial(case, leg, first_sample, start_ms, text)
        state = self._casebook.state_of(case)
        if state is not None and (alarm := suspicion(state, leg, first_sample, text)) is not None:
            self._exchange.tell(case, alarm)

    def heard(self, case: CaseId, event: events.UtteranceHeard) -> None:
        """Words were said; what is in the log already is dropped."""
        state = self._casebook.state_of(case)
        if state is None or not state.knows(utterance_id(event.leg, event.first_sample)):
            self._exchange.tell(case, event)

    def transcribed(self, case: CaseId, event: events.TranscriptCompleted) -> None:
        """A leg's transcript is complete."""
        self._exchange.tell(case, event)

    # --- a start ---

    def resume(self) -> None:
        """Go on where the last switchboard was: cases, then the queue, then what still has to be done for each."""
        for entry in self._exchange.reopen():
            if isinstance(entry.event, events.TicketOpened):
                self._numbers.saw(entry.event.number)
        for opened in self._casebook.values():
            self._floor.reopen(opened.state)
        for opened in self._casebook.values():
            self._owed(opened.state)

    async def resumed_lines(self) -> None:
        """Every worker has said what it carries: a case that none of them has lost its worker.

        A worker that says nothing does not hold up the others' deadlines for long, nor for ever what became of others.
        """
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.lines.settled(), HEARD_WITHIN_S)
        self._exchange.caught_up()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.lines.settled(), CLAIMED_WITHIN_S)
        for case in self._casebook.ids():
            if self.lines.worker_of(case) is None:
                await self.lost(case)
                self._claim_anew(case)

    def _claim_anew(self, case: CaseId) -> None:
        """The claim of the last process was lost with it."""
        state = self._casebook.state_of(case)
        if state is not None and wants_worker(state) and "claim" not in state.deadlines:
            self._claim(case, -1, commands.ClaimWorker())

    def keep_house(self) -> None:
        """From time to time: write what waits for room, number the tickets that wait for it."""
        self._floor.tick()
        self._speech_choice.tick()
        self._folders.retry()
        for opened in self._casebook.values():
            if opened.state.ticket_phase is TicketPhase.OPENING and not self._folders.blocked:
                self._open_ticket(opened.state.id, -1, commands.OpenTicket())

    def _owed(self, case: Case) -> None:
        """What was commanded of this process, and may not have been done."""
        for leg in case.legs.values():
            if leg.tape in (Tape.GROWING, Tape.WHOLE):
                self._transcribe(case.id, -1, commands.TranscribeLeg(leg=leg.id, models=leg.models))
            if leg.tape is Tape.WHOLE:
                self.pool.close(case.id, leg.id, leg.samples)
        if case.ticket_phase is TicketPhase.OPENING:
            self._open_ticket(case.id, -1, commands.OpenTicket())
        if (asked := asked_for(case)) is not None:
            self._look_up(case.id, asked.number, asked.digits)
        if (wanted := wanted_reply(case)) is not None:
            self._replies.ask(case.id, self._question(case.id, wanted.number, wanted.digits))
        if case.finding:
            self._directory.find(case.id, case.finding)
        for entry in self._casebook[case.id].entries:
            if isinstance(entry.command, commands.PromiseCall):
                self._outgoing.keep_promise(case.id, entry.command)

    # --- carrying out ---

    def _carriers(self) -> dict[type[commands.Command], Callable[[CaseId, int, Any], None]]:
        to_worker = (
            commands.AnswerLeg,
            commands.RejectLeg,
            commands.DialLeg,
            commands.HangUpLeg,
            commands.PlayPrompt,
            commands.StopPrompt,
            commands.SetTopology,
            commands.ReleaseWorker,
        )
        by_screens_and_records = (
            commands.YieldSupervision,
            commands.NameFirstResponder,
            commands.StoreSatisfaction,
            commands.StoreFollowUp,
            commands.ReviseDraft,
            commands.FileTicket,
            commands.DropTicket,
            commands.PutOnCallBackList,
            commands.CloseCase,
        )
        return {
            **dict.fromkeys(to_worker, self._send),
            **dict.fromkeys(by_screens_and_records, _follows_from_the_log),
            commands.TranscribeLeg: self._transcribe,
            commands.ChangeModels: lambda case, _, command: self.pool.change_models(case, command.leg, command.models),
            commands.JoinQueue: self._join,
            commands.LeaveQueue: lambda case, _, __: self._floor.leave(case),
            commands.ReportNoAnswer: lambda case, _, command: self._floor.not_answered(command.agent, case),
            commands.FreeAgent: lambda case, _, command: self._floor.free(command.agent, case),
            commands.TakeAgent: lambda case, _, command: self._floor.take(command.agent, case),
            commands.ClaimWorker: self._claim,
            commands.PromiseCall: lambda case, _, command: self._outgoing.keep_promise(case, command),
            commands.FindContact: lambda case, _, command: self._directory.find(case, command.contact),
            commands.OpenTicket: self._open_ticket,
            commands.LookUpTicket: lambda case, _, command: self._look_up(case, command.number, command.digits),
            commands.SpeakReply: self._speak_reply,
            commands.ArchiveCase: self._archive,
        }

    def _send(self, case: CaseId, index: int, command: commands.WorkerCommand) -> None:
        self.lines.send(case, index, command)

    def _join(self, case: CaseId, _: int, command: commands.JoinQueue) -> None:
        since = self._casebook[case].state.waiting_since or self._now()
        self._floor.join(case, command.queue, since, command.priority, command.wants)
        self._speech_choice.look(case)

    def _claim(self, case: CaseId, _: int, __: commands.ClaimWorker) -> None:
        if not self.lines.claim(case):
            self._exchange.tell(case, events.NoWorkerFree())

    def _transcribe(self, case: CaseId, _: int, command: commands.TranscribeLeg) -> None:
        state = self._casebook[case].state
        leg = state.legs[command.leg]
        path = self._folders.path(case) / f"{leg.id}.wav"
        offset_ms = state.call_ms(leg.sample_zero_at)
        self.pool.transcribe(case, leg.id, path, leg.resume_sample, offset_ms, models=command.models)

    def _look_up(self, case: CaseId, number: str, digits: str) -> None:
        self._lookups.ask(case, self._question(case, number, digits))

    def _speak_reply(self, case: CaseId, _: int, command: commands.SpeakReply) -> None:
        self._replies.ask(case, self._question(case, command.number, command.digits))

    def _question(self, case: CaseId, number: str, digits: str) -> Question:
        return Question(number=number, digits=digits, caller=self._casebook[case].state.calling_number)

    def _open_ticket(self, case: CaseId, _: int, __: commands.OpenTicket) -> None:
        """Take a number. Without room to note it none is given out; `keep_house` tries again."""
        try:
            number = self._numbers.take(self._now())
        except OSError as error:
            self._put_off(case, str(error))
            return
        self._unnumbered.discard(case)
        self._exchange.tell(case, events.TicketOpened(number=number))

    def _put_off(self, case: CaseId, reason: str) -> None:
        if case not in self._unnumbered:
            remedy = "make room under var_dir; the number comes as soon as there is room"
            log.error("ticket_not_numbered", case_id=case, reason=reason, remedy=remedy)
        self._unnumbered.add(case)

    def _archive(self, case: CaseId, _: int, __: commands.ArchiveCase) -> None:
        self._exchange.forget(case)
        self._replies.forget(case)
        self._casebook.archive(case)
        self._screens.tell_gone(case)
        log.info("case_archived", case_id=case)

    # --- what the shell does after an event ---

    def _recording_closed(self, case: CaseId, event: events.RecordingClosed) -> None:
        self.pool.close(case, event.leg, event.samples)

    def _worker_gone(self, case: CaseId, _: events.WorkerLost) -> None:
        """The dead worker cannot tell how long its recordings are: mend them, and tell it in its stead."""
        for leg in self._casebook[case].state.legs.values():
            if leg.tape is Tape.GROWING:
                samples = self._mend(case, leg.id)
                self._exchange.tell(case, events.RecordingClosed(leg=leg.id, samples=samples))

    def _mend(self, case: CaseId, leg: LegId) -> int:
        try:
            return repair(self._folders.path(case) / f"{leg}.wav")
        except OSError as error:
            log.error("recording_not_mended", case_id=case, leg=leg, reason=str(error))  # noqa: TRY400
            return 0


def wants_worker(case: Case) -> bool:
    """Whether a case of ours waits for a worker that carries it."""
    return case.call_out is not None and case.released and case.phase in (Phase.RINGING, Phase.DIALLING)


def _claimed_at(entries: Sequence[Entry]) -> int:
    """Where a case of ours was given its present worker: what stands before was another one's, or nobody's."""
    return max((n for n, entry in enumerate(entries) if isinstance(entry.event, events.WorkerClaimed)), default=-1)


def _needs_worker(case: Case) -> bool:
    """Whether a worker should be at work for this case, if only to end a recording."""
    growing = any(leg.tape is Tape.GROWING for leg in case.legs.values())
    return growing or not case.released or any(True for _ in case.living())


def _follows_from_the_log(_: CaseId, __: int, ___: commands.Command) -> None:
    """The records read these from the log (`models.projection`), screens too."""
