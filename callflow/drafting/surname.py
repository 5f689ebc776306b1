"""Surnames, and what a recogniser writes for them: it hears 胡 and writes 湖, for a surname alone has no context."""

from functools import cache

from callflow.drafting.terms import terms

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝"
    "龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解"
    "牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥储原栗燕楚鄢"
    "谌奚皮粟冼蔺楼闻厉"
)
DOUBLE = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|南宫|澹台"


def surname(heard: str) -> str:
    """The surname that was meant by what was heard; "" when it sounds like none."""
    if heard in DOUBLE.split("|"):
        return heard
    return _meant().get(heard, heard if heard in SURNAMES else "")


@cache
def _meant() -> dict[str, str]:
    return {char: name for name, chars in terms("surname").items() for char in chars}
