"""Every figure of the golden company as worked out by hand in README.md.

Figures without an end are written to twelve places; tests compare them at that place.
Columns: January, February, March, first quarter.
"""

from __future__ import annotations

from decimal import Decimal as D

from tests.golden.company import COMPANY, EAST, WEST

ACTUALS = {
    ("revenue", EAST): (D("92000"), D("104000"), D("93200"), D("289200")),
    ("revenue", WEST): (D("48000"), D("51000"), D("91000"), D("190000")),
    ("revenue", COMPANY): (D("140000"), D("155000"), D("184200"), D("479200")),
    ("on_time", EAST): (D("1"), D("0.857142857143"), D("1"), D("0.95")),
    ("on_time", WEST): (D("0.75"), D("0.666666666667"), D("0.666666666667"), D("0.7")),
    ("on_time", COMPANY): (D("0.909090909091"), D("0.8"), D("0.888888888889"), D("0.866666666667")),
    ("cost_rate", EAST): (D("0.6"), D("0.5"), D("0.556437768240"), D("0.55")),
    ("cost_rate", WEST): (D("0.75"), D("0.666666666667"), D("0.587912087912"), D("0.65")),
    ("cost_rate", COMPANY): (D("0.651428571429"), D("0.554838709677"), D("0.571986970684"), D("0.589649415693")),
    ("customers", EAST): (D("5"), D("5"), D("6"), D("8")),
    ("customers", WEST): (D("3"), D("4"), D("3"), D("5")),
    ("customers", COMPANY): (D("8"), D("9"), D("8"), D("11")),
}

#: Year to date at the end of February: a recount, never the sum or mean of two months.
TO_DATE_FEBRUARY = {
    ("revenue", COMPANY): D("295000"),
    ("on_time", COMPANY): D("0.857142857143"),
    ("cost_rate", COMPANY): D("0.600677966102"),
    ("customers", COMPANY): D("10"),
}

ACHIEVEMENTS = {
    ("revenue", EAST): (D("0.92"), D("1.04"), D("0.932"), D("0.964")),
    ("revenue", WEST): (D("0.8"), D("0.85"), D("1.1375"), D("0.95")),
    ("revenue", COMPANY): (D("0.875"), D("0.96875"), D("1.023333333333"), D("0.9584")),
    ("on_time", EAST): (D("1.052631578947"), D("0.902255639098"), D("1.052631578947"), D("1")),
    ("on_time", WEST): (D("0.857142857143"), D("0.761904761905"), D("0.761904761905"), D("0.8")),
    ("on_time", COMPANY): (D("1.010101010101"), D("0.888888888889"), D("0.987654320988"), D("0.962962962963")),
    ("cost_rate", EAST): (D("1"), D("1.166666666667"), D("1.072603719599"), D("1.083333333333")),
    ("cost_rate", WEST): (D("0.75"), D("0.888888888889"), D("1.020146520147"), D("0.916666666667")),
    ("cost_rate", COMPANY): (D("0.914285714286"), D("1.075268817204"), D("1.046688382193"), D("1.017250973845")),
    ("customers", EAST): (D("1"), D("1"), D("1.2"), D("0.8")),
    ("customers", WEST): (D("0.75"), D("1"), D("0.75"), D("1")),
    ("customers", COMPANY): (D("1"), D("1.125"), D("1"), D("1.1")),
}

STATUSES = {
    ("revenue", EAST): ("amber", "green", "amber", "amber"),
    ("revenue", WEST): ("red", "red", "green", "amber"),
    ("revenue", COMPANY): ("red", "amber", "green", "amber"),
    ("on_time", EAST): ("green", "amber", "green", "green"),
    ("on_time", WEST): ("red", "red", "red", "red"),
    ("on_time", COMPANY): ("green", "red", "amber", "amber"),
    ("cost_rate", EAST): ("green", "green", "green", "green"),
    ("cost_rate", WEST): ("red", "red", "green", "amber"),
    ("cost_rate", COMPANY): ("amber", "green", "green", "green"),
    ("customers", EAST): ("green", "green", "green", "red"),
    ("customers", WEST): ("red", "green", "red", "green"),
    ("customers", COMPANY): ("green", "green", "green", "green"),
}

#: Misses in a row still open at the end of March (months); every other pair has none.
OPEN_STREAKS = {("on_time", WEST): 3, ("customers", WEST): 1}

#: Misses in a row that ended: (first month, last month).
ENDED_RUNS = {("revenue", WEST): ("2026-01", "2026-02"), ("cost_rate", WEST): ("2026-01", "2026-02")}

#: Scores of the quarter's lines.
LINE_SCORES = {
    ("revenue", EAST): D("92.8"),
    ("on_time", EAST): D("100"),
    ("cost_rate", EAST): D("105"),
    ("customers", EAST): D("80"),
    ("revenue", WEST): D("90"),
    ("on_time", WEST): D("80"),
    ("cost_rate", WEST): D("91.666666666667"),
    ("customers", WEST): D("100"),
}

#: Before the cap of 105.
RAW_COST_RATE_EAST = D("108.333333333333")

#: employee -> (unit, days, total) per segment
SEGMENT_TOTALS = {
    "E101": ((EAST, 90, D("98.62")),),
    "E102": ((EAST, 90, D("90.4")),),
    "E103": ((WEST, 90, D("87.5")),),
    "E104": ((EAST, 36, D("90.4")), (WEST, 54, D("91"))),
}

TOTALS = {"E101": D("98.62"), "E102": D("90.4"), "E103": D("87.5"), "E104": D("90.76")}
RANKS = {"E101": 1, "E104": 2, "E102": 3, "E103": 4}
GRADES = {"E101": "S", "E102": "B", "E103": "C", "E104": "B"}
INDIVIDUAL_FACTORS = {"E101": D("1.3"), "E102": D("1"), "E103": D("0.9"), "E104": D("1")}
UNIT_FACTORS = {EAST: D("1"), WEST: D("0.95")}
PERSON_UNIT_FACTORS = {"E101": D("1"), "E102": D("1"), "E103": D("0.95"), "E104": D("0.97")}
COMPANY_FACTOR = D("0.98")

ENTITLEMENTS = {"E101": D("15288"), "E102": D("7840"), "E103": D("10054.8"), "E104": D("7604.8")}
ASKED = D("40787.60")
POOL_FACTOR = D("0.980690209770")
BONUSES = {"E101": D("14992.79"), "E102": D("7688.61"), "E103": D("9860.65"), "E104": D("7457.95")}

#: Revenue of the quarter against target, by unit: change and share of the company's change.
REVENUE_GAP = {EAST: (D("-10800"), D("0.519230769231")), WEST: (D("-10000"), D("0.480769230769"))}
COMPANY_REVENUE_GAP = D("-20800")

#: The walk of one row: an amount, its score, the scorecard and the bonus.
WALK = {
    "actual": D("4820000"),
    "target": D("5000000"),
    "achievement": D("0.964"),
    "score": D("92.8"),
    "total": D("92.02"),
    "bonus": D("9017.96"),
    "change": D("-180000"),
    "volume": D("-150000"),
    "price": D("-45000"),
    "mix": D("15000"),
}
