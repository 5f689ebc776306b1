"""A field says by which words of the call it came about, by character."""

import pytest

from callflow.drafting import FieldName
from tests.unit.drafting.talk import draft, talk

ASK_NAME, ASK_NUMBER = "agent: 请问您贵姓", "agent: 请问您的联系电话是多少"
NUMBER, NAME, TIME = FieldName.CALLBACK_NUMBER, FieldName.CALLER_NAME, FieldName.INCIDENT_TIME


def words(name: FieldName, *turns: str) -> list[str]:
    """The words that the field's spans cut out of the turns."""
    texts = {heard.id: heard.text for heard in talk(*turns)}
    return [texts[span.utterance][span.start : span.end] for span in draft(*turns).fields[name].spans]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("我家 昨天晚上八点半 停的水。", "昨天晚上八点半"),
        ("从二零二六年三月十五号开始，就漏水", "二零二六年三月十五号开始"),
        ("这个井盖坏了，去年十一月到现在没人修", "去年十一月到现在"),
        ("已经停水二十三天了", "二十三天"),
        ("他们每天晚上十一点半还在唱歌", "每天晚上十一点半"),
        ("二十三号楼的车烧起来了", "烧起来"),
    ],
)
def test_a_time_by_its_words_whatever_stands_before_them(said: str, shown: str) -> None:
    assert words(TIME, f"citizen: {said}") == [shown]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("免贵姓王", "姓王"),
        ("我叫陈小明，住幸福小区", "陈小明"),
        ("我姓刘女士", "姓刘女士"),
        ("弓长的张", "弓长的张"),
        ("嗯，周先生", "嗯，周先生"),
        ("我不想留名字", "不想留名"),
    ],
)
def test_a_name_by_the_citizens_own_words(said: str, shown: str) -> None:
    assert words(NAME, ASK_NAME, f"citizen: {said}") == [shown]


def test_a_number_by_its_digits_in_all_the_breaths_it_took() -> None:
    turns = (ASK_NUMBER, "citizen: 幺三七零零。", "agent: 嗯", "citizen: 后面是 幺二三四五六，谢谢")
    assert words(NUMBER, *turns) == ["幺三七零零", "幺二三四五六"]


def test_a_corrected_number_by_what_stands_of_it() -> None:
    turns = (ASK_NUMBER, "citizen: 幺三七零零幺二三四五六", "agent: 好的", "citizen: 不对，幺三九八八七六五四三二")
    assert words(NUMBER, *turns) == ["幺三九八八七六五四三二"]


def test_the_calling_number_by_the_line_that_points_at_it() -> None:
    assert words(NUMBER, ASK_NUMBER, "citizen: 就打这个号码吧") == ["就打这个号码吧"]


def test_what_no_single_words_speak_for_by_the_whole_of_its_sources() -> None:
    assert words(FieldName.TITLE, "citizen: 幸福小区三栋停水了")[-1] == "幸福小区三栋停水了"
