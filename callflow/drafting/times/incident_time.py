"""When it happened, in the citizen's own relative words (昨天晚上8点, 今年2月至今), and the moment that they mean.

A call tells many times: when it happened, when they complained before, when they bought it, by when it must be done.
Each is weighed by what it tells, by the words around it (`incident_time.yaml`), and by whether the agent asked for it.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from callflow.drafting.conversation import AGENT, Conversation, Line
from callflow.drafting.draft import DraftField, Span
from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.terms import patterns
from callflow.drafting.matters.emergency import emergency_in
from callflow.drafting.times.moment import moment_of
from callflow.drafting.times.said import Kind, TimeSaid, digitised, times_in

_BROAD = re.compile(r"(?:月(?:份|初|底)?|年|上周|上个?星期)$")
_LATELY = re.compile(r"最近|近期|近来|这几天|这两天|这阵子|这段时间|刚才|刚刚")
_JUST_NOW = re.compile(r"刚才|刚刚")
_BARE_DAY = re.compile(r"今天|今日|当天|那天|年底|年初|十一|五一|上个月|这个月")
_BARE_YEAR = re.compile(r"(?:今|去|前|大前)年|\d{2}(?:\d{2})?年")
_BARE_DATE = re.compile(r"\d{1,2}日.*")
_DAY = re.compile("[日天晚早周拜期夜]")
_A_DAY = re.compile(r"(?!.*点).*(?:[日天晚早夜午]|周.|星期.|礼拜.)(?:早上|上午|中午|下午|晚上|夜里|凌晨)?")
_MONTHS = re.compile("月.*[至、]")
_HOUR = r"\d{1,2}(?:、\d{1,2})?点.*|\d{1,2}:\d{2}"
_HOUR_ONLY = re.compile(_HOUR)
_NO_DAY = re.compile(
    rf"(?:凌晨|清晨|一大早|大清早|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|后半夜|半夜|深夜)?(?:{_HOUR})"
)
_OF_TODAY = re.compile(r"(?:凌晨|清晨|早上|早晨|上午|中午|下午)(?:\d|至今|$)")
_EVERY_DAY = re.compile(r"以后$|之后$|点.*至")
_VAGUE = ("那天", "当天", "那段时间")
_AGO = re.compile(r"(?:分钟|小时|钟头|天|周|星期|礼拜|月|年)前$")
_SHORT = re.compile(r"小时|钟头|分钟")
_TIMES_OVER = re.compile(r"[^，]{0,1}(?:次|回|趟)")
_LEAST, _LEAST_IN_QUESTION, _LEAST_SINCE_IN_QUESTION = 0.9, 3.0, 3.6
_BASE = {Kind.POINT: 1.5, Kind.SINCE: 3.2, Kind.LASTED: 2.0, Kind.HABIT: 1.2}
_USUAL_HOUR = 2.0
_IN_DANGER, _GOING_ON, _BY_LINE, _NEVER = 3.4, 3.0, 0.08, 9.0
_SURE, _FAIR = 3.0, 2.0
_CLAUSE = 12
"""So far, in characters, the words of a clause are read around a time: speech may come without clauses."""


class _Weighed(msgspec.Struct, frozen=True, kw_only=True):
    value: str
    weight: float
    span: Span
    kind: Kind | None
    of_an_hour: bool = False
    """Whether the agent had asked for the hour alone."""


def draft_incident_time(conversation: Conversation, started_at: int, *, question: bool = False) -> DraftField | None:
    """The time as said with digits, `…至今` when it goes on; None when no time of the matter was said.

    In a `question` only what surely happened has a time. `normalised` is the moment that the words mean against the
    day of the call (`started_at`, ms since 1970).
    """
    found = [*_going_on(conversation), *_told(conversation)]
    best = max(found, key=lambda each: each.weight, default=None)
    if best is None or best.weight < _least(best, question=question):
        return None
    said = _with_day(best, found) or _as_read_back(best, conversation) or _with_hour(best, conversation)
    said = said if question else _with_end(said, conversation)
    return DraftField(
        value=said,
        confidence=round(_confidence(best.weight) + _confirmed(best.value, conversation), 2),
        sources=(best.span.utterance,),
        spans=(best.span,),
        normalised=moment_of(said, started_at),
    )


def _least(best: _Weighed, *, question: bool) -> float:
    if not question:
        return _LEAST
    return _LEAST_SINCE_IN_QUESTION if best.kind is Kind.SINCE else _LEAST_IN_QUESTION


def _going_on(conversation: Conversation) -> Iterator[_Weighed]:
    for line in conversation.lines:
        if danger := emergency_in(line.raw):
            span = Span(utterance=line.id, start=danger.start, end=danger.end)
            yield _Weighed(value="正在发生", weight=_IN_DANGER, span=span, kind=None)
            return
        if found := patterns(__package__, "incident_time")["going_on"].search(line.text):
            yield _Weighed(value="正在发生", weight=_GOING_ON, span=line.span(*found.span()), kind=None)
            return


def _told(conversation: Conversation) -> Iterator[_Weighed]:
    going_on = any(_going_on(conversation))
    summary = _summed_up(conversation)
    for at, line in enumerate(conversation.lines):
        written = digitised(line.text)
        text = written.text
        for said in times_in(text):
            if not (going_on and said.kind is Kind.LASTED and _SHORT.search(said.value)):
                weight = _weight(said, text, line) - _BY_LINE * at + _by_summary(said, summary)
                span = line.span(*written.where(said.start, max(said.end, said.shown)))
                hour = "几点" in line.asked
                yield _Weighed(
                    value=_dated(said, text, line), weight=weight, span=span, kind=said.kind, of_an_hour=hour
                )


def _by_summary(said: TimeSaid, summary: Sequence[str]) -> float:
    """What it counts for an hour that the agent says it again with its day, as who sums a case up does."""
    return 0.6 if _NO_DAY.fullmatch(said.value) and any(said.value in each for each in summary) else 0.0


def _summed_up(conversation: Conversation) -> tuple[str, ...]:
    """The times that the agent says, those with a day and an hour."""
    said = (
        time.value.removesuffix("至今")
        for turn in conversation.of(AGENT)
        for time in times_in(digitised(turn.text).text)
    )
    return tuple(value for value in said if "点" in value and _DAY.search(value))


def _says(name: str, text: str) -> bool:
    return bool(patterns(__package__, "incident_time")[name].search(text))


def _begins(name: str, text: str) -> bool:
    return bool(patterns(__package__, "incident_time")[name].match(text))


def _dated(said: TimeSaid, text: str, line: Line) -> str:
    """With the day or the year that the line leaves out: what is usual is 每天, an hour of a call is today's."""
    if month := re.match(r"\d{1,2}月", said.value):
        year = re.search(rf"(今年|去年|前年)\d{{1,2}}月[^，]{{0,4}}，[^，]{{0,2}}(?={month[0]})", text[: said.end])
        return (year[1] if year else "") + said.value
    if said.kind in (Kind.HABIT, Kind.LASTED) or (not _NO_DAY.fullmatch(said.value) and "点" in said.value):
        return said.value
    if said.kind is Kind.POINT and _is_usual_hour(said):
        return f"每天{said.value}"
    asked = _asked_when(line) and not _says("asks_usual_hours", line.asked) and "刚刚" not in line.text
    return f"今天{said.value}" if _OF_TODAY.match(said.value) and (asked or said.kind is Kind.SINCE) else said.value


def _is_usual_hour(said: TimeSaid) -> bool:
    """Whether it is an hour of every day (每天夜里11点以后), also where nobody says that (夜里11点至凌晨2点)."""
    if said.kind is Kind.HABIT:
        return "点" in said.value
    hours = said.kind is Kind.POINT and _NO_DAY.fullmatch(said.value) and _EVERY_DAY.search(said.value)
    return bool(hours) and not _HOUR_ONLY.fullmatch(said.value)


def _weight(said: TimeSaid, text: str, line: Line) -> float:
    before = text[: said.start].rsplit(BOUNDARY, maxsplit=1)[-1][-_CLAUSE:]
    behind = text[said.end :].split(BOUNDARY, maxsplit=1)[0][:_CLAUSE]
    usual = _is_usual_hour(said)
    weight = (_USUAL_HOUR if usual else _BASE[said.kind]) + _by_exactness(said) + _by_question(said, text, line)
    weight += 0.8 if _says("event", before + behind) else 0.0
    weight += 0.6 if _AGO.search(said.value) and _asked_when(line) else 0.0
    return weight - _against(said, line, before, behind)


def _by_exactness(said: TimeSaid) -> float:
    value = said.value.removesuffix("至今")
    if _LATELY.search(value):
        return -1.4
    if value in _VAGUE:
        return -3.0
    if _BARE_YEAR.fullmatch(value) or (said.kind is Kind.LASTED and _SHORT.search(value)):
        return -1.3
    if _HOUR_ONLY.fullmatch(value):
        return -1.0
    if _BARE_DATE.fullmatch(value) or _BARE_DAY.fullmatch(value):
        return -0.5
    return 0.4 * ("点" in value) + 0.3 * bool(_DAY.search(value)) + 0.8 * bool(_MONTHS.search(value))


def _by_question(said: TimeSaid, text: str, line: Line) -> float:
    if not _asked_when(line):
        return 0.0
    if _says("asks_usual_hours", line.asked):
        return 0.4
    answers = text[: said.start].count(BOUNDARY) <= 1
    return (2.0 if answers else 1.2) - (1.5 if _asked_of_old(line) else 0.0)


def _asked_when(line: Line) -> bool:
    return _says("asks_when", line.asked)


def _asked_of_old(line: Line) -> bool:
    return any(_says("asks_when", clause) and _says("of_old", clause) for clause in line.asked.split(BOUNDARY))


def _against(said: TimeSaid, line: Line, before: str, behind: str) -> float:
    """What the words of its clause say against it."""
    lasted = said.kind is Kind.LASTED
    if _is_no_past(said, before, behind) or (lasted and before.endswith("就")):
        return _NEVER
    near = before[-8:]
    contacted = _says("contacted", near + behind) or _says("complains_behind", behind[:6])
    again = (contacted and not _begins("already_then", behind)) or _TIMES_OVER.match(behind)
    of_old = not lasted and _says("of_old", near + behind[:12]) and not _asked_of_old(line)
    reasons = (
        (2.5, again),
        (2.0, of_old or (lasted and before.endswith("过"))),
        (1.5, _says("hearsay_before", before)),
        (2.0, _says("still_well_behind", behind)),
        (1.2, lasted and not behind and not _says("has_lasted", before)),
        (3.0, lasted and _says("length_of_old", before)),
        (2.5, said.value in ("今天", "今年") and _begins("speaking_behind", behind)),
    )
    return sum(weight for weight, holds in reasons if holds)


def _is_no_past(said: TimeSaid, before: str, behind: str) -> bool:
    return (
        _says("by_now", before)
        or _says("not_then_behind", behind[:6])
        or _says("future_before", before)
        or _begins("future_behind", behind)
        or (bool(_JUST_NOW.search(said.value)) and _begins("of_the_call_behind", behind))
    )


def _with_day(best: _Weighed, found: Sequence[_Weighed]) -> str:
    """An hour that was told alone, with the day that was told elsewhere (昨天下午; 大概几点？三点多); else ""."""
    if best.kind is not Kind.POINT or not _HOUR_ONLY.fullmatch(best.value) or not best.of_an_hour:
        return ""
    days = [
        each for each in found if each.kind is Kind.POINT and _A_DAY.fullmatch(each.value) and each.weight >= _LEAST
    ]
    return max(days, key=lambda each: each.weight).value + best.value if days else ""


def _as_read_back(best: _Weighed, conversation: Conversation) -> str:
    """An hour that was told alone, as the agent sums it up with its day (今天早上6点半); else ""."""
    if best.kind is not Kind.POINT or not _NO_DAY.fullmatch(best.value):
        return ""
    return next((value for value in _summed_up(conversation) if best.value in value), "")


def _with_hour(best: _Weighed, conversation: Conversation) -> str:
    """A day with the hour that was told beside the question for it."""
    if best.kind is not Kind.POINT or not _A_DAY.fullmatch(best.value):
        return best.value
    for line in conversation.lines:
        if "几点" in line.asked and not _says("asks_usual_hours", line.asked):
            for said in times_in(digitised(line.text).text):
                if said.kind is Kind.POINT and _HOUR_ONLY.fullmatch(said.value):
                    return best.value + said.value
    return best.value


def _with_end(value: str, conversation: Conversation) -> str:
    """A month or a year in which something began that goes on, by what else is said, lasts until now."""
    lasts = _BROAD.search(value) and "至" not in value and _says("still", conversation.said)
    return f"{value}至今" if lasts else value


def _confidence(weight: float) -> float:
    if weight >= _SURE:
        return 0.85
    return 0.75 if weight >= _FAIR else 0.5


def _confirmed(value: str, conversation: Conversation) -> float:
    core = value.removesuffix("至今")
    return 0.1 if any(core in digitised(back.text).text for back in conversation.read_backs) else 0.0
