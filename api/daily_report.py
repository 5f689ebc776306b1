"""The daily report (日报) as a page to print and a table for spreadsheets: counts and topics, nobody's number. Pure."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import jinja2

from api.masking import mask_text
from api.spreadsheet import BOM, harmless
from callflow.insights import Count, Insights

_TABLES = {
    "诉求类型": "types",
    "事项分类": "categories",
    "承办单位": "departments",
    "区县": "districts",
    "渠道": "sources",
}
_SOURCES = {"phone": "电话", "web": "网站", "app": "手机应用", "wechat": "微信", "mail": "信件"}


def as_html(city: str, day: date, figures: Insights) -> str:
    """A page that needs nothing else: styles are in it, nothing is fetched."""
    tables = [(title, _named(name, getattr(figures, name))) for title, name in _TABLES.items()]
    return _template().render(city=city, day=day, figures=figures, tables=tables, mask=mask_text, percent=_percent)


def as_csv(city: str, day: date, figures: Insights) -> str:
    """Sections one below the other, each with its head line."""
    written = io.StringIO()
    written.write(BOM)
    csv.writer(written, lineterminator="\r\n").writerows(_lines(city, day, figures))
    return written.getvalue()


def _lines(city: str, day: date, figures: Insights) -> Iterator[tuple[object, ...]]:
    yield f"{city}12345热线日报", day.isoformat()
    yield "指标", "数值", "前一日"
    yield "诉求", figures.requests, figures.requests_before
    yield "直接答复", figures.direct
    yield "紧急和特急", figures.urgent
    yield "按时办结率", _percent(figures.on_time_rate)
    yield "满意率", _percent(figures.satisfaction_rate)
    yield ()
    yield "热点", "分类", "地点", "诉求", "前一日", "上升", "紧急"
    for topic in figures.topics:
        rising = "上升" if topic.rising else ""
        what = (_cell(topic.title), _cell(topic.category), _cell(topic.place))
        yield *what, topic.requests, topic.before, rising, topic.urgent
    for title, name in _TABLES.items():
        yield ()
        yield title, "诉求", "前一日"
        yield from ((_cell(one.name), one.requests, one.before) for one in _named(name, getattr(figures, name)))


def _cell(text: str) -> str:
    """Masked, and never taken for a formula."""
    return harmless(mask_text(text))


def _named(name: str, counts: tuple[Count, ...]) -> list[Count]:
    if name != "sources":
        return list(counts)
    return [Count(name=_SOURCES.get(one.name, one.name), requests=one.requests, before=one.before) for one in counts]


def _percent(rate: float | None) -> str:
    return "—" if rate is None else f"{100 * rate:.1f}%"


def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    environment = jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, autoescape=True)
    return environment.get_template("daily_report.html.jinja")
