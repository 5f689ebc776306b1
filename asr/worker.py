"""A speech worker: one process, one thread, many legs, one connection (`docs/wire.md`).

Its life is a loop: hear what the switchboard orders, decode a block of each leg, tell what came of it. Recordings are
looked at every 25 ms when there is nothing else to do. The process is nicer than the call workers, so that
captions are what suffers when the machine is full.

    python -m asr.worker --id s0-1a2b --socket var/run/speech/s0-1a2b.sock --model var/models/demo --demo
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import structlog

from asr.desk import SpeechDesk
from asr.line_socket import LineSocket
from asr.loading import load_model
from asr.logs import configure_logs
from asr.model_folder import ModelLoadError
from asr.silero import SileroVoice
from asr.silero_network import WeightsError, load_network
from asr.wire import FromWorker, Ready, decode_to_worker, encode
from asr.writing import CityWriter

POLL_S = 0.025
LAG_EVERY_S = 1.0
NICENESS = 5

_log = structlog.get_logger(__name__)


class SpeechWorker:
    """The shell around a `SpeechDesk`: its socket, its clock and its rhythm."""

    def __init__(self, path: Path, ready: Ready, desk: SpeechDesk, clock: Callable[[], float]) -> None:
        self._ready = ready
        self._desk = desk
        self._clock = clock
        self._socket = LineSocket(path)
        self._lag_due = clock()

    def serve(self, is_to_end: Callable[[], object]) -> None:
        """Serve until told to end, which is asked at every turn."""
        try:
            worked = False
            while not is_to_end():
                self._listen(0 if worked else POLL_S)
                worked = self._work()
        finally:
            self._desk.drop_all()
            self._socket.close()

    def _listen(self, timeout_s: float) -> None:
        """Hear orders. A new connection and a lost one both void all legs."""
        received = self._socket.receive(timeout_s)
        if received.renewed or received.lost:
            self._desk.drop_all()
        if received.renewed:
            _log.info("switchboard_connected")
            self._tell(self._ready)
        for line in received.lines:
            self._obey(line)

    def _obey(self, line: bytes) -> None:
        try:
            self._desk.obey(decode_to_worker(line))
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            _log.error("order_unreadable", problem=str(error))

    def _work(self) -> bool:
        """Decode a block of each leg; whether there was one."""
        worked = False
        for told in self._desk.turn():
            worked = True
            for message in told:
                self._tell(message)
        self._tell_lag()
        return worked

    def _tell_lag(self) -> None:
        if self._clock() >= self._lag_due:
            self._lag_due = self._clock() + LAG_EVERY_S
            self._tell(self._desk.lag())

    def _tell(self, message: FromWorker) -> None:
        self._socket.send(encode(message))


def main() -> None:
    """Load the model and serve until SIGTERM. Exit status 1 when the model or the voice detector cannot be loaded."""
    options = _options()
    configure_logs(options.id)
    ends = _ends_noted()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    try:
        load_network()
        model = load_model(options.model)
    except (ModelLoadError, WeightsError) as error:
        _log.error("model_unusable", problem=str(error))
        sys.exit(1)
    ready = Ready(worker=options.id, pid=os.getpid(), model=options.model.name, demo=options.demo, own=options.own)
    desk = SpeechDesk(SileroVoice, model.recogniser, time.monotonic, CityWriter(options.city))
    SpeechWorker(options.socket, ready, desk, time.monotonic).serve(lambda: ends)


def _ends_noted() -> list[int]:
    """SIGTERMs from now on. A handler that raises may do so in a finaliser, such as Vosk's, where nobody hears it."""
    noted: list[int] = []
    signal.signal(signal.SIGTERM, lambda received, _frame: noted.append(received))
    return noted


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m asr.worker", description="Serves one speech connection.")
    parser.add_argument("--id", required=True, help="this process's own name, s0-1a2b")
    parser.add_argument("--socket", required=True, type=Path, help="where to listen")
    parser.add_argument("--model", required=True, type=Path, help="folder of an installed model, which bears its name")
    parser.add_argument("--demo", action="store_true", help="announce the model as one for demonstrations only")
    parser.add_argument(
        "--for-queues", dest="own", action="store_false", help="announce it as a model that some queues have"
    )
    parser.add_argument("--city", type=Path, help="folder of text files with the city's names, one a line")
    return parser.parse_args()


if __name__ == "__main__":
    main()
