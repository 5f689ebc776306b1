"""Entries that wait: in order, bounded, and never lost."""

from hypothesis import given
from hypothesis import strategies as st

from callflow.events import WorkerLost
from callflow.log import Entry
from callflow.units import CaseId, WallMs
from models.backlog import Backlog, Portion

ONE, TWO = CaseId("one"), CaseId("two")


def entries(first: int, last: int) -> list[Entry]:
    return [Entry(index=index, at=WallMs(index), event=WorkerLost()) for index in range(first, last)]


def indexes(portion: Portion | None) -> list[int]:
    return [entry.index for entry in portion.entries] if portion else []


def test_nothing_waits_at_first() -> None:
    assert Backlog().take() is None


def test_cases_take_turns_each_in_its_order() -> None:
    backlog = Backlog(portion=2)
    backlog.add(ONE, entries(0, 3))
    backlog.add(TWO, entries(0, 1))
    backlog.add(ONE, entries(3, 4))
    taken = [backlog.take() for _ in range(3)]
    assert [portion.case_id for portion in taken if portion] == [ONE, TWO, ONE]
    assert [indexes(portion) for portion in taken] == [[0, 1], [0], [2, 3]]
    assert backlog.take() is None


def test_a_portion_given_back_comes_before_what_was_fed_since() -> None:
    backlog = Backlog()
    backlog.add(ONE, entries(0, 2))
    portion = backlog.take()
    assert portion is not None
    backlog.add(ONE, entries(2, 3))
    backlog.give_back(portion)
    assert indexes(backlog.take()) == [0, 1, 2]


def test_beyond_the_limit_a_case_is_to_be_read_again_from_its_first_waiting_entry() -> None:
    backlog = Backlog(limit=4)
    backlog.add(ONE, entries(3, 6))
    backlog.add(TWO, entries(0, 1))
    backlog.add(ONE, entries(6, 8))
    assert backlog.held == 1
    assert (backlog.take(), indexes(backlog.take())) == (Portion(ONE, read_from=3), [0])


def test_a_case_to_be_read_again_needs_no_entries_in_memory() -> None:
    backlog = Backlog()
    backlog.reread(ONE, 5)
    backlog.add(ONE, entries(9, 99))
    backlog.reread(ONE, 7)
    assert backlog.held == 0
    assert backlog.take() == Portion(ONE, read_from=5)


def test_a_portion_given_back_to_a_case_to_be_read_again_moves_the_reading_back() -> None:
    backlog = Backlog(limit=3)
    backlog.add(ONE, entries(0, 3))
    portion = backlog.take()
    assert portion is not None
    backlog.add(ONE, entries(3, 9))
    backlog.give_back(portion)
    assert backlog.take() == Portion(ONE, read_from=0)


def test_what_was_being_read_again_is_given_back_as_that() -> None:
    backlog = Backlog()
    backlog.reread(ONE, 4)
    portion = backlog.take()
    assert portion is not None
    backlog.add(ONE, entries(9, 10))
    backlog.give_back(portion)
    assert backlog.take() == Portion(ONE, read_from=4)
    assert backlog.held == 0


def test_a_forgotten_case_leaves_nothing() -> None:
    backlog = Backlog()
    backlog.add(ONE, entries(0, 3))
    backlog.forget(ONE)
    backlog.forget(TWO)
    assert (len(backlog), backlog.held) == (0, 0)


@given(st.data())
def test_every_entry_is_written_in_order_and_memory_stays_bounded(data: st.DataObject) -> None:
    """A model of the writer: the database fails as it likes, a folder has everything that was fed."""
    limit = data.draw(st.integers(1, 12))
    backlog = Backlog(limit, portion=data.draw(st.integers(1, 5)))
    fed, written = dict.fromkeys((ONE, TWO), 0), dict.fromkeys((ONE, TWO), 0)
    for case, count, works in data.draw(
        st.lists(st.tuples(st.sampled_from([ONE, TWO]), st.integers(0, 6), st.booleans()))
    ):
        backlog.add(case, entries(fed[case], fed[case] + count))
        fed[case] += count
        assert backlog.held <= limit
        _write(backlog, fed, written, works=works)
        assert backlog.held <= limit
    while len(backlog):
        _write(backlog, fed, written, works=True)
    assert written == fed


def _write(backlog: Backlog, fed: dict[CaseId, int], written: dict[CaseId, int], *, works: bool) -> None:
    portion = backlog.take()
    if portion is None:
        return
    if not works:
        backlog.give_back(portion)
        return
    case = portion.case_id
    given = entries(portion.read_from, fed[case]) if portion.read_from is not None else portion.entries
    assert given[0].index <= written[case], "a gap"
    written[case] = max(written[case], given[-1].index + 1)
