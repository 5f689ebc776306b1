"""Which databases may be named, and what is said of others."""

import pytest

from models.engine import BadUrlError, records_url


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///var/lingting.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:////srv/lingting.db", "sqlite+aiosqlite"),
        ("postgresql://lingting@db/lingting", "postgresql+asyncpg"),
        ("postgresql+asyncpg://lingting@/lingting?host=/run/postgresql", "postgresql+asyncpg"),
    ],
)
def test_the_driver_is_ours_to_choose(given: str, driver: str) -> None:
    assert records_url(given).drivername == driver


@pytest.mark.parametrize("given", ["mysql://x/y", "postgresql+psycopg2://x/y", "lingting.db", "", "sqlite:memory"])
def test_another_database_is_refused_with_what_may_be_written(given: str) -> None:
    with pytest.raises(BadUrlError, match="sqlite:///"):
        records_url(given)


def test_a_refusal_does_not_repeat_a_password() -> None:
    with pytest.raises(BadUrlError) as refused:
        records_url("mysql://user:geheim@host/db")
    assert "geheim" not in str(refused.value)
