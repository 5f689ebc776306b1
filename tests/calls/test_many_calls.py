"""Many short calls one after the other: none is lost, and workers are used again and again."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from callflow import events
from callflow.views import Phase
from lingting.casebook import replayed
from tests.calls.running import LIMIT_S, RunningHotline
from tests.sip.front_peers import ACK_200, IN_DIALOG, INVITE, UNTIL_200, Peers, expect, pause, request

CALLS, WORKERS = 50, 8
AT_ONCE = 6
"""So that a free worker is left however slowly a busy machine frees the others."""
ONE_SECOND = INVITE + UNTIL_200 + ACK_200 + pause(1000) + request("BYE", 2, **IN_DIALOG) + expect(200)


@pytest.fixture(scope="module")
def big_hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHotline]:
    running = RunningHotline(tmp_path_factory.mktemp("big"), 17_520, CALLS__WORKERS=str(WORKERS))
    yield running
    running.close()


@pytest.mark.timeout(300)
async def test_fifty_calls_of_a_second_on_eight_workers_are_all_answered(
    big_hotline: RunningHotline, tmp_path: Path
) -> None:
    async with Peers(tmp_path, big_hotline.target) as peers:
        options = ("-m", str(CALLS), "-r", "5", "-l", str(AT_ONCE), "-timeout", f"{LIMIT_S:.0f}s")
        trunk = await peers.start(ONE_SECOND, *options)
        assert await trunk.finished(), trunk.heard()[-4000:]
    await big_hotline.all_over()
    cases = big_hotline.cases()
    assert len(cases) == CALLS
    assert {replayed(big_hotline.log(case)).state.phase for case in cases} == {Phase.ARCHIVED}
    assert all(big_hotline.told(case, events.LegAnswered) for case in cases)
    served = Counter(case.split("-")[2] for case in cases)
    assert len(served) == WORKERS
    assert min(served.values()) > 1, served
