import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from telephony.kamailio import rpc_socket
from telephony.registrar import Registrar
from tests.supervision.hotline import Hotline, until


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    hotline = Hotline(tmp_path_factory.mktemp("h"), 17_650)
    yield hotline
    hotline.close()


@pytest.fixture
def running(shared: Hotline) -> Hotline:
    shared.wait_ready()
    return shared


async def workers_of_kamailio(hotline: Hotline) -> str:
    async with Registrar(rpc_socket(hotline.var / "run" / "kamailio")) as registrar:
        return str(await registrar.call("dispatcher.list"))


class TestWhileItRuns:
    def test_it_says_where_it_is_and_who_runs(self, running: Hotline) -> None:
        assert f"http://127.0.0.1:{running.web_port}" in running.printed.read_text(encoding="utf-8")
        roster = running.roster
        workers = [*roster["calls"], *roster["speech"]]
        pids = [roster["supervisor"], roster["kamailio"], roster["switchboard"], *(each["pid"] for each in workers)]
        assert len({pid for pid in pids if psutil.pid_exists(pid)}) == 6

    async def test_a_dead_call_worker_is_replaced_by_another_name_and_port(self, running: Hotline) -> None:
        before = running.roster
        dead = before["calls"][0]
        os.kill(dead["pid"], signal.SIGKILL)
        until(lambda: dead["id"] not in str(running.roster))
        after = running.wait_ready()
        new = after["calls"][-1]
        assert new["sip"] not in [each["sip"] for each in before["calls"]]
        assert sorted(each.stem for each in (running.var / "run" / "calls").iterdir()) == sorted(
            each["id"] for each in after["calls"]
        )
        listed = await workers_of_kamailio(running)
        assert new["sip"] in listed
        assert dead["sip"] not in listed

    async def test_a_dead_kamailio_is_replaced_and_knows_the_workers(self, running: Hotline) -> None:
        before = running.roster
        os.kill(before["kamailio"], signal.SIGKILL)
        until(lambda: running.roster["kamailio"] not in {None, before["kamailio"]})
        after = running.wait_ready()
        listed = await workers_of_kamailio(running)
        assert all(worker["sip"] in listed for worker in after["calls"])

    def test_a_dead_switchboard_is_replaced_and_the_workers_are_not_touched(self, running: Hotline) -> None:
        before = running.roster
        os.kill(before["switchboard"], signal.SIGKILL)
        until(lambda: running.roster["switchboard"] not in {None, before["switchboard"]})
        after = running.wait_ready()
        assert (after["calls"], after["speech"]) == (before["calls"], before["speech"])

    def test_a_second_one_on_the_same_folder_is_refused(self, running: Hotline) -> None:
        done = running.again()
        assert done.returncode == 1
        assert "runs already" in done.stderr
        assert str(running.var) in done.stderr


Start = Callable[..., Hotline]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Hotline] = []

    def start(*options: str) -> Hotline:
        started.append(Hotline(tmp_path, 17_720, *options))
        return started[-1]

    yield start
    for hotline in started:
        hotline.close()


class TestItsEnd:
    def test_on_sigterm_every_process_ends(self, start: Start) -> None:
        hotline = start()
        hotline.wait_ready()
        hotline.process.terminate()
        assert hotline.process.wait(30) == 0
        assert hotline.processes() == []
        assert hotline.roster == {}

    def test_sigterm_before_it_is_ready_leaves_nothing_either(self, start: Start) -> None:
        hotline = start()
        until(hotline.processes)
        hotline.process.terminate()
        hotline.process.wait(30)
        assert hotline.processes() == []


class TestItsStart:
    def test_a_port_that_is_taken_is_named_and_nothing_starts(self, start: Start) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 17_770))
            hotline = start()
            assert hotline.process.wait(60) == 1
        assert "web.port 127.0.0.1:17770: another program holds it" in hotline.logged.read_text(encoding="utf-8")
        assert hotline.processes() == []

    def test_without_kamailio_one_worker_takes_calls_itself_and_it_says_so(self, start: Start) -> None:
        hotline = start("--direct")
        roster = hotline.wait_ready()
        assert roster["kamailio"] is None
        assert [each["sip"] for each in roster["calls"]] == ["127.0.0.1:17720"]
        assert "one case at a time" in hotline.printed.read_text(encoding="utf-8")
