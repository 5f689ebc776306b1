"""Written Chinese as it is read aloud, and what of a long text is read."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.voice import excerpt, spoken, with_dates_in_words
from telephony.voice.pinyin import in_pinyin

PAUSES = "，。！？"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("已于2026-03-05 14:05修好", "已于二零二六年三月五日十四点零五分修好"),
        ("2026年10月1日—7日", "二零二六年十月一日至七日"),
        ("营业时间8:00-12:00", "营业时间八点至十二点"),
        ("3栋2单元1203室", "三栋二单元幺二零三室"),
        ("3-2-501", "三杠二杠五零幺"),
        ("112路公交,12路公交", "幺幺二路公交，十二路公交"),
        ("请拨打12345或96110。", "请拨打幺二三四五或九六幺幺零。"),
        ("供电热线95598", "供电热线九五五九八"),
        ("3-5个工作日", "三至五个工作日"),
        ("2个人，2次，2号", "两个人，两次，二号"),
        ("12个，12月2日", "十二个，十二月二日"),
        ("完成85.5%", "完成百分之八十五点五"),
        ("1,234元", "一千二百三十四元"),
        ("2.5元/吨，0.5吨", "二点五元每吨，零点五吨"),
        ("120㎡，-3℃，５km", "一百二十平方米，零下三摄氏度，五公里"),
        ("《条例》〔2026〕15号", "条例，二零二六，十五号"),
        ("1.已约谈\n2、已整改", "一，已约谈。二，已整改"),
        ("详见https://www.example.gov.cn/a。", "详见网址略"),
        ("邮箱a@example.cn", "邮箱邮箱略"),
        ("电话：****（张师傅）", "电话，号码略，张师傅"),
        ("“好”……谢谢!!", "好。谢谢！"),
        ("👍 ...", ""),
        ("", ""),
    ],
)
def test_it_is_said_as_people_say_it(written: str, said: str) -> None:
    assert spoken(written).rstrip("。") == said.rstrip("。")


@given(st.text(alphabet=st.sampled_from("您好停水二2013.-:：/年月号楼%,，。？\n*（）APP ㎡℃①"), max_size=60))
def test_whatever_is_written_only_words_and_pauses_are_left(text: str) -> None:
    said = spoken(text)
    assert all(char in PAUSES or char.isascii() == char.isalpha() or "\u4e00" <= char <= "\u9fff" for char in said)
    assert not any(first in PAUSES and second in PAUSES for first, second in pairwise(said))
    assert spoken(said) == said


def test_a_date_is_no_telephone_number_and_an_identity_number_no_date() -> None:
    assert with_dates_in_words("2026-03-05、2026/3/5") == "2026年3月5日、2026年3月5日"
    assert with_dates_in_words("430101-1990-03-05-1234") == "430101-1990-03-05-1234"


def test_pinyin_knows_words_and_tones_that_change() -> None:
    assert in_pinyin("重庆银行行长，不对。") == "chong2 qing4 yin2 hang2 hang2 zhang3, bu2 dui4."
    assert in_pinyin("A区绿化") == "ei1 qu1 lv4 hua4"


TEXT = "第一句话。第二句，有逗号；第三句很长很长很长"


@pytest.mark.parametrize(
    ("most", "read"),
    [(5, "第一句话。"), (8, "第一句话。"), (14, "第一句话。第二句，有逗号；"), (3, "第一句"), (40, TEXT)],
)
def test_a_long_text_is_read_up_to_a_sentences_end(most: int, read: str) -> None:
    assert excerpt(TEXT, most) == (read, read != TEXT)


def test_one_long_sentence_is_read_up_to_a_comma() -> None:
    assert excerpt("很长的，句子没有尽头没有尽头", 8) == ("很长的", True)
