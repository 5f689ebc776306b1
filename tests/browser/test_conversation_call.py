"""A real call steered from real pages: consult, three-way, whisper, drop, transfer, with a telephone for everybody."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from callflow import events
from callflow.units import AgentId, CaseId
from lingting.accounts import Newcomer, first_accounts
from telephony import softphone_wire as news
from telephony.softphone_client import Softphone
from tests.browser.test_demo_call import QUIET, keep_picture
from tests.calls.running import RunningHotline, eventually
from tests.scenarios.public_network import PublicNetwork
from tests.sip.peers import LOOPBACK, Ports

FIRST_PORT, NETWORK_PORT, RTP_FROM = 26_500, 26_600, 26_700
PHONE_PORTS, PHONE_RTP_PORTS = Ports(range(26_610, 26_640)), Ports(range(26_870, 26_999))
WATER, WATER_NUMBER = "市水务局", "83005678"
PASSWORD = "a-word-for-the-colleague"  # noqa: S105 - of a throw-away account
LIMIT_S = 60.0
LIMIT_MS = LIMIT_S * 1000


class Cast:
    """The hotline, its pages, and who has a telephone."""

    def __init__(self, hotline: RunningHotline, browser: Browser, network: PublicNetwork) -> None:
        self.hotline, self._browser, self._network = hotline, browser, network
        self._closing = AsyncExitStack()
        self.people: dict[str, Newcomer] = {}

    async def close(self) -> None:
        """Everybody hangs up and goes home."""
        await self._closing.aclose()

    async def staff(self) -> None:
        """A colleague is taken on, and the department entered into the directory, by the administrator."""
        self.people = {one.agent: one for one in await first_accounts(self.hotline.settings)}
        chief = self.people["1000"]
        headers = {"X-Lingting": "1"}
        async with httpx.AsyncClient(base_url=self.hotline.web, headers=headers, trust_env=False) as client:
            await _post(client, "/api/login", {"agent": "1000", "password": chief.password})
            colleague = {"agent": "1027", "name": "王芳", "role": "agent"}
            await _post(client, "/api/agents", colleague | {"password": PASSWORD, "phone_password": PASSWORD})
            numbers = [{"number": WATER_NUMBER, "label": "值班电话", "ring_s": 25, "duty_only": False}]
            await _post(client, "/api/departments", {"id": "water", "name": WATER, "scope": "供水", "numbers": numbers})
        self.people["1027"] = Newcomer(
            agent=AgentId("1027"),
            name="王芳",
            role=chief.role,
            password=PASSWORD,
            phone_password=PASSWORD,
        )

    async def phone(self, number: str, *, answers: bool = True) -> Softphone:
        """A telephone; an account's registers, the department's is in the public network."""
        who = self.people.get(number)
        phone = Softphone(
            number,
            sip_port=PHONE_PORTS.take(2),
            rtp_port=PHONE_RTP_PORTS.take(20),
            password=who.phone_password if who else "",
            registrar=f"sip:{self.hotline.target}" if who else None,
            auto_answer=answers,
        )
        await self._closing.enter_async_context(phone)
        if who:
            await phone.wait_for(news.Registered, timeout_s=LIMIT_S)
        self._network.assign(number, int(phone.sip.rpartition(":")[2]))
        return phone

    async def page(self, number: str) -> Page:
        """Somebody's page, logged in."""
        context = await self._browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        self._closing.push_async_callback(context.close)
        page = await context.new_page()
        await page.goto(self.hotline.web)
        await page.get_by_test_id("login-agent").fill(number)
        await page.get_by_test_id("login-password").fill(self.people[number].password)
        await page.get_by_test_id("login-submit").click()
        await expect(page.get_by_test_id("status-link")).to_have_attribute("data-kind", "good")
        return page


async def _post(client: httpx.AsyncClient, path: str, body: dict[str, object]) -> None:
    answer = await client.post(path, json=body)
    assert answer.is_success, answer.text


@asynccontextmanager
async def cast(folder: Path) -> AsyncIterator[Cast]:
    """Open the house, and leave nothing of it in the end."""
    network = PublicNetwork(NETWORK_PORT)
    await network.open()
    changes = {"SIP__RTP_PORTS_FROM": str(RTP_FROM), "SIP__TRUNK_URI": f"sip:{LOOPBACK}:{NETWORK_PORT}"}
    hotline = await asyncio.to_thread(RunningHotline, folder, FIRST_PORT, **changes)
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
            people = Cast(hotline, browser, network)
            try:
                await people.staff()
                yield people
            finally:
                await people.close()
                await browser.close()
    finally:
        await asyncio.to_thread(hotline.close)
        network.close()


async def ready(page: Page) -> None:
    """Take calls from now on."""
    await page.keyboard.press("F2")
    await expect(page.get_by_test_id("agent-state")).to_contain_text("示闲", timeout=LIMIT_MS)


def sentence(page: Page, words: str | re.Pattern[str]) -> object:
    """Wait until the conversation is so."""
    return expect(page.get_by_test_id("hearing")).to_have_text(words, timeout=LIMIT_MS)


@pytest.mark.timeout(400)
async def test_a_conversation_is_steered_from_the_desk(tmp_path: Path) -> None:
    async with cast(tmp_path) as people:
        await people.phone("1026")
        await people.phone(WATER_NUMBER)
        desk = await people.page("1026")
        await ready(desk)
        citizen = await people.phone("13900008888", answers=False)
        case = await people.hotline.dial(citizen)
        await citizen.keys("1")
        await sentence(desk, "市民与坐席通话中")
        await _consult_and_join(desk)
        await _whisper(people, desk, case)
        await _drop(desk)
        await _hand_over(people, desk, case)
        await citizen.hang_up()
        await citizen.wait_for(news.Ended, timeout_s=LIMIT_S)


async def _consult_and_join(desk: Page) -> None:
    """The citizen hears music while agent and department talk; then all three do."""
    await desk.keyboard.press("Alt+c")
    await desk.get_by_test_id("picker-search").fill("sswj")
    await expect(desk.get_by_test_id("choice")).to_contain_text(WATER)
    await desk.keyboard.press("Enter")
    await sentence(desk, f"咨询中：坐席、{WATER}通话，市民听音乐")
    await expect(desk.locator("[data-testid=party][data-leg=citizen]")).to_contain_text("听音乐（保持中）")
    await keep_picture(desk, "consult")
    await desk.keyboard.press("Alt+h")
    await sentence(desk, f"三方通话：市民、坐席、{WATER}")
    await expect(desk.get_by_test_id("first-responder")).to_contain_text(f"首接责任单位：{WATER}")
    await expect(desk.get_by_test_id("moment").filter(has_text=f"{WATER} 加入通话")).to_have_count(1)
    await keep_picture(desk, "three-way")


async def _whisper(people: Cast, desk: Page, case: CaseId) -> None:
    """A supervisor advises the agent; agents' pages tell nothing of it."""
    await people.phone("1001")
    chief = await people.page("1001")
    await chief.goto(f"{people.hotline.web}/#/live/{case}")
    await chief.get_by_test_id("supervise-whisper").click(timeout=LIMIT_MS)
    await expect(chief.get_by_test_id("supervision-state")).to_contain_text("只有坐席 1026 听得到您", timeout=LIMIT_MS)
    await keep_picture(chief, "whisper")
    await expect(desk.get_by_test_id("party")).to_have_count(3)
    await chief.keyboard.press("Alt+q")
    await expect(chief.get_by_test_id("supervision-state")).to_contain_text("没有在听", timeout=LIMIT_MS)


async def _drop(desk: Page) -> None:
    """The department is let go; citizen and agent go on."""
    await desk.keyboard.press("Alt+x")
    await sentence(desk, "市民与坐席通话中")
    await expect(desk.get_by_test_id("moment").filter(has_text=f"{WATER} 离开通话")).to_have_count(1)


async def _hand_over(people: Cast, desk: Page, case: CaseId) -> None:
    """The citizen goes to a colleague, blind; the first agent writes, the colleague has the call."""
    await people.phone("1027")
    other = await people.page("1027")
    await ready(other)
    await desk.keyboard.press("Alt+z")
    await desk.get_by_test_id("picker-search").fill("1027")
    await expect(desk.get_by_test_id("choice")).to_contain_text("示闲", timeout=LIMIT_MS)
    await desk.keyboard.press("Enter")
    await sentence(other, "市民与坐席通话中")
    await expect(other.get_by_test_id("caption-row").or_(other.get_by_test_id("moment")).first).to_be_visible()
    await eventually(lambda: people.hotline.told(case, events.TransferRequested))
    await expect(desk.get_by_test_id("hangup")).to_have_count(0)
    await keep_picture(other, "handed-over")
