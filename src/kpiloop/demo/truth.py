"""What is true by construction: planted facts and sums made without the product."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from kpiloop.demo.design import Design
from kpiloop.demo.finance import Account
from kpiloop.demo.leads import Lead
from kpiloop.demo.operations import Record
from kpiloop.demo.orders import Order, wrong_order
from kpiloop.demo.structure import UNITS, leaves_below


def truth_of(
    design: Design, orders: list[Order], leads: list[Lead], records: list[Record], books: list[Account]
) -> dict[str, object]:
    """Planted facts, row counts and monthly sums by unit, as plain text figures."""
    wrong = wrong_order(design, orders)
    return {
        "seed": design.seed,
        "size": design.size,
        "months": [month.code for month in design.months],
        "planted": [vars(fact) for fact in design.planted],
        "rows": {"orders": len(orders) + 2, "leads": len(leads), "operations": len(records) + 3},
        "unknown_rows": {"orders": 2, "operations": 3},
        "corrected_order": wrong.order_no if wrong else "",
        "revenue": _revenue(design, orders),
        "on_time": _on_time(design, orders),
        "customers": _customers(design, orders),
        "net_profit": _profit(design, books),
        "conversion": _conversion(leads),
    }


def write_truth(truth: dict[str, object], path: Path) -> None:
    """Write the facts beside the sources."""
    path.write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")


def _revenue(design: Design, orders: list[Order]) -> dict[str, dict[str, str]]:
    cells: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)])
    for order in orders:
        if order.status != "cancelled":
            cells[order.unit, f"{order.on:%Y-%m}"][0] += order.net_amount
    return _rolled(design, cells, lambda parts: str(parts[0]))


def _rolled(
    design: Design, cells: Mapping[tuple[str, str], Sequence[Any]], show: Callable[[list[Any]], str]
) -> dict[str, dict[str, str]]:
    """Add the leaves of every unit on the tree of each month."""
    result: dict[str, dict[str, str]] = {}
    for unit, *_rest in UNITS:
        row = {}
        for month in design.months:
            leaves = leaves_below(design, unit, month.start)
            below = [cells[leaf, month.code] for leaf in leaves if (leaf, month.code) in cells]
            if below:
                row[month.code] = show([sum(column) for column in zip(*below, strict=True)])
        result[unit] = row
    return result


def _on_time(design: Design, orders: list[Order]) -> dict[str, dict[str, str]]:
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for order in orders:
        if order.status == "delivered":
            cell = counts[order.unit, f"{order.on:%Y-%m}"]
            cell[0] += not order.is_late
            cell[1] += 1
    return _rolled(design, counts, lambda parts: f"{parts[0]}/{parts[1]}")


def _customers(design: Design, orders: list[Order]) -> dict[str, dict[str, str]]:
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for order in orders:
        if order.status != "cancelled":
            seen[order.unit, f"{order.on:%Y-%m}"].add(order.customer)
    result: dict[str, dict[str, str]] = {}
    for unit, *_rest in UNITS:
        row = {}
        for month in design.months:
            leaves = leaves_below(design, unit, month.start)
            sets = [seen[leaf, month.code] for leaf in leaves if (leaf, month.code) in seen]
            if sets:
                row[month.code] = str(len(set().union(*sets)))
        result[unit] = row
    return result


def _profit(design: Design, books: list[Account]) -> dict[str, dict[str, str]]:
    cells = {(a.unit, a.month.code): ((a.revenue - a.cost - a.expense - a.tax) * 10_000,) for a in books}
    return _rolled(design, cells, lambda parts: str(parts[0]))


def _conversion(leads: list[Lead]) -> dict[str, dict[str, str]]:
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for lead in leads:
        cell = counts[lead.seller, f"{lead.on:%Y-%m}"]
        cell[0] += lead.is_won
        cell[1] += 1
    result: dict[str, dict[str, str]] = defaultdict(dict)
    for (seller, month), (won, seen) in counts.items():
        result[seller][month] = f"{won}/{seen}"
    return dict(result)
