"""Session timers (RFC 4028) on a worker's legs. Slow by nature: no session may be shorter than 90 s."""

import re
import time
from collections.abc import AsyncIterator

import pytest

from callflow.events import EndCause, LegAnswered, LegEnded
from callflow.units import CITIZEN, LegId
from tests.sip.conftest import AGENT_HZ, CITIZEN_HZ, THIRD_HZ, TONES, Desk, Stage
from tests.sip.front_call import FrontCall, front_call
from tests.sip.puppet import Leg, puppets

AGENT, LAZY, DEAF = LegId("agent-1"), LegId("department-1"), LegId("department-2")
THEY_REFRESH = "Supported: timer\r\nRequire: timer\r\nSession-Expires: 90;refresher=uas\r\n"


@pytest.fixture
async def call(stage: Stage, desk: Desk) -> AsyncIterator[FrontCall]:
    async with puppets() as front:
        yield await front_call(stage, desk, front, "--session-s", "90")


def refreshes(leg: Leg) -> list[str]:
    """UPDATEs, and INVITEs after the first, that came from the worker."""
    asked = [text for text in leg.got if text.startswith(("UPDATE", "INVITE"))]
    return asked if leg.us.startswith("<sip:138") else asked[1:]


async def test_legs_are_refreshed_and_those_that_are_not_end(desk: Desk, call: FrontCall) -> None:
    citizen = await call.citizen(speaks=CITIZEN_HZ)
    agent = await call.join(AGENT, "1026", speaks=AGENT_HZ)
    lazy = await call.join(LAZY, "1027", speaks=THIRD_HZ, headers=THEY_REFRESH)
    deaf = await call.join(DEAF, "1028")
    deaf.ignores = ("UPDATE", "INVITE")
    for leg in (agent, lazy, deaf):
        assert re.search(r"^Session-Expires: 90", leg.got[0], re.MULTILINE)
        assert re.search(r"^Min-SE: 90", leg.got[0], re.MULTILINE)
    call.connect((CITIZEN, AGENT), (AGENT, CITIZEN))
    answer = await citizen.re_invite(headers="Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n")
    assert "Session-Expires: 90;refresher=uac" in answer
    begun = time.monotonic()
    await desk.true(lambda: len(refreshes(agent)) > 0 and len(refreshes(deaf)) > 0, 60)
    answer = await citizen.re_invite(headers="Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n")
    await desk.sound(lambda: citizen.media.hears(TONES), {AGENT_HZ})
    await desk.sound(lambda: agent.media.hears(TONES), {CITIZEN_HZ})
    ends = [await desk.until(LegEnded, timeout_s=60) for _ in range(2)]
    assert {(end.leg, end.cause, end.status) for end in ends} == {
        (LAZY, EndCause.FAILED, 408),
        (DEAF, EndCause.FAILED, 408),
    }
    assert time.monotonic() - begun < 100
    assert lazy.ended
    assert citizen.media.hears(TONES) == {AGENT_HZ}
    assert sum(isinstance(event, LegAnswered) for event in desk.events) == 4
