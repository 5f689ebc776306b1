"""Whose number, which digits, and how sure."""

import pytest

from callflow.drafting import DraftContext, FieldName
from tests.unit.drafting.talk import CALLING, draft, value

ASK = "agent: 请问您的联系电话是多少"
NUMBER = FieldName.CALLBACK_NUMBER


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("幺三七零零幺二三四五六", "13700123456"),
        ("要三七零零要二三四五六", "13700123456"),
        ("夭三七零零一二三四五六", "13700123456"),
        ("我的电话是幺三七嗯零零幺二那个三四五六", "13700123456"),
        ("电话是要一三七零零一二三四五六", "13700123456"),
        ("幺八八九九个八", "18899"),
        ("幺三七三个零幺二三四五", "13700012345"),
        ("13700123456", "13700123456"),
        ("零二七八七六五四三二幺", "02787654321"),
    ],
)
def test_digits_are_read_as_people_say_them(said: str, digits: str) -> None:
    assert (value(NUMBER, ASK, f"citizen: {said}") or "").startswith(digits[:5])
    if len(digits) > 5:
        assert value(NUMBER, ASK, f"citizen: {said}") == digits


def test_the_last_of_two_numbers_stands() -> None:
    said = "citizen: 幺三七零零幺二三四五六啊不对不对最后是六五幺三七零零幺二三四六五"
    assert value(NUMBER, ASK, said) == "13700123465"


def test_a_corrected_end_replaces_the_end() -> None:
    turns = (ASK, "citizen: 幺三七零零幺二三四五六", "agent: 幺三七零零幺二三四五五", "citizen: 不是最后是五六三四五六")
    assert value(NUMBER, *turns) == "13700123456"


def test_a_number_in_two_breaths_is_one_number() -> None:
    assert value(NUMBER, ASK, "citizen: 幺三七零零", "agent: 嗯", "citizen: 幺二三四五六") == "13700123456"


def test_an_echoed_half_does_not_part_the_number() -> None:
    turns = (ASK, "citizen: 幺三七零零", "agent: 幺三七零零", "citizen: 幺二三四五六")
    assert value(NUMBER, *turns) == "13700123456"


def test_a_confirmed_read_back_makes_it_sure() -> None:
    turns = (ASK, "citizen: 幺三七零零幺二三四五六", "agent: 幺三七零零幺二三四五六对吗")
    before = draft(*turns).fields[NUMBER]
    after = draft(*turns, "citizen: 对的").fields[NUMBER]
    assert after.confidence > before.confidence
    assert len(after.sources) == 2


def test_the_agents_number_alone_is_no_fact() -> None:
    assert value(NUMBER, "agent: 供水公司电话是幺三七零零幺二三四五六", "citizen: 我想反映小区停水") == CALLING


def test_a_number_that_only_the_agent_understood_is_the_callers_once_they_say_yes() -> None:
    told = ("citizen: 呃嗯那个好的。", "agent: 手机号码是一三八，九零五二，六三八四，对吗？")
    assert value(NUMBER, *told, "citizen: 对的，就是这个号码。") == "13890526384"
    assert value(NUMBER, *told, "citizen: 不对。") == CALLING
    assert value(NUMBER, "agent: 您可以拨打负责人电话一三八九零五二六三八四，好吗？", "citizen: 好的。") == CALLING


def test_a_read_back_far_from_what_was_said_changes_nothing() -> None:
    turns = (ASK, "citizen: 幺三七零零幺二三四五六", "agent: 幺五八九九八七七六六五对吗", "citizen: 对")
    assert value(NUMBER, *turns) == "13700123456"


@pytest.mark.parametrize("said", ["就打这个号码", "就这个", "来电号码就可以", "打这个电话就行", "就是我现在打的这个号"])
def test_this_number_is_the_calling_number(said: str) -> None:
    field = draft(ASK, f"citizen: {said}").fields[NUMBER]
    assert field.value == CALLING
    assert field.confidence >= 0.85
    assert len(field.sources) == 1


def test_a_yes_to_the_calling_number_counts_as_said() -> None:
    field = draft("agent: 电话是来电这个号码吗", "citizen: 是的").fields[NUMBER]
    assert (field.value, field.sources != ()) == (CALLING, True)


def test_without_a_word_the_calling_number_is_a_guess() -> None:
    field = draft("citizen: 我们小区停水了").fields[NUMBER]
    assert field.value == CALLING
    assert field.confidence <= 0.5
    assert field.sources == ()


def test_a_withheld_number_leaves_the_field_out() -> None:
    withheld = DraftContext(calling_number="", started_at=0, city="江城")
    assert NUMBER not in draft("citizen: 我们小区停水了", context=withheld).fields


@pytest.mark.parametrize("said", ["骗子的电话是幺三七零零幺二三四五六", "他们公司号码是幺三七零零幺二三四五六"])
def test_somebody_elses_number_is_not_the_callers(said: str) -> None:
    assert value(NUMBER, f"citizen: {said}") == CALLING


def test_a_number_heard_with_a_digit_too_few_is_shown_with_little_confidence() -> None:
    field = draft(ASK, "citizen: 幺三七零零幺二三四五").fields[NUMBER]
    assert field.value == "1370012345"
    assert field.confidence < 0.5
