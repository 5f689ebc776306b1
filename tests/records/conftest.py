"""Every test that asks for `records` runs on a SQLite file and on PostgreSQL, each empty and migrated."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from models import Records, migrate
from tests.records.cluster import PostgresCluster
from tests.records.dump import empty


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresCluster]:
    with PostgresCluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('records')}/records.db"
    asyncio.run(migrate(url))
    return url


@pytest.fixture(scope="session")
def postgres_url(postgres: PostgresCluster) -> str:
    url = postgres.create("records")
    asyncio.run(migrate(url))
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def records_url(request: pytest.FixtureRequest) -> str:
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
async def records(records_url: str) -> AsyncIterator[Records]:
    opened = Records.at(records_url)
    yield opened
    await empty(opened)
    await opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bare.db"
    cluster: PostgresCluster = request.getfixturevalue("postgres")
    return cluster.create(f"bare_{uuid.uuid4().hex}")
