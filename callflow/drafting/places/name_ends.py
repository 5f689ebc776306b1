"""Where a name ends that has no usual ending (松雅湖壹号, 万宝国际): learned from how people go on behind names.

A logistic model over the characters around a place in the text. It learned from public messages alone: a name in the
title that the text repeats and continues in another way shows where it ends.
"""

from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from math import exp
from zlib import crc32

import numpy as np

from callflow.drafting.language.terms import LINES_KEPT

_ROWS = 1 << 14
_SCALE = 32.0
"""Weights are stored as 32ths in one byte."""
_LEAST, _LONGEST = 2, 12
_LONG = 9


@lru_cache(maxsize=LINES_KEPT)
def name_end(text: str) -> int:
    """How many characters of a text that begins with a name belong to it; 0 when nothing there reads like one."""
    best, length, going_on = 0.0, 0, 1.0
    for at in range(_LEAST, min(len(text), _LONGEST) + 1):
        ends = _ends(text, at)
        if going_on * ends > best:
            best, length = going_on * ends, at
        going_on *= 1.0 - ends
    return length


def _ends(text: str, at: int) -> float:
    """How likely a name that begins with the text ends before this character."""
    weights, bias = _model()
    margin = bias + sum(weights[row] for row in {crc32(told.encode()) % _ROWS for told in _told(text, at)})
    return 1.0 / (1.0 + exp(-margin / _SCALE))


def _told(text: str, at: int) -> list[str]:
    before, after = text[max(0, at - 3) : at], text[at : at + 3]
    one, two = before[-1:], before[-2:]
    told = [
        f"n{min(at, _LONG)}",
        f"a{one}",
        f"b{two}",
        f"c{before}",
        f"d{after[:1]}",
        f"e{after[:2]}",
        f"f{after}",
        f"g{one}{after[:1]}",
        f"h{two}{after[:1]}",
        f"j{one}{after[:2]}",
    ]
    return told if after else [*told, "END"]


@cache
def _model() -> tuple[tuple[int, ...], float]:
    content = files(__package__).joinpath("name_ends.npz").read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        return tuple(arrays["weights"].tolist()), float(arrays["bias"])
