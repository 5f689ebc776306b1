"""Surnames: the frequent, the rare and the double ones, and which is meant by what was heard or spelt.

A recogniser hears 胡 and writes 湖, for a surname alone has no context. A rare surname that is also a frequent one's
homophone (薄, 包) counts as the frequent one, until the citizen says how it is written (薄荷的薄).
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from callflow.drafting.language.terms import terms

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝"
    "龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解"
    "牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥储原栗燕楚鄢"
    "谌奚皮粟冼蔺楼闻厉常洪萧赖廉"
)
"""Frequent enough to be read in an answer that is nothing but a name."""
RARE = (
    "昌凤酆湛禹狄贝伏茅危昝裘宣贲杭诸钮嵇滑荀羊於芮羿汲邴糜乌巴隗宓蓬郗仰伊暴钭戎祖束幸韶郜蓟薄宿邰鄂索咸籍屠阴苍莘贡劳逄堵宰郦雍郤璩濮寿扈郏浦慕茹习宦慎戈庾暨衡弘禄阙殳沃蔚夔隆厍晁勾融訾阚毋乜丰巢蒯"
    "竺逯盖桓晋汝钦帅缑亢况琴佴墨哈谯笪仉代骞尕揭辜植仝邸展茆禤占庹卿税洗兀矫腾揣麴俸冶芶邡宾昂沐孛敬扎朴忻漆骈庚壬"
)
"""Read where the citizen says that it is a surname (我姓, 我叫), as whole names are."""
_ALSO_WORDS = (
    "水云花元平和计强支经干家松井富弓牧山班秋印怀从能双扶通别充鱼容终居步都满国广东利越那空养须相后红权益"
    "公法有年爱言福督银果来化次招修门英普保炊厚海源才木罕智火皇令真青续随勇"
)
"""Read only where the citizen says that it is a surname: elsewhere they are words."""
_DOUBLE = (
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 南宫 澹台 万俟 "
    "闻人 赫连 公羊 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 轩辕 钟离 宇文 长孙 鲜于 "
    "闾丘 司空 亓官 司寇 子车 颛孙 巫马 公西 漆雕 乐正 壤驷 公良 拓跋 夹谷 宰父 谷梁 "
    "段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 第五 独孤 完颜 纳兰 叶赫 "
    "爱新觉罗 那拉 耶律 贺兰 范姜 "
)
DOUBLE = "|".join(dict.fromkeys(_DOUBLE.split()))
_PART = re.compile(r"[头旁底边框]$|字|点水")
_DOUBLES = frozenset(_DOUBLE.split())


def surname(heard: str) -> str:
    """The surname that was meant by what was heard; "" when it sounds like none."""
    if heard in _DOUBLES:
        return heard
    return _meant().get(heard, heard if is_surname(heard) else "")


def is_surname(written: str) -> bool:
    """Whether it is a surname as it stands, a rare one included."""
    return written in _DOUBLES or (len(written) == 1 and written in SURNAMES + RARE + _ALSO_WORDS)


def is_double(written: str) -> bool:
    """Whether it is a surname of two characters."""
    return written in _DOUBLES


def explained(phrase: str, heard: str) -> str:
    """The surname behind 薄荷的薄 (`phrase` 薄荷, `heard` 薄); "" when the phrase explains none.

    What stands in the phrase was surely heard: 石头的时 means 石, and 滕州的滕 is 滕 whatever else sounds like it. A
    part of the character (西字头的覃) explains what is a surname as it stands.
    """
    if heard in phrase:
        return heard
    meant = surname(heard)
    if meant and meant in phrase:
        return meant
    return heard if _PART.search(phrase) and is_surname(heard) else ""


class Spelt(NamedTuple):
    """A surname, and where the words that tell it begin and end."""

    name: str
    start: int
    end: int


def spelt(text: str) -> Spelt | None:
    """The surname that is told by its parts (弓长张, 木子李), also where its sound was written otherwise."""
    for found in _parts().finditer(text):
        if surname(found[2]):
            return Spelt(_named_by_parts()[found[1]], *found.span())
    return None


@cache
def _meant() -> Mapping[str, str]:
    return {char: name for name, chars in terms(__package__, "surname").items() for char in chars}


@cache
def _named_by_parts() -> Mapping[str, str]:
    return {parts: name for name, listed in terms(__package__, "surname_parts").items() for parts in listed}


@cache
def _parts() -> re.Pattern[str]:
    longest_first = sorted(_named_by_parts(), key=len, reverse=True)
    return re.compile(rf"({'|'.join(longest_first)})(?:的|那个)*([\u4e00-\u9fff]?)")
