from lingting.ports import RTP_PORTS_PER_WORKER, CallSlots, overlaps


def test_every_worker_has_its_own_ports() -> None:
    slots = CallSlots.of(4, 7100, 20000)
    taken = [slots.take() for _ in range(8)]
    assert [slot.sip_port for slot in taken] == list(range(7100, 7108))
    assert [slot.rtp_port for slot in taken] == [20000 + RTP_PORTS_PER_WORKER * each for each in range(8)]


def test_a_replaced_worker_does_not_get_the_dead_ones_ports_at_once() -> None:
    slots = CallSlots.of(1, 7100, 20000)
    first = slots.take()
    slots.give_back(first)
    assert slots.take() != first
    assert slots.take() == first


def test_ranges_that_touch_do_not_meet() -> None:
    assert overlaps({"a": range(1, 5), "b": range(5, 9)}) == []
    assert overlaps({"a": range(1, 6), "b": range(5, 9)}) == ["a (1-5) and b (5-8) share ports"]
