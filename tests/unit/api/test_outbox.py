"""What waits for a slow screen: entries in order, of all else the newest, and never more than the limit."""

from hypothesis import given
from hypothesis import strategies as st

from api.outbox import Outbox
from callflow.screen import CaseEntry, CaseSnapshot, Partial, ToScreen
from callflow.units import CallMs, CaseId, LegId, SampleIndex, WallMs
from callflow.views import CaseView, Phase

A, B = CaseId("a"), CaseId("b")
CASES = st.sampled_from([A, B])


def entry(index: int) -> CaseEntry:
    return CaseEntry(case=A, index=index, at=WallMs(0))


def partial(text: str, case: CaseId = A) -> Partial:
    return Partial(case=case, leg=LegId("citizen"), first_sample=SampleIndex(0), start_ms=CallMs(0), text=text)


def snapshot(index: int, case: CaseId = A) -> CaseSnapshot:
    view = CaseView(case=case, phase=Phase.TALKING, calling_number="", started_at=WallMs(0))
    return CaseSnapshot(case=case, index=index, view=view)


MESSAGES = st.one_of(
    st.builds(entry, st.integers(0, 99)),
    st.builds(partial, st.text(max_size=3), CASES),
    st.builds(snapshot, st.integers(0, 99), CASES),
)


def emptied(outbox: Outbox) -> list[ToScreen]:
    messages = []
    while message := outbox.pop():
        messages.append(message)
    return messages


@given(st.lists(MESSAGES, max_size=30))
def test_entries_keep_their_order_and_of_all_else_the_newest_stays(put: list[ToScreen]) -> None:
    outbox = Outbox()
    for message in put:
        outbox.put(message)
    got = emptied(outbox)
    assert [m for m in got if isinstance(m, CaseEntry)] == [m for m in put if isinstance(m, CaseEntry)]
    newest = {(type(m), m.case): m for m in put if not isinstance(m, CaseEntry)}
    rest = [m for m in got if not isinstance(m, CaseEntry)]
    assert {(type(m), m.case): m for m in rest} == newest
    assert len(rest) == len(newest)


@given(st.lists(st.one_of(MESSAGES, st.none()), max_size=100), st.integers(1, 8))
def test_no_more_than_the_limit_waits(steps: list[ToScreen | None], limit: int) -> None:
    outbox = Outbox(limit)
    for message in steps:
        if message is None:
            outbox.pop()
        elif not outbox.overflowed:
            outbox.put(message)
        assert len(outbox) <= limit or outbox.overflowed


def test_partials_are_dropped_before_the_outbox_overflows() -> None:
    outbox = Outbox(limit=2)
    for message in (partial("喂", A), partial("喂", B), entry(0)):
        outbox.put(message)
    assert not outbox.overflowed
    assert emptied(outbox) == [entry(0)]


def test_more_entries_than_the_limit_overflow() -> None:
    outbox = Outbox(limit=2)
    for index in range(3):
        outbox.put(entry(index))
    assert outbox.overflowed


def test_a_partial_comes_after_the_entries_that_were_before_it() -> None:
    outbox = Outbox()
    for message in (partial("旧"), entry(0), partial("新")):
        outbox.put(message)
    assert emptied(outbox) == [entry(0), partial("新")]
