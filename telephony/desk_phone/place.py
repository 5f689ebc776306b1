"""Where a telephone lives on this machine: an address that reaches its server, and ports that nobody has."""

import socket
from contextlib import suppress

RTP_PORTS = 40
SEARCHED = range(15200, 16800, RTP_PORTS)


def local_address(server: str) -> str:
    """This machine's address towards a server's; nothing is sent. Raises OSError when no network leads there."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((server, 9))
        return str(probe.getsockname()[0])


def free_ports(address: str) -> tuple[int, int]:
    """A UDP port for SIP and the first of 40 for RTP. Raises OSError when all are taken."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((address, 0))
        sip_port = int(probe.getsockname()[1])
    for first in SEARCHED:
        if all(_is_free(address, port) for port in range(first, first + RTP_PORTS)):
            return sip_port, first
    raise OSError(f"no {RTP_PORTS} free UDP ports in a row between {SEARCHED.start} and {SEARCHED.stop} on {address}")


def _is_free(address: str, port: int) -> bool:
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((address, port))
        return True
    return False
