"""Figures of the way through the whole product, as worked out by hand in README.md, section 7."""

from __future__ import annotations

from decimal import Decimal as D

from tests.golden.company import COMPANY, EAST, WEST

SELL_EAST, SELL_WEST = "SELL-E", "SELL-W"

#: (KPI, position) -> February and March; SELL-W has nobody in January.
POSITION_ACTUALS = {
    ("revenue", SELL_EAST): (D("68000"), D("52000")),
    ("on_time", SELL_EAST): (D("0.8"), D("1")),
    ("customers", SELL_EAST): (D("4"), D("4")),
    ("revenue", SELL_WEST): (D("23000"), D("61000")),
    ("on_time", SELL_WEST): (D("0.5"), D("1")),
    ("customers", SELL_WEST): (D("2"), D("2")),
}
MARCH_LIGHTS = {
    ("revenue", SELL_EAST): "red",
    ("on_time", SELL_EAST): "green",
    ("customers", SELL_EAST): "red",
    ("revenue", SELL_WEST): "amber",
    ("on_time", SELL_WEST): "green",
    ("customers", SELL_WEST): "green",
}

TOTALS = {
    EAST: D("98.62"),
    WEST: D("87.5"),
    COMPANY: D("96.078418104248"),
    "E100": D("96.078418104248"),
    "E101": D("98.62"),
    "E102": D("95.238095238095"),
    "E103": D("87.5"),
    "E104": D("89.1875"),
}
GRADES = {
    EAST: ("S", D("1.3")),
    WEST: ("C", D("0.9")),
    COMPANY: ("A", D("1.2")),
    "E100": ("A", D("1.2")),
    "E101": ("S", D("1.3")),
    "E102": ("A", D("1.2")),
    "E103": ("C", D("0.9")),
    "E104": ("C", D("0.9")),
}
RANKS = {EAST: 1, COMPANY: 2, WEST: 3, "E101": 1, "E100": 2, "E102": 3, "E104": 4, "E103": 5}
#: employee -> (days, total) per segment
SEGMENTS = {"E104": ((36, D("80")), (54, D("95.3125")))}

#: employee -> company, unit, own factor
FACTORS = {
    "E101": (D("1.2"), D("1.3"), D("1.3")),
    "E102": (D("1.2"), D("1.3"), D("1.2")),
    "E103": (D("1.2"), D("0.9"), D("0.9")),
    "E104": (D("1.2"), D("0.9"), D("0.9")),
}
ENTITLEMENTS = {"E101": D("24336"), "E102": D("14976"), "E103": D("11664"), "E104": D("7776")}
BONUSES = {"E101": D("16568.63"), "E102": D("10196.08"), "E103": D("7941.17"), "E104": D("5294.12")}

#: Red in March and not answered yet, five days after the month.
UNANSWERED = {("on_time", WEST), ("customers", WEST), ("revenue", SELL_EAST), ("customers", SELL_EAST)}
