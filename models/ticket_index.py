"""The full-text index of open tickets: what a repeat is looked for in.

Tickets are written in several places (the projection of case folders, the steps of their lives, other channels), and
the index must follow all of them in the same transaction. So it follows the rows: whatever writes a ticket through its
class writes the index as well. A draft is not in it, nor is what is done, merged or discarded.
"""

from typing import Any

from sqlalchemy import Connection, event, inspect

from callflow.search import distinct_grams
from callflow.ticket import OPEN
from models.tables import Ticket
from models.text_index import TextIndex

INDEX = TextIndex("fts_tickets")
BODY_INDEXED = 1_000
"""Characters of a body: what follows is rarely what makes it a repeat."""

_FOLLOWED = ("state", "title", "place", "body")


@event.listens_for(Ticket, "after_insert")
def _came(_mapper: Any, on: Connection, ticket: Ticket) -> None:
    if ticket.state in OPEN:
        _put(on, ticket)


@event.listens_for(Ticket, "after_update")
def _changed(_mapper: Any, on: Connection, ticket: Ticket) -> None:
    history = inspect(ticket).attrs
    if not any(history[name].history.has_changes() for name in _FOLLOWED):
        return
    if ticket.state in OPEN:
        _put(on, ticket)
    elif not OPEN.isdisjoint(history["state"].history.deleted or ()):
        INDEX.remove(on, [int(ticket.number)])


@event.listens_for(Ticket, "after_delete")
def _went(_mapper: Any, on: Connection, ticket: Ticket) -> None:
    INDEX.remove(on, [int(ticket.number)])


def _put(on: Connection, ticket: Ticket) -> None:
    grams = distinct_grams(ticket.title, ticket.place, ticket.body[:BODY_INDEXED])
    INDEX.put(on, {int(ticket.number): grams})
