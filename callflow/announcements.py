"""The clips that every waiting caller may hear, whatever the flow says."""

from collections.abc import Mapping

from callflow.units import MUSIC

_COUNTED = 10
_POSITIONS: Mapping[int | None, str] = {
    None: "agent_busy",
    0: "position_next",
    **{ahead: f"position_{ahead}" for ahead in range(1, _COUNTED + 1)},
}
_MORE = "position_many"

CLIPS = (*_POSITIONS.values(), _MORE, str(MUSIC))
"""All of them; a flow that leads into a queue needs each."""


def position_clip(ahead: int | None) -> str:
    """What a caller is told who has so many before it; None: not known yet."""
    return _POSITIONS.get(ahead, _MORE)
