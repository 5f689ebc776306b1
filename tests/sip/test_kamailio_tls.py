"""Phones over TLS at a real Kamailio; workers stay on UDP."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from telephony import softphone_wire as wire
from telephony.softphone_client import Softphone
from tests import certificates
from tests.sip import front_peers as sip
from tests.sip.baresip import Baresip
from tests.sip.front_peers import ADDRESS, Front, Peers
from tests.sip.peers import tone, write_wav

RTP_PORTS = range(22100, 22300, 40)


class House:
    """A Kamailio with TLS and softphones around it."""

    def __init__(self, front: Front, ca: Path, stack: AsyncExitStack) -> None:
        self.front, self.ca, self._stack = front, ca, stack
        self._rtp_ports = iter(RTP_PORTS)

    @property
    def secure(self) -> str:
        return f"{ADDRESS}:{self.front.settings.tls_port}"

    async def phone(self, user: str, **options: Any) -> Softphone:
        phone = Softphone(user, sip_port=sip.free_port(), rtp_port=next(self._rtp_ports), **options)
        return await self._stack.enter_async_context(phone)

    async def tls_phone(self, user: str = "1026", **options: Any) -> Softphone:
        self.front.may_register(user)
        known = {"registrar": f"sip:{self.secure}", "tls": True, "ca": self.ca, "password": sip.PASSWORD}
        return await self.phone(user, **known | options)

    async def worker(self) -> Softphone:
        worker = await self.phone("13800001111")
        await self.front.give(int(worker.sip.split(":")[1]))
        return worker


def free_tcp_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    pair = certificates.self_signed(tmp_path)
    settings = {"tls_port": free_tcp_port(), "tls_certificate": pair.certificate, "tls_key": pair.key}
    async with sip.front(tmp_path / "front", **settings) as front, AsyncExitStack() as stack:
        yield House(front, pair.certificate, stack)


async def test_a_phone_over_tls_is_called_and_calls_over_its_own_connection(house: House) -> None:
    phone = await house.tls_phone()
    await phone.wait_for(wire.Registered)
    contacts = await house.front.registrar.call("ul.dump")
    assert "transport=tls" in str(contacts).lower()

    worker = await house.worker()
    await worker.dial(f"sip:1026@{house.front.target}")
    await phone.wait_for(wire.Incoming)
    await phone.answer()
    await worker.wait_for(wire.Answered)
    await phone.keys("5")
    assert (await worker.wait_for(wire.Digit)).digit == "5"
    await worker.hold()
    await phone.wait_for(wire.Held)
    await worker.hang_up()
    await phone.wait_for(wire.Ended)

    await phone.dial("12345")
    await worker.wait_for(wire.Incoming)
    await worker.answer()
    await phone.wait_for(wire.Answered)
    await phone.hold()
    await worker.wait_for(wire.Held)
    await phone.hang_up()
    await worker.wait_for(wire.Ended)
    await phone.close()
    assert await house.front.registrar.registered() == set()


async def test_a_phone_refuses_a_server_whose_certificate_it_does_not_trust(house: House, tmp_path: Path) -> None:
    stranger = certificates.self_signed(tmp_path, name="stranger").certificate
    phone = await house.tls_phone(ca=stranger)
    assert (await phone.wait_for(wire.NotRegistered)).status in {502, 503}
    assert await house.front.registrar.registered() == set()


async def test_a_phone_whose_connection_is_lost_counts_as_gone(house: House) -> None:
    phone = await house.tls_phone()
    await phone.wait_for(wire.Registered)
    assert phone._process is not None
    phone._process.kill()
    await phone._process.wait()
    async with asyncio.timeout(20):
        while await house.front.registrar.registered():
            await asyncio.sleep(0.2)
    worker = await house.worker()
    await worker.dial(f"sip:1026@{house.front.target}")
    assert (await worker.wait_for(wire.Ended)).status == 480


async def test_a_desk_phone_that_names_an_address_of_its_own_is_reached_by_its_connection(
    house: House, tmp_path: Path
) -> None:
    house.front.may_register("1027")
    worker = await house.worker()
    silence = write_wav(tmp_path / "silence.wav", tone(100, 1, 8000), 8000)
    desk_phone = Baresip(
        tmp_path, silence, user="1027", registrar=f"{house.secure};transport=tls", password=sip.PASSWORD
    )
    try:
        desk_phone.start()
        async with asyncio.timeout(10):
            while await house.front.registrar.registered() != {"1027"}:
                await asyncio.sleep(0.1)
        await worker.dial(f"sip:1027@{house.front.target}")
        await worker.wait_for(wire.Answered)
        desk_phone.command("hold")
        await worker.wait_for(wire.Held)
        desk_phone.command("resume")
        await worker.wait_for(wire.Resumed)
        await worker.hang_up()
        assert (await worker.wait_for(wire.Ended)).status == 200
        async with asyncio.timeout(5):
            while "terminated" not in desk_phone.says() and "closed" not in desk_phone.says():
                await asyncio.sleep(0.1)
    finally:
        desk_phone.close()


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1")
@pytest.mark.parametrize(("version", "is_taken"), [("TLSv1_1", False), ("TLSv1_2", True), ("TLSv1_3", True)])
async def test_tls_is_1_2_or_newer(house: House, version: str, *, is_taken: bool) -> None:
    context = ssl.create_default_context(cafile=str(house.ca))
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    context.check_hostname = False
    try:
        _, writer = await asyncio.open_connection(ADDRESS, house.front.settings.tls_port, ssl=context)
    except (ssl.SSLError, ConnectionError):
        assert not is_taken
        return
    writer.close()
    assert is_taken


async def test_beside_tls_there_is_udp_and_no_plain_tcp(house: House, tmp_path: Path) -> None:
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(ADDRESS, house.front.settings.port)
    house.front.may_register("1027")
    async with Peers(tmp_path, house.front.target) as peers:
        await peers.register("1027")
    assert await house.front.registrar.registered() == {"1027"}
