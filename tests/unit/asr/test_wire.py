import msgspec
import pytest

from asr.wire import (
    Close,
    Drop,
    Finished,
    FromWorker,
    Heard,
    Lag,
    Partial,
    Ready,
    ToWorker,
    Transcribe,
    decode_from_worker,
    decode_to_worker,
    encode,
)
from callflow.events import TranscriptCompleted, UtteranceHeard
from callflow.units import CallMs, CaseId, DurationMs, LegId, SampleIndex
from callflow.utterance import Word

CASE, LEG = CaseId("20261121-233015-w3f2a-7"), LegId("citizen")

WORD = Word(text="路灯", start_ms=CallMs(9000), end_ms=CallMs(9400), confidence=0.97)
HEARD = UtteranceHeard(
    leg=LEG,
    first_sample=SampleIndex(129_600),
    resume_sample=SampleIndex(201_600),
    start_ms=CallMs(9000),
    end_ms=CallMs(9400),
    text="路灯",
    words=(WORD,),
    confidence=0.97,
)

ORDERS: list[ToWorker] = [
    Transcribe(case=CASE, leg=LEG, path="/cases/x/citizen.wav", from_sample=SampleIndex(1600), offset_ms=CallMs(80)),
    Close(case=CASE, leg=LEG, samples=160_001),
    Drop(case=CASE, leg=LEG),
]
REPORTS: list[FromWorker] = [
    Ready(worker="s0-1a2b", pid=7, model="lingting-demo", demo=True),
    Partial(case=CASE, leg=LEG, first_sample=SampleIndex(129_600), start_ms=CallMs(9000), text="路"),
    Heard(case=CASE, event=HEARD),
    Finished(case=CASE, event=TranscriptCompleted(leg=LEG)),
    Lag(ms=DurationMs(120), legs=3),
]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: type(order).__name__)
def test_an_order_survives_the_wire(order: ToWorker) -> None:
    assert decode_to_worker(encode(order)) == order


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: type(report).__name__)
def test_a_report_survives_the_wire(report: FromWorker) -> None:
    assert decode_from_worker(encode(report)) == report


@pytest.mark.parametrize("message", [*ORDERS, *REPORTS], ids=lambda message: type(message).__name__)
def test_a_message_is_one_line(message: ToWorker | FromWorker) -> None:
    assert encode(message).count(b"\n") == 1
    assert encode(message).endswith(b"\n")


def test_a_field_of_the_wrong_kind_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="samples"):
        decode_to_worker(b'{"type":"Close","case":"c","leg":"citizen","samples":"many"}')


def test_an_unknown_message_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="Erase"):
        decode_to_worker(b'{"type":"Erase","case":"c","leg":"citizen"}')
