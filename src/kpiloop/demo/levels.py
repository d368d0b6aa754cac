"""The true level every figure of a month is generated around; targets are set from the same plan."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from kpiloop.demo.design import LEVEL_SEASON, RETAIL_SEASON, Design
from kpiloop.engine.periods import Period

#: planned revenue of a plain month at the start, in CNY
BASE_REVENUE = {
    "SH": Decimal(2_400_000),
    "SN": Decimal(1_900_000),
    "NORTH": Decimal(2_100_000),
    "SOUTH": Decimal(2_600_000),
    "STORE1": Decimal(900_000),
    "STORE2": Decimal(600_000),
}
#: planned share of revenue left after the cost of goods
BASE_MARGIN = {
    "SH": Decimal("0.26"),
    "SN": Decimal("0.24"),
    "NORTH": Decimal("0.25"),
    "SOUTH": Decimal("0.27"),
    "STORE1": Decimal("0.38"),
    "STORE2": Decimal("0.36"),
}
#: planned orders of a plain month at standard size
BASE_ORDERS = {"SH": 160, "SN": 120, "NORTH": 150, "SOUTH": 170, "STORE1": 220, "STORE2": 140}
#: planned monthly cost of units that do not sell, in CNY
COST_CENTRES = {
    "SERVICE": Decimal(90_000),
    "SUPPLY": Decimal(80_000),
    "P1": Decimal(120_000),
    "P2": Decimal(100_000),
    "FIN": Decimal(60_000),
    "HR": Decimal(50_000),
}
EXPENSE_SHARE = Decimal("0.115")  # of revenue, in selling units
TAX_SHARE = Decimal("0.15")  # of profit before tax, in selling units
YEARLY_GROWTH = Decimal("0.08")


def planned_revenue(design: Design, unit: str, month: Period) -> Decimal:
    """Plan of a selling unit in a month: base, season and growth, to the next 10,000."""
    season = (RETAIL_SEASON if unit.startswith("STORE") else LEVEL_SEASON)[month.start.month - 1]
    first = design.months[0].start
    passed = (month.start.year - first.year) * 12 + month.start.month - first.month
    years = Decimal(passed) / 12
    plan = BASE_REVENUE[unit] * season * (1 + YEARLY_GROWTH * years)
    return (plan / 10_000).quantize(Decimal(1), ROUND_HALF_UP) * 10_000


def true_revenue(design: Design, unit: str, month: Period) -> Decimal:
    """Revenue the month is generated to reach, before single orders are rounded."""
    pick = design.stream("revenue", unit, month.code)
    level = Decimal(round(pick.gauss(1.02, 0.018), 4)).quantize(Decimal("0.0001"))
    if design.has("price_cut", "EAST", month.code) and unit in ("SH", "SN"):
        level = Decimal("0.942") if unit == "SH" else Decimal("0.961")
    return planned_revenue(design, unit, month) * level


def true_margin(design: Design, unit: str, month: Period) -> Decimal:
    """Share of revenue left after cost of goods in a month."""
    pick = design.stream("margin", unit, month.code)
    margin = BASE_MARGIN[unit] + Decimal(round(pick.gauss(0.004, 0.004), 4)).quantize(Decimal("0.0001"))
    if design.has("price_cut", "EAST", month.code) and unit in ("SH", "SN"):
        margin -= Decimal("0.035")
    return margin


def late_share(design: Design, unit: str, month: Period) -> Decimal:
    """Share of delivered orders that arrive after the promised day."""
    if unit in ("SH", "SN") and design.has("missed_three", "EAST", month.code):
        behind = [m.code for m in design.months].index(month.code) - len(design.months) + 4
        return Decimal("0.12") + Decimal("0.015") * behind
    pick = design.stream("late", unit, month.code)
    return Decimal(round(pick.uniform(0.026, 0.044), 4)).quantize(Decimal("0.0001"))


def pass_share(design: Design, plant: str, month: Period) -> Decimal:
    """Share of inspected pieces a plant passes at the first try."""
    if design.has("missed_two", plant, month.code):
        return Decimal("0.961")
    pick = design.stream("pass", plant, month.code)
    return Decimal(round(pick.uniform(0.9858, 0.9902), 4)).quantize(Decimal("0.0001"))


def won_share(design: Design, seller: str, month: Period) -> Decimal:
    """Share of leads a seller wins in a month."""
    if design.has("person_missed_three", seller, month.code):
        return Decimal("0.15")
    pick = design.stream("won", seller, month.code)
    return Decimal(round(pick.uniform(0.235, 0.285), 4)).quantize(Decimal("0.0001"))


def orders_in(design: Design, unit: str, month: Period) -> int:
    """Number of orders of a unit in a month."""
    pick = design.stream("count", unit, month.code)
    plain = BASE_ORDERS[unit] * design.rows_percent / 100
    return max(12, round(plain * pick.uniform(0.95, 1.05)))
