"""Collect: the company's own systems are registered, understood once, and read by the product."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kpiloop.demo.design import Design
from kpiloop.demo.finance import accounts_of, write_workbooks
from kpiloop.demo.leads import leads_of
from kpiloop.demo.operations import records_of, write_operations
from kpiloop.demo.orders import Order, orders_of, write_erp
from kpiloop.demo.people import Cast
from kpiloop.demo.truth import truth_of, write_truth
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.collect import services as collect

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Sources:
    """Files the demo company's systems left."""

    erp: Path  #: ERP database
    operations: Path  #: operations file, GB18030
    finance: tuple[Path, ...]  #: finance workbooks, oldest first
    truth: Path  #: what is true by construction
    orders: tuple[Order, ...]  #: for the later correction


DATASETS: tuple[dict[str, object], ...] = (
    {
        "code": "orders", "name_zh": "销售订单", "name_en": "Sales orders",
        "columns": {
            "order_no": "text", "ordered_on": "date", "unit": "text", "seller": "text", "customer": "text",
            "product": "text", "line": "text", "channel": "text", "qty": "integer", "net_amount": "decimal",
            "cost": "decimal", "promised_on": "date", "delivered_on": "date", "status": "text",
            "is_returned": "integer", "is_late": "integer",
        },
        "key_columns": ("order_no",), "date_columns": ("ordered_on", "delivered_on"), "unit_column": "unit",
        "person_column": "seller", "dimensions": ("product", "line", "channel", "customer"),
    },
    {
        "code": "leads", "name_zh": "销售线索", "name_en": "Sales leads",
        "columns": {
            "lead_no": "text", "came_on": "date", "unit": "text", "seller": "text", "customer": "text",
            "channel": "text", "is_won": "integer",
        },
        "key_columns": ("lead_no",), "date_columns": ("came_on",), "unit_column": "unit", "person_column": "seller",
        "dimensions": ("channel",),
    },
    {
        "code": "finance", "name_zh": "月度经营报表", "name_en": "Monthly books",
        "columns": {
            "month": "date", "unit": "text", "revenue": "decimal", "cost": "decimal", "expense": "decimal",
            "tax": "decimal", "heads": "integer",
        },
        "key_columns": ("month", "unit"), "date_columns": ("month",), "unit_column": "unit",
    },
    {
        "code": "operations", "name_zh": "运营台账", "name_en": "Operations log",
        "columns": {
            "number": "text", "on": "date", "unit": "text", "person": "text", "kind": "text", "planned": "integer",
            "done": "integer", "passed": "integer", "score": "integer", "incidents": "integer",
        },
        "key_columns": ("number",), "date_columns": ("on",), "unit_column": "unit", "person_column": "person",
        "dimensions": ("kind",),
    },
)  # fmt: skip

_ERP_ORDERS = {
    "table": "sales_order",
    "columns": {
        "order_no": "order_no", "ordered_on": "order_date", "unit": "dept_code", "seller": "seller_no",
        "customer": "customer", "product": "product", "line": "product_line", "channel": "channel", "qty": "qty",
        "net_amount": "net_amount", "cost": "cost", "promised_on": "promised_date", "delivered_on": "delivered_date",
        "status": "status", "is_returned": "is_returned", "is_late": "is_late",
    },
}  # fmt: skip
_ERP_LEADS = {
    "table": "lead",
    "columns": {
        "lead_no": "lead_no", "came_on": "lead_date", "unit": "dept_code", "seller": "seller_no",
        "customer": "customer", "channel": "channel", "is_won": "is_won",
    },
}  # fmt: skip
_BOOKS_VALUES = {"收入": "revenue", "成本": "cost", "费用": "expense", "税金": "tax", "人数": "heads"}
_LOG = {
    "number": "单号", "on": "日期", "unit": "单位", "person": "工号", "kind": "类别", "planned": "计划数",
    "done": "完成数", "passed": "合格数", "score": "评分", "incidents": "事件数",
}  # fmt: skip


def _books(design: Design) -> dict[str, object]:
    """How the finance workbook is read."""
    wan = {"scale": "wan"}
    return {
        "header_rows": 2,
        "columns": {
            "unit": {"from": design.said("部门")}, "revenue": wan, "cost": wan, "expense": wan, "tax": wan,
        },
        "unpivot": {
            "month_to": "month",
            "value_to": {design.said(word): column for word, column in _BOOKS_VALUES.items()},
        },
        "skip_rows_matching": [design.said("合计")],
    }  # fmt: skip


def write_sources(design: Design, folder: Path) -> Sources:
    """Write what the company's systems hold, before the product has seen any of it."""
    orders = tuple(orders_of(design))
    books = accounts_of(design, list(orders))
    erp, operations, truth = folder / "erp.db", folder / "operations.csv", folder / "truth.json"
    write_erp(design, list(orders), erp, corrected=False)
    write_operations(design, operations)
    finance = write_workbooks(design, books, folder)
    facts = truth_of(design, list(orders), list(leads_of(design)), list(records_of(design)), books)
    write_truth(facts, truth)
    return Sources(erp, operations, tuple(finance), truth, orders)


def collect_facts(design: Design, cast: Cast, sources: Sources, now: datetime, tell: Tell) -> dict[str, int]:
    """Register the sources, load all of them, then load the mended order; returns row counts."""
    for described in DATASETS:
        warehouse.register_dataset(cast.admin, **described)  # type: ignore[arg-type]
    log = {"columns": {column: design.said(word) for column, word in _LOG.items()}}
    plans: list[tuple[str, str, str, str, Path, str, Mapping[str, object]]] = [
        ("erp_orders", "sqlite", "ERP 订单", "ERP orders", sources.erp, "orders", _ERP_ORDERS),
        ("erp_leads", "sqlite", "ERP 线索", "ERP leads", sources.erp, "leads", _ERP_LEADS),
        ("books", "xlsx", "财务月报", "Finance workbook", sources.finance[-1], "finance", _books(design)),
        ("operations", "csv", "运营台账", "Operations log", sources.operations, "operations", log),
    ]
    for code, kind, name_zh, name_en, path, dataset, recipe in plans:
        collect.add_source(
            cast.admin, code=code, kind=kind, name_zh=name_zh, name_en=name_en, location=str(path), dataset=dataset
        )
        collect.confirm_mapping(cast.admin, source=code, recipe=recipe)
    loads = [("erp_orders", sources.erp), ("erp_leads", sources.erp), ("operations", sources.operations)]
    loads += [("books", path) for path in sources.finance]
    counts = {"read": 0, "kept": 0, "quarantined": 0, "loads": 0}
    for done, (code, path) in enumerate(loads):
        tell("collect", done, len(loads) + 1)
        _add(counts, collect.load(cast.admin, source=code, location=str(path), now=now))
    write_erp(design, list(sources.orders), sources.erp, corrected=True)
    _add(counts, collect.load(cast.admin, source="erp_orders", location=str(sources.erp), now=now))
    tell("collect", len(loads) + 1, len(loads) + 1)
    return counts


def _add(counts: dict[str, int], batch: object) -> None:
    counts["read"] += batch.rows_read  # type: ignore[attr-defined]
    counts["kept"] += batch.rows_kept  # type: ignore[attr-defined]
    counts["quarantined"] += batch.rows_quarantined  # type: ignore[attr-defined]
    counts["loads"] += 1
