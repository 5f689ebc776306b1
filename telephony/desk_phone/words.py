"""What SIP says, in words for people (RFC 3261 §21)."""

STATUS = {
    401: "密码不对",
    403: "不允许",
    404: "没有这个号码",
    407: "密码不对",
    408: "没有应答",
    477: "对方不在线",
    480: "对方不在线",
    484: "号码不完整",
    486: "对方忙",
    487: "已取消",
    488: "加密或编码方式不一致",
    502: "服务器连接不上",
    503: "线路忙或服务不可用",
    600: "对方忙",
    603: "对方拒接",
}
REGISTRATION = {
    403: "分机号或密码不对",
    404: "没有这个分机",
    408: "服务器没有应答",
    502: "服务器连接不上",
    503: "服务器连接不上",
}


def why_ended(status: int) -> str:
    """Why a call is over, from its last SIP status."""
    if 200 <= status < 300:  # noqa: PLR2004  # RFC 3261 §7.2: success
        return "通话结束"
    return f"{STATUS.get(status, '没有接通')}（{status}）"


def why_not_registered(status: int) -> str:
    """Why the registrar has not taken the phone."""
    return f"{REGISTRATION.get(status) or STATUS.get(status, '未知原因')}（{status}）"


def why_not_transferred(status: int) -> str:
    """Why the peer has not been handed over."""
    return f"转接没有成功：{STATUS.get(status, '对方没有接')}（{status}）"
