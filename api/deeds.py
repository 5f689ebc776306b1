"""Writing down who did what when it is not part of a transaction of its own.

What steers a call works without the records. Then a line in the log stands for the audit's.
"""

import structlog

from api.audit import Deed
from api.outage import OUTAGES
from api.parts import Parts
from api.viewer import Viewer
from models.repositories import audit

log = structlog.get_logger()


async def note_deed(parts: Parts, by: Viewer, deed: Deed, on: str, **detail: object) -> None:
    """Write a line of the audit, or of the log when the records are away. `on` is the object: `case:<id>`."""
    try:
        async with parts.records.writing() as db:
            await audit.note(db, who=by.agent, what=deed, object=on, at=parts.hotline.now(), detail=detail)
    except OUTAGES:
        log.warning("deed_not_noted", agent=by.agent, deed=deed, on=on, **detail)
