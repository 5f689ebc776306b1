"""What holds for any words at all."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from callflow.drafting import REQUEST_TYPES, URGENCIES, DraftContext, FieldName, draft_ticket
from callflow.drafting.language.numbers import digit_runs
from callflow.utterance import Utterance
from tests.unit.drafting.talk import CALLING, CONTEXT, spoken

ANY = settings(max_examples=60, deadline=None)
WORDS = """
我姓刘 幺三八 要三八九零五二六三八三 不对 最后是 九幺 对的 就这个号码 东湖区 人民路 幸福小区 三栋 停水 着火 投诉 我想问
昨天晚上 八点 到现在 一直 零 两个 三个八 十 百 千 从 路口 去 的 ， 。 13800138000 嗯 a ²
"""
PIECES = st.sampled_from(WORDS.split())
TEXTS = st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=12).map("".join))
ROLES = st.sampled_from(["citizen", "agent", "department", ""])
CALLS = st.lists(st.tuples(ROLES, TEXTS), max_size=8).map(
    lambda turns: [spoken(at, role, text) for at, (role, text) in enumerate(turns)]
)


@ANY
@given(CALLS)
def test_any_talk_gives_a_draft_in_its_bounds(call: list[Utterance]) -> None:
    fields = draft_ticket(call, CONTEXT).fields
    known = {heard.id for heard in call}
    assert all(0.0 <= field.confidence <= 1.0 and field.value for field in fields.values())
    assert all(set(field.sources) <= known for field in fields.values())
    assert fields[FieldName.REQUEST_TYPE].value in REQUEST_TYPES if FieldName.REQUEST_TYPE in fields else True
    assert fields[FieldName.URGENCY].value in URGENCIES if FieldName.URGENCY in fields else True
    assert len(fields[FieldName.TITLE].value) <= 25 if FieldName.TITLE in fields else True


@ANY
@given(CALLS)
def test_whatever_has_a_source_shows_its_words(call: list[Utterance]) -> None:
    texts = {heard.id: heard.text for heard in call}
    for name, field in draft_ticket(call, CONTEXT).fields.items():
        assert name is FieldName.BODY or bool(field.spans) == bool(field.sources)
        assert {span.utterance for span in field.spans} <= set(field.sources)
        assert all(0 <= span.start < span.end <= len(texts[span.utterance]) for span in field.spans)


@ANY
@given(CALLS)
def test_the_same_talk_gives_the_same_draft(call: list[Utterance]) -> None:
    assert draft_ticket(call, CONTEXT) == draft_ticket(list(call), CONTEXT)


@ANY
@given(CALLS)
def test_a_number_holds_no_digit_that_nobody_said(call: list[Utterance]) -> None:
    field = draft_ticket(call, CONTEXT).fields[FieldName.CALLBACK_NUMBER]
    said = Counter("".join(run.digits for heard in call for run in digit_runs(heard.text)))
    assert field.value == CALLING or not Counter(field.value) - said


@ANY
@given(CALLS, st.integers(min_value=1, max_value=3))
def test_silence_changes_nothing(call: list[Utterance], times: int) -> None:
    silence = [spoken(len(call) + at, "citizen", " ") for at in range(times)]
    assert draft_ticket([*call, *silence], CONTEXT) == draft_ticket(call, CONTEXT)


@ANY
@given(CALLS)
def test_a_withheld_calling_number_is_never_made_up(call: list[Utterance]) -> None:
    withheld = DraftContext(calling_number="", started_at=0, city="")
    fields = draft_ticket(call, withheld).fields
    assert FieldName.CALLBACK_NUMBER not in fields or fields[FieldName.CALLBACK_NUMBER].sources


@ANY
@given(st.lists(TEXTS, max_size=6))
def test_an_agent_alone_gives_no_facts(texts: list[str]) -> None:
    call = [spoken(at, "agent", text) for at, text in enumerate(texts)]
    assert draft_ticket(call, CONTEXT).fields.keys() == {FieldName.CALLBACK_NUMBER}
