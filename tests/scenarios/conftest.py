"""One theatre for all scenarios that are chosen."""

from collections.abc import Iterator

import pytest

from tests.scenarios.theatre import Theatre


@pytest.fixture(scope="package")
def theatre(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    chosen = [item.callspec.params["script"] for item in request.session.items if _is_scenario(item)]
    it = Theatre(tmp_path_factory.mktemp("theatre"), chosen)
    yield it
    it.close()


def _is_scenario(item: pytest.Item) -> bool:
    return "theatre" in getattr(item, "fixturenames", ()) and hasattr(item, "callspec")
