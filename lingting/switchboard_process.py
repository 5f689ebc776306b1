"""The switchboard's composition root: makes every part from the settings, connects them, and serves.

Started by `lingting serve` as `python -m lingting.switchboard_process`; it may be killed at any time.
"""

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
import uvicorn
from starlette.types import ASGIApp

from api.app import create_app
from api.settings import ApiSettings
from callflow.drafting import load_drafting
from callflow.flow import FlowError
from lingting.layout import SHIPPED_PROMPTS
from lingting.logs import configure_logs
from lingting.numbers import find_numbers
from lingting.parts import Parts, compose, wall_ms
from lingting.recall import recall_day
from lingting.settings import Settings, Web, load_settings
from telephony.kamailio import rpc_socket
from telephony.prompts import catalogue
from telephony.registrar import FrontAwayError, FrontRefusedError, Registrar

LOOK_EVERY_S = 1.0

log = structlog.get_logger()


async def serve(parts: Parts) -> None:
    """Run until a signal ends it. What it was doing goes on in the next one."""
    app = create_app(parts.hotline, parts.records, _api_settings(parts.settings))
    server = uvicorn.Server(web_config(app, parts.settings.web))
    async with _running(parts):
        await asyncio.to_thread(load_drafting)
        _settle_in()
        await server.serve()


def web_config(app: ASGIApp, web: Web) -> uvicorn.Config:
    """How the page and the API are served."""
    return uvicorn.Config(
        app,
        host=web.host,
        port=web.port,
        forwarded_allow_ips=web.proxies,
        log_config=None,
        access_log=False,
        ws="websockets-sansio",
    )


def _settle_in() -> None:
    """What is loaded by now stays: a full collection would walk all of it, 60 ms in which no call is answered."""
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def _running(parts: Parts) -> AsyncIterator[None]:
    parts.writer.start()
    await find_numbers(parts.numbers, parts.records, wall_ms())
    parts.switchboard.resume()
    async with parts.pool:
        tasks = [
            asyncio.create_task(work, name=name)
            for name, work in {
                "lines": parts.lines.watch(),
                "claims": parts.switchboard.resumed_lines(),
                "accounts": parts.staff.keep_reading(),
                "house rules": parts.house_rules.keep_reading(),
                "suggestions": parts.suggester.keep_suggesting(),
                "department words": parts.department_words.keep_writing(),
                "campaign": parts.campaign.keep_calling(),
                "tickets": parts.ticket_keeper.keep(),
                "retention": parts.retention.keep_erasing(),
                "figures": recall_day(parts.records, parts.scoreboard),
                "phones": _watch_phones(parts),
                "floor": _tell_floor(parts),
                "housekeeping": _keep_house(parts),
            }.items()
        ]
        for task in tasks:
            task.add_done_callback(_report)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    await parts.writer.stop()
    await parts.records.close()


def _report(task: asyncio.Task[None]) -> None:
    """A part that fails for good takes the process with it: the supervisor starts a whole one."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.critical("part_failed", part=task.get_name(), exc_info=error)
        signal.raise_signal(signal.SIGTERM)


async def _watch_phones(parts: Parts) -> None:
    """Who is registered is asked from Kamailio; with `--direct` every phone that has an address counts."""
    if parts.settings.direct.enabled:
        parts.floor.register(parts.settings.direct.agents)
        parts.floor.seat_everybody()
        return
    async with Registrar(rpc_socket(parts.settings.layout.kamailio)) as registrar:
        while True:
            with contextlib.suppress(FrontAwayError, FrontRefusedError):
                parts.floor.register(await registrar.registered())
                parts.floor.seat_everybody()
            await asyncio.sleep(LOOK_EVERY_S)


async def _tell_floor(parts: Parts) -> None:
    """Screens see the floor soon after it changed, and its slow figures once a second."""
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(parts.floor_changed.wait(), LOOK_EVERY_S)
        parts.floor_changed.clear()
        parts.hotline.tell_floor()
        await asyncio.sleep(0.05)


async def _keep_house(parts: Parts) -> None:
    """Also tell that the disk is full before the first call is refused for it."""
    while True:
        parts.room.left()
        await asyncio.sleep(LOOK_EVERY_S)
        parts.switchboard.keep_house()


def _api_settings(settings: Settings) -> ApiSettings:
    found = catalogue([settings.layout.own_prompts, SHIPPED_PROMPTS])
    clips = {prompt.name: prompt.text for prompt in found if prompt.file}
    return ApiSettings(
        time_zone=settings.city.zone,
        sip_realm=settings.sip.realm,
        clips=clips,
        attachments=settings.layout.attachments,
    )


def main() -> None:
    """Run the switchboard."""
    configure_logs("switchboard")
    settings = load_settings()
    try:
        asyncio.run(_main(settings))
    except FlowError as error:
        log.critical("flow_refused", reason=str(error))
        sys.exit(1)


async def _main(settings: Settings) -> None:
    await serve(compose(settings))


if __name__ == "__main__":
    main()
