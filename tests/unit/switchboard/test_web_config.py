"""What a proxy says of a request is believed if the settings name the proxy, and nobody else's word is."""

from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from lingting.settings import Web
from lingting.switchboard_process import web_config

CITIZEN, PROXY = "203.0.113.9", "10.1.0.30"
TOLD = [(b"x-forwarded-for", CITIZEN.encode()), (b"x-forwarded-proto", b"https")]


@pytest.mark.parametrize(
    ("web", "came_from", "taken_for"),
    [
        (Web(proxies=[PROXY]), PROXY, (CITIZEN, "https")),
        (Web(proxies=["10.1.0.0/24"]), PROXY, (CITIZEN, "https")),
        (Web(), "127.0.0.1", (CITIZEN, "https")),
        (Web(), PROXY, (PROXY, "http")),
        (Web(proxies=[]), "127.0.0.1", ("127.0.0.1", "http")),
    ],
)
async def test_whose_word_is_believed(web: Web, came_from: str, taken_for: tuple[str, str]) -> None:
    seen: dict[str, Any] = {}

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.update(scope)

    config = web_config(app, web)
    config.load()
    scope = {"type": "http", "client": (came_from, 50_000), "scheme": "http", "headers": TOLD}
    await config.loaded_app(scope, None, None)  # type: ignore[arg-type]
    assert (seen["client"][0], seen["scheme"]) == taken_for
