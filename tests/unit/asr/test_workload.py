from asr.wire import Lag
from asr.workload import Workload
from callflow.units import DurationMs


def said(ms: int = 0, legs: int = 1, backlog: int = 0, decoded: int = 0, busy: int = 0) -> Lag:
    return Lag(
        ms=DurationMs(ms),
        legs=legs,
        backlog_ms=DurationMs(backlog),
        decoded_ms=DurationMs(decoded),
        busy_ms=DurationMs(busy),
    )


def test_the_slowest_leg_is_the_lag_and_all_else_adds_up() -> None:
    load = Workload()
    load.take("s0", said(ms=300, legs=2, backlog=4_000))
    load.take("s1", said(ms=900, legs=3, backlog=1_000))
    assert (load.lag_ms(), load.legs(), load.backlog_ms()) == (900, 5, 5_000)


def test_what_a_lost_worker_has_done_stays_counted_and_its_legs_do_not() -> None:
    load = Workload()
    load.take("s0", said(ms=300, decoded=60_000, busy=3_000))
    load.leave("s0")
    load.take("s1", said(decoded=1_000, busy=50))
    assert (load.lag_ms(), load.legs(), load.decoded_ms, load.busy_ms) == (0, 1, 61_000, 3_050)


def test_a_worker_whose_wire_broke_is_not_counted_twice() -> None:
    load = Workload()
    load.take("s0", said(decoded=60_000, busy=3_000))
    load.leave("s0")
    load.take("s0", said(decoded=61_000, busy=3_100))
    assert (load.decoded_ms, load.busy_ms) == (61_000, 3_100)
    assert load.real_time_factor() == 0.1


def test_the_real_time_factor_is_that_of_the_last_second() -> None:
    load = Workload()
    assert load.real_time_factor() == 0.0
    load.take("s0", said(decoded=10_000, busy=9_000))
    load.take("s0", said(decoded=20_000, busy=9_500))
    assert load.real_time_factor() == 0.05
    load.take("s0", said(decoded=20_000, busy=9_500))
    assert load.real_time_factor() == 0.0
