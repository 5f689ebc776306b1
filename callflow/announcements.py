"""The clips that the hotline plays by itself, whatever the flow says: while somebody waits, and around a talk."""

from collections.abc import Mapping

from callflow.units import MUSIC

BEEP = "beep"
"""From here on the caller's message is recorded."""

_COUNTED = 10
_POSITIONS: Mapping[int | None, str] = {
    None: "agent_busy",
    0: "position_next",
    **{ahead: f"position_{ahead}" for ahead in range(1, _COUNTED + 1)},
}
_MORE = "position_many"
_KEY_WORDS = {"*": "star", "#": "hash"}

CLIPS = (*_POSITIONS.values(), _MORE, str(MUSIC))
"""All of them; a flow that leads into a queue needs each."""


def position_clip(ahead: int | None) -> str:
    """What a caller is told who has so many before it; None: not known yet."""
    return _POSITIONS.get(ahead, _MORE)


def call_back_offer(key: str) -> str:
    """The offer to be called back instead of waiting, which names the key to press."""
    return f"call_back_offer_{_KEY_WORDS.get(key, key)}"
