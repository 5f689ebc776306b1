"""The audit as admins read it: in Chinese, by time, and as a table that says who took it away."""

import csv
import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from api.days import day_of
from callflow.units import AgentId, WallMs
from models import Records
from models.repositories import audit
from tests.api.conftest import LogIn
from tests.api.fake_hotline import START

ZONE = ZoneInfo("Asia/Shanghai")
DAY = 86_400_000
TODAY = day_of(START, ZONE)
TICKET = "ticket:261121000001"


@pytest.fixture
async def admin(log_in: LogIn) -> httpx.AsyncClient:
    return await log_in("9002")


@pytest.fixture
async def noted(records: Records) -> None:
    async with records.writing() as db:
        for what, on, days_ago, detail in (
            ("ticket_step", TICKET, 2, {"step": "dispatched"}),
            ("number_unmasked", TICKET, 1, {"reason": "=回电 13812345678"}),
            ("queue_changed", "queue:general", 1, {"fields": ["skills"]}),
        ):
            at, who = WallMs(START - days_ago * DAY), AgentId("9001")
            await audit.note(db, who=who, what=what, object=on, at=at, detail=detail)
        await audit.note(
            db, who=None, what="retention_erased", object="case:c1", at=START, detail={"what": "recordings"}
        )


async def told(admin: httpx.AsyncClient, query: str) -> list[tuple[str, ...]]:
    lines = (await admin.get(f"/api/audit?{query}")).json()
    return [(line["name"], line["deed"], line["about"], line["text"]) for line in lines]


@pytest.mark.usefixtures("noted")
async def test_a_line_says_who_did_what_to_what_in_chinese_with_numbers_masked(admin: httpx.AsyncClient) -> None:
    assert await told(admin, f"on={TICKET}") == [
        ("坐席9001", "查看完整号码", "工单 261121000001", "原因：=回电 138****5678"),
        ("坐席9001", "工单办理", "工单 261121000001", "派单"),
    ]
    assert await told(admin, "what=queue_changed") == [("坐席9001", "修改队列", "队列 general", "改动：技能")]
    assert await told(admin, "what=retention_erased") == [("系统", "到期删除", "通话 c1", "内容：录音")]


async def test_a_login_under_a_name_that_nobody_has_is_not_the_services(
    admin: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    await nobody.post("/api/login", json={"agent": "1099", "password": "guessed"})
    assert await told(admin, "what=login_failed") == [("未知账号", "登录失败", "账号 1099", "")]


@pytest.mark.usefixtures("noted")
async def test_days_narrow_the_list_both_included(admin: httpx.AsyncClient) -> None:
    first, yesterday = TODAY - timedelta(days=2), TODAY - timedelta(days=1)
    assert len(await told(admin, f"from={first}&to={first}")) == 1
    assert len(await told(admin, f"from={first}&to={yesterday}")) == 3
    assert len(await told(admin, f"to={yesterday}")) == 3
    refused = await admin.get(f"/api/audit?from={TODAY}&to={first}")
    assert (refused.status_code, refused.json()["detail"][0]["msg"]) == (422, "结束日期不能早于开始日期")


@pytest.mark.usefixtures("noted")
async def test_the_table_holds_the_same_is_no_formula_and_is_noted(admin: httpx.AsyncClient) -> None:
    answer = await admin.get(f"/api/audit.csv?on={TICKET}")
    head, newest, _ = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert head == ["时间", "工号", "姓名", "事项", "对象", "说明"]
    assert newest[1:] == ["9001", "坐席9001", "查看完整号码", "工单 261121000001", "原因：=回电 138****5678"]
    assert (await told(admin, "limit=1")) == [("坐席9002", "导出审计", "审计", "条数：2")]


async def test_every_deed_has_a_name(admin: httpx.AsyncClient) -> None:
    deeds = (await admin.get("/api/audit/deeds")).json()
    assert {"what": "ticket_step", "deed": "工单办理"} in deeds
