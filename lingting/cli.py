"""The command line: `lingting serve`, `lingting check` and the houses' own commands."""

import asyncio
import sys
from typing import Annotated

import typer

from asr.models_cli import build_app as build_model_app
from lingting.check import run_check
from lingting.layout import ASSETS, SHIPPED_PROMPTS
from lingting.logs import configure_logs
from lingting.prepare import CannotStartError
from lingting.serve import serve as serve_hotline
from lingting.settings import load_settings
from lingting.settings_errors import SettingsError
from models.db_cli import build_app as build_db_app
from telephony.prompts_cli import build_app as build_prompts_app

NOT_STARTED = 1
BAD_SETTINGS = 2

app = typer.Typer(help="Lingting (聆听): a 12345 hotline.", no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(build_db_app(lambda: load_settings().database_url), name="db")
app.add_typer(build_model_app(lambda: (load_settings().var_dir, ASSETS)), name="model")
app.add_typer(build_prompts_app(lambda: (load_settings().layout.own_prompts, SHIPPED_PROMPTS)), name="prompts")


@app.command()
def serve(
    *,
    direct: Annotated[
        bool, typer.Option(help="Without Kamailio: one case at a time, agents at fixed addresses.")
    ] = False,
) -> None:
    """Run the hotline until Ctrl-C."""
    configure_logs("supervisor")
    settings = load_settings()
    if direct:
        settings = settings.directly()
    asyncio.run(serve_hotline(settings))


@app.command()
def check() -> None:
    """Say what is missing or misconfigured on this machine, and how to mend it."""
    raise typer.Exit(run_check(load_settings()))


def main() -> None:
    """Run a command; what the user can mend is told without a traceback."""
    try:
        app()
    except SettingsError as error:
        _leave(f"These settings cannot be used:\n{error}", BAD_SETTINGS)
    except CannotStartError as error:
        _leave(f"Lingting cannot start:\n{error}", NOT_STARTED)


def _leave(message: str, status: int) -> None:
    typer.echo(message, err=True)
    sys.exit(status)


if __name__ == "__main__":
    main()
