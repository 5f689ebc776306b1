"""Nobody fills the memory of the process that serves calls, logged in or not."""

from collections.abc import AsyncIterator

import httpx
import pytest

from api.body_limit import MIB, ROOM, TOO_LARGE, room_for
from tests.api.conftest import LogIn

JSON = {"Content-Type": "application/json"}


async def test_a_body_that_is_announced_as_too_large_is_not_read(nobody: httpx.AsyncClient) -> None:
    answer = await nobody.post("/api/login", content=b"x" * (ROOM + 1), headers=JSON)
    assert (answer.status_code, answer.json()["detail"]) == (413, TOO_LARGE)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
async def test_a_body_without_a_length_is_read_no_further_than_it_may_be_long(
    nobody: httpx.AsyncClient, kind: str
) -> None:
    sent = 0

    async def flood() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b"x" * MIB

    answer = await nobody.post("/api/login", content=flood(), headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["detail"]) == (413, TOO_LARGE)
    assert sent <= 2


async def test_as_much_as_may_come_comes(nobody: httpx.AsyncClient, log_in: LogIn) -> None:
    login = b'{"agent": "1026", "password": "x"}'
    assert (await nobody.post("/api/login", content=login.ljust(ROOM), headers=JSON)).status_code == 401
    file = {"name": "a.csv", "text": "标题,内容\n" + "".join(f"标题{n},{'内容' * 5_000}\n" for n in range(60))}
    imported = await (await log_in("9001")).post("/api/articles/import", json=file)
    assert (imported.status_code, imported.json()["made"]) == (200, 60)


def test_files_have_more_room() -> None:
    assert room_for("/api/department/tickets/261121000001/attachments") == 11 * MIB
    assert room_for("/api/articles/import") > room_for("/api/articles") == room_for("/api/login") == ROOM
