"""The page, its security headers, the API's description, health and figures."""

from html.parser import HTMLParser

import httpx
import pytest
from fastapi import FastAPI

from api import ApiSettings, create_app
from models import Records
from tests.api.conftest import CHEAP, LogIn, routes_with
from tests.api.fake_hotline import FakeHotline


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """With a page."""
    folder = tmp_path_factory.mktemp("page")
    desk = folder / "desk"
    (desk / "assets").mkdir(parents=True)
    (desk / "index.html").write_text("<title>聆听</title>")
    (desk / "favicon.svg").write_text("<svg/>")
    (desk / "assets" / "app.js").write_text("start()")
    (folder / "secret.txt").write_text("secret")
    return routes_with(folder, desk)


@pytest.mark.parametrize("path", ["/", "/tickets", "/tickets/261121000001"])
async def test_every_address_of_the_page_is_the_page(nobody: httpx.AsyncClient, path: str) -> None:
    answer = await nobody.get(path)
    assert "聆听" in answer.text
    assert answer.headers["cache-control"] == "no-cache"


async def test_files_are_served_as_what_they_are(nobody: httpx.AsyncClient) -> None:
    assert (await nobody.get("/assets/app.js")).text == "start()"
    assert (await nobody.get("/favicon.svg")).headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize("path", ["/assets/gone.js", "/api/unheard-of", "/api"])
async def test_a_wrong_address_is_not_the_page(nobody: httpx.AsyncClient, path: str) -> None:
    answer = await nobody.get(path)
    assert answer.status_code == 404
    assert answer.json()["detail"].startswith("没有这个地址")


@pytest.mark.parametrize("path", ["/..%2fsecret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"])
async def test_nothing_beside_the_page_is_served(nobody: httpx.AsyncClient, path: str) -> None:
    assert "secret" not in (await nobody.get(path)).text


async def test_a_page_that_is_not_built_says_how_to_build_it(
    hotline: FakeHotline, records: Records, settings: ApiSettings
) -> None:
    app = create_app(hotline, records, settings, cost=CHEAP)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        answer = await client.get("/")
    assert answer.status_code == 503
    assert "make desk" in answer.text


@pytest.mark.parametrize("path", ["/", "/api/system", "/api/me", "/api/docs", "/assets/app.js"])
async def test_answers_forbid_frames_sniffing_and_foreign_hosts(nobody: httpx.AsyncClient, path: str) -> None:
    headers = (await nobody.get(path)).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


async def test_what_the_api_tells_stays_out_of_caches(log_in: LogIn) -> None:
    answer = await (await log_in("1026")).get("/api/cases")
    assert answer.headers["cache-control"] == "no-store"


class Loads(HTMLParser):
    """Collects what a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "src" or (tag == "link" and name == "href"):
                self.addresses.append(value or "")


async def test_the_docs_need_no_other_host(nobody: httpx.AsyncClient) -> None:
    page = Loads()
    page.feed((await nobody.get("/api/docs")).text)
    assert page.addresses == ["/api/docs/page.css", "/api/docs/page.js"]
    for address in page.addresses:
        answer = await nobody.get(address)
        assert answer.status_code == 200
        assert "://" not in answer.text


async def test_openapi_names_every_answer(app: FastAPI) -> None:
    api = app.openapi()
    assert len(api["paths"]) >= 24
    for path, methods in api["paths"].items():
        for method, about in methods.items():
            assert about["description"], f"{method} {path} says nothing"
            for status, answer in about["responses"].items():
                assert status == "204" or answer.get("content"), f"{method} {path} {status} has no content"
    assert {"CaseDetail", "CaseView", "Utterance", "TicketDraft", "Me"} <= set(api["components"]["schemas"])


async def test_monitors_see_whether_it_is_well(nobody: httpx.AsyncClient, hotline: FakeHotline) -> None:
    well = await nobody.get("/api/health")
    assert (well.status_code, well.json()["calls"]) == (200, {"free": 3, "busy": 1})
    hotline.ok = False
    assert (await nobody.get("/api/health")).status_code == 503


async def test_figures_name_no_person(nobody: httpx.AsyncClient, hotline: FakeHotline) -> None:
    hotline.seat("1026")
    figures = (await nobody.get("/metrics")).text
    assert "lingting_calls_busy 1.0" in figures
    assert 'lingting_agents{state="idle"} 1.0' in figures
    assert "1026" not in figures


async def test_what_runs_here_is_told_without_a_login(nobody: httpx.AsyncClient) -> None:
    system = (await nobody.get("/api/system")).json()
    assert system == {"city": "江城市", "model": "demo", "demo_model": True, "direct": False, "version": "0.1.0"}
