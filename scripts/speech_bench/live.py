"""A speech worker on a core of its own, fed by recordings that grow as they do in a call."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import numpy as np
import psutil

from asr.wire import Close, Finished, FromWorker, Heard, Partial, Transcribe, decode_from_worker, encode
from callflow.units import SAMPLE_RATE_HZ, CallMs, CaseId, LegId, SampleIndex
from telephony.recording import header

from .lags import Lags
from .legs import Samples

FLUSH_SAMPLES = 2_000
"""A recorder's buffer: 4,000 bytes, 125 ms."""
READY_S = 60.0
BEGIN_WITHIN_S = 2.0
"""Legs that are added begin within that time, not all at once."""
PARTY_S = 0.037
"""How much later the other party of a conversation begins to be recorded."""
GOLDEN = 0.618
"""Multiples of it, modulo 1, lie spread between 0 and 1 however many there are."""


class Worker:
    """`python -m asr.worker`, pinned to one core."""

    def __init__(self, folder: Path, model: Path, core: int) -> None:
        self.folder = folder
        path = folder / "s0.sock"
        arguments = ["--id", "s0", "--socket", str(path), "--model", str(model)]
        self.process = psutil.Popen(
            [sys.executable, "-m", "asr.worker", *arguments],
            stderr=subprocess.DEVNULL,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        )
        self.process.cpu_affinity([core])
        deadline = time.monotonic() + READY_S
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        with suppress(psutil.AccessDenied):
            self.process.nice(os.nice(0))
        self._torn = b""

    def tell(self, *orders: Transcribe | Close) -> None:
        """Give orders."""
        self._socket.sendall(b"".join(map(encode, orders)))

    def told(self, wait_s: float) -> Iterator[FromWorker]:
        """What comes in, waiting for at most so long for something."""
        self._socket.settimeout(max(wait_s, 0.001))
        try:
            data = self._socket.recv(1 << 20)
        except TimeoutError:
            return
        *lines, self._torn = (self._torn + data).split(b"\n")
        yield from map(decode_from_worker, lines)

    def cpu_s(self) -> float:
        """User and system time so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def waited_s(self) -> float:
        """How long it was ready to run while others had its core, so far (proc(5), schedstat)."""
        _, waited_ns, _ = Path(f"/proc/{self.process.pid}/schedstat").read_text(encoding="ascii").split()
        return int(waited_ns) / 1e9

    def memory_mb(self) -> float:
        """Resident now."""
        return float(self.process.memory_info().rss / 1e6)

    def end(self) -> None:
        """SIGTERM and the end."""
        self._socket.close()
        self.process.terminate()
        self.process.wait()


@contextmanager
def worker(folder: Path, model: Path, core: int) -> Iterator[Worker]:
    """A worker for as long as the block lasts."""
    one = Worker(folder, model, core)
    try:
        yield one
    finally:
        one.end()


class Recorder:
    """One growing recording, whose sound goes round and round."""

    def __init__(self, path: Path, sound: Samples, began_s: float) -> None:
        self.path = path
        self.began_s = began_s
        self._sound = np.concatenate([sound, sound[:FLUSH_SAMPLES]])
        self._length = len(sound)
        self._file: BinaryIO = path.open("wb", buffering=0)
        self._file.write(header(0))
        self._written = 0

    def due_s(self) -> float:
        """When the next buffer is full."""
        return self.began_s + (self._written + FLUSH_SAMPLES) / SAMPLE_RATE_HZ

    def flush(self) -> None:
        """Write the buffer."""
        at = self._written % self._length
        self._file.write(self._sound[at : at + FLUSH_SAMPLES].tobytes())
        self._written += FLUSH_SAMPLES

    def close(self) -> None:
        """No more."""
        self._file.close()


class Floor:
    """Live legs at one worker: recorders that write on time, and what the worker tells of them."""

    def __init__(self, worker: Worker, sounds: Callable[[int], Samples]) -> None:
        self._worker = worker
        self._sounds = sounds
        self._recorders: dict[str, Recorder] = {}
        self._lags = Lags()

    def begin(self, legs: int) -> None:
        """Begin so many legs; neither they nor their buffers begin at the same moments."""
        now_s = time.monotonic()
        for number in range(legs):
            name = f"c{number}"
            conversation, party = divmod(number, 2)
            began_s = now_s + conversation * GOLDEN % 1 * BEGIN_WITHIN_S + party * PARTY_S
            recorder = Recorder(self._worker.folder / f"{name}.wav", self._sounds(number), began_s)
            self._recorders[name] = recorder
            self._worker.tell(order(name, recorder.path))

    def run(self, seconds: float, *, words: int = 0, at_most_s: float = 0.0) -> list[float]:
        """Go on for so long, and on until so many words were finished, but for no longer than `at_most_s`.

        The lags of these words in milliseconds.
        """
        lags: list[float] = []
        began_s = time.monotonic()
        while (for_s := time.monotonic() - began_s) < seconds or (len(lags) < words and for_s < at_most_s):
            self._record(time.monotonic())
            wait_s = min(recorder.due_s() for recorder in self._recorders.values()) - time.monotonic()
            for message in self._worker.told(wait_s):
                lags += self._noted(message)
        return lags

    def close(self) -> None:
        """End all recorders."""
        for recorder in self._recorders.values():
            recorder.close()

    def _record(self, now_s: float) -> None:
        for recorder in self._recorders.values():
            if recorder.due_s() <= now_s:
                recorder.flush()

    def _noted(self, message: FromWorker) -> list[float]:
        if isinstance(message, Partial | Heard):
            return self._lags.take(message, time.monotonic(), self._recorders[message.case].began_s)
        return []


def order(name: str, path: Path) -> Transcribe:
    """Decode all of a recording."""
    return Transcribe(
        case=CaseId(name), leg=LegId("citizen"), path=str(path), from_sample=SampleIndex(0), offset_ms=CallMs(0)
    )


def transcripts(worker: Worker, recordings: dict[str, tuple[Path, int]]) -> tuple[dict[str, str], float]:
    """Whole recordings (path and samples by name), as fast as the worker can: texts of words, and how long it took."""
    began_s, texts, open_legs = time.monotonic(), dict.fromkeys(recordings, ""), set(recordings)
    for name, (path, samples) in recordings.items():
        worker.tell(order(name, path), Close(case=CaseId(name), leg=LegId("citizen"), samples=samples))
    while open_legs:
        for message in worker.told(READY_S):
            if isinstance(message, Heard):
                texts[message.case] += "".join(word.text for word in message.event.words)
            elif isinstance(message, Finished):
                open_legs.discard(message.case)
    return texts, time.monotonic() - began_s


__all__ = ["GOLDEN", "Floor", "Worker", "transcripts", "worker"]
