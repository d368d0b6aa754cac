"""The company of W1 as any user would set it up: units, four registered folders, 40 KPIs with their formulas."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import django
from django.core.management import call_command

from benchmarks.make_data import tree

START, END = date(2023, 1, 1), date(2025, 12, 1)
NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

#: KPI -> (kind over time, formula).
FORMULAS = {
    "revenue": ("flow", "sum(orders.amount)"),
    "cogs": ("flow", "sum(orders.cost)"),
    "qty": ("flow", "sum(orders.qty)"),
    "discount": ("flow", "sum(orders.discount)"),
    "n_lines": ("flow", "count(orders)"),
    "ret_lines": ("flow", "count(orders) where orders.returned"),
    "ret_amount": ("flow", "sum(orders.amount) where orders.returned"),
    "online_rev": ("flow", "sum(orders.amount) where orders.channel_id <= 2"),
    "b2b_rev": ("flow", "sum(orders.amount) where orders.channel_id = 5"),
    "big_lines": ("flow", "count(orders) where orders.amount >= 1000000"),
    "max_line": ("ratio", "max(orders.amount)"),
    "disc_lines": ("flow", "count(orders) where orders.discount > 0"),
    "opex": ("flow", "sum(opex.amount)"),
    "labour_cost": ("flow", "sum(opex.amount) where opex.kind = 1"),
    "mkt_cost": ("flow", "sum(opex.amount) where opex.kind = 2"),
    "hc_end": ("stock", "last(headcount.hc_end)"),
    "leavers": ("flow", "sum(headcount.leavers)"),
    "complaints": ("flow", "count(complaints)"),
    "customers": ("distinct", "count_distinct(orders.customer_id)"),
    "products": ("distinct", "count_distinct(orders.product_id)"),
    "gross_margin": ("ratio", "(kpi(revenue) - kpi(cogs)) / kpi(revenue)"),
    "return_rate": ("ratio", "kpi(ret_lines) / kpi(n_lines)"),
    "discount_rate": ("ratio", "kpi(discount) / (kpi(revenue) + kpi(discount))"),
    "asp": ("ratio", "kpi(revenue) / kpi(qty)"),
    "avg_line": ("ratio", "kpi(revenue) / kpi(n_lines)"),
    "rev_per_cust": ("ratio", "kpi(revenue) / kpi(customers)"),
    "online_share": ("ratio", "kpi(online_rev) / kpi(revenue)"),
    "b2b_share": ("ratio", "kpi(b2b_rev) / kpi(revenue)"),
    "rev_per_head": ("ratio", "kpi(revenue) / kpi(hc_end)"),
    "complaint_1k": ("ratio", "1000 * kpi(complaints) / kpi(n_lines)"),
    "opex_ratio": ("ratio", "kpi(opex) / kpi(revenue)"),
    "turnover": ("ratio", "kpi(leavers) / kpi(hc_end)"),
    "gross_profit": ("derived", "kpi(revenue) - kpi(cogs)"),
    "op_profit": ("derived", "kpi(gross_profit) - kpi(opex)"),
    "op_margin": ("derived", "kpi(op_profit) / kpi(revenue)"),
    "net_revenue": ("derived", "kpi(revenue) - kpi(ret_amount)"),
    "mkt_roi": ("derived", "kpi(gross_profit) / kpi(mkt_cost)"),
    "gp_per_head": ("derived", "kpi(gross_profit) / kpi(hc_end)"),
    "op_per_cust": ("derived", "kpi(op_profit) / kpi(customers)"),
    "health": ("derived", "0.4 * kpi(gross_margin) + 0.3 * (1 - kpi(return_rate)) + 0.3 * kpi(online_share)"),
}

#: Dataset -> (columns, date column).
DATASETS: dict[str, tuple[dict[str, str], str]] = {
    "orders": (
        {
            "date": "date", "leaf_id": "text", "product_id": "integer", "region_id": "integer", "channel_id": "integer",
            "qty": "integer", "amount": "integer", "cost": "integer", "discount": "integer", "customer_id": "integer",
            "returned": "boolean",
        },
        "date",
    ),
    "opex": ({"month": "date", "leaf_id": "text", "kind": "integer", "amount": "integer"}, "month"),
    "headcount": ({"month": "date", "leaf_id": "text", "hc_end": "integer", "leavers": "integer"}, "month"),
    "complaints": ({"date": "date", "leaf_id": "text", "severity": "integer"}, "date"),
}  # fmt: skip


def found(data: Path) -> None:
    """Found the company over the folders below `data`; nothing is computed yet."""
    django.setup()
    call_command("migrate", verbosity=0)
    from kpiloop.foundation.access.actors import SYSTEM
    from kpiloop.foundation.calendar.services import ensure_calendar
    from kpiloop.foundation.org.rows import NewUnit
    from kpiloop.foundation.org.services import import_organisation
    from kpiloop.foundation.warehouse.services import register_dataset, register_folder

    ensure_calendar(SYSTEM, first_month=START, last_month=END)
    units = [
        NewUnit(
            str(unit.id), f"单位{unit.id}", START,
            kind="company" if unit.level == 0 else "unit", parent=str(unit.parent) if unit.parent else None,
        )
        for unit in tree()
    ]  # fmt: skip
    import_organisation(SYSTEM, units=units)
    for code, (columns, on) in DATASETS.items():
        register_dataset(
            SYSTEM, code=code, name_zh=code, columns=columns, date_columns=[on], unit_column="leaf_id",  # type: ignore[arg-type]
            dimensions=[name for name in ("region_id", "channel_id") if name in columns],
        )  # fmt: skip
        register_folder(SYSTEM, dataset=code, folder=str(data / code))
    _define()


def _define() -> None:
    from kpiloop.foundation.access.actors import SYSTEM
    from kpiloop.loop.measure.rows import NewFormula
    from kpiloop.loop.measure.services import set_formulas
    from kpiloop.loop.plan.services import draft_kpi, publish_kpi

    for code, (kind, _text) in FORMULAS.items():
        draft_kpi(
            SYSTEM, code=code, name_zh=code, direction="higher", time_kind=kind, measurement_unit="number",
            achievement_method="ratio", green_from=Decimal(1), amber_from=Decimal("0.9"), valid_from=START,
        )  # fmt: skip
        publish_kpi(SYSTEM, code=code, now=NOW)
    set_formulas(SYSTEM, formulas=[NewFormula(code, text, START) for code, (_kind, text) in FORMULAS.items()])
