"""A small trading company for track, analyse, review and health: every figure can be checked by hand.

HQ over EAST and WEST; EAST over SH and ZJ. One order per unit and month:

month    SH net/list/cost   ZJ             WEST           EAST net (target 150)   HQ net (target 250)
2025-10  90/100/60          45/50/30       100/100/70     135                     235
2026-05  100/100/60         50/50/30       100/100/60     150 green               250 green
2026-06  as May
2026-07  as May
2026-08  85/100/60          50/50/30       100/100/60     135 amber (0.9)         235 amber
2026-09  70/100/60          50/50/30       100/100/60     120 red (0.8)           220 red (0.88)
2026-10  60/100/60          45/50/30       110/110/60     105 red (0.7)           215 red (0.86)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.access.rows import NewAccount
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewAppointment, NewPerson, NewScope, NewUnit
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.measure import services as measure
from kpiloop.loop.plan import selectors as plan_read
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewAssignment, NewTarget
from tests.founded import founded_once

NOW = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
START = date(2025, 1, 1)
MONTHS = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")

Figures = tuple[int, int, int]  # net, list price, cost
USUAL: Mapping[str, Figures] = {"SH": (100, 100, 60), "ZJ": (50, 50, 30), "WEST": (100, 100, 60)}
FACTS: dict[str, Mapping[str, Figures]] = {
    "2025-10": {"SH": (90, 100, 60), "ZJ": (45, 50, 30), "WEST": (100, 100, 70)},
    "2026-05": USUAL,
    "2026-06": USUAL,
    "2026-07": USUAL,
    "2026-08": {**USUAL, "SH": (85, 100, 60)},
    "2026-09": {**USUAL, "SH": (70, 100, 60)},
    "2026-10": {"SH": (60, 100, 60), "ZJ": (45, 50, 30), "WEST": (110, 110, 60)},
}
SELLERS = {"SH": "E3", "ZJ": "E2", "WEST": "E4"}

#: kpi, subject, owner, weight, parent subject, target per month
PLAN = [
    ("profit", "HQ", "E1", 40, None, 100),
    ("revenue", "HQ", "E1", 40, None, 250),
    ("cost", "HQ", "E1", 20, None, 150),
    ("revenue", "EAST", "E2", 60, "HQ", 150),
    ("discount", "EAST", "E2", 40, None, "0.05"),
    ("revenue", "WEST", "E4", 100, "HQ", 100),
    ("orders", "WEST", "E4", 0, None, 1),
    ("revenue", "SH", "E2", 100, "EAST", 100),
    ("revenue", "ZJ", "E2", 100, "EAST", 50),
    ("revenue", "E3", "E3", 100, None, 100),
]


@founded_once
def found_company() -> dict[str, Actor]:
    """Calendar, units, people, accounts; returns an actor per account name."""
    calendar.ensure_calendar(SYSTEM, first_month=START, last_month=date(2027, 12, 1))
    roles = {
        "admin": "performance_admin",
        "boss": "executive",
        "wang": "unit_head",
        "zhao": "staff",
        "chen": "unit_head",
    }
    accounts = [NewAccount(name, "correct-horse-9", (role,)) for name, role in roles.items()]
    access.create_accounts(SYSTEM, accounts=accounts, on=START)
    org.import_organisation(
        SYSTEM,
        units=[
            NewUnit("HQ", "集团", START, kind="company", name_en="Group"),
            NewUnit("EAST", "华东", START, parent="HQ", name_en="East"),
            NewUnit("WEST", "华西", START, parent="HQ", name_en="West", order=1),
            NewUnit("SH", "上海", START, parent="EAST", name_en="Shanghai"),
            NewUnit("ZJ", "浙江", START, parent="EAST", name_en="Zhejiang", order=1),
        ],
        people=[
            NewPerson("E1", "李总", "Li", username="boss"),
            NewPerson("E2", "王磊", "Wang Lei", username="wang"),
            NewPerson("E3", "赵敏", "Zhao Min", username="zhao"),
            NewPerson("E4", "陈静", "Chen Jing", username="chen"),
            NewPerson("E5", "沈岚", "Shen Lan", username="admin"),
        ],
        appointments=[
            NewAppointment("E1", "HQ", START, is_head=True),
            NewAppointment("E2", "EAST", START, is_head=True),
            NewAppointment("E3", "SH", START),
            NewAppointment("E4", "WEST", START, is_head=True),
            NewAppointment("E5", "HQ", START),
        ],
        scopes=[NewScope("admin", "company", START), NewScope("boss", "company", START)],
    )
    return {user.username: access.actor_for(user, on=NOW.date()) for user in User.objects.all()}


def load_facts(facts: Mapping[str, Mapping[str, Figures]] = FACTS) -> None:
    """Register the orders and publish one load."""
    warehouse.register_dataset(
        SYSTEM,
        code="orders",
        name_zh="订单",
        name_en="Orders",
        columns={
            "no": "text",
            "on": "date",
            "unit": "text",
            "seller": "text",
            "product": "text",
            "net": "decimal",
            "list": "decimal",
            "cost": "decimal",
        },
        key_columns=("no",),
        date_columns=("on",),
        unit_column="unit",
        person_column="seller",
        dimensions=("product",),
    )
    publish_facts(facts)


def publish_facts(facts: Mapping[str, Mapping[str, Figures]] = FACTS) -> None:
    """One load of the registered orders; what was loaded before stays out of it."""
    rows = [(month, unit, figures) for month, units in facts.items() for unit, figures in units.items()]
    table = pa.table(
        {
            "no": [f"{month}-{unit}" for month, unit, _ in rows],
            "on": [date.fromisoformat(f"{month}-15") for month, _, _ in rows],
            "unit": [unit for _, unit, _ in rows],
            "seller": [SELLERS[unit] for _, unit, _ in rows],
            "product": ["B" if unit == "ZJ" else "A" for _, unit, _ in rows],
            "net": [Decimal(figures[0]) for *_, figures in rows],
            "list": [Decimal(figures[1]) for *_, figures in rows],
            "cost": [Decimal(figures[2]) for *_, figures in rows],
            "_line": list(range(2, len(rows) + 2)),
        }
    )
    number = warehouse.next_load_number(SYSTEM)
    warehouse.publish_version(SYSTEM, dataset="orders", number=number, rows=table, covers=(START, date(2026, 11, 1)))


def publish_plan() -> None:
    """KPIs with formulas, one scheme, owners, weights and monthly targets of 2026."""
    publish_kpi("revenue", "营业收入", "sum(orders.net)")
    publish_kpi("cost", "成本", "sum(orders.cost)", direction="lower", achievement_method="mirror")
    publish_kpi("profit", "经营利润", "kpi(revenue) - kpi(cost)", time_kind="derived")
    publish_kpi("orders", "订单数", "count(orders)", measurement_unit="orders", judged_on="ytd")
    ratio = {"time_kind": "ratio", "direction": "lower", "achievement_method": "mirror", "measurement_unit": "percent"}
    publish_kpi("discount", "平均折扣率", "1 - sum(orders.net) / sum(orders.list)", **ratio)
    plan.add_scheme(SYSTEM, code="S26", name_zh="2026 考核方案", fiscal_year=2026)
    first_day = date(2026, 1, 1)
    assignments = [
        NewAssignment(kpi, subject, owner, Decimal(weight), first_day, parent=(kpi, parent) if parent else None)
        for kpi, subject, owner, weight, parent, _ in PLAN
    ]
    plan.assign_many(SYSTEM, scheme="S26", assignments=assignments)
    plan.publish_scheme(SYSTEM, code="S26", now=NOW)
    months = [f"2026-{month:02}" for month in range(1, 13)]
    targets = [
        NewTarget(assignment_id(kpi, subject), month, Decimal(target))
        for kpi, subject, _, _, _, target in PLAN
        for month in months
    ]
    plan.set_targets(SYSTEM, targets=targets, method="manual")


def assignment_id(kpi: str, subject: str) -> int:
    """Key of a KPI of a subject."""
    rows = plan_read.assignments(SYSTEM, on=NOW.date(), kpi=kpi)
    return next(row.id for row in rows if row.subject.code == subject)


def compute(first: str = "2025-10", last: str = "2026-10") -> None:
    """Compute the values of some months."""
    measure.run_periods(SYSTEM, first=first, last=last, now=NOW)


def publish_kpi(code: str, name: str, formula: str, **changes: object) -> None:
    """A published KPI with its formula."""
    fields: dict[str, object] = {
        "name_zh": name,
        "name_en": code.title(),
        "direction": "higher",
        "time_kind": "flow",
        "measurement_unit": "CNY",
        "achievement_method": "ratio",
        "green_from": Decimal(1),
        "amber_from": Decimal("0.9"),
        "valid_from": START,
    } | changes
    plan.draft_kpi(SYSTEM, code=code, **fields)  # type: ignore[arg-type]
    plan.publish_kpi(SYSTEM, code=code, now=NOW)
    measure.set_formula(SYSTEM, kpi=code, text=formula, valid_from=START)


def publish_plan_and_facts() -> None:
    """Everything up to computed values."""
    load_facts()
    publish_plan()
    compute("2025-10", "2025-10")
    compute("2026-05", "2026-10")
