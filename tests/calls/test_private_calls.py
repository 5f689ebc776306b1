"""TLS and mandatory SRTP: an agent over TLS, a citizen whose trunk encrypts, and one whose trunk does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lingting.demo.screen import Screen
from telephony import softphone_wire as news
from telephony.softphone_client import Softphone
from tests.calls.running import LIMIT_S, AtWork, RunningHotline, eventually, is_registered
from tests.certificates import Pair, self_signed
from tests.sip.peers import LOOPBACK

TLS_PORT = 22_485


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return self_signed(tmp_path)


@pytest.fixture
def hotline(tmp_path: Path, pair: Pair) -> Iterator[RunningHotline]:
    tls = {"SIP__TLS_CERTIFICATE": str(pair.certificate), "SIP__TLS_KEY": str(pair.key)}
    running = RunningHotline(tmp_path, 17_690, SIP__TLS_PORT=str(TLS_PORT), SIP__SRTP="mandatory", **tls)
    yield running
    running.close()


async def test_agent_and_citizen_talk_in_private_and_a_plain_call_is_refused(
    hotline: RunningHotline, pair: Pair
) -> None:
    agent = await hotline.first_agent()
    phone = Softphone(
        agent.agent,
        sip_port=22_400,
        rtp_port=22_410,
        password=agent.phone_password,
        registrar=f"sip:{LOOPBACK}:{TLS_PORT}",
        tls=True,
        ca=pair.certificate,
        srtp="mandatory",
        auto_answer=True,
    )
    citizen = Softphone("13900007777", sip_port=22_402, rtp_port=22_450, srtp="mandatory")
    async with phone, citizen, hotline.citizen() as plain, Screen(hotline.web, lambda _: None) as screen:
        await phone.wait_for(news.Registered, timeout_s=LIMIT_S)
        await screen.log_in(agent.agent, agent.password)
        await eventually(lambda: is_registered(screen))
        await screen.ask("PUT", "/api/me/presence", {"presence": "ready"})
        case = await hotline.talk(citizen, AtWork(agent=agent, phone=phone, screen=screen, desks=[]))
        await citizen.hang_up()
        await phone.wait_for(news.Ended, timeout_s=LIMIT_S)
        assert case
        await plain.dial(f"sip:12345@{hotline.target}")
        assert (await plain.wait_for(news.Ended, timeout_s=LIMIT_S)).status == 488
