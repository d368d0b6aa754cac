"""Rows that try an engine: Chinese names, empty cells, quotes, halves in the last place, a unit that moves."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa

from kpiloop.engine.dataflow import Member, Window, merge_members
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.warehouse import services

COLUMNS = {
    "单号": "text", "日期": "date", "付款日": "date", "单位": "text", "客户": "text", "状态": "text", "数量": "integer",
    "金额": "decimal", "系数": "decimal",
}  # fmt: skip
#: A column the dataset got later: the files of the first load do not have it.
LATER = {"退货": "boolean"}
STATES = ["正常", "作废", 'it\'s "x"', "a\\b\nc", "", None]
Row = dict[str, object]


def rows() -> list[Row]:
    """The same 240 rows each time, January to April 2026, the last 60 with the later column."""
    dice = random.Random(20260101)
    found = [_row(dice, number) for number in range(240)]
    # Twelve decimals that end just below a half: rounded twice they would count, rounded once they do not.
    found[0] |= {"金额": Decimal("0.499995"), "系数": Decimal("0.000001"), "日期": date(2026, 1, 5), "单位": "A1"}
    found[1] |= {"金额": Decimal("-0.5"), "系数": Decimal("0.000001"), "日期": date(2026, 1, 5), "单位": "A2"}
    return found


def _row(dice: random.Random, number: int) -> Row:
    day = date(2026, 1, 1) + timedelta(days=dice.randrange(120))
    return {
        "单号": f"S{number:04d}",
        "日期": day if number % 40 else None,
        "付款日": day + timedelta(days=dice.randrange(40)) if dice.random() < 0.8 else None,
        "单位": dice.choice(["A1", "A2", "B1", "B2", None]),
        "客户": dice.choice(["甲", "乙", "丙", "丁", "戊", "c1", "C1", None]),
        "状态": dice.choice(STATES),
        "数量": dice.choice([None, *range(-9, 10)]),
        "金额": dice.choice([None, Decimal(dice.randrange(-5_000_000_000, 5_000_000_000)).scaleb(-6)]),
        "系数": Decimal(dice.randrange(1, 1_000_000)).scaleb(-6),
        "退货": dice.choice([True, False, None]) if number >= 180 else None,
    }


def load() -> None:
    """Two loads: the second one brings a further column and rows of months that are there already."""
    written = rows()
    for number, (columns, part) in enumerate([(COLUMNS, written[:180]), (COLUMNS | LATER, written[180:])], start=1):
        services.register_dataset(
            SYSTEM, code="销售", name_zh="销售", columns=columns, key_columns=["单号"], date_columns=["日期", "付款日"],
            unit_column="单位",
        )  # type: ignore[arg-type]  # fmt: skip
        services.publish_version(SYSTEM, dataset="销售", number=number, rows=table(part, columns))


def table(part: list[Row], columns: dict[str, str]) -> pa.Table:
    """Rows as collect hands them over."""
    kinds = {"text": pa.string(), "integer": pa.int64(), "decimal": pa.decimal128(20, 6), "date": pa.date32(),
             "boolean": pa.bool_()}  # fmt: skip
    return pa.table({name: pa.array([row[name] for row in part], kinds[kind]) for name, kind in columns.items()})


def members() -> list[Member]:
    """A and B below HQ; B2 goes from B to A in the middle of February; who names no unit counts for HQ."""
    starts, moved, ends = date(2025, 1, 1), date(2026, 2, 11), date(2027, 1, 1)
    leaves = {"A1": "A", "A2": "A", "B1": "B"}
    found = [Member(leaf, subject, starts, ends) for leaf, above in leaves.items() for subject in (leaf, above, "HQ")]
    found += [Member("B2", subject, starts, ends) for subject in ("B2", "HQ")] + [Member("*", "HQ", starts, ends)]
    found += [Member("B2", "B", starts, moved), Member("B2", "A", moved, ends)]
    # A further tree over the same leaves: a project that takes part of a unit.
    found += [Member("A1", "P", starts, ends), Member("B1", "P", date(2026, 3, 1), ends)]
    return merge_members(found)


def windows() -> list[Window]:
    """Four months, the year to each of their ends, and a week that begins inside a month."""
    starts = [date(2026, month, 1) for month in range(1, 6)]
    found = [Window(f"m{month}", starts[month - 1], starts[month]) for month in range(1, 5)]
    found += [Window(f"y{month}", starts[0], starts[month]) for month in range(2, 5)]
    return [*found, Window("w", date(2026, 2, 26), date(2026, 3, 5))]
