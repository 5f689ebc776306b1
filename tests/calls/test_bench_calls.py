"""The benchmark of calls itself, in small: it starts a hotline, counts rightly, and finds nothing left."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "bench_calls.py"
pytestmark = pytest.mark.timeout(300)


async def bench(*options: str) -> dict[str, Any]:
    """Its report; it must have ended well."""
    command = (sys.executable, str(SCRIPT), *options, "--port", "15500", "--json")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    told, _ = await process.communicate()
    assert process.returncode == 0, told.decode()
    found: dict[str, Any] = json.loads(told)
    return found


async def test_with_more_calls_than_workers_the_rest_get_503_and_nothing_fails() -> None:
    found = await bench("--rate", "10", "--hold", "1.5", "--workers", "2", "--seconds", "2")
    assert found["calls"] >= 2
    assert found["refused_503"] > 0
    assert (found["calls"] + found["refused_503"], found["failures"]) == (20, 0)
    assert found["setup_ms"]["p50"] > 0
    assert found["baseline"]["calls"] > 0


async def test_after_calls_of_every_kind_nothing_is_left() -> None:
    found = await bench("--mix", "--calls", "25", "--workers", "12")
    assert found["calls"] + found["refused_503"] >= 25
    assert found["left"] == {}
    assert sum(found["ended_as"].values()) >= 20
