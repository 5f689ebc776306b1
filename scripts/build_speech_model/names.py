"""Which words are people's names.

The tagger calls many things names that are none (井盖, 幼儿园, 谢谢), so a name must also begin with a family name, be
two or three characters long, and neither end as places do nor be a common word. A family name with a title (刘先生)
says no more than the family name does: it is two words and no name.
"""

TAGS = ("nr", "nrt", "nrfg")
"""jieba's tags of Chinese, transcribed and historic names."""
FAMILY_NAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾萧肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
    "卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向"
    "常温康施牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍"
    "涂成苗谷曲盛冉骆娄费习"
)
RARER_BEGINNINGS = frozenset("代由麻厉粟佘游喻瞿卿谌皮宾屈匡敖邝褚祁晏阿晓")
"""Of family names that are few people's, and of pet names."""
TITLES = (
    "先生 女士 小姐 太太 师傅 老师 医生 大夫 律师 大爷 大叔 大妈 大姐 大哥 阿姨 叔叔 奶奶 爷爷 同学 同志 "
    "主任 科长 局长 处长 所长 院长 校长 站长 队长 经理 老板 书记 镇长 市长 总 工 某 某某"
).split()
PLACE_ENDS = frozenset("路街巷道里弄区县市镇乡村组山岭坡湖河江湾桥城园苑府庭居郡庄站场厦楼院校寺庙塘垸冲坪")
COMMON = frozenset(
    (
        "谢谢您 高中生 高三 高危 高昂 高升 高科 高低 高度 高速 高温 高压 高层 高额 高空 "
        "高考 高铁 温馨 温泉 严重性 严肃性 马路边 金刚 白天 白色 安监员 安监 安保 安全性 安全感 "
        "安全法 安抚 安危 安然 安康 康复 宣传册 左拐 左转 何时能 何以堪 成天 成功 成绩 成本 "
        "关怀 包装 单位 武广 明白 甘愿 方便 方向 方式 方案 方法 申请 申请书 申请人 易燃 "
        "任何 任务 任意 任命 程序 程度 万元 万一 时间 常年 常规 尚未 曾经 曾祖父 向东 "
        "向左 向左转 许可证 许可法 许多 于民 祝您 顾问 付清 岳父 施工图 张贴 丁字 苗木 林木 "
        "林权 林立 盛世 麻将机 麻将馆 麻木 麻石 阿姨 "
    ).split()
)


def is_name(word: str, tag: str, known: frozenset[str] = frozenset()) -> bool:
    """Whether a tagged word is somebody's name; `known` are words of a public list. One character never is."""
    return (
        tag in TAGS
        and 2 <= len(word) <= 3
        and word[0] in FAMILY_NAMES | RARER_BEGINNINGS
        and word[-1] not in PLACE_ENDS
        and word not in COMMON | known
        and word[1:] not in TITLES
    )


def parts(word: str) -> list[str]:
    """A family name and its title apart; any other word as it is."""
    titled = len(word) > 2 and word[0] in FAMILY_NAMES and word[1:] in TITLES
    return [word[0], word[1:]] if titled else [word]
