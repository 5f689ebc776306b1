"""How people address one another (大姐, 师傅, 老师), and how a ticket writes it.

A ticket has 先生 or 女士 for what tells no more than that (阿姨, 师傅, 老板), and keeps what names a calling (老师,
同学).
"""

import re

MADAM, SIR = "女士", "先生"
_FEMALE = "女士|小姐|太太|老板娘|阿姨|大姨|大姐|大妈|大娘|大婶|大嫂|奶奶|婆婆|姐姐|妹妹|婶|嫂子?|姨|姐"
_MALE = "先生|师傅|老板|大爷|大叔|大伯|大哥|叔叔|爷爷|伯伯|老伯|老先生|哥|叔|伯|总"
_CALLING = "老师|同学|医生|大夫|律师|教授|护士|警官|同志"
TITLES = "|".join(sorted(f"{_FEMALE}|{_MALE}|{_CALLING}".replace("嫂子?", "嫂子|嫂").split("|"), key=len, reverse=True))
"""The source of an expression for any of them."""
_BARE = re.compile(
    r"(?:^|，)(?:好的?|您好|这位|那)?(先生|女士|小姐|阿姨|大姐|大妈|大娘|奶奶|婆婆|姑娘|美女|妈妈|大爷|大叔|大伯|大哥|叔叔|爷爷|老伯|师傅|"
    r"帅哥|小伙子|爸爸|同学)(?=，|您|你|那|这|请|贵姓|怎么称呼|姓|$)"
)
_BARE_FEMALE, _BARE_MALE = ("姑娘", "美女", "妈妈"), ("帅哥", "小伙子", "爸爸")


def as_written(title: str) -> str:
    """The form of address as a ticket writes it."""
    if title in (*_FEMALE.split("|"), *_BARE_FEMALE, "嫂子", "嫂"):
        return MADAM
    return SIR if title in (*_MALE.split("|"), *_BARE_MALE) else title


def bare_address(text: str) -> str:
    """How a text addresses somebody without a name (先生，您慢慢说), as a ticket writes it; else ""."""
    found = _BARE.search(text)
    return as_written(found[1]) if found else ""
