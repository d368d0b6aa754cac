"""The golden company: everything that goes in, small enough to work out on paper.

Two units and the company, four people, the first quarter of 2026, four KPIs. README.md holds the
hand calculation of every figure in expected.py.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

COMPANY, EAST, WEST = "U-CO", "U-EAST", "U-WEST"

UNITS = {
    COMPANY: {"name_zh": "金尺贸易", "name_en": "Golden Rule Trading", "parent": None},
    EAST: {"name_zh": "东区", "name_en": "East", "parent": COMPANY},
    WEST: {"name_zh": "西区", "name_en": "West", "parent": COMPANY},
}

#: Leaf units whose rows count for a unit: its own and everyone below.
MEMBERS = {COMPANY: (EAST, WEST), EAST: (EAST,), WEST: (WEST,)}

PERIOD = {"code": "FY2026-Q1", "start": date(2026, 1, 1), "end": date(2026, 4, 1), "days": 90}
MONTHS = ("2026-01", "2026-02", "2026-03")

PEOPLE = {
    "E101": {"name_zh": "林安", "name_en": "Lin An", "base": Decimal("12000.00")},
    "E102": {"name_zh": "赵敏", "name_en": "Zhao Min", "base": Decimal("8000.00")},
    "E103": {"name_zh": "钱海", "name_en": "Qian Hai", "base": Decimal("12000.00")},
    "E104": {"name_zh": "孙悦", "name_en": "Sun Yue", "base": Decimal("8000.00")},
}

#: employee, unit, position, first day, first day no longer (None = until further notice)
APPOINTMENTS = (
    ("E101", EAST, "unit_lead", date(2025, 1, 1), None),
    ("E102", EAST, "seller", date(2025, 1, 1), None),
    ("E103", WEST, "unit_lead", date(2025, 1, 1), None),
    ("E104", EAST, "seller", date(2025, 1, 1), date(2026, 2, 6)),
    ("E104", WEST, "seller", date(2026, 2, 6), None),
)

#: The formula texts of the product, beside the plain-python aggregation of the golden test.
KPIS = {
    "revenue": {
        "formula": 'sum(orders.net_amount) where orders.status != "cancelled"',
        "time_kind": "flow",
        "direction": "higher",
        "achievement": "ratio",
    },
    "on_time": {
        "formula": 'sum(orders.on_time) where orders.status = "delivered" / '
        'count(orders) where orders.status = "delivered"',
        "time_kind": "ratio",
        "direction": "higher",
        "achievement": "ratio",
    },
    "cost_rate": {
        "formula": 'sum(orders.cost) where orders.status != "cancelled" / '
        'sum(orders.net_amount) where orders.status != "cancelled"',
        "time_kind": "ratio",
        "direction": "lower",
        "achievement": "mirror",
    },
    "customers": {
        "formula": 'count_distinct(orders.customer) where orders.status != "cancelled"',
        "time_kind": "distinct",
        "direction": "higher",
        "achievement": "ratio",
    },
}

#: KPI -> unit -> target for January, February, March and the quarter.
TARGETS = {
    "revenue": {
        EAST: ("100000", "100000", "100000", "300000"),
        WEST: ("60000", "60000", "80000", "200000"),
        COMPANY: ("160000", "160000", "180000", "500000"),
    },
    "on_time": {
        EAST: ("0.95", "0.95", "0.95", "0.95"),
        WEST: ("0.875", "0.875", "0.875", "0.875"),
        COMPANY: ("0.9", "0.9", "0.9", "0.9"),
    },
    "cost_rate": {
        EAST: ("0.6", "0.6", "0.6", "0.6"),
        WEST: ("0.6", "0.6", "0.6", "0.6"),
        COMPANY: ("0.6", "0.6", "0.6", "0.6"),
    },
    "customers": {
        EAST: ("5", "5", "5", "10"),
        WEST: ("4", "4", "4", "5"),
        COMPANY: ("8", "8", "8", "10"),
    },
}

STATUS_LIMITS = {"green": Decimal("1"), "amber": Decimal("0.9")}

#: KPI -> scoring method and its JSON-safe parameters.
SCORING = {
    "revenue": ("interpolation", {"points": [["0.8", "60"], ["1", "100"], ["1.2", "120"]]}),
    "on_time": ("linear", {"full_mark": "100", "cap": "110", "floor": "0"}),
    "cost_rate": ("mirror", {"full_mark": "100", "cap": "105", "floor": "0"}),
    "customers": ("linear", {"full_mark": "100", "cap": "110", "floor": "0"}),
}

#: position -> KPI -> weight
WEIGHTS = {
    "unit_lead": {"revenue": Decimal(40), "on_time": Decimal(30), "cost_rate": Decimal(30)},
    "seller": {"revenue": Decimal(50), "on_time": Decimal(20), "customers": Decimal(30)},
}

#: grade, lower, upper, individual factor
GRADES = (
    ("S", "98", None, "1.3"),
    ("A", "95", "98", "1.2"),
    ("B", "90", "95", "1"),
    ("C", "87.5", "90", "0.9"),
    ("D", "0", "87.5", "0.5"),
)

#: achievement of revenue from which the unit factor and the company factor hold
UNIT_TIERS = (("1", "1.1"), ("0.96", "1"), ("0.9", "0.95"))
COMPANY_TIERS = (("1", "1"), ("0.95", "0.98"))
TIERS_BELOW = Decimal("0.8")

POOL = Decimal("40000.00")

#: no, ordered, unit, employee, product, pieces, net amount, cost, promised, delivered, status, customer
_ORDERS = """
SO-001 01-05 U-EAST E101 P-LAMP 40 20000 12000 01-12 01-10 delivered C01
SO-002 01-07 U-EAST E102 P-LAMP 30 15000  9000 01-14 01-14 delivered C02
SO-003 01-09 U-EAST E104 P-CORD 60 12000  7200 01-16 01-15 delivered C03
SO-004 01-12 U-EAST E102 P-CORD 50 10000  6000 01-19 01-17 delivered C04
SO-005 01-15 U-EAST E101 P-LAMP 36 18000 10800 01-22 01-20 delivered C01
SO-006 01-20 U-EAST E104 P-CORD 45  9000  5400 01-27 01-26 delivered C05
SO-007 01-26 U-EAST E102 P-CORD 40  8000  4800 02-02 02-02 delivered C02
SO-008 01-28 U-EAST E102 P-LAMP 19  9500  5700 02-04 -     cancelled C09
SO-009 02-02 U-EAST E101 P-LAMP 48 24000 12000 02-09 02-07 delivered C01
SO-010 02-04 U-EAST E104 P-LAMP 40 20000 10000 02-11 02-11 delivered C02
SO-011 02-09 U-EAST E102 P-LAMP 32 16000  8000 02-16 02-20 delivered C03
SO-012 02-11 U-EAST E102 P-CORD 70 14000  7000 02-18 02-16 delivered C06
SO-013 02-13 U-EAST E101 P-CORD 60 12000  6000 02-20 02-19 delivered C04
SO-014 02-17 U-EAST E102 P-CORD 50 10000  5000 02-24 02-22 delivered C01
SO-015 02-20 U-EAST E102 P-CORD 40  8000  4000 02-27 02-27 delivered C06
SO-016 02-24 U-EAST E101 P-LAMP 22 11000  5500 03-03 -     cancelled C05
SO-017 03-02 U-EAST E101 P-LAMP 44 22000 12100 03-09 03-06 delivered C02
SO-018 03-04 U-EAST E102 P-LAMP 36 18000  9900 03-11 03-11 delivered C01
SO-019 03-06 U-EAST E102 P-LAMP 30 15000  8250 03-13 03-12 delivered C03
SO-020 03-10 U-EAST E101 P-CORD 66 13200  7260 03-17 03-16 delivered C07
SO-021 03-12 U-EAST E102 P-CORD 55 11000  6050 03-19 03-18 delivered C06
SO-022 03-16 U-EAST E102 P-CORD 40  8000  4400 03-23 03-20 delivered C02
SO-023 03-27 U-EAST E101 P-CORD 30  6000  3900 04-03 -     open      C08
SO-024 03-30 U-EAST E102 P-LAMP 15  7500  4000 04-06 -     cancelled C10
SO-025 01-06 U-WEST E103 P-LAMP 40 20000 15000 01-13 01-12 delivered C07
SO-026 01-13 U-WEST E103 P-CORD 60 12000  9000 01-20 01-24 delivered C10
SO-027 01-19 U-WEST E103 P-CORD 50 10000  7500 01-26 01-25 delivered C11
SO-028 01-27 U-WEST E103 P-CORD 30  6000  4500 02-03 02-03 delivered C07
SO-029 02-03 U-WEST E103 P-LAMP 42 21000 14000 02-10 02-08 delivered C10
SO-030 02-10 U-WEST E104 P-LAMP 28 14000  9000 02-17 02-21 delivered C11
SO-031 02-18 U-WEST E104 P-CORD 45  9000  6000 02-25 02-25 delivered C12
SO-032 02-25 U-WEST E103 P-CORD 35  7000  5000 03-04 -     open      C07
SO-033 03-03 U-WEST E104 P-LAMP 80 40000 23000 03-10 03-09 delivered C08
SO-034 03-11 U-WEST E103 P-LAMP 60 30000 18000 03-18 03-25 delivered C10
SO-035 03-17 U-WEST E104 P-LAMP 42 21000 12500 03-24 03-24 delivered C12
SO-036 03-24 U-WEST E103 P-LAMP 50 25000 15000 03-31 -     cancelled C11
"""


def _day(month_day: str) -> date | None:
    return None if month_day == "-" else date.fromisoformat(f"2026-{month_day}")


def _order(line: str) -> dict[str, object]:
    no, ordered, unit, employee, product, pieces, net, cost, promised, delivered, status, customer = line.split()
    due, arrived = _day(promised), _day(delivered)
    return {
        "order_no": no,
        "order_date": _day(ordered),
        "unit": unit,
        "employee": employee,
        "product": product,
        "quantity": int(pieces),
        "net_amount": Decimal(net).quantize(Decimal("0.01")),
        "cost": Decimal(cost).quantize(Decimal("0.01")),
        "promised": due,
        "delivered": arrived,
        "on_time": 1 if arrived is not None and due is not None and arrived <= due else 0,
        "status": status,
        "customer": customer,
    }


ORDERS = tuple(_order(line) for line in _ORDERS.strip().splitlines())
