"""The knowledge base, and full-text indexes of its articles and of tickets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INDEXES = ("fts_articles", "fts_tickets")


def upgrade() -> None:
    """Make the tables and the indexes."""
    _create_articles()
    op.create_table(
        "text_terms",
        sa.Column("index_name", sa.String(), nullable=False),
        sa.Column("gram", sa.String(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("index_name", "gram", name="pk_text_terms"),
    )
    for name in INDEXES:
        _create_index(name)


def downgrade() -> None:
    """Take them away."""
    for name in (*INDEXES, "text_terms", "articles"):
        op.drop_table(name)


def _create_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("keywords", DOCUMENT, nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("valid_from", sa.String(), nullable=True),
        sa.Column("valid_until", sa.String(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("code", name="uq_articles_code"),
        sa.UniqueConstraint("title", name="uq_articles_title"),
    )
    op.create_index("ix_articles_updated_at_id", "articles", ["updated_at", "id"])


def _create_index(name: str) -> None:
    """FTS5 on SQLite, whose rows are known by their rowid; a table with GIN on PostgreSQL."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f'CREATE VIRTUAL TABLE {name} USING fts5(words, tokenize = "unicode61 remove_diacritics 0")')
        return
    op.execute(f"CREATE TABLE {name} (number BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
    op.execute(f"CREATE INDEX ix_{name}_words ON {name} USING GIN (words)")
