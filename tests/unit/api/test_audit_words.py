"""The audit in Chinese: every deed has a name, and what has no word is told as it is written."""

from zoneinfo import ZoneInfo

import pytest

from api.audit import Deed
from api.audit_words import DEED_WORDS, deed_in_words, detail_in_words, object_in_words
from tests.api.fake_hotline import START

ZONE = ZoneInfo("Asia/Shanghai")


def test_every_deed_has_a_name_of_its_own() -> None:
    assert set(Deed) <= set(DEED_WORDS)
    assert len(set(DEED_WORDS.values())) == len(DEED_WORDS)
    assert deed_in_words("of_a_later_version") == "of_a_later_version"


@pytest.mark.parametrize(
    ("on", "words"),
    [("ticket:261121000001", "工单 261121000001"), ("calendar", "日历"), ("robot:7", "robot 7"), ("x", "x")],
)
def test_an_object_is_named_by_its_kind(on: str, words: str) -> None:
    assert object_in_words(on) == words


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ({"step": "extension_granted"}, "同意延期"),
        ({"made": True}, "新建"),
        ({"file": "a.csv", "made": 3, "changed": 0}, "文件：a.csv；新建：3；修改：0"),
        ({"deleted": "办事指南"}, "删除：办事指南"),
        ({"file": "citizen.wav", "from_ms": 1_500, "to_ms": 4_000}, "文件：citizen.wav；从：1.5 秒；到：4.0 秒"),
        ({"tickets": ["1", "2"], "resolved_since": None, "planned": 2}, "工单：1、2；新安排：2"),
        ({"on": True, "until": START}, "开启：是；截止：2026-11-18 19:06"),
        ({"place": "whisper", "unheard_of": "x"}, "方式：耳语；unheard_of：x"),
        ({}, ""),
    ],
)
def test_details_are_one_line(detail: dict[str, object], words: str) -> None:
    assert detail_in_words(detail, ZONE) == words
