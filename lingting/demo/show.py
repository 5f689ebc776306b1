"""The sample call in the terminal: captions as they come, then the ticket."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from callflow import events
from callflow.screen import CaseEntry, CaseSnapshot, ToScreen
from callflow.views import Phase

LABELS = {
    "request_type": "诉求类型",
    "category": "分类",
    "place": "地点",
    "incident_time": "时间",
    "caller_name": "姓名",
    "callback_number": "电话",
    "urgency": "紧急程度",
    "title": "标题",
    "body": "内容",
}
PHASES = {
    Phase.MENU: "市民来电，正在播放欢迎词",
    Phase.QUEUED: "排队等待坐席",
    Phase.RINGING: "坐席话机振铃",
    Phase.TALKING: "通话中",
    Phase.WRAP_UP: "话后整理",
}


class Show:
    """Prints what a screen is sent; give `take` to the demo."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._phase: Phase | None = None

    def take(self, message: ToScreen) -> None:
        """Print a message, if people care for it."""
        if isinstance(message, CaseSnapshot) and message.view.phase is not self._phase:
            self._phase = message.view.phase
            if self._phase in PHASES:
                self._console.print(f"[dim]── {PHASES[self._phase]} ──[/dim]")
        if isinstance(message, CaseEntry) and isinstance(message.event, events.UtteranceHeard):
            who = "[bold cyan]市民[/bold cyan]" if message.event.leg == "citizen" else "[bold green]坐席[/bold green]"
            self._console.print(f"{who} {escape(message.event.text)}", soft_wrap=True)

    def ticket(self, report: dict[str, Any]) -> None:
        """Print the ticket and what was measured."""
        table = Table(title=f"工单 {report['ticket']['number']}（已确认）", show_header=False, title_justify="left")
        for name, label in LABELS.items():
            if value := report["ticket"]["values"].get(name):
                table.add_row(label, escape(value))
        self._console.print(table)
        lag, cer = report["caption_lag_ms"], report["cer"]
        self._console.print(
            f"接通 {report['setup_ms']} ms · 字幕延迟 p50 {lag['p50']} ms, p95 {lag['p95']} ms · "
            f"字错率 市民 {cer['citizen']:.1%} 坐席 {cer['agent']:.1%}"
        )
