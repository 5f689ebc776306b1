"""Alarms of requests without a call: shown as soon as one was raised or its request was taken here.

What stood before a restart the keeper of tickets shows (`lingting.ticket_keeper`).
"""

from contextlib import suppress

from api.outage import OUTAGES
from api.parts import Parts
from models.repositories import tickets


async def show_standing(parts: Parts) -> None:
    """Show those that stand now. Records that are away meanwhile cost no answer: the keeper shows them later."""
    with suppress(*OUTAGES):
        async with parts.records.reading() as db:
            standing = await tickets.standing_alarms(db)
        parts.hotline.show_request_alarms(standing)
