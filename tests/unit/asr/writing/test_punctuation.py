"""Where marks stand."""

import pytest

from asr.writing import write
from tests.unit.asr.writing.hearing import heard, joined


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("我 反映 一下 | 路灯 从来 没亮 过", "我反映一下，路灯从来没亮过。"),
        ("您好 请问 有 什么 可以 帮 您", "您好，请问有什么可以帮您？"),
        ("好 的 | 怎么 称呼", "好的，怎么称呼？"),
        ("信息 需要 保密 吗", "信息需要保密吗？"),
        ("有没有 人 受伤 | 火 还 在 烧 吗", "有没有人受伤？火还在烧吗？"),
        ("能 不能 快 一点", "能不能快一点？"),
        ("人 跑 了 没有", "人跑了没有？"),
        ("风扇 也 没有", "风扇也没有。"),
        ("我 也 不知道 为什么", "我也不知道为什么。"),
        ("还 在 烧 呢", "还在烧呢。"),
        ("好 几个 小孩", "好几个小孩。"),
        ("就 住 在 | 东湖区", "就住在东湖区。"),
        ("一直 停 到 现在 | 没 水", "一直停到现在，没水。"),
        ("我 跟 他 说 过 因为", "我跟他说过因为，"),
        ("开通 wi fi 了", "开通wi fi了。"),
        ("喂", "喂。"),
        ("", ""),
    ],
)
def test_a_line_is_punctuated(line: str, expected: str) -> None:
    written = write(heard(line))
    assert written.text == joined(written.words) == expected


def test_no_mark_stands_inside_a_number() -> None:
    assert write(heard("一共 三百 | 五十 块")).text == "一共350块。"
