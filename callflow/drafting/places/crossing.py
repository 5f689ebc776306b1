"""Where two roads cross, as callers tell it: 江枫路跟文渊路那个十字，东北角 is 江枫路与文渊路交叉口东北角."""

import re

from callflow.drafting.places.gazetteer import Unit

_ROAD = "[\u4e00-\u9fff]{1,5}?(?:大道|[路街巷])"
_CROSSING = re.compile(
    rf"(?P<one>{_ROAD})，?(?:[跟和与同]，?(?P<other>{_ROAD}))，?的?[那这]?个?儿?，?"
    r"(?P<kind>十字路口|十字|交叉路?口|交汇处|交界处|路口)(?:那儿|那里|那边|这边|的)?"
    r"(?:，?(?P<corner>[东南西北]{1,2}(?:角|侧|边)))?"
)
_AREA = re.compile("^.*?[区县镇乡](?=.{2})|^[在就是]+")
_WRITTEN = {"十字": "交叉口"}


def crossing(text: str) -> Unit | None:
    """The first crossing in a cleaned line as one link, as tickets write it; None when there is none."""
    found = _CROSSING.search(text)
    if found is None:
        return None
    one, kind = _AREA.sub("", found["one"]), found["kind"]
    return Unit(kind="road", text=f"{one}与{found['other']}{_WRITTEN.get(kind, kind)}{found['corner'] or ''}")


def is_crossing(unit: Unit) -> bool:
    """Whether a link is where two roads cross: nothing is told behind it."""
    return unit.kind == "road" and "与" in unit.text
