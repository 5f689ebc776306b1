"""Records: tables, migrations, repositories, and the projection of case folders into them."""

from models.engine import BadUrlError, Records
from models.projection import GapError, ProjectionError, position, project
from models.revisions import migrate
from models.writer import RecordsWriter

__all__ = [
    "BadUrlError",
    "GapError",
    "ProjectionError",
    "Records",
    "RecordsWriter",
    "migrate",
    "position",
    "project",
]
