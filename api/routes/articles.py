"""The knowledge base: read by all who answer citizens, kept by supervisors."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import Supervisor, ViewerDep
from api.audit import Deed
from api.days import day_of
from api.errors import problem
from api.knowledge_answers import Article, ArticleDepartment, ArticlesImported, WrongLine
from api.knowledge_bodies import ArticleBody, ArticleFile
from api.parts import Parts, PartsDep, Reading
from api.schema import JsonAnswer, problems, shape
from api.viewer import Viewer
from callflow.search import asked_in_words
from models import tables
from models.article_files import read_articles
from models.repositories import articles, audit
from models.repositories.articles import MOST_ID, ArticleEntry, ArticleExistsError

router = APIRouter(prefix="/api/articles", tags=["knowledge"])

ArticlePath = Annotated[int, Path(ge=1, le=MOST_ID)]


@router.get("", response_model=shape(list[Article]), responses=problems(401, 503))
async def list_articles(  # noqa: PLR0913, PLR0917 - these are the list's filters
    viewer: ViewerDep,
    db: Reading,
    parts: PartsDep,
    q: Annotated[str | None, Query(max_length=200)] = None,
    department: Annotated[str | None, Query(max_length=80)] = None,
    enabled: bool | None = None,  # noqa: FBT001 - a filter
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[int | None, Query(ge=1, le=MOST_ID)] = None,
) -> JsonAnswer:
    """Articles: with `q` the best matches first, else those changed last. An agent sees what holds today."""
    today = _today(parts)
    on = None if viewer.sees_all else today
    if q is not None:
        found = await articles.find(db, asked_in_words(q), on=on, limit=articles.CANDIDATES)
        wanted = [one.row for one in found if _wanted(one.row, department, enabled)]
        return JsonAnswer([_article(row, today) for row in wanted[:limit]])
    usable = enabled if viewer.sees_all else True
    rows = await articles.list_newest(db, department=department, enabled=usable, on=on, limit=limit, before=before)
    return JsonAnswer([_article(row, today) for row in rows])


@router.get("/departments", response_model=shape(list[ArticleDepartment]), responses=problems(401, 503))
async def list_departments(viewer: ViewerDep, db: Reading, parts: PartsDep) -> JsonAnswer:
    """Whose articles there are, of those that the viewer is given."""
    found = await articles.departments(db, on=None if viewer.sees_all else _today(parts))
    return JsonAnswer([ArticleDepartment(name=name, articles=count) for name, count in found])


@router.get("/{article}", response_model=shape(Article), responses=problems(401, 404, 503))
async def get_article(article: ArticlePath, viewer: ViewerDep, db: Reading, parts: PartsDep) -> JsonAnswer:
    """Tell one article; to an agent none that is switched off, but one that has run out, which tickets may name."""
    row = await _known(db, article)
    if not (row.enabled or viewer.sees_all):
        raise problem(404, "这篇文章已停用，不能再用来答复。需要时请找班长。")
    return JsonAnswer(_article(row, _today(parts)))


@router.post("", status_code=201, response_model=shape(Article), responses=problems(401, 403, 409, 503))
async def make_article(body: ArticleBody, viewer: Supervisor, parts: PartsDep) -> JsonAnswer:
    """Make an article."""
    async with parts.records.writing() as db:
        try:
            row = await articles.create(db, _entry(body), viewer.agent, parts.hotline.now())
        except ArticleExistsError as error:
            raise _taken(error) from error
        await _note(parts, db, viewer, f"article:{row.id}", made=True)
    return JsonAnswer(_article(row, _today(parts)), 201)


@router.put("/{article}", response_model=shape(Article), responses=problems(401, 403, 404, 409, 503))
async def change_article(article: ArticlePath, body: ArticleBody, viewer: Supervisor, parts: PartsDep) -> JsonAnswer:
    """Let an article be what is sent, whole."""
    async with parts.records.writing() as db:
        row = await _known(db, article)
        try:
            await articles.change(db, row, _entry(body), viewer.agent, parts.hotline.now())
        except ArticleExistsError as error:
            raise _taken(error) from error
        await _note(parts, db, viewer, f"article:{row.id}", changed=True)
    return JsonAnswer(_article(row, _today(parts)))


@router.delete("/{article}", status_code=204, responses=problems(401, 403, 404, 503))
async def delete_article(article: ArticlePath, viewer: Supervisor, parts: PartsDep) -> None:
    """Take an article out."""
    async with parts.records.writing() as db:
        row = await _known(db, article)
        await _note(parts, db, viewer, f"article:{row.id}", deleted=row.title)
        await articles.delete(db, row)


@router.post("/import", response_model=shape(ArticlesImported), responses=problems(401, 403, 409, 503))
async def import_articles(body: ArticleFile, viewer: Supervisor, parts: PartsDep) -> JsonAnswer:
    """Take all articles of a CSV or Markdown file, or none and say what is wrong."""
    read = await asyncio.to_thread(read_articles, body.name, body.text)
    errors = tuple(WrongLine(line=one.line, message=one.message) for one in read.errors)
    if errors:
        return JsonAnswer(ArticlesImported(made=0, changed=0, same=0, errors=errors))
    async with parts.records.writing() as db:
        try:
            done = await articles.import_all(db, read.entries, viewer.agent, parts.hotline.now())
        except ArticleExistsError as error:
            raise _taken(error) from error
        await _note(parts, db, viewer, "articles", file=body.name, made=done.made, changed=done.changed)
    return JsonAnswer(ArticlesImported(made=done.made, changed=done.changed, same=done.same, errors=()))


async def _known(db: AsyncSession, article: int) -> tables.Article:
    row = await articles.get(db, article)
    if row is None:
        raise problem(404, "知识库里没有这篇文章，可能已被删除。请刷新页面。")
    return row


def _taken(error: ArticleExistsError) -> Exception:
    word = {"title": "标题", "code": "编号"}[error.field]
    return problem(409, f"知识库里已经有同一{word}的文章，请换一个。")


def _wanted(row: tables.Article, department: str | None, enabled: bool | None) -> bool:  # noqa: FBT001  a filter
    return department in {None, row.department} and enabled in {None, row.enabled}


def _today(parts: Parts) -> str:
    return day_of(parts.hotline.now(), parts.settings.time_zone).isoformat()


def _entry(body: ArticleBody) -> ArticleEntry:
    return ArticleEntry(
        title=body.title.strip(),
        body=body.body.strip(),
        code=body.code,
        keywords=body.keywords,
        department=body.department,
        valid_from=body.valid_from.isoformat() if body.valid_from else None,
        valid_until=body.valid_until.isoformat() if body.valid_until else None,
        enabled=body.enabled,
    )


def _article(row: tables.Article, today: str) -> Article:
    return Article(
        id=row.id,
        code=row.code,
        title=row.title,
        body=row.body,
        keywords=tuple(row.keywords),
        department=row.department,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        enabled=row.enabled,
        current=row.holds_on(today),
        used=row.used,
        updated_by=row.updated_by,
        updated_at=row.updated_at,
    )


async def _note(parts: Parts, db: AsyncSession, by: Viewer, about: str, **detail: object) -> None:
    at = parts.hotline.now()
    await audit.note(db, who=by.agent, what=Deed.ARTICLE_CHANGED, object=about, at=at, detail=detail)
