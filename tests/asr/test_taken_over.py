"""Whatever happens to workers and switchboard while a leg is recorded: its transcript is that of an undisturbed run.

A hotline without processes: the pool's roster, workers' desks, a recording that grows, and a log that is the only thing
to survive. Hypothesis lets it go wrong in all orders, with fake ears often and with the real ones a few times.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asr.desk import SpeechDesk
from asr.recording import BLOCK_SAMPLES
from asr.roster import Orders, Roster
from asr.segments import Recogniser, VoiceDetector
from asr.silero import SileroVoice
from asr.vosk import VoskModel
from asr.wire import Close, Finished, FromWorker, Heard, Partial, Transcribe
from callflow.events import UtteranceHeard
from callflow.units import CallMs, CaseId, LegId, SampleIndex
from tests.asr.fake_speech import FakeRecogniser, FakeVoice, block
from tests.asr.sound import HEADER, blocks_of, excerpt

CASE, LEG = CaseId("20261121-233015-w3f2a-7"), LegId("citizen")
Ears = tuple[Callable[[], VoiceDetector], Callable[[], Recogniser]]


class Hotline:
    """One leg, up to two workers, a switchboard that may be restarted and a disk that may be full."""

    def __init__(self, path: Path, blocks: list[bytes], ears: Ears) -> None:
        self._path = path
        self._blocks = blocks
        self._ears = ears
        self._recorded = 0
        self._workers: dict[str, SpeechDesk] = {}
        self._lives = 0
        self._full = False
        self.log: dict[SampleIndex, UtteranceHeard] = {}
        self.finished = False
        path.write_bytes(HEADER)
        self.restart()

    def restart(self) -> None:
        """A new switchboard knows the log, the recording and nothing else; connecting to it voids workers' legs."""
        self._roster = Roster()
        resume = max((one.resume_sample for one in self.log.values()), default=SampleIndex(0))
        order = Transcribe(case=CASE, leg=LEG, path=str(self._path), from_sample=resume, offset_ms=CallMs(0))
        self._obey(self._roster.transcribe(order))
        for name, worker in self._workers.items():
            worker.drop_all()
            self._obey(self._roster.join(name))

    def worker_comes(self) -> None:
        """As the supervisor starts one."""
        if len(self._workers) < 2:
            self._lives += 1
            name = f"s{self._lives}"
            self._workers[name] = SpeechDesk(*self._ears, lambda: 0.0)
            self._obey(self._roster.join(name))

    def worker_dies(self) -> None:
        """The one that has been here longest."""
        if self._workers:
            name = next(iter(self._workers))
            del self._workers[name]
            self._obey(self._roster.leave(name))

    def disk_is_full(self) -> None:
        """The next utterance cannot be logged."""
        self._full = True

    def is_recorded(self, count: int) -> None:
        """So many blocks more."""
        with self._path.open("ab") as file:
            file.write(b"".join(self._blocks[self._recorded : self._recorded + count]))
        self._recorded = min(self._recorded + count, len(self._blocks))

    def works(self, turns: int) -> None:
        """All workers decode."""
        for _ in range(turns):
            for name, worker in list(self._workers.items()):
                for messages in worker.turn():
                    for message in messages:
                        self._take(name, message)

    def is_over(self) -> None:
        """The call ends, and there is time to decode all."""
        self.is_recorded(len(self._blocks))
        samples = sum(map(len, self._blocks)) // 2
        self._obey(self._roster.close(Close(case=CASE, leg=LEG, samples=samples)))
        self.worker_comes()
        for _ in range(10 * len(self._blocks)):
            if not self.finished:
                self.works(1)

    def _obey(self, orders: Orders) -> None:
        for name, order in orders:
            if name in self._workers:
                self._workers[name].obey(order)

    def _take(self, name: str, message: FromWorker) -> None:
        if not isinstance(message, Partial | Heard | Finished) or not self._roster.is_news(name, message):
            return
        if isinstance(message, Heard) and self._full:
            self._connection_breaks(name)
        else:
            self._note(message)
            self._roster.passed_on(message)

    def _note(self, message: Partial | Heard | Finished) -> None:
        if isinstance(message, Heard):
            self.log.setdefault(message.event.first_sample, message.event)
        self.finished = self.finished or isinstance(message, Finished)

    def _connection_breaks(self, name: str) -> None:
        """What the pool does when the log does not take a word: it hangs up and connects again."""
        self._full = False
        self._obey(self._roster.leave(name))
        self._workers[name].drop_all()
        self._obey(self._roster.join(name))


Step = tuple[str, int]
steps = st.lists(
    st.one_of(
        st.tuples(st.just("is_recorded"), st.integers(1, 90)),
        st.tuples(st.just("works"), st.integers(1, 90)),
        st.tuples(st.sampled_from(["worker_comes", "worker_dies", "restart", "disk_is_full"]), st.just(0)),
    ),
    max_size=16,
)


def transcript(path: Path, blocks: list[bytes], ears: Ears, steps: list[Step]) -> list[UtteranceHeard]:
    """All utterances in the order of speaking; where decoding would have resumed is not compared."""
    hotline = Hotline(path, blocks, ears)
    for name, count in steps:
        act = getattr(hotline, name)
        act(count) if count else act()
    hotline.is_over()
    assert hotline.finished
    return [msgspec.structs.replace(one, resume_sample=SampleIndex(0)) for _, one in sorted(hotline.log.items())]


def pauses(*lengths: int) -> list[bytes]:
    """Talk with pauses of such lengths in blocks; each piece has its own loudness."""
    return [
        data
        for number, length in enumerate(lengths)
        for data in [*[block(600 + 100 * number)] * (7 + number), *[block(8)] * length]
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_fake_ears_hear_each_utterance_once_whatever_happens(tmp_path: Path, steps: list[Step]) -> None:
    blocks = pauses(20, 8, 14, 7, 30, 4, 13, 16)
    ears: Ears = (FakeVoice, FakeRecogniser)
    undisturbed = transcript(tmp_path / "a.wav", blocks, ears, [("worker_comes", 0)])
    assert len(undisturbed) == 7
    assert transcript(tmp_path / "b.wav", blocks, ears, steps) == undisturbed


@pytest.fixture(scope="module")
def talk() -> list[bytes]:
    """Four utterances with pauses of which some are lulls, 14 s; the last block is short."""
    parts = [excerpt(5_300, 7_300), excerpt(39_000, 42_000), excerpt(16_500, 18_500), excerpt(43_200, 45_250)]
    quiet = [bytes(2 * BLOCK_SAMPLES)]
    spoken = [blocks_of(part) for part in parts]
    return [*spoken[0], *quiet * 15, *spoken[1], *quiet * 7, *spoken[2], *quiet * 14, *spoken[3]]


@pytest.fixture(scope="module")
def real(vosk_model: VoskModel) -> Ears:
    return SileroVoice, vosk_model.recogniser


@pytest.fixture(scope="module")
def undisturbed(real: Ears, talk: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> list[UtteranceHeard]:
    found = transcript(tmp_path_factory.mktemp("case") / "a.wav", talk, real, [("worker_comes", 0)])
    assert len(found) >= 3
    return found


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_real_ears_hear_each_utterance_once_whatever_happens(
    real: Ears, talk: list[bytes], undisturbed: list[UtteranceHeard], tmp_path: Path, steps: list[Step]
) -> None:
    assert transcript(tmp_path / "b.wav", talk, real, steps) == undisturbed


def test_a_leg_that_is_taken_over_late_is_told_newest_first(tmp_path: Path) -> None:
    hotline = Hotline(tmp_path / "a.wav", pauses(20, 20, 20, 2), (FakeVoice, FakeRecogniser))
    hotline.is_recorded(1_000)
    hotline.worker_comes()
    hotline.works(25)
    (first,) = [*hotline.log.values()][:1]
    assert first.first_sample < 10 * BLOCK_SAMPLES, "an old one takes its turn"
    hotline.is_over()
    told = [*hotline.log]
    assert told != sorted(told)
    assert told.index(max(told)) < len(told) - 1
