"""Stored causes to frozen rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from kpiloop.loop.analyse.choices import WITHDRAWN
from kpiloop.loop.analyse.models import Cause
from kpiloop.loop.analyse.rows import CauseRow

_YEAR = 12


def cause_rows(found: QuerySet[Cause]) -> list[tuple[CauseRow, int]]:
    """Causes that stand as rows with the key of their month, largest impact first."""
    held = list(found.exclude(state=WITHDRAWN).select_related("period").order_by("pk"))
    named = _months_named({row.assignment_id for row in held})
    rows = [(_row(row, named), row.period_id) for row in held]
    return sorted(rows, key=lambda pair: _by_impact(pair[0]))


def _row(row: Cause, named: Mapping[tuple[int, str], set[date]]) -> CauseRow:
    return CauseRow(
        id=row.pk,
        assignment_id=row.assignment_id,
        period_code=row.period.code,
        kind=row.kind,
        text=row.text,
        evidence=row.evidence,
        impact=row.impact,
        state=row.state,
        written_by=row.written_by,
        written_at=row.written_at,
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
        months_named=_count_until(named.get((row.assignment_id, row.kind), set()), row.period.starts_on),
    )


def _by_impact(row: CauseRow) -> tuple[bool, Decimal, int]:
    return (row.impact is None, -abs(row.impact or Decimal(0)), row.id)


def _months_named(assignment_ids: set[int]) -> Mapping[tuple[int, str], set[date]]:
    """First days of the months in which each kind was named for an assignment."""
    found = Cause.objects.exclude(state=WITHDRAWN).filter(assignment_id__in=assignment_ids)
    named: dict[tuple[int, str], set[date]] = defaultdict(set)
    for assignment, kind, month in found.values_list("assignment_id", "kind", "period__starts_on"):
        named[assignment, kind].add(month)
    return named


def _count_until(months: set[date], last: date) -> int:
    """Months of the twelve that end with `last`."""
    return sum(0 <= (last.year - month.year) * 12 + last.month - month.month < _YEAR for month in months)
