"""The audit as CSV for spreadsheets: masked, with a byte order mark. Pure."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from api.answers import AuditLine
from api.spreadsheet import BOM, harmless

_HEAD = ("时间", "工号", "姓名", "事项", "对象", "说明")


def audit_table(lines: Iterable[AuditLine], zone: ZoneInfo) -> str:
    """One row for each line; times are the city's."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    writer.writerows(_row(line, zone) for line in lines)
    return BOM + text.getvalue()


def _row(line: AuditLine, zone: ZoneInfo) -> list[str]:
    at = f"{datetime.fromtimestamp(line.at / 1_000, zone):%Y-%m-%d %H:%M:%S}"
    return [at, *map(harmless, (line.who or "", line.name, line.deed, line.about, line.text))]
