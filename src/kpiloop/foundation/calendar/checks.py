"""What is asked of a period at hand, without looking anything up."""

from __future__ import annotations

from typing import cast

from kpiloop.engine import periods as fiscal
from kpiloop.engine.periods import PeriodKind
from kpiloop.foundation.calendar.errors import PeriodClosed
from kpiloop.foundation.calendar.rows import PeriodRow


def require_open(row: PeriodRow) -> None:
    """Refuse to write into a closed period."""
    if row.is_closed:
        raise PeriodClosed(period=row.code)


def engine_period(row: PeriodRow) -> fiscal.Period:
    """The same period as the engine counts with it."""
    kind = cast("PeriodKind", row.kind)
    return fiscal.Period(kind, row.code, row.starts_on, row.ends_before, row.fiscal_year, row.number)
