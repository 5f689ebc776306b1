"""`lingting demo --json`: the sample call through the real path, and what is printed of it."""

import asyncio
import json
import subprocess
import sys
from typing import Any

import pytest

from callflow import commands
from models import Records
from models.repositories import tickets
from tests.calls.running import RunningHotline

COMMAND = [sys.executable, "-m", "lingting.cli", "demo", "--json"]
MOST_CER = 0.10
MOST_TURNS = 10
"""Of the twelve: on a crowded machine sound arrives with gaps, and the shortest answers may be missed."""


def demo(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(COMMAND, env=environ, capture_output=True, text=True, timeout=400, check=False)


@pytest.mark.timeout(450)
async def test_it_becomes_a_confirmed_ticket_and_says_what_was_measured(hotline: RunningHotline) -> None:
    done = await asyncio.to_thread(demo, hotline.environ)
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    fields = {"case_id", "setup_ms", "transcript", "cer", "caption_lag_ms", "ticket", "recordings"}
    assert set(report) == fields
    assert report["setup_ms"] > 0
    assert {turn["speaker"] for turn in report["transcript"]} == {"citizen", "agent"}
    assert len(report["transcript"]) >= MOST_TURNS
    assert all(set(turn) == {"speaker", "text", "start_ms", "end_ms"} for turn in report["transcript"])
    assert report["cer"]["citizen"] <= MOST_CER
    assert 0 < report["caption_lag_ms"]["p50"] <= report["caption_lag_ms"]["p95"]
    assert report["ticket"]["state"] == "confirmed"
    await assert_filed(hotline, report)


async def assert_filed(hotline: RunningHotline, report: dict[str, Any]) -> None:
    """The same ticket stands in the case's log and in the database."""
    (filed,) = hotline.told(report["case_id"], commands.FileTicket)
    assert filed.number == report["ticket"]["number"]
    folder = hotline.var / "cases" / report["case_id"]
    assert sorted(report["recordings"]) == [str(folder / name) for name in ("agent-1.wav", "citizen.wav")]
    records = Records.at(hotline.settings.database_url)
    async with records.reading() as session:
        ticket = await tickets.get(session, filed.number)
    await records.close()
    assert ticket is not None
    assert (ticket.state, ticket.case_id) == ("confirmed", report["case_id"])


async def test_without_a_hotline_it_fails_and_says_what_to_do(hotline: RunningHotline) -> None:
    nowhere = {"LINGTING_WEB__PORT": "17999", "LINGTING_SIP__PORT": "17998"}
    done = await asyncio.to_thread(demo, hotline.environ | nowhere)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "nothing answers at http://127.0.0.1:17999" in done.stderr
    assert "lingting serve" in done.stderr
