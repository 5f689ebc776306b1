"""A blind transfer (REFER) from an agent's softphone, through Kamailio and a real call worker, over UDP and TLS."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from callflow.commands import DialLeg, ReleaseWorker
from callflow.events import CallArrived, LegAnswered, LegReferred
from callflow.units import LegId
from telephony import softphone_wire as wire
from telephony.softphone_client import Softphone
from tests import certificates
from tests.sip import front_peers as sip
from tests.sip.conftest import Desk, Stage
from tests.sip.front_peers import ADDRESS, Front

AGENT = LegId("agent-1")
TLS_PORT = 22480
RTP_PORTS = iter(range(22000, 22400, 40))


@pytest.fixture
def pair(tmp_path: Path) -> certificates.Pair:
    return certificates.self_signed(tmp_path)


@pytest.fixture
async def front(tmp_path: Path, pair: certificates.Pair) -> AsyncIterator[Front]:
    tls = {"tls_port": TLS_PORT, "tls_certificate": pair.certificate, "tls_key": pair.key}
    async with sip.front(tmp_path / "front", **tls) as front:
        front.may_register("1026", "1027")
        yield front


@pytest.mark.parametrize("tls", [False, True])
async def test_an_agent_hands_the_citizen_over_to_another_agent(
    stage: Stage, desk: Desk, front: Front, pair: certificates.Pair, *, tls: bool
) -> None:
    worker = stage.worker("w1-front", "--proxy", f"sip:{front.target}")
    await desk.greeted()
    await front.give(int(worker.target.split(":")[1]))
    registrar = f"sip:{ADDRESS}:{TLS_PORT}" if tls else f"sip:{front.target}"
    async with AsyncExitStack() as stack:
        one, other = [
            await stack.enter_async_context(
                Softphone(
                    user,
                    sip_port=sip.free_port(),
                    rtp_port=next(RTP_PORTS),
                    registrar=registrar,
                    tls=tls,
                    ca=pair.certificate,
                    password=sip.PASSWORD,
                    auto_answer=user == "1026",
                )
            )
            for user in ("1026", "1027")
        ]
        citizen = Softphone("13800001111", sip_port=sip.free_port(), rtp_port=next(RTP_PORTS))
        await stack.enter_async_context(citizen)
        for phone in (one, other):
            await phone.wait_for(wire.Registered)
        await citizen.dial(f"sip:12345@{front.target}")
        assert isinstance(await desk.answer(), CallArrived)
        desk.do(DialLeg(leg=AGENT, uri=f"sip:1026@{front.target}", display_number="138", recording="agent.wav"))
        await desk.until(LegAnswered, leg=AGENT)
        await one.wait_for(wire.Answered)

        await one.transfer("1028")
        assert (await one.wait_for(wire.NotTransferred)).status in {404, 480}
        await one.transfer("1027")
        referred = [await desk.until(LegReferred) for _ in range(2)][-1]
        assert (referred.leg, referred.target) == (AGENT, "1027")
        await other.wait_for(wire.Incoming)
        await other.answer()
        await one.wait_for(wire.Transferred)
        await one.wait_for(wire.Ended)
        await desk.until(LegAnswered, leg=referred.new_leg)
        desk.do(ReleaseWorker())
        await asyncio.gather(other.wait_for(wire.Ended), citizen.wait_for(wire.Ended))
