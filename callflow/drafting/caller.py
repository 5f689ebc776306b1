"""The caller's name: the surname from the citizen's own 我姓刘, the form of address from how the agent speaks to them.

The agent's 刘先生 may be heard as 由先生: only the 先生 is taken from there.
"""

import re

from callflow.drafting.conversation import AGENT, Conversation, Line
from callflow.drafting.draft import DraftField
from callflow.units import UtteranceId

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝"
    "龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解"
    "牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥储原栗燕楚鄢"
    "谌奚皮粟冼蔺楼闻厉"
)
_DOUBLE = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|南宫|澹台"
_SURNAME = rf"(?:{_DOUBLE}|[{SURNAMES}])"
_TITLES = "先生|女士|老师|小姐|同志|师傅|阿姨|大姐|大爷|大妈|医生"
_NAMED_END = rf"(?=$|，|[的]|电话|手机|号码|住|我|是|在|这|联系|幺|一三|一五|一八|要三|要五|要八|身份证|{_TITLES})"
_SPELT = re.compile(rf"(?<![百同您])姓.?[^，]{{1,3}}的({_SURNAME})(?!的)")
_FAMILY = re.compile(rf"(?<![百同您])姓(?:是)?({_SURNAME})(?!名)({_TITLES})?")
_FULL = re.compile(
    rf"(?:我叫|我的?名字(?:叫|是)|全名(?:叫|是)?|本人叫?)({_SURNAME}[\u4e00-\u9fff]{{1,2}}?){_NAMED_END}"
)
_SELF = re.compile(rf"(?:叫我|称呼我|我是|我)({_SURNAME})({_TITLES})")
_ASKED = re.compile(r"贵姓|称呼|姓名|名字|您姓")
_WORDS = "方便|明白|安全|应该|全部|时间|车|边|成|路|关|高兴|包|连|管|查|解|项|简|全|单|向|原来"
_ANSWER = re.compile(
    rf"(?:啊|嗯|哦|，|免贵|我叫|叫|我是|我)*(?!{_WORDS})({_SURNAME})"
    rf"(?:({_TITLES})|([\u4e00-\u9fff]{{1,2}}?)?{_NAMED_END})"
)
_SPELT_ANSWER = re.compile(rf"[^，]{{0,4}}的({_SURNAME})$")
_ADDRESS = re.compile(r"(?<![这那位个])(先生|女士)")
_NAMELESS = re.compile(r"匿名|不想?留(?:名|姓)|不(?:方便|想|愿意?)(?:说|透露|提供|告诉)(?:名字|姓名|姓)|不留名")
_HIS, _HERS = re.compile(r"我(?:的)?(?:老婆|媳妇|妻子|爱人是女)"), re.compile(r"我(?:的)?(?:老公|丈夫|婆婆)")


def draft_caller_name(conversation: Conversation) -> DraftField | None:
    """刘先生, 刘女士, 谢老师, a full name, 匿名; 姓刘 as long as nobody said how to address them."""
    for line in reversed(conversation.lines):
        if found := _named(line):
            return _addressed(*found, line.id, conversation)
    return _nameless(conversation)


def _named(line: Line) -> tuple[str, str] | None:
    """(name, title or "") that this line gives."""
    if full := _FULL.search(line.text):
        return full[1], ""
    if spelt := _SPELT.search(line.text):
        return spelt[1], ""
    for form in (_FAMILY, _SELF):
        if found := form.search(line.text):
            return found[1], found[2] or ""
    return _answered(line) if _ASKED.search(line.asked) else None


def _answered(line: Line) -> tuple[str, str] | None:
    if found := _ANSWER.match(line.text):
        return found[1] + (found[3] or ""), found[2] or ""
    spelt = _SPELT_ANSWER.match(line.text)
    return (spelt[1], "") if spelt else None


def _addressed(name: str, title: str, source: UtteranceId, conversation: Conversation) -> DraftField:
    if len(name) > 1 and not re.fullmatch(_DOUBLE, name):
        return DraftField(value=name, confidence=0.8, sources=(source,))
    if title:
        return DraftField(value=name + title, confidence=0.95, sources=(source,))
    for turn in conversation.of(AGENT):
        if found := _address_of(name, turn.text):
            heard_name = f"{name}{found}" in turn.text
            sure = 0.95 if heard_name else 0.85
            return DraftField(value=name + found, confidence=sure, sources=(source, turn.ids[0]))
    return DraftField(value=f"{name}{_guessed(conversation)}" or name, confidence=0.6, sources=(source,))


def _address_of(name: str, text: str) -> str:
    if exact := re.search(rf"{name}({_TITLES})", text):
        return exact[1]
    loose = _ADDRESS.search(text)
    return loose[1] if loose else ""


def _guessed(conversation: Conversation) -> str:
    if _HIS.search(conversation.said):
        return "先生"
    return "女士" if _HERS.search(conversation.said) else "先生/女士"


def _nameless(conversation: Conversation) -> DraftField | None:
    for line in conversation.lines:
        if _NAMELESS.search(line.text):
            return DraftField(value="匿名", confidence=0.8, sources=(line.id,))
    return None
