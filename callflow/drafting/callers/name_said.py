"""The name that a line of the citizen gives: a surname, also by sound or by its parts, a whole name, a form of address.

Names of others (老板姓王, 我儿子叫…) are told in the same words. A name is the caller's where it answers the question
for it, where 我 or 免贵 stands before it, or where nobody else is spoken of.
"""

import re
from enum import IntEnum
from functools import lru_cache

import msgspec

from callflow.drafting.callers.form_of_address import TITLES
from callflow.drafting.callers.surname import (
    DOUBLE,
    RARE,
    SURNAMES,
    Spelt,
    explained,
    is_double,
    is_surname,
    spelt,
    surname,
)
from callflow.drafting.conversation import Line
from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.terms import LINES_KEPT, either

_HAN = r"[\u4e00-\u9fff]"
_SURNAME = rf"(?:{DOUBLE}|[{SURNAMES}])"
_ANY_SURNAME = rf"(?:{DOUBLE}|[{SURNAMES}{RARE}])"
_HEARD = rf"({DOUBLE}|{_HAN})"
_END = rf"(?=$|，|[的]|电话|手机|号码|住|我|是|在|这|就|联系|[0-9]|幺|一三|一五|一八|要三|要五|要八|身份证|{TITLES})"
_ASKED = re.compile(
    r"贵姓|称呼|姓名|全名|名字|您姓|尊姓|您叫|您是哪位|姓什么|姓啥|姓氏"
    r"|留一?[个下][^，]{0,3}姓|姓和电话|(?:电话|号码)[^，]{0,2}和?姓"
)
_SOMEBODY = either(
    r"老公|老婆|媳妇|妈|爸|婆婆|公公|奶奶|爷爷|朋友",
    r"老人|老伴|孩子|小孩|儿子|女儿|儿媳|父亲|母亲|爱人|丈夫|妻子|病人|患者|逝者|死者|家属",
    r"对方|老板|司机|师傅|业主|邻居|房东|租客|中介|顾客|客人",
    r"人员|主任|民警|警官|医生|护士|同事|经理|负责人|领导|书记|村长|队长|主播|保安|客服|导游|包工头|法人",
    r"他们?|她|那位|那个|有个|一个|男的|女的|小伙|姑娘|大姐|大哥|那人|的人|某",
)
_SOMETHING = r"公司|店|厂|学校|小区|楼盘|村|站|路|医院|机构|物业|品牌|软件|平台|项目|单位|旅行社"
_OF_YOU = re.compile(r"贵姓|称呼|尊姓|[您你](?!知道|晓得|清楚|了解|有)|留|登记|联系|电话")
_OTHERS_ASKED = re.compile(rf"(?:{_SOMEBODY}|{_SOMETHING})[^，您]{{0,8}}(?:叫|姓|名|称呼)")
_OTHER_BEFORE = re.compile(rf"{_SOMEBODY}[^，我]{{0,4}}$")
_OTHER_IN_CLAUSE = re.compile(rf"{_SOMEBODY}|{_SOMETHING}|隔壁|旁边|对面|那家")
_OWN_BEFORE = re.compile(r"(?:我|本人|免贵|敝|鄙人|小)(?:也|就|这边|是|的|们?家)*$")
_FAMILY = re.compile(rf"(?<![百同您不尊大各])姓(?:的?是)?(?!名|什么|啥|氏|的|哪|甚|他|她){_HEARD}({TITLES})?")
_NOT_BUT = re.compile(rf"不(?:是|姓)(?:姓)?{_HAN}，?(?:我?(?:是|姓)(?:姓)?){_HEARD}(?=，|$|的)")
_SPELT = re.compile(
    rf"(?:^|，|[姓性信幸兴叫])(?:就?是)?(?:{_HAN}，?)??"
    rf"((?:(?!的){_HAN}){{1,6}})(?:的|里的|那个|里头那个)(?:那个)?{_HEARD}(?!的)"
)
_MISHEARD_FAMILY = re.compile(rf"(?:我|免贵|，|嗯|啊)*[性信幸兴形行](?:是)?{_HEARD}")
_MISHEARD_INSIDE = re.compile(rf"(?<=[0-9零幺一二三四五六七八九])性{_HEARD}(?=电话|手机|，|$|[0-9幺])")
_FULL = re.compile(
    rf"(?:我(?:就)?叫|(?<!他)(?<!她)我的?(?:大名|名字|全名)(?:叫|是)|^全名(?:叫|是)?|，全名(?:叫|是)?|本人叫?)(?:做|作)?"
    rf"({_ANY_SURNAME}(?!某){_HAN}{{1,2}}?){_END}"
)
_FULL_BESIDE = (
    r"(?:^|，|叫|大名|全名|姓(?={name}{han}{{2}}[，0-9幺]))"
    r"({name}(?![的是先女老师同阿大我电这那就某]){han}{{2}})(?=，|$|[0-9幺])"
)
_GIVEN_BESIDE = (
    r"(?:单名|名)(?:一?个|叫)?({han})字?(?=，|$)"
    r"|(?:，|姓{name})(?:名字?)?叫?做?(?<=[叫名做])({han}{{1,2}})(?=，|$)"
)
_SELF = re.compile(rf"(?:叫我|称呼我|喊我|(?<!不)我(?:就)?是|^我)({_ANY_SURNAME})({TITLES})(?!的|家|那|在|们|说)")
_NICK = re.compile(rf"(?:叫|喊|称呼)我?(?:小|老|阿)({_ANY_SURNAME})(?=，|$|就|吧|都|好|也|得)")
_WORDS = either(
    r"方便|明白|安全|应该|全部|时间|时候|高兴|原来|常常|平常|经常|后来",
    r"车|边|成|路|关|包|连|管|查|解|项|简|全|单|向|别|要|房",
)
_ANSWER = re.compile(
    rf"(?:啊|嗯|哦|呃|，|好的?|免贵|我叫|叫|我是|我|就)*(?!{_WORDS})({_SURNAME})"
    rf"(?:({TITLES})|({_HAN}{{1,2}}?)?{_END})"
)
_FILLER = re.compile(r"(?:啊|嗯|哦|呃|，|好的?|免贵)+")


class Evidence(IntEnum):
    """How surely a name is the caller's own; the surest is taken, of equals the latest."""

    IN_PASSING = 1
    OWN = 2


class NameSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A surname or a whole name, the form of address that was said with it ("" when none), and whose it is."""

    name: str
    start: int
    end: int
    """Where the words that give it begin and end in the line."""
    title: str = ""
    evidence: Evidence = Evidence.OWN
    whole: bool = False
    heard: str = ""
    """The surname as it was written, where another was meant by its sound."""


@lru_cache(maxsize=LINES_KEPT)
def asked_for_name(asked: str) -> bool:
    """Whether the agent asked for the caller's name."""
    others = re.search(_SOMEBODY, asked)
    return any(
        _ASKED.search(clause) and not _OTHERS_ASKED.search(clause) and not (others and not _OF_YOU.search(clause))
        for clause in asked.split(BOUNDARY)
    )


@lru_cache(maxsize=LINES_KEPT)
def name_in(line: Line) -> NameSaid | None:
    """The caller's name in a line; None when it gives none."""
    asked = asked_for_name(line.asked)
    if full := _FULL.search(line.text):
        return _said(full[1], full.span(1), whole=True)
    if called := _SELF.search(line.text) or _NICK.search(line.text):
        return _said(called[1], called.span(), title=called[2] if called.re is _SELF else "")
    others = not asked and bool(_ASKED.search(line.asked)) and "我" not in line.text
    if found := _corrected(line) or _family(line, asked=asked) or (_answered(line) if asked else None):
        return None if others else _with_the_rest(found, line)
    return None


def _said(
    name: str, span: tuple[int, int], *, title: str = "", evidence: Evidence = Evidence.OWN, whole: bool = False
) -> NameSaid:
    start, end = span
    return NameSaid(name=name, start=start, end=end, title=title, evidence=evidence, whole=whole)


def _corrected(line: Line) -> NameSaid | None:
    """不是何，是贺 where the agent had called the caller 何."""
    found = _NOT_BUT.search(line.text)
    if found is None or not re.search(rf"{TITLES}|姓", line.asked):
        return None
    by_word = _explained_in(line.text)
    name = by_word.name if by_word else surname(found[1])
    return _said(name, found.span()) if name else None


def _family(line: Line, *, asked: bool) -> NameSaid | None:
    for found in _FAMILY.finditer(line.text):
        evidence = _whose(line.text[: found.start()], asked=asked)
        name = evidence and _as_explained(surname(found[1]), line.text[found.start() :], len("姓"))
        if evidence and name:
            said = _said(name, found.span(), title=found[2] or "", evidence=evidence)
            by_word = _explained_in(line.text[found.end(1) :])
            told = spelt(line.text) or (by_word and by_word.name == name)
            return said if told or not is_surname(found[1]) else msgspec.structs.replace(said, heard=found[1])
    return None


def _whose(before: str, *, asked: bool) -> Evidence | None:
    if _OWN_BEFORE.search(before):
        return Evidence.OWN
    if asked:
        return None if _OTHER_BEFORE.search(before) else Evidence.OWN
    clauses = before.rstrip(BOUNDARY).split(BOUNDARY)
    told_of_others = any(_OTHER_IN_CLAUSE.search(clause) for clause in clauses[-2:])
    return None if told_of_others else Evidence.IN_PASSING


def _as_explained(heard: str, text: str, after: int = 0) -> str:
    """The surname as it is told by its parts, or by a word behind it that it stands in and that sounds the same."""
    if parts := spelt(text):
        return parts.name
    by_word = _explained_in(text[after + 1 :]) or _explained_in(text[after:])
    same = by_word and (surname(by_word.name) == heard or not heard)
    return by_word.name if by_word and same else heard


def _explained_in(text: str) -> Spelt | None:
    for found in _SPELT.finditer(text):
        if name := explained(found[1], found[2]):
            return Spelt(name, *found.span())
    return None


def _answered(line: Line) -> NameSaid | None:
    heard = _MISHEARD_FAMILY.match(line.text) or _MISHEARD_INSIDE.search(line.text)
    if heard and (name := surname(heard[1])):
        return _said(_as_explained(name, line.text), heard.span())
    if parts := spelt(line.text):
        return _said(parts.name, (parts.start, parts.end))
    found = _ANSWER.match(line.text)
    if found and line.text.startswith("的", found.end()):
        found = None
    if found and found[3]:
        return _said(found[1] + found[3], found.span(), whole=True)
    if by_word := _explained_in(line.text):
        return _said(by_word.name, (by_word.start, by_word.end))
    return _said(found[1], found.span(), title=found[2] or "") if found else _rare_alone(line)


def _rare_alone(line: Line) -> NameSaid | None:
    filler = _FILLER.match(line.text)
    start = filler.end() if filler else 0
    alone = line.text[start:].split(BOUNDARY)[0]
    is_name = is_double(alone) or (is_surname(alone) and alone in RARE)
    return _said(alone, (start, start + len(alone))) if is_name else None


def _with_the_rest(found: NameSaid, line: Line) -> NameSaid:
    """With the given name, or the form of address, that is said beside the surname (我姓高，高德厚)."""
    if found.whole:
        return found
    if beside := re.search(_FULL_BESIDE.format(name=found.name, han=_HAN), line.text):
        return _said(beside[1], beside.span(1), evidence=found.evidence, whole=True)
    if given := re.search(_GIVEN_BESIDE.format(name=found.name, han=_HAN), line.text):
        name, end = found.name + (given[1] or given[2]), max(found.end, given.end())
        return _said(name, (found.start, end), evidence=found.evidence, whole=True)
    titled = re.search(rf"{found.name}({TITLES})", line.text)
    return msgspec.structs.replace(found, title=titled[1]) if titled and not found.title else found
