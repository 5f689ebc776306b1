"""One teller, many listeners: how the switchboard's word reaches every screen.

A listener is a plain function that must not fail. One that does fail is dropped and logged, because the
teller is the switchboard in the middle of a call, and a broken screen must not harm it.
"""

from itertools import count

import structlog

from api.hotline import Listener, Unsubscribe
from callflow.screen import Told

log = structlog.get_logger()


class Broadcast:
    """Fan-out in the order of telling, on one thread."""

    def __init__(self) -> None:
        self._listeners: dict[int, Listener] = {}
        self._keys = count()

    def watch(self, listener: Listener) -> Unsubscribe:
        """Add a listener; the returned function takes it away."""
        key = next(self._keys)
        self._listeners[key] = listener
        return lambda: self._drop(key)

    def tell(self, message: Told) -> None:
        """Give a message to all who listen now."""
        for key, listener in list(self._listeners.items()):
            try:
                listener(message)
            except Exception:
                log.exception("screen_listener_failed")
                self._drop(key)

    def _drop(self, key: int) -> None:
        self._listeners.pop(key, None)
