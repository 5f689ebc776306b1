"""The hotline's line-up: Kamailio, call workers, speech workers, the switchboard, and how each is started.

A worker's id is new for every process (`w3-5f2a`), and a call worker's ports are not those of the one before, so
nothing that still speaks to the dead one reaches the living.
"""

import asyncio
import secrets
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from asr.models import InstalledModel
from lingting.children import ChildSpec
from lingting.front import Front, KamailioFront
from lingting.leftovers import mark
from lingting.ports import CallSlots, Slot
from lingting.settings import Settings
from telephony.kamailio import FrontSettings, command_line

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""A speech worker's matrices are small: more threads cost more than they bring, and there is a worker for each core."""
KAMAILIO, CALLS, SPEECH, SWITCHBOARD = "kamailio", "calls", "speech", "switchboard"


@dataclass
class KamailioSeat:
    """Registrar, proxy, dispatcher."""

    settings: FrontSettings
    front: KamailioFront
    run: Path
    kind: str = KAMAILIO

    def fill(self) -> ChildSpec:
        """Kamailio; it reads the worker list that lies in its folder."""
        return ChildSpec(
            kind=self.kind,
            name="kamailio",
            argv=tuple(command_line(self.settings)),
            environ=mark(self.run),
            is_ready=self.front.answers,
            grace_s=5.0,
        )

    async def left(self, spec: ChildSpec) -> None:
        """Sound goes on without it."""


@dataclass
class CallSeat:
    """One call worker: one case at a time."""

    number: int
    settings: Settings
    front: Front
    slots: CallSlots
    proxy: str | None
    kind: str = CALLS
    _slot: Slot | None = field(default=None, init=False)

    def fill(self) -> ChildSpec:
        """The next worker, on the ports that have been free for the longest."""
        self._slot = self.slots.take()
        name = _new_id("w", self.number)
        socket = self.settings.layout.calls / f"{name}.sock"
        return ChildSpec(
            kind=self.kind,
            name=name,
            argv=_module("telephony.worker", self._options(name, socket, self._slot)),
            environ=mark(self.settings.layout.run),
            is_ready=_listens_on(socket),
            grace_s=6.0,
            socket=socket,
            sip=f"{self.settings.sip.address}:{self._slot.sip_port}",
        )

    async def left(self, spec: ChildSpec) -> None:
        """Its ports are free again, its peers hear that the call is over."""
        if self._slot and spec.sip and spec.socket:
            spec.socket.unlink(missing_ok=True)
            self.slots.give_back(self._slot)
            self._slot = None
            await self.front.bury(spec.sip)

    def _options(self, name: str, socket: Path, slot: Slot) -> dict[str, object]:
        layout = self.settings.layout
        return {
            "--id": name,
            "--socket": socket,
            "--sip-port": slot.sip_port,
            "--rtp-port": slot.rtp_port,
            "--address": self.settings.sip.address,
            "--srtp": self.settings.sip.srtp,
            "--rtp-timeout-s": self.settings.sip.rtp_timeout_s,
            "--cases": layout.cases,
            "--prompts": layout.prompts,
            **({"--proxy": self.proxy} if self.proxy else {"--numbers": ",".join(self.settings.city.hotline_numbers)}),
        }


@dataclass
class SpeechSeat:
    """One speech worker."""

    number: int
    settings: Settings
    model: InstalledModel
    own: bool = True
    """Whether it is the hotline's own model, and not one for some queues only."""
    kind: str = SPEECH

    def fill(self) -> ChildSpec:
        """The next worker on this model."""
        name = _new_id("s", self.number)
        socket = self.settings.layout.speech / f"{name}.sock"
        city = self.settings.layout.city
        argv = _module("asr.worker", {"--id": name, "--socket": socket, "--model": self.model.path, "--city": city})
        return ChildSpec(
            kind=self.kind,
            name=name,
            argv=(*argv, *self._flags()),
            environ=mark(self.settings.layout.run) | ONE_THREAD,
            is_ready=_listens_on(socket),
            socket=socket,
        )

    async def left(self, spec: ChildSpec) -> None:
        """Others take its legs over."""
        if spec.socket:
            spec.socket.unlink(missing_ok=True)

    def _flags(self) -> list[str]:
        return [*(["--demo"] if self.model.demo else []), *([] if self.own else ["--for-queues"])]


@dataclass
class SwitchboardSeat:
    """The switchboard, with the API; calls outlive it."""

    settings: Settings
    kind: str = SWITCHBOARD

    def fill(self) -> ChildSpec:
        """It reads the same settings as this process."""
        return ChildSpec(
            kind=self.kind,
            name="switchboard",
            argv=_module("lingting.switchboard_process", {}),
            environ=mark(self.settings.layout.run) | self._mode(),
            is_ready=_accepts(self.settings.web.host, self.settings.web.port),
            grace_s=10.0,
        )

    async def left(self, spec: ChildSpec) -> None:
        """Workers keep what they have to tell until the next one comes."""

    def _mode(self) -> dict[str, str]:
        """`--direct` is on the supervisor's command line only."""
        return {"LINGTING_DIRECT__ENABLED": str(self.settings.direct.enabled).lower()}


def _new_id(letter: str, number: int) -> str:
    return f"{letter}{number}-{secrets.token_hex(2)}"


def _module(name: str, options: Mapping[str, object]) -> tuple[str, ...]:
    words = (str(word) for option in options.items() for word in option)
    return (sys.executable, "-m", name, *words)


def _listens_on(socket: Path) -> Callable[[], Awaitable[bool]]:
    async def is_ready() -> bool:
        return socket.exists()  # noqa: ASYNC240  # one stat(2) of a file in memory

    return is_ready


def _accepts(host: str, port: int) -> Callable[[], Awaitable[bool]]:
    async def is_ready() -> bool:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            return True
        return False

    return is_ready
