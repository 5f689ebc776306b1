"""Whose ticket it is, by the last digits of a telephone number."""

import pytest

from models.repositories.progress import Found
from models.tables import Case, Ticket


def found(called: str, left: str) -> Found:
    ticket = Ticket(callback_number=left, case=Case(calling_number=called))
    return Found(ticket, ticket)


@pytest.mark.parametrize("digits", ["1234", "13800001234", "+8613800001234", "5678", "0278765 5678"])
def test_the_last_digits_of_either_number_open_it(digits: str) -> None:
    assert found("+8613800001234", "027-87655678").is_of(digits)
    assert found("13800001234", "02787655678").is_of(digits)


@pytest.mark.parametrize("digits", ["", "234", "4321", "+8613900001234", "1380"])
def test_other_digits_do_not(digits: str) -> None:
    assert not found("13800001234", "").is_of(digits)


def test_a_number_that_is_withheld_or_short_opens_nothing() -> None:
    assert not found("", "").is_of("0000")
    assert not found("110", "").is_of("13800000110")
