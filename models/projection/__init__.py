"""The case folder written into the tables: `project(session, case_id, entries)`.

Every fact comes from the entries, and the position (which entry is next) is stored in the same transaction
as what the entries say. So it does not matter how often an entry is offered, or in how large portions: those
below the position are skipped, and a gap is refused. An entry means what its type's function in `STEPS` says;
a type that is not there changes nothing in the records.
"""

from models.projection.parties import Asked, asked_of
from models.projection.project import STEPS, position, project
from models.projection.work import GapError, ProjectionError

__all__ = ["STEPS", "Asked", "GapError", "ProjectionError", "asked_of", "position", "project"]
