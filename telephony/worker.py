"""A call worker: one process, one case, a softphone that does what it is told and tells what happens.

The main thread makes the calls and serves the socket in turn: SIP and media callbacks are handled for up to 10 ms, then
commands, then time. Sound itself runs in pjproject's own clock thread, where no Python code ever runs. All that needs
remembering lies in `telephony.session`; the phone is a port (`telephony.phone`).
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import msgspec
import structlog

from callflow.commands import (
    AnswerLeg,
    DialLeg,
    HangUpLeg,
    PlayPrompt,
    RejectLeg,
    ReleaseWorker,
    SetTopology,
    StopPrompt,
    WorkerCommand,
)
from callflow.events import CallArrived, WorkerEvent
from callflow.units import CaseId, WallMs
from telephony.listener import Listener
from telephony.logs import configure_logs
from telephony.phone import Phone
from telephony.session import Session
from telephony.wire import Carry, decode_to_worker, encode

POLL_MS = 10
IDLE_POLL_MS = 100
"""SIP still wakes a worker at once; what waits is the switchboard, which has little to say to a free one."""
CODECS = ("PCMA/8000/1", "PCMU/8000/1", "G722/16000/1")

log = structlog.get_logger()


def wall_ms() -> WallMs:
    """The wall clock."""
    return WallMs(time.time_ns() // 1_000_000)


@dataclass
class Worker:
    """Joins the phone, the memory and the socket."""

    session: Session
    phone: Phone
    listener: Listener
    cases: Path
    case: CaseId | None = field(default=None, init=False)

    def run(self, stopping: Callable[[], bool]) -> None:
        """Work until told to stop, then hang up."""
        try:
            while not stopping():
                self.step(IDLE_POLL_MS if self.session.case is None else POLL_MS)
        finally:
            self.listener.close()
            self.phone.close()

    def step(self, wait_ms: int) -> None:
        """Serve the phone, the socket and the clock once, each as far as it goes without waiting."""
        for event in self.phone.poll(wait_ms):
            self._happened(event)
        self._serve_socket()
        self.session.passed(time.monotonic())
        for number, command in self.session.take_commands():
            self._carry_out(number, command)
        self._send()

    def _happened(self, event: WorkerEvent) -> None:
        self.session.happened(event, at=wall_ms(), now=time.monotonic())
        self.case = self.session.case
        structlog.contextvars.bind_contextvars(case_id=self.case)
        if isinstance(event, CallArrived):
            log.info("call_arrived", pii_calling_number=event.calling_number, sip_call_id=event.sip_call_id)
        else:
            log.info("leg_event", what=type(event).__name__, leg=event.leg)

    def _serve_socket(self) -> None:
        was_connected = self.listener.connected
        if self.listener.accept():
            self.session.connected()
            was_connected = True
        for line in self.listener.lines():
            self._received(line)
        if was_connected and not self.listener.connected:
            self._lost_switchboard()

    def _received(self, line: bytes) -> None:
        try:
            self.session.received(decode_to_worker(line))
        except msgspec.DecodeError:
            log.exception("line_not_understood", remedy="switchboard and worker must be one version")

    def _send(self) -> None:
        was_connected = self.listener.connected
        self.listener.send(b"".join(encode(message) for message in self.session.take_messages()))
        if was_connected and not self.listener.connected:
            self._lost_switchboard()

    def _lost_switchboard(self) -> None:
        self.session.disconnected(time.monotonic())
        log.warning("switchboard_away")

    def _in_case(self, name: str) -> Path:
        if self.case is None:
            raise RuntimeError("a file was asked for without a case")
        return self.cases / self.case / name

    def _carry_out(self, number: int, command: WorkerCommand | Carry) -> None:
        match command:
            case AnswerLeg(leg=leg, recording=name):
                self.phone.answer(leg, self._in_case(name))
            case RejectLeg(leg=leg, status=status):
                self.phone.reject(leg, status)
            case DialLeg(leg=leg, uri=uri, display_number=shown, recording=name, answer_by_itself=by_itself):
                self.phone.dial(leg, uri, shown, self._in_case(name), answer_by_itself=by_itself)
            case HangUpLeg(leg=leg):
                self.phone.hang_up(leg)
            case PlayPrompt(leg=leg, clips=clips, reading=name):
                self.phone.play(leg, number, clips, self._in_case(name) if name else None)
            case StopPrompt(leg=leg):
                self.phone.stop(leg)
            case SetTopology(hears=hears):
                self.phone.connect(hears)
            case ReleaseWorker():
                self._release()
            case Carry(case=case):
                self._engage(case)

    def _engage(self, case: CaseId) -> None:
        self.phone.engage()
        self.case = case
        structlog.contextvars.bind_contextvars(case_id=case)
        log.info("case_carried")

    def _release(self) -> None:
        self.phone.release()
        log.info("worker_free")
        self.case = None
        structlog.contextvars.unbind_contextvars("case_id")


def arguments(words: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m telephony.worker", description=__doc__.partition("\n")[0])
    parser.add_argument("--id", required=True, help="new for every process: w3-5f2a")
    parser.add_argument("--socket", required=True, type=Path, help="Unix socket to listen on")
    parser.add_argument("--sip-port", required=True, type=int)
    parser.add_argument("--rtp-port", required=True, type=int, help="first of 40 ports for sound")
    parser.add_argument("--address", default="127.0.0.1", help="of this machine, as peers see it")
    parser.add_argument("--proxy", help="sip:host:port that all calls from here go through")
    parser.add_argument(
        "--numbers",
        type=lambda listed: tuple(listed.split(",")),
        default=(),
        help="taken; any other gets 404: 12345,96110",
    )
    parser.add_argument("--srtp", default="off", help="off, optional or mandatory")
    parser.add_argument("--rtp-timeout-s", default=30.0, type=float, help="a leg silent for so long is ended; 0: never")
    parser.add_argument("--session-s", default=600, type=int, help="seconds between session refreshes, times two")
    parser.add_argument("--cases", required=True, type=Path, help="folder of case folders")
    parser.add_argument("--prompts", required=True, type=Path, help="folder of clips: <name>.wav, music.wav")
    parser.add_argument("--codecs", nargs="+", default=CODECS, help="as pjsua2 names them, the best first")
    return parser.parse_args(words)


def run_to_the_end(worker: Worker, stopping: Callable[[], bool]) -> int:
    """Run and give the process's exit status."""
    try:
        worker.run(stopping)
    except Exception:
        log.exception("worker_failed", remedy="its case is lost; the supervisor starts another worker")
        return 1
    log.info("worker_stopped")
    return 0


def leave(status: int) -> NoReturn:
    """End at once: pjproject's own threads and finalisers have nothing left to do that would be safe."""
    sys.stderr.flush()
    os._exit(status)


def silence_standard_output() -> None:
    """The library greets there before it can be told not to; a worker has nothing to say on it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def main(words: list[str]) -> None:
    """Work until SIGTERM or SIGINT."""
    from telephony.pjsua import PjsuaPhone  # noqa: PLC0415 (the library loads only where calls are made)
    from telephony.pjsua_setup import PhoneSettings  # noqa: PLC0415

    given = arguments(words)
    configure_logs(given.id)
    stop_signals: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stop_signals.append(received))
    settings = PhoneSettings(
        address=given.address,
        sip_port=given.sip_port,
        rtp_port=given.rtp_port,
        prompts=given.prompts,
        proxy=given.proxy,
        numbers=given.numbers,
        codecs=tuple(given.codecs),
        srtp=given.srtp,
        rtp_timeout_s=given.rtp_timeout_s,
        session_s=given.session_s,
    )
    silence_standard_output()
    phone = PjsuaPhone(settings)
    session = Session(worker=given.id, pid=os.getpid(), sip=f"{given.address}:{given.sip_port}")
    worker = Worker(session, phone, Listener(given.socket), given.cases)
    log.info("worker_ready", sip=f"{given.address}:{given.sip_port}")
    leave(run_to_the_end(worker, lambda: bool(stop_signals)))


if __name__ == "__main__":
    main(sys.argv[1:])
