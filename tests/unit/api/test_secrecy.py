"""What a department may not read of a caller who is to stay unknown."""

import pytest

from api.secrecy import Secrecy
from callflow.drafting import FieldName

NAME, BODY, TITLE = FieldName.CALLER_NAME, FieldName.BODY, FieldName.TITLE


def secret(name: str) -> Secrecy:
    return Secrecy.of({NAME: name, FieldName.CONFIDENTIAL: "是"})


@pytest.mark.parametrize(
    ("name", "text", "hidden"),
    [
        ("王小明", "王小明说漏水", "市民说漏水"),
        ("王小明", "王先生说漏水", "市民说漏水"),
        ("王先生/女士", "王先生/女士说漏水", "市民说漏水"),
        ("王女士", "王先生说漏水", "市民说漏水"),
        ("欧阳先生", "欧阳女士说阳女士来过", "市民说阳女士来过"),
        ("王女士", "王府路漏水", "王府路漏水"),
        ("匿名", "匿名投诉", "匿名投诉"),
        ("", "漏水", "漏水"),
    ],
)
def test_a_name_goes_in_all_its_forms(name: str, text: str, hidden: str) -> None:
    assert secret(name).hidden(text) == hidden


@pytest.mark.parametrize("number", ["13812345678", "138****5678", "一三八一二三四五六七八", "138-1234-5678", "*****67"])
def test_of_a_number_nothing_is_left(number: str) -> None:
    assert secret("").hidden(f"电话{number}，三栋") == "电话****，三栋"


def test_a_body_begins_with_somebody_whoever_the_field_names() -> None:
    kept = secret("王小明").values({NAME: "王小明", BODY: "李女士来电反映漏水", TITLE: "商家来电骚扰"})
    assert kept == {BODY: "市民来电反映漏水", TITLE: "商家来电骚扰"}


def test_nothing_is_hidden_where_nobody_asked_for_it() -> None:
    values = {NAME: "王小明", BODY: "王小明来电"}
    assert Secrecy.of(values).values(values) == values
    assert Secrecy.of(values).hidden("王小明 138****5678") == "王小明 138****5678"


def test_what_was_wanted_at_one_time_is_kept() -> None:
    secrecy = Secrecy.of({NAME: "王小明"}, {NAME: "李红", FieldName.ANONYMOUS: "是"})
    assert secrecy.unknown
    assert secrecy.hidden("王小明和李红") == "市民和市民"
