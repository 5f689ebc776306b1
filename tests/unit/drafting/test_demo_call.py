"""The sample call drafts its known ticket, from its true words and from what a recogniser makes of them."""

import msgspec
import pytest

from callflow.drafting import FieldName, TicketDraft, draft_ticket
from callflow.utterance import Utterance
from tests.unit.drafting.talk import CONTEXT, as_heard, demo_script

SCRIPT = demo_script()
MISHEARD = {"幺": "要", "刘先生": "由先生", "东湖区": "东湖去"}
NAMES = ("request_type", "place", "incident_time", "caller_name", "callback_number", "urgency", "title")


def true_words() -> list[Utterance]:
    return as_heard(SCRIPT)


def misheard_words() -> list[Utterance]:
    return [msgspec.structs.replace(heard, text=_misheard(heard.text)) for heard in true_words()]


def _misheard(text: str) -> str:
    for right, wrong in MISHEARD.items():
        text = text.replace(right, wrong)
    return text


@pytest.fixture(params=[true_words, misheard_words], ids=["true", "misheard"])
def drafted(request: pytest.FixtureRequest) -> TicketDraft:
    return draft_ticket(request.param(), CONTEXT)


@pytest.mark.parametrize("name", NAMES)
def test_each_field_is_the_known_one(drafted: TicketDraft, name: str) -> None:
    assert drafted.fields[FieldName(name)].value == SCRIPT["gold"][name]


def test_the_category_is_the_known_one(drafted: TicketDraft) -> None:
    assert drafted.fields[FieldName.CATEGORY].value.split(" / ")[0] == SCRIPT["gold"]["category1"]


def test_nothing_is_missing_at_the_end(drafted: TicketDraft) -> None:
    assert drafted.missing == ()


def test_the_agents_read_back_makes_the_number_sure(drafted: TicketDraft) -> None:
    assert drafted.fields[FieldName.CALLBACK_NUMBER].confidence > 0.95


def test_the_body_tells_the_facts_and_the_demand_but_not_the_number(drafted: TicketDraft) -> None:
    body = drafted.fields[FieldName.BODY].value
    assert all(part in body for part in ("刘先生", "昨天晚上", "幸福小区", "停水", "诉求", "派人来抢修"))
    assert "九零五二" not in body


@pytest.mark.parametrize("heard", [true_words, misheard_words])
def test_a_ticket_can_be_confirmed_after_the_first_words_of_the_matter(heard: type) -> None:
    fields = draft_ticket(heard()[:2], CONTEXT).fields
    assert {FieldName.REQUEST_TYPE, FieldName.TITLE, FieldName.BODY} <= fields.keys()


def test_the_greeting_alone_drafts_no_matter() -> None:
    fields = draft_ticket(true_words()[:1], CONTEXT).fields
    assert fields.keys() == {FieldName.CALLBACK_NUMBER}
