"""Who hears whom on pjsua2's conference bridge, kept as data.

A leg's place on the bridge is new after every re-INVITE, and its connections are gone with the old one. So the wanted
pairs are remembered, and whatever is missing is connected again whenever a leg's media has changed.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pjsua2 as pj
import structlog

from callflow.units import LegId

log = structlog.get_logger()

Pair = tuple[LegId, LegId]


class Bridge:
    """Connects (listener, talker) pairs as far as both have media; `media_of` gives a party's, or None."""

    def __init__(self, media_of: Callable[[LegId], Any]) -> None:
        self._media_of = media_of
        self._wanted: frozenset[Pair] = frozenset()
        self._connected: set[Pair] = set()

    def connect(self, hears: Iterable[Pair]) -> None:
        """Let exactly these pairs hear."""
        self._wanted = frozenset(hears)
        self._apply()

    def media_changed(self, leg: LegId) -> None:
        """The leg has a new place on the bridge, without connections."""
        self.media_gone(leg)
        self._apply()

    def media_gone(self, leg: LegId) -> None:
        """The leg's place on the bridge is no more."""
        self._connected = {pair for pair in self._connected if leg not in pair}

    def _apply(self) -> None:
        possible = {pair for pair in self._wanted if all(self._media_of(party) for party in pair)}
        for pair in self._connected - possible:
            self._switch(pair, on=False)
        for pair in possible - self._connected:
            self._switch(pair, on=True)
        self._connected = possible

    def _switch(self, pair: Pair, *, on: bool) -> None:
        listener, talker = map(self._media_of, pair)
        try:
            if on:
                talker.startTransmit(listener)
            else:
                talker.stopTransmit(listener)
        except pj.Error as error:
            log.warning("bridge_refused", listener=pair[0], talker=pair[1], on=on, error=error.info())
