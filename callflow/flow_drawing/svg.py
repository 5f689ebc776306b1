"""A placed flow as an SVG page. Kinds differ in colour and always in word; texts can be selected and searched.

Rows without a line name the step that they lead to and link to it.
"""

from xml.etree.ElementTree import Element

from callflow.flow_drawing import canvas
from callflow.flow_drawing.boxes import Box, Kind, Row
from callflow.flow_drawing.canvas import EDGE, INK, LINK, PALE, PAPER, TEXT_PX
from callflow.flow_drawing.measures import (
    COLUMN,
    HEADER,
    LINE,
    PAD,
    ROW,
    height_of,
    row_y,
    rows_top,
    said_lines,
    width_of,
)
from callflow.flow_drawing.tree import Grove, Place
from callflow.flow_model import Flow
from callflow.hours import Hours

MARGIN = 40
KEY = 18
FONTS = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC','Source Han Sans SC',sans-serif"
COLOURS = {
    Kind.QUEUE: "#15803d",
    Kind.CONNECT: "#b45309",
    Kind.MESSAGE: "#7e22ce",
    Kind.COLLECT: "#0e7490",
    Kind.LOOK_UP: "#0f766e",
    Kind.KEYS: "#1d4ed8",
    Kind.SAY: "#475569",
    Kind.END: "#1f2933",
}
ENTRANCES = {
    "start": "来电",
    "closed": "非开放时间来电",
    "surge": "高峰开关打开时来电",
    "after_talk": "通话结束后",
    "on_nobody": "无人值守时",
}
OUTGOING = "市民接听后"


def svg_of(flow: Flow, grove: Grove) -> str:
    """The page, ending in a newline."""
    width, height = (side + 2 * MARGIN for side in grove.size)
    whole = canvas.page(width, height, f"{flow.title or flow.name} 流程图", FONTS)
    page = canvas.group(whole, MARGIN, MARGIN)
    _heading(page, flow)
    for (name, row), target in grove.lines.items():
        _line(page, grove.places[name], row, grove.places[target])
    for name, place in grove.places.items():
        _box(page, flow, grove, place)
        if name in grove.entrances:
            _entrance(page, place, _entrance_words(flow, grove.entrances[name]))
    return canvas.markup(whole)


def _heading(page: Element, flow: Flow) -> None:
    canvas.text(page, 0, 8, flow.title or flow.name, font_size="24", font_weight="bold")
    canvas.text(page, 0, 34, f"流程 {flow.name} · {_when(flow)}", fill=PALE)
    x = 0.0
    for kind, colour in COLOURS.items():
        canvas.rect(page, (x, 50, 14, 14), fill=colour, rx="3")
        canvas.text(page, x + 20, 62, kind.value, fill=PALE)
        x += 20 + width_of(kind.value, TEXT_PX) + 22
    canvas.text(page, x, 62, "↪ 转到图中别处的步骤　■ 通话结束", fill=PALE)


def _line(page: Element, place: Place, row: int, target: Place) -> None:
    begin = (place.x + COLUMN, place.y + row_y(place.box, row))
    canvas.curve(page, begin, (target.x, target.y + HEADER / 2))


def _box(page: Element, flow: Flow, grove: Grove, place: Place) -> None:
    box = place.box
    group = canvas.group(page, place.x, place.y, box.step)
    canvas.tip(group, f"{box.step}\n{box.said}".strip())
    canvas.rect(group, (0, 0, COLUMN, height_of(box)), fill=PAPER, stroke=EDGE, rx="6")
    _header(group, box)
    _words(group, box)
    for position, row in enumerate(box.rows):
        top = rows_top(box) + position * ROW
        canvas.path(group, f"M0 {top:g}h{COLUMN}", stroke=EDGE)
        _occasion(group, row, top)
        _goal(group, flow, row, top, near=(box.step, position) in grove.lines)


def _header(group: Element, box: Box) -> None:
    shape = f"M0 {HEADER}V6a6 6 0 0 1 6 -6h{COLUMN - 12}a6 6 0 0 1 6 6v{HEADER - 6}z"
    canvas.path(group, shape, fill=COLOURS[box.kind])
    canvas.text(group, PAD, 21, box.title, font_size="15", fill=PAPER, font_weight="bold")
    canvas.text(group, COLUMN - PAD, 21, box.kind.value, font_size="12", fill=PAPER, text_anchor="end")


def _words(group: Element, box: Box) -> None:
    y = HEADER + LINE - 2
    for lines, fill in ((said_lines(box), INK), (box.notes, PALE)):
        for line in lines:
            canvas.text(group, PAD, y, line, fill=fill)
            y += LINE


def _occasion(group: Element, row: Row, top: float) -> None:
    x: float = PAD
    for key in row.keys:
        canvas.rect(group, (x, top + 4, KEY, KEY), fill="#eef2ff", stroke="#6366f1", rx="4")
        canvas.text(group, x + KEY / 2, top + KEY, key, text_anchor="middle", font_weight="bold")
        x += KEY + 5
    canvas.text(group, x, top + KEY, row.occasion, fill=PALE)


def _goal(group: Element, flow: Flow, row: Row, top: float, *, near: bool) -> None:
    """Where a row leads; what is not `near`, at the end of its line, is linked to."""
    x, y = COLUMN - PAD, top + KEY
    title = flow.steps[row.target].title or row.target
    if row.end or near:
        canvas.text(group, x, y, f"■ {row.end}" if row.end else title, text_anchor="end")
    else:
        canvas.text(canvas.link(group, row.target), x, y, f"↪ {title}", text_anchor="end", fill=LINK)


def _entrance(page: Element, place: Place, words: str) -> None:
    canvas.rect(page, (place.x, place.y - 32, width_of(words, TEXT_PX) + 24, 24), fill=INK, rx="12")
    canvas.text(page, place.x + 12, place.y - 15, words, fill=PAPER, font_weight="bold")


def _entrance_words(flow: Flow, words: list[str]) -> str:
    return "、".join(OUTGOING if flow.calls_out and word == "start" else ENTRANCES[word] for word in words)


def _when(flow: Flow) -> str:
    return "外呼" if flow.calls_out else f"开放时间：{_hours_words(flow.hours)}"


def _hours_words(hours: Hours | None) -> str:
    if hours is None:
        return "全天"
    spans = (f"{day} {' '.join(map(_span_words, times)) or '-'}" for day, times in hours.weekly.items())
    holidays = f"；节假日 {len(hours.holidays)} 段，调休 {len(hours.workdays)} 段" if hours.holidays else ""
    return "，".join(spans) + holidays


def _span_words(span: tuple[int, int]) -> str:
    begin, end = span
    return f"{begin // 60:02}:{begin % 60:02}-{end // 60 % 24:02}:{end % 60:02}"
