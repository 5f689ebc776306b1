"""`lingting knowledge import FILE...`: articles out of files, without the web page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from lingting.at_records import run_at_records
from lingting.parts import wall_ms
from lingting.settings import Settings
from models.article_files import Articles, read_articles
from models.engine import Records
from models.repositories import articles
from models.repositories.articles import ArticleEntry, ArticleExistsError, Imported

app = typer.Typer(help="The knowledge base.", no_args_is_help=True)

Files = Annotated[
    list[Path],
    typer.Argument(help="CSV or Markdown files of articles (docs/knowledge.md).", exists=True, dir_okay=False),
]


@app.callback()
def _group() -> None:
    """Keep `import` a command of its own beside those that may come."""


@app.command("import")
def import_(files: Files) -> None:
    """Take all articles of these files, or none and say what is wrong; doing it again changes nothing."""
    read = {file: _read(file) for file in files}
    wrong = [f"{file}:{one.line}: {one.message}" for file, each in read.items() for one in each.errors]
    if wrong:
        typer.echo("\n".join(wrong), err=True)
        raise typer.Exit(1)
    done = _keep([entry for each in read.values() for entry in each.entries])
    typer.echo(f"{done.made} made, {done.changed} changed, {done.same} as they were")


def _read(file: Path) -> Articles:
    try:
        return read_articles(file.name, file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{file} is not UTF-8: save it as UTF-8 and import it again") from None


def _keep(entries: Sequence[ArticleEntry]) -> Imported:
    async def keep(_settings: Settings, records: Records) -> Imported:
        async with records.writing() as db:
            return await articles.import_all(db, entries, None, wall_ms())

    try:
        return run_at_records(keep)
    except ArticleExistsError as error:
        typer.echo(f"Two articles would have the same {error.field}: nothing was imported", err=True)
        raise typer.Exit(1) from None
