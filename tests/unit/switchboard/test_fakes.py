"""The lines and the pool of `stage.py` do what the real ones do, as far as the switchboard looks."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from asr.pool import SpeechPool
from callflow.commands import HangUpLeg
from callflow.units import CITIZEN, CallMs, CaseId, SampleIndex
from telephony.line import Line, Lines
from telephony.wire import Do, decode_to_worker
from tests.unit.switchboard.stage import CASE, FakeLines, FakePool, hello

if TYPE_CHECKING:
    from asyncio import StreamWriter

OTHER = CaseId("c2")
COMMAND = HangUpLeg(leg=CITIZEN)


class OpenWire:
    """A writer that keeps its lines."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def is_closing(self) -> bool:
        return False

    def write(self, line: bytes) -> None:
        self.written.append(line)


async def nothing(*_: object) -> None:
    """Callbacks that nobody calls here."""


class LinesContract:
    """`lines` knows one worker, which carries CASE; `arrived` is what it was sent."""

    def test_a_command_reaches_the_worker_that_carries_the_case(
        self, lines: Any, arrived: Callable[[], object]
    ) -> None:
        assert lines.send(CASE, 7, COMMAND)
        assert arrived() == [(CASE, 7, COMMAND)]

    def test_a_command_for_a_case_that_nobody_carries_goes_nowhere(
        self, lines: Any, arrived: Callable[[], object]
    ) -> None:
        assert not lines.send(OTHER, 7, COMMAND)
        assert arrived() == []

    def test_who_carries_a_case_is_known(self, lines: Any) -> None:
        assert lines.worker_of(CASE) == hello()
        assert lines.worker_of(OTHER) is None
        assert lines.counts()[1] == 1


class TestLines(LinesContract):
    @pytest.fixture
    def wire(self) -> OpenWire:
        return OpenWire()

    @pytest.fixture
    def lines(self, wire: OpenWire, tmp_path: Path) -> Lines:
        lines = Lines(folder=tmp_path, on_told=nothing, on_hello=nothing, on_lost=nothing)
        writer = cast("StreamWriter", wire)
        lines._lines[tmp_path] = Line(tmp_path, hello=hello(), case=CASE, fresh=False, writer=writer)
        return lines

    @pytest.fixture
    def arrived(self, wire: OpenWire) -> Callable[[], object]:
        def read() -> list[tuple[CaseId, int, object]]:
            sent = [decode_to_worker(line) for line in wire.written]
            return [(one.case, one.id, one.command) for one in sent if isinstance(one, Do)]

        return read


class TestFakeLines(LinesContract):
    @pytest.fixture
    def lines(self) -> FakeLines:
        return FakeLines({CASE: hello()})

    @pytest.fixture
    def arrived(self, lines: FakeLines) -> Callable[[], object]:
        return lambda: lines.sent


class PoolContract:
    """All commands return at once, whether there is a worker or not."""

    def test_a_leg_may_be_given_begun_again_and_closed(self, pool: Any, tmp_path: Path) -> None:
        for first in (SampleIndex(0), SampleIndex(16_000)):
            pool.transcribe(CASE, CITIZEN, tmp_path / "citizen.wav", first, CallMs(10))
        pool.close(CASE, CITIZEN, 32_000)

    def test_a_leg_that_was_never_given_may_be_closed(self, pool: Any) -> None:
        pool.close(OTHER, CITIZEN, 32_000)

    def test_lag_workers_and_model_can_be_asked_at_any_time(self, pool: Any) -> None:
        assert pool.lag_ms() >= 0
        assert pool.workload.backlog_ms() >= 0
        assert pool.workers() >= 0
        assert pool.waiting() >= 0
        assert pool.model() is None


class TestSpeechPool(PoolContract):
    @pytest.fixture
    def pool(self, tmp_path: Path) -> SpeechPool:
        def never(*_: object) -> None:
            raise AssertionError("nobody decodes here")

        return SpeechPool(tmp_path, on_partial=never, on_heard=never, on_finished=never)


class TestFakePool(PoolContract):
    @pytest.fixture
    def pool(self) -> FakePool:
        return FakePool()
