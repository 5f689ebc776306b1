"""The title of a message: its subject, as the citizen wrote it, where that is short and tells what it is about."""

import pytest

from callflow.drafting import FieldName
from tests.unit.drafting.talk import value


def title(subject: str, *sentences: str) -> str:
    return value(FieldName.TITLE, f"citizen: {subject}", *(f"citizen: {each}" for each in sentences)) or ""


@pytest.mark.parametrize(
    ("subject", "titled"),
    [
        ("反映云溪区和平大道阳光花园电梯停运问题", "云溪区和平大道阳光花园电梯停运"),
        ("临州市139区间线停运，沿线居民出行很不方便", "临州市139区间线停运，沿线居民出行很不方便"),
        ("临州市139区间线停运，沿线居民出行很不方便，请尽快恢复", "临州市139区间线停运"),
    ],
)
def test_a_subject_that_tells_the_place_is_the_title_whole_or_its_first_clause(subject: str, titled: str) -> None:
    assert title(subject, "官方理由是有安全隐患，村民怎么办", "一直没有人管") == titled


def test_the_place_goes_before_a_subject_that_tells_none() -> None:
    said = title("楼下货运部噪音严重扰民", "我家住在云溪区安置小区42栋", "每天凌晨就开始装车，吵得睡不着")
    assert said == "云溪区安置小区42栋楼下货运部噪音严重扰民"


def test_a_subject_that_names_a_place_of_its_own_stands_alone() -> None:
    said = title("和平大道阳光花园无故停工", "我是阳光花园a栋803的业主", "交房以后到处漏水，没有人修")
    assert said == "和平大道阳光花园无故停工"


def test_a_subject_too_short_to_tell_the_matter_is_not_the_title() -> None:
    assert title("阳光花园", "云溪区阳光花园电梯停运三天了，老人下不了楼").startswith("云溪区阳光花园电梯")
