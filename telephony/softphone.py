"""A telephone without a handset: `python -m telephony.softphone`, told by lines on stdin, telling by lines on stdout.

The demo's citizen and agent, tests, and people without a desk phone call with it. One call at a time; a second INVITE
gets 486. pjproject prints on file descriptor 1, so the real standard output is moved aside before it starts. When stdin
ends, whoever held the phone is gone, and so is the phone.
"""

import argparse
import os
import signal
import sys
from pathlib import Path

from telephony import softphone_wire as wire
from telephony.logs import configure_logs
from telephony.softphone_pjsua import Softphone, SoftphoneSettings


class LineReader:
    """Whole lines from a descriptor, without ever waiting."""

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self._descriptor = descriptor
        self._rest = b""

    def __call__(self) -> list[bytes] | None:
        """The lines that have come since the last time; None at the end."""
        try:
            data = os.read(self._descriptor, 65536)
        except BlockingIOError:
            return []
        if not data:
            return None
        *lines, self._rest = (self._rest + data).split(b"\n")
        return lines


def settings_from(arguments: list[str] | None = None) -> SoftphoneSettings:
    """Read the command line; argparse ends the process when it is wrong."""
    parser = argparse.ArgumentParser(prog="python -m telephony.softphone", description=__doc__.splitlines()[0])
    parser.add_argument("--user", required=True, help="number of this phone")
    parser.add_argument("--password", default="", help="digest password at the registrar")
    parser.add_argument("--registrar", help="sip:<address>:<port>; without it the phone waits at its own address")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--sip-port", type=int, required=True)
    parser.add_argument("--rtp-port", type=int, required=True, help="first of 40 ports")
    parser.add_argument("--auto-answer", action="store_true")
    parser.add_argument("--answer-when-asked", action="store_true", help="pick up on Answer-Mode: Auto (RFC 5373)")
    parser.add_argument("--track", type=Path, help="WAV played into every call as it comes up")
    parser.add_argument("--record", type=Path, help="WAV that takes what the phone hears")
    return SoftphoneSettings(**vars(parser.parse_args(arguments)))


def main() -> None:
    """Run a softphone on stdin and stdout."""
    settings = settings_from()
    configure_logs(f"softphone-{settings.user}")
    out = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    stop: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stop.append(received))
    reader = LineReader(sys.stdin.fileno())
    phone = Softphone(settings, lambda news: _write(out, wire.encode(news)))
    phone.run(lambda: None if stop else reader())
    # Interpreter shutdown would run finalisers of a library that is gone.
    os._exit(0)


def _write(descriptor: int, line: bytes) -> None:
    while line:
        line = line[os.write(descriptor, line) :]


if __name__ == "__main__":
    main()
