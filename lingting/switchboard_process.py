"""The switchboard's composition root: makes every part from the settings, connects them, and serves.

Started by `lingting serve` as `python -m lingting.switchboard_process`; it may be killed at any time.
"""

import asyncio
import contextlib
import gc
import secrets
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
import uvicorn

from api.app import create_app
from api.hotline import SystemInfo
from api.settings import ApiSettings
from asr.models import resolve
from asr.pool import SpeechPool
from callflow.flow import FlowError
from callflow.log import Entry
from callflow.state import CaseRules
from callflow.units import CaseId, WallMs
from lingting import version
from lingting.campaign import Campaign
from lingting.casebook import Casebook
from lingting.deadlines import Deadlines
from lingting.dial_plan import DialPlan
from lingting.directory import Directory
from lingting.disk import DiskRoom
from lingting.exchange import Exchange
from lingting.floor import FloorShell
from lingting.folder import CaseFolders
from lingting.hotline import SwitchboardHotline
from lingting.house_rules import FOLLOW_UP_FLOW, HouseRules, load_flow
from lingting.layout import ASSETS, SHIPPED_PROMPTS
from lingting.logs import configure_logs
from lingting.lookup import Lookups
from lingting.numbers import TicketNumbers, find_numbers
from lingting.opening import Opening
from lingting.outgoing import Outgoing
from lingting.presence import PresenceBook
from lingting.recall import recall_day
from lingting.scoreboard import Scoreboard
from lingting.screens import Screens
from lingting.settings import Settings, load_settings
from lingting.staff import Staff
from lingting.steering import Steering
from lingting.switchboard import Switchboard
from models.engine import Records
from models.writer import RecordsWriter
from telephony.kamailio import rpc_socket
from telephony.line import Lines
from telephony.prompts import catalogue
from telephony.registrar import FrontAwayError, FrontRefusedError, Registrar

LOOK_EVERY_S = 1.0

log = structlog.get_logger()


def wall_ms() -> WallMs:
    """The time of day."""
    return WallMs(time.time_ns() // 1_000_000)


@dataclass(kw_only=True)
class Parts:
    """Everything that runs in this process."""

    settings: Settings
    room: DiskRoom
    records: Records
    writer: RecordsWriter
    floor: FloorShell
    scoreboard: Scoreboard
    staff: Staff
    numbers: TicketNumbers
    lines: Lines
    pool: SpeechPool
    switchboard: Switchboard
    hotline: SwitchboardHotline
    house_rules: HouseRules
    campaign: Campaign
    floor_changed: asyncio.Event


def compose(settings: Settings) -> Parts:
    """Make all parts and connect them; nothing runs yet. Raises FlowError, OSError."""
    layout = settings.layout
    folders = CaseFolders(layout)
    casebook = Casebook(folders)
    records = Records.at(settings.database_url)
    writer = RecordsWriter(records, _reader(folders), written=casebook.recorded)
    screens = Screens()
    exchange = Exchange(casebook, writer, screens, wall_ms)
    exchange.deadlines = Deadlines(exchange.pass_deadline, wall_ms)
    presence = PresenceBook(layout.var / "presence.json")
    floor = FloorShell(presence, casebook, exchange.tell, DialPlan.of(settings).agent, wall_ms)
    floor_changed = asyncio.Event()
    floor.changed = floor_changed.set
    scoreboard = Scoreboard(floor, settings.city.zone, wall_ms)
    exchange.noted = scoreboard.note_case
    numbers = TicketNumbers(layout.var / "ticket_number", settings.city.zone)
    room = DiskRoom(folders, settings.min_free_mb << 20)
    plan = DialPlan.of(settings)
    opening = Opening(
        city=settings.city.name,
        rules=CaseRules(**{name: int(value) for name, value in settings.call.model_dump().items()}),
        zone=settings.city.zone,
        flow=load_flow(settings.flow, layout.prompts),
        follow_up=load_flow(FOLLOW_UP_FLOW, layout.prompts),
    )
    outgoing = Outgoing(casebook=casebook, folders=folders, exchange=exchange, opening=opening, plan=plan, now=wall_ms)
    directory = Directory(records, plan, settings.city.zone, exchange.tell, wall_ms)
    switchboard = Switchboard(
        opening=opening,
        outgoing=outgoing,
        room=room,
        casebook=casebook,
        folders=folders,
        exchange=exchange,
        floor=floor,
        screens=screens,
        numbers=numbers,
        lookups=Lookups(records, exchange.tell),
        directory=directory,
        now=wall_ms,
    )
    lines = Lines(
        folder=layout.calls,
        on_told=switchboard.told,
        on_hello=switchboard.greeted,
        on_lost=switchboard.lost,
        on_claimed=switchboard.claimed,
        on_claim_failed=switchboard.not_claimed,
    )
    pool = SpeechPool(
        layout.speech,
        on_partial=switchboard.partial,
        on_heard=switchboard.heard,
        on_finished=switchboard.transcribed,
    )
    switchboard.lines, switchboard.pool = lines, pool
    front = None if settings.direct.enabled else layout.kamailio
    staff = Staff(records, floor.know, floor.rules, front=front, realm=settings.sip.realm)
    house_rules = HouseRules(records, opening, flow=settings.flow, prompts=layout.prompts, now=wall_ms)
    hotline = SwitchboardHotline(
        epoch=_epoch(layout.var / "epoch"),
        system=_system(settings),
        casebook=casebook,
        folders=folders,
        room=room,
        steering=Steering(
            casebook=casebook, exchange=exchange, floor=floor, directory=directory, plan=plan, outgoing=outgoing
        ),
        house_rules=house_rules,
        floor=floor,
        scoreboard=scoreboard,
        screens=screens,
        staff=staff,
        writer=writer,
        lines=lines,
        pool=pool,
        now=wall_ms,
    )
    return Parts(
        settings=settings,
        room=room,
        records=records,
        writer=writer,
        floor=floor,
        scoreboard=scoreboard,
        staff=staff,
        numbers=numbers,
        lines=lines,
        pool=pool,
        switchboard=switchboard,
        hotline=hotline,
        house_rules=house_rules,
        campaign=Campaign(records, outgoing, casebook, lines, wall_ms),
        floor_changed=floor_changed,
    )


async def serve(parts: Parts) -> None:
    """Run until a signal ends it. What it was doing goes on in the next one."""
    app = create_app(parts.hotline, parts.records, _api_settings(parts.settings))
    web = parts.settings.web
    server = uvicorn.Server(
        uvicorn.Config(app, host=web.host, port=web.port, log_config=None, access_log=False, ws="websockets-sansio")
    )
    async with _running(parts):
        _settle_in()
        await server.serve()


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
                "campaign": parts.campaign.keep_calling(),
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


def _reader(folders: CaseFolders) -> Callable[[CaseId, int], Any]:
    async def read(case: CaseId, from_index: int) -> list[Entry]:
        return (await asyncio.to_thread(folders.read_whole, case))[from_index:]

    return read


def _system(settings: Settings) -> SystemInfo:
    model = resolve(settings.layout.var, ASSETS)
    return SystemInfo(
        city=settings.city.name,
        model=model.name,
        demo_model=model.demo,
        direct=settings.direct.enabled,
        version=version(),
    )


def _api_settings(settings: Settings) -> ApiSettings:
    found = catalogue([settings.layout.own_prompts, SHIPPED_PROMPTS])
    clips = {prompt.name: prompt.text for prompt in found if prompt.file}
    return ApiSettings(time_zone=settings.city.zone, sip_realm=settings.sip.realm, clips=clips)


def _epoch(path: Path) -> str:
    if not path.exists():
        path.write_text(secrets.token_hex(8), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


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
