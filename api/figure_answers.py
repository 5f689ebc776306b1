"""What REST answers with about how the hotline has done (`docs/screens.md`)."""

from datetime import date

import msgspec

from callflow.insights import Insights, PeriodKind
from models.repositories.evaluation import GroupedBy


class EvaluationRow(msgspec.Struct, frozen=True, kw_only=True):
    """One department's or agent's figures; rates are 0..1, null where there is nothing to divide by."""

    key: str
    name: str
    tickets: int
    had: int
    """What returns and reopened tickets are a part of: those that a department has or had."""
    done: int
    on_time: int
    late: int
    on_time_rate: float | None
    returned: int
    return_rate: float | None
    reopened: int
    reopen_rate: float | None
    rated: int
    satisfied: int
    satisfaction_rate: float | None
    direct: int


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody's figures over some days, both of them part of the time."""

    from_: date = msgspec.field(name="from")
    to: date
    by: GroupedBy
    rows: tuple[EvaluationRow, ...]


class PeriodInsights(Insights, frozen=True, kw_only=True):
    """What the city learns from some days, both of them part of the time."""

    period: PeriodKind
    from_: date = msgspec.field(name="from")
    to: date
