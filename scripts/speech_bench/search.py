"""The largest number of legs that still passes, found in few tries."""

from collections.abc import Callable

GROWTH = 1.3
"""From one try to the next while none has failed."""
RESOLUTION = 0.05
"""The limit is known well enough when the last pass and the first failure lie that close, as a share of the pass."""


def largest(passes: Callable[[int], bool], first: int, tries: int) -> int:
    """The largest number that passes, at least 0, as far as so many tries tell."""
    passed, failed, number = 0, None, max(1, first)
    for _ in range(tries):
        if passes(number):
            passed = number
        else:
            failed = number
        following = next_try(passed, failed)
        if following is None:
            break
        number = following
    return passed


def next_try(passed: int, failed: int | None) -> int | None:
    """Which number to try now; None when the limit is known well enough."""
    if failed is None:
        return max(passed + 1, round(passed * GROWTH))
    if failed - passed <= max(1, passed * RESOLUTION):
        return None
    return (passed + failed) // 2
