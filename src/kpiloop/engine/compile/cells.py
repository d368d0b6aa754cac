"""Read the answer of a scan: one cell per subject, window and measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpiloop.engine.dataflow import Measure, Scan
from kpiloop.engine.formula import FUNCTIONS, Aggregate
from kpiloop.engine.formula.library import COUNTS_VALUES, PERCENTILES
from kpiloop.engine.percentiles import interpolate
from kpiloop.engine.values import Figure, Missing, divide

Read = Callable[[str], Sequence[object]]


class MeasureCell(NamedTuple):
    """One aggregate of one subject in one window; a tuple, because a run makes millions."""

    figure: Figure  #: the figure; Missing("no_rows") when no matching row has a value
    rows: int  #: rows the condition let through
    values: int  #: of these, rows with a value; fewer than rows means empty cells were skipped


class MeasureCells(Mapping[str, MeasureCell]):
    """The measures of one row of an answer, read when they are asked for: most of a wide answer never is."""

    __slots__ = ("_measures", "_place", "_read")

    def __init__(self, measures: Mapping[str, Measure], read: Read, place: int) -> None:
        self._measures, self._read, self._place = measures, read, place

    def __getitem__(self, name: str) -> MeasureCell:
        measure, read, place = self._measures[name], self._read, self._place
        rows, values = read(f"{name}_rows")[place] or 0, read(f"{name}_values")[place] or 0
        assert isinstance(rows, int) and isinstance(values, int)
        upper = read(f"{name}_upper")[place] if measure.aggregate.function in PERCENTILES else None
        return MeasureCell(_figure(measure, read(name)[place], rows, values, upper), rows, values)

    def __iter__(self) -> Iterator[str]:
        return iter(self._measures)

    def __len__(self) -> int:
        return len(self._measures)


class ScanCell(NamedTuple):
    """Everything one scan says about one subject in one window."""

    row_count: int  #: rows of the dataset in this scope, whatever the conditions
    measures: Mapping[str, MeasureCell]  #: by measure name


class ScanCells(Mapping[tuple[str, str], ScanCell]):
    """The answer of one scan by (subject, window); a cell is made when it is asked for."""

    __slots__ = ("_measures", "_places", "_read", "_rows")

    def __init__(self, scan: Scan, read: Read) -> None:
        self._measures = {measure.name: measure for measure in scan.measures}
        self._read, self._rows = read, read("row_count")
        self._places = {key: place for place, key in enumerate(zip(read("subject"), read("window"), strict=True))}

    def __getitem__(self, key: tuple[str, str]) -> ScanCell:
        place = self._places[key]
        return ScanCell(int(str(self._rows[place])), MeasureCells(self._measures, self._read, place))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._places)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self._places)


def read_cells(scan: Scan, read: Read) -> ScanCells:
    """Turn the columns of a scan's answer into cells by (subject, window).

    Shape:    name of a column -> its values, one per row; a column nobody asks for is never read.
    Missing:  a subject and window without any row is absent from the result; a sum or count whose
              condition lets no row through is an honest 0 there, because the scope has rows.
    """
    return ScanCells(scan, read)


def read_figures(measure: Measure, read: Read) -> list[Figure]:
    """The figures of one measure on every row of an answer, made by the column.

    Shape:    name of a column -> its values -> one figure per row.
    Law:      those the cells of the same answer have.
    """
    name, function = measure.name, measure.aggregate.function
    numbers = read(name)
    uppers = read(f"{name}_upper") if function in PERCENTILES else [None] * len(numbers)
    is_plain = function not in PERCENTILES and function != "average"
    lines = zip(numbers, read(f"{name}_rows"), read(f"{name}_values"), uppers, strict=True)
    return [
        # What needs no working out is said at once: a page reads thousands.
        Decimal(number)  # type: ignore[arg-type]
        if is_plain and rows and type(number) in (int, Decimal)
        else _figure(measure, number, _whole(rows), _whole(values), upper)
        for number, rows, values, upper in lines
    ]


def _whole(number: object) -> int:
    assert number is None or isinstance(number, int)
    return number or 0


def _figure(measure: Measure, number: object, rows: int, values: int, upper: object) -> Figure:
    function = measure.aggregate.function
    if rows == 0 and FUNCTIONS[function].empty_is_zero:
        return Decimal(0)
    if number is None:
        return Decimal(0) if function == "count" or function in COUNTS_VALUES else Missing("no_rows")
    return finished(measure.aggregate, number, values, upper)


def finished(aggregate: Aggregate, number: object, values: int, upper: object = None) -> Figure:
    """The figure of an aggregate from what an engine gives for it.

    Shape:    sum of an average, lower and `upper` value around a percentile, else the figure; number of values.
    Law:      what could be rounded by an engine is done here, exactly.
    """
    figure = number if isinstance(number, Decimal) else Decimal(str(number))
    if aggregate.function in PERCENTILES:
        above = upper if isinstance(upper, Decimal) else Decimal(str(upper))
        return interpolate(figure, above, values, aggregate.share)
    return divide(figure, Decimal(values)) if aggregate.function == "average" else figure
