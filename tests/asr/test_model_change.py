"""A leg that changes its model is heard alike whatever happens to workers and switchboard meanwhile."""

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings

from asr.desk import SpeechDesk
from asr.recording import BLOCK_SAMPLES
from asr.roster import Roster
from asr.segments import Segmenter, SegmentRules, SegmentWord, Spoken
from asr.wire import Close, FromWorker, Heard, Reached, Transcribe, Until
from callflow.events import UtteranceHeard
from callflow.units import CallMs, SampleIndex
from callflow.utterance import HeardWith
from tests.asr.fake_speech import FakeRecogniser, FakeVoice, block
from tests.asr.test_taken_over import CASE, LEG, Hotline, Step, pauses, steps

OTHER = "dialect"
BLOCKS = pauses(20, 8, 14, 7, 30, 4, 13, 16)


class OtherRecogniser(FakeRecogniser):
    """Hears the same words in another script."""

    def result(self) -> tuple[SegmentWord, ...]:
        return tuple(msgspec.structs.replace(word, text=f"{word.text}'") for word in super().result())


class TwoModels(Hotline):
    """Workers of two models; the leg's models are in the log, so they outlive everything."""

    def __init__(self, path: Path, models: tuple[HeardWith, ...] = ()) -> None:
        self.models = models
        super().__init__(path, BLOCKS, (FakeVoice, FakeRecogniser))

    @property
    def recorded_samples(self) -> SampleIndex:
        return SampleIndex(self._recorded * BLOCK_SAMPLES)

    def restart(self) -> None:
        self._roster = Roster()
        resume = max((one.resume_sample for one in self.log.values()), default=SampleIndex(0))
        order = Transcribe(case=CASE, leg=LEG, path=str(self._path), from_sample=resume, offset_ms=CallMs(0))
        self._obey(self._roster.transcribe(order, self.models))
        for name, worker in self._workers.items():
            worker.drop_all()
            self._join(name)

    def worker_comes(self) -> None:
        """One model after the other; at the end there is one of each."""
        if len(self._workers) < 3:
            self._lives += 1
            name = f"{'own' if self._lives % 2 else OTHER}-{self._lives}"
            ears = FakeRecogniser if self._lives % 2 else OtherRecogniser
            self._workers[name] = SpeechDesk(FakeVoice, ears, lambda: 0.0)
            self._join(name)

    def changes_model(self) -> None:
        """The case moves to another queue now."""
        self.models = (HeardWith(from_sample=self.recorded_samples, model=OTHER),)
        self._obey(self._roster.change_models(CASE, LEG, self.models))

    def is_over(self) -> None:
        for _ in range(3):
            self.worker_dies()
        self.worker_comes()
        super().is_over()

    def _join(self, name: str) -> None:
        model, _, _ = name.partition("-")
        self._obey(self._roster.join(name, model, own=model == "own"))

    def _take(self, name: str, message: FromWorker) -> None:
        if not isinstance(message, Reached):
            super()._take(name, message)
        elif self._roster.is_news(name, message):
            self._obey(self._roster.reached(message))

    def _connection_breaks(self, name: str) -> None:
        self._full = False
        self._obey(self._roster.leave(name))
        self._workers[name].drop_all()
        self._join(name)


def transcript(hotline: TwoModels) -> list[UtteranceHeard]:
    """Its utterances in the order of speaking, when all is decoded."""
    hotline.is_over()
    assert hotline.finished
    return [msgspec.structs.replace(one, resume_sample=SampleIndex(0)) for _, one in sorted(hotline.log.items())]


def go(hotline: TwoModels, steps: list[Step]) -> None:
    for name, count in steps:
        act = getattr(hotline, name)
        act(count) if count else act()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps, steps)
@example([("worker_comes", 0), ("is_recorded", 32), ("works", 40)], [])
def test_the_transcript_depends_on_samples_and_models_only(
    tmp_path: Path, before: list[Step], after: list[Step]
) -> None:
    disturbed = TwoModels(tmp_path / "a.wav")
    go(disturbed, before)
    disturbed.changes_model()
    go(disturbed, after)
    assert transcript(disturbed) == transcript(TwoModels(tmp_path / "b.wav", disturbed.models))


@pytest.mark.parametrize("blocks_recorded", range(0, len(BLOCKS), 3))
def test_every_word_is_heard_once_and_each_segment_by_the_model_of_its_first_sample(
    tmp_path: Path, blocks_recorded: int
) -> None:
    at = SampleIndex(blocks_recorded * BLOCK_SAMPLES)
    plain = transcript(TwoModels(tmp_path / "a.wav"))
    mixed = transcript(TwoModels(tmp_path / "b.wav", (HeardWith(from_sample=at, model=OTHER),)))
    assert [one.text.replace("'", "") for one in mixed] == [one.text for one in plain]
    voiced_at = {one.start_ms * 16 for one in mixed if "'" not in one.text}
    assert all(start < at for start in voiced_at)
    assert all(one.start_ms * 16 >= at for one in mixed if "'" in one.text)
    assert all(first.end_ms <= second.start_ms for first, second in pairwise(mixed))


def ordered(path: Path, until: SampleIndex | None) -> SpeechDesk:
    desk = SpeechDesk(FakeVoice, FakeRecogniser, lambda: 0.0)
    order = Transcribe(
        case=CASE, leg=LEG, path=str(path), from_sample=SampleIndex(0), offset_ms=CallMs(0), until_sample=until
    )
    desk.obey(order)
    return desk


def told(desk: SpeechDesk, turns: int) -> list[FromWorker]:
    return [message for _ in range(turns) for messages in desk.turn() for message in messages]


def heard(messages: list[FromWorker]) -> list[Heard]:
    return [message for message in messages if isinstance(message, Heard)]


def test_a_worker_that_is_told_too_late_takes_nothing_of_the_next_models_turn(tmp_path: Path) -> None:
    path = tmp_path / "citizen.wav"
    TwoModels(path).is_recorded(20)
    early, late = ordered(path, SampleIndex(12_800)), ordered(path, None)
    assert not heard(told(late, 11)), "in the first utterance, past its first 800 ms"
    late.obey(Until(case=CASE, leg=LEG, sample=SampleIndex(12_800)))
    assert told(late, 40)[-2:] == told(early, 40)[-2:]


def test_no_lag_is_hidden_while_a_leg_waits_for_its_change(tmp_path: Path) -> None:
    path = tmp_path / "citizen.wav"
    TwoModels(path).is_recorded(len(BLOCKS))
    desk = ordered(path, SampleIndex(16_000))
    assert told(desk, 5)
    lag = desk.lag()
    assert (lag.ms, lag.backlog_ms) == (100 * (len(BLOCKS) - 5), 0)


def test_a_leg_that_ends_before_its_change_is_finished_by_its_first_model(tmp_path: Path) -> None:
    hotline = TwoModels(tmp_path / "a.wav", (HeardWith(from_sample=SampleIndex(10**9), model=OTHER),))
    assert transcript(hotline) == transcript(TwoModels(tmp_path / "b.wav"))


def test_close_reaches_the_worker_of_the_next_model() -> None:
    roster = Roster()
    roster.join("s0", "own")
    order = Transcribe(case=CASE, leg=LEG, path="x", from_sample=SampleIndex(0), offset_ms=CallMs(0))
    roster.transcribe(order, (HeardWith(from_sample=SampleIndex(3_200), model=OTHER),))
    roster.close(Close(case=CASE, leg=LEG, samples=99_000))
    roster.reached(Reached(case=CASE, leg=LEG, sample=SampleIndex(3_200)))
    assert [type(given).__name__ for _, given in roster.join("s1", OTHER, own=False)] == ["Transcribe", "Close"]


def test_a_cut_that_falls_behind_the_change_leaves_the_rest_to_the_next_model() -> None:
    limit = SegmentRules().hard_limit
    talk = [block(900)] * limit
    talk[160] = block(400)
    segmenter = Segmenter(FakeVoice(), FakeRecogniser, until=SampleIndex(150 * BLOCK_SAMPLES))
    spoken = [found for data in talk for found in segmenter.feed(data) if isinstance(found, Spoken)]
    assert len(spoken) == 1
    assert segmenter.is_through
    assert segmenter.handover == spoken[0].resume_sample == 161 * BLOCK_SAMPLES
