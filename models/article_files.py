"""Articles as files: a CSV with a head line, or Markdown with an article under each `# title`. Pure.

A file is taken whole or not at all, so everything that is wrong is told at once, with its line.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from models.repositories.articles import ArticleEntry

_NAMES = {
    "标题": "title", "问题": "title", "title": "title",
    "内容": "body", "正文": "body", "答案": "body", "body": "body",
    "编号": "code", "id": "code", "code": "code",
    "关键词": "keywords", "keywords": "keywords",
    "部门": "department", "单位": "department", "department": "department",
    "生效": "valid_from", "valid_from": "valid_from",
    "失效": "valid_until", "valid_until": "valid_until",
    "启用": "enabled", "enabled": "enabled",
}  # fmt: skip
_NO = frozenset(("0", "否", "no", "false", "停用"))
_PARTED = re.compile(r"[\s、,，;；|]+")
_HEAD = re.compile(r"#\s+(.*\S)\s*")
_FACT = re.compile(r"(\w+)\s*[:：]\s*(.*\S)\s*")
_ESSENTIAL = {"title": "标题", "body": "内容"}


class FileError(NamedTuple):
    """What is wrong, in Chinese, and in which line (from 1)."""

    line: int
    message: str


class Articles(NamedTuple):
    """What a file holds; with errors its entries are not to be taken."""

    entries: Sequence[ArticleEntry]
    errors: Sequence[FileError]


class _Raw(NamedTuple):
    line: int
    fields: Mapping[str, str]


def read_articles(name: str, text: str) -> Articles:
    """Read a file by the ending of its name (`.csv`, `.md`). Never raises: what is wrong is told."""
    ending = name.lower().rpartition(".")[2]
    reader = _READERS.get(ending)
    if reader is None:
        return Articles([], [FileError(1, "只能导入 .csv 或 .md 文件")])
    try:
        raw = list(reader(text.removeprefix("\ufeff")))
    except csv.Error as error:
        return Articles([], [FileError(1, f"不是有效的 CSV 文件（{error}）")])
    errors = [*_wrong(raw), *_repeated(raw)] if raw else [FileError(1, "文件里没有文章")]
    return Articles([] if errors else [_entry(each.fields) for each in raw], errors)


def _csv(text: str) -> Iterator[_Raw]:
    lines = csv.reader(text.splitlines(keepends=True), strict=True)
    head = [_NAMES.get(cell.strip().lower(), "") for cell in next(lines, [])]
    for cells in lines:
        if any(cell.strip() for cell in cells):
            yield _Raw(lines.line_num, {name: cell.strip() for name, cell in zip(head, cells, strict=False) if name})


def _markdown(text: str) -> Iterator[_Raw]:
    begun = 0
    fields: dict[str, str] = {}
    body: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if head := _HEAD.fullmatch(line):
            if begun:
                yield _Raw(begun, fields | {"body": "\n".join(body).strip()})
            begun, fields, body = number, {"title": head[1]}, []
        elif not (begun and not any(body) and _took_fact(line, fields)):
            body.append(line)
    if begun:
        yield _Raw(begun, fields | {"body": "\n".join(body).strip()})


def _took_fact(line: str, fields: dict[str, str]) -> bool:
    fact = _FACT.fullmatch(line)
    name = _NAMES.get(fact[1].lower(), "") if fact else ""
    if not fact or name in {"", *_ESSENTIAL}:
        return False
    fields[name] = fact[2]
    return True


_READERS: Mapping[str, Callable[[str], Iterator[_Raw]]] = {"csv": _csv, "md": _markdown, "markdown": _markdown}


def _wrong(raw: Sequence[_Raw]) -> Iterator[FileError]:
    for each in raw:
        for name, word in _ESSENTIAL.items():
            if not each.fields.get(name):
                yield FileError(each.line, f"缺少{word}")
        for name in ("valid_from", "valid_until"):
            day = each.fields.get(name, "")
            if day and _iso_day(day) is None:
                yield FileError(each.line, f"“{day}”不是日期，应写成 2026-01-31")


def _repeated(raw: Sequence[_Raw]) -> Iterator[FileError]:
    for name, word in {"title": "标题", "code": "编号"}.items():
        seen: dict[str, int] = {}
        for each in raw:
            value = each.fields.get(name, "")
            if value and value in seen:
                yield FileError(each.line, f"{word}“{value}”与第 {seen[value]} 行重复")
            seen.setdefault(value, each.line)


def _entry(fields: Mapping[str, str]) -> ArticleEntry:
    return ArticleEntry(
        title=fields["title"],
        body=fields["body"],
        code=fields.get("code") or None,
        keywords=tuple(word for word in _PARTED.split(fields.get("keywords", "")) if word),
        department=fields.get("department", ""),
        valid_from=_iso_day(fields.get("valid_from", "")),
        valid_until=_iso_day(fields.get("valid_until", "")),
        enabled=fields.get("enabled", "").lower() not in _NO,
    )


def _iso_day(text: str) -> str | None:
    """2026-01-31, also as 2026/1/31 or 2026年1月31日."""
    parts = re.fullmatch(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?", text)
    try:
        return date(*map(int, parts.groups())).isoformat() if parts else None
    except ValueError:
        return None
