"""Placing the sample call: a citizen's phone and an agent's phone, real SIP peers with recorded speech."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from lingting.accounts import Newcomer
from lingting.demo.script import Script
from lingting.settings import Settings
from telephony import softphone_wire as news
from telephony.softphone_client import Softphone

CITIZEN_NUMBER = "13900005678"
PHONE_PORTS = (15072, 15074)
"""SIP ports of the citizen's and the agent's phone, if they are free."""
RTP_PORTS = (15100, 15160)
LISTENS_S = 3.0
"""How long the citizen listens to the greeting before pressing 1."""
VERY_SATISFIED = "1"
AFTERWARDS_S = 1.0


@asynccontextmanager
async def phones(settings: Settings, agent: Newcomer) -> AsyncIterator[tuple[Softphone, Softphone]]:
    """The citizen's and the agent's phone; the agent's is registered and answers by itself."""
    address = settings.sip.address
    fixed = settings.direct.agents.get(agent.agent) if settings.direct.enabled else None
    agent_port = int(fixed.rpartition(":")[2]) if fixed else free_port(address, PHONE_PORTS[1])
    registrar = None if settings.direct.enabled else f"sip:{address}:{settings.sip.port}"
    citizens_port = free_port(address, PHONE_PORTS[0])
    citizens = Softphone(CITIZEN_NUMBER, sip_port=citizens_port, rtp_port=RTP_PORTS[0], address=address)
    agents = Softphone(
        agent.agent,
        sip_port=agent_port,
        rtp_port=RTP_PORTS[1],
        address=address,
        password=agent.phone_password,
        registrar=registrar,
        auto_answer=True,
    )
    async with citizens, agents:
        if registrar:
            await agents.wait_for(news.Registered)
        yield citizens, agents


def free_port(address: str, first: int) -> int:
    """The first UDP port from `first` on, in steps of 4, that nobody has; OSError when 100 of them are taken."""
    for port in range(first, first + 400, 4):
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((address, port))
            return port
    raise OSError(f"no free UDP port for a phone at {address}:{first}-{first + 400}")


async def place(settings: Settings, script: Script, citizen: Softphone, agent: Softphone) -> int:
    """Call 12345, press 1, and say what the script says; returns the set-up time, INVITE to 200, in ms."""
    number = settings.city.hotline_numbers[0]
    await citizen.dial(f"sip:{number}@{settings.sip.address}:{settings.sip.port}")
    dialled = await citizen.wait_for(news.Dialled)
    answered = await citizen.wait_for(news.Answered)
    await asyncio.sleep(LISTENS_S)
    await citizen.keys("1")
    await agent.wait_for(news.Answered, timeout_s=60)
    await asyncio.gather(citizen.play(script.track("citizen")), agent.play(script.track("agent")))
    long_s = max(turn.end_ms for turn in script.turns) / 1000
    await citizen.wait_for(news.Played, timeout_s=long_s + 30)
    await asyncio.sleep(AFTERWARDS_S)
    await agent.hang_up()
    await asyncio.sleep(LISTENS_S)
    await citizen.keys(VERY_SATISFIED)
    await citizen.wait_for(news.Ended, timeout_s=30)
    return answered.at - dialled.at
