"""`--help` says what every command does and what each of its words means."""

from collections.abc import Iterator

import click
import pytest
from typer.main import get_command

from lingting.cli import app


def commands(command: click.Command, path: str = "lingting") -> Iterator[tuple[str, click.Command]]:
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, f"{path} {name}")


@pytest.mark.parametrize(("path", "command"), list(commands(get_command(app))))
def test_a_command_and_all_that_it_takes_are_explained(path: str, command: click.Command) -> None:
    silent = [each.name for each in command.params if not getattr(each, "help", None)]
    assert (bool(command.help), silent) == (True, []), path
