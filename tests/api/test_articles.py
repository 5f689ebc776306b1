"""The knowledge base over REST, and what it suggests for a call."""

from collections.abc import Sequence

import httpx
import pytest

from callflow.units import CaseId
from tests.api.conftest import LogIn
from tests.api.fake_hotline import FakeHotline

# `START` is 2026-11-18 in the city.
MEDICAL = {
    "title": "异地就医如何备案",
    "body": "在国家医保服务平台办理。",
    "keywords": ["医保"],
    "department": "医保局",
}


@pytest.fixture
async def supervisor(log_in: LogIn) -> httpx.AsyncClient:
    return await log_in("9001")


async def test_an_article_is_made_read_changed_and_taken_out(supervisor: httpx.AsyncClient, log_in: LogIn) -> None:
    answer = await supervisor.post("/api/articles", json=MEDICAL)
    made = answer.json()
    assert answer.status_code == 201
    assert (made["title"], made["current"], made["used"], made["updated_by"]) == (MEDICAL["title"], True, 0, "9001")
    where = f"/api/articles/{made['id']}"
    agent = await log_in("1026")
    assert (await agent.get(where)).json() == made
    changed = await supervisor.put(where, json={**MEDICAL, "valid_until": "2020-01-01"})
    assert (changed.json()["current"], changed.json()["valid_until"]) == (False, "2020-01-01")
    assert (await supervisor.delete(where)).status_code == 204
    gone = await agent.get(where)
    assert (gone.status_code, gone.json()["detail"][:8]) == (404, "知识库里没有这篇")


async def test_an_agent_reads_no_article_that_is_switched_off_but_one_that_has_run_out(
    supervisor: httpx.AsyncClient, log_in: LogIn
) -> None:
    made = (await supervisor.post("/api/articles", json=MEDICAL)).json()
    where, agent = f"/api/articles/{made['id']}", await log_in("1026")
    await supervisor.put(where, json={**MEDICAL, "valid_until": "2020-01-01"})
    assert (await agent.get(where)).json()["current"] is False
    await supervisor.put(where, json={**MEDICAL, "enabled": False})
    refused = await agent.get(where)
    assert (refused.status_code, "已停用" in refused.json()["detail"]) == (404, True)
    assert (await supervisor.get(where)).json()["enabled"] is False


def _titles(answer: httpx.Response) -> Sequence[str]:
    return [one["title"] for one in answer.json()]


async def test_agents_find_what_holds_today_and_supervisors_all(supervisor: httpx.AsyncClient, log_in: LogIn) -> None:
    await supervisor.post("/api/articles", json=MEDICAL)
    await supervisor.post("/api/articles", json={**MEDICAL, "title": "异地就医旧规定", "valid_until": "2020-01-01"})
    agent = await log_in("1026")
    for path in ("/api/articles", "/api/articles?q=异地就医"):
        assert _titles(await agent.get(path)) == ["异地就医如何备案"]
        assert len(_titles(await supervisor.get(path))) == 2
    assert _titles(await supervisor.get("/api/articles?q=异地就医&department=别的局")) == []


async def test_departments_are_told_with_the_articles_that_one_may_read(
    supervisor: httpx.AsyncClient, log_in: LogIn
) -> None:
    for title, department, until in (
        ("停水", "水务局", None),
        ("水价", "水务局", "2020-01-01"),
        ("公交", "交通局", "2020-01-01"),
    ):
        article = {**MEDICAL, "title": title, "department": department, "valid_until": until}
        assert (await supervisor.post("/api/articles", json=article)).status_code == 201
    await supervisor.post("/api/articles", json={**MEDICAL, "department": ""})
    path = "/api/articles/departments"
    everything = [{"name": "水务局", "articles": 2}, {"name": "交通局", "articles": 1}]
    assert (await supervisor.get(path)).json() == everything
    assert (await (await log_in("1026")).get(path)).json() == [{"name": "水务局", "articles": 1}]


async def test_a_file_is_taken_whole_or_not_at_all(supervisor: httpx.AsyncClient) -> None:
    good = {"name": "问答.csv", "text": "标题,内容\n停水找谁,请拨水务热线\n"}
    for expected in ({"made": 1, "changed": 0, "same": 0}, {"made": 0, "changed": 0, "same": 1}):
        assert (await supervisor.post("/api/articles/import", json=good)).json() == {**expected, "errors": []}
    bad = {"name": "问答.csv", "text": "标题,内容,失效\n停电找谁,,明年\n停气找谁,请拨燃气热线,\n"}
    errors = (await supervisor.post("/api/articles/import", json=bad)).json()["errors"]
    assert errors == [
        {"line": 2, "message": "缺少内容"},
        {"line": 2, "message": "“明年”不是日期，应写成 2026-01-31"},
    ]
    assert _titles(await supervisor.get("/api/articles")) == ["停水找谁"]
    wrong_kind = await supervisor.post("/api/articles/import", json={"name": "a.doc", "text": "x"})
    assert wrong_kind.json()["errors"] == [{"line": 1, "message": "只能导入 .csv 或 .md 文件"}]


async def test_what_is_taken_or_wrong_is_refused_in_words(supervisor: httpx.AsyncClient) -> None:
    await supervisor.post("/api/articles", json=MEDICAL)
    again = await supervisor.post("/api/articles", json=MEDICAL)
    assert (again.status_code, again.json()["detail"]) == (409, "知识库里已经有同一标题的文章，请换一个。")
    upside_down = {**MEDICAL, "title": "x", "valid_from": "2026-02-01", "valid_until": "2026-01-01"}
    assert (await supervisor.post("/api/articles", json=upside_down)).status_code == 422


async def test_a_call_is_suggested_what_answers_the_citizen(
    supervisor: httpx.AsyncClient, log_in: LogIn, hotline: FakeHotline
) -> None:
    made = (await supervisor.post("/api/articles", json=MEDICAL)).json()
    case = hotline.open_case("live", agent="1026")
    agent, other = await log_in("1026"), await log_in("1027")
    assert (await agent.get(f"/api/cases/{case}/suggestions")).json() == {"articles": [], "similar": []}
    hotline.say(CaseId(case), "我想问一下异地就医怎么备案")
    (found,) = (await agent.get(f"/api/cases/{case}/suggestions")).json()["articles"]
    assert (found["id"], found["terms"], found["excerpt"]) == (made["id"], ["异地就医", "备案"], MEDICAL["body"])
    assert (await other.get(f"/api/cases/{case}/suggestions")).status_code == 403
    assert (await agent.get("/api/cases/nothing/suggestions")).status_code == 404
