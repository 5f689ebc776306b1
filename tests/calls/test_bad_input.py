"""What is no proper call gets the right SIP error, or silence; it harms no process, and the next call is answered."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from tests.calls.running import RunningHotline, eventually
from tests.sip.front_peers import ACK_200, HANGS_UP, UNTIL_200, Peers, request
from tests.sip.front_peers import SDP as SHORT_SDP
from tests.sip.peers import LOOPBACK

SDP = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio 17998 RTP/AVP 8
a=rtpmap:8 PCMA/8000
"""
SILENCE_S = 1.0
RETRANSMITTED_AFTER_S = 2.0
LONGEST = 65_507
"""Bytes of a UDP datagram over IPv4."""
GARBAGE = [
    b"\0",
    b"\r\n\r\n",
    b"INVITE",
    bytes(range(256)) * 8,
    b"SIP/2.0 200 OK\r\n\r\n",
    b"INVITE sip: SIP/2.0\r\n" * 90,
]
_numbers = itertools.count(1)


class Trunk(asyncio.DatagramProtocol):
    """Sends datagrams and keeps the status lines that come back."""

    def __init__(self) -> None:
        self.statuses: asyncio.Queue[int] = asyncio.Queue()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)
        self.port: int = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, _addr: tuple[str | Any, int]) -> None:
        if data.startswith(b"SIP/2.0 "):
            self.statuses.put_nowait(int(data[8:11]))

    def error_received(self, exc: Exception) -> None:
        """What could not be sent would be waited for in vain."""
        pytest.fail(f"a datagram was not sent: {exc}")

    def invite(
        self, target: str, *, user: str = "12345", body: str = SDP, extra: str = "", contact: bool = True
    ) -> bytes:
        number = next(_numbers)
        here = f"{LOOPBACK}:{self.port}"
        lines = [
            f"INVITE sip:{user}@{target} SIP/2.0",
            f"Via: SIP/2.0/UDP {here};branch=z9hG4bKbad{number};rport",
            f"From: <sip:13900009999@{here}>;tag=bad{number}",
            f"To: <sip:{user}@{target}>",
            f"Call-ID: bad-{number}-{self.port}@{LOOPBACK}",
            "CSeq: 1 INVITE",
            *([f"Contact: <sip:13900009999@{here}>"] if contact else []),
            "Max-Forwards: 70",
            *([extra] if extra else []),
            "Content-Type: application/sdp",
            f"Content-Length: {len(body.replace(chr(10), chr(13) + chr(10)))}",
        ]
        return "\r\n".join([*lines, "", body.replace("\n", "\r\n")]).encode()

    def send(self, target: str, datagram: bytes) -> None:
        host, _, port = target.rpartition(":")
        self.transport.sendto(datagram, (host, int(port)))

    async def final(self, target: str, datagram: bytes) -> int:
        """The final response to a request, which is sent again until it comes (RFC 3261 §17.1.1.2)."""
        while not self.statuses.empty():
            self.statuses.get_nowait()
        async with asyncio.timeout(30):
            while True:
                self.send(target, datagram)
                with contextlib.suppress(TimeoutError):
                    return await asyncio.wait_for(self._final(), RETRANSMITTED_AFTER_S)

    async def _final(self) -> int:
        while (status := await self.statuses.get()) < 200:
            pass
        return status


@asynccontextmanager
async def trunk() -> AsyncIterator[Trunk]:
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(Trunk, local_addr=(LOOPBACK, 0))
    try:
        yield protocol
    finally:
        transport.close()


@pytest.fixture(autouse=True)
async def unharmed(hotline: RunningHotline) -> AsyncIterator[None]:
    """Whatever a test sends: afterwards every process is the one that it was, and takes calls."""
    await hotline.ready_again()
    known, before = set(hotline.cases()), hotline.pids()
    yield
    await hotline.idle()
    assert len(workers(hotline)) == 2
    async with hotline.citizen() as one, hotline.citizen() as other:
        await asyncio.gather(hotline.dial(one), hotline.dial(other))
    assert hotline.pids() == before
    await eventually(lambda: not (set(hotline.cases()) - known) & hotline.open_cases())


def workers(hotline: RunningHotline) -> list[str]:
    return [worker["sip"] for worker in hotline.roster["calls"]]


BROKEN_SDPS = {"no sound": "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\n", "no sdp": "hello\n"}


@pytest.mark.parametrize("body", BROKEN_SDPS.values(), ids=BROKEN_SDPS.keys())
@pytest.mark.parametrize("where", ["kamailio", "worker"])
async def test_an_offer_without_a_usable_sdp_is_refused(hotline: RunningHotline, where: str, body: str) -> None:
    target = hotline.target if where == "kamailio" else workers(hotline)[0]
    async with trunk() as caller:
        assert await caller.final(target, caller.invite(target, body=body)) in {400, 415, 488, 500}


async def test_an_invite_without_contact_is_a_bad_request(hotline: RunningHotline) -> None:
    async with trunk() as caller:
        for target in (hotline.target, *workers(hotline)):
            assert await caller.final(target, caller.invite(target, contact=False)) == 400


async def test_another_number_is_forbidden(hotline: RunningHotline) -> None:
    async with trunk() as caller:
        for user in ("12346", "1026", "0012345"):
            assert await caller.final(hotline.target, caller.invite(hotline.target, user=user)) == 403


async def test_garbage_is_not_answered(hotline: RunningHotline) -> None:
    async with trunk() as caller:
        for target in (hotline.target, *workers(hotline)):
            for datagram in GARBAGE:
                caller.send(target, datagram)
        await asyncio.sleep(SILENCE_S)
        assert caller.statuses.empty()


async def test_a_header_of_twenty_kilobytes_makes_no_difference(hotline: RunningHotline, tmp_path: Path) -> None:
    long_invite = request("INVITE", body=SHORT_SDP, extra=f"Subject: {'x' * 20_000}\n")
    async with Peers(tmp_path, hotline.target) as peers:
        await peers.call(long_invite + UNTIL_200 + ACK_200 + HANGS_UP)


async def test_an_invite_too_long_to_be_passed_on_is_refused(hotline: RunningHotline) -> None:
    async with trunk() as caller:
        invite = caller.invite(hotline.target, extra="Subject: ")
        too_long = invite.replace(b"Subject: ", b"Subject: " + b"x" * (LONGEST - len(invite)))
        assert await caller.final(hotline.target, too_long) in {500, 503, 513}
