"""Data that waits for somebody and would change a month: proposed corrections, and rows in quarantine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from kpiloop.engine.formula import Aggregate, parse, walk
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.foundation.warehouse.rows import DatasetRow
from kpiloop.governance.archive.rows import UndecidedData
from kpiloop.loop.collect.provenance.undecided import UndecidedCorrection, undecided_corrections, undecided_rows
from kpiloop.loop.measure import selectors as measure

CORRECTION, ROWS = "correction", "rows"


def undecided_data(period: PeriodRow) -> Iterator[UndecidedData]:
    """Corrections and waiting rows that, once decided, would change what a month counts.

    Law:      a month counts everything up to its last day: its year to date and rolling windows look back, so what
              waits stands on the list of every month from its earliest day on, as facts that came in behind the
              last run do. A row that a correction moves to another day stands on both months. Days are those of the
              date roles formulas count by; a dataset no formula reads, or a row without such a day, changes no
              figure. Where the day cannot be known (the row is gone, no date can be read) every month shows it.
              A closed month takes nothing: what is approved afterwards is late data of it.
    """
    if period.is_closed:
        return
    datasets = {row.code: row for row in warehouse.datasets(SYSTEM)}
    roles = _date_roles(datasets)
    for correction in undecided_corrections(roles):
        if correction.is_until(period.last_day):
            yield _correction(correction, datasets[correction.row.dataset])
    for rows in undecided_rows(roles):
        if count := rows.count_until(period.last_day):
            yield _rows(rows.load, count, datasets[rows.dataset])


def _date_roles(datasets: Mapping[str, DatasetRow]) -> Mapping[str, set[str]]:
    """By which days the rows of each dataset are counted, by any version of any formula."""
    roles: dict[str, set[str]] = defaultdict(set)
    for row in measure.formulas(SYSTEM):
        for part in walk(parse(row.text)):
            if isinstance(part, Aggregate) and part.dataset in datasets:
                role = row.date_columns.get(part.dataset) or next(iter(datasets[part.dataset].date_columns), "")
                roles[part.dataset].add(role)
    return roles


def _correction(held: UndecidedCorrection, dataset: DatasetRow) -> UndecidedData:
    row = held.row
    return UndecidedData(
        CORRECTION, row.id, dataset.code, dataset.name_zh, dataset.name_en, row=row.row, field=row.field,
        old=row.old, new=row.new, proposed_by=row.corrected_by, is_stored=held.is_stored,
    )  # fmt: skip


def _rows(load: int, count: int, dataset: DatasetRow) -> UndecidedData:
    return UndecidedData(ROWS, load, dataset.code, dataset.name_zh, dataset.name_en, count=count)
