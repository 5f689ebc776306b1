"""Tickets as CSV for spreadsheets: masked, with a byte order mark, so that Chinese reads right everywhere. Pure."""

import csv
import io
from collections.abc import Iterable

from api.ticket_answers import Ticket
from callflow.drafting.draft import FieldName
from callflow.ticket_words import STATE_WORDS

BOM = "\ufeff"
"""Spreadsheets take a file for UTF-8 when it begins so."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be worked out by the spreadsheet."""

_ELEMENTS = {
    FieldName.REQUEST_TYPE: "诉求类型",
    FieldName.CATEGORY: "事项分类",
    FieldName.URGENCY: "紧急程度",
    FieldName.PLACE: "地点",
    FieldName.TITLE: "标题",
    FieldName.BODY: "内容",
}
_HEAD = ("工单号", "来源", "状态", "承办单位", "时限", "督办", "亮牌", "退单次数", "来电号码", *_ELEMENTS.values())


def spreadsheet(rows: Iterable[Ticket]) -> str:
    """One line for each ticket."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    writer.writerows(map(_line, rows))
    return BOM + text.getvalue()


def _line(row: Ticket) -> list[str]:
    clock = row.clock
    cells = [
        row.number,
        row.source,
        STATE_WORDS[row.state],
        row.department.name if row.department else "",
        clock.label if clock else "",
        clock.level_name if clock else "",
        clock.flag_name if clock else "",
        str(row.returns),
        "" if row.confidential or row.anonymous else row.calling_number,
        *(row.values.get(name, "") for name in _ELEMENTS),
    ]
    return [harmless(cell) for cell in cells]


def harmless(cell: str) -> str:
    """The text, never taken for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
