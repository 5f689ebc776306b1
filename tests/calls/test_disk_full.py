"""The disk is full: new calls get 503, calls in progress go on, and nothing is lost once there is room again."""

import asyncio
import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path

import pytest

from callflow import events
from callflow.views import Phase
from lingting.casebook import replayed
from telephony import softphone_wire as news
from tests.calls.ears import comes_to_hear
from tests.calls.running import LIMIT_S, RunningHotline, eventually
from tests.sip.peers import write_tone
from tests.supervision.hotline import Hotline

DISK_MB = 192
"""The demo model takes 115 of it, with its graph in one piece."""
TIMES_HELD = 10
"""So often that the log outgrows the room that is left in its last page."""
LOGGED_ONCE = ("disk_full", "case_log_not_written")
CITIZENS_TONE, AGENTS_TONE = 440, 700
TONES = (CITIZENS_TONE, AGENTS_TONE)
pytestmark = pytest.mark.timeout(300)


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A disk of its own for `folder`/var, small enough to be filled."""
    (folder / "var").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "lingting-test", str(folder / "var")]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root only, and not in every container")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder / "var")], check=True)


@pytest.fixture(scope="module")
def hotline_on_small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHotline]:
    folder = tmp_path_factory.mktemp("small-disk")
    with small_disk(folder):
        running = RunningHotline(folder, 17_560, MIN_FREE_MB="1")
        yield running
        running.close()


def fill(disk: Path) -> Path:
    """Leave not one byte."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            write_until_full(file, bytes(size))
    return ballast


def write_until_full(file: RawIOBase, portion: bytes) -> None:
    while True:
        try:
            file.write(portion)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            return


def logged_since(hotline: RunningHotline, before: dict[str, int]) -> dict[str, int]:
    return {name: len(hotline.logged_events(name)) - count for name, count in before.items()}


async def refused(hotline: RunningHotline) -> int:
    """The status that a new call ends with."""
    async with hotline.citizen() as citizen:
        await citizen.dial(f"sip:12345@{hotline.target}")
        return (await citizen.wait_for(news.Ended, timeout_s=LIMIT_S)).status


async def test_a_call_in_progress_goes_on_and_its_log_is_whole_afterwards(
    hotline_on_small_disk: RunningHotline, tmp_path: Path
) -> None:
    hotline = hotline_on_small_disk
    before = {name: len(hotline.logged_events(name)) for name in LOGGED_ONCE}
    citizens_ear, agents_ear = tmp_path / "citizen.wav", tmp_path / "agent.wav"
    speaks = write_tone(tmp_path / "agent-tone.wav", AGENTS_TONE, 120)
    async with (
        hotline.agent_at_work(track=speaks, record=agents_ear) as at_work,
        hotline.citizen(record=citizens_ear) as citizen,
    ):
        case = await hotline.dial(citizen)
        ballast = fill(hotline.var)
        await citizen.keys("1")
        await at_work.phone.wait_for(news.Answered, timeout_s=LIMIT_S)
        await citizen.play(write_tone(tmp_path / "citizen-tone.wav", CITIZENS_TONE, 120))
        assert await refused(hotline) == 503
        assert await refused(hotline) == 503
        assert (await hotline.health())["ok"] is False
        for deed in ("hold", "resume") * TIMES_HELD:
            await at_work.act(deed)
        assert logged_since(hotline, before)["case_log_not_written"]
        ballast.unlink()
        await eventually(lambda: hotline.told(case, events.TicketOpened))
        await comes_to_hear(agents_ear, {CITIZENS_TONE}, TONES)
        await comes_to_hear(citizens_ear, {AGENTS_TONE}, TONES)
        await at_work.take_leave_of(citizen)
        await eventually(lambda: replayed(hotline.log(case)).state.phase is Phase.WRAP_UP)
        await at_work.act("discard", {"reason": "test"})
        await at_work.act("wrap-up/end")
    await hotline.all_over()
    entries = hotline.log(case)
    assert replayed(entries).entries == entries
    assert replayed(entries).state.phase is Phase.ARCHIVED
    assert len(hotline.told(case, events.HoldRequested)) == TIMES_HELD
    assert logged_since(hotline, before) == dict.fromkeys(LOGGED_ONCE, 1)


async def test_a_process_that_dies_meanwhile_is_replaced(hotline_on_small_disk: RunningHotline) -> None:
    hotline = hotline_on_small_disk
    ballast = fill(hotline.var)
    before = hotline.pids()
    hotline.kill(hotline.pid("calls"))
    await asyncio.sleep(5)
    ballast.unlink()
    await eventually(lambda: hotline.roster.get("ready") and hotline.pids() != before)
    assert hotline.process.poll() is None
    async with hotline.citizen() as one, hotline.citizen() as other:
        await hotline.dial(one)
        await hotline.dial(other)
    await hotline.all_over()


async def test_with_less_room_than_is_asked_for_it_starts_says_why_and_refuses_calls(tmp_path: Path) -> None:
    hotline = RunningHotline(tmp_path, 17_542, MIN_FREE_MB="900000000")
    try:
        (said,) = await eventually(lambda: hotline.logged_events("disk_full"))
        assert "min_free_mb" in said["remedy"]
        assert await refused(hotline) == 503
        assert (await hotline.health())["ok"] is False
        assert hotline.cases() == []
    finally:
        hotline.close()


def test_without_one_byte_left_it_does_not_start_and_says_why(tmp_path: Path) -> None:
    with small_disk(tmp_path):
        fill(tmp_path / "var")
        hotline = Hotline(tmp_path, 17_542)
        try:
            assert hotline.process.wait(LIMIT_S) == 1
            said = hotline.logged.read_text(encoding="utf-8")
            assert "No space left on device; make room" in said
            assert "Traceback" not in said
        finally:
            hotline.close()
