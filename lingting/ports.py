"""Ports for call workers. A replaced worker never takes the ports of the one that died just before it.

The dead worker's peers still send to its ports for a moment (SIP retransmissions, RTP), and Kamailio may
still count it as busy. So there are twice as many slots as workers, and a slot that was given back goes to the
end of the line.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

RTP_PORTS_PER_WORKER = 40
"""Four legs of two ports (RTP, RTCP), and room so that a new leg does not take an old one's ports."""

HIGHEST_PORT = 65535


@dataclass(frozen=True)
class Slot:
    """One worker's ports: SIP (UDP) and the first of `RTP_PORTS_PER_WORKER` for RTP and RTCP."""

    sip_port: int
    rtp_port: int


@dataclass
class CallSlots:
    """The line of free slots."""

    sip_ports: range
    rtp_ports: range
    _free: deque[Slot] = field(init=False)

    def __post_init__(self) -> None:
        """All are free, lowest first."""
        starts = self.rtp_ports[::RTP_PORTS_PER_WORKER]
        self._free = deque(Slot(sip, rtp) for sip, rtp in zip(self.sip_ports, starts, strict=True))

    @classmethod
    def of(cls, workers: int, sip_from: int, rtp_from: int) -> "CallSlots":
        """Twice as many slots as workers."""
        slots = 2 * workers
        return cls(range(sip_from, sip_from + slots), range(rtp_from, rtp_from + slots * RTP_PORTS_PER_WORKER))

    def take(self) -> Slot:
        """The slot that has been free for the longest.

        Raises:
            IndexError: none is free (more workers than were asked for).
        """
        return self._free.popleft()

    def give_back(self, slot: Slot) -> None:
        """Its worker is gone."""
        self._free.append(slot)


def overlaps(ranges: Mapping[str, range]) -> list[str]:
    """What is wrong with these ports: ranges that end above 65535, or that meet."""
    high = [
        f"{name}: ends at {ports[-1]}, the highest port is {HIGHEST_PORT}"
        for name, ports in ranges.items()
        if ports[-1] > HIGHEST_PORT
    ]
    met = [
        f"{one} ({_text(a)}) and {other} ({_text(b)}) share ports"
        for (one, a), (other, b) in combinations(ranges.items(), 2)
        if a.start < b.stop and b.start < a.stop
    ]
    return high + met


def _text(ports: range) -> str:
    return str(ports.start) if len(ports) == 1 else f"{ports.start}-{ports[-1]}"
