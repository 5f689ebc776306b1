"""`lingting prompts …`: hear what is there, bring recordings of one's own, see what is wrong."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from telephony import prompts

Folders = Callable[[], Sequence[Path]]
"""The folders of prompts, the city's own first and the shipped ones last."""


def build_app(folders: Folders) -> typer.Typer:
    """Make the commands; `folders` is asked when one of them runs."""
    app = typer.Typer(help="What callers hear: the city's own recordings and the shipped ones.", no_args_is_help=True)

    @app.command("list")
    def list_prompts() -> None:
        """Every prompt: its text, its length, and whose recording is played."""
        _print_table(folders())

    @app.command("import")
    def import_prompt(
        recording: Annotated[Path, typer.Argument(help="WAV, FLAC, OGG, MP3 ...", exists=True, dir_okay=False)],
        name: Annotated[str, typer.Option(help="Which prompt it is; the file's name if not given.")] = "",
        text: Annotated[str | None, typer.Option(help="What it says, word for word.")] = None,
    ) -> None:
        """Take a recording of one's own for a prompt: 16 kHz mono, loudness evened. Plays after the next start."""
        _import(recording, name or recording.stem, folders(), text)

    @app.command()
    def check() -> None:
        """Name every prompt that is missing, in the wrong format, clipped or silent; exit status 1 if there is one."""
        raise typer.Exit(_check(folders()))

    return app


def _print_table(folders: Sequence[Path]) -> None:
    table = Table("name", "text", "length", "from")
    for prompt in prompts.catalogue(folders):
        length = f"{prompt.ms / 1000:.1f} s" if prompt.file else "missing"
        table.add_row(prompt.name, prompt.text, length, str(prompt.file.parent) if prompt.file else "")
    Console().print(table)


def _import(recording: Path, name: str, folders: Sequence[Path], text: str | None) -> None:
    known = {prompt.name for prompt in prompts.catalogue(folders)}
    try:
        gain_db = prompts.import_recording(recording, name, folders[0], text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    typer.echo(f"{folders[0] / name}.wav: loudness changed by {gain_db:+.1f} dB; played after the next start")
    if name not in known:
        typer.echo(f"note: no prompt was called {name} before; a flow must name it to play it", err=True)


def _check(folders: Sequence[Path]) -> int:
    problems = prompts.check(folders)
    for problem in problems:
        typer.echo(str(problem), err=True)
    typer.echo(f"{len(prompts.catalogue(folders))} prompts, {len(problems)} with a problem")
    return 1 if problems else 0
