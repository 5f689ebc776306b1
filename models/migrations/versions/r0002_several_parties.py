"""What calls of several parties, queues and the campaign need; departments get numbers, hours and contacts."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEW_TABLES = (
    "departments",
    "department_numbers",
    "department_duty",
    "queues",
    "calendar_days",
    "switches",
    "flow_versions",
    "caller_facts",
    "follow_ups",
    "first_responders",
)
RING_S = 25
OVERFLOW_AFTER_MS = 60_000
ANSWER_TARGET_MS = 15_000


def _empty(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False, server_default="")


def _list(name: str) -> sa.Column[Any]:
    return sa.Column(name, DOCUMENT, nullable=False, server_default=sa.text("'[]'"))


def _count(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    """Columns that known tables get, by table."""
    return {
        "agents": (_list("skills"),),
        "cases": (
            _empty("queue"),
            _count("priority"),
            _empty("because"),
            sa.Column("waiting_since", sa.BigInteger()),
            _empty("call_out"),
            sa.Column("after", sa.String()),
            sa.Column("satisfaction", sa.Integer()),
            sa.Column("surveyed_at", sa.BigInteger()),
            _list("asked"),
            _list("heard"),
        ),
        "legs": (
            _empty("name"),
            _empty("label"),
            _empty("department"),
            sa.Column("invitation", sa.Integer()),
            sa.Column("place", sa.String()),
        ),
        "utterances": (sa.Column("setting", sa.String(), nullable=False, server_default="talk"),),
        "call_backs": (_count("attempts"), sa.Column("tried_by", sa.String())),
        "tickets": (sa.Column("resolved_at", sa.BigInteger()), sa.Column("reopened_at", sa.BigInteger())),
    }


def upgrade() -> None:
    """Add columns, make tables; a department's one address becomes its first number."""
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.create_index("ix_cases_after", "cases", ["after"])
    known = list(op.get_bind().execute(sa.text("SELECT id, name, scope, uri FROM departments ORDER BY id")))
    op.drop_table("departments")
    _create_departments()
    _create_floor()
    _create_citizens()
    _create_first_responders()
    _fill_departments(known)
    _fill_queues()


def downgrade() -> None:
    """Take all of it back; of a department's numbers the first is kept."""
    numbers = "SELECT department_id, number FROM department_numbers WHERE place = 0"
    first = {row[0]: row[1] for row in op.get_bind().execute(sa.text(numbers))}
    known = list(op.get_bind().execute(sa.text("SELECT id, name, scope FROM departments ORDER BY id")))
    for table in reversed(NEW_TABLES):
        op.drop_table(table)
    op.drop_index("ix_cases_after", "cases")
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)
    departments = _create_old_departments()
    rows = [{"name": name, "scope": scope, "uri": first.get(one, "")} for one, name, scope in known]
    op.bulk_insert(departments, rows)


def _create_departments() -> None:
    op.create_table(
        "departments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("deputy_id", sa.String(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("hours", DOCUMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["departments.id"], name="fk_departments_deputy_id_departments", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_departments"),
        sa.UniqueConstraint("name", name="uq_departments_name"),
    )
    op.create_table(
        "department_numbers",
        *_of_department("department_numbers"),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("ring_s", sa.Integer(), nullable=False),
        sa.Column("duty_only", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "department_duty",
        *_of_department("department_duty"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
    )


def _of_department(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("department_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=f"fk_{table}_department_id_departments", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("department_id", "place", name=f"pk_{table}"),
    )


def _create_floor() -> None:
    op.create_table(
        "queues",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("skills", DOCUMENT, nullable=False),
        sa.Column("overflow_to", sa.String(), nullable=True),
        sa.Column("overflow_after_ms", sa.Integer(), nullable=False),
        sa.Column("answer_target_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["overflow_to"], ["queues.name"], name="fk_queues_overflow_to_queues", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("name", name="pk_queues"),
    )
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_calendar_days"),
    )
    _create_switches()
    _create_flow_versions()


def _create_switches() -> None:
    op.create_table(
        "switches",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_switches"),
    )


def _create_flow_versions() -> None:
    op.create_table(
        "flow_versions",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", "version", name="pk_flow_versions"),
    )
    op.create_index("ix_flow_versions_saved_at", "flow_versions", ["saved_at"])


def _create_citizens() -> None:
    op.create_table(
        "caller_facts",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("elder", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_caller_facts"),
    )
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


def _create_first_responders() -> None:
    op.create_table(
        "first_responders",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.Column("after_ms", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_first_responders_case_id_cases", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", name="pk_first_responders"),
    )


def _fill_departments(known: list[Any]) -> None:
    """Write `sip:83001234@host` as the number 83001234."""
    units = [{"id": str(one), "name": name, "scope": scope, "enabled": True} for one, name, scope, _ in known]
    op.bulk_insert(_columns("departments", "id", "name", "scope", "enabled"), units)
    numbers = [
        {
            "department_id": str(one),
            "place": 0,
            "number": uri.removeprefix("sip:").partition("@")[0],
            "label": "电话",
            "ring_s": RING_S,
            "duty_only": False,
        }
        for one, _, _, uri in known
        if uri
    ]
    table = _columns("department_numbers", "department_id", "place", "number", "label", "ring_s", "duty_only")
    op.bulk_insert(table, numbers)


def _fill_queues() -> None:
    times = {"overflow_after_ms": OVERFLOW_AFTER_MS, "answer_target_ms": ANSWER_TARGET_MS}
    queues = sa.table("queues", sa.column("skills", DOCUMENT), *(sa.column(name) for name in ("name", "label", *times)))
    op.bulk_insert(queues, [{"name": "general", "label": "综合", "skills": [], **times}])


def _columns(table: str, *names: str) -> sa.TableClause:
    return sa.table(table, *(sa.column(name) for name in names))


def _create_old_departments() -> sa.Table:
    return op.create_table(
        "departments",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("uri", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_departments"),
        sa.UniqueConstraint("name", name="uq_departments_name"),
    )
