"""Sales with two dimensions for the trading company: every cell can be counted by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewAssignment
from tests.loop import company

OCTOBER = "2026-10"
#: month, unit, product, channel, quantity, amount, customer; one row names no channel
SALES = [
    ("2025-10", "SH", "A", "online", 10, 100, "c1"),
    ("2025-10", "SH", "A", "shops", 5, 60, "c2"),
    ("2025-10", "ZJ", "B", "online", 8, 40, "c1"),
    ("2025-10", "WEST", "B", "shops", 4, 30, "c3"),
    ("2026-10", "SH", "A", "online", 6, 40, "c1"),
    ("2026-10", "SH", "A", "shops", 6, 75, "c1"),
    ("2026-10", "ZJ", "C", "online", 2, 20, "c4"),  # new: C; gone: B online
    ("2026-10", "WEST", "B", "shops", 5, 40, "c3"),
    ("2026-10", "WEST", "B", None, 1, 5, "c3"),
]


def publish_sales() -> None:
    """Sales with two dimensions behind an amount, a price and a number of customers of HQ."""
    columns = {"no": "text", "on": "date", "unit": "text", "product": "text", "channel": "text", "customer": "text"}
    warehouse.register_dataset(
        SYSTEM,
        code="sales",
        name_zh="销售",
        name_en="Sales",
        columns={**columns, "quantity": "decimal", "amount": "decimal"},
        key_columns=("no",),
        date_columns=("on",),
        unit_column="unit",
        dimensions=("product", "channel"),
    )
    table = pa.table(
        {
            "no": [str(place) for place in range(len(SALES))],
            "on": [date.fromisoformat(f"{row[0]}-09") for row in SALES],
            **{name: [row[place] for row in SALES] for name, place in (("unit", 1), ("product", 2), ("channel", 3))},
            "customer": [row[6] for row in SALES],
            **{name: [Decimal(row[place]) for row in SALES] for name, place in (("quantity", 4), ("amount", 5))},
            "_line": list(range(2, len(SALES) + 2)),
        }
    )
    covers = (date(2025, 1, 1), date(2026, 11, 1))
    number = warehouse.next_load_number(SYSTEM)
    warehouse.publish_version(SYSTEM, dataset="sales", number=number, rows=table, covers=covers)
    company.publish_kpi("amount", "销售额", "sum(sales.amount)")
    company.publish_kpi("price", "均价", "sum(sales.amount) / sum(sales.quantity)", time_kind="ratio")
    company.publish_kpi(
        "buyers", "客户数", "count_distinct(sales.customer)", time_kind="distinct", measurement_unit="persons"
    )
    lines = [NewAssignment(kpi, "HQ", "E1", Decimal(0), date(2026, 1, 1)) for kpi in ("amount", "price", "buyers")]
    plan.assign_many(SYSTEM, scheme="S26", assignments=lines)
    company.compute("2025-10", "2025-10")
    company.compute(OCTOBER, OCTOBER)
