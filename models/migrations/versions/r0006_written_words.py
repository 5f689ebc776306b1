"""Utterances say which numbers were recognised in them and which names were corrected."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
COLUMNS = ("spans", "corrections")


def upgrade() -> None:
    """Add them; what was heard before has none."""
    for name in COLUMNS:
        op.add_column("utterances", sa.Column(name, DOCUMENT, nullable=False, server_default=sa.text("'[]'")))


def downgrade() -> None:
    """Take them away."""
    for name in reversed(COLUMNS):
        op.drop_column("utterances", name)
