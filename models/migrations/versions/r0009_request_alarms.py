"""A request that came without a call keeps the emergencies that its words tell of."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; what came before has raised no alarm, and raises none afterwards."""
    document = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("tickets", sa.Column("emergencies", document, nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("tickets", "emergencies")
