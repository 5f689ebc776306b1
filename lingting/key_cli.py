"""`lingting key add|list|revoke`: which programs may send citizens' requests, without the web page."""

from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from api.api_keys import key_hash, new_key
from api.channel_bodies import NewKey
from lingting.at_records import run_at_records
from lingting.parts import wall_ms
from lingting.settings import Settings
from models.engine import Records
from models.repositories import channels

app = typer.Typer(help="Keys of programs that send requests (web, app, WeChat).", no_args_is_help=True)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="Which program: 市民网站.")],
    per_minute: Annotated[int, typer.Option(min=1, help="How many requests it may send in a minute.")] = 60,
) -> None:
    """Make a key; it is shown once."""
    try:
        asked = NewKey(name=name, per_minute=per_minute)
    except ValidationError as error:
        raise typer.BadParameter(f"{name!r}, {per_minute} a minute: {error.errors()[0]['msg']}") from error
    key = new_key()

    async def make(_settings: Settings, records: Records) -> None:
        async with records.writing() as db:
            await channels.make_key(
                db, name, key_hash(key), scopes=asked.scopes, per_minute=per_minute, by=None, now=wall_ms()
            )

    try:
        run_at_records(make)
    except channels.KeyExistsError:
        typer.echo(f"There is a key {name} already, in use or revoked: take another name", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{name}: {key}")


@app.command("list")
def list_() -> None:
    """Every key, without the key itself."""

    async def read(_settings: Settings, records: Records) -> Table:
        table = Table("Id", "Name", "Scopes", "A minute", "In use")
        async with records.reading() as db:
            for row in await channels.list_keys(db):
                in_use = "revoked" if row.revoked_at else "yes"
                table.add_row(str(row.id), row.name, " ".join(row.scopes), str(row.per_minute), in_use)
        return table

    Console().print(run_at_records(read))


@app.command()
def revoke(name: Annotated[str, typer.Argument(help="As `lingting key list` shows it.")]) -> None:
    """Let a program in no more."""

    async def end(_settings: Settings, records: Records) -> bool:
        async with records.writing() as db:
            row = next((one for one in await channels.list_keys(db) if one.name == name), None)
            if row is not None:
                await channels.revoke(db, row, wall_ms())
        return row is not None

    if not run_at_records(end):
        typer.echo(f"There is no key {name}: lingting key list", err=True)
        raise typer.Exit(1)
