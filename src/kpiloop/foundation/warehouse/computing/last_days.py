"""Which days a dataset holds rows of: whether they are days at all, and how far an undeclared source has told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpiloop.foundation.warehouse.computing.scans import version
from kpiloop.foundation.warehouse.row_reading import files_of
from kpiloop.foundation.warehouse.sql_text import quote
from kpiloop.foundation.warehouse.store import read_records, reading

#: A year may be thirteen periods of four weeks.
_PERIODS, _MONTHS = 13, 12
_MOST_KNOWN = 100
_known: dict[tuple[str, str, str], DaysHeld] = {}


@dataclass(frozen=True)
class DaysHeld:
    """The days of the rows of a dataset, by its first date."""

    newest: date | None  #: newest of them; None without any row or date
    days: int  #: how many different ones
    months: int  #: in how many calendar months

    @property
    def are_of_months(self) -> bool:
        """Whether every row is one of a whole month, with one day of it for its date."""
        return self.months > 1 and self.days * _MONTHS <= self.months * _PERIODS


def days_held(version_number: int, *, dataset: str) -> DaysHeld:
    """Which days the rows of a dataset in a version have; read once for each set of files."""
    stored = version(version_number)
    described, files = files_of(stored, dataset)
    if not described.date_columns or not files:
        return DaysHeld(None, 0, 0)
    key = (stored.sha256, dataset, described.date_columns[0])
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        column, table = quote(described.date_columns[0]), quote(described.code)
        different = f"count(DISTINCT {column}) AS days, count(DISTINCT date_trunc('month', {column})) AS months"
        with reading(stored.number, stored.sha256, [(described, files)]) as cursor:
            found = read_records(cursor, f"SELECT CAST(max({column}) AS DATE) AS newest, {different} FROM {table}")[0]
        newest = found["newest"] if isinstance(found["newest"], date) else None
        _known[key] = DaysHeld(newest, int(str(found["days"])), int(str(found["months"])))
    return _known[key]
