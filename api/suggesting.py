"""The records asked for what may help with a call."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.masking import mask_text
from callflow.suggestions import Asked, SimilarTicket, Suggested, SuggestedArticle
from callflow.views import TicketState
from models.repositories import articles, repeats

ARTICLES = 4
SIMILAR = 5
ANSWERS_FROM = 0.3
"""An article below it has only a common word with what was asked."""
_EXCERPT = 120


async def suggest(db: AsyncSession, asked: Asked, day: str) -> Suggested:
    """What may answer, of what holds on this day (ISO 8601), and which open tickets are alike."""
    found = await articles.find(db, asked.query, on=day, limit=ARTICLES, least=ANSWERS_FROM)
    alike = await repeats.find(db, asked.matter, without=asked.ticket, limit=SIMILAR)
    return Suggested(articles=tuple(_article(one) for one in found), similar=tuple(_similar(one) for one in alike))


def _article(found: articles.FoundArticle) -> SuggestedArticle:
    body = found.row.body
    return SuggestedArticle(
        id=found.row.id,
        title=found.row.title,
        excerpt=body if len(body) <= _EXCERPT else f"{body[:_EXCERPT]}…",
        department=found.row.department,
        score=found.score,
        terms=found.terms,
    )


def _similar(found: repeats.Similar) -> SimilarTicket:
    row, place = found.ticket, mask_text(found.ticket.place)
    return SimilarTicket(
        number=row.number,
        title=mask_text(row.title),
        place=place,
        state=TicketState(row.state),
        created_at=row.created_at,
        department=row.department_name,
        score=found.likeness.score,
        reasons=found.likeness.reasons(place),
    )
