"""Keeps a line-up of processes alive, and knows nothing of calls.

A *seat* is a place in the line-up (call worker 3). It says which process sits there next, and is told when it
has left. A process that dies is replaced after a back-off of its seat; the others are not touched. Seats may be added
and taken away while all runs. At the end the kinds are ended one after the other, in the order that the caller gives.
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


class _Place:
    """A seat that is kept filled until it is given up."""

    def __init__(self, seat: Seat, *, needed: bool) -> None:
        self.seat = seat
        self.needed = needed
        self.given_up = asyncio.Event()
        self.child: Child | None = None
        self.keeper: asyncio.Task[None] | None = None

    @property
    def is_ready(self) -> bool:
        return self.child is not None and self.child.is_ready


class Supervisor:
    """The parent of all."""

    def __init__(self, seats: Sequence[Seat], changed: Callable[[Iterable[Child]], Awaitable[None]]) -> None:
        self._places = [_Place(seat, needed=True) for seat in seats]
        self._changed = changed
        self._children: list[Child] = []
        self._failed = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Fill every seat and keep them filled until `stop` is set; then `end` is to be called.

        Raises:
            Exception: whatever a seat or the `changed` callback raised.
        """
        for place in self._places:
            self._begin(place)
        ends = {asyncio.create_task(stop.wait()), asyncio.create_task(self._failed.wait())}
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
        for place in self._places:
            if place.keeper and place.keeper.done():
                place.keeper.result()

    @property
    def is_ready(self) -> bool:
        """Whether a process that is ready sits in every seat of the first hour."""
        return all(place.is_ready for place in self._places if place.needed)

    def add(self, seat: Seat) -> None:
        """Keep another seat filled, without which the service counts as ready all the same."""
        place = _Place(seat, needed=False)
        self._places.append(place)
        self._begin(place)

    async def take_away(self, seat: Seat) -> None:
        """End who sits there, and fill it no more."""
        for place in [place for place in self._places if place.seat is seat]:
            place.given_up.set()
            if place.child:
                await place.child.end()
            if place.keeper:
                await place.keeper
            self._places.remove(place)

    async def end(self, order: Sequence[str]) -> None:
        """End all, kind after kind; a kind that `order` does not name goes last."""
        for place in self._places:
            place.given_up.set()
        rest = sorted({place.seat.kind for place in self._places} - set(order))
        for kind in (*order, *rest):
            await asyncio.gather(*(child.end() for child in self._children if child.spec.kind == kind))
        keepers = (place.keeper for place in self._places if place.keeper)
        await asyncio.gather(*keepers, return_exceptions=True)

    def kill(self) -> None:
        """End all at once."""
        for child in self._children:
            child.kill()

    def _begin(self, place: _Place) -> None:
        place.keeper = asyncio.create_task(self._keep(place))
        place.keeper.add_done_callback(self._note_failure)

    def _note_failure(self, keeper: asyncio.Task[None]) -> None:
        if not keeper.cancelled() and keeper.exception():
            self._failed.set()

    async def _keep(self, place: _Place) -> None:
        back_off = BackOff()
        while not place.given_up.is_set():
            spec = place.seat.fill()
            lived_s, how = await self._sit(place, spec)
            await place.seat.left(spec)
            if not place.given_up.is_set():
                await self._pause(place, spec, how, lived_s, back_off.after(lived_s))

    async def _sit(self, place: _Place, spec: ChildSpec) -> tuple[float, str]:
        """One process from start to end: how long it lived, in seconds, and how it ended."""
        try:
            child = await Child.start(spec)
        except OSError as error:
            return 0.0, str(error)
        self._children.append(child)
        place.child = child
        readiness = asyncio.create_task(self._watch(child))
        try:
            await self._changed(self._children)
            if place.given_up.is_set():
                await child.end()
            how = await child.ended()
        finally:
            readiness.cancel()
            self._children.remove(child)
            place.child = None
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

    async def _pause(self, place: _Place, spec: ChildSpec, how: str, lived_s: float, wait_s: float) -> None:
        fields = {"kind": spec.kind, "name": spec.name, "how": how, "lived_s": round(lived_s, 1)}
        log.error("child_died", **fields, again_in_s=wait_s)
        with suppress(TimeoutError):
            await asyncio.wait_for(place.given_up.wait(), wait_s)
