"""`lingting replay DIR`: a case from its folder alone, as it would stand in memory."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from callflow.log import Entry, from_line
from callflow.state import Case
from lingting.casebook import replayed
from lingting.folder import LOG_NAME, read_case

HOW = "give a case folder: lingting replay var/cases/<case id>"


class CannotReplayError(Exception):
    """The folder holds no case that can be read; the message names the file, and the line that is damaged."""


def print_case(folder: Path, console: Console) -> None:
    """Print the log line by line, then the state that it leads to. Raises CannotReplayError."""
    entries = _entries(folder)
    state = replayed(entries).state
    for entry in entries:
        console.print(_line(entry), highlight=False, soft_wrap=True)
    console.print(_summary(state))
    for utterance in state.utterances:
        console.print(
            f"{utterance.start_ms / 1000:7.2f} s {utterance.role:8} {escape(utterance.text)}", highlight=False
        )


def _entries(folder: Path) -> list[Entry]:
    path = folder / LOG_NAME
    try:
        entries = read_case(folder)
    except OSError as error:
        raise CannotReplayError(f"{path}: {error.strerror}; {HOW}") from error
    except msgspec.DecodeError as error:
        raise CannotReplayError(f"{path}: line {_damaged(path)} is damaged: {error}") from error
    if not entries:
        raise CannotReplayError(f"{path} holds no whole line; {HOW}")
    return entries


def _damaged(path: Path) -> int:
    """The number of the first line that is no entry."""
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        try:
            from_line(line)
        except msgspec.DecodeError:
            return number
    raise ValueError(f"{path} has been mended meanwhile")


def _line(entry: Entry) -> str:
    said = entry.event or entry.command
    at = datetime.fromtimestamp(entry.at / 1000, UTC).strftime("%H:%M:%S.%f")[:-3]
    arrow = "[cyan]→[/cyan]" if entry.event else "[green]  ←[/green]"
    fields = msgspec.to_builtins(said)
    if fields["type"] == "CaseOpened":
        fields["flow"] = fields["flow"]["name"]
    shown = " ".join(f"{name}={value}" for name, value in fields.items() if name != "type")
    return f"{entry.index:4} {at} {arrow} [bold]{fields['type']}[/bold] {escape(shown)}"


def _summary(case: Case) -> Table:
    table = Table(title=f"case {case.id}", show_header=False, title_justify="left")
    table.add_row("phase", case.phase)
    table.add_row("ended as", case.ended_as or "")
    table.add_row("ticket", f"{case.ticket or ''} {case.ticket_phase}")
    for name, value in case.values().items():
        table.add_row(name, escape(value))
    for leg in case.legs.values():
        table.add_row(f"leg {leg.id}", f"{leg.state}, recording {leg.tape}, {leg.samples / 16_000:.1f} s")
    return table
