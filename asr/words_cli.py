"""`lingting words`: the city's names that speech recognition is to know.

The front door builds it with the folder that its settings name: `build_app(lambda: var_dir / "city")`.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer

from asr.writing.list_file import DEPARTMENTS, ListFileError, read_text
from asr.writing.sounds import sound, syllables
from asr.writing.word_list import Line, names_in, read_lines

OWN = "words.txt"
NOT_DONE = 1
Folder = Callable[[], Path]
SourceFile = Annotated[
    Path, typer.Argument(help="A text file, one name a line; # begins a remark.", exists=True, dir_okay=False)
]


def build_app(folder: Folder) -> typer.Typer:
    """The commands, on the folder that is asked for when one runs."""
    app = typer.Typer(help="The city's own names: streets, estates, departments.", no_args_is_help=True)

    @app.command("check")
    def _check(
        file: Annotated[
            Path | None, typer.Argument(help="By default all lists in use.", exists=True, dir_okay=False)
        ] = None,
    ) -> None:
        """Tell how many names there are, which lines are none, and which names sound alike."""
        files = [file] if file else sorted(folder().glob("*.txt"))
        if not files:
            typer.echo(f"there is no list in {folder()}: lingting words import FILE", err=True)
        faults = sum(_report(path) for path in files if path == file or path.name != DEPARTMENTS)
        _tell_alike(name for path in files for name in names_in(_lines(path)))
        sys.exit(NOT_DONE if faults or not files else 0)

    @app.command("import")
    def _import(file: SourceFile) -> None:
        """Add a file's names to those in use; running workers listen for them from the next utterance on."""
        own = folder() / OWN
        before = _text(own) if own.exists() else ""
        known = names_in(read_lines(before))
        new = _new_lines(_text(file), known)
        _report(file)
        _write(own, before, new)
        typer.echo(f"{len(new)} names are new, {len(known) + len(new)} in {own}")

    return app


def _lines(path: Path) -> list[Line]:
    return list(read_lines(_text(path)))


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except (OSError, ListFileError) as error:
        typer.echo(str(error), err=True)
        sys.exit(NOT_DONE)


def _new_lines(text: str, known: Iterable[str]) -> list[str]:
    """The lines of names that are not known yet, each name once, with the remarks behind them."""
    lines, names = text.splitlines(), dict.fromkeys(known)
    new = {line.name: lines[line.number - 1].strip() for line in read_lines(text) if not line.fault}
    return [line for name, line in new.items() if name not in names]


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


def _write(path: Path, before: str, new: Iterable[str]) -> None:
    """Put lines behind what was there, remarks included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_suffix(".new")
    ended = before if before.endswith("\n") or not before else f"{before}\n"
    whole.write_text(ended + "".join(f"{line}\n" for line in new), encoding="utf-8")
    whole.replace(path)
