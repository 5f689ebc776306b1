"""Which of the citizen's words state a matter, and which are greeting, thanks, yes and no, name and number."""

import re
from functools import lru_cache

from callflow.drafting.language.fillers import FILLER
from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.terms import LINES_KEPT, alternation

_POLITE = alternation(
    (
        # Greeting, thanks and leave
        r"(?:你|您|同志|领导|话务员)?好|喂|麻烦(?:你|您)?(?:了|快点|一下)?",
        r"谢谢(?:你们?|您)?|多谢|感谢(?:你们?|您)?|辛苦(?:你们?|您)?了?|再见|拜拜",
        # That there is something to say
        r"请问|我?(?:想|要)?(?:跟你们?|向你们?|给你们?)?反映(?:一下|一个|个)?(?:问题|情况|事情?)?",
        r"我(?:有|说)(?:个|一个|一下)?(?:事|问题|情况)?",
        # Whether this is the hotline, and somebody is there
        r"是?一二三四五(?:热线)?吗?|(?:幺|要)二三四五(?:热线)?吗?|听得(?:到|见)吗|在吗|有人吗",
        # Yes and no
        r"好+的?|行|可以|对+的?|是的?|没(?:有)?了|没错|知道了|明白了?|嗯+|啊|哦|呢|吧|了|，",
    )
)
_ABOUT_ANOTHER = r"(?![^，]{0,4}(?:不接|不通|关机|没人|空号|占线|诈骗|店|费|卡))"
"""Behind 电话: not the caller's, but the matter itself."""
_PERSONAL = alternation(
    (
        r"(?:我|本人|免贵)?(?:姓|叫|名字)[^，]{1,4}$|^[^，]{0,2}姓",
        rf"(?:电话|手机|号码|联系方式){_ABOUT_ANOTHER}|(?:就|打|用)?(?:打|是|用)?这个(?:号|就|吧|$)|来电号码",
        r"保密",
    )
)
_ENOUGH = 4


def bare(text: str) -> str:
    """Text without fillers and courtesies, boundaries tidied."""
    rest = _POLITE.sub("", FILLER.sub("", text))
    return re.sub(f"{BOUNDARY}+", BOUNDARY, rest).strip(BOUNDARY)


def is_personal(text: str) -> bool:
    """Whether a short line is about the caller's name or number only."""
    return bool(_PERSONAL.search(text))


@lru_cache(maxsize=LINES_KEPT)
def states_a_matter(text: str) -> bool:
    """Whether a line says something of substance."""
    rest = bare(text)
    return len(rest) >= _ENOUGH and not (is_personal(rest) and len(rest) < 4 * _ENOUGH)
