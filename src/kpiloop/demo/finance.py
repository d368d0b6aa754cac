"""The finance workbook, made the way finance people make it: titles, merged heads, 万元, subtotals."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import xlsxwriter

from kpiloop.demo import levels
from kpiloop.demo.design import Design
from kpiloop.demo.orders import Order
from kpiloop.demo.structure import SELLING, UNITS, employees, unit_on
from kpiloop.engine.periods import Period

WAN = Decimal(10_000)
CENT_OF_WAN = Decimal("0.01")
SUBJECTS = ("收入", "成本", "费用", "税金", "人数")
GROUPS = (
    ("SALES", ("SH", "SN", "NORTH", "SOUTH")),
    ("RETAIL", ("STORE1", "STORE2")),
    ("MFG", ("P1", "P2")),
)
OTHERS = ("SERVICE", "SUPPLY", "FIN", "HR")
UNIT_NAME = {code: (zh, en) for code, zh, en, *_ in UNITS}


@dataclass(frozen=True)
class Account:
    """One unit's month in the books, in 万元 with two decimals, and heads at month end."""

    unit: str  #: unit code
    month: Period  #: month
    revenue: Decimal  #: 万元
    cost: Decimal  #: 万元
    expense: Decimal  #: 万元
    tax: Decimal  #: 万元
    heads: int  #: persons at month end


def accounts_of(design: Design, orders: list[Order]) -> list[Account]:
    """Books of every unit and month; sales follow the orders, other units have cost only."""
    sums: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for order in orders:
        if order.status != "cancelled":
            cell = sums[order.unit, f"{order.on:%Y-%m}"]
            cell[0] += order.net_amount
            cell[1] += order.cost
    everybody = employees(design)
    books = []
    for month in design.months:
        for unit in [*SELLING, *levels.COST_CENTRES]:
            heads = sum(1 for e in everybody if unit_on(e, month.end) == unit)
            books.append(_account(design, unit, month, sums[unit, month.code], heads))
    return books


def _account(design: Design, unit: str, month: Period, sales: list[Decimal], heads: int) -> Account:
    pick = design.stream("books", unit, month.code)
    drift = Decimal(round(pick.uniform(0.97, 1.02), 4)).quantize(Decimal("0.0001"))
    revenue, cost = sales
    expense = (revenue * levels.EXPENSE_SHARE if unit in SELLING else levels.COST_CENTRES[unit]) * drift
    tax = max(Decimal(0), (revenue - cost - expense) * levels.TAX_SHARE)
    return Account(unit, month, _wan(revenue), _wan(cost), _wan(expense), _wan(tax), heads)


def _wan(amount: Decimal) -> Decimal:
    return (amount / WAN).quantize(CENT_OF_WAN, ROUND_HALF_UP)


def write_workbooks(design: Design, books: list[Account], folder: Path) -> list[Path]:
    """One workbook per calendar year, months across, units down; returns the files, oldest first."""
    folder.mkdir(parents=True, exist_ok=True)
    by_year: dict[int, list[Period]] = defaultdict(list)
    for month in design.months:
        by_year[month.start.year].append(month)
    cells = {(a.unit, a.month.code): a for a in books}
    files = []
    for year, months in by_year.items():
        files.append(folder / f"finance_{year}.xlsx")
        workbook = xlsxwriter.Workbook(str(files[-1]))
        _write_year(design, workbook, year, months, cells)
        workbook.close()
    return files


def _write_year(
    design: Design,
    workbook: xlsxwriter.Workbook,
    year: int,
    months: list[Period],
    cells: dict[tuple[str, str], Account],
) -> None:
    said, named = design.said, design.named
    sheet = workbook.add_worksheet(named(f"{year}年", str(year)))
    bold = workbook.add_format({"bold": True, "align": "center", "border": 1})
    sheet.merge_range(0, 0, 0, len(SUBJECTS) * len(months), f"{said('华澄集团')} {year} {said('年月度经营报表')}", bold)
    sheet.write(1, 0, said("单位：万元（人数除外）　编制：财务部"))
    sheet.merge_range(2, 0, 3, 0, said("部门"), bold)
    for place, month in enumerate(months):
        first = 1 + place * len(SUBJECTS)
        month_name = named(f"{month.start.year}年{month.start.month}月", f"{month.start:%b %Y}")
        sheet.merge_range(2, first, 2, first + len(SUBJECTS) - 1, month_name, bold)
        for offset, subject in enumerate(SUBJECTS):
            sheet.write(3, first + offset, said(subject), bold)
    row = 4
    for group, units in GROUPS:
        row = _write_units(design, sheet, row, units, months, cells)
        row = _write_sum(sheet, row, f"{named(*UNIT_NAME[group])}{named('', ' ')}{said('小计')}", units, months, cells)
    row = _write_units(design, sheet, row, OTHERS, months, cells)
    everybody = tuple(unit for _g, units in GROUPS for unit in units) + OTHERS
    _write_sum(sheet, row, said("合计"), everybody, months, cells)


def _figures(account: Account) -> tuple[Decimal | int, ...]:
    return account.revenue, account.cost, account.expense, account.tax, account.heads


def _write_units(
    design: Design,
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    units: tuple[str, ...],
    months: list[Period],
    cells: dict[tuple[str, str], Account],
) -> int:
    for unit in units:
        sheet.write(row, 0, design.named(*UNIT_NAME[unit]))
        column = 1
        for month in months:
            for figure in _figures(cells[unit, month.code]):
                sheet.write_number(row, column, figure)
                column += 1
        row += 1
    return row


def _write_sum(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    name: str,
    units: tuple[str, ...],
    months: list[Period],
    cells: dict[tuple[str, str], Account],
) -> int:
    sheet.write(row, 0, name)
    column = 1
    for month in months:
        columns = zip(*(_figures(cells[unit, month.code]) for unit in units), strict=True)
        for figures in columns:
            sheet.write_number(row, column, sum(figures))
            column += 1
    return row + 1
