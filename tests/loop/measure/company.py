"""A small selling company for the tests of measure: rows written out so that figures can be checked by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewAppointment, NewPerson, NewPosition, NewUnit
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewAssignment

NOW = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
START = date(2025, 1, 1)

#: order, day, unit, seller, customer, amount, status
ORDERS = [
    ("O1", "2025-03-10", "N", "E2", "c1", "100.00", "ok"),
    ("O2", "2026-01-05", "N", "E2", "c1", "60.00", "ok"),
    ("O3", "2026-01-20", "S", "E3", "c2", "40.00", "ok"),
    ("O4", "2026-01-21", "S", "E3", "c2", "99.00", "cancelled"),
    ("O5", "2026-02-03", "N", "E2", "c1", "30.00", "ok"),
    ("O6", "2026-02-14", "S", "E3", "c3", "70.00", "ok"),
    ("O7", "2026-03-02", "N", "E2", "c2", "150.50", "ok"),
]


def found_company() -> None:
    """HQ over N and S; S moves below N on 1 March 2026; two sellers, one position."""
    calendar.ensure_calendar(SYSTEM, first_month=START, last_month=date(2026, 12, 1))
    org.import_organisation(
        SYSTEM,
        units=[
            NewUnit("HQ", "公司", START, kind="company"),
            NewUnit("N", "北", START, parent="HQ"),
            NewUnit("S", "南", START, parent="HQ"),
        ],
        positions=[NewPosition("REP", "销售", "N")],
        people=[NewPerson("E1", "总"), NewPerson("E2", "甲"), NewPerson("E3", "乙")],
        appointments=[
            NewAppointment("E1", "HQ", START, is_head=True),
            NewAppointment("E2", "N", START, position="REP"),
            NewAppointment("E3", "S", START),
        ],
    )
    org.move_unit(SYSTEM, code="S", new_parent="N", on=date(2026, 3, 1))
    warehouse.register_dataset(
        SYSTEM,
        code="orders",
        name_zh="订单",
        name_en="Orders",
        columns={
            "no": "text", "on": "date", "unit": "text", "seller": "text", "customer": "text", "amount": "decimal",
            "status": "text",
        },
        key_columns=("no",),
        date_columns=("on",),
        unit_column="unit",
        person_column="seller",
        dimensions=("customer", "status"),
    )  # fmt: skip


def load_orders(rows: list[tuple[str, ...]], *, covers: tuple[date, date] | None = (START, date(2026, 4, 1))) -> None:
    """Publish orders as one load."""
    columns = list(zip(*rows, strict=True))
    table = pa.table(
        {
            "no": columns[0],
            "on": [date.fromisoformat(day) for day in columns[1]],
            "unit": columns[2],
            "seller": columns[3],
            "customer": columns[4],
            "amount": [Decimal(amount) for amount in columns[5]],
            "status": columns[6],
            "_line": list(range(2, len(rows) + 2)),
        }
    )
    warehouse.publish_version(
        SYSTEM, dataset="orders", number=warehouse.next_load_number(SYSTEM), rows=table, covers=covers
    )


def publish_kpi(code: str, time_kind: str = "flow", **changes: object) -> int:
    """A published KPI."""
    fields: dict[str, object] = {
        "name_zh": code,
        "direction": "higher",
        "time_kind": time_kind,
        "measurement_unit": "CNY",
        "achievement_method": "ratio",
        "green_from": Decimal(1),
        "amber_from": Decimal("0.9"),
        "valid_from": START,
    } | changes
    key = plan.draft_kpi(SYSTEM, code=code, **fields)  # type: ignore[arg-type]
    plan.publish_kpi(SYSTEM, code=code, now=NOW)
    return key


def assign(*given: tuple[str, str, str]) -> list[int]:
    """Publish a scheme with (kpi, subject, owner); the weights are shared out to 100."""
    plan.add_scheme(SYSTEM, code="S26", name_zh="方案", fiscal_year=2026)
    counts = {subject: sum(1 for row in given if row[1] == subject) for _k, subject, _o in given}
    ids = plan.assign_many(
        SYSTEM,
        scheme="S26",
        assignments=[
            NewAssignment(kpi, subject, owner, Decimal(100) / counts[subject], START) for kpi, subject, owner in given
        ],
    )
    plan.publish_scheme(SYSTEM, code="S26", now=NOW)
    return ids
