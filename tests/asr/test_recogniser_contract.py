"""The fake and the real recogniser, and the fake and the real voice detector, keep the same promises."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from asr.loading import load_model
from asr.segments import Recogniser, SegmentWord, VoiceDetector
from asr.sherpa import STREAMING
from asr.sherpa_folder import sherpa_parts
from asr.silero import FORGETTING_BLOCKS, SileroVoice
from tests.asr import tiny_sherpa
from tests.asr.fake_speech import FakeRecogniser, FakeVoice, block
from tests.asr.sound import blocks_of, excerpt

SILENCE = bytes(3200)
REAL_MODEL = "LINGTING_TEST_SHERPA_MODEL"
"""Folder of a published model of sherpa-onnx; without it the tiny ones of `tiny_sherpa` are all there is."""


@dataclass(frozen=True)
class Subject:
    """A recogniser and something that it understands."""

    new: Callable[[], Recogniser]
    speech: list[bytes]
    knows_endpoints: bool = True
    """A model that hears a segment as a whole leaves its end to the voice detector."""


@pytest.fixture(params=["fake", "vosk", *tiny_sherpa.KINDS, "a published sherpa-onnx model"])
def subject(request: pytest.FixtureRequest, tmp_path: Path) -> Subject:
    if request.param == "fake":
        return Subject(FakeRecogniser, [block(900)] * 12)
    speech = blocks_of(excerpt(5400, 8400))
    if request.param == "vosk":
        return Subject(request.getfixturevalue("vosk_model").recogniser, speech)
    folder = tiny_model(request.param, tmp_path) if request.param in tiny_sherpa.KINDS else published_model()
    return Subject(load_model(folder).recogniser, speech, sherpa_parts(folder).kind in STREAMING)


def tiny_model(kind: str, folder: Path) -> Path:
    tiny_sherpa.KINDS[kind](folder)
    return folder


def published_model() -> Path:
    folder = os.environ.get(REAL_MODEL)
    if not folder:
        pytest.skip(f"no published sherpa-onnx model: name the folder of one in {REAL_MODEL}")
    return Path(folder)


def words_of(recogniser: Recogniser, blocks: list[bytes]) -> tuple[SegmentWord, ...]:
    for data in blocks:
        recogniser.accept(data)
    return recogniser.result()


def test_silence_has_no_words(subject: Subject) -> None:
    recogniser = subject.new()
    assert [recogniser.accept(SILENCE) for _ in range(20)] == [False] * 20
    assert recogniser.partial() == ""
    assert recogniser.result() == ()


def test_nothing_heard_is_no_words(subject: Subject) -> None:
    assert subject.new().result() == ()


def test_the_same_blocks_give_the_same_words(subject: Subject) -> None:
    first, second = (words_of(subject.new(), subject.speech) for _ in range(2))
    assert first == second
    assert first


def test_words_lie_in_order_within_what_was_heard(subject: Subject) -> None:
    words = words_of(subject.new(), subject.speech)
    assert all(word.start_ms < word.end_ms for word in words)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(words))
    assert words[0].start_ms >= 0
    assert words[-1].end_ms <= len(subject.speech) * 100
    assert all(0 < word.confidence <= 1 for word in words)


def test_the_words_so_far_show_before_the_end(subject: Subject) -> None:
    recogniser = subject.new()
    shown = []
    for data in subject.speech:
        recogniser.accept(data)
        shown.append(recogniser.partial())
    assert len(shown[0]) <= len(shown[-1]) / 8
    assert len(shown[-1]) > len(shown[len(shown) // 2]) > 0
    assert " " not in shown[-1]


def test_silence_after_words_is_an_endpoint_where_the_model_knows_any(subject: Subject) -> None:
    recogniser = subject.new()
    for data in subject.speech:
        recogniser.accept(data)
    assert any(recogniser.accept(SILENCE) for _ in range(20)) is subject.knows_endpoints
    assert recogniser.result()


def test_a_short_last_block_is_heard(subject: Subject) -> None:
    *whole, last = subject.speech
    assert words_of(subject.new(), [*whole, last[:1000]])


NOISE = np.random.default_rng(5)
QUIET = {
    "digital silence": SILENCE,
    "the noise floor of A-law": NOISE.choice(np.array([-8, 8], "<i2"), 1600).tobytes(),
    "a quiet line": NOISE.normal(0, 25, 1600).astype("<i2").tobytes(),
}


@pytest.fixture(params=["fake", "silero"])
def voice(request: pytest.FixtureRequest) -> tuple[VoiceDetector, list[bytes]]:
    if request.param == "fake":
        return FakeVoice(), [block(900)] * 12
    return SileroVoice(), blocks_of(excerpt(5800, 8400))


@pytest.mark.parametrize("kind", QUIET)
def test_a_quiet_leg_is_not_voiced(voice: tuple[VoiceDetector, list[bytes]], kind: str) -> None:
    detector, _ = voice
    assert not any(detector.voiced(QUIET[kind]) for _ in range(30))


def test_speech_is_voiced(voice: tuple[VoiceDetector, list[bytes]]) -> None:
    detector, speech = voice
    answers = [detector.voiced(data) for data in speech]
    assert sum(answers) > len(speech) * 0.7


def test_after_a_reset_a_detector_gives_the_same_answers(voice: tuple[VoiceDetector, list[bytes]]) -> None:
    detector, speech = voice
    first = [detector.voiced(data) for data in speech]
    detector.voiced(speech[3][:700])
    detector.reset()
    assert [detector.voiced(data) for data in speech] == first


def test_loud_noise_without_speech_is_not_voiced() -> None:
    detector = SileroVoice()
    noise = NOISE.normal(0, 600, 16_000 * 5).astype("<i2")
    assert sum(detector.voiced(data) for data in blocks_of(noise)) <= 2


def test_a_second_of_quiet_leaves_nothing_to_remember() -> None:
    speech = blocks_of(excerpt(5800, 8400))
    fresh, detector = SileroVoice(), SileroVoice()
    for data in [*speech, *[SILENCE] * FORGETTING_BLOCKS]:
        detector.voiced(data)
    assert [detector.voiced(data) for data in speech] == [fresh.voiced(data) for data in speech]
