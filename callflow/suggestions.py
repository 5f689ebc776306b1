"""What is suggested to an agent while the citizen speaks: articles that answer, and open tickets that are alike.

Pure: what a call asks now, as two questions to the records, and the answers' form on screens.
"""

from collections.abc import Iterable, Mapping

import msgspec

from callflow.drafting.draft import FieldName
from callflow.likeness import Matter
from callflow.search import Query, asked_in_call
from callflow.units import TicketNumber, WallMs
from callflow.utterance import Utterance
from callflow.views import TicketState


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a call asks: a query for articles, and a matter for repeats; `ticket` is its own and no repeat."""

    query: Query = Query()
    matter: Matter = Matter()
    ticket: TicketNumber | None = None


class SuggestedArticle(msgspec.Struct, frozen=True, kw_only=True):
    """An article that may answer; `terms` are the citizen's words that led to it, `score` is 0..1."""

    id: int
    title: str
    excerpt: str
    """The body's beginning."""
    department: str
    score: float
    terms: tuple[str, ...]


class SimilarTicket(msgspec.Struct, frozen=True, kw_only=True):
    """An open ticket that may be the same matter, and why, in Chinese; `score` is 0..1."""

    number: TicketNumber
    title: str
    place: str
    state: TicketState
    created_at: WallMs
    department: str
    score: float
    reasons: tuple[str, ...]


class Suggested(msgspec.Struct, frozen=True, kw_only=True):
    """Both, best first."""

    articles: tuple[SuggestedArticle, ...] = ()
    similar: tuple[SimilarTicket, ...] = ()


def asked_now(
    utterances: Iterable[Utterance], values: Mapping[FieldName, str], *, number: str, ticket: TicketNumber | None
) -> Asked:
    """What a call asks by now: its words, the values that stand in its draft, who calls, and its own ticket."""
    matter = Matter(
        title=values.get(FieldName.TITLE, ""),
        body=values.get(FieldName.BODY, ""),
        category=values.get(FieldName.CATEGORY, ""),
        place=values.get(FieldName.PLACE, ""),
        number=number,
    )
    return Asked(query=asked_in_call(utterances, values), matter=matter, ticket=ticket)
