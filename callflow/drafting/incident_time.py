"""When it happened, in the citizen's own relative words (昨天晚上8点, 今年2月至今), and the moment that they mean."""

import re
from typing import NamedTuple

from callflow.drafting.conversation import BOUNDARY, Conversation
from callflow.drafting.draft import DraftField
from callflow.drafting.emergency import emergency_in
from callflow.drafting.moment import moment_of
from callflow.drafting.numbers import counts_as_digits, where_said
from callflow.drafting.terms import alternation, either

_DAY = either(
    # A day
    r"今天|今日|昨天|昨日|前天|大前天|今早|今晚|昨晚|昨夜|前晚|前几天|这几天|这两天|那天|当天",
    # A week or a day of it, a month or a part of it
    r"(?:上上?个?|这个?|本)(?:周|星期|礼拜)[一二三四五六日天末]?|周[一二三四五六日末]",
    r"(?:上上?个?|这个?|本)月(?:初|中旬?|底)?(?:\d{1,2}[号日])?",
    # A year, a season, a feast
    r"今年|去年|前年|年初|年底|春节|过年|国庆|中秋|端午|清明|元旦|五一|十一|暑假|寒假",
    # Not long ago
    r"最近|近期|近来|刚才|刚刚",
)
_DATE = r"(?:(?:\d{4}|\d{2})年)?(?:今年|去年|前年)?\d{1,2}月(?:份|初|中旬?|底)?(?:\d{1,2}[号日])?"
_PART = r"(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|深夜|大清早)"
_ONE_CLOCK = r"\d{1,2}点(?:半|钟|\d{1,2}分?)?(?:多钟?|左右)?"
_CLOCK = rf"(?:{_ONE_CLOCK}(?:[到至-]{_ONE_CLOCK})?)"
_POINT = alternation(
    (
        rf"(?:{_DATE}|{_DAY})(?:的|{_DATE})?{_PART}?(?:的)?{_CLOCK}?(?:左右)?",
        rf"{_PART}{_CLOCK}(?:左右)?",
        r"(?:\d{4}年)(?:初|底)?",
    )
)
_UNTIL_NOW = alternation(
    (
        # It has gone on since (去年到现在)
        r"[^，]{0,14}?(?:到现在|至今|到今天|到目前|到这会|就(?:开始)?一直|开始(?:就)?一直)",
        # It began, or what it comes from was put there (去年装的)
        r"(?:就|装|搬|建|换|改)?(?:开始|起|装|搞|弄)(?:的|，|$)",
    )
)
_STILL = re.compile(r"现在都|到现在|还在|还往|一直|至今|天天|每天|始终|从来没|都没|没人管|一盏没|又收|还是")
_BROAD = re.compile(r"(?:月(?:份|初|底)?|年|上周.?|上个?星期.?)$")
_LASTED = re.compile(
    r"((?:[0-9]+|十?几|好几|半|[一二三四五六七八九十两]+)多?(?:天|年|周|个?星期|个?礼拜|个?小时|个钟头|个月))(多|半|整)?"
    r"(?:时间)?(?:了|，|$|没|都|也)"
)
_NOW = alternation(
    (
        r"(?:还在|正在|现在(?:就|正|还)?在?)(?:烧|着火|漏|冒|打|闹|吵|施工|放|响|流|喷|困|哭|堵)",
        r"正在发生|刚刚?发生",
    )
)
_HABIT = re.compile(
    rf"(?:每天|天天|每晚|每到|经常|一到)(?:都)?(?:{_PART}|夜晚|周末|下雨天?)?(?:{_CLOCK})?"
    rf"(?:开?到(?:第二天)?(?:{_PART}?{_CLOCK}|{_PART}))?"
)
_NOT_THEN = re.compile(
    r"(?:明年|明天|后天|下个?月|下周|以后|将来|本科|毕业|有效期|保修|期限|为期|出生|退休|拿证|考取|考的)"
)


class _Read(NamedTuple):
    """A time, and where its words stand in the line with its counts as digits."""

    value: str
    start: int
    end: int


def draft_incident_time(conversation: Conversation, started_at: int) -> DraftField | None:
    """The time as said with digits, `…至今` when it goes on; None when no time of the matter was said.

    `normalised` is the moment that the words mean against the day of the call (`started_at`, ms since 1970).
    """
    for read, confidence in _READINGS:
        for line in conversation.lines:
            if found := read(counts_as_digits(line.text)):
                said = _with_end(found.value, conversation)
                return DraftField(
                    value=said,
                    confidence=round(confidence + _confirmed(found.value, conversation), 2),
                    sources=(line.id,),
                    spans=(line.span(*where_said(line.text, found.start, found.end)),),
                    normalised=moment_of(said, started_at),
                )
    return None


def _with_end(value: str, conversation: Conversation) -> str:
    """A month or a year in which something began that goes on, by what else is said, lasts until now."""
    return f"{value}至今" if _BROAD.search(value) and _STILL.search(conversation.said) else value


def _since(text: str) -> _Read | None:
    for point in _POINT.finditer(text):
        until = None if point[0].startswith(("这", "最近")) else _UNTIL_NOW.match(text, point.end())
        if until:
            end = len(text[: until.end()].rstrip(BOUNDARY))
            return _Read(f"{_tidy(point[0])}至今", point.start(), end)
    return None


def _going_on(text: str) -> _Read | None:
    if found := _NOW.search(text):
        return _Read("正在发生", *found.span())
    danger = emergency_in(text)
    return _Read("正在发生", danger.start, danger.end) if danger else None


def _lasted(text: str) -> _Read | None:
    found = None if _NOT_THEN.search(text) else _LASTED.search(text)
    return _Read(f"{found[1]}{'多' if found[2] == '多' else ''}前至今", *found.span(1)) if found else None


def _at(text: str) -> _Read | None:
    points = [found for found in _POINT.finditer(text) if not _NOT_THEN.search(text[found.end() : found.end() + 6])]
    longest = max(points, key=lambda found: len(found[0]), default=None)
    return _Read(_tidy(longest[0]), *longest.span()) if longest else None


def _by_habit(text: str) -> _Read | None:
    found = _HABIT.search(text)
    return _Read(re.sub("开?到", "至", found[0]).replace("天天", "每天"), *found.span()) if found else None


def _by_the_clock_of_habit(text: str) -> _Read | None:
    found = _by_habit(text)
    return found if found and "点" in text[found.start : found.end] else None


def _tidy(point: str) -> str:
    point = re.sub(r"月份", "月", point)
    return re.sub("(?<=[点半])到", "至", re.sub(r"(月\d{1,2})号", r"\1日", point)).replace("的", "")


def _confirmed(value: str, conversation: Conversation) -> float:
    core = value.removesuffix("至今")
    return 0.1 if any(core in counts_as_digits(back.text) for back in conversation.read_backs) else 0.0


_READINGS = (
    (_going_on, 0.85),
    (_since, 0.85),
    (_by_the_clock_of_habit, 0.7),
    (_lasted, 0.7),
    (_at, 0.75),
    (_by_habit, 0.5),
)
