"""What REST answers with about the knowledge base (`docs/screens.md`)."""

import msgspec

from callflow.units import AgentId, WallMs


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """An article. Days are ISO 8601, both part of the time; `current`: enabled and valid today."""

    id: int
    code: str | None
    title: str
    body: str
    keywords: tuple[str, ...]
    department: str
    valid_from: str | None
    valid_until: str | None
    enabled: bool
    current: bool
    used: int
    """How many requests it has answered directly."""
    updated_by: AgentId | None
    updated_at: WallMs


class ArticleDepartment(msgspec.Struct, frozen=True, kw_only=True):
    """A department as articles name it, and how many there are."""

    name: str
    articles: int


class WrongLine(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong in a line (from 1) of a file."""

    line: int
    message: str


class ArticlesImported(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a file; with errors nothing was taken."""

    made: int
    changed: int
    same: int
    errors: tuple[WrongLine, ...]
