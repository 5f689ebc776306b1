import re

from callflow.drafting.language.terms import alternation, either


def test_an_alternation_matches_what_any_of_its_expressions_does() -> None:
    danger = alternation(("着火|起火", "漏水(?!管)"))
    assert [danger.search(text) is not None for text in ("楼下起火", "屋顶漏水", "装漏水管")] == [True, True, False]


def test_an_alternation_tries_first_what_stands_first() -> None:
    assert alternation(("公交", "公交车站")).sub("", "在公交车站等") == "在车站等"


def test_what_surrounds_parts_holds_for_each_of_them() -> None:
    repeated = re.compile(f"^{either('啊|哦', '好的')}+$")
    assert [bool(repeated.search(text)) for text in ("啊好的哦", "好的吗", "不好的")] == [True, False, False]
