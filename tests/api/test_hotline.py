"""The fake switchboard keeps to the contract of the real one."""

import pytest

from callflow import events
from callflow.units import AgentId
from tests.api.fake_hotline import FakeHotline
from tests.api.hotline_contract import HotlineContract, Stage


class TestFakeHotline(HotlineContract):
    @pytest.fixture
    def stage(self) -> Stage:
        hotline = FakeHotline()
        case = hotline.open_case("c", agent="1026")
        hotline.refuses[events.ResumeRequested] = "通话没有保持，不需要取回。"
        impossible = events.ResumeRequested(agent=AgentId("1026"))
        return Stage(hotline, case, lambda text: hotline.say(case, text), impossible)
