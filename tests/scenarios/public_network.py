"""The city's telephone network behind the trunk: a stateless SIP proxy (RFC 3261 §16.11) that knows numbers by heart.

A number is a telephone at some port of this machine, or a fault: `unassigned` (404), `congested` (503), or `dead`,
which never answers, so that the caller runs into 408.
"""

import asyncio
import hashlib
from typing import Any, cast

from tests.sip.peers import LOOPBACK

FAULTS = {"unassigned": "404 Not Found", "congested": "503 Service Unavailable"}
DEAD = "dead"


class PublicNetwork(asyncio.DatagramProtocol):
    """Passes requests on by the number that they are for, and answers back the way they came."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._phones: dict[str, int | str] = {}

    async def open(self) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(LOOPBACK, self.port))

    def close(self) -> None:
        """Listen no more."""
        self._transport.close()

    def assign(self, number: str, line: int | str) -> None:
        """Give a number to the telephone at a port, or to a fault."""
        self._phones[number] = line

    def take_back(self, number: str) -> None:
        """The number is nobody's again."""
        self._phones.pop(number, None)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Nothing to do: `open` has the transport."""

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """A request from the hotline, or a telephone's answer."""
        lines = data.decode(errors="replace").split("\r\n")
        if lines[0].startswith("SIP/2.0"):
            self._answer_back(lines)
        else:
            self._pass_on(lines, cast("tuple[str, int]", addr))

    def _pass_on(self, lines: list[str], sender: tuple[str, int]) -> None:
        method, uri, _ = lines[0].split(" ", 2)
        number = uri.removeprefix("sip:").partition("@")[0]
        line = self._phones.get(number, "unassigned")
        if isinstance(line, int):
            lines.insert(1, f"Via: SIP/2.0/UDP {LOOPBACK}:{self.port};branch={_branch(lines)}")
            lines[0] = f"{method} sip:{number}@{LOOPBACK}:{line} SIP/2.0"
            self._send(lines, (LOOPBACK, line))
        elif line in FAULTS and method != "ACK":
            self._send(_response(lines, FAULTS[line]), sender)

    def _answer_back(self, lines: list[str]) -> None:
        """Take our own Via off; the next one says where to."""
        ours = next(n for n, line in enumerate(lines) if line.lower().startswith("via:"))
        own, _, rest = lines[ours].partition(",")
        lines[ours : ours + 1] = [f"Via: {rest.strip()}"] if rest else []
        next_via = next((line for line in lines if line.lower().startswith("via:")), own)
        host, _, port = next_via.split(" ", 2)[2].partition(";")[0].partition(":")
        self._send(lines, (host, int(port or 5060)))

    def _send(self, lines: list[str], where: tuple[str, int]) -> None:
        self._transport.sendto("\r\n".join(lines).encode(), where)


def _branch(lines: list[str]) -> str:
    """The same for a request, its repetitions, its CANCEL and its ACK (RFC 3261 §16.11)."""
    via = next(line for line in lines if line.lower().startswith("via:"))
    return "z9hG4bK" + hashlib.sha256(via.encode()).hexdigest()[:20]


def _response(request: list[str], status: str) -> list[str]:
    kept = [line for line in request if line.partition(":")[0].lower() in {"via", "from", "call-id", "cseq"}]
    to = next(line for line in request if line.lower().startswith("to:"))
    return [f"SIP/2.0 {status}", *kept, f"{to};tag=network", "Content-Length: 0", "", ""]
