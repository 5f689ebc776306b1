from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from asr.recording import BLOCK_SAMPLES
from asr.segments import Segmenter, SegmentRules, SegmentWord, Speaking, Spoken
from callflow.units import SampleIndex
from tests.asr.fake_speech import AUDIBLE_RMS, FakeRecogniser, FakeVoice, block, loudness

RULES = SegmentRules()
SPEECH = 900

runs = st.lists(
    st.tuples(
        st.sampled_from([0, 8, 350, 350, 400, 700, 900, 1200]),
        st.sampled_from([1, 2, 3, RULES.hang, RULES.hang + 1, RULES.hang + 3, 20, 60]),
    ),
    min_size=1,
    max_size=14,
)
"""Loudness and length in blocks: pauses about as long as the hang, speech too soft to begin with, long speech."""


def blocks_of(runs: list[tuple[int, int]]) -> list[bytes]:
    return [block(rms) for rms, count in runs for _ in range(count)]


def heard(blocks: list[bytes], from_sample: int = 0) -> list[Speaking | Spoken]:
    segmenter = Segmenter(FakeVoice(), FakeRecogniser, from_sample=SampleIndex(from_sample))
    found = [item for data in blocks for item in segmenter.feed(data)]
    return [*found, *segmenter.finish()]


def spoken(blocks: list[bytes], from_sample: int = 0) -> list[Spoken]:
    return [item for item in heard(blocks, from_sample) if isinstance(item, Spoken)]


@settings(max_examples=60, deadline=None)
@given(runs)
@example([(900, 3), (0, RULES.hang + 1), (350, 3), (0, 20)])
@example([(900, 170), (400, 1), (900, 40), (0, 20)])
def test_decoding_resumed_after_any_utterance_goes_on_as_it_would_have(runs: list[tuple[int, int]]) -> None:
    blocks = blocks_of(runs)
    whole = spoken(blocks)
    for done, utterance in enumerate(whole, 1):
        resume = utterance.resume_sample
        assert resume % BLOCK_SAMPLES == 0
        assert spoken(blocks[resume // BLOCK_SAMPLES :], resume) == whole[done:]


@settings(max_examples=60, deadline=None)
@given(runs)
def test_every_loud_block_is_in_exactly_one_utterance(runs: list[tuple[int, int]]) -> None:
    blocks = blocks_of(runs)
    loud = {index for index, data in enumerate(blocks) if loudness(data) >= AUDIBLE_RMS}
    heard_blocks = [
        (utterance.first_sample // BLOCK_SAMPLES) + word.start_ms // 100
        for utterance in spoken(blocks)
        for word in utterance.words
    ]
    assert len(heard_blocks) == len(set(heard_blocks))
    assert loud <= set(heard_blocks)


@settings(max_examples=60, deadline=None)
@given(runs)
def test_utterances_follow_one_another_without_overlap_and_none_is_too_long(runs: list[tuple[int, int]]) -> None:
    found = spoken(blocks_of(runs))
    assert all(before.resume_sample <= after.first_sample for before, after in pairwise(found))
    assert all(u.first_sample < u.resume_sample for u in found)
    assert all(u.resume_sample - u.first_sample <= RULES.hard_limit * BLOCK_SAMPLES for u in found)


def test_a_segment_begins_300_ms_before_the_voice_and_ends_after_the_hang() -> None:
    (utterance,) = spoken(blocks_of([(0, 10), (SPEECH, 5), (0, 20)]))
    assert utterance.first_sample == 7 * BLOCK_SAMPLES
    assert utterance.resume_sample == (15 + RULES.hang) * BLOCK_SAMPLES
    assert utterance.words[0].start_ms == 300


def test_a_lead_never_reaches_back_before_the_resume_point() -> None:
    (utterance,) = spoken(blocks_of([(0, 1), (SPEECH, 5), (0, 20)]), from_sample=32_000)
    assert utterance.first_sample == 32_000


def test_what_is_said_shows_while_it_is_being_said() -> None:
    found = heard(blocks_of([(0, 10), (SPEECH, 3), (0, 20)]))
    partials = [item for item in found if isinstance(item, Speaking)]
    assert [len(partial.text) for partial in partials] == [1, 2, 3]
    assert {partial.onset_sample for partial in partials} == {10 * BLOCK_SAMPLES}


def test_silence_and_the_noise_floor_of_a_law_are_no_speech() -> None:
    assert heard(blocks_of([(0, 100), (8, 100)])) == []


def test_a_voice_in_which_no_word_is_heard_is_no_utterance() -> None:
    class Deaf(FakeRecogniser):
        def accept(self, data: bytes) -> bool:
            return super().accept(bytes(len(data)))

    segmenter = Segmenter(FakeVoice(), Deaf)
    assert [item for data in blocks_of([(SPEECH, 5), (0, 30)]) for item in segmenter.feed(data)] == []


def test_words_that_turn_out_to_be_none_are_taken_back() -> None:
    class Doubtful(FakeRecogniser):
        def result(self) -> tuple[SegmentWord, ...]:
            return ()

    segmenter = Segmenter(FakeVoice(), Doubtful)
    found = [item for data in blocks_of([(SPEECH, 2), (0, 10)]) for item in segmenter.feed(data)]
    assert [len(item.text) for item in found if isinstance(item, Speaking)] == [1, 2, 0]


def test_the_recogniser_s_own_endpoint_ends_a_segment() -> None:
    class Hasty(FakeRecogniser):
        def accept(self, data: bytes) -> bool:
            super().accept(data)
            return len(self.result()) == 5

    segmenter = Segmenter(FakeVoice(), Hasty)
    found = [item for data in blocks_of([(SPEECH, 12)]) for item in segmenter.feed(data)]
    assert [len(item.words) for item in found if isinstance(item, Spoken)] == [5, 5]


def test_after_15_s_the_first_pause_ends_a_segment() -> None:
    (first, second) = spoken(blocks_of([(SPEECH, 155), (0, 2), (SPEECH, 5), (0, 20)]))
    assert first.resume_sample == 156 * BLOCK_SAMPLES
    assert len(second.words) == 5


def test_without_a_pause_the_cut_falls_on_the_quietest_block() -> None:
    found = spoken(blocks_of([(SPEECH, 170), (400, 1), (SPEECH, 60), (0, 20)]))
    assert found[0].resume_sample == 171 * BLOCK_SAMPLES
    assert [len(utterance.words) for utterance in found] == [171, 60]


def test_a_closed_recording_s_short_last_block_is_heard() -> None:
    segmenter = Segmenter(FakeVoice(), FakeRecogniser)
    for data in [block(SPEECH), block(SPEECH), block(SPEECH, 700)]:
        list(segmenter.feed(data))
    (utterance,) = segmenter.finish()
    assert utterance.resume_sample == 2 * BLOCK_SAMPLES + 700
    assert len(utterance.words) == 3


def test_a_recording_that_ends_in_silence_has_nothing_to_finish() -> None:
    segmenter = Segmenter(FakeVoice(), FakeRecogniser)
    for data in blocks_of([(0, 5)]):
        list(segmenter.feed(data))
    assert list(segmenter.finish()) == []
