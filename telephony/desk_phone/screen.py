"""What a telephone looks like in a terminal: state in, something that rich prints out."""

from rich.box import ROUNDED
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from callflow.units import WallMs
from telephony.desk_phone.state import Line, PhoneState

WIDTH = 64
BAR_CELLS = 24
LOWEST_DB, LOUD_DB = -60, -6
"""What an empty bar means, and from where on it is red."""
HELP = {
    Line.IDLE: "数字键 输入号码　回车 拨出　退格 删除　Q 退出",
    Line.RINGING: "回车 接听　X 拒接",
    Line.DIALLING: "X 取消呼叫",
    Line.TALKING: "X 挂断　H 保持/取回　M 静音　T 转接　数字键 按键",
}
HELP_WHOM = "数字键 输入转接号码　回车 转接　Esc 取消"


def draw(state: PhoneState, now: WallMs) -> RenderableType:
    """The telephone at this moment."""
    help_text = HELP_WHOM if state.asks_whom else HELP[state.line]
    rows: list[RenderableType] = [_registration(state), Text(), _line(state, now), _typed(state), _marks(state), Text()]
    rows += [_levels(state), Text(), Text(state.notice, style="yellow"), Text(help_text, style="dim")]
    return Panel(Group(*rows), title=f"聆听电话 {state.user}", box=ROUNDED, width=WIDTH, border_style=_colour(state))


def _colour(state: PhoneState) -> str:
    if not state.registered:
        return "red"
    return {Line.RINGING: "bold yellow", Line.TALKING: "green"}.get(state.line, "white")


def _registration(state: PhoneState) -> Text:
    if state.registered:
        return Text.assemble("● ", ("已注册", "green"), f"　服务器 {state.server}")
    if state.problem:
        return Text.assemble("○ ", ("未注册：" + state.problem, "bold red"), f"　服务器 {state.server}")
    return Text(f"○ 正在注册　服务器 {state.server}")


def _line(state: PhoneState, now: WallMs) -> Text:
    match state.line:
        case Line.IDLE:
            return Text("空闲", style="bold")
        case Line.RINGING:
            return Text(f"来电 {state.peer}", style="bold yellow")
        case Line.DIALLING:
            return Text(f"正在呼叫 {state.peer}" + ("　对方振铃" if state.rings_there else ""), style="bold")
        case Line.TALKING:
            return Text(f"通话中 {state.peer}　{_clock(state, now)}", style="bold green")


def _clock(state: PhoneState, now: WallMs) -> str:
    seconds = max(0, now - state.since) // 1000 if state.since is not None else 0
    return f"{seconds // 60:02}:{seconds % 60:02}"


def _typed(state: PhoneState) -> Text:
    if state.asks_whom:
        return Text(f"转接到：{state.typed}▏")
    if state.line is Line.IDLE:
        return Text(f"号码：{state.typed}▏")
    sent = f"已按键 {state.pressed}" if state.pressed else ""
    came = f"对方按键 {state.came}" if state.came else ""
    return Text("　".join(filter(None, (sent, came))))


def _marks(state: PhoneState) -> Text:
    marks = {"静音": state.muted, "保持中": state.holding, "对方已保持": state.held, "转接中": state.transferring}
    return Text("　".join(f"【{name}】" for name, on in marks.items() if on), style="bold magenta")


def _levels(state: PhoneState) -> RenderableType:
    if not state.sound:
        return Text("没有声音设备", style="bold red")
    table = Table.grid(padding=(0, 1))
    table.add_row("麦克风" + ("（静音）" if state.muted else ""), *_bar(state.microphone_db))
    table.add_row("听筒", *_bar(state.loudspeaker_db))
    return table


def _bar(level_db: float) -> tuple[Text, str]:
    full = round(BAR_CELLS * max(0.0, min(1.0, (level_db - LOWEST_DB) / -LOWEST_DB)))
    style = "red" if level_db > LOUD_DB else "green"
    bar = Text.assemble(("█" * full, style), ("░" * (BAR_CELLS - full), "dim"))
    return bar, f"{level_db:4.0f} dB"
