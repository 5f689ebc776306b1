from lingting.back_off import BackOff


def test_each_death_doubles_the_wait_up_to_the_longest() -> None:
    back_off = BackOff()
    assert [back_off.after(0.1) for _ in range(7)] == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]


def test_a_process_that_lived_is_forgiven() -> None:
    back_off = BackOff()
    for _ in range(5):
        back_off.after(0.1)
    assert back_off.after(10.0) == 0.2
    assert back_off.after(0.1) == 0.4
