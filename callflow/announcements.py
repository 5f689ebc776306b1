"""The clips that the hotline plays by itself, whatever the flow says: while somebody waits, and around a talk."""

from collections.abc import Mapping

from callflow.units import MUSIC, DurationMs

BEEP = "beep"
"""From here on the caller's message is recorded."""
TRANSFER_WAIT = "transfer_wait"
"""The caller is being put through to somebody else."""
BACK_TO_QUEUE = "back_to_queue"
"""The transfer failed, and another agent is looked for."""
CALL_BACK_HELLO = "call_back_hello"
"""The first words to a citizen whom we call back, with the recording notice."""

_COUNTED = 10
_POSITIONS: Mapping[int | None, str] = {
    None: "agent_busy",
    0: "position_next",
    **{ahead: f"position_{ahead}" for ahead in range(1, _COUNTED + 1)},
}
_MORE = "position_many"
_WAITS_MIN = (1, 2, 3, 5, 10, 15, 20, 30)
_LONGER = "wait_long"
_KEY_WORDS = {"*": "star", "#": "hash"}

CLIPS = (
    *_POSITIONS.values(),
    _MORE,
    *(f"wait_{minutes}" for minutes in _WAITS_MIN),
    _LONGER,
    TRANSFER_WAIT,
    BACK_TO_QUEUE,
    CALL_BACK_HELLO,
    str(MUSIC),
)
"""All that every flow needs which leads into a queue."""


def position(ahead: int | None, wait_ms: DurationMs | None = None, call_back_key: str | None = None) -> tuple[str, ...]:
    """What who waits is told: how many are before, how long it may take, and the key to be called back instead."""
    estimate = () if wait_ms is None else (wait_clip(wait_ms),)
    offer = () if call_back_key is None else (call_back_offer(call_back_key),)
    return (position_clip(ahead), *estimate, *offer)


def position_clip(ahead: int | None) -> str:
    """How many wait before the caller; None: not known yet."""
    return _POSITIONS.get(ahead, _MORE)


def wait_clip(wait_ms: DurationMs) -> str:
    """The estimated wait, rounded up to what there is a clip for, so that nobody is promised too much."""
    return next((f"wait_{minutes}" for minutes in _WAITS_MIN if wait_ms <= minutes * 60_000), _LONGER)


def call_back_offer(key: str) -> str:
    """The offer to be called back instead of waiting, which names the key to press."""
    return f"call_back_offer_{_KEY_WORDS.get(key, key)}"
