"""What the city learns and how it has done: on their pages, as charts and tables, with the tickets behind them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Request, expect

from callflow.views import Role
from tests.browser.desk.city import URBAN
from tests.browser.desk.staged import Desk, Stage, StagedHotline, page_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

DAY, MONDAY = "2026-11-18", "2026-11-16"
OVERHANG = "table => table.getBoundingClientRect().right - table.parentElement.getBoundingClientRect().right"
SHIFTS = """() => new Promise((told) => {
  let sum = 0
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) sum += one.hadRecentInput ? 0 : one.value
  }).observe({ type: 'layout-shift', buffered: true })
  setTimeout(() => told(sum), 500)
})"""


@pytest.fixture
def records_file(city_file: Path) -> Path:
    return city_file


@pytest_asyncio.fixture(loop_scope="session")
async def chief(browser: Browser, stage: Stage, hotline: StagedHotline) -> AsyncIterator[Desk]:
    """Give the pages of supervisor 9001; nothing is asked of anybody but the hotline."""
    hotline.seat("9001", Role.SUPERVISOR)
    async with page_of(browser) as page:
        strangers: list[str] = []

        def look(request: Request) -> None:
            if not request.url.startswith((stage.address, "data:", "blob:")):
                strangers.append(request.url)

        page.on("request", look)
        desk = Desk(page)
        await desk.log_in(stage.address, "9001")
        yield desk
        assert not strangers


async def told(chief: Desk, stage: Stage, path: str) -> Any:
    answer = await chief.page.request.get(f"{stage.address}{path}")
    assert answer.ok, await answer.text()
    return await answer.json()


async def test_a_weeks_topics_stand_first_when_they_rise_and_open_onto_their_tickets(chief: Desk, stage: Stage) -> None:
    await chief.page.get_by_role("link", name="统计").click()
    week = await told(chief, stage, f"/api/insights?period=week&day={DAY}")
    tiles = chief.part("insights-tiles")
    await expect(tiles).to_contain_text(f"诉求{week['requests']}")
    await expect(tiles).to_contain_text(f"较前七日 +{week['requests'] - week['requests_before']}")
    first = chief.part("topic").first
    await expect(first).to_contain_text("丽景新城搅拌站夜间噪音扰民")
    await expect(first).to_contain_text("↑ 明显上升")
    rising = await chief.part("topic").evaluate_all("rows => rows.map(row => row.dataset.rising)")
    assert rising == sorted(rising, reverse=True)
    assert {"true", "false"} == set(rising)
    await first.get_by_test_id("topic-open").click()
    link = first.get_by_role("link").first
    number = await link.text_content()
    await link.click()
    await expect(chief.part("ticket-pane")).to_contain_text(f"{number}")


async def test_every_chart_is_a_table_too(chief: Desk, stage: Stage) -> None:
    await chief.page.goto(f"{stage.address}/#/insights")
    panels = chief.part("chart-panel")
    await expect(panels).to_have_count(7)
    await expect(panels.locator("svg")).to_have_count(7)
    await expect(panels.locator("table")).to_have_count(7)
    week = await told(chief, stage, f"/api/insights?period=week&day={DAY}")
    districts = chief.page.locator("[data-chart=区县]")
    await expect(districts.locator("tbody tr")).to_have_count(len(week["districts"]))
    await districts.get_by_test_id("chart-turn").focus()
    await chief.page.keyboard.press("Enter")
    await expect(districts.locator("svg")).to_have_count(0)
    top = week["districts"][0]
    await expect(districts.locator("tbody tr").first).to_have_text(f"{top['name']}{top['requests']}{top['before']}")
    await expect(districts.locator("tbody tr").first).to_be_in_viewport()
    days = chief.page.locator("[data-chart=逐日] tbody tr")
    await expect(days).to_have_count(7)
    await expect(days.last).to_contain_text(f"11-18 周三{week['days'][-1]['requests']}")


async def test_another_day_is_asked_for_without_anything_moving(chief: Desk, stage: Stage) -> None:
    await chief.page.goto(f"{stage.address}/#/insights")
    await expect(chief.part("topics")).to_be_visible()
    before = [await chief.part(one).bounding_box() for one in ("insights-tiles", "topics")]
    await chief.part("period-day").click()
    await chief.part("period-back").click()
    await expect(chief.part("period-words")).to_have_text("2026-11-17 周二")
    day = await told(chief, stage, "/api/insights?period=day&day=2026-11-17")
    await expect(chief.part("insights-tiles")).to_contain_text(f"诉求{day['requests']}")
    await expect(chief.part("insights-tiles")).to_contain_text("前一日")
    assert [await chief.part(one).bounding_box() for one in ("insights-tiles", "topics")] == before
    await chief.part("period-date").fill("2026-01-01")
    await expect(chief.page.get_by_text("没有两件以上相同的诉求")).to_be_visible()
    await expect(chief.page.get_by_text("这段时间没有诉求")).to_have_count(6)
    await chief.page.reload()
    await expect(chief.part("period-words")).to_have_text("2026-01-01 周四")


async def test_the_daily_report_is_a_click_away_and_nobodys_number_is_told(chief: Desk, stage: Stage) -> None:
    await chief.page.goto(f"{stage.address}/#/insights")
    for form in ("html", "csv"):
        href = await chief.part(f"report-{form}").get_attribute("href")
        report = await chief.page.request.get(f"{stage.address}{href}")
        assert (report.status, href) == (200, f"/api/reports/{DAY}.{form}")
    await expect(chief.part("topic").first).to_be_visible()
    assert "139000" not in await chief.page.content()


async def test_charts_follow_the_systems_theme(chief: Desk, stage: Stage) -> None:
    await chief.page.goto(f"{stage.address}/#/insights")
    axis = chief.page.locator("[data-chart=区县] svg text").filter(has_text="东湖区")
    await expect(axis).to_have_attribute("fill", "#1c2530")
    await chief.page.emulate_media(color_scheme="dark")
    await expect(axis).to_have_attribute("fill", "#e3e8ee")


async def test_whom_help_serves_most_stands_first_and_a_head_sorts_anew(chief: Desk, stage: Stage) -> None:
    await chief.page.get_by_role("link", name="统计").click()
    await chief.page.get_by_role("link", name="考评").click()
    found = await told(chief, stage, f"/api/evaluation?from=2026-10-20&to={DAY}&by=department")
    by_rate = sorted(found["rows"], key=lambda row: (row["on_time_rate"], -row["tickets"]))
    rows = chief.part("evaluation-row")
    await expect(rows).to_have_count(len(found["rows"]))
    keys = "rows => rows.map(row => row.dataset.key)"
    assert await rows.evaluate_all(keys) == [row["key"] for row in by_rate]
    await chief.part("sort-tickets").click()
    await expect(rows.first).to_contain_text(URBAN)
    await expect(chief.page.locator("th[aria-sort=descending]")).to_contain_text("工单")
    await expect(chief.part("evaluation-sum")).to_contain_text(f"{sum(row['tickets'] for row in found['rows'])} 办结")
    rated = sum(row["rated"] for row in found["rows"])
    assert rated > 0
    await expect(chief.part("evaluation-sum")).to_contain_text(f"评价 {rated}")


async def test_a_figure_opens_as_many_tickets_as_it_says(chief: Desk, stage: Stage) -> None:
    await chief.page.goto(f"{stage.address}/#/evaluation")
    row = chief.page.locator(f"[data-testid=evaluation-row][data-key={URBAN}]")
    count = int(await row.get_by_test_id("figure-tickets").text_content() or "")
    await row.get_by_test_id("figure-tickets").click()
    await expect(chief.part("behind")).to_contain_text(f"{URBAN} · 全部工单 {count} 张")
    await expect(chief.part("ticket-row")).to_have_count(50)
    await chief.part("rows-more").click()
    await expect(chief.part("ticket-row")).to_have_count(count)
    await expect(chief.part("rows-more")).to_have_count(0)
    assert await chief.page.locator("table").first.evaluate(OVERHANG) <= 0
    assert await chief.page.locator("header").first.evaluate("bar => bar.scrollWidth - bar.clientWidth") == 0
    late = int(await row.get_by_test_id("figure-late").text_content() or "")
    await row.get_by_test_id("figure-late").focus()
    await chief.page.keyboard.press("Enter")
    await expect(chief.part("ticket-row")).to_have_count(late)
    first = chief.part("ticket-row").first
    await expect(first).to_contain_text(await first.get_attribute("data-number") or "?")
    await first.get_by_role("link").click()
    await expect(chief.part("ticket-pane")).to_contain_text(URBAN)
    await chief.page.go_back()
    await expect(chief.part("behind")).to_contain_text(f"超期 {late} 张")


async def test_agents_have_figures_of_their_own_and_all_go_into_a_table(chief: Desk, stage: Stage) -> None:
    await chief.page.goto(f"{stage.address}/#/evaluation")
    await chief.part("by-agent").click()
    found = await told(chief, stage, f"/api/evaluation?from=2026-10-20&to={DAY}&by=agent")
    row = chief.page.locator("[data-testid=evaluation-row][data-key='1026']")
    figures = next(one for one in found["rows"] if one["key"] == "1026")
    await expect(row).to_contain_text("坐席1026")
    await expect(row.get_by_test_id("figure-direct")).to_have_text(str(figures["direct"]))
    await expect(row.get_by_test_id("figure-satisfied")).to_have_text(str(figures["satisfied"]))
    href = await chief.part("evaluation-export").get_attribute("href")
    table = await chief.page.request.get(f"{stage.address}{href}")
    assert (table.status, len((await table.text()).splitlines())) == (200, 1 + len(found["rows"]))


async def test_a_time_without_tickets_and_days_in_the_wrong_order_are_told(chief: Desk, stage: Stage) -> None:
    await chief.page.goto(f"{stage.address}/#/evaluation")
    await chief.part("period-week").click()
    await expect(chief.part("period-from")).to_have_value(MONDAY)
    await expect(chief.part("period-week")).to_have_attribute("aria-pressed", "true")
    await chief.part("period-from").fill("2026-01-01")
    await chief.part("period-to").fill("2026-01-31")
    await expect(chief.page.get_by_text("这段时间没有派给单位的工单")).to_be_visible()
    await chief.part("period-to").fill("2025-12-31")
    await expect(chief.page.get_by_text("结束日期早于开始日期")).to_be_visible()


async def test_pages_do_not_move_while_they_load(chief: Desk, stage: Stage) -> None:
    for path, seen in (("insights", "topics"), ("evaluation", "evaluation-table"), ("knowledge", "article-row")):
        await chief.page.goto(f"{stage.address}/#/{path}")
        await chief.page.reload()
        await expect(chief.part(seen).first).to_be_visible()
        assert await chief.page.evaluate(SHIFTS) < 0.05, path


async def test_figures_are_for_supervisors(desk: Desk, stage: Stage) -> None:
    await expect(desk.page.get_by_role("link", name="知识库")).to_be_visible()
    await expect(desk.page.get_by_role("link", name="统计")).to_have_count(0)
    for path in ("insights", "evaluation"):
        await desk.page.goto(f"{stage.address}/#/{path}")
        await expect(desk.page).to_have_url(f"{stage.address}/#/")
