"""A terminal as a telephone's keys: each key at once, nothing echoed, as it was when all is over."""

import asyncio
import os
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from telephony.desk_phone.keypad import keys_in


@contextmanager
def keys_of_terminal(take: Callable[[str], None], leave: Callable[[], None]) -> Iterator[None]:
    """Hand each key to `take`, on the running event loop, and `leave` when the terminal is gone.

    Ctrl-C stays what it is.
    """
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    loop = asyncio.get_running_loop()

    def read() -> None:
        data = b""
        with suppress(OSError):
            data = os.read(descriptor, 1024)
        if not data:
            loop.remove_reader(descriptor)
            leave()
        for key in keys_in(data):
            take(key)

    tty.setcbreak(descriptor)
    loop.add_reader(descriptor, read)
    try:
        yield
    finally:
        loop.remove_reader(descriptor)
        with suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
