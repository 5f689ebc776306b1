import msgspec
import pytest

from callflow.commands import DialLeg, HangUpLeg, SetTopology
from callflow.events import DigitReceived, EndCause, LegEnded
from callflow.units import CaseId, LegId, WallMs
from telephony.wire import (
    Ack,
    Carry,
    Do,
    FromWorker,
    Hello,
    LegSnapshot,
    LegState,
    Told,
    ToWorker,
    decode_from_worker,
    decode_to_worker,
    encode,
)

CASE = CaseId("20261121-233015-w35f2a-1")
LEG = LegId("citizen")
SNAPSHOT = LegSnapshot(leg=LEG, state=LegState.UP, recording="citizen.wav")


@pytest.mark.parametrize(
    "message",
    [
        Hello(worker="w3-5f2a", pid=1, sip="127.0.0.1:7103", case=CASE, applied=4, legs=(SNAPSHOT,)),
        Hello(worker="w3-5f2a", pid=1, sip="127.0.0.1:7103"),
        Told(seq=3, case=CASE, at=WallMs(1), event=DigitReceived(leg=LEG, digit="#")),
        Told(seq=4, case=CASE, at=WallMs(2), event=LegEnded(leg=LEG, cause=EndCause.FAILED, reason="不在服务区")),
    ],
)
def test_what_a_worker_says_survives_the_wire(message: FromWorker) -> None:
    assert decode_from_worker(encode(message)) == message


@pytest.mark.parametrize(
    "message",
    [
        Do(id=3, case=CASE, command=DialLeg(leg=LEG, uri="sip:1026@x", display_number="1", recording="a.wav")),
        Do(id=4, case=CASE, command=SetTopology(hears=((LEG, LegId("music")),))),
        Ack(seq=9),
        Carry(case=CASE),
    ],
)
def test_what_the_switchboard_says_survives_the_wire(message: ToWorker) -> None:
    assert decode_to_worker(encode(message)) == message


def test_a_message_is_one_line() -> None:
    line = encode(Do(id=1, case=CASE, command=HangUpLeg(leg=LegId("a\nb"))))
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")


@pytest.mark.parametrize("line", [b"", b"{", b'{"type":"Ack"}', b'{"type":"Hello"}', b'{"type":"Do","id":1}'])
def test_a_line_that_is_no_message_is_an_error(line: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_to_worker(line)
