"""Written Chinese as it is read aloud: numbers, dates, times and units in words, signs as pauses. Pure.

The result is characters, Latin letters and the four pauses ，。！？ alone. What was masked (`****`) is said to
be left out.
"""

import re
import unicodedata

from telephony.voice.numerals import in_words

_UNITS = {
    "m2": "平方米",
    "m3": "立方米",
    "°C": "摄氏度",
    "km": "公里",
    "kg": "公斤",
    "cm": "厘米",
    "mm": "毫米",
    "kW": "千瓦",
    "m": "米",
    "t": "吨",
}
_RANGE = r" ?[-~—–] ?"
_MEASURE = "个|天|日|人|名|户|元|万|米|公里|小时|分钟|年|月|周|层|次|%|栋|岁|吨|度|时|点|号|平方米"
_TO = re.compile(
    rf"(?<![\d-])(\d+(?:\.\d+)?){_RANGE}(?=\d+(?:\.\d+)?(?:{_MEASURE}))|(?<=[点分日号月年时]){_RANGE}(?=\d)"
)
_DATE = re.compile(r"(?<![\d-])((?:19|20)\d\d)([-/.])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?![\d-]|\.\d)")
_CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?(?![\d:])")

_Rewriting = tuple[tuple[re.Pattern[str], str], ...]
_FIRST: _Rewriting = (
    (re.compile(r"(?:https?://|www\.)[!-~]+"), "网址略"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII), "邮箱略"),
    (re.compile(r"\*{2,}"), "号码略"),
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (re.compile(r"(?m)^\s*(\d{1,2})[.、)](?!\d)"), r"\1，"),
    (re.compile(r"-(?=\d+(?:\.\d+)? ?(?:°C|度))"), "零下"),
)
_LAST: _Rewriting = (
    (re.compile(r"(?<=\d)-(?=\d)"), "杠"),
    (re.compile(r"(?<=[元米吨度次个])/(?=[^\d\s])"), "每"),
)
_UNIT = re.compile(rf"(?<=\d) ?({'|'.join(map(re.escape, _UNITS))})(?![A-Za-z\d])")
_SILENT = re.compile(r"[《》“”‘’\"'「」『』*_#·\s]+")
_FULL_STOP = re.compile(r"[.…\n]+")
_PAUSE = re.compile(r"[^\u4e00-\u9fffA-Za-z。！？]+")
_PAUSES = re.compile(r"，*([。！？])[，。！？]*|，+")


def with_dates_in_words(text: str) -> str:
    """Write 2026-03-05 as 2026年3月5日, which is not taken for a telephone number then."""
    return _DATE.sub(lambda found: f"{found[1]}年{int(found[3])}月{int(found[4])}日", text)


def spoken(text: str) -> str:
    """Word a text for a voice; empty when nothing of it can be said."""
    text = with_dates_in_words(unicodedata.normalize("NFKC", text))
    text = _CLOCK.sub(_time, text)
    text = _rewritten(text, _FIRST)
    text = _TO.sub(lambda found: f"{found[1] or ''}至", text)
    text = _UNIT.sub(lambda unit: _UNITS[unit[1]], text)
    return _with_pauses(in_words(_rewritten(text, _LAST)))


def _rewritten(text: str, rewriting: _Rewriting) -> str:
    for pattern, instead in rewriting:
        text = pattern.sub(instead, text)
    return text


def _time(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), found[2]
    words = "两" if hour == 2 else str(hour)  # noqa: PLR2004  two o'clock is 两点
    return f"{words}点" if minute == "00" else f"{words}点{minute}分"


def _with_pauses(text: str) -> str:
    text = _FULL_STOP.sub("。", text.replace("!", "！").replace("?", "？").strip())
    text = _PAUSE.sub("，", _SILENT.sub("", text))
    text = _PAUSES.sub(lambda found: found[1] or "，", text).strip("，")
    return text if any(char not in "，。！？" for char in text) else ""
