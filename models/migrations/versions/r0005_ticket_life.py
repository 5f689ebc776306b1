"""Tickets live on after their call: states, clocks, departments' accounts and files; some come without a call."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIMES = ("state_since", "dispatched_at", "accepted_at", "replied_at", "answered_at", "archived_at")
CLOCK_TIMES = ("due_at", "soon_at", "look_at")
TEXTS = ("sender_id", "department_id", "department_name", "suggested_id", "reply", "article")
COUNTS = ("returns", "extensions", "level")
INDEXES = (("department_id", "state"), ("clock_runs", "look_at"), ("merged_into",), ("source", "sender_id"))
ERASURES = ("recordings_erased_at", "words_erased_at")
CHILDREN = {
    "ticket_events": ("id", "ticket", "kind", "agent", "at", "detail"),
    "follow_ups": (
        "ticket",
        "state",
        "planned_by",
        "planned_at",
        "due_at",
        "attempts",
        "changed_at",
        "solved",
        "score",
        "case_id",
    ),
}
"""Tables that refer to tickets. SQLite makes a table anew to change it, and would miss what refers to it."""


def upgrade() -> None:
    """Add columns and tables; events so far were taken by whoever they name."""
    _rebuild_tickets(_widen)
    for columns in INDEXES:
        op.create_index(f"ix_tickets_{'_'.join(columns)}", "tickets", columns)
    op.execute(
        "UPDATE tickets SET state_since = COALESCE(reopened_at, resolved_at, discarded_at, confirmed_at, created_at)"
    )
    op.execute("UPDATE ticket_events SET actor = 'agent' WHERE agent IS NOT NULL")
    for name in ERASURES:
        op.add_column("cases", sa.Column(name, sa.BigInteger()))
    op.add_column("agents", sa.Column("department_id", sa.String(), nullable=False, server_default=""))
    _create_attachments()
    _create_rule_sets()


def downgrade() -> None:
    """Take it back; what came without a call is lost, and what only newer versions know of reads as confirmed."""
    op.drop_table("rule_sets")
    op.drop_table("attachments")
    op.drop_column("agents", "department_id")
    for name in ERASURES:
        op.drop_column("cases", name)
    for columns in INDEXES:
        op.drop_index(f"ix_tickets_{'_'.join(columns)}", "tickets")
    _forget()
    _rebuild_tickets(_narrow)


def _forget() -> None:
    for child in CHILDREN:
        op.execute(f"DELETE FROM {child} WHERE ticket IN (SELECT number FROM tickets WHERE case_id IS NULL)")  # noqa: S608
    op.execute("DELETE FROM tickets WHERE case_id IS NULL")
    op.execute("DELETE FROM agents WHERE role = 'department'")
    known = "('draft', 'confirmed', 'discarded', 'resolved', 'reopened')"
    op.execute(f"UPDATE tickets SET state = 'confirmed' WHERE state NOT IN {known}")  # noqa: S608
    steps = "('opened', 'confirmed', 'discarded', 'resolved', 'followed_up', 'reopened')"
    op.execute(f"DELETE FROM ticket_events WHERE kind NOT IN {steps}")  # noqa: S608


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _rebuild_tickets(change: Any) -> None:
    """Change `tickets` and the events that refer to it, keeping every row."""
    if _postgresql():
        change()
        return
    for child in CHILDREN:
        op.execute(f"CREATE TABLE kept_{child} AS SELECT * FROM {child}")  # noqa: S608
        op.drop_table(child)
    _create_events()
    _create_follow_ups()
    change()
    for child, columns in CHILDREN.items():
        names = ", ".join(columns)
        op.execute(f"INSERT INTO {child} ({names}) SELECT {names} FROM kept_{child}")  # noqa: S608
        op.drop_table(f"kept_{child}")


def _widen() -> None:
    op.add_column("ticket_events", sa.Column("actor", sa.String(), nullable=False, server_default="service"))
    op.add_column("ticket_events", sa.Column("department", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("tickets", recreate="never" if _postgresql() else "always") as tickets:
        tickets.alter_column("case_id", existing_type=sa.String(), nullable=True)
        for column in _added():
            tickets.add_column(column)
        tickets.create_foreign_key("fk_tickets_merged_into_tickets", "tickets", ["merged_into"], ["number"])


def _narrow() -> None:
    if _postgresql():
        op.drop_column("ticket_events", "department")
        op.drop_column("ticket_events", "actor")
    with op.batch_alter_table("tickets", recreate="never" if _postgresql() else "always") as tickets:
        tickets.drop_constraint("fk_tickets_merged_into_tickets", type_="foreignkey")
        for column in _added():
            tickets.drop_column(column.name)
        tickets.alter_column("case_id", existing_type=sa.String(), nullable=False)


def _added() -> list[sa.Column[Any]]:
    """The columns that tickets get."""
    return [
        sa.Column("source", sa.String(), nullable=False, server_default="phone"),
        *(sa.Column(name, sa.String(), nullable=False, server_default="") for name in TEXTS),
        *(sa.Column(name, sa.Integer(), nullable=False, server_default="0") for name in COUNTS),
        *(sa.Column(name, sa.BigInteger()) for name in (*TIMES, *CLOCK_TIMES)),
        sa.Column("asked", DOCUMENT),
        sa.Column("suspended_from", sa.String()),
        sa.Column("merged_into", sa.String()),
        sa.Column("clock", DOCUMENT),
        sa.Column("clock_runs", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("flag", sa.String(), nullable=False, server_default="none"),
    ]


def _create_events() -> None:
    op.create_table(
        "ticket_events",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name="fk_ticket_events_ticket_tickets"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_events"),
    )
    op.create_index("ix_ticket_events_ticket_at", "ticket_events", ["ticket", "at"])


def _create_follow_ups() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("planned_by", sa.String(), nullable=False),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name="fk_follow_ups_ticket_tickets"),
        sa.PrimaryKeyConstraint("ticket", name="pk_follow_ups"),
    )
    op.create_index("ix_follow_ups_state_due_at", "follow_ups", ["state", "due_at"])


def _create_attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("replied", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.number"], name="fk_attachments_ticket_tickets"),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
    )
    op.create_index("ix_attachments_ticket_id", "attachments", ["ticket", "id"])


def _create_rule_sets() -> None:
    op.create_table(
        "rule_sets",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", DOCUMENT, nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_rule_sets"),
    )
