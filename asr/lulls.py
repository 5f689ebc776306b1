"""Lulls: places in a leg from which decoding goes on as if it had come from the leg's beginning.

A segment ends after a few blocks without voice, and the voice detector forgets after a second of quiet ones. Where
so many quiet blocks lie in a row, nothing of what was before is left: no open segment, no memory, and the lead that a
next segment takes along lies behind the lull's beginning. So somebody who comes late may begin at the last lull and
hear the rest afterwards, and has cut and heard every segment as one who listened all the time (ADR 0011).
"""

from collections.abc import Callable

from asr.segments import FORGETTING_BLOCKS, SegmentRules

BEFORE = FORGETTING_BLOCKS
"""Quiet blocks that must lie before a lull's point. More than any segment's hang."""
AFTER = SegmentRules().lead
"""Quiet blocks that must follow it, so that no segment's lead reaches back across it."""


def latest_lull(is_quiet: Callable[[int], bool], first: int, end: int) -> int | None:
    """The last block from which decoding may begin, `first` < block < `end`; None when there is no such lull.

    `is_quiet` says of a block by its number whether it is quiet; it is asked from the last one backwards.
    """
    run = 0
    for number in range(end - 1, first - 1, -1):
        run = run + 1 if is_quiet(number) else 0
        if run == BEFORE + AFTER:
            return number + BEFORE
    return None
