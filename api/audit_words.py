"""The audit in Chinese: each deed's name, what it was done to, and its details in one line. Pure.

What has no word here is told as it is written: a line of a later version must not be hidden.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.audit import Deed
from callflow.ticket_words import STEP_WORDS
from models.repositories.audit import TICKET_STEP

DEED_WORDS: Mapping[str, str] = {
    TICKET_STEP: "工单办理",
    Deed.NUMBER_UNMASKED: "查看完整号码",
    Deed.NUMBER_SHOWN: "通话详情显示号码",
    Deed.RECORDING_PLAYED: "播放录音",
    Deed.ATTACHMENT_READ: "下载附件",
    Deed.TICKETS_EXPORTED: "导出工单",
    Deed.AUDIT_EXPORTED: "导出审计",
    Deed.RETENTION_ERASED: "到期删除",
    Deed.LOGGED_IN: "登录",
    Deed.LOGIN_FAILED: "登录失败",
    Deed.LOGGED_OUT: "退出",
    Deed.AGENT_MADE: "新建账号",
    Deed.AGENT_CHANGED: "修改账号",
    Deed.KEY_MADE: "新建接口密钥",
    Deed.KEY_REVOKED: "停用接口密钥",
    Deed.SUPERVISED: "进入通话监管",
    Deed.LEFT_SUPERVISION: "退出通话监管",
    Deed.TOOK_OVER: "接管通话",
    Deed.TOOK: "认领通话",
    Deed.INVITED: "接入紧急服务",
    Deed.RESPONDER_CHANGED: "更正首接单位",
    Deed.DIALLED_BACK: "回拨",
    Deed.CALLED_BACK: "回拨办结",
    Deed.CALLER_NOTED: "登记来电人",
    Deed.FOLLOW_UPS_PLANNED: "安排回访",
    Deed.FOLLOW_UP_CANCELLED: "取消回访",
    Deed.TICKET_RULES_CHANGED: "修改工单规则",
    Deed.QUEUE_CHANGED: "修改队列",
    Deed.DEPARTMENT_CHANGED: "修改单位",
    Deed.CALENDAR_CHANGED: "修改日历",
    Deed.SURGE_SWITCHED: "切换高峰公告",
    Deed.FLOW_CHANGED: "修改语音流程",
    Deed.ARTICLE_CHANGED: "修改知识库",
}
"""In the order in which people look for them."""

_KINDS = {
    "ticket": "工单", "case": "通话", "agent": "账号", "caller": "来电人", "queue": "队列", "department": "单位",
    "flow": "流程", "article": "文章", "key": "密钥", "tickets": "工单", "audit": "审计", "articles": "知识库",
    "calendar": "日历", "surge": "高峰公告", "ticket_rules": "工单规则", "follow_ups": "回访",
}  # fmt: skip
_NAMES = {
    "step": "", "reason": "原因", "role": "角色", "fields": "改动", "made": "新建", "changed": "修改",
    "deleted": "删除",
    "file": "文件", "from_ms": "从", "to_ms": "到", "attachment": "附件", "name": "名称", "version": "版本",
    "review": "审签", "limits": "时限", "holidays": "节假日", "workdays": "调休上班", "on": "开启", "until": "截止",
    "tickets": "工单", "lines": "条数", "resolved_since": "办结不早于", "planned": "新安排", "opened": "新通话",
    "department": "单位", "place": "方式", "emergency": "服务", "way": "方式", "what": "内容", "elder": "老年人",
}  # fmt: skip
_FIELDS = {
    "name": "名称", "role": "角色", "password": "密码", "phone_password": "话机密码", "enabled": "启用",
    "skills": "技能", "department": "单位", "scope": "职责", "deputy": "代管单位", "hours": "时间", "numbers": "电话",
    "on_duty": "值班", "label": "名称", "overflow_to": "溢出到", "overflow_after_ms": "溢出时间",
    "answer_target_ms": "应答目标", "speech_model": "语音模型",
}  # fmt: skip
_WAYS = {"consult": "咨询", "three_way": "三方通话", "transfer": "转接"}
_VALUES: Mapping[str, Mapping[str, str]] = {
    "step": STEP_WORDS,
    "fields": _FIELDS,
    "role": {"agent": "坐席", "supervisor": "班长", "admin": "管理员", "department": "承办单位"},
    "place": {"listen": "监听", "whisper": "耳语", "room": "强插"},
    "way": _WAYS,
    "what": {"recordings": "录音", "transcript": "文字记录"},
    "review": {"off": "不审签", "urgent": "只审紧急", "all": "全部审签"},
}
_MOMENTS = frozenset({"until", "resolved_since"})


def deed_in_words(what: str) -> str:
    """A deed's name."""
    return DEED_WORDS.get(what, what)


def nobody_in_words(what: str) -> str:
    """Who did what nobody did: the service, but for a login under a name that no account has."""
    return "未知账号" if what == Deed.LOGIN_FAILED else "系统"


def object_in_words(on: str) -> str:
    """What it was done to: `ticket:261121000001` is 工单 261121000001."""
    kind, parted, which = on.partition(":")
    return f"{_KINDS.get(kind, kind)} {which}" if parted else _KINDS.get(kind, kind)


def detail_in_words(detail: Mapping[str, Any], zone: ZoneInfo) -> str:
    """The rest in one line; what is None says nothing."""
    return "；".join(_said(key, value, zone) for key, value in detail.items() if value is not None)


def _said(key: str, value: Any, zone: ZoneInfo) -> str:
    name, told = _NAMES.get(key, key), _value(key, value, zone)
    if value is True and key in {"made", "changed", "deleted"}:
        return name
    return f"{name}：{told}" if name else told


def _value(key: str, value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(_value(key, one, zone) for one in value)
    if isinstance(value, int) and key in _MOMENTS:
        return f"{datetime.fromtimestamp(value / 1_000, zone):%Y-%m-%d %H:%M}"
    if isinstance(value, int) and key.endswith("_ms"):
        return f"{value / 1_000:.1f} 秒"
    return _VALUES.get(key, {}).get(str(value), str(value))
