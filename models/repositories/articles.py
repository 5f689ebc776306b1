"""The knowledge base: articles kept one by one or imported, and found by what is asked."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from callflow.search import Query, Ranking, Text, chosen, distinct_grams
from callflow.units import AgentId, WallMs
from models.tables import Article
from models.text_index import TextIndex, indexed

INDEX = TextIndex("fts_articles")
CANDIDATES = 50
"""As many can be found at all."""
BODY_INDEXED = 4_000
"""Characters of a body that can be found; what follows are annexes."""
MOST_ID = 2**53
"""No article's id is higher: screens count in doubles, and neither database stores whatever a person typed."""
_AT_ONCE = 500


class ArticleExistsError(ValueError):
    """There is an article with this `field` (code or title) already."""

    def __init__(self, field: str) -> None:
        super().__init__(f"there is an article with this {field} already")
        self.field = field


@dataclass(frozen=True, kw_only=True)
class ArticleEntry:
    """An article to keep, whole. Days are ISO 8601; none: no limit on that side."""

    title: str
    body: str
    code: str | None = None
    keywords: tuple[str, ...] = ()
    department: str = ""
    valid_from: str | None = None
    valid_until: str | None = None
    enabled: bool = True


@dataclass(frozen=True)
class Imported:
    """How many articles an import made, changed, and found as they were."""

    made: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True)
class FoundArticle:
    """An article, how well it answers (0..1), and the query's words that led to it."""

    row: Article
    score: float
    terms: tuple[str, ...]


async def get(db: AsyncSession, article: int) -> Article | None:
    """Find an article."""
    return await db.get(Article, article)


async def list_newest(  # noqa: PLR0913  filters
    db: AsyncSession,
    *,
    department: str | None = None,
    enabled: bool | None = None,
    on: str | None = None,
    limit: int = 50,
    before: int | None = None,
) -> Sequence[Article]:
    """At most `limit` articles changed before article `before`, those valid on day `on` only when it is given."""
    found = select(Article).order_by(Article.updated_at.desc(), Article.id.desc()).limit(limit)
    if department is not None:
        found = found.where(Article.department == department)
    if enabled is not None:
        found = found.where(Article.enabled == enabled)
    if on is not None:
        found = found.where(*_valid(on))
    if before is not None:
        last = aliased(Article)
        place = select(last.updated_at, last.id).where(last.id == before).scalar_subquery()
        found = found.where(tuple_(Article.updated_at, Article.id) < place)
    return (await db.scalars(found)).all()


async def departments(db: AsyncSession, *, on: str | None = None) -> Sequence[tuple[str, int]]:
    """Whose articles there are, and how many, most first; with `on`, of those told on that day only."""
    articles = func.count()
    asked = select(Article.department, articles).where(Article.department != "").group_by(Article.department)
    if on is not None:
        asked = asked.where(Article.enabled, *_valid(on))
    found = await db.execute(asked.order_by(articles.desc(), Article.department))
    return [(name, count) for name, count in found]


def _valid(on: str) -> tuple[ColumnElement[bool], ...]:
    begun = (Article.valid_from.is_(None)) | (Article.valid_from <= on)
    return begun, (Article.valid_until.is_(None)) | (Article.valid_until >= on)


async def find(
    db: AsyncSession, query: Query, *, on: str | None, limit: int, least: float = 0.0
) -> Sequence[FoundArticle]:
    """At most `limit` articles that answer at least so well, best first; with `on`, those told on that day only."""
    known = await indexed(db, INDEX.known, query.weights)
    numbers = await indexed(db, INDEX.find, chosen(query, known.documents, known.of), CANDIDATES)
    rows = (await db.scalars(select(Article).where(Article.id.in_(numbers)))).all() if numbers else []
    told = [row for row in rows if on is None or row.holds_on(on)]
    return await asyncio.to_thread(_best, Ranking(query, known.documents, known.of), told, limit, least)


def _best(ranking: Ranking, rows: Sequence[Article], limit: int, least: float) -> Sequence[FoundArticle]:
    """Best first: some milliseconds of work, which the calls' loop is spared."""
    scored = sorted(((ranking.score(_text(row)), row) for row in rows), key=lambda one: (-one[0], one[1].id))
    return [FoundArticle(row, score, ranking.terms(_text(row))) for score, row in scored[:limit] if score >= least]


async def create(db: AsyncSession, entry: ArticleEntry, by: AgentId | None, now: WallMs) -> Article:
    """Make an article. Raises ArticleExistsError."""
    row = Article(used=0)
    await _refuse_namesakes(db, entry, None)
    _take(row, entry, by, now)
    db.add(row)
    await db.flush()
    await indexed(db, INDEX.put, {row.id: _grams(row)})
    return row


async def change(db: AsyncSession, row: Article, entry: ArticleEntry, by: AgentId | None, now: WallMs) -> Article:
    """Let an article be what the entry says. Raises ArticleExistsError."""
    await _refuse_namesakes(db, entry, row.id)
    _take(row, entry, by, now)
    await db.flush()
    await indexed(db, INDEX.put, {row.id: _grams(row)})
    return row


async def delete(db: AsyncSession, row: Article) -> None:
    """Take an article out."""
    await indexed(db, INDEX.remove, [row.id])
    await db.delete(row)
    await db.flush()


async def count_use(db: AsyncSession, article: int) -> None:
    """A request was answered with this article."""
    await db.execute(update(Article).where(Article.id == article).values(used=Article.used + 1))


async def import_all(db: AsyncSession, entries: Sequence[ArticleEntry], by: AgentId | None, now: WallMs) -> Imported:
    """Keep all these, each found by its code, else by its title; doing it again changes nothing.

    Raises ArticleExistsError where one would take the title of another.
    """
    done = Imported()
    for at in range(0, len(entries), _AT_ONCE):
        done = await _import_some(db, entries[at : at + _AT_ONCE], by, now, done)
    return done


async def _import_some(
    db: AsyncSession, entries: Sequence[ArticleEntry], by: AgentId | None, now: WallMs, done: Imported
) -> Imported:
    kept = _ByName(await _namesakes(db, entries))
    fresh: list[Article] = []
    for entry in entries:
        row = kept.of(entry)
        if kept.titled(entry) not in {None, row}:
            raise ArticleExistsError("title")
        if row is None:
            row = Article(used=0)
            db.add(row)
            done = replace(done, made=done.made + 1)
        elif _says(row, entry):
            done = replace(done, same=done.same + 1)
            continue
        else:
            done = replace(done, changed=done.changed + 1)
        _take(row, entry, by, now)
        kept.note(row)
        fresh.append(row)
    await db.flush()
    texts = {row.id: _text(row) for row in fresh}
    await indexed(db, INDEX.put, await asyncio.to_thread(_grams_of_all, texts))
    return done


class _ByName:
    """Articles by code and by title."""

    def __init__(self, rows: Iterable[Article]) -> None:
        self._codes: dict[str, Article] = {}
        self._titles: dict[str, Article] = {}
        for row in rows:
            self.note(row)

    def note(self, row: Article) -> None:
        self._titles[row.title] = row
        if row.code is not None:
            self._codes[row.code] = row

    def titled(self, entry: ArticleEntry) -> Article | None:
        return self._titles.get(entry.title)

    def of(self, entry: ArticleEntry) -> Article | None:
        return self._codes.get(entry.code or "") or self._titles.get(entry.title)


async def _namesakes(db: AsyncSession, entries: Sequence[ArticleEntry]) -> Sequence[Article]:
    codes = [entry.code for entry in entries if entry.code is not None]
    titles = [entry.title for entry in entries]
    return (await db.scalars(select(Article).where(Article.code.in_(codes) | Article.title.in_(titles)))).all()


async def _refuse_namesakes(db: AsyncSession, entry: ArticleEntry, own: int | None) -> None:
    for row in await _namesakes(db, [entry]):
        if row.id != own:
            raise ArticleExistsError("title" if row.title == entry.title else "code")


def _take(row: Article, entry: ArticleEntry, by: AgentId | None, now: WallMs) -> None:
    row.title, row.body, row.keywords = entry.title, entry.body, list(entry.keywords)
    row.code = entry.code if entry.code is not None else row.code
    row.department, row.enabled = entry.department, entry.enabled
    row.valid_from, row.valid_until = entry.valid_from, entry.valid_until
    row.updated_by, row.updated_at = by, now


def _says(row: Article, entry: ArticleEntry) -> bool:
    as_kept = (row.title, row.body, tuple(row.keywords), row.department, row.valid_from, row.valid_until, row.enabled)
    wanted = (entry.title, entry.body, entry.keywords, entry.department, entry.valid_from, entry.valid_until)
    return as_kept == (*wanted, entry.enabled) and entry.code in {None, row.code}


def _text(row: Article) -> Text:
    return Text("\n".join((row.title, *row.keywords)), row.body[:BODY_INDEXED])


def _grams(row: Article) -> tuple[str, ...]:
    return distinct_grams(*_text(row))


def _grams_of_all(texts: Mapping[int, Text]) -> Mapping[int, tuple[str, ...]]:
    return {number: distinct_grams(*text) for number, text in texts.items()}
