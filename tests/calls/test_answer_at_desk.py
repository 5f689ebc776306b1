"""Where the page rings and F4 answers: the phone stays silent until then, and picks up by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from callflow import commands, events
from callflow.views import Phase
from telephony import softphone_wire as news
from tests.calls.running import LIMIT_S, RunningHotline, eventually


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[RunningHotline]:
    running = RunningHotline(tmp_path, 17_690, CALL__ANSWER_AT_DESK="true")
    yield running
    running.close()


async def test_the_phone_is_called_when_the_agent_accepts_and_picks_up_by_itself(hotline: RunningHotline) -> None:
    async with hotline.agent_at_work(when_asked=True) as at_work, hotline.citizen() as citizen:
        await hotline.dial(citizen)
        await citizen.keys("1")
        await at_work.screen.wait("ringing", lambda: at_work.screen.phase() is Phase.RINGING)
        assert at_work.screen.view is not None
        assert at_work.screen.view.answerable
        case = hotline.cases()[-1]
        assert not hotline.told(case, commands.DialLeg)
        await at_work.act("answer")
        await at_work.phone.wait_for(news.Answered, timeout_s=LIMIT_S)
        await at_work.screen.wait("talking", lambda: at_work.screen.phase() is Phase.TALKING)
        await at_work.take_leave_of(citizen)
        await eventually(lambda: hotline.told(case, events.LegEnded))
