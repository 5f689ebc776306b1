"""What stands between the world and the call workers: Kamailio, or with `--direct` nothing."""

from collections.abc import Iterable
from typing import Protocol

import structlog

from lingting.settings import Settings
from telephony.kamailio import FrontSettings, Worker, rpc_socket, update_workers
from telephony.registrar import FrontAwayError, FrontRefusedError, Registrar

log = structlog.get_logger()


class Front(Protocol):
    """Who leads calls to workers."""

    async def lead_to(self, workers: Iterable[Worker]) -> None:
        """New calls go to these workers and no others."""

    async def bury(self, sip: str) -> None:
        """The worker at this host:port is dead: end what its peers still hold."""


class NoFront:
    """`--direct`: the trunk calls the one worker itself, and nobody can end the dialogs of a dead one."""

    async def lead_to(self, workers: Iterable[Worker]) -> None:
        """Nobody is to be told."""

    async def bury(self, sip: str) -> None:
        """Session timers (RFC 4028) or the callers end what is left."""


class KamailioFront:
    """Kamailio, over its control socket. When it is away the worker list waits for it in its folder."""

    def __init__(self, settings: FrontSettings) -> None:
        self._run_dir = settings.run_dir

    async def lead_to(self, workers: Iterable[Worker]) -> None:
        """Write the worker list, and have it read if Kamailio is there."""
        try:
            await update_workers(self._run_dir, workers)
        except FrontAwayError:
            log.debug("front_reads_workers_at_start")

    async def bury(self, sip: str) -> None:
        """BYE to both sides of each of its dialogs, CANCEL where it still rings."""
        try:
            async with Registrar(rpc_socket(self._run_dir)) as registrar:
                ended = await registrar.end_dialogs_of(sip)
        except (FrontAwayError, FrontRefusedError) as error:
            log.error("dialogs_of_dead_worker_not_ended", sip=sip, reason=str(error))  # noqa: TRY400  # no trace needed
        else:
            log.info("dialogs_of_dead_worker_ended", sip=sip, dialogs=ended)

    async def answers(self) -> bool:
        """Whether Kamailio is up."""
        try:
            async with Registrar(rpc_socket(self._run_dir), timeout_s=0.5) as registrar:
                await registrar.ping()
        except (FrontAwayError, FrontRefusedError):
            return False
        return True


def front_settings(settings: Settings) -> FrontSettings:
    """Kamailio's share of the settings."""
    return FrontSettings(
        run_dir=settings.layout.kamailio,
        address=settings.sip.address,
        port=settings.sip.port,
        tls_port=settings.sip.tls_port,
        tls_certificate=settings.sip.tls_certificate,
        tls_key=settings.sip.tls_key,
        realm=settings.sip.realm,
        hotline_numbers=tuple(settings.city.hotline_numbers),
        trunk_addresses=tuple(settings.sip.trunk_addresses),
        trunk_uri=settings.sip.trunk_uri,
    )
