"""`lingting flow check|walk|draw`: menus before they serve callers."""

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from callflow.flow import Flow, FlowError, read_flow, start_step
from callflow.flow_drawing import draw_flow
from callflow.flow_walk import Walk
from lingting.flow_walk import walk_in_terminal
from telephony.prompts import Prompt, PromptTextError, catalogue

Folders = Callable[[], Sequence[Path]]
"""The folders of prompts, the city's own first and the shipped ones last."""
Clock = Callable[[], datetime]
"""The city's time of day."""

FlowFile = Annotated[
    Path, typer.Argument(help="The flow, such as callflow/flows/12345.yaml.", exists=True, dir_okay=False)
]


def build_app(folders: Folders, clock: Clock) -> typer.Typer:
    """Make the commands; what they are given is asked when one of them runs."""
    app = typer.Typer(help="Menus: try one out before it serves callers.", no_args_is_help=True)

    @app.command()
    def check(
        file: FlowFile,
        contact: Annotated[list[str] | None, typer.Option(help="An on-duty contact that there is; repeatable.")] = None,
        queue: Annotated[list[str] | None, typer.Option(help="A queue that there is; repeatable.")] = None,
    ) -> None:
        """Say what is wrong with a flow, as file:line; exit status 1 if anything is."""
        recorded = {prompt.name for prompt in _prompts(folders()) if prompt.file}
        flow = _read(file, recorded, contact, queue)
        typer.echo("\n".join(_summary(file, flow, contact, queue)))

    @app.command()
    def walk(
        file: FlowFile,
        at: Annotated[
            datetime | None,
            typer.Option(help='City\'s time of the call: "2026-11-22 23:10".', formats=["%Y-%m-%d %H:%M"]),
        ] = None,
        step: Annotated[str, typer.Option(help="Begin at this step instead, such as after_talk's.")] = "",
        value: Annotated[list[str] | None, typer.Option(help="A given value, such as ticket=261121000042.")] = None,
        *,
        surge: Annotated[bool, typer.Option(help="The surge switch is on.")] = False,
    ) -> None:
        """Play a flow in the terminal: type keys, Enter to stay silent, Ctrl-D to hang up."""
        flow = _read(file)
        moment = at or clock()
        begin = step or start_step(flow, moment, surge=surge)
        if begin not in flow.steps:
            raise typer.BadParameter(f"there is no step {begin} in {file}")
        typer.echo(f"{moment:%a %Y-%m-%d %H:%M}: begins at {begin}")
        walk_in_terminal(Walk(flow, begin, _values(value or [])), _texts(folders()), sys.stdin, typer.echo)

    @app.command()
    def draw(
        file: FlowFile,
        out: Annotated[Path, typer.Option("--out", "-o", help="Where the drawing goes.", dir_okay=False)],
    ) -> None:
        """Draw a flow as SVG."""
        out.write_text(draw_flow(_read(file), _texts(folders())), encoding="utf-8")

    return app


def _read(
    file: Path,
    clips: set[str] | None = None,
    contacts: list[str] | None = None,
    queues: list[str] | None = None,
) -> Flow:
    try:
        return read_flow(file.read_text(encoding="utf-8"), str(file), clips, contacts, queues)
    except FlowError as error:
        _leave(str(error))
    except UnicodeDecodeError as error:
        _leave(f"{file}:1: is not UTF-8 ({error.reason}): save it as UTF-8")


def _leave(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1) from None


def _summary(file: Path, flow: Flow, contacts: list[str] | None, queues: list[str] | None) -> Iterator[str]:
    yield f"{file}: {len(flow.steps)} steps, nothing is wrong"
    named = {"queue": [step.queue for step in flow.steps.values()]}
    named["contact"] = [step.connect for step in flow.steps.values()]
    for kind, known in (("queue", queues), ("contact", contacts)):
        names = sorted({name for name in named[kind] if name})
        if names and known is None:
            yield f"not checked: whether there is a {kind} {', '.join(names)} (name those there are with --{kind})"


def _values(written: list[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in written]
    for name, sign, value in pairs:
        if not (name and sign and value.isdigit()):
            raise typer.BadParameter(f"{name}{sign}{value}: write name=digits, such as ticket=261121000042")
    return {name: value for name, _, value in pairs}


def _texts(folders: Sequence[Path]) -> dict[str, str]:
    return {prompt.name: prompt.text for prompt in _prompts(folders)}


def _prompts(folders: Sequence[Path]) -> list[Prompt]:
    try:
        return catalogue(folders)
    except PromptTextError as error:
        _leave(str(error))
