"""A real PostgreSQL stops and starts under agents at work."""

from collections.abc import Iterator

import pytest

from api import ApiSettings, create_app
from api.sessions import TRUSTED
from models import Records
from tests.api.conftest import CHEAP, client_of, staff
from tests.api.fake_hotline import FakeHotline
from tests.records.cluster import PostgresCluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[PostgresCluster]:
    with PostgresCluster() as cluster:
        yield cluster


async def test_agents_stay_and_lists_come_back(
    cluster: PostgresCluster, hotline: FakeHotline, settings: ApiSettings
) -> None:
    url = cluster.create("api")
    await staff(url)
    hotline.open_case("live", agent="1026")
    records = Records.at(url)
    async with client_of(create_app(hotline, records, settings, cost=CHEAP), "1026") as client:
        assert (await client.get("/api/cases")).status_code == 200
        cluster.stop()
        hotline.clock += TRUSTED
        assert (await client.get("/api/me")).status_code == 200
        assert (await client.post("/api/cases/live/hold")).status_code == 204
        for _ in range(2):
            assert (await client.get("/api/cases")).status_code == 503
        cluster.start()
        assert (await client.get("/api/cases")).status_code == 200
    await records.close()
