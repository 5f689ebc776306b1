"""Column types and the base of all tables.

Times are whole milliseconds, as everywhere in Lingting: no database's idea of a time zone gets a say. Texts
have no length limit: a limit would turn a long sentence into an outage. PostgreSQL cannot store the character
NUL (U+0000) in any text, so it is taken out on the way in, on SQLite as well: both databases hold the same.
Every word of a closed set is stored as its value and read back as its `StrEnum`.
"""

from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import JSON, BigInteger, Dialect, Integer, MetaData, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase

from callflow.units import AgentId, CallMs, CaseId, LegId, SampleIndex, TicketNumber, WallMs

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


def without_nul(value: Any) -> Any:
    """The same JSON value with every NUL taken out of its texts."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {without_nul(key): without_nul(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_nul(item) for item in value]
    return value


class Prose(TypeDecorator[str]):
    """Text of any length, without NUL."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Take NUL out."""
        return None if value is None else value.replace("\x00", "")


class Document(TypeDecorator[Any]):
    """A JSON value: JSONB on PostgreSQL, text on SQLite. To change it assign a new value."""

    impl = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Take NUL out."""
        return without_nul(value)


class Choice(TypeDecorator[ChoiceT]):
    """A word of a closed set. Raises ValueError, on the way in and out, for a word that is not in it."""

    impl = String
    cache_ok = True

    def __init__(self, of: type[ChoiceT]) -> None:
        super().__init__()
        self.of = of

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Store the value."""
        return None if value is None else self.of(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> ChoiceT | None:  # noqa: ARG002
        """Read the value back as its member."""
        return None if value is None else self.of(value)


Counter = BigInteger().with_variant(Integer(), "sqlite")
"""A number that the database counts up by itself (SQLite does so for INTEGER only)."""


class Base(AsyncAttrs, DeclarativeBase):
    """What all tables share: the names of their constraints, and how our types are stored."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it from the class
        str: Prose,
        AgentId: Prose,
        CaseId: Prose,
        LegId: Prose,
        TicketNumber: Prose,
        WallMs: BigInteger,
        CallMs: BigInteger,
        SampleIndex: BigInteger,
    }
