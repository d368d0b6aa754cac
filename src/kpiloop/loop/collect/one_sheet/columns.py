"""Which column of the one-sheet workbook is what, in Chinese or English, on one or two heading lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kpiloop.loop.collect.cleaning.days import read_month
from kpiloop.loop.collect.cleaning.texts import Cell, same_name, tidy
from kpiloop.loop.collect.connectors.grid import Grid
from kpiloop.loop.collect.errors import ColumnsMissing, SheetLayoutUnknown
from kpiloop.loop.collect.reading.heads import Table, find_table

#: Headings by what they mean; the first is the one shown to people.
HEADINGS: dict[str, tuple[str, ...]] = {
    "unit": ("部门", "Unit", "部门名称", "组织", "单位名称", "Department", "Org unit"),
    "owner": ("责任人", "Owner", "负责人", "责任者", "Person responsible"),
    "number": ("工号", "Employee number", "员工编号", "Employee no", "Number"),
    "kpi": ("指标", "KPI", "指标名称", "考核指标", "KPI name"),
    "measure_unit": ("单位", "Measure unit", "计量单位", "Measurement unit", "UoM"),
    "direction": ("方向", "Direction", "指标方向", "指标性质"),
    "weight": ("权重", "Weight", "权重(%)", "权重%", "Weight (%)", "Weight %"),
    "annual": ("年度目标", "Annual target", "全年目标", "年度目标值", "年目标", "Year target", "Full-year target"),
    "time_kind": ("汇总方式", "Time kind", "累计方式", "口径"),
}
REQUIRED = ("unit", "owner", "kpi", "measure_unit", "direction", "weight")
OPTIONAL = ("number", "annual", "time_kind")
_TARGET = re.compile(r"目标值?|计划值?|target|plan", re.IGNORECASE)
_ACTUAL = re.compile(r"实际值?|完成值?|actual|result", re.IGNORECASE)
#: A year no sheet is about: months read in it named none themselves.
_NO_YEAR = 1901


@dataclass(frozen=True)
class MonthColumn:
    """A column with the figures of one month."""

    place: int  #: column, from 0
    month: date  #: first day; in the year 1901 when the heading names no year
    heading: str  #: as written

    @property
    def names_year(self) -> bool:
        """Whether the heading said which year."""
        return self.month.year != _NO_YEAR


@dataclass(frozen=True)
class Layout:
    """Where everything stands."""

    table: Table  #: headings and lines
    places: Mapping[str, int]  #: column by meaning
    targets: tuple[MonthColumn, ...]  #: monthly targets
    actuals: tuple[MonthColumn, ...]  #: monthly actuals


def find_layout(grid: Grid) -> Layout:
    """Understand the headings on one line, else on two; otherwise say which are lacking."""
    layouts = []
    for header_rows in (1, 2):
        try:
            layouts.append(_layout(grid, header_rows))
        except ColumnsMissing:
            continue
    complete = [layout for layout in layouts if all(name in layout.places for name in REQUIRED)]
    if complete:
        return max(complete, key=lambda layout: len(layout.targets) + len(layout.actuals))
    found = max(layouts, key=lambda layout: len(layout.places), default=None)
    lacking = [name for name in REQUIRED if found is None or name not in found.places]
    shown = ", ".join(" / ".join(path) for path in found.table.paths if path) if found else ""
    raise SheetLayoutUnknown(missing=", ".join(" / ".join(HEADINGS[name][:2]) for name in lacking), found=shown[:500])


def cell_address(place: int, line: int) -> str:
    """The address a person finds a cell by.

    >>> cell_address(10, 7), cell_address(27, 3)
    ('K7', 'AB3')
    """
    letters = ""
    rest = place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{line}"


def _layout(grid: Grid, header_rows: int) -> Layout:
    wanted = [name for meaning in REQUIRED for name in HEADINGS[meaning]]
    table = find_table(grid, header_row=None, header_rows=header_rows, names=(), wanted=wanted)
    places: dict[str, int] = {}
    targets: list[MonthColumn] = []
    actuals: list[MonthColumn] = []
    for place, labels in enumerate(table.labels):
        heading = " ".join(table.paths[place])
        meaning = _meaning(heading)
        if meaning and meaning not in places:
            places[meaning] = place
            continue
        month = _month(labels)
        if month is None:
            continue
        if _ACTUAL.search(heading):
            actuals.append(MonthColumn(place, month, heading))
        elif _TARGET.search(heading):
            targets.append(MonthColumn(place, month, heading))
    return Layout(table, places, tuple(targets), tuple(actuals))


def _meaning(heading: str) -> str:
    written = same_name(heading)
    return next((name for name, headings in HEADINGS.items() if written in map(same_name, headings)), "")


def _month(labels: tuple[Cell, ...]) -> date | None:
    for label in labels:
        plain: Cell = label
        if isinstance(label, str):
            plain = _ACTUAL.sub("", _TARGET.sub("", tidy(label))).strip(" -_/()（）")
        found = read_month(plain, year=_NO_YEAR)
        if found:
            return found
    return None
