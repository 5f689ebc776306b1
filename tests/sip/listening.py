"""Whether somebody listens at a port of loopback, by the kernel's own tables: a probe that binds it is in the way."""

import asyncio
import time
from pathlib import Path

LIMIT_S = 20.0
"""How long a peer may take to start on a busy machine."""
_TABLES = {"udp": Path("/proc/net/udp"), "tcp": Path("/proc/net/tcp")}
_LISTENS = {"udp": "07", "tcp": "0A"}
"""proc_pid_net(5): a bound UDP socket, a listening TCP socket."""


def is_listening(port: int, kind: str = "udp") -> bool:
    """Whether a socket of this kind waits there."""
    lines = (line.split() for line in _TABLES[kind].read_text().splitlines()[1:])
    return any(local.endswith(f":{port:04X}") and state == _LISTENS[kind] for _, local, _, state, *_ in lines)


async def until_listening(port: int) -> None:
    """Wait for a UDP socket there."""
    until = time.monotonic() + LIMIT_S
    while not is_listening(port):
        assert time.monotonic() < until, f"nothing listens at {port}"
        await asyncio.sleep(0.02)
