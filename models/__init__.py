"""Records: tables, migrations, repositories, and the projection of case folders into them."""

from models import ticket_index as _ticket_index  # noqa: F401  from here on it follows the rows of tickets
from models.engine import BadUrlError, Records
from models.projection import Asked, GapError, ProjectionError, asked_of, position, project
from models.revisions import migrate
from models.writer import RecordsWriter

__all__ = [
    "Asked",
    "BadUrlError",
    "GapError",
    "ProjectionError",
    "Records",
    "RecordsWriter",
    "asked_of",
    "migrate",
    "position",
    "project",
]
