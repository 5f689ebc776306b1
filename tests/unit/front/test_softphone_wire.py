"""The lines that a softphone reads and writes."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callflow.units import WallMs
from telephony import softphone_wire as wire


@pytest.mark.parametrize(
    "order",
    [
        wire.Dial(to="12345"),
        wire.Keys(digits="1#", method=wire.KeyMethod.INFO),
        wire.Reject(),
        wire.HangUp(),
        wire.Quit(),
    ],
)
def test_an_order_is_read_as_it_was_written(order: wire.AnyOrder) -> None:
    line = wire.encode(order)
    assert line.endswith(b"\n")
    assert wire.decode_order(line) == order


def test_the_lines_can_be_typed_by_hand() -> None:
    assert wire.decode_order(b'{"do": "dial", "to": "12345"}') == wire.Dial(to="12345")
    assert wire.encode(wire.Digit(at=WallMs(5), digit="1")) == b'{"is":"digit","digit":"1","at":5}\n'


@given(st.binary(max_size=60))
def test_any_other_line_is_one_kind_of_error(line: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        wire.decode_order(line)
