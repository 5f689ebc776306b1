"""Finding places in recognised speech, by the words that places end with (区, 路, 小区, 医院…) and detail numbers.

There is no punctuation to stop at, so the text is first cut at words that do not occur inside names (在, 的, 我们, 昨天…);
what is left between two cuts is read as a chain of units. No list of a city's places is needed.
"""

import re
from collections.abc import Iterator

import msgspec

from callflow.drafting.conversation import BOUNDARY
from callflow.drafting.numbers import counts_as_digits

_NAME = "[\u4e00-\u9fffA-Za-z0-9]"
_SUFFIXES = {
    "district": r"(?<![小社园景校片辖地库城山郊老矿牧灾疫战])区(?![别域间块里分])|新区|县(?![城里政长委])|(?<![城超夜早股楼集])市(?![场民政里区长内委])",
    "town": r"街道(?!办|上)|镇(?![政上里长委中])|乡(?![政上里长亲下镇村])",
    "village": r"社区(?![里民医书主工])|村(?![民里子干委上镇支部主级])|屯",
    "road": r"大道(?![上边])|大街|胡同|路口|(?<![公道铁线马修走思网短])路(?![灯面边人况程障牌费网过由子局])|街(?![道坊边头上])|巷(?!子)|高架|立交桥?|大桥|国道|省道|环线",
    "estate": r"小区|花园(?!路)|花苑|家园|[公雅佳嘉文南北东西名丽馨]?苑(?!路)|公寓|新村|新城|大厦|华府|公馆|[华豪名]庭|庄园|山庄|雅居|华城|名城|府邸"
    r"|[江御天名学]?府(?![路])|[天绿新]?城(?![管市区乡里镇中关投际路])|[港海水半龙]?湾(?![村路镇])|[水绿]?郡|豪园|丽园|名园|景园|嘉园|御园|茗园|安置区|安置房|廉租房|公租房|楼盘|家属院|家属区|宿舍|写字楼|商业街",
    "poi": r"幼儿园|小学|中学|大学|学院|学校|[一二三四五六七八九]小|[一二三四五六七八九]中|高中|初中|职专|技校|驾校|医院|卫生院|诊所|卫生室|药店|菜市场|农贸市场|市场(?![监管价经])|超市|商场|百货|商城"
    r"|购物中心|广场(?!舞)|公园(?!路)|游乐园|景区|体育馆|体育场|图书馆|博物馆|车站|地铁站|公交站|客运站|火车站|汽车站|高铁站|加油站|收费站|停车场|停车坪|派出所|街道办|办事处|政务中心|服务中心|车管所|交警队|法院"
    r"|酒店|宾馆|餐厅|饭店|饭馆|火锅店|烧烤店|面馆|网吧|酒吧|KTV|ktv|健身房|美容院|理发店|便利店|洗车店|专卖店|工地|工业园|产业园|开发区|工厂|公司|集团|厂(?![家里长房])|搅拌站|养殖场|养猪场|水厂|水库|电站|垃圾站|垃圾场|桥(?![上下梁])|水塘|河道|银行|营业厅|养老院|寺",
}
_NUMBER = r"[0-9A-Za-z零一二三四五六七八九十两]+"
_DETAIL = (
    rf"{_NUMBER}(?:号楼|号院|号线|栋|幢|座|单元|楼(?!梯)|层|室|期|弄|组(?!织)|排|号(?![线码]))"
    r"|(?<=[栋元楼座幢])[0-9]{3,4}(?![元块人度多米平年0-9])|[东南西北]门|[东南西北]区"
)
_RELATION = "大?门口|正?对面|旁边|对过|附近|后面|前面|后门|正门|后侧|前侧|东侧|西侧|南侧|北侧|楼下|楼上|楼顶|路段|一带|沿线|交叉口|交汇处|交界处|村口|路口|里面|入口处?|出口处?|背后|隔壁|旁"
_KINDS = "|".join(f"(?P<{kind}>{suffix})" for kind, suffix in _SUFFIXES.items())
_UNIT = f"{_NAME}{{1,8}}?(?:{_KINDS})"
_ONE = re.compile(rf"(?P<detail>{_DETAIL})|(?P<relation>{_RELATION})|{_UNIT}")
_FUNCTION_WORDS = re.compile(
    "你好|您好|[我你您他她它咱]们?|人家|请问|想问|反映|投诉|举报|咨询|建议|表扬|求助|[的了是在有这那哪没不也被把给让说就到去从住要叫想找吗呢啊嗯呃哦喂跟往与及]"
    "|(?<![网酒])吧|位于|靠近|关于|经过|听说|看到|发现|希望|属于|感觉|觉得|因为|所以|但是|然后|而且|还有|以及|最近|一直|一下|已经|开始|整个|整条|全部|地址|位置|地点|地方|居民|业主|物业|老百姓"
    "|今天|昨天|前天|明天|每天|天天|晚上|早上|上午|下午|中午|半夜|凌晨|昨晚|今早|今年|去年|前年|现在|刚才|上周|上个月|目前"
    "|[一两几二三四五]?(?:个|家|条|辆|台|户|位|间|所)(?!人)|好几|很多|多少|老小区|本小区|该小区|隔壁小区|新小区|马路|修路|走路|公路|道路|铁路|线路|出路|网络|负责|领导|政府|部门|相关|有关|尊敬|书记|市长"
    "|居住|家住|购买|买|开|建|修|坐|乘|投|搞|对(?![面过])|向|为|由|于|但|而|且|并|因|等|再|又|还|很|太|先|可以|能够|能不能|大家|自己|准备|计划|申请|办理|进行|出现|存在|发生|造成|导致|影响|严重|请求|恳请|要求|强烈|质疑|呼吁"
)
_DISTRICT_HEARD_AS_GO = re.compile(
    "(?<![要想出进过回下上])(?<=[\u4e00-\u9fff]{2})去(?=[\u4e00-\u9fff]{1,5}(?:路|大道|街|镇|小区))"
)
_POINTING = re.compile(rf"({_RELATION})(?:的)?(?:那|这|有)?(?:个|条|栋|家|一个|一家)(?={_NAME})")
_OF = re.compile(rf"的(?={_RELATION})")
_STRETCH = re.compile(
    rf"从({_NAME}{{2,8}}?(?:路口|路|街|桥|站|村|小区|口|门))(?:一直)?到({_NAME}{{2,8}}?(?:路口|路|街|桥|站|村|小区|口|门))"
)
_ADMINISTRATIVE = ("district", "town", "village")


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """One link of a place: its kind (district, town, village, road, estate, poi, detail, relation) and words."""

    kind: str
    text: str


Chain = tuple[Unit, ...]


def chains(text: str) -> Iterator[Chain]:
    """All places in a cleaned text, each as the chain of its units; a chain begins with a named unit."""
    cut = _FUNCTION_WORDS.sub(BOUNDARY, _prepared(text))
    for piece in cut.split(BOUNDARY):
        yield from _chains_in(piece)


def stretch(text: str) -> str:
    """从时代路口到黄谷路口 as 时代路口至黄谷路口, or "" when no stretch is named."""
    found = _STRETCH.search(text)
    return f"{found[1]}至{found[2]}" if found else ""


def is_administrative(unit: Unit) -> bool:
    """Whether a unit is a district, a town or a village."""
    return unit.kind in _ADMINISTRATIVE


def _prepared(text: str) -> str:
    text = _DISTRICT_HEARD_AS_GO.sub("区", counts_as_digits(text))
    return _OF.sub("", _POINTING.sub(r"\1", _STRETCH.sub(BOUNDARY, text)))


def _chains_in(piece: str) -> Iterator[Chain]:
    chain: list[Unit] = []
    at = 0
    while at < len(piece):
        found = _ONE.match(piece, at)
        if found and (chain or found.lastgroup not in ("detail", "relation")):
            chain.append(Unit(kind=str(found.lastgroup), text=found[0]))
            at = found.end()
        else:
            if chain:
                yield tuple(chain)
                chain = []
            at += 1
    if chain:
        yield tuple(chain)
