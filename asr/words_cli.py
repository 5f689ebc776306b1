"""`lingting words`: the city's names that speech recognition is to know.

The front door builds it with the folder that its settings name: `build_app(lambda: var_dir / "city")`.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer

from asr.writing.sounds import sound, syllables
from asr.writing.word_list import Line, names_in, read_lines

OWN = "words.txt"
NOT_DONE = 1
Folder = Callable[[], Path]
SourceFile = Annotated[Path, typer.Argument(help="A text file, one name a line; # begins a remark.", dir_okay=False)]


def build_app(folder: Folder) -> typer.Typer:
    """The commands, on the folder that is asked for when one runs."""
    app = typer.Typer(help="The city's own names: streets, estates, departments.", no_args_is_help=True)

    @app.command("check")
    def _check(file: Annotated[Path | None, typer.Argument(help="By default all lists in use.")] = None) -> None:
        """Tell how many names there are, which lines are none, and which names sound alike."""
        files = [file] if file else sorted(folder().glob("*.txt"))
        if not files:
            typer.echo(f"there is no list in {folder()}: lingting words import FILE", err=True)
        faults = sum(_report(path) for path in files)
        _tell_alike(name for path in files for name in names_in(_lines(path)))
        sys.exit(NOT_DONE if faults or not files else 0)

    @app.command("import")
    def _import(file: SourceFile) -> None:
        """Add a file's names to those in use; running workers listen for them from the next utterance on."""
        own = folder() / OWN
        known = names_in(_lines(own)) if own.exists() else []
        names = list(dict.fromkeys([*known, *names_in(_lines(file))]))
        _report(file)
        _write(own, names)
        typer.echo(f"{len(names) - len(known)} names are new, {len(names)} in {own}")

    return app


def _lines(path: Path) -> list[Line]:
    try:
        return list(read_lines(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        typer.echo(f"{path} cannot be read as UTF-8 text: {error}", err=True)
        sys.exit(NOT_DONE)


def _report(path: Path) -> int:
    """Print what a file holds; how many lines are no names."""
    lines = _lines(path)
    faults = [line for line in lines if line.fault]
    for line in faults:
        typer.echo(f"{path}:{line.number}: {line.name}: {line.fault}", err=True)
    typer.echo(f"{path}: {len(names_in(lines))} names, {len(faults)} lines that are none")
    return len(faults)


def _tell_alike(names: Iterable[str]) -> None:
    """Names that sound alike are never taken for one another's: what was heard stays."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for name in dict.fromkeys(names):
        alike.setdefault(tuple(map(sound, syllables(name))), []).append(name)
    for group in alike.values():
        if len(group) > 1:
            typer.echo(f"sound alike: {'、'.join(group)}")


def _write(path: Path, names: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_suffix(".new")
    whole.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    whole.replace(path)
