"""`lingting db …`: what an administrator does to the records by hand."""

import asyncio
from collections.abc import Callable
from typing import Annotated

import typer

from models import revisions

Url = Annotated[str | None, typer.Option("--url", help="Another database than the configured one.")]


def build_app(configured_url: Callable[[], str]) -> typer.Typer:
    """Make the commands; `configured_url` is asked only when `--url` is not given."""
    app = typer.Typer(help="The records: tables and their revisions.", no_args_is_help=True)

    @app.command()
    def upgrade(url: Url = None, to: str = "head") -> None:
        """Bring the tables to what this version knows."""
        asyncio.run(revisions.migrate(url or configured_url(), to))

    @app.command()
    def downgrade(to: str, url: Url = None) -> None:
        """Take the tables back to an older revision (`base`: none). What only newer tables hold is lost."""
        asyncio.run(revisions.downgrade(url or configured_url(), to))

    @app.command()
    def revision(url: Url = None) -> None:
        """Print the revision of the tables."""
        typer.echo(asyncio.run(revisions.revision(url or configured_url())) or "no tables yet")

    return app
