"""A queue may be heard with a speech model of its own; utterances say which model heard them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COLUMNS = {"queues": "speech_model", "utterances": "model"}


def upgrade() -> None:
    """Add them; what was kept before has none."""
    for table, name in COLUMNS.items():
        op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take them away."""
    for table, name in reversed(COLUMNS.items()):
        op.drop_column(table, name)
