"""Which words of a turn belong to the place of a call's matter: learned from calls with their tickets.

A logistic model over parts of words: the words around them, their parts of speech, the links of places
(`gazetteer.py`), how surely a name begins and ends there by what messages taught (`mentions.py`), who speaks, and
what the agent had asked. A turn is read once. The recipe is `scripts/fit_places/calls.py`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from zlib import crc32

import msgspec
import numpy as np
from numpy.typing import NDArray

from callflow.drafting.conversation import AGENT, Conversation
from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.terms import LINES_KEPT
from callflow.drafting.language.words import words
from callflow.drafting.places.gazetteer import chains, digits_written
from callflow.drafting.places.mentions import boundaries, tables

ROWS = 1 << 16
"""Rows of the table that features are hashed to."""
_ASKED = (
    (
        "W",
        re.compile(
            r"在哪|哪里|哪儿|哪个(?:区|县|镇|乡|街道|社区|小区|村|组|路|位置|地方|工地|市场|学校|店|医院|站)"
            r"|哪条|哪一?(?:段|片|带)|什么(?:位置|地方|路|区)|位置|地址|地点"
        ),
    ),
    (
        "N",
        re.compile(r"几栋|几号|哪一?栋|门牌|几单元|几楼|几组|哪一?户|房号|多少号|第几|几零几|哪一?层|几层"),
    ),
    ("M", re.compile(r"叫什么|什么(?:店|公司|单位|名字|学校|小区|名称)|名称|哪家|全称|店名")),
)
"""What an agent asks for: where it is, its number, its name."""
_SUMS_UP = re.compile(r"复述|核对|核实|确认|总结|登记|记录|记好|转[^，]{2,8}|工作日|小时")
_HOME = re.compile("我家|我们家|家住|我住|住在")
_MINE = re.compile("我是|我在")
_SENT = re.compile("[转派归]")
_TAKEN_BACK = re.compile("不对|不是|说错|错了|搞错|哦不")
_PUT_RIGHT = re.compile("不对|说错|错了|应该是|是叫")
_NEAR, _BEFORE, _REACH, _SENT_REACH = 22, 14, 8, 4
_STEPS, _POSSIBLE = (-6, -4, -2, 0), -3

Edges = tuple[NDArray[np.float32], NDArray[np.float32]]
Around = tuple[str, str, str]


class Saying(msgspec.Struct, frozen=True, kw_only=True):
    """A turn as it is read for places: who spoke, the words with counts as digits, the agent's words before it."""

    role: str
    text: str
    asked: str = ""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A word, or a part of one, and how likely (0..1) it belongs to the place."""

    start: int
    end: int
    share: float


def sayings(conversation: Conversation) -> list[Saying]:
    """The turns of a call in order."""
    said: list[Saying] = []
    for turn in conversation.turns:
        before = said[-1].text if said and said[-1].role == AGENT else ""
        said.append(Saying(role=turn.role, text=read(turn.text), asked=before))
    return said


@lru_cache(maxsize=LINES_KEPT)
def read(text: str) -> str:
    """The words of a turn with counts as digits."""
    return digits_written(text)


@lru_cache(maxsize=LINES_KEPT)
def parts(saying: Saying) -> tuple[Part, ...]:
    """The parts of a turn, each with its share."""
    table, bias = weights()
    told = np.array([table[[row(name) for name in one]].sum() + bias for one in told_of(saying)])
    shares = 1.0 / (1.0 + np.exp(-told))
    return tuple(
        Part(start=start, end=end, share=float(share))
        for (start, end), share in zip(edges(saying.text), shares, strict=True)
    )


def row(name: str) -> int:
    """The row of a feature in the table of weights."""
    return crc32(name.encode()) % ROWS


def edges(text: str) -> list[tuple[int, int]]:
    """Where the parts begin and end: words, cut where links of places end."""
    cuts = {0, len(text)} | {each.start for each in words(text)}
    for at, kinds in _links(text):
        cuts |= {at} | {at + end for _, end in kinds}
    return list(pairwise(sorted(cuts)))


def told_of(saying: Saying) -> Iterator[list[str]]:
    """What is told of each part, by name."""
    text = saying.text
    rows = boundaries(text)
    known = tables()
    sure = (known.begins[rows].sum(axis=1) + known.bias[0], known.ends[rows].sum(axis=1) + known.bias[1])
    who = _who(saying)
    cut = edges(text)
    around = [("", "", "")] * 2 + list(_around(text, cut)) + [("", "", "")] * 2
    clause = 0
    for at, (start, end) in enumerate(cut):
        clause = end if text[start] == BOUNDARY else clause
        yield [
            *_by_neighbours(around[at : at + 5], saying.role, who),
            *_by_clause(text, clause, start, end, around[at + 2][2]),
            *_by_boundaries(sure, start, end, saying.role),
            *([f"opens|{saying.role}{_asked_for(saying)}"] if start - clause <= 1 else []),
        ]


def _who(saying: Saying) -> str:
    sums_up = saying.role == AGENT and bool(_SUMS_UP.search(saying.text))
    return f"{saying.role}{_asked_for(saying)}{'S' if sums_up else ''}"


@lru_cache(maxsize=LINES_KEPT)
def _asked_for(saying: Saying) -> str:
    if saying.role == AGENT:
        return ""
    return "".join(letter for letter, pattern in _ASKED if pattern.search(saying.asked))


def _links(text: str) -> Iterator[tuple[int, list[tuple[str, int]]]]:
    """Where each chain of links stands, and for each link its kind and where it ends in the chain."""
    for chain in chains(text):
        at = text.find("".join(unit.text for unit in chain))
        if at >= 0:
            ends = np.cumsum([len(unit.text) for unit in chain]).tolist()
            yield at, [(unit.kind, end) for unit, end in zip(chain, ends, strict=True)]


def _around(text: str, cut: Sequence[tuple[int, int]]) -> Iterator[Around]:
    """Each part's words with digits alike, its part of speech, and the kind of its link (^ where that begins)."""
    kinds = [""] * len(text)
    for at, chain in _links(text):
        begun = 0
        for kind, end in chain:
            kinds[at + begun : at + end] = [f"{kind}^", *[kind] * (end - begun - 1)]
            begun = end
    tags = [each.tag for each in words(text) for _ in each.text]
    for start, end in cut:
        yield re.sub(r"\d+", "0", text[start:end]), tags[start], kinds[start]


def _by_neighbours(near: Sequence[Around], role: str, who: str) -> list[str]:
    (w3, _, k3), (w1, t1, k1), (w, tag, kind), (w2, t2, k2), (w4, _, k4) = near
    return [
        f"w{w}",
        f"t{tag}",
        f"k{kind}",
        f"wp{w1}",
        f"wn{w2}",
        f"tp{t1}",
        f"tn{t2}",
        f"kp{k1}",
        f"kn{k2}",
        f"tt{t1}|{tag}",
        f"tt2{tag}|{t2}",
        f"kk{k1}|{kind}|{k2}",
        f"kkk{k3}{k1}",
        f"kkn{k2}{k4}",
        f"ttt{t1}|{tag}|{t2}",
        f"w2{w1}|{w}",
        f"w3{w}|{w2}",
        f"wpp{w3}",
        f"wnn{w4}",
        f"r{who}",
        f"r{who}|k{kind}",
        f"r{role}|k{kind}|{k1}",
        f"r{who}|t{tag}",
        f"len{len(w)}|{tag}",
        f"last{w[-1:]}",
        f"first{w[:1]}",
        f"kt{kind}|{tag}",
        f"tk{tag}|{k1}",
        f"tkn{tag}|{k2}",
        f"r{role}|wp{w1}",
        f"r{role}|wn{w2}",
        f"r{who}|kp{k1}",
    ]


def _by_clause(text: str, clause: int, start: int, end: int, kind: str) -> Iterator[str]:
    """What stands before a part in its clause, and whether it is taken back, or puts right."""
    before = text[clause:start]
    if _HOME.search(before):
        yield "home"
    if _SENT.search(before[-_SENT_REACH:]):
        yield "sent"
    if _MINE.search(before):
        yield "mine"
    if _TAKEN_BACK.search(text[end : end + _NEAR]):
        yield f"taken back {kind}"
    if _PUT_RIGHT.search(text[max(0, start - _BEFORE) : start]):
        yield f"put right {kind}"


def _by_boundaries(sure: Edges, start: int, end: int, role: str) -> Iterator[str]:
    begins, ends = sure
    near = float(begins[max(0, start - _REACH) : start + 1].max()), float(ends[end : end + _REACH + 1].max())
    for name, odds in (
        ("B", float(begins[start])),
        ("E", float(ends[end])),
        ("PB", near[0]),
        ("PE", near[1]),
        ("BE", min(near)),
    ):
        yield from (f"{name}{step}" for step in _STEPS if odds > step)
        if odds > _POSSIBLE:
            yield f"{name}|{role}"


@cache
def weights() -> tuple[NDArray[np.float32], float]:
    """The shipped weights by row, and the bias (log odds)."""
    with np.load(BytesIO(shipped()), allow_pickle=False) as arrays:
        return arrays["words"].astype(np.float32) * np.float32(arrays["scale"]), float(arrays["bias"])


def shipped() -> bytes:
    """The file of what was learned from calls."""
    return files(__package__).joinpath("call_places.npz").read_bytes()
