"""`lingting model`: which speech models there are, fetching them, and choosing one.

The front door builds it with the folders that its settings name: `build_app(lambda: (var_dir, assets_dir))`.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.table import Table

from asr import download, fetching, models
from asr.catalogue import CATALOGUE
from asr.graph import REMEDY, is_whole
from asr.loading import load_model
from asr.model_folder import ModelError, ModelLoadError

Folders = Callable[[], tuple[Path, Path]]
"""Gives (var_dir, assets_dir)."""

NOT_DONE = 1

_console = Console()


def build_app(folders: Folders) -> typer.Typer:
    """The commands, on the folders that are asked for when one runs."""
    app = typer.Typer(help="Speech models.", no_args_is_help=True)

    @app.command("list")
    def _list() -> None:
        """Show the official models and what is installed; the one in use is marked."""
        _console.print(_overview(*folders()))

    @app.command("fetch")
    def _fetch(
        name: Annotated[
            str,
            typer.Argument(help="As `lingting model list` shows it; with --from any name for an own model."),
        ],
        file: Annotated[
            Path | None, typer.Option("--from", help="Its zip or tar, where there is no internet.", dir_okay=False)
        ] = None,
    ) -> None:
        """Download a model (going on where a broken download stopped), check it and install it."""
        with told():
            _report(_fetch_model(folders()[0], name, file))

    @app.command("verify")
    def _verify(name: Annotated[str | None, typer.Argument(help="By default the model in use.")] = None) -> None:
        """Compare a model with what was unpacked, and load it."""
        with told():
            var_dir, assets_dir = folders()
            _check(var_dir, models.named(var_dir, assets_dir, name).name)

    @app.command("use")
    def _use(name: Annotated[str, typer.Argument(help="An installed model, or `demo`.")]) -> None:
        """Choose the model that speech workers load from the next start on."""
        with told():
            _choose(*folders(), name)

    return app


def _overview(var_dir: Path, assets_dir: Path) -> Table:
    try:
        in_use = models.resolve(var_dir, assets_dir).name
    except ModelError as error:
        in_use = models.chosen_name(var_dir) or ""
        _console.print(f"[red]{error}[/red]")
    here = models.installed(var_dir)
    notes = {entry.name: entry.note for entry in CATALOGUE}
    table = Table("in use", "model", "installed", "")
    for name in [*notes, *(name for name in here if name not in notes)]:
        demo = "for tests and demonstrations: does not understand people" if name.startswith(models.DEMO_PREFIX) else ""
        table.add_row("*" if name == in_use else "", name, "yes" if name in here else "no", notes.get(name, demo))
    return table


def _fetch_model(var_dir: Path, name: str, file: Path | None) -> fetching.Fetched:
    if file:
        return fetching.fetch_from(var_dir, name, file)
    with _progress_bar(name) as advance:
        return fetching.fetch(var_dir, name, advance)


def _report(fetched: fetching.Fetched) -> None:
    name = fetched.model.name
    compared = "as known here" if fetched.compared else "computed; none is known here to compare it with"
    _console.print(f"{name} is installed. sha256 of its archive: {fetched.sha256} ({compared})", soft_wrap=True)
    if not is_whole(fetched.model.path):
        _console.print(f"[yellow]Its graph is in two parts, which costs four times the CPU: {REMEDY}.[/yellow]")
    _console.print(f"Choose it with: lingting model use {name}")


def _check(var_dir: Path, name: str) -> None:
    if problems := models.damage(var_dir, name):
        _leave(f"{name} is not as it was installed:\n  " + "\n  ".join(problems))
    load_model(models.ready(var_dir, name).path)
    _console.print(f"{name}: every file is as it was unpacked, and it can be loaded.")


def _choose(var_dir: Path, assets_dir: Path, name: str) -> None:
    model = models.use_demo(var_dir, assets_dir) if name == models.DEMO else models.use(var_dir, name)
    _console.print(f"{model.name} is used from the next start on.")
    if model.demo:
        _console.print("[yellow]This is the demo model: it does not understand people.[/yellow]")


@contextmanager
def _progress_bar(name: str) -> Iterator[download.Progress]:
    columns = (TextColumn(name), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_console) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def told(*further: type[Exception]) -> Iterator[None]:
    """What the user can mend is told without a traceback: models' errors, and `further` ones."""
    mendable: tuple[type[Exception], ...] = (ModelError, ModelLoadError, *further)
    try:
        yield
    except mendable as error:
        _leave(str(error))


def _leave(message: str) -> NoReturn:
    typer.echo(message, err=True)
    sys.exit(NOT_DONE)
