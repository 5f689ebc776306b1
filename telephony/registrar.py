"""Questions and orders to a running Kamailio: who is registered, end these dialogs, read the worker list.

JSON-RPC 2.0 over a Unix datagram socket (Kamailio's jsonrpcs module): one datagram asks, one answers. The
asking socket has a name that Linux makes up and forgets, so nothing is left on disk. Answers are matched by
id; late ones are dropped.

Kamailio counts every dialog for the worker in it (profile `worker`, telephony/kamailio.cfg.j2). When that
worker dies, an answered dialog is ended by BYE to both sides. One that still rings has no dialog to end, so its
INVITE is cancelled: a phone stops ringing at once; a caller whom the dead worker was about to answer is tried on
the next one when `worker_ring_ms` is over.
"""

import asyncio
import itertools
import json
import socket
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ANSWERED = 3
"""Dialog states: 1 created, 2 ringing, 3 answered by 200, 4 acknowledged, 5 ended."""
ENDED = 5


class FrontAwayError(Exception):
    """Kamailio is not there or does not answer: `lingting serve` starts it again, calls in progress go on."""


class FrontRefusedError(Exception):
    """Kamailio answered with an error; the text is its own."""


class Registrar:
    """A client of one Kamailio; use as an async context manager, or call `close`. Reconnects by itself."""

    def __init__(self, path: Path, *, timeout_s: float = 1.0) -> None:
        """Talk to the datagram socket at `path`, waiting at most `timeout_s` for each answer."""
        self._path = path
        self._timeout_s = timeout_s
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._transport: asyncio.DatagramTransport | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget the connection; questions under way end in FrontAwayError."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    async def ping(self) -> None:
        """Return when Kamailio answers; raise FrontAwayError when it does not."""
        await self.call("core.uptime")

    async def registered(self) -> set[str]:
        """The users (RFC 3261 §10: of their addresses-of-record) whose phones are registered now."""
        dump = await self.call("ul.dump", "brief")
        return {user for domain in dump["Domains"] for user in _users(domain["Domain"])}

    async def reload_workers(self) -> None:
        """Have the worker list read again."""
        await self.call("dispatcher.reload")

    async def end_dialogs_of(self, host_port: str) -> int:
        """End every dialog of the worker at `host:port`, ringing ones too; return how many there were."""
        dialogs = await self.call("dlg.profile_list", "worker", f"sip:{host_port}")
        living = [dialog for dialog in dialogs or () if dialog["state"] < ENDED]
        for dialog in living:
            await self._end(dialog)
        return len(living)

    async def _end(self, dialog: Mapping[str, Any]) -> None:
        try:
            if dialog["state"] < ANSWERED:
                await self.call("tm.cancel", dialog["call-id"], dialog["caller"]["cseq"])
            else:
                await self.call("dlg.end_dlg", dialog["h_entry"], dialog["h_id"])
        except FrontRefusedError:
            return  # it ended by itself in between

    async def call(self, method: str, *params: str | int) -> Any:
        """One remote procedure.

        Raises:
            FrontAwayError: nobody there, or no answer in time.
            FrontRefusedError: it is there and says no.
        """
        number = next(self._ids)
        request = {"jsonrpc": "2.0", "id": number, "method": method, "params": list(params)}
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            (await self._connected()).sendto(json.dumps(request).encode())
            return await asyncio.wait_for(answer, self._timeout_s)
        except (OSError, TimeoutError) as error:
            self.close()
            raise FrontAwayError(f"Kamailio at {self._path} does not answer {method}") from error
        finally:
            del self._waiting[number]

    async def _connected(self) -> asyncio.DatagramTransport:
        if self._transport is None or self._transport.is_closing():
            loop = asyncio.get_running_loop()
            self._transport, _ = await loop.create_datagram_endpoint(
                lambda: _Answers(self._waiting), sock=_socket_to(self._path)
            )
        return self._transport


class _Answers(asyncio.DatagramProtocol):
    def __init__(self, waiting: dict[int, asyncio.Future[Any]]) -> None:
        self._waiting = waiting

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002
        reply = json.loads(data)
        future = self._waiting.get(reply["id"])
        if future is None or future.done():
            return
        if "error" in reply:
            future.set_exception(FrontRefusedError(reply["error"]["message"]))
        else:
            future.set_result(reply["result"])

    def error_received(self, exc: Exception) -> None:
        self._fail(exc)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(exc or ConnectionAbortedError("closed"))

    def _fail(self, error: Exception) -> None:
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(error)


def _socket_to(path: Path) -> socket.socket:
    asking = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        asking.bind("")
        asking.setblocking(False)
        asking.connect(str(path))
    except OSError:
        asking.close()
        raise
    return asking


def _users(domain: Mapping[str, Any]) -> set[str]:
    return {record["AoR"] for record in domain["AoRs"]}
