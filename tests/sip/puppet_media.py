"""The sound of a puppet: RTP in PCMA (RFC 3551), sent by schedule and kept with the time of its arrival."""

import asyncio
import io
import itertools
import struct
import time
from collections.abc import Callable
from typing import Any, cast

import numpy as np
import soundfile

from tests.sip.peers import LOOPBACK, loudness, rtp_ports, tone

RATE_HZ = 8000
FRAME = 160
SILENCE = b"\xd5" * FRAME
PCMA = 8
LOUD = 800
TOO_LATE_S = 0.06
"""A packet that a busy machine kept back for so long is left out: sent in a heap, they would lie in the peer's jitter
buffer and make all that follows late."""


def alaw(samples: np.ndarray) -> bytes:
    coded = io.BytesIO()
    soundfile.write(coded, samples, RATE_HZ, format="RAW", subtype="ALAW")
    return coded.getvalue()


def linear(coded: bytes) -> np.ndarray:
    sound = io.BytesIO(coded)
    return soundfile.read(sound, dtype="int16", format="RAW", subtype="ALAW", samplerate=RATE_HZ, channels=1)[0]


def always(_wall_s: float) -> bool:
    return True


def bursts(wall_s: float) -> bool:
    """The first 200 ms of every second of the wall clock."""
    return wall_s % 1 < 0.2


class Media(asyncio.DatagramProtocol):
    """One leg's RTP. `speaks` is a frequency in Hz, `when` says at which moments; `sends` off sends nothing at all."""

    def __init__(self, speaks: int = 0, when: Callable[[float], bool] = always) -> None:
        self.speaks, self.when, self.sends = speaks, when, True
        self.port = rtp_ports.take(2)
        self.came: list[tuple[float, bytes]] = []
        self._peer: tuple[str, int] | None = None
        self._frames = itertools.cycle(self._cut(alaw(tone(speaks, 1.0, RATE_HZ)))) if speaks else None
        self._sending: asyncio.Task[None] | None = None

    @staticmethod
    def _cut(coded: bytes) -> list[bytes]:
        return [coded[at : at + FRAME] for at in range(0, len(coded), FRAME)]

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(LOOPBACK, self.port))
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, _addr: tuple[str | Any, int]) -> None:
        if data[1] & 0x7F == PCMA:
            self.came.append((time.time(), data[12:]))

    def send_to(self, port: int) -> None:
        """Send to this port from now on."""
        self._peer = (LOOPBACK, port)
        if self._sending is None:
            self._sending = asyncio.create_task(self._send())

    async def _send(self) -> None:
        begun = time.monotonic()
        for count in itertools.count():
            early_s = begun + count * 0.02 - time.monotonic()
            await asyncio.sleep(max(0.0, early_s))
            if self.sends and self._peer and early_s > -TOO_LATE_S:
                header = struct.pack("!BBHII", 0x80, PCMA, count & 0xFFFF, count * FRAME, self.port)
                self._transport.sendto(header + self._frame(), self._peer)

    def _frame(self) -> bytes:
        return next(self._frames) if self._frames and self.when(time.time()) else SILENCE

    def hears(self, among: tuple[int, ...], last_s: float = 0.6) -> set[int]:
        """Which of these frequencies have come in lately."""
        since = time.time() - last_s
        sound = linear(b"".join(payload for at, payload in self.came if at >= since))
        return {frequency for frequency in among if loudness(sound, RATE_HZ, frequency) > LOUD}

    def close(self) -> None:
        if self._sending:
            self._sending.cancel()
        self._transport.close()
