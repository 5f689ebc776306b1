"""Evaluation, insights and the daily report over REST."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from callflow.units import AgentId, TicketNumber
from callflow.views import TicketState
from models import Records
from models.tables import Ticket
from tests.api.conftest import LogIn
from tests.api.fake_hotline import START

DAY = datetime.fromtimestamp(START / 1_000, UTC).date().isoformat()
DAYS = f"from={DAY}&to={DAY}"


@pytest.fixture
async def supervisor(log_in: LogIn) -> httpx.AsyncClient:
    return await log_in("9001")


async def _keep(records: Records, times: int, **more: Any) -> None:
    async with records.writing() as db:
        for nth in range(times):
            number = TicketNumber(f"2611{len(more.get('title', ''))}{nth:05}")
            row = Ticket(
                number=number, source="web", agent=AgentId("1026"), state=TicketState.ACCEPTED, created_at=START
            )
            row.confirmed_at, row.department_name = START, "水务局"
            for name, value in more.items():
                setattr(row, name, value)
            db.add(row)


async def test_figures_and_the_tickets_behind_them_are_told(supervisor: httpx.AsyncClient, records: Records) -> None:
    await _keep(records, 2, title="水管漏水", due_at=START + 1, replied_at=START + 1, callback_number="13800001234")
    by_department = (await supervisor.get(f"/api/evaluation?{DAYS}&by=department")).json()
    (row,) = by_department["rows"]
    assert (by_department["from"], row["name"], row["tickets"], row["return_rate"]) == (DAY, "水务局", 2, 0.0)
    assert (row["on_time_rate"], row["satisfaction_rate"]) == (None, None)
    (agent,) = (await supervisor.get(f"/api/evaluation?{DAYS}&by=agent")).json()["rows"]
    assert (agent["key"], agent["name"]) == ("1026", "坐席1026")
    listed = await supervisor.get(f"/api/evaluation/tickets?{DAYS}&by=department&key=水务局&figure=tickets")
    assert [one["values"]["callback_number"] for one in listed.json()] == ["138****1234"] * 2


async def test_figures_are_told_as_a_table_for_spreadsheets(supervisor: httpx.AsyncClient, records: Records) -> None:
    await _keep(records, 2, title="水管漏水", department_name="=水务局")
    table = await supervisor.get(f"/api/evaluation.csv?{DAYS}&by=department")
    assert table.headers["content-disposition"] == f'attachment; filename="12345-department-{DAY}-{DAY}.csv"'
    head, line = table.text.removeprefix("\ufeff").splitlines()
    assert head.startswith("承办单位,工单,经办,已办结,按时,超期,按时率,")
    assert line == "'=水务局,2,2,0,0,0,,0,0.0%,0,0.0%,0,0,,0"
    agents = await supervisor.get(f"/api/evaluation.csv?{DAYS}&by=agent")
    assert agents.text.splitlines()[1].startswith("1026,坐席1026,2,2,0,0,0,,0,0.0%,")


async def test_a_days_topics_are_told_without_anybodys_number(supervisor: httpx.AsyncClient, records: Records) -> None:
    await _keep(records, 3, title="人民路水管漏水联系13800001234", place="东湖区人民路3号", source="wechat")
    told = (await supervisor.get(f"/api/insights?period=week&day={DAY}")).json()
    (topic,) = told["topics"]
    assert (topic["requests"], topic["rising"], topic["place"]) == (3, True, "东湖区人民路")
    assert "13800001234" not in str(told)
    assert (told["requests"], told["districts"][0]["name"], told["to"]) == (3, "东湖区", DAY)
    assert [one["requests"] for one in told["days"]] == [0, 0, 0, 0, 0, 0, 3]
    assert (told["days"][-1]["day"], told["days"][-1]["on_time_rate"]) == (DAY, None)


async def test_the_daily_report_is_a_page_and_a_table_without_numbers(
    supervisor: httpx.AsyncClient, records: Records
) -> None:
    await _keep(records, 2, title="=人民路<b>漏水13800001234", category="城乡建设 / 供水")
    page, table = [await supervisor.get(f"/api/reports/{DAY}.{form}") for form in ("html", "csv")]
    assert page.headers["content-type"].startswith("text/html")
    assert "&lt;b&gt;" in page.text
    assert table.headers["content-disposition"] == f'attachment; filename="12345-{DAY}.csv"'
    assert "\r\n'=人民路" in table.text
    for text in (page.text, table.text):
        assert "13800001234" not in text
        assert "138****1234" in text
        assert "城乡建设" in text


async def test_no_field_that_a_person_filled_in_brings_a_number_or_a_formula_into_the_figures(
    supervisor: httpx.AsyncClient, records: Records
) -> None:
    wild = "=电话13800001234"
    await _keep(
        records,
        2,
        title="人民路漏水",
        category=wild,
        request_type=wild,
        department=wild,
        department_name="",
        source="web",
    )
    told, page, table = [
        (await supervisor.get(path)).text
        for path in (f"/api/insights?period=day&day={DAY}", f"/api/reports/{DAY}.html", f"/api/reports/{DAY}.csv")
    ]
    assert all("13800001234" not in text and "138****1234" in text for text in (told, page, table))
    cells = [cell for line in csv.reader(io.StringIO(table)) for cell in line]
    assert not [cell for cell in cells if cell.startswith("=")]


@pytest.mark.parametrize(
    "path",
    [
        f"/api/evaluation?{DAYS}&by=agent",
        f"/api/evaluation.csv?{DAYS}&by=agent",
        f"/api/evaluation/tickets?{DAYS}&by=agent&key=1026&figure=late",
        f"/api/insights?period=day&day={DAY}",
        f"/api/reports/{DAY}.html",
        f"/api/reports/{DAY}.csv",
    ],
)
async def test_figures_are_for_supervisors(path: str, log_in: LogIn) -> None:
    assert (await (await log_in("1026")).get(path)).status_code == 403


async def test_days_in_the_wrong_order_are_refused(supervisor: httpx.AsyncClient) -> None:
    answer = await supervisor.get("/api/evaluation?from=2026-02-02&to=2026-02-01&by=agent")
    assert (answer.status_code, answer.json()["detail"][0]["msg"]) == (422, "结束日期不能早于开始日期")
