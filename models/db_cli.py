"""`lingting db …`: what an administrator does to the records by hand."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Annotated, TypeVar

import typer
from alembic.util.exc import CommandError
from sqlalchemy.exc import SQLAlchemyError

from models import revisions
from models.engine import BadUrlError

Result = TypeVar("Result")
Url = Annotated[str | None, typer.Option("--url", help="Another database than the configured one.")]


def build_app(configured_url: Callable[[], str]) -> typer.Typer:
    """Make the commands; `configured_url` is asked only when `--url` is not given."""
    app = typer.Typer(help="The records: tables and their revisions.", no_args_is_help=True)

    @app.command()
    def upgrade(
        url: Url = None, to: Annotated[str, typer.Option(help="A revision; `head` is this version's.")] = "head"
    ) -> None:
        """Bring the tables to what this version knows."""
        _done(revisions.migrate(url or configured_url(), to))

    @app.command()
    def downgrade(to: Annotated[str, typer.Argument(help="A revision, such as 0005.")], url: Url = None) -> None:
        """Take the tables back to an older revision (`base`: none). What only newer tables hold is lost."""
        _done(revisions.downgrade(url or configured_url(), to))

    @app.command()
    def revision(url: Url = None) -> None:
        """Print the revision of the tables."""
        typer.echo(_done(revisions.revision(url or configured_url())) or "no tables yet")

    return app


def _done(work: Coroutine[None, None, Result]) -> Result:
    """What the user can mend is told without a traceback."""
    try:
        return asyncio.run(work)
    except (CommandError, BadUrlError) as error:
        typer.echo(str(error), err=True)
    except (SQLAlchemyError, OSError) as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        typer.echo(f"The records do not answer ({reason}): start the database, or set records.url", err=True)
    raise typer.Exit(1)
