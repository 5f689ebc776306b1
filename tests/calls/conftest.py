"""One hotline for tests that leave it as it was (processes that die are replaced); the others start their own."""

from collections.abc import Iterator

import pytest

from tests.calls.running import RunningHotline

RING_MS = 3000


@pytest.fixture(scope="package")
def lasting_hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHotline]:
    running = RunningHotline(tmp_path_factory.mktemp("hotline"), 17_500, CALL__RING_MS=str(RING_MS))
    yield running
    running.close()


@pytest.fixture
def hotline(lasting_hotline: RunningHotline) -> RunningHotline:
    """With everybody up whom the test before has killed."""
    lasting_hotline.wait_ready()
    return lasting_hotline
