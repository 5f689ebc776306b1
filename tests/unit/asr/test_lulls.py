from hypothesis import given, settings
from hypothesis import strategies as st

from asr.lulls import AFTER, BEFORE, latest_lull
from asr.recording import BLOCK_SAMPLES
from asr.segments import Segmenter, Spoken
from callflow.units import SampleIndex
from tests.asr.fake_speech import FakeRecogniser, FakeVoice, block

LULL = BEFORE + AFTER

runs = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 0, 8, 350, 700, 900]), st.sampled_from([1, 3, LULL - 1, LULL, LULL + 1, LULL + 5, 60])
    ),
    min_size=1,
    max_size=14,
)
"""Loudness and length in blocks; quiet about as long as a lull."""


def spoken(blocks: list[bytes], at: int = 0) -> list[Spoken]:
    segmenter = Segmenter(FakeVoice(), FakeRecogniser, from_sample=SampleIndex(at * BLOCK_SAMPLES))
    found = [item for data in blocks[at:] for item in segmenter.feed(data)]
    return [item for item in [*found, *segmenter.finish()] if isinstance(item, Spoken)]


def lull_in(blocks: list[bytes]) -> int | None:
    return latest_lull(lambda number: FakeVoice().quiet(blocks[number]), 0, len(blocks))


@settings(max_examples=150, deadline=None)
@given(runs)
def test_decoding_from_a_lull_goes_on_as_from_the_beginning(runs: list[tuple[int, int]]) -> None:
    blocks = [block(rms) for rms, count in runs for _ in range(count)]
    lull = lull_in(blocks)
    if lull is not None:
        whole = spoken(blocks)
        at = lull * BLOCK_SAMPLES
        assert all(one.resume_sample <= at or one.first_sample >= at for one in whole)
        assert spoken(blocks, lull) == [one for one in whole if one.first_sample >= at]


def test_a_lull_is_found_where_it_is_last_and_long_enough() -> None:
    speech, quiet = [block(900)], [block(0)]
    assert lull_in(quiet * (LULL - 1)) is None
    assert lull_in(speech * 5 + quiet * LULL + speech * 4) == 5 + BEFORE
    assert lull_in(quiet * LULL + speech * 5 + quiet * (LULL + 3) + speech) == LULL + 5 + 3 + BEFORE
    assert lull_in(speech * 40) is None
