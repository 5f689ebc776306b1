"""SIP peers made of a little Python, for what sipp and baresip cannot do: several phones behind one address, REFER,
sound by the clock, and every rudeness. UDP on loopback; requests are sent again until something is answered (RFC 3261
§17.1), because a busy machine drops datagrams."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from telephony.caller import called_number, header_values
from tests.sip.peers import LOOPBACK, sip_ports
from tests.sip.puppet_media import Media, always

SDP = """v=0\r
o=puppet 1 {version} IN IP4 127.0.0.1\r
s=-\r
c=IN IP4 127.0.0.1\r
t=0 0\r
m=audio {port} {profile} 8\r
a=rtpmap:8 PCMA/8000\r
a={direction}\r
{more}"""
_count = itertools.count(1)
T1_S, T2_S = 0.5, 4.0
"""RFC 3261 §17.1.1.1: after how long a request is sent again, and the longest pause between two."""


def status_of(response: str) -> int:
    return int(response.split(" ", 2)[1])


@dataclass
class Manners:
    """How a user behaves that is called. `headers` go into the 200; `status` other than 200 is the final answer."""

    status: int = 200
    speaks: int = 0
    when: Callable[[float], bool] = always
    headers: str = ""
    rings: bool = True
    profile: str = "RTP/AVP"
    sdp: str = ""
    """More lines of SDP, each with its CRLF."""


@dataclass
class Leg:
    """One dialog of a puppet."""

    home: "Puppets"
    call_id: str
    user: str
    us: str
    them: str
    target: str
    peer: tuple[str, int]
    media: Media
    manners: Manners
    cseq: int = 0
    version: int = 1
    ignores: tuple[str, ...] = ()
    """Methods that it has stopped answering."""
    direction: str = "sendrecv"
    got: list[str] = field(default_factory=list)
    ended: bool = False
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    said: dict[str, list[str]] = field(default_factory=dict)
    """What it has answered to each request, by CSeq: the same again when the request comes again."""

    def sdp(self) -> str:
        how = self.manners
        return SDP.format(
            version=self.version, port=self.media.port, profile=how.profile, direction=self.direction, more=how.sdp
        )

    async def ask(self, method: str, *, headers: str = "", body: str = "", timeout_s: float = 20.0) -> str:
        """Send a request inside the dialog and give its final response."""
        self.cseq += 1
        cseq, request = f"{self.cseq} {method}", self.request(method, headers, body)
        return await self.home.ask(self.call_id, cseq, request, self.peer, timeout_s)

    def request(self, method: str, headers: str = "", body: str = "") -> str:
        kind = "Content-Type: application/sdp\r\n" if body.startswith("v=0") else ""
        return (
            f"{method} {self.target} SIP/2.0\r\nVia: SIP/2.0/UDP {self.home.address};branch=z9hG4bK{next(_count)}\r\n"
            f"From: {self.us}\r\nTo: {self.them}\r\nCall-ID: {self.call_id}\r\nCSeq: {self.cseq} {method}\r\n"
            f"Contact: <sip:{self.user}@{self.home.address}>\r\nMax-Forwards: 70\r\n"
            f"{headers}{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        )

    async def re_invite(self, direction: str = "sendrecv", *, headers: str = "") -> str:
        """Offer this direction and acknowledge the answer."""
        self.direction, self.version = direction, self.version + 1
        response = await self.ask("INVITE", headers=headers, body=self.sdp())
        self.acknowledge()
        return response

    def acknowledge(self) -> None:
        """Confirm the final response to the latest INVITE, now and whenever it comes again."""
        self.home.acks[self.call_id, f"{self.cseq} INVITE"] = ack = self.request("ACK")
        self.home.send(ack, self.peer)

    async def refer(self, to: str) -> int:
        """Ask the other end to call somebody (RFC 3515); the status."""
        return status_of(await self.ask("REFER", headers=f"Refer-To: {to}\r\n"))

    async def hang_up(self) -> None:
        await self.ask("BYE")
        self.ended = True

    def notified(self) -> list[str]:
        """What NOTIFY has said about the transfer: status lines."""
        return [text.rsplit("\r\n\r\n", 1)[1].strip() for text in self.got if text.startswith("NOTIFY")]


class Puppets(asyncio.DatagramProtocol):
    """All users behind one address. A worker may have it as its proxy."""

    def __init__(self) -> None:
        self.address = f"{LOOPBACK}:{sip_ports.take()}"
        self.users: dict[str, Manners] = {}
        self.legs: list[Leg] = []
        self.invites: list[str] = []
        self._answers: dict[tuple[str, str], asyncio.Future[str]] = {}
        self.acks: dict[tuple[str, str], str] = {}
        self._heard_of: set[tuple[str, str]] = set()
        """Requests of ours to which there was any response, if only a provisional one."""
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def send(self, text: str, to: tuple[str, int]) -> None:
        self._transport.sendto(text.encode(), to)

    async def leg(self, user: str, timeout_s: float = 20.0) -> Leg:
        """The latest dialog with this user, once it is there."""
        async with asyncio.timeout(timeout_s):
            while not (found := [leg for leg in self.legs if leg.user == user]):
                await asyncio.sleep(0.01)
        return found[-1]

    async def call(self, target: str, number: str = "12345", user: str = "13800000000", **how: Any) -> Leg:
        """Call somebody and give the dialog once it is confirmed. Raises AssertionError when it is refused."""
        leg = await self._begin(target, number, user, Manners(**how))
        response = await leg.ask("INVITE", headers=leg.manners.headers, body=leg.sdp(), timeout_s=20)
        self._learn(leg, response)
        leg.acknowledge()
        assert status_of(response) == 200, response.split("\r\n", 1)[0]
        return leg

    async def _begin(self, target: str, number: str, user: str, manners: Manners) -> Leg:
        host, _, port = target.partition(":")
        media = Media(manners.speaks, manners.when)
        await media.open()
        us, them = f"<sip:{user}@{self.address}>;tag=p{next(_count)}", f"<sip:{number}@{target}>"
        uri = f"sip:{number}@{target}"
        leg = Leg(self, f"{next(_count)}@{self.address}", user, us, them, uri, (host, int(port)), media, manners)
        self.legs.append(leg)
        return leg

    def _learn(self, leg: Leg, message: str) -> None:
        """Take the peer's tag, Contact and RTP port from what it said."""
        side = "to" if message.startswith("SIP/2.0") else "from"
        leg.them = header_values(message, side)[0]
        for contact in header_values(message, "contact"):
            leg.target = re.sub(r"^.*<|>.*$", "", contact)
        if port := re.search(r"^m=audio (\d+)", message, re.MULTILINE):
            leg.media.send_to(int(port[1]))

    async def ask(self, call_id: str, cseq: str, request: str, to: tuple[str, int], timeout_s: float) -> str:
        """Send a request until it is answered, and give its final response."""
        key = call_id, cseq
        future = self._answers[key] = asyncio.get_running_loop().create_future()
        sending = asyncio.create_task(self._send_again(key, request, to))
        try:
            return await asyncio.wait_for(future, timeout_s)
        finally:
            sending.cancel()

    async def _send_again(self, key: tuple[str, str], request: str, to: tuple[str, int]) -> None:
        pause_s = T1_S
        while key not in self._heard_of:
            self.send(request, to)
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, T2_S)

    # --- what comes in ---

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        text = data.decode(errors="replace")
        call_id, cseq = (header_values(text, name)[0] for name in ("call-id", "cseq"))
        if text.startswith("SIP/2.0"):
            self._answered(call_id, cseq, text, addr)
            return
        legs = [leg for leg in self.legs if leg.call_id == call_id]
        if legs and cseq in legs[0].said:
            for response in legs[0].said[cseq]:
                self.send(response, addr)
        elif legs:
            self._asked(legs[0], text, addr)
        elif text.startswith("INVITE"):
            self._keep(self._invited(text, addr))

    def _answered(self, call_id: str, cseq: str, text: str, addr: tuple[str, int]) -> None:
        self._heard_of.add((call_id, cseq))
        if status_of(text) >= 200 and (ack := self.acks.get((call_id, cseq))):
            self.send(ack, addr)
        future = self._answers.get((call_id, cseq))
        if future and not future.done() and status_of(text) >= 200:
            future.set_result(text)

    def _keep(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _invited(self, text: str, addr: tuple[str, int]) -> None:
        self.invites.append(text)
        user = called_number(text)
        manners = self.users.get(user, Manners(status=404))
        leg = await self._begin(self.address, user, user, manners)
        leg.call_id, leg.peer = header_values(text, "call-id")[0], addr
        leg.us = f"{header_values(text, 'to')[0]};tag=p{next(_count)}"
        self._learn(leg, text)
        leg.got.append(text)
        if manners.rings:
            self._respond(leg, text, 180)
        if manners.status:
            self._respond(leg, text, manners.status)

    def _asked(self, leg: Leg, text: str, addr: tuple[str, int]) -> None:
        leg.got.append(text)
        method = text.split(" ", 1)[0]
        if method in ("ACK", *leg.ignores):
            return
        leg.peer = addr
        self._respond(leg, text, 200)
        if method == "BYE":
            leg.ended = True
            leg.hung_up.set()
        if method == "CANCEL":
            self._respond(leg, leg.got[0], 487)

    def _respond(self, leg: Leg, request: str, status: int) -> None:
        response = self._response(leg, request, status)
        leg.said.setdefault(header_values(request, "cseq")[0], []).append(response)
        self.send(response, leg.peer)

    @staticmethod
    def _response(leg: Leg, text: str, status: int) -> str:
        body = leg.sdp() if status == 200 and re.search(r"^m=audio", text, re.MULTILINE) else ""
        kept = [f"{name}: {value}" for name in ("Via", "Record-Route") for value in header_values(text, name.lower())]
        kept += [f"{name}: {header_values(text, name.lower())[0]}" for name in ("From", "Call-ID", "CSeq")]
        kind = "Content-Type: application/sdp\r\n" if body else ""
        headers = leg.manners.headers if status >= 200 else ""
        return (
            f"SIP/2.0 {status} Puppet\r\n"
            + "\r\n".join(kept)
            + f"\r\nTo: {leg.us}\r\nContact: <sip:{leg.user}@{leg.home.address}>\r\n{headers}"
            + f"{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        )

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for leg in self.legs:
            leg.media.close()
        self._transport.close()


@asynccontextmanager
async def puppets() -> AsyncIterator[Puppets]:
    """Open the address, close it with all its legs."""
    front = Puppets()
    host, port = front.address.split(":")
    await asyncio.get_running_loop().create_datagram_endpoint(lambda: front, local_addr=(host, int(port)))
    try:
        yield front
    finally:
        front.close()
