"""Which of the places that are named is the place of the matter: learned from messages whose place was marked.

A log-linear model over the mentions of a conversation and the answer that there is none. It weighs how exactly a
mention tells the place, how early, how often and in which words, and how surely its boundaries were read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from math import exp
from zlib import crc32

import msgspec
import numpy as np
from numpy.typing import NDArray

from callflow.drafting.gazetteer import chains
from callflow.drafting.mentions import Mention
from callflow.drafting.ordinary import is_ordinary
from callflow.drafting.terms import LINES_KEPT

ROWS = 1 << 13
"""Rows of the table that features are hashed to."""
KEPT = 14
"""Candidates that are weighed against each other."""
_SCALE = 5.0
_FEW, _LONG, _LONGER, _OFTEN, _RANKED, _ORDINARY = 3, 12, 16, 4, 5, 5
AREA = (
    r"(?:[\u4e00-\u9fff]{2}省)?(?:[A-Z]\d*市|[\u4e00-\u9fff]{2}市)?"
    r"(?:[A-Z]\d+[区县市]县?市?|[\u4e00-\u9fff]{2,3}(?<![小社园一二三四五六七八九十])[区县])?"
)
AREA_HEAD = re.compile(rf"{AREA}(?=.{{2}})")
_AREA_ONLY = re.compile(rf"{AREA}$")
_CITY_ONLY = re.compile(r"(?:[\u4e00-\u9fff]{2}省)?(?:[A-Z]\d*市|[\u4e00-\u9fff]{2}市)$")
_BESIDE = "附近|旁边?|对面|门口|周边|沿线|[东南西北]侧|以[东南西北]|之?间"
_ON_A_ROAD = "交汇处?|交叉口|路口|路段|段"
_KINDS = tuple(
    (name, re.compile(expression))
    for name, expression in (
        ("d", r"[0-9一二三四五六七八九十]+(?:号楼|栋|幢|座|单元|楼|层|室|期|组|号)|[A-Za-z]?\d+-\d+|[东南西北]门"),
        ("r", rf"(?:{_BESIDE}|{_ON_A_ROAD}|地块|工地|处)$"),
        ("c", r"公司|集团|传媒|科技"),
        ("o", r"局|派出所|法院|政府|中心|大队|办$|委$"),
        ("s", r"学校|小学|中学|幼儿园|大学|学院|驾校|[一二三四五六七八九]中|医院|[小中]$"),
        ("i", r"院|厂|站|市场|超市|店|酒店|银行|馆|城$"),
        ("e", r"小区|花园|苑|园|府|湾|公馆|大厦|广场|安置|楼盘|宿舍|公寓|家属|国际|新村|[天新]城"),
        ("b", r"\d+路|\d号线|公交|地铁|高铁|铁路"),
        ("w", r"路|大道|街|巷|桥|高速|隧道|[东南西北]线|乡道|国道"),
        ("v", r"村|社区"),
        ("t", r"镇|乡|街道"),
    )
)
"""What a place may be, the most exact first: by a number, in relation to another, a company, an office, a school or
hospital, another house for all, an estate, by a bus or railway line, a way, a village, a town."""
_OF_THE_CALLER = re.compile(r"我是|我们是|本人|家住|我住|住在|居住|我家|户籍|户口|身份证")
_COMPLAINED_OF = re.compile(r"投诉|举报|反映|请求|希望|建议|咨询|关于")


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A place that is named, once or more: its surest mention and the sentences (by number) that name it."""

    mention: Mention
    core: str
    told: tuple[int, ...]


def candidates(texts: Sequence[str], named: Sequence[Sequence[Mention]]) -> list[Candidate]:
    """The places that are named in the sentences `texts`, the surest first; `named` are the mentions of each."""
    best: dict[str, tuple[Mention, set[int]]] = {}
    for at in range(len(texts)):
        for mention in named[at]:
            core = _core(mention.text)
            known = best.get(core)
            told = known[1] if known else set()
            told.add(at)
            best[core] = (known[0] if known and known[0].sure >= mention.sure else mention, told)
    ranked = sorted(best.items(), key=lambda each: -each[1][0].sure)[:KEPT]
    return [Candidate(mention=one, core=core, told=tuple(sorted(told))) for core, (one, told) in ranked]


def told_of(found: Sequence[Candidate], texts: Sequence[str], *, titled: bool) -> list[dict[str, float]]:
    """What is told of each candidate, by name; `titled` when the first of the `texts` is a title."""
    whole = "，".join(texts)
    return [dict(_told(at, found, whole, titled=titled)) for at in range(len(found))]


def _told(at: int, found: Sequence[Candidate], whole: str, *, titled: bool) -> Iterator[tuple[str, float]]:
    one = found[at]
    first = one.told[0] if titled else one.told[0] + 1
    exactness, kinds = _kinds(one.mention.text)
    yield from _of_words(one.mention)
    for feature in (
        f"first {_bucket(first)}",
        f"first {_bucket(first)} {exactness}",
        f"titled {first == 0:d} {exactness}",
        f"titled only {one.told == (0,) and titled:d}",
        f"times {min(whole.count(one.core), _OFTEN)}",
        *_repeated(one, whole),
        f"rank {min(at, _RANKED)}",
        f"kinds {kinds} first {first == 0:d}",
    ):
        yield feature, 1.0
    yield from _beside(at, found, exactness)


def _repeated(one: Candidate, whole: str) -> Iterator[str]:
    """Whether the words go on, and came about, in other ways where they are told again: then they are a name."""
    times = whole.count(one.core)
    if times > 1 and one.core:
        mention = one.mention
        after = mention.sentence[mention.end : mention.end + 1]
        start = mention.end - len(one.core)
        before = mention.sentence[max(0, start - 1) : start]
        yield f"goes on {whole.count(one.core + after) == times:d} {min(times, _FEW)}"
        yield f"comes about {whole.count(before + one.core) == times:d} {min(times, _FEW)}"


def _beside(at: int, found: Sequence[Candidate], exactness: str) -> Iterator[tuple[str, float]]:
    """How a candidate stands to those that are part of it, or that it is part of."""
    one = found[at]
    others = [each for each in found if each is not one]
    for name, near in (
        ("longer", [each for each in others if one.core in each.core]),
        ("shorter", [each for each in others if each.core in one.core]),
    ):
        if near:
            yield f"{name}", 1.0
            yield f"{name} {exactness}", 1.0
            yield f"{name} by", (max(each.mention.sure for each in near) - one.mention.sure) / _SCALE
    exact = {_kinds(each.mention.text)[0] for each in others}
    for kind in exact:
        yield f"also {kind} {exactness}", 1.0


@lru_cache(maxsize=LINES_KEPT)
def _of_words(mention: Mention) -> tuple[tuple[str, float], ...]:
    """What a mention itself and the words around it tell."""
    text, core, sentence = mention.text, _core(mention.text), _shape(mention.sentence)
    exactness, kinds = _kinds(text)
    start, end = mention.start, mention.end
    chain = max(chains(text), key=len, default=())
    size = sum(len(unit.text) for unit in chain)
    pairs = [is_ordinary(core[at : at + 2]) for at in range(len(core) - 1)]
    length = min(len(core), _LONG if len(core) < _LONGER else _LONGER)
    names = [
        "any",
        f"exact {exactness}",
        f"kinds {kinds}",
        *(f"kind {kind}" for kind in kinds),
        f"length {length}",
        f"before {sentence[max(0, start - 1) : start]}",
        f"before {sentence[max(0, start - 2) : start]}",
        f"before {sentence[max(0, start - 3) : start]}",
        f"after {sentence[end : end + 1]}",
        f"after {sentence[end : end + 2]}",
        f"last {sentence[end - 1 : end]}",
        f"last {sentence[max(0, end - 2) : end]}",
        f"covered {4 * size // max(1, len(text))}",
        f"ends as {chain[-1].kind if chain else ''} {exactness}",
        f"begins as {chain[0].kind if chain else ''}",
        f"ordinary {min(sum(pairs), _ORDINARY)}",
        f"caller {bool(_OF_THE_CALLER.search(mention.sentence[:start])):d} {exactness}",
        f"matter {bool(_COMPLAINED_OF.search(mention.sentence[:start])):d} {exactness}",
        f"area {len(core) < len(text):d}",
        *(f"has {mark}" for mark in "，,（(、的和与及至到在是" if mark in text),
        *(["half bracket"] if text.count("（") + text.count("(") != text.count("）") + text.count(")") else []),
    ]
    return (
        *((name, 1.0) for name in names),
        ("begins", mention.begins / _SCALE),
        ("ends", mention.ends / _SCALE),
        ("size", len(core) / _LONG),
        ("share of ordinary", sum(pairs) / max(1, len(core))),
    )


def _bucket(first: int) -> int:
    return first if first < _FEW else _FEW if first < 2 * _FEW else 2 * _FEW


@lru_cache(maxsize=LINES_KEPT)
def _kinds(text: str) -> tuple[str, str]:
    """How exactly a place is told (C: a city, D: a district, else the most exact kind), and all kinds in it."""
    if _CITY_ONLY.match(text):
        return "C", "C"
    if _AREA_ONLY.match(text):
        return "D", "D"
    core = AREA_HEAD.sub("", text, count=1)
    kinds = "".join(name for name, pattern in _KINDS if pattern.search(core))
    return kinds[:1] or "n", kinds


@lru_cache(maxsize=LINES_KEPT)
def _core(text: str) -> str:
    """A place without its province, city and district, punctuation and counts as words."""
    plain = re.sub(r"\W", "", text)
    return AREA_HEAD.sub("", plain, count=1)


def _shape(text: str) -> str:
    return re.sub("[0-9]", "0", re.sub("[A-Z]", "A", text))


def row(feature: str) -> int:
    """The row of a feature in the table of weights."""
    return crc32(feature.encode()) % ROWS


def choose(found: Sequence[Candidate], texts: Sequence[str], *, titled: bool) -> tuple[Mention | None, float]:
    """The mention that is the place of the matter, or None when there is none, and its share of all that was weighed.

    `texts` are the sentences in order; `titled` when the first is a title.
    """
    told = margins(told_of(found, texts, titled=titled), weights())
    best = max(range(len(told)), key=told.__getitem__, default=None)
    if best is None or told[best] <= 0:
        return None, 0.0
    return found[best].mention, exp(told[best]) / (1.0 + sum(map(exp, told)))


def margins(told: Sequence[Mapping[str, float]], weights: NDArray[np.float32]) -> list[float]:
    """How much speaks for each candidate; that there is no place has 0."""
    return [float(sum(weights[row(name)] * value for name, value in one.items())) for one in told]


@cache
def weights() -> NDArray[np.float32]:
    """The shipped weights."""
    content = files(__package__).joinpath("places.npz").read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        choice: NDArray[np.float32] = arrays["choice"].astype(np.float32)
        return choice
