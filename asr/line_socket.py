"""A listening Unix socket that serves one connection, line by line; a second connection replaces the first.

The socket is bound under another name and renamed once it listens, so that whoever finds it can connect, and a socket
that refuses belongs to a dead process.
"""

import contextlib
import select
import socket
from pathlib import Path

import msgspec

SEND_PATIENCE_S = 10.0
"""A peer that takes nothing for so long is taken for lost; it finds everything again when it comes back."""
_CHUNK_BYTES = 65_536


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """What came in: whole lines without their newlines, after a new connection or a lost one if so marked."""

    lines: tuple[bytes, ...] = ()
    renewed: bool = False
    lost: bool = False


class LineSocket:
    """The worker's end of its wire."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._listener = _listen(path)
        self._peer: socket.socket | None = None
        self._torn = b""

    def receive(self, timeout_s: float) -> Received:
        """Wait for at most so long for lines, a new connection or the loss of the present one."""
        sockets = [self._listener] if self._peer is None else [self._listener, self._peer]
        readable, _, _ = select.select(sockets, [], [], timeout_s)
        if self._listener in readable:
            self._accept()
            return Received(renewed=True)
        return self._read() if readable else Received()

    def send(self, line: bytes) -> None:
        """Send a line to the present peer; without one it is void."""
        if self._peer is None:
            return
        try:
            self._peer.sendall(line)
        except OSError:
            self._shut()

    def close(self) -> None:
        """Hang up, and take the socket's name away."""
        self._hang_up()
        self._listener.close()
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()

    def _accept(self) -> None:
        self._hang_up()
        self._peer, _ = self._listener.accept()
        self._peer.settimeout(SEND_PATIENCE_S)
        self._torn = b""

    def _read(self) -> Received:
        data = self._recv()
        if not data:
            self._hang_up()
            return Received(lost=True)
        *lines, self._torn = (self._torn + data).split(b"\n")
        return Received(lines=tuple(lines))

    def _recv(self) -> bytes:
        try:
            return self._peer.recv(_CHUNK_BYTES) if self._peer else b""
        except OSError:
            return b""

    def _shut(self) -> None:
        """End both directions, so that the next `receive` reports the loss."""
        if self._peer:
            with contextlib.suppress(OSError):
                self._peer.shutdown(socket.SHUT_RDWR)

    def _hang_up(self) -> None:
        if self._peer:
            self._peer.close()
            self._peer = None


def _listen(path: Path) -> socket.socket:
    path.parent.mkdir(parents=True, exist_ok=True)
    binding = path.with_name(f".{path.name}")
    binding.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(binding))
    except OSError as error:
        listener.close()
        raise OSError(f"cannot listen at {path}: {error} (a Unix socket's path has at most 107 bytes)") from error
    listener.listen(1)
    binding.rename(path)
    return listener
