"""Numbers and times in written form, and moments against the day of the call."""

import pytest

from callflow.drafting.moment import moment_of
from callflow.drafting.written import written

CALLED_AT = 1_795_916_400_000
"""2026-11-29 09:40 in China, a Sunday."""


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("一小时收五块", "1小时收5元"),
        ("大概五六亩地", "大概五六亩地"),
        ("三十多度不开空调", "30多度不开空调"),
        ("充了一千二", "充了1200"),
        ("首付交了十八万五", "首付交了18.5万"),
        ("编号是零零二七", "编号是0027"),
        ("三栋二单元五零二", "3栋2单元502"),
        ("八点半到九点", "8点半至9点"),
        ("路灯从来没亮过", "路灯从未亮过"),
        ("嗯，那个，一直没修呢", "一直未修"),
        ("12栋3单元502", "12栋3单元502"),
        ("有一个人天天来一下", "有一个人天天来一下"),
        ("十几个人", "十几个人"),
        ("车位十二万一个", "车位12万一个"),
        ("前两天打过", "前两天打过"),
    ],
)
def test_a_line_is_written_as_a_ticket_has_it(said: str, text: str) -> None:
    assert written(said) == text


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("昨天晚上8点半", "2026-11-28 20:30"),
        ("今天上午10点左右", "2026-11-29 10:00"),
        ("前天下午", "2026-11-27"),
        ("上周一至今", "2026-11-16"),
        ("8月16日", "2026-08-16"),
        ("12月3日", "2025-12-03"),
        ("30日", "2026-10-30"),
        ("今年2月至今", "2026-02"),
        ("去年3月", "2025-03"),
        ("上个月", "2026-10"),
        ("昨晚半夜1点", "2026-11-28 01:00"),
        ("好几天前至今", ""),
        ("2月30日", ""),
        ("25点", ""),
    ],
)
def test_a_relative_time_is_resolved_against_the_day_of_the_call(said: str, moment: str) -> None:
    assert moment_of(said, CALLED_AT) == moment
