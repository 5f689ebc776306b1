"""How departments and agents have done, as CSV for spreadsheets. Pure."""

import csv
import io
from collections.abc import Iterable

from api.figure_answers import EvaluationRow
from api.spreadsheet import BOM, harmless
from models.repositories.evaluation import GroupedBy

_WHO = {GroupedBy.DEPARTMENT: ("承办单位",), GroupedBy.AGENT: ("工号", "姓名")}
_FIGURES = (
    "工单", "经办", "已办结", "按时", "超期", "按时率", "退单", "退单率",
    "重新办理", "重办率", "已评价", "满意", "满意率", "直接答复",
)  # fmt: skip


def evaluation_table(by: GroupedBy, rows: Iterable[EvaluationRow]) -> str:
    """One line for each department or agent; an empty rate has nothing to divide by."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((*_WHO[by], *_FIGURES))
    writer.writerows((*_names(by, row), *_figures(row)) for row in rows)
    return BOM + text.getvalue()


def _names(by: GroupedBy, row: EvaluationRow) -> tuple[str, ...]:
    return (harmless(row.name),) if by is GroupedBy.DEPARTMENT else (harmless(row.key), harmless(row.name))


def _figures(row: EvaluationRow) -> tuple[object, ...]:
    return (
        row.tickets,
        row.had,
        row.done,
        row.on_time,
        row.late,
        _percent(row.on_time_rate),
        row.returned,
        _percent(row.return_rate),
        row.reopened,
        _percent(row.reopen_rate),
        row.rated,
        row.satisfied,
        _percent(row.satisfaction_rate),
        row.direct,
    )


def _percent(rate: float | None) -> str:
    return "" if rate is None else f"{100 * rate:.1f}%"
