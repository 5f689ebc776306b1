"""A call's place as a whole: links put together, what may be meant, and the choice that was learned."""

import pytest

from callflow.drafting import FieldName
from callflow.drafting.conversation import converse
from callflow.drafting.places.joining import merged, parted, written
from callflow.drafting.places.turn_words import Saying, edges, parts, sayings
from callflow.drafting.places.wholes import whole_places
from tests.unit.drafting.talk import draft, talk, value

CALL = (
    "agent: 您好，请问您反映什么问题",
    "citizen: 我们小区停水了",
    "agent: 请问是哪个区哪个小区",
    "citizen: 云溪区的翠湖花园",
    "agent: 在哪条路上，几栋",
    "citizen: 望江路六十六号，我住三栋二单元",
    "agent: 好的，我核对一下，云溪区望江路六十六号翠湖花园三栋二单元停水，转供水公司处理，对吗",
    "citizen: 对的",
)


def joined(one: str, other: str) -> str:
    return written(merged(parted(one), parted(other)))


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("云溪区望江路", "翠湖花园3栋", "云溪区望江路翠湖花园3栋"),
        ("翠湖花园3栋", "云溪区望江路", "云溪区望江路翠湖花园3栋"),
        ("云溪区翠湖花园5栋", "翠湖花园9栋302", "云溪区翠湖花园9栋302"),
        ("云溪区翠湖花园9栋", "2单元302", "云溪区翠湖花园9栋2单元302"),
        ("云溪区望江路翠湖花园", "66号", "云溪区望江路66号翠湖花园"),
        ("云溪区翠湖花园", "望江区翠湖花园", "云溪区翠湖花园"),
        ("云溪区望江路", "云溪区", "云溪区望江路"),
    ],
)
def test_two_tellings_are_one_place_in_the_order_of_addresses(one: str, other: str, together: str) -> None:
    assert joined(one, other) == together


def test_numbers_are_parted_from_the_name_before_them() -> None:
    assert [unit.text for unit in parted("云栖台18栋2单元")] == ["云栖台", "18栋", "2单元"]


def test_the_parts_of_a_turn_are_all_of_it() -> None:
    text = "云溪区望江路66号翠湖花园3栋停水"
    assert "".join(text[start:end] for start, end in edges(text)) == text
    assert all(0 <= part.share <= 1 for part in parts(Saying(role="citizen", text=text)))


def test_what_turns_tell_together_may_be_meant() -> None:
    found = whole_places(sayings(converse(talk(*CALL))))
    assert "云溪区望江路66号翠湖花园3栋2单元" in found


def test_a_place_that_was_told_in_pieces_is_drafted_as_a_whole() -> None:
    assert value(FieldName.PLACE, *CALL) == "云溪区望江路66号翠湖花园3栋2单元"


def test_a_place_comes_from_the_turns_that_tell_it() -> None:
    field = draft(*CALL).fields[FieldName.PLACE]
    said = {each.id: each.text for each in talk(*CALL)}
    assert any("翠湖花园" in said[source] for source in field.sources)
    assert {span.utterance for span in field.spans} <= set(field.sources)


def test_a_call_without_a_place_has_none() -> None:
    assert value(FieldName.PLACE, "agent: 您好请讲", "citizen: 我想问一下退休年龄怎么算") is None
