"""The built page before a real API, whose switchboard does as the test says; seen by a real Chromium."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, Locator, Page, expect

from callflow.commands import AnyCommand, ReviseDraft
from callflow.drafting.draft import DraftField, FieldName, TicketDraft
from callflow.events import Event, FieldEdited, TicketConfirmed
from callflow.log import Entry
from callflow.screen import TicketMoved, case_entry
from callflow.ticket_steps import Flag
from callflow.units import CaseId, TicketNumber, UtteranceId
from callflow.views import EndedAs, Phase, TicketState
from callflow.wallboard import NO_TICKETS, Wallboard
from tests.api.conftest import PASSWORD
from tests.api.fake_hotline import FakeHotline

BUILT = Path(__file__).parents[3] / "api" / "desk" / "dist"
SMALLEST = {"width": 1366, "height": 768}
CASE = "20261121-233015-w3f2a-7"


class StagedHotline(FakeHotline):
    """Drafts too: what a test suggests, and what the agent types."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.fields: dict[FieldName, DraftField] = {}
        self.typed: dict[FieldName, str] = {}
        self.tickets = NO_TICKETS

    def wallboard(self) -> Wallboard:
        """The figures of calls are always the same; those of tickets are the test's."""
        return msgspec.structs.replace(super().wallboard(), tickets=self.tickets)

    async def tell(self, case: CaseId, event: Event) -> None:
        """Take an event; what follows from it follows, as in a real case."""
        await super().tell(case, event)
        if isinstance(event, TicketConfirmed):
            self.move(case, ticket_state=TicketState.CONFIRMED)
        if isinstance(event, FieldEdited):
            self.typed[event.field] = event.value
            self.revise(case)

    def move_ticket(self, number: str, department: str) -> None:
        """Tell that a ticket has taken a step at this department."""
        self._say(
            TicketMoved(
                number=TicketNumber(number),
                kind="amended",
                state=TicketState.ACCEPTED,
                agent=None,
                department=department,
                flag=Flag.NONE,
                level=0,
                due_at=None,
                at=self.clock,
            )
        )

    def leave_message(self, case: str, words: str) -> CaseId:
        """Let a citizen leave a message at night; nobody works on it yet."""
        left = self.open_case(case, phase=Phase.CLOSED)
        self.move(left, ended_as=EndedAs.MESSAGE)
        self.say(left, words)
        return left

    def suggest(self, case: CaseId, field: str, value: str, *, sources: tuple[str, ...] = (), **more: object) -> None:
        """Draft a field; `more` are other attributes of its `DraftField`."""
        came_from = tuple(UtteranceId(one) for one in sources)
        known = DraftField(value=value, confidence=0.8, sources=came_from)
        self.fields[FieldName(field)] = msgspec.structs.replace(known, **more)
        self.revise(case)

    def revise(self, case: CaseId) -> None:
        """Write the draft as it stands into the case log, and tell it."""
        draft = TicketDraft(fields=dict(self.fields), missing=(FieldName.CALLER_NAME,))
        self.obey(case, ReviseDraft(draft=draft, edited=dict(self.typed)))

    def obey(self, case: CaseId, command: AnyCommand) -> None:
        """Write a command into the case log, and tell it."""
        log = self._logs[case]
        log.append(Entry(index=len(log), at=self.clock, command=command))
        if message := case_entry(case, log[-1]):
            self._say(message)


class Stage:
    """A server that can go away and come back at the same address."""

    def __init__(self, app: FastAPI, port: int = 0) -> None:
        self._app = app
        self._port = port

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self._port}"

    async def open(self) -> None:
        """Serve; the first time on a free port of loopback, then on the same one."""
        config = uvicorn.Config(
            self._app,
            host="127.0.0.1",
            port=self._port,
            log_level="warning",
            lifespan="off",
            ws="websockets-sansio",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._running = asyncio.create_task(self._server.serve())
        while not self._server.started:
            await asyncio.sleep(0.01)
        self._port = self._server.servers[0].sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Be gone for everybody."""
        self._server.should_exit = True
        await self._running


class Desk:
    """An agent's page: its parts by their test ids."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def part(self, name: str) -> Locator:
        """Find a part."""
        return self.page.get_by_test_id(name)

    def party(self, leg: str) -> Locator:
        """Find a party of the call by its leg."""
        return self.page.locator(f"[data-testid=party][data-leg={leg}]")

    @property
    def rows(self) -> Locator:
        """The captions."""
        return self.part("caption-row")

    async def log_in(self, address: str, agent: str = "1026") -> None:
        """Open the page and log in."""
        await self.page.goto(address)
        await self.part("login-agent").fill(agent)
        await self.part("login-password").fill(PASSWORD)
        await self.part("login-submit").click()
        await expect(self.part("status-link")).to_have_attribute("data-kind", "good")


@asynccontextmanager
async def page_of(browser: Browser) -> AsyncIterator[Page]:
    """Give a page of the smallest screen that must show all; what it throws fails the test."""
    context = await browser.new_context(viewport=SMALLEST, locale="zh-CN")  # type: ignore[arg-type]
    page = await context.new_page()
    thrown: list[Exception] = []

    def keep(error: Exception) -> None:
        thrown.append(error)

    page.on("pageerror", keep)
    yield page
    await context.close()
    assert not thrown
