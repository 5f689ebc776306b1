"""A leg's words do not depend on who decodes them, when, or how often somebody has to begin again."""

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asr.desk import SpeechDesk
from asr.silero import SileroVoice
from asr.vosk import VoskModel
from asr.wire import Close, Finished, FromWorker, Heard, Transcribe
from callflow.events import UtteranceHeard
from callflow.units import CallMs, CaseId, LegId, SampleIndex
from tests.asr.sound import Samples, blocks_of, excerpt, write_recording

CASE, LEG = CaseId("20261121-233015-w3f2a-7"), LegId("citizen")
OFFSET = CallMs(80)


@pytest.fixture(scope="module")
def leg() -> Samples:
    """Three utterances, some silence of a line that is not quite quiet, 18 s."""
    pauses = np.zeros(16_000, np.int16)
    sound = np.concatenate([excerpt(5300, 9300), pauses, excerpt(16_500, 22_500), pauses, excerpt(39_000, 44_500)])
    return (sound + np.random.default_rng(7).normal(0, 12, len(sound))).clip(-32_768, 32_767).astype("<i2")


@pytest.fixture(scope="module")
def recording(leg: Samples, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("case") / "citizen.wav"
    write_recording(path, leg)
    return path


class Worker:
    """A worker without its process: dies after so many blocks."""

    def __init__(self, model: VoskModel, recording: Path, samples: int, resume: SampleIndex) -> None:
        self._desk = SpeechDesk(SileroVoice, model.recogniser, time.monotonic)
        self._desk.obey(Transcribe(case=CASE, leg=LEG, path=str(recording), from_sample=resume, offset_ms=OFFSET))
        self._desk.obey(Close(case=CASE, leg=LEG, samples=samples))

    def work(self, blocks: int) -> list[FromWorker]:
        messages: list[FromWorker] = []
        for _ in range(blocks):
            messages += [message for told in self._desk.turn() for message in told]
            if not len(self._desk):
                break
        self._desk.drop_all()
        return messages


def utterances(messages: list[FromWorker]) -> list[UtteranceHeard]:
    return [message.event for message in messages if isinstance(message, Heard)]


@pytest.fixture(scope="module")
def undisturbed(vosk_model: VoskModel, recording: Path, leg: Samples) -> list[UtteranceHeard]:
    messages = Worker(vosk_model, recording, len(leg), SampleIndex(0)).work(10_000)
    assert isinstance(messages[-1], Finished)
    return utterances(messages)


def test_the_leg_has_several_utterances(undisturbed: list[UtteranceHeard]) -> None:
    assert len(undisturbed) >= 3
    assert "停水" in "".join(u.text for u in undisturbed)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deaths=st.lists(st.integers(5, 120), max_size=4))
def test_a_leg_that_changes_hands_at_any_moment_keeps_its_words(
    vosk_model: VoskModel, recording: Path, leg: Samples, undisturbed: list[UtteranceHeard], deaths: list[int]
) -> None:
    heard: list[UtteranceHeard] = []
    for blocks in [*deaths, 10_000]:
        resume = heard[-1].resume_sample if heard else SampleIndex(0)
        heard += utterances(Worker(vosk_model, recording, len(leg), resume).work(blocks))
    assert heard == undisturbed


def test_words_lie_where_they_are_spoken_on_call_time(leg: Samples, undisturbed: list[UtteranceHeard]) -> None:
    loud = np.array([np.abs(np.frombuffer(data, "<i2")).max() > 600 for data in blocks_of(leg)])
    spoken = [word for utterance in undisturbed for word in utterance.words]
    middles = [((word.start_ms + word.end_ms) // 2 - OFFSET) // 100 for word in spoken]
    assert np.mean([loud[max(0, at - 1) : at + 2].any() for at in middles]) > 0.95
    assert undisturbed[0].start_ms == undisturbed[0].words[0].start_ms
    assert 0.5 < undisturbed[0].confidence <= 1.0


def test_silence_has_no_utterances_and_completes(vosk_model: VoskModel, tmp_path: Path) -> None:
    quiet = np.random.default_rng(3).choice(np.array([-8, 0, 8], "<i2"), 16_000 * 20)
    write_recording(tmp_path / "agent.wav", quiet)
    messages = Worker(vosk_model, tmp_path / "agent.wav", len(quiet), SampleIndex(0)).work(10_000)
    assert [type(message) for message in messages] == [Finished]
