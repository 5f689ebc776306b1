"""Numbers as people write them: the table in spoken_numbers.yaml, and what holds for any words."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from asr.writing import with_numbers, write
from tests.unit.asr.writing.hearing import heard, joined

TABLE = yaml.safe_load((Path(__file__).parent / "spoken_numbers.yaml").read_text(encoding="utf-8"))
VALUES = {**{char: str(value) for value, char in enumerate("零一二三四五六七八九")}, "〇": "0", "幺": "1", "两": "2"}
SPOKEN = st.text(
    st.sampled_from("零一二三四五六七八九十百千万亿两幺点半号栋单元楼室块元年月日个路多几第分之的到了晚上岁米。人家")
    | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
    max_size=24,
)


def cases() -> Iterator[Any]:
    for section, listed in TABLE.items():
        items = listed.items() if isinstance(listed, dict) else [(line, line) for line in listed]
        for line, expected in items:
            written, *found = expected if isinstance(expected, list) else [expected]
            yield pytest.param(str(line), str(written), found, id=f"{section}: {line}")


def test_the_table_has_its_cases() -> None:
    assert len(list(cases())) >= 150


@pytest.mark.parametrize(("line", "expected", "found"), list(cases()))
def test_it_is_written_as_people_write_it(line: str, expected: str, found: list[str]) -> None:
    written = write(heard(line))
    assert re.sub("[，。？]$", "", written.text) == expected
    assert [f"{span.kind} {span.value}" for span in written.spans] == found
    assert joined(written.words) == written.text
    assert [word.text for word in written.words] == [word.text for word in heard(line)]


@given(SPOKEN)
def test_writing_what_is_written_changes_nothing(line: str) -> None:
    once = with_numbers(line)
    assert with_numbers(once) == once


@given(SPOKEN)
def test_no_digit_is_invented_or_lost(line: str) -> None:
    assert said(with_numbers(line)) == said(line)


@given(st.lists(SPOKEN.filter(bool) | st.text(min_size=1, max_size=4), max_size=8))
def test_any_words_can_be_written_and_make_up_the_text(texts: list[str]) -> None:
    words = heard(" ".join("".join(text.split()) or "啊" for text in texts).replace("(", "").replace("|", ""))
    written = write(words)
    assert joined(written.words) == written.text
    assert [word.text for word in written.words] == [word.text for word in words]
    assert all(0 <= span.from_word < span.to_word <= len(words) for span in written.spans)


def said(text: str) -> str:
    """The digits of a text but zeros; ten without a digit before it says one."""
    text = re.sub(r"(?<![一二三四五六七八九两])十", "一十", text)
    return (
        "".join(VALUES.get(char, char) for char in text if char in VALUES or char.isascii())
        .replace("0", "")
        .translate(str.maketrans("", "", ".% ，"))
    )


def test_a_number_in_groups_stands_with_its_first_word() -> None:
    written = write(heard("打 幺三八 | 零零幺三 | 八零零零 吧"))
    assert written.text == "打13800138000吧。"
    assert [word.written for word in written.words] == [None, "13800138000", "", "", "吧。"]
    (span,) = written.spans
    assert (span.kind, span.value, span.from_word, span.to_word) == ("mobile", "13800138000", 1, 4)
