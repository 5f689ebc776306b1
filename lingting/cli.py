"""The command line: `lingting serve`, `lingting check` and the houses' own commands."""

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from asr.lm_cli import build_app as build_lm_app
from asr.models_cli import build_app as build_model_app
from asr.words_cli import build_app as build_words_app
from callflow.units import AgentId
from callflow.views import Role
from lingting.accounts import Newcomer
from lingting.accounts_cli import app as agent_app
from lingting.check import run_check
from lingting.demo import DemoError, run_demo
from lingting.demo.show import Show
from lingting.draft_cli import app as draft_app
from lingting.flow_cli import build_app as build_flow_app
from lingting.key_cli import app as key_app
from lingting.knowledge_cli import app as knowledge_app
from lingting.layout import ASSETS, SHIPPED_PROMPTS
from lingting.listen_cli import listen
from lingting.logs import configure_logs
from lingting.newcomer import run as run_for_newcomer
from lingting.phone_cli import phone
from lingting.prepare import CannotStartError
from lingting.replay import CannotReplayError, print_case
from lingting.report_cli import report
from lingting.serve import serve as serve_hotline
from lingting.settings import load_prepared, load_settings
from lingting.settings_errors import SettingsError
from lingting.transcribe_cli import transcribe
from models.db_cli import build_app as build_db_app
from telephony.prompts_cli import build_app as build_prompts_app

NOT_STARTED = 1
BAD_SETTINGS = 2


def _prompts() -> tuple[Path, Path]:
    return load_settings().layout.own_prompts, SHIPPED_PROMPTS


def _models() -> tuple[Path, Path]:
    return load_prepared().var_dir, ASSETS


app = typer.Typer(help="Lingting (聆听): a 12345 hotline.", no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(phone)
app.command()(report)
app.command()(transcribe)
app.command()(listen)
app.add_typer(agent_app, name="agent")
app.add_typer(key_app, name="key")
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(draft_app, name="draft")
app.add_typer(build_db_app(lambda: load_prepared().database_url), name="db")
app.add_typer(build_model_app(_models), name="model")
app.add_typer(build_words_app(lambda: load_prepared().layout.city), name="words")
app.add_typer(build_lm_app(_models), name="lm")
app.add_typer(build_prompts_app(lambda: (load_prepared().layout.own_prompts, SHIPPED_PROMPTS)), name="prompts")
app.add_typer(build_flow_app(_prompts, lambda: datetime.now(load_settings().city.zone)), name="flow")


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
def run(
    *,
    direct: Annotated[bool, typer.Option(help="Without Kamailio; the agent's phone is the sample call's.")] = False,
    demo: Annotated[bool, typer.Option(help="Show a sample call becoming a ticket.")] = True,
) -> None:
    """Run the hotline for a newcomer: a login is printed and a sample call is shown."""
    settings = load_settings()
    if direct:
        settings = settings.directly()
    raise typer.Exit(asyncio.run(run_for_newcomer(settings, Console(), demo=demo)))


@app.command()
def demo(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    agent: Annotated[str | None, typer.Option(help="An agent of yours instead of the first one.")] = None,
    password: Annotated[str, typer.Option(help="That agent's, for the page.", envvar="DEMO_PASSWORD")] = "",
    phone_password: Annotated[
        str, typer.Option(help="That agent's, for the phone.", envvar="DEMO_PHONE_PASSWORD")
    ] = "",
) -> None:
    """Place the sample call on the running hotline, and say what became of it."""
    show = Show(Console(stderr=as_json))
    newcomer = (
        Newcomer(agent=AgentId(agent), name="", role=Role.AGENT, password=password, phone_password=phone_password)
        if agent
        else None
    )
    report = asyncio.run(run_demo(load_settings(), agent=newcomer, on_message=show.take))
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        show.ticket(report)


@app.command()
def replay(folder: Annotated[Path, typer.Argument(help="A case folder: var/cases/<case id>.", exists=True)]) -> None:
    """Print a case from its folder."""
    print_case(folder, Console())


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
    except DemoError as error:
        _leave(f"The sample call failed: {error}", NOT_STARTED)
    except CannotReplayError as error:
        _leave(str(error), NOT_STARTED)
    except OSError as error:
        if error.filename is None:
            raise
        _leave(f"{error.filename}: {error.strerror}. Name a place that is there and open to this user", NOT_STARTED)


def _leave(message: str, status: int) -> None:
    typer.echo(message, err=True)
    sys.exit(status)


if __name__ == "__main__":
    main()
