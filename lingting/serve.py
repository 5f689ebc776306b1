"""`lingting serve`: the parent of all processes. It restarts what dies and holds no state of calls.

At the end new calls stop first: Kamailio's worker list is emptied. Then call workers hang up, through Kamailio and told
to the switchboard, which logs it; then the switchboard writes what it has; then the rest. A later Ctrl-C ends all at
once.
"""

import asyncio
import contextlib
import math
import signal
from collections.abc import Iterable

import structlog
import typer

from lingting.check import BEFORE_START, fails, look
from lingting.children import Child
from lingting.front import Front, KamailioFront, NoFront, front_settings
from lingting.ports import RTP_PORTS_PER_WORKER, CallSlots
from lingting.prepare import CannotStartError, Prepared, is_running, prepare
from lingting.queue_seats import QueueSeats
from lingting.roster import roster, write_roster
from lingting.seats import CALLS, KAMAILIO, SPEECH, SWITCHBOARD, CallSeat, KamailioSeat, SpeechSeat, SwitchboardSeat
from lingting.settings import Settings
from lingting.supervisor import Seat, Supervisor
from telephony.kamailio import Worker, write_config

END_ORDER = (CALLS, SWITCHBOARD, SPEECH, KAMAILIO)
IMPATIENT_AFTER_S = 0.5
"""One Ctrl-C may arrive twice (from the terminal and from a parent); only a later one is a second."""

TELL_AGAIN_S = 2.0

log = structlog.get_logger()


class Service:
    """All processes of one machine."""

    def __init__(self, settings: Settings, front: Front, seats: list[Seat], queue_seats: QueueSeats) -> None:
        self._settings = settings
        self._front = front
        self._supervisor = Supervisor(seats, self._changed)
        self._queue_seats = queue_seats
        self._telling = asyncio.Lock()
        self._announced = False
        self._open = True
        self._led: tuple[bool, list[Worker]] | None = None
        self._put_off: asyncio.Task[None] | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Keep everything up until `stop` is set, then end it."""
        following = asyncio.create_task(self._queue_seats.follow(self._supervisor))
        following.add_done_callback(lambda _: stop.set())
        try:
            await self._supervisor.run(stop)
        finally:
            following.cancel()
            await self._end()
        with contextlib.suppress(asyncio.CancelledError):
            await following

    def kill(self) -> None:
        """End everything at once."""
        self._supervisor.kill()

    async def _end(self) -> None:
        self._open = False
        with contextlib.suppress(OSError):
            await self._front.lead_to(())
        await self._supervisor.end(END_ORDER)
        if self._put_off:
            self._put_off.cancel()
        self._settings.layout.ready.unlink(missing_ok=True)

    async def _changed(self, children: Iterable[Child]) -> None:
        try:
            ready = await self._tell(children)
        except OSError as error:
            self._tell_later(children, str(error))
            return
        if ready and not self._announced:
            self._announced = True
            self._announce()

    async def _tell(self, children: Iterable[Child]) -> bool:
        """Tell the front, then the roster, whether all are ready; a call that comes after that finds a worker."""
        async with self._telling:
            ready = self._supervisor.is_ready
            await self._lead(children)
            write_roster(self._settings.layout.ready, roster(children, ready=ready))
        return ready

    def _tell_later(self, children: Iterable[Child], reason: str) -> None:
        """The disk is full: what runs goes on, and who runs is told when there is room."""
        if self._put_off is None or self._put_off.done():
            log.error("line_up_not_written", reason=reason, remedy="make room under var_dir; it is tried again")
            self._put_off = asyncio.create_task(self._tell_again(children))

    async def _tell_again(self, children: Iterable[Child]) -> None:
        while True:
            await asyncio.sleep(TELL_AGAIN_S)
            with contextlib.suppress(OSError):
                await self._tell(children)
                return

    async def _lead(self, children: Iterable[Child]) -> None:
        """Tell the front when its workers are others than before, and when it has just come up."""
        workers = takes_calls(children) if self._open else []
        front_is_up = any(child.spec.kind == KAMAILIO and child.is_ready for child in children)
        if (front_is_up, workers) != self._led:
            await self._front.lead_to(workers)
            self._led = (front_is_up, workers)

    def _announce(self) -> None:
        web, sip = self._settings.web, self._settings.sip
        log.info("ready", web=f"http://{web.host}:{web.port}", sip=f"{sip.address}:{sip.port}")
        typer.echo(f"Lingting is up: http://{web.host}:{web.port}, SIP {sip.address}:{sip.port}")


def takes_calls(children: Iterable[Child]) -> list[Worker]:
    """The call workers that are ready."""
    return [
        Worker(child.spec.name, child.spec.sip)
        for child in children
        if child.spec.kind == CALLS and child.is_ready and child.spec.sip
    ]


async def serve(settings: Settings) -> None:
    """Run the hotline until SIGTERM, SIGINT or SIGHUP.

    Raises:
        CannotStartError: what is wrong with this machine, a line each, with its remedy.
    """
    if is_running(settings.layout):
        raise CannotStartError(f"`lingting serve` runs already on {settings.var_dir}: end it, or set another var_dir")
    if failed := fails(look(settings, BEFORE_START)):
        raise CannotStartError("\n".join(map(str, failed)))
    try:
        prepared = await prepare(settings)  # holds the lock on var_dir for as long as this function runs
        service = direct_service(settings, prepared) if settings.direct.enabled else full_service(settings, prepared)
    except OSError as error:
        raise CannotStartError(f"{settings.var_dir}: {error.strerror or error}; make room there, or mend it") from error
    await service.run(_stop_on_signals(service))


def full_service(settings: Settings, prepared: Prepared) -> Service:
    """Kamailio in front of all call workers."""
    told = front_settings(settings)
    write_config(told)
    front, slots = KamailioFront(told), settings.call_slots()
    proxy = f"sip:{settings.sip.address}:{settings.sip.port}"
    calls = [CallSeat(number, settings, front, slots, proxy) for number in range(settings.calls.workers)]
    first = KamailioSeat(told, front, settings.layout.run)
    seats: list[Seat] = [first, *calls, *_others(settings, prepared)]
    return Service(settings, front, seats, QueueSeats(settings, prepared.model))


def direct_service(settings: Settings, prepared: Prepared) -> Service:
    """One call worker that the trunk calls itself."""
    sip = settings.sip
    log.warning("direct", note="no Kamailio: one case at a time, agents at fixed addresses, no registrar")
    typer.echo("Without Kamailio (--direct): one case at a time, agents at the addresses of [direct.agents].")
    if not settings.direct.agents:
        typer.echo('Nobody can be rung: [direct.agents] is empty. Example: 1026 = "sip:10.1.0.26:5060"')
    front = NoFront()
    slots = CallSlots(
        range(sip.port, sip.port + 1), range(sip.rtp_ports_from, sip.rtp_ports_from + RTP_PORTS_PER_WORKER)
    )
    seats = [CallSeat(0, settings, front, slots, None), *_others(settings, prepared)]
    return Service(settings, front, seats, QueueSeats(settings, prepared.model))


def _others(settings: Settings, prepared: Prepared) -> list[Seat]:
    speech = [SpeechSeat(number, settings, prepared.model) for number in range(settings.speech.workers)]
    return [*speech, SwitchboardSeat(settings)]


def _stop_on_signals(service: Service) -> asyncio.Event:
    stop, loop, first = asyncio.Event(), asyncio.get_running_loop(), math.inf

    def asked() -> None:
        nonlocal first
        first = min(first, loop.time())
        if loop.time() - first > IMPATIENT_AFTER_S:
            service.kill()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, asked)
    return stop
