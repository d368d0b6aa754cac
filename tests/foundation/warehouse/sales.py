"""A small dataset of sales, used by the tests of the fact store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import pyarrow as pa

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.warehouse import services
from kpiloop.foundation.warehouse.rows import LoadRow

COLUMNS = {
    "order_no": "text",
    "sold_on": "date",
    "paid_on": "date",
    "unit": "text",
    "status": "text",
    "qty": "integer",
    "amount": "decimal",
}
Sale = tuple[str, str, str, str]


def register(**changes: object) -> None:
    wanted: dict[str, object] = {
        "code": "sales",
        "name_zh": "销售",
        "columns": COLUMNS,
        "key_columns": ["order_no"],
        "date_columns": ["sold_on", "paid_on"],
        "unit_column": "unit",
        "dimensions": ["status"],
    }
    services.register_dataset(SYSTEM, **(wanted | changes))  # type: ignore[arg-type]


def table(sales: Sequence[Sale]) -> pa.Table:
    """(order number, day, unit, amount) -> the rows collect would hand over."""
    return pa.table(
        {
            "order_no": [sale[0] for sale in sales],
            "sold_on": [date.fromisoformat(sale[1]) if sale[1] else None for sale in sales],
            "unit": [sale[2] for sale in sales],
            "status": ["paid"] * len(sales),
            "amount": pa.array([Decimal(sale[3]) for sale in sales], type=pa.decimal128(20, 2)),
            "_line": list(range(2, len(sales) + 2)),
        }
    )


def publish(
    sales: Sequence[Sale],
    number: int | None = None,
    covers: tuple[date, date] | None = None,
    effects: Callable[[LoadRow], None] | None = None,
) -> LoadRow:
    number = number or services.next_load_number(SYSTEM)
    return services.publish_version(
        SYSTEM, dataset="sales", number=number, rows=table(sales), covers=covers, effects=effects
    )
