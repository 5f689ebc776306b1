"""The main job, as its agent lives it: a real call on a real page becomes a ticket that the agent only confirms."""

import asyncio
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from lingting.accounts import first_accounts
from lingting.demo import call
from tests.calls.pieces import MATTER, cut_call
from tests.calls.running import RunningHotline

ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "screens"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SIZES = ((1366, 768), (1920, 1080))
WATER, WATERS_PASSWORD = "市水务局", "a-word-for-the-waterworks"
PHONE_PORTS, RTP_PORTS = (26_440, 26_442), (26_000, 26_060)
"""Not those of `lingting demo`, which is tested at the same time (`scripts/run_tests.sh`)."""
MOST_TURNS = 5
"""Of the six: on a crowded machine sound arrives with gaps, and the shortest answer may be missed."""


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[RunningHotline]:
    running = RunningHotline(tmp_path, 17_680)
    yield running
    running.close()


async def keep_picture(page: Page, name: str) -> None:
    """Screenshots are test artefacts: people look at them, at both sizes that desks have."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        await page.screenshot(path=ARTEFACTS / f"{name}-{width}.png")
    await page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})


@pytest.mark.timeout(300)
async def test_the_sample_call_becomes_a_ticket_on_the_page(
    hotline: RunningHotline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = cut_call(tmp_path, *MATTER)
    monkeypatch.setattr(call, "PHONE_PORTS", PHONE_PORTS)
    monkeypatch.setattr(call, "RTP_PORTS", RTP_PORTS)
    agent = await hotline.first_agent()
    async with async_playwright() as playwright, call.phones(hotline.settings, agent) as (citizen, agents_phone):
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        page = await browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        await page.goto(hotline.web)
        await expect(page.locator("[data-testid=login-agent]")).to_be_visible()
        await keep_picture(page, "login")
        await page.fill("[data-testid=login-agent]", agent.agent)
        await page.fill("[data-testid=login-password]", agent.password)
        await page.click("[data-testid=login-submit]")
        await expect(page.locator("[data-testid=demo-model]")).to_be_visible()
        await page.keyboard.press("F2")
        await expect(page.locator("[data-testid=agent-state]")).to_contain_text("示闲", timeout=15_000)
        await keep_picture(page, "idle")
        placed = asyncio.create_task(call.place(hotline.settings, script, citizen, agents_phone))
        await _captions_come(page)
        await _an_edit_stands(page)
        await placed
        await _the_ticket_is_confirmed(page)
        await _a_department_is_there(hotline)
        await _the_ticket_is_dispatched(page)
        await _the_department_replies(browser, hotline.web)
        await _the_citizen_is_content(page)
        assert faults == []
        await browser.close()


async def _captions_come(page: Page) -> None:
    rows = page.locator("[data-testid=caption-row]")
    await expect(rows.filter(has_text=re.compile("停|水")).first).to_be_visible(timeout=60_000)
    await expect(page.locator("[data-testid=calling-number]")).to_have_text("139 0000 5678")
    for speaker in ("agent", "citizen"):
        await expect(page.locator(f"[data-testid=caption-row][data-speaker={speaker}]").first).to_be_visible()
    shown = await rows.evaluate_all("rows => rows.map(row => [row.dataset.speaker, row.dataset.utterance])")
    assert {speaker for speaker, _ in shown} == {"agent", "citizen"}
    assert len({utterance for _, utterance in shown}) == len(shown)


async def _an_edit_stands(page: Page) -> None:
    place_field = page.locator("[data-testid=field-place]")
    await expect(place_field).to_have_value(re.compile("人民路|小区|医院"), timeout=60_000)
    await keep_picture(page, "talking")
    await place_field.fill("东湖区人民路88号幸福小区")
    await place_field.blur()


async def _the_ticket_is_confirmed(page: Page) -> None:
    await expect(page.locator("[data-testid=wrapup-timer]")).to_be_visible(timeout=30_000)
    rows = page.locator("[data-testid=caption-row]")
    await expect(rows.nth(MOST_TURNS - 1)).to_be_visible(timeout=60_000)
    await expect(page.locator("[data-testid=field-place]")).to_have_value("东湖区人民路88号幸福小区")
    await keep_picture(page, "wrap-up")
    async with page.expect_response("**/confirm") as confirmed:
        await page.keyboard.press("Control+Enter")
    answer = await confirmed.value
    assert answer.status == 200, await answer.text()
    number = (await answer.json())["number"]
    await page.get_by_role("link", name="工单", exact=True).click()
    row = page.locator("[data-testid=ticket-row]").filter(has_text=number)
    await expect(row).to_contain_text("待派单", timeout=15_000)
    await row.get_by_role("link").click()
    kept = page.locator("[data-testid=ticket-pane] [data-testid=field-place]")
    await expect(kept).to_contain_text("东湖区人民路88号幸福小区")
    await keep_picture(page, "ticket")


async def _a_department_is_there(hotline: RunningHotline) -> None:
    (admin,) = [one for one in await first_accounts(hotline.settings) if one.agent == "1000"]
    headers = {"X-Lingting": "1"}
    account = {"agent": "8001", "name": "水务局值班", "role": "department", "department": "water"}
    async with httpx.AsyncClient(base_url=hotline.web, headers=headers, trust_env=False) as client:
        for path, body in (
            ("/api/login", {"agent": admin.agent, "password": admin.password}),
            ("/api/departments", {"id": "water", "name": WATER, "scope": "供水、停水"}),
            ("/api/agents", account | {"password": WATERS_PASSWORD}),
        ):
            answer = await client.post(path, json=body)
            assert answer.is_success, answer.text


async def _the_ticket_is_dispatched(page: Page) -> None:
    await page.get_by_test_id("act-dispatch").click()
    await page.get_by_test_id("dispatch-search").fill("sswj")
    await expect(page.get_by_test_id("dispatch-choice")).to_contain_text(WATER)
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_test_id("ticket-state")).to_have_text("待签收")


async def _the_department_replies(browser: Browser, web: str) -> None:
    context = await browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    page = await context.new_page()
    await page.goto(web)
    await page.get_by_test_id("login-agent").fill("8001")
    await page.get_by_test_id("login-password").fill(WATERS_PASSWORD)
    await page.get_by_test_id("login-submit").click()
    await page.get_by_test_id("ticket-row").get_by_role("link").click()
    await page.get_by_test_id("act-accept").click()
    await page.get_by_test_id("act-accept").click()
    await page.get_by_test_id("act-reply").click()
    await page.get_by_test_id("act-words").fill("漏点已修好，今晚八点恢复供水。")
    await page.get_by_test_id("act-send").click()
    await expect(page.get_by_test_id("ticket-state")).to_have_text("已答复待回访")
    await keep_picture(page, "portal")
    await context.close()


async def _the_citizen_is_content(page: Page) -> None:
    """The agent's page hears of the reply by itself; the agent rings the citizen and writes down what was said."""
    await expect(page.get_by_test_id("ticket-reply")).to_contain_text("恢复供水", timeout=15_000)
    await page.get_by_test_id("act-follow-up").click()
    await page.get_by_test_id("follow-up-solved").check()
    await page.get_by_test_id("act-send").click()
    await expect(page.get_by_test_id("ticket-state")).to_have_text("已办结")
    await keep_picture(page, "ticket-resolved")
