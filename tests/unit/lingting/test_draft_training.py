"""What drafting learns from confirmed tickets, and that it is measured before it is used."""

import pytest

from callflow.drafting.matters.learned import Learned, Weights, learned, packed, ranked, unpacked, use
from lingting.draft_training import LEAST_TICKETS, Example, TooFewTicketsError, label, train

SAID = {
    "水务局": "我们这里自来水管爆了一直漏水",
    "城管局": "楼下夜市占道经营油烟很大",
    "教育局": "学校强制补课还要收补课费",
}


def tickets(count: int) -> list[Example]:
    """Tickets of three departments in turn, no two with the same words."""
    names = list(SAID)
    return [
        Example(
            lines=((f"{SAID[names[at % 3]]}第{'一二三四五六七八九十'[at // 3 % 10]}次反映", 1.0),),
            values={"department": names[at % 3], "request_type": "投诉", "category": f"甲 / {names[at % 3]} / 其他"},
        )
        for at in range(count)
    ]


def test_too_few_tickets_teach_nothing() -> None:
    with pytest.raises(TooFewTicketsError):
        train(tickets(LEAST_TICKETS - 1), Learned({}))


def test_a_field_is_learned_and_its_gain_told_on_tickets_that_were_held_out() -> None:
    found = train(tickets(LEAST_TICKETS + 40), Learned({}))
    gain = next(gain for gain in found.gains if gain.field == "department")
    assert (gain.before, gain.after) == (0.0, 1.0)
    assert (gain.trained_on, gain.held_out) == (192, 48)
    assert set(found.weights) == {"category", "department"}


def test_a_field_with_one_value_is_left_alone() -> None:
    found = train(tickets(LEAST_TICKETS), Learned({}))
    assert "request_type" not in {gain.field for gain in found.gains}


def test_what_is_no_better_than_what_is_in_use_is_not_kept() -> None:
    once = train(tickets(LEAST_TICKETS), Learned({}))
    again = train(tickets(LEAST_TICKETS), Learned(once.weights))
    assert again.weights == {}
    assert [gain.better for gain in again.gains] == [False, False]


def test_of_a_category_two_levels_are_learned() -> None:
    assert label("category", tickets(1)[0]) == "甲 / 水务局"


def test_weights_are_the_same_after_they_were_written_and_read() -> None:
    weights = train(tickets(LEAST_TICKETS), Learned({})).weights
    read: dict[str, Weights] = unpacked(packed(weights))
    said = [("水管漏水", 1.0)]
    assert Learned(read).shares("department", said) == Learned(weights).shares("department", said)
    assert ranked(Learned(read).shares("department", said))[0] == "水务局"


def test_a_citys_own_weights_stand_beside_the_shipped_ones_for_other_fields() -> None:
    use({"department": train(tickets(LEAST_TICKETS), Learned({})).weights["department"]})
    try:
        assert set(learned().weights) == {"category", "department", "request_type"}
        assert len(learned().weights["department"].classes) == 3
    finally:
        use(None)
    assert len(learned().weights["department"].classes) > 30
