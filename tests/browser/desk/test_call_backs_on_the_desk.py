"""The calls that we owe."""

import asyncio

import pytest
from playwright.async_api import Route, expect

from callflow.units import AgentId
from models import Records
from tests.api.test_campaign import lost_call
from tests.api.test_records_of_calls import keep
from tests.browser.desk.staged import Desk, Stage, StagedHotline

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_call_that_we_owe_is_dialled_and_comes_to_the_desk(
    desk: Desk, hotline: StagedHotline, stage: Stage, records: Records
) -> None:
    owed = lost_call()
    await keep(records, owed)
    await desk.page.goto(f"{stage.address}/#/callbacks")
    await expect(desk.part("callback-row")).to_contain_text("排队中放弃")
    hotline.cannot["dial_back"] = "您的话机没有注册，请先登录话机。"
    await desk.part("callback-dial").click()
    await expect(desk.part("callback-row")).to_contain_text("您的话机没有注册")
    del hotline.cannot["dial_back"]
    await desk.part("callback-dial").click()
    await expect(desk.part("phase")).to_have_text("呼叫市民")
    await expect(desk.part("hangup")).to_be_enabled()
    assert hotline.asked == [("dial_back", owed.case, AgentId("1026"))]


async def test_a_call_that_we_owe_is_dialled_once_and_struck_off_by_two_presses(
    desk: Desk, stage: Stage, records: Records
) -> None:
    owed = lost_call()
    await keep(records, owed)
    under_way = asyncio.Event()

    async def slow(route: Route) -> None:
        await under_way.wait()
        await route.fulfill(status=409, json={"detail": "没有空闲线路。"})

    await desk.page.route("**/api/callbacks/*/dial", slow)
    await desk.page.goto(f"{stage.address}/#/callbacks")
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/dial") else None)
    await desk.part("callback-dial").dblclick()
    await expect(desk.part("callback-dial")).to_be_disabled()
    under_way.set()
    await expect(desk.part("callback-row")).to_contain_text("没有空闲线路")
    assert len(asked) == 1
    await desk.part("callback-done").click()
    await expect(desk.part("callback-done")).to_have_text("再按一次已回拨")
    await desk.part("callback-done").click()
    await expect(desk.part("callback-row")).to_have_count(0)
