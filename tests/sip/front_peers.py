"""A real Kamailio on free loopback ports, and sipp as trunk, phones and workers around it."""

import asyncio
import itertools
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self, cast

from telephony.kamailio import FrontSettings, Worker, command_line, ha1, update_workers, write_config, write_subscribers
from telephony.registrar import FrontAwayError, Registrar
from tests.sip.listening import until_listening

ADDRESS = "127.0.0.1"
NOT_THE_TRUNK = "127.0.0.9"
REALM = "lingting"
PASSWORD = "open-sesame"  # noqa: S105
_FIRST = os.getpid() % 100 * 2
_sip_ports: Iterator[int] = itertools.cycle([*range(17300 + _FIRST, 17500, 2), *range(17300, 17300 + _FIRST, 2)])
"""All of the range, so that none comes again before whoever got it has bound it; two runs begin at different ones."""
_rtp_ports: Iterator[int] = itertools.cycle(range(25000, 27000, 8))


def free_port(ports: Iterator[int] = _sip_ports) -> int:
    """The next port of the range that nobody holds."""
    for port in itertools.islice(ports, 200):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


class Front:
    """A running Kamailio and what tests ask of it."""

    def __init__(self, settings: FrontSettings) -> None:
        self.settings = settings
        self.target = f"{ADDRESS}:{settings.port}"
        self.registrar = Registrar(settings.rpc_socket)
        self.log = settings.run_dir / "kamailio.log"

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *command_line(self.settings), stdout=log, stderr=log, start_new_session=True
            )
        for _ in range(100):
            try:
                return await self.registrar.ping()
            except FrontAwayError:
                await asyncio.sleep(0.05)
        raise AssertionError(self.log.read_text())

    async def give(self, *ports: int) -> None:
        await update_workers(self.settings.run_dir, [Worker(f"w{port}", f"{ADDRESS}:{port}") for port in ports])

    async def worker_states(self) -> list[str]:
        """Kamailio's letters for each worker: A active or I inactive, P pinged."""
        listed = await self.registrar.call("dispatcher.list")
        return [target["DEST"]["FLAGS"] for record in listed["RECORDS"] for target in record["SET"]["TARGETS"]]

    def may_register(self, *users: str) -> None:
        rows = [(user, ha1(user, REALM, PASSWORD)) for user in users]
        write_subscribers(self.settings.run_dir, REALM, rows)


@asynccontextmanager
async def front(run_dir: Path, **changes: Any) -> AsyncIterator[Front]:
    """Start Kamailio with the trunk at 127.0.0.1, give it, and end it with all its processes."""
    given = {"port": free_port(), "realm": REALM, "trunk_addresses": (ADDRESS,), "children": 2, "ping_s": 600} | changes
    it = Front(FrontSettings(run_dir=run_dir, **given))
    write_config(it.settings)
    await it.start()
    try:
        yield it
        assert it.process.returncode is None, it.log.read_text()
    finally:
        it.registrar.close()
        await end(it.process)


async def end(process: asyncio.subprocess.Process) -> None:
    """End a process that leads its own group, and the group."""
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), 5)
    except TimeoutError:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


class Sipp:
    """One sipp process; `finished` is true when every step of its scenario came as written."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    async def finished(self) -> bool:
        return await self.process.wait() == 0

    @property
    def sip(self) -> str:
        return f"{ADDRESS}:{self.port}"

    async def hears(self, what: str) -> None:
        """Wait until this stands in a message that it sent or received."""
        async with asyncio.timeout(10):
            while what not in self.heard():
                await asyncio.sleep(0.05)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)

    def heard(self) -> str:
        """Every SIP message that it sent and received."""
        return self.log.read_text() if self.log.exists() else ""


class Peers:
    """Starts sipp processes in a folder and ends those that are left."""

    def __init__(self, folder: Path, target: str) -> None:
        self.folder, self._target = folder, target
        self._all: list[Sipp] = []

    async def start(self, steps: str, *options: str, user: str = "12345", ip: str = ADDRESS, port: int = 0) -> Sipp:
        port = port or free_port()
        number = len(self._all)
        scenario = self.folder / f"{number}.xml"
        scenario.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="s">\n{steps}</scenario>\n')
        log = self.folder / f"{number}.log"
        process = await asyncio.create_subprocess_exec(
            *("sipp", self._target, "-sf", str(scenario), "-i", ip, "-p", str(port), "-s", user, "-m", "1"),
            *("-mp", str(free_port(_rtp_ports)), "-ci", ADDRESS, "-cp", str(free_port()), "-nostdin", "-aa"),
            *("-timeout", "15s", "-timeout_error", "-trace_msg", "-message_file", str(log), *options),
            cwd=self.folder,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        peer = Sipp(process, port, log)
        self._all.append(peer)
        return peer

    async def worker(self, steps: str, *, port: int = 0, calls: int = 1) -> Sipp:
        """A worker, listening when this returns."""
        peer = await self.start(steps, "-m", str(calls), port=port)
        await until_listening(peer.port)
        return peer

    async def call(self, steps: str, *options: str, user: str = "12345", ip: str = ADDRESS, port: int = 0) -> float:
        """A caller to its end, which must come as written; the seconds that it took."""
        begin = time.monotonic()
        peer = await self.start(steps, *options, user=user, ip=ip, port=port)
        assert await peer.finished(), peer.heard()
        return time.monotonic() - begin

    async def register(
        self, user: str, steps: str = "", *, password: str = PASSWORD, account: str = "", port: int = 0
    ) -> None:
        account = account or user
        await self.call(steps or REGISTERS, "-au", account, "-ap", password, user=user, port=port)

    async def phone(self, user: str, steps: str) -> Sipp:
        """A registered phone, listening when this returns."""
        port = free_port()
        await self.register(user, port=port)
        return await self.worker(steps, port=port)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        for peer in self._all:
            if peer.process.returncode is None:
                peer.kill()
            await peer.process.wait()


class BusyWorker(asyncio.DatagramProtocol):
    """A worker that is always busy, cheap enough for many of them."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)
        self.port: int = transport.get_extra_info("sockname")[1]
        self.invited = 0

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        if not data.startswith(b"INVITE"):
            return
        self.invited += 1
        kept = [line for line in data.split(b"\r\n") if line.split(b":")[0] in {b"Via", b"From", b"Call-ID", b"CSeq"}]
        to = next(line for line in data.split(b"\r\n") if line.startswith(b"To:")) + b";tag=busy"
        head = b"\r\n".join([b"SIP/2.0 486 Busy Here", *kept, to, b"Content-Length: 0", b"", b""])
        self.transport.sendto(head, addr)


async def busy_worker() -> BusyWorker:
    loop = asyncio.get_running_loop()
    return (await loop.create_datagram_endpoint(BusyWorker, local_addr=(ADDRESS, 0)))[1]


SDP = """v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000"""


SAME_URI = "sip:[service]@[remote_ip]:[remote_port]"


def request(
    method: str,
    cseq: int = 1,
    *,
    to_tag: str = "",
    extra: str = "",
    body: str = "",
    branch: str = "[branch]",
    uri: str = SAME_URI,
) -> str:
    kind = "Content-Type: application/sdp\n" if body else ""
    routes = "[routes]\n" if uri == "[next_url]" else ""
    return _send(
        f"""{method} {uri} SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch={branch}
{routes}From: <sip:13800001111@[local_ip]:[local_port]>;tag=f[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>{to_tag}
Call-ID: [call_id]
CSeq: {cseq} {method}
Contact: <sip:13800001111@[local_ip]:[local_port]>
Max-Forwards: 70
{extra}{kind}Content-Length: [len]

{body}"""
    )


def reply(status: str, body: str = "") -> str:
    kind = "Content-Type: application/sdp\n" if body else ""
    tag = "" if status.startswith("100") else ";tag=w[pid]"
    return _send(
        f"""SIP/2.0 {status}
[last_Via:]
[last_Record-Route:]
[last_From:]
[last_To:]{tag}
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>
{kind}Content-Length: [len]

{body}"""
    )


def _send(text: str) -> str:
    return f"<send><![CDATA[\n\n{text}\n\n]]></send>\n"


def expect(what: int | str, *, optional: bool = False, auth: bool = False) -> str:
    kind = "response" if isinstance(what, int) else "request"
    flags = ' optional="true"' * optional + ' auth="true"' * auth
    keeps_route = "" if what in (100, 180) else ' rrs="true"'
    return f'<recv {kind}="{what}"{keeps_route}{flags}></recv>\n'


def pause(milliseconds: int) -> str:
    return f'<pause milliseconds="{milliseconds}"/>\n'


TAG = "[peer_tag_param]"
IN_DIALOG = {"to_tag": TAG, "uri": "[next_url]"}
INVITE = request("INVITE", body=SDP)
UNTIL_200 = expect(100, optional=True) + expect(180, optional=True) + expect(200)
ACK_200 = request("ACK", **IN_DIALOG)

OK = _send("SIP/2.0 200 OK\n[last_Via:]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\n[last_CSeq:]\nContent-Length: 0\n")
HANGS_UP = pause(200) + request("BYE", 2, **IN_DIALOG) + expect(200)
CALLS_AND_HANGS_UP = INVITE + UNTIL_200 + ACK_200 + HANGS_UP
CALLS_AND_HANGS_UP_LATE = INVITE + UNTIL_200 + ACK_200 + HANGS_UP.replace("200", "2500", 1)
CALLS_AND_STAYS = INVITE + UNTIL_200 + ACK_200 + expect("BYE") + OK
ANSWERS = expect("INVITE") + reply("180 Ringing") + reply("200 OK", SDP) + expect("ACK") + expect("BYE") + OK
RINGS_THEN_ANSWERS = ANSWERS.replace(reply("200 OK", SDP), pause(3000) + reply("200 OK", SDP))
BUSY = expect("INVITE") + reply("486 Busy Here") + expect("ACK")
_TERMINATED = reply("487 Request Terminated").replace("[last_CSeq:]", "CSeq: 1 INVITE")
RINGS_UNTIL_CANCEL = expect("INVITE") + reply("180 Ringing") + expect("CANCEL") + OK + _TERMINATED + expect("ACK")


def refused(status: int) -> str:
    """A caller that wants this final status."""
    branch = "z9hG4bK-r[call_number]"
    refusal = expect(100, optional=True) + expect(180, optional=True) + expect(status)
    return request("INVITE", body=SDP, branch=branch) + refusal + request("ACK", to_tag=TAG, branch=branch)


def refuses(status: str) -> str:
    """A worker or phone that answers with this final status."""
    return expect("INVITE") + reply(status) + expect("ACK")


def registers(cseq: int, credentials: str = "") -> str:
    return _send(
        f"""REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
From: <sip:[service]@[remote_ip]>;tag=r[pid]
To: <sip:[service]@[remote_ip]>
Call-ID: [call_id]
CSeq: {cseq} REGISTER
Contact: <sip:[service]@[local_ip]:[local_port]>;expires=60
Max-Forwards: 70
{credentials}Content-Length: 0
"""
    )


def registers_refused(status: int) -> str:
    """A phone whose right credentials get this final status."""
    return REGISTERS.removesuffix(expect(200)) + expect(status)


REGISTERS = registers(1) + expect(401, auth=True) + registers(2, "[authentication]\n") + expect(200)
REGISTERS_IN_VAIN = registers(1) + expect(401, auth=True) + registers(2, "[authentication]\n") + expect(401)

_FROM_1026 = request("INVITE", body=SDP, branch="z9hG4bK-a[call_number]").replace("13800001111@", "1026@")
_DIGEST_CALL = (
    _FROM_1026
    + expect(100, optional=True)
    + expect(407, auth=True)
    + request("ACK", to_tag=TAG, branch="z9hG4bK-a[call_number]", uri=SAME_URI)
    + request("INVITE", 2, body=SDP, extra="[authentication]\nP-Asserted-Identity: <sip:110@x>\n").replace(
        "13800001111@", "1026@"
    )
)
DIGEST_CALL_HANGS_UP = _DIGEST_CALL + UNTIL_200 + request("ACK", 2, **IN_DIALOG) + pause(200)
DIGEST_CALL_HANGS_UP += request("BYE", 3, **IN_DIALOG) + expect(200)
DIGEST_CALL_REFUSED = _DIGEST_CALL + expect(403) + request("ACK", 2, to_tag=TAG)

_OUR_ROUTE = "Route: <sip:[remote_ip]:[remote_port];lr>\n"
TO_TAG_TRICK = request("INVITE", body=SDP, to_tag=";tag=made-up", extra=_OUR_ROUTE) + expect(481)
ROUTE_TRICK = request("INVITE", body=SDP, extra=_OUR_ROUTE + "Route: <sip:127.0.0.1:9;lr>\n") + expect(407)
_GIVEN_UP = "z9hG4bK-c[call_number]"
CALLS_AND_GIVES_UP = (
    request("INVITE", body=SDP, branch=_GIVEN_UP)
    + expect(100, optional=True)
    + expect(180)
    + pause(200)
    + request("CANCEL", branch=_GIVEN_UP)
    + expect(200)
    + expect(487)
    + request("ACK", to_tag=TAG, branch=_GIVEN_UP)
)
