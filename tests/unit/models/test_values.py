"""What stands in a ticket, and what changed."""

from hypothesis import given
from hypothesis import strategies as st

from callflow.drafting import FieldName
from models.columns import without_nul
from models.projection.drafts import Values, changes, standing
from models.tables import Ticket

VALUES = st.dictionaries(st.sampled_from(FieldName), st.text(min_size=1, max_size=5))


def test_what_people_typed_stands_over_the_draft() -> None:
    draft = {"fields": {"title": {"value": "漏水"}, "place": {"value": "人民路"}}, "missing": []}
    assert standing(draft, {"place": "三号"}) == {FieldName.TITLE: "漏水", FieldName.PLACE: "三号"}


def test_a_field_that_a_person_emptied_is_empty() -> None:
    assert standing({"fields": {"title": {"value": "漏水"}}}, {"title": ""}) == {}


def test_nothing_was_drafted_yet() -> None:
    assert standing({}, {}) == {}


def test_a_change_says_what_came_and_what_went() -> None:
    before: Values = {FieldName.TITLE: "漏水", FieldName.PLACE: "人民路"}
    after: Values = {FieldName.TITLE: "水管漏水", FieldName.BODY: "……"}
    assert changes(before, after) == {"title": "水管漏水", "place": "", "body": "……"}


@given(VALUES, VALUES)
def test_changes_lead_from_one_state_to_the_other(before: Values, after: Values) -> None:
    led = before | {FieldName(name): value for name, value in changes(before, after).items()}
    assert {name: value for name, value in led.items() if value} == after


@given(VALUES)
def test_a_ticket_has_a_column_for_every_element(values: Values) -> None:
    ticket = Ticket()
    ticket.take({FieldName.TITLE: "gone"})
    ticket.take(values)
    assert ticket.values == values


def test_nul_is_taken_out_of_texts_wherever_they_are() -> None:
    assert without_nul({"a\x00": ["\x00b", 1, None, {"c": "\x00"}]}) == {"a": ["b", 1, None, {"c": ""}]}
