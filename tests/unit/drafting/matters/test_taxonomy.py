from callflow.drafting import taxonomy
from callflow.drafting.matters.category import SEPARATOR
from callflow.drafting.matters.taxonomy import second_level_terms


def test_every_category_that_is_drafted_can_also_be_chosen() -> None:
    choices = {f"{first}{SEPARATOR}{second}" for first, names in taxonomy().items() for second in names}
    assert set(second_level_terms()) - choices == set()


def test_no_name_is_offered_twice() -> None:
    assert [first for first, names in taxonomy().items() if len(set(names)) < len(names)] == []
