"""The lines of the one-sheet workbook, cell by cell: understood, or set aside with address and reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kpiloop.engine.errors import Refusal
from kpiloop.loop.collect.cleaning.numbers import ReadNumber, read_number
from kpiloop.loop.collect.cleaning.texts import Cell, means_nothing, names_a_total, tidy
from kpiloop.loop.collect.connectors.grid import GridRow
from kpiloop.loop.collect.one_sheet.columns import HEADINGS, Layout, MonthColumn, cell_address


@dataclass(frozen=True)
class BadCell:
    """A cell that waits for a person; the rest of its line was kept."""

    cell: str  #: address, e.g. K7
    line: int  #: line of the sheet
    heading: str  #: heading of the column
    written: str  #: as written
    reason: str  #: code
    fields: Mapping[str, str] = field(default_factory=dict)  #: what the sentence needs


@dataclass(frozen=True)
class WrittenFigure:
    """A figure as written, before its unit is known."""

    cell: str  #: address
    line: int  #: line of the sheet
    number: ReadNumber  #: as read


@dataclass(frozen=True)
class Line:
    """One KPI of one unit."""

    line: int  #: line of the sheet
    unit: str  #: name of the unit
    owner: str  #: name of the owner
    number: str  #: employee number, may be empty
    kpi: str  #: name of the KPI
    measure_unit: str  #: as written
    direction: str  #: as written
    time_kind: str  #: as written, may be empty
    weight: WrittenFigure | None  #: as read
    annual: WrittenFigure | None  #: as read
    targets: Mapping[date, WrittenFigure]  #: by month
    actuals: Mapping[date, WrittenFigure]  #: by month
    cells: Mapping[str, str]  #: addresses of the naming cells by meaning


@dataclass
class SheetContent:
    """Everything on the sheet."""

    lines: list[Line] = field(default_factory=list)  #: KPI lines
    bad: list[BadCell] = field(default_factory=list)  #: cells set aside
    skipped: int = 0  #: blank, note and total lines

    @property
    def figures(self) -> int:
        """Figures understood: weights, annual and monthly targets, actuals."""
        return sum(
            len(line.targets) + len(line.actuals) + (line.annual is not None) + (line.weight is not None)
            for line in self.lines
        )


def read_lines(layout: Layout, months: Mapping[int, date]) -> SheetContent:
    """Read every line; `months` gives the month of the fiscal year by its calendar number."""
    content = SheetContent()
    unit = owner = ""
    for row in layout.table.rows:
        texts = {name: tidy(_at(row, place)) for name, place in layout.places.items()}
        if _is_no_line(row, texts):
            content.skipped += 1
            continue
        if texts["unit"] and texts["unit"] != unit:
            unit, owner = texts["unit"], ""
        owner = texts["owner"] or owner
        missing = [name for name, text in (("unit", unit), ("owner", owner)) if not text]
        if missing:
            place = layout.places[missing[0]]
            content.bad.append(_bad(row, place, HEADINGS[missing[0]][0], "value_missing"))
            continue
        content.lines.append(_line(layout, row, texts | {"unit": unit, "owner": owner}, months, content))
    return content


def _is_no_line(row: GridRow, texts: Mapping[str, str]) -> bool:
    """Blank lines, notes without a KPI, and lines that add up others."""
    return not texts["kpi"] or names_a_total(texts["unit"]) or names_a_total(texts["kpi"])


def _line(
    layout: Layout, row: GridRow, texts: Mapping[str, str], months: Mapping[int, date], content: SheetContent
) -> Line:
    def single(meaning: str) -> WrittenFigure | None:
        place = layout.places.get(meaning)
        return None if place is None else _figure(row, place, HEADINGS[meaning][0], content)

    return Line(
        line=row.line,
        unit=texts["unit"],
        owner=texts["owner"],
        number=texts.get("number", ""),
        kpi=texts["kpi"],
        measure_unit=texts["measure_unit"],
        direction=texts["direction"],
        time_kind=texts.get("time_kind", ""),
        weight=single("weight"),
        annual=single("annual"),
        targets=dict(_monthly(row, layout.targets, months, content)),
        actuals=dict(_monthly(row, layout.actuals, months, content)),
        cells={name: cell_address(place, row.line) for name, place in layout.places.items()},
    )


def _monthly(
    row: GridRow, columns: tuple[MonthColumn, ...], months: Mapping[int, date], content: SheetContent
) -> Iterator[tuple[date, WrittenFigure]]:
    for column in columns:
        month = column.month if column.names_year else months[column.month.month]
        if month not in months.values():
            continue
        figure = _figure(row, column.place, column.heading, content)
        if figure is not None:
            yield month, figure


def _figure(row: GridRow, place: int, heading: str, content: SheetContent) -> WrittenFigure | None:
    cell = _at(row, place)
    if means_nothing(cell):
        return None
    try:
        read = read_number(cell)
    except Refusal as refusal:
        content.bad.append(_bad(row, place, heading, refusal.code))
        return None
    return None if read is None else WrittenFigure(cell_address(place, row.line), row.line, read)


def _bad(row: GridRow, place: int, heading: str, reason: str) -> BadCell:
    return BadCell(cell_address(place, row.line), row.line, heading, tidy(_at(row, place)), reason)


def plain_figure(figure: WrittenFigure | None) -> Decimal | None:
    """The number as written, without regard to unit."""
    return None if figure is None else figure.number.value


def _at(row: GridRow, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else None
