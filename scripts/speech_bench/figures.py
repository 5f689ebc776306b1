"""What follows from the levels that were measured: quantiles, how cost and memory grow with legs."""

from collections.abc import Sequence

import msgspec
import numpy as np

LATE_MS = 1_000
"""Captions that come later than that at the 95th percentile are too late."""
SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """So many legs for a while."""

    legs: int
    seconds: float
    words: int
    """That were shown meanwhile, and of whose lags the percentiles are."""
    lag_ms: dict[str, int | None]
    core: float
    """Share of a core that the worker took."""
    waited: float
    """Share of the time in which the worker was ready to run and other work had its core."""
    memory_mb: float

    @property
    def is_in_time(self) -> bool:
        """Whether captions came in time."""
        p95 = self.lag_ms["p95"]
        return p95 is not None and p95 <= LATE_MS


def quantiles(lags: Sequence[float]) -> dict[str, int | None]:
    """The 50th, 95th and 99th percentile, in whole milliseconds; None of no lags."""
    ordered = sorted(lags)
    return {
        name: round(ordered[int(share * (len(ordered) - 1) + 0.5)]) if ordered else None
        for name, share in SHARES.items()
    }


def growth(levels: Sequence[Level]) -> dict[str, float | None]:
    """How cost and memory grow: per leg, by least squares, and how straight the line of cost is (1: exactly)."""
    legs = np.array([level.legs for level in levels], dtype=float)
    if len(set(legs)) == 1:
        return {"core_per_leg": None, "r_squared": None, "memory_mb_per_leg": None}
    cores = np.array([level.core for level in levels])
    per_leg, base = np.polyfit(legs, cores, 1)
    memory_per_leg, _ = np.polyfit(legs, [level.memory_mb for level in levels], 1)
    unexplained = ((cores - (per_leg * legs + base)) ** 2).sum() / ((cores - cores.mean()) ** 2).sum()
    return {
        "core_per_leg": round(float(per_leg), 4),
        "r_squared": round(float(1 - unexplained), 4),
        "memory_mb_per_leg": round(float(memory_per_leg), 2),
    }
