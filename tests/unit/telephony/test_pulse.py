from telephony.pulse import Pulse


def test_a_peer_is_lost_when_its_counters_have_stood_still_for_the_time_out() -> None:
    pulse = Pulse(30)
    assert not pulse.is_lost((5, 0), 100.0)
    assert not pulse.is_lost((6, 0), 101.0)
    assert not pulse.is_lost((6, 0), 130.9)
    assert pulse.is_lost((6, 0), 131.0)


def test_a_peer_that_never_sent_anything_is_waited_for_as_long() -> None:
    pulse = Pulse(30)
    assert not pulse.is_lost((0, 0), 100.0)
    assert pulse.is_lost((0, 0), 130.0)


def test_reports_alone_show_life() -> None:
    pulse = Pulse(30)
    assert not any(pulse.is_lost((7, second // 5), float(second)) for second in range(300))


def test_a_peer_that_need_not_send_is_not_waited_for_and_has_the_full_time_afterwards() -> None:
    pulse = Pulse(30)
    assert not pulse.is_lost((5, 0), 0.0)
    assert not pulse.is_lost(None, 29.0)
    assert not pulse.is_lost(None, 500.0)
    assert not pulse.is_lost((5, 0), 501.0)
    assert not pulse.is_lost((5, 0), 530.0)
    assert pulse.is_lost((5, 0), 531.0)


def test_counters_that_begin_again_show_life() -> None:
    pulse = Pulse(30)
    pulse.is_lost((500, 9), 0.0)
    assert not pulse.is_lost((0, 0), 31.0)


def test_a_peer_whose_media_is_set_up_anew_has_the_full_time_although_its_counters_look_the_same() -> None:
    pulse = Pulse(2)
    for second in range(10):
        pulse.restart()
        assert not pulse.is_lost((0, 0), float(second))
    assert pulse.is_lost((0, 0), 11.0)


def test_no_time_out_waits_for_ever() -> None:
    pulse = Pulse(0)
    pulse.is_lost((1, 1), 0.0)
    assert not pulse.is_lost((1, 1), 1e9)
