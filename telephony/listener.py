"""The worker's end of the wire: a Unix socket that the switchboard connects to, one connection at a time.

Nothing here blocks, so that the one thread that makes the calls can serve it between two polls.
"""

import contextlib
import socket
from pathlib import Path

CHUNK_BYTES = 65_536
LONGEST_LINE_BYTES = 1_048_576


class Listener:
    """Listens at `path`; a second connection replaces the first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(str(path))
        self._socket.listen(4)
        self._socket.setblocking(False)
        self._peer: socket.socket | None = None
        self._incoming = b""
        self._outgoing = b""

    @property
    def connected(self) -> bool:
        """Whether somebody is on the line."""
        return self._peer is not None

    def accept(self) -> bool:
        """Take a new connection if one waits, dropping the old one."""
        try:
            peer, _ = self._socket.accept()
        except BlockingIOError:
            return False
        self.hang_up()
        peer.setblocking(False)
        self._peer = peer
        return True

    def lines(self) -> list[bytes]:
        """Whole lines that have come in, without their newline."""
        received = self._received()
        *whole, self._incoming = (self._incoming + received).split(b"\n")
        if len(self._incoming) > LONGEST_LINE_BYTES:
            self.hang_up()
        return whole

    def _received(self) -> bytes:
        if self._peer is None:
            return b""
        try:
            chunk = self._peer.recv(CHUNK_BYTES)
        except BlockingIOError:
            return b""
        except OSError:
            chunk = b""
        if not chunk:
            self.hang_up()
        return chunk

    def send(self, data: bytes = b"") -> None:
        """Send this after what is still waiting, as much as the socket takes now."""
        if self._peer is None:
            return
        self._outgoing += data
        try:
            while self._outgoing:
                self._outgoing = self._outgoing[self._peer.send(self._outgoing) :]
        except BlockingIOError:
            return
        except OSError:
            self.hang_up()

    def hang_up(self) -> None:
        """Drop the connection and all that was under way on it."""
        if self._peer is not None:
            self._peer.close()
        self._peer, self._incoming, self._outgoing = None, b"", b""

    def close(self) -> None:
        """Stop listening and take the socket off the file system."""
        self.hang_up()
        self._socket.close()
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
