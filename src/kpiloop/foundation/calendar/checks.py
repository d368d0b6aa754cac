"""What is asked of a period at hand, without looking anything up."""

from __future__ import annotations

from typing import cast

from kpiloop.engine import periods as fiscal
from kpiloop.engine.periods import PeriodKind
from kpiloop.foundation.calendar.errors import PeriodClosed, PeriodOutOfScope
from kpiloop.foundation.calendar.rows import PeriodRow


def require_open(row: PeriodRow, **keys: int) -> None:
    """Refuse to write into a closed period, and into a reopened one about what it was not opened for."""
    if row.is_closed:
        raise PeriodClosed(period=row.code)
    if not row.takes(**keys):
        raise PeriodOutOfScope(period=row.code)


def require_whole(row: PeriodRow) -> None:
    """Refuse to write what touches everything into a period that is closed or open for some things only."""
    require_open(row)
    if row.reopened_for:
        raise PeriodOutOfScope(period=row.code)


def engine_period(row: PeriodRow) -> fiscal.Period:
    """The same period as the engine counts with it."""
    kind = cast("PeriodKind", row.kind)
    return fiscal.Period(kind, row.code, row.starts_on, row.ends_before, row.fiscal_year, row.number)
