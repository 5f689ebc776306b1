"""Sound between two clocks: nothing is invented, nothing is late for long."""

from hypothesis import given
from hypothesis import strategies as st

from telephony.elastic_buffer import BYTES_PER_MS, ElasticBuffer

BLOCK = 20 * BYTES_PER_MS


def block(value: int) -> bytes:
    return bytes([value]) * BLOCK


def test_it_is_silent_until_enough_has_gathered_and_then_gives_what_came_in_order() -> None:
    buffer = ElasticBuffer(start_ms=60)
    buffer.put(block(1) + block(2))
    assert buffer.take(BLOCK) == bytes(BLOCK)
    buffer.put(block(3))
    assert [buffer.take(BLOCK) for _ in range(3)] == [block(1), block(2), block(3)]


def test_when_it_has_run_dry_it_gathers_anew() -> None:
    buffer = ElasticBuffer(start_ms=40)
    buffer.put(block(1) + block(2))
    assert [buffer.take(BLOCK) for _ in range(3)] == [block(1), block(2), bytes(BLOCK)]
    buffer.put(block(3))
    assert buffer.take(BLOCK) == bytes(BLOCK)
    buffer.put(block(4))
    assert [buffer.take(BLOCK) for _ in range(2)] == [block(3), block(4)]


def test_what_is_too_late_to_be_heard_is_dropped_the_oldest_first() -> None:
    buffer = ElasticBuffer(start_ms=40, most_ms=100)
    for value in range(1, 7):
        buffer.put(block(value))
    assert [buffer.take(BLOCK) for _ in range(3)] == [block(5), block(6), bytes(BLOCK)]


@given(st.lists(st.integers(-900, 900)))
def test_it_always_gives_exactly_what_is_asked_for_and_never_holds_more_than_its_most(steps: list[int]) -> None:
    buffer = ElasticBuffer(start_ms=60, most_ms=180)
    for step in steps:
        if step < 0:
            buffer.put(bytes(-step * BYTES_PER_MS))
        else:
            assert len(buffer.take(step)) == step
        assert len(buffer._held) <= 180 * BYTES_PER_MS
