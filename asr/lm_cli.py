"""`lingting lm`: a speech model that knows a city's names.

The front door builds it as it builds `lingting model`: `build_app(lambda: (var_dir, assets_dir))`.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from asr import models
from asr.graph import PACKAGES, is_whole
from asr.language_model import Adapted, City, CityError, adapt, read_city
from asr.models import InstalledModel
from asr.models_cli import Folders, told

CITY_SUFFIX = "-city"
SHOWN_UNHEARD = 10
LM_REMEDY = f"install {PACKAGES} and build it again from a model whose graph is in one piece"

_console = Console()


def build_app(folders: Folders) -> typer.Typer:
    """The commands, on the folders that are asked for when one runs."""
    app = typer.Typer(help="A city's own words in a speech model.", no_args_is_help=True)

    @app.callback()
    def _lm() -> None:
        """A city's own words in a speech model."""

    @app.command("build")
    def _build(
        words: Annotated[
            Path | None,
            typer.Option(help="Names of streets, estates, departments: one a line.", exists=True, dir_okay=False),
        ] = None,
        texts: Annotated[
            Path | None, typer.Option(help="Past tickets: .jsonl, or one text a line.", exists=True, dir_okay=False)
        ] = None,
        model: Annotated[str | None, typer.Option(help="The model to start from; by default the one in use.")] = None,
        name: Annotated[
            str | None, typer.Option(help="The new model's name; by default its origin's with -city.")
        ] = None,
    ) -> None:
        """Make a copy of a speech model that expects these names and texts. `lingting model use` chooses it."""
        if words is None and texts is None:
            raise typer.BadParameter("give --words FILE, --texts FILE, or both")
        with told(CityError):
            var_dir, assets_dir = folders()
            base = origin(var_dir, assets_dir, model)
            _report(*_built(var_dir, base, name, read_city(words, texts)))

    return app


def _built(var_dir: Path, base: InstalledModel, name: str | None, city: City) -> tuple[InstalledModel, Adapted]:
    done: list[Adapted] = []
    made = models.derive(
        var_dir, base, name or base.name + CITY_SUFFIX, lambda folder: done.append(adapt(folder, city))
    )
    return made, done[0]


def origin(var_dir: Path, assets_dir: Path, name: str | None) -> InstalledModel:
    """The model named, or the one in use; a city's model is made again from the one that it was made from."""
    if name:
        return models.named(var_dir, assets_dir, name)
    in_use = models.resolve(var_dir, assets_dir)
    return models.ready(var_dir, in_use.name.removesuffix(CITY_SUFFIX))


def _report(made: InstalledModel, adapted: Adapted) -> None:
    _console.print(
        f"{made.name} knows {adapted.names} names and {adapted.sentences} sentences of the city "
        f"(their share: {adapted.share:.0%}).",
        soft_wrap=True,
    )
    if adapted.unheard:
        shown = "、".join(adapted.unheard[:SHOWN_UNHEARD])
        _console.print(
            f"[yellow]{len(adapted.unheard)} names hold characters that the model has no word for and cannot hear: "
            f"{shown}{' …' if len(adapted.unheard) > SHOWN_UNHEARD else ''}[/yellow]",
            soft_wrap=True,
        )
    if not is_whole(made.path):
        _console.print(f"[yellow]Its graph is in two parts, which costs four times the CPU: {LM_REMEDY}.[/yellow]")
    _console.print(f"Choose it with: lingting model use {made.name}")
