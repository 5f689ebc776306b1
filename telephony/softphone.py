"""A telephone without a handset: `python -m telephony.softphone`, told by lines on stdin, telling by lines on stdout.

The demo's citizen and agent, tests, and people without a desk phone call with it. One call at a time; a second INVITE
gets 486. pjproject prints on file descriptor 1, so the real standard output is moved aside before it starts. When stdin
ends, whoever held the phone is gone, and so is the phone. Its password comes by the environment: command lines can be
read by every user of a machine.
"""

import argparse
import os
import signal
import sys
from pathlib import Path

from telephony import softphone_wire as wire
from telephony.logs import configure_logs
from telephony.softphone_call import wall_ms
from telephony.softphone_pjsua import Softphone
from telephony.softphone_settings import PASSWORD_VARIABLE, SRTP, SoftphoneSettings
from telephony.sound_card import NoSoundError

NO_SOUND = 3


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
    """Read the command line and the password's variable; argparse ends the process when they are wrong."""
    about, *_ = __doc__.splitlines()
    parser = argparse.ArgumentParser(
        prog="python -m telephony.softphone", description=about, epilog=f"Password: {PASSWORD_VARIABLE}."
    )
    _add_place(parser)
    _add_behaviour(parser)
    try:
        return SoftphoneSettings(**vars(parser.parse_args(arguments)), password=os.environ.get(PASSWORD_VARIABLE, ""))
    except ValueError as error:
        parser.error(str(error))


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user", required=True, help="number of this phone")
    parser.add_argument("--registrar", help="sip:<address>:<port>; without it the phone waits at its own address")
    parser.add_argument("--tls", action="store_true", help="reach the registrar over TLS")
    parser.add_argument("--ca", type=Path, help="PEM file of the certificates to trust, for --tls")
    parser.add_argument("--srtp", choices=SRTP, default="off", help="encrypted sound")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--sip-port", type=int, required=True)
    parser.add_argument("--rtp-port", type=int, required=True, help="first of 40 ports")


def _add_behaviour(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--auto-answer", action="store_true")
    parser.add_argument("--answer-when-asked", action="store_true", help="pick up on Answer-Mode: Auto (RFC 5373)")
    parser.add_argument("--track", type=Path, help="WAV played into every call as it comes up")
    parser.add_argument("--record", type=Path, help="WAV that takes what the phone hears")
    parser.add_argument("--sound", action="store_true", help="speak and hear by the sound card")


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

    def tell(news: wire.AnyNews) -> None:
        _write(out, wire.encode(news))

    try:
        phone = Softphone(settings, tell)
    except NoSoundError as error:
        tell(wire.NoSound(at=wall_ms(), missing=error.missing, reason=str(error)))
        os._exit(NO_SOUND)
    phone.run(lambda: None if stop else reader())
    # Interpreter shutdown would run finalisers of a library that is gone.
    os._exit(0)


def _write(descriptor: int, line: bytes) -> None:
    while line:
        line = line[os.write(descriptor, line) :]


if __name__ == "__main__":
    main()
