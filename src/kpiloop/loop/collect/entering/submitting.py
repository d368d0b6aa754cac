"""Stores reported values as versions: what did not change is left, what changed supersedes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kpiloop.engine.values import EXACT
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.calendar.selectors import require_open
from kpiloop.foundation.jobs.services import emit
from kpiloop.loop.collect.entering.locking import Change, require_unlocked
from kpiloop.loop.collect.models import LoadBatch, Submission

_BATCH = 500
_PLACES = Decimal("0.00000001")  # as stored


@dataclass(frozen=True)
class Report:
    """A value to store, all codes resolved."""

    kpi_id: int  #: KPI
    subject_id: int  #: whose result
    period: PeriodRow  #: month
    value: Decimal | None  #: reported value
    line: int | None  #: row of the workbook
    kpi: str = ""  #: code of the KPI, as rules of locking name it


@dataclass(frozen=True)
class ValuesWritten:
    """What became of reported values."""

    added: int  #: first reports
    changed: int  #: corrected reports, each a new version
    unchanged: int  #: already so
    handed_on: int = 0  #: wait for somebody to check or approve them


def write_reports(
    reports: Sequence[Report],
    *,
    batch: LoadBatch | None,
    submitted_by: str,
    guarded_at: datetime | None = None,
) -> ValuesWritten:
    """Write new versions where a value differs; the caller holds the transaction and the right.

    What differs must not be locked at the moment named; none is named where that was asked before.
    """
    wanted = {(row.kpi_id, row.subject_id, row.period.id): row for row in reports}
    current = _current(wanted)
    changed = {key: row for key, row in wanted.items() if key not in current or not _is_same(current[key], row)}
    for row in changed.values():
        require_open(row.period, kpi=row.kpi_id, subject=row.subject_id)
    if guarded_at is not None:
        locked = [Change(row.kpi_id, row.kpi, row.subject_id, row.period) for row in changed.values()]
        require_unlocked(submitted_by, locked, now=guarded_at)
    replaced = [current[key].pk for key in changed if key in current]
    for start in range(0, len(replaced), _BATCH):
        Submission.objects.filter(pk__in=replaced[start : start + _BATCH]).update(is_current=False)
    Submission.objects.bulk_create(
        [
            Submission(
                kpi_id=row.kpi_id,
                subject_id=row.subject_id,
                period_id=row.period.id,
                value=row.value,
                batch=batch,
                line=row.line,
                submitted_by=submitted_by,
            )
            for row in changed.values()
        ],
        batch_size=_BATCH,
    )
    _tell(row.period for row in changed.values())
    return ValuesWritten(len(changed) - len(replaced), len(replaced), len(wanted) - len(changed))


def _current(wanted: Iterable[tuple[int, int, int]]) -> dict[tuple[int, int, int], Submission]:
    keys = set(wanted)
    found = Submission.objects.filter(is_current=True, period_id__in={period for _, _, period in keys})
    held = {(row.kpi_id, row.subject_id, row.period_id): row for row in found}
    return {key: row for key, row in held.items() if key in keys}


def _is_same(held: Submission, row: Report) -> bool:
    if held.value is None or row.value is None:
        return held.value is row.value
    return held.value.quantize(_PLACES, context=EXACT) == row.value.quantize(_PLACES, context=EXACT)


def _tell(periods: Iterable[PeriodRow]) -> None:
    months = {row.starts_on: row.code for row in periods}
    if months:
        emit("values.submitted", first=months[min(months)], months=[months[day] for day in sorted(months)])
