"""Tickets say which department is in charge, whether the caller stays unknown, whether it was answered at once."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NEW_COLUMNS = ("department", "anonymous", "confidential", "direct_answer")


def upgrade() -> None:
    """Add the elements, unknown on every ticket there is."""
    for name in NEW_COLUMNS:
        op.add_column("tickets", sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take them back."""
    for name in NEW_COLUMNS:
        op.drop_column("tickets", name)
