"""Read the answer of a scan: one cell per subject, window and measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.dataflow import Measure, Scan
from kpiloop.engine.formula import FUNCTIONS
from kpiloop.engine.values import Figure, Missing, divide


@dataclass(frozen=True)
class MeasureCell:
    """One aggregate of one subject in one window."""

    figure: Figure  #: the figure; Missing("no_rows") when no matching row has a value
    rows: int  #: rows the condition let through
    values: int  #: of these, rows with a value; fewer than rows means empty cells were skipped


@dataclass(frozen=True)
class ScanCell:
    """Everything one scan says about one subject in one window."""

    row_count: int  #: rows of the dataset in this scope, whatever the conditions
    measures: Mapping[str, MeasureCell]  #: by measure name


def read_cells(scan: Scan, records: Iterable[Mapping[str, object]]) -> dict[tuple[str, str], ScanCell]:
    """Turn the rows of a scan's answer into cells by (subject, window).

    Missing:  a subject and window without any row is absent from the result; a sum or count whose
              condition lets no row through is an honest 0 there, because the scope has rows.
    """
    return {
        (str(record["subject"]), str(record["window"])): ScanCell(
            row_count=_whole(record["row_count"]),
            measures={measure.name: _read(measure, record) for measure in scan.measures},
        )
        for record in records
    }


def _read(measure: Measure, record: Mapping[str, object]) -> MeasureCell:
    rows, values = _whole(record[f"{measure.name}_rows"]), _whole(record[f"{measure.name}_values"])
    return MeasureCell(_figure(measure, record[measure.name], rows, values), rows, values)


def _figure(measure: Measure, number: object, rows: int, values: int) -> Figure:
    function = measure.aggregate.function
    if rows == 0 and FUNCTIONS[function].empty_is_zero:
        return Decimal(0)
    if number is None:
        return Decimal(0) if function in ("count", "count_distinct") else Missing("no_rows")
    figure = Decimal(str(number))
    return divide(figure, Decimal(values)) if function == "average" else figure


def _whole(number: object) -> int:
    return 0 if number is None else int(str(number))
