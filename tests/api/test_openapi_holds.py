"""Whatever is sent, the answer is one that OpenAPI names, in the form that it names (schemathesis)."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest
import schemathesis
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api import ApiSettings, create_app
from models import Records
from tests.api.conftest import CHANGING, CHEAP, PASSWORD
from tests.api.fake_hotline import FakeHotline

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
NOT_ASKED = {"/api/logout", "/api/health", "/metrics", "/api/department/tickets/{number}/attachments"}
"""These end the session, or are made of constants here; or take a form with a file (test_portal.py)."""


@pytest.fixture
def app(hotline: FakeHotline, staffed_file: Path, tmp_path: Path, settings: ApiSettings) -> FastAPI:
    own = tmp_path / "own.db"
    shutil.copy(staffed_file, own)
    return create_app(hotline, Records.at(f"sqlite:///{own}"), settings, cost=CHEAP)


Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(app: FastAPI, hotline: FakeHotline) -> Iterator[Ask]:
    """Give what sends a request as an admin; hypothesis is not async, so the application's loop is on a thread."""
    hotline.open_case("0", agent="9002")
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    client = httpx.AsyncClient(transport=transport, base_url="http://desk.test", headers=CHANGING)
    with start_blocking_portal() as portal:

        def ask(method: str, url: str, **content: object) -> httpx.Response:
            return portal.call(partial(client.request, method, url, **content))

        assert ask("POST", "/api/login", json={"agent": "9002", "password": PASSWORD}).status_code == 200
        yield ask


def test_every_answer_is_as_openapi_says(app: FastAPI, ask: Ask) -> None:
    for found in schemathesis.openapi.from_dict(app.openapi()).get_all_operations():
        operation = found.ok()
        if operation.path not in NOT_ASKED:
            _try(operation, ask)


def _try(operation: schemathesis.APIOperation, ask: Ask) -> None:
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def holds(case: schemathesis.Case) -> None:
        case.headers, case.cookies = CHANGING, {}
        content = case.as_transport_kwargs(base_url="http://desk.test")
        del content["cookies"]
        case.validate_response(ask(**content), checks=CHECKS)

    holds()
