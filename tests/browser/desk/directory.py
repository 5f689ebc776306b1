"""Departments and queues as a supervisor keeps them, put there over REST."""

import httpx

from tests.api.conftest import CHANGING, PASSWORD

PATIENCE_S = 30.0
"""On a crowded machine a server is slow; one that never answers still fails."""
WATER_ID = "water"
DEPARTMENTS = (
    {
        "id": "urban",
        "name": "市城市管理局",
        "scope": "路灯、井盖",
        "numbers": [{"number": "83112233", "label": "值班"}],
    },
    {
        "id": WATER_ID,
        "name": "市水务局",
        "scope": "供水、停水",
        "numbers": [{"number": "83005678", "label": "值班电话"}, {"number": "83001234", "label": "办公室"}],
    },
    {"id": "edu", "name": "市教育局", "scope": "入学、转学"},
)


async def keep_directory(address: str, supervisor: str) -> None:
    """Make three departments; the last has no number, hence cannot be reached."""
    async with httpx.AsyncClient(base_url=address, headers=CHANGING, timeout=PATIENCE_S) as client:
        answer = await client.post("/api/login", json={"agent": supervisor, "password": PASSWORD})
        answer.raise_for_status()
        for department in DEPARTMENTS:
            answer = await client.post("/api/departments", json=department)
            answer.raise_for_status()
