"""`lingting draft train|forget`: what drafting learns from the city's own confirmed tickets."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from callflow.drafting.conversation import converse
from callflow.drafting.matters.chosen import weighed
from callflow.drafting.matters.learned import learned, packed, use
from callflow.units import CITIZEN, CallMs, UtteranceId
from callflow.utterance import Utterance
from callflow.views import PartyRole
from lingting.at_records import run_at_records
from lingting.draft_training import Example, Gain, TooFewTicketsError, train
from lingting.draft_weights import read_weights, write_weights
from lingting.settings import Settings, load_prepared, load_settings
from models.engine import Records
from models.repositories.confirmed import Confirmed, confirmed_tickets

app = typer.Typer(help="What drafting learns from confirmed tickets.", no_args_is_help=True)

_NOT_TRAINED = 1


@app.command("train")
def train_(
    *,
    keep: Annotated[bool, typer.Option(help="Use the new weights from the next start on.")] = False,
) -> None:
    """Fit on confirmed tickets and show the gain on the latest fifth, which is held out."""
    settings = load_prepared()
    use(read_weights(settings.layout))
    try:
        found = train([_example(one) for one in run_at_records(_confirmed)], learned())
    except TooFewTicketsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(_NOT_TRAINED) from None
    _show(found.gains)
    if keep and found.weights:
        write_weights(settings.layout, packed(found.weights))
        typer.echo(f"Kept for {', '.join(found.weights)}; the switchboard uses them from its next start on.")
    elif found.weights:
        typer.echo("Not kept: `lingting draft train --keep` uses what is better.")
    else:
        typer.echo("Nothing is better than what is in use.")


@app.command()
def forget() -> None:
    """Go back to the shipped weights, from the next start on."""
    load_settings().layout.drafting.unlink(missing_ok=True)
    typer.echo("The switchboard uses the shipped weights from its next start on.")


async def _confirmed(_: Settings, records: Records) -> list[Confirmed]:
    async with records.reading() as db:
        return await confirmed_tickets(db)


def _example(ticket: Confirmed) -> Example:
    told = converse([_utterance(at, text) for at, text in enumerate(ticket.said)])
    return Example(
        lines=tuple((line.text, factor) for line, factor in weighed(told)),
        values={name.value: value for name, value in ticket.values.items()},
    )


def _utterance(at: int, text: str) -> Utterance:
    start = CallMs(at)
    return Utterance(
        id=UtteranceId(f"{CITIZEN}:{at}"), leg=CITIZEN, role=PartyRole.CITIZEN, start_ms=start, end_ms=start, text=text
    )


def _show(gains: Sequence[Gain]) -> None:
    table = Table("Field", "Trained on", "Held out", "Right before", "Right after", "")
    for gain in gains:
        after, before = f"{gain.after:.1%}", f"{gain.before:.1%}"
        verdict = "better" if gain.better else "not better"
        table.add_row(gain.field, str(gain.trained_on), str(gain.held_out), before, after, verdict)
    Console().print(table)
