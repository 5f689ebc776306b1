"""Keeps a line-up of processes alive, and knows nothing of calls.

A *seat* is a place in the line-up (call worker 3). It says which process sits there next, and is told when it
has left. A process that dies is replaced after a back-off of its seat; the others are not touched. At the end the
kinds are ended one after the other, in the order that the caller gives.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from typing import Protocol

import structlog

from lingting.back_off import BackOff
from lingting.children import Child, ChildSpec

SLOW_START_S = 30.0

log = structlog.get_logger()


class Seat(Protocol):
    """A place in the line-up."""

    @property
    def kind(self) -> str:
        """Which row it is in."""

    def fill(self) -> ChildSpec:
        """The process that is to sit here now."""

    async def left(self, spec: ChildSpec) -> None:
        """That process is gone."""


class Supervisor:
    """The parent of all."""

    def __init__(self, seats: Sequence[Seat], changed: Callable[[Iterable[Child]], Awaitable[None]]) -> None:
        self._seats = seats
        self._changed = changed
        self._children: list[Child] = []
        self._keepers: list[asyncio.Task[None]] = []
        self._ending = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Fill every seat and keep them filled until `stop` is set; then `end` is to be called.

        Raises:
            Exception: whatever a seat or the `changed` callback raised.
        """
        self._keepers = [asyncio.create_task(self._keep(seat)) for seat in self._seats]
        stopped = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait({stopped, *self._keepers}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        for task in done - {stopped}:
            task.result()

    @property
    def is_ready(self) -> bool:
        """Whether a process that is ready sits in every seat."""
        return len(self._children) == len(self._seats) and all(child.is_ready for child in self._children)

    async def end(self, order: Sequence[str]) -> None:
        """End all, kind after kind; a kind that `order` does not name goes last."""
        self._ending.set()
        rest = sorted({seat.kind for seat in self._seats} - set(order))
        for kind in (*order, *rest):
            await asyncio.gather(*(child.end() for child in self._children if child.spec.kind == kind))
        await asyncio.gather(*self._keepers, return_exceptions=True)

    def kill(self) -> None:
        """End all at once."""
        for child in self._children:
            child.kill()

    async def _keep(self, seat: Seat) -> None:
        back_off = BackOff()
        while not self._ending.is_set():
            spec = seat.fill()
            lived_s, how = await self._sit(spec)
            await seat.left(spec)
            if not self._ending.is_set():
                await self._pause(spec, how, lived_s, back_off.after(lived_s))

    async def _sit(self, spec: ChildSpec) -> tuple[float, str]:
        """One process from start to end: how long it lived, in seconds, and how it ended."""
        try:
            child = await Child.start(spec)
        except OSError as error:
            return 0.0, str(error)
        self._children.append(child)
        readiness = asyncio.create_task(self._watch(child))
        try:
            await self._changed(self._children)
            if self._ending.is_set():
                await child.end()
            how = await child.ended()
        finally:
            readiness.cancel()
            self._children.remove(child)
        await self._changed(self._children)
        return child.lived_s, how

    async def _watch(self, child: Child) -> None:
        ready = asyncio.create_task(child.become_ready())
        try:
            await asyncio.wait({ready}, timeout=SLOW_START_S)
            if not ready.done():
                log.warning("child_slow", kind=child.spec.kind, name=child.spec.name, pid=child.pid)
            await ready
            await self._changed(self._children)
        finally:
            ready.cancel()

    async def _pause(self, spec: ChildSpec, how: str, lived_s: float, wait_s: float) -> None:
        fields = {"kind": spec.kind, "name": spec.name, "how": how, "lived_s": round(lived_s, 1)}
        log.error("child_died", **fields, again_in_s=wait_s)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), wait_s)
