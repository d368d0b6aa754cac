"""The trading company scored for the third quarter of 2026; every figure is worked out here by hand.

Months July, August, September (see tests/loop/company.py). Rules: revenue by points 80 % -> 60,
100 % -> 100, 120 % -> 120; discount by steps on the actual (below 8 % 100, below 12 % 80, else 60);
profit and cost linear. Grades: S from 95 (1.5), A from 90 (1.2), B from 80 (1.0), C from 70 (0.8), D (0.5).

card  lines                                                                            total   grade
HQ    profit 255/300 = 0.85 -> 85 x 40 %; revenue 705/750 = 0.94 -> 88 x 40 %; cost 1 -> 20   89.2    B
EAST  revenue 405/450 = 0.9 -> 80 x 60 %; discount 1 - 405/450 = 0.1 -> 80 x 40 %             80      B
WEST  revenue 300/300 -> 100                                                                 100     S
SH    revenue 255/300 = 0.85 -> 70                                                            70      C
ZJ    revenue 150/150 -> 100                                                                 100     S
E3    own revenue 255/300 -> 70                                                               70      C
E1, E2, E4 lead HQ, EAST, WEST and are judged on their cards.
E6    leads SH until 31 August (62 days; July, August 185/200 = 0.925 -> 85), then ZJ (30 days;
      September 50/50 -> 100): (62 x 85 + 30 x 100) / 92 = 89.891304...                              B
E5    has no card.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.access.rows import NewAccount
from kpiloop.foundation.access.services import actor_for, create_accounts
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import services as org
from kpiloop.loop.reward import services as reward
from kpiloop.loop.reward.pay_rows import NewBase
from kpiloop.loop.reward.rows import NewBand, NewRule
from tests.loop import company

NOW = company.NOW
QUARTER = "FY2026-Q3"
OPEN_MONTHS = "trial before the first close"
TOTALS = {
    "HQ": Decimal("89.2"),
    "EAST": Decimal("80"),
    "WEST": Decimal("100"),
    "SH": Decimal("70"),
    "ZJ": Decimal("100"),
    "E1": Decimal("89.2"),
    "E2": Decimal("80"),
    "E3": Decimal("70"),
    "E4": Decimal("100"),
}
POINTS = {"points": [["0.8", "60"], ["1", "100"], ["1.2", "120"]]}
STEPS = {"on": "actual", "steps": [["0", "0.08", "100"], ["0.08", "0.12", "80"], ["0.12", None, "60"]]}
RULES = [
    NewRule("revenue", "interpolation", POINTS),
    NewRule("discount", "step_table", STEPS),
    NewRule("profit", "linear", {"full_mark": "100", "cap": "120", "floor": "0"}),
    NewRule("cost", "linear", {"full_mark": "100", "cap": "120", "floor": "0"}),
]
BANDS = [
    NewBand("S", Decimal(95), None, Decimal("1.5")),
    NewBand("A", Decimal(90), Decimal(95), Decimal("1.2")),
    NewBand("B", Decimal(80), Decimal(90), Decimal("1.0")),
    NewBand("C", Decimal(70), Decimal(80), Decimal("0.8")),
    NewBand("D", Decimal(0), Decimal(70), Decimal("0.5")),
]
#: full quarter base per person
BASES = {"E1": 30000, "E2": 20000, "E3": 10000, "E4": 15000, "E5": 9000, "E6": 12000}


def add_mover() -> Actor:
    """E6 leads SH until the end of August, then ZJ."""
    create_accounts(SYSTEM, accounts=[NewAccount("lin", "correct-horse-9", ("staff",))], on=company.START)
    org.add_person(SYSTEM, number="E6", name_zh="林涛", name_en="Lin Tao", username="lin")
    org.appoint(SYSTEM, person="E6", unit="SH", is_head=True, valid_from=company.START)
    org.transfer(SYSTEM, person="E6", unit="ZJ", is_head=True, on=date(2026, 9, 1))
    return actor_for(User.objects.get(username="lin"), on=NOW.date())


def set_rules() -> None:
    """Scoring rules, grades, money rule and bases."""
    reward.set_scoring_rules(SYSTEM, scheme="S26", rules=RULES)
    reward.set_grades(SYSTEM, scheme="S26", bands=BANDS)
    reward.set_bonus_rule(SYSTEM, scheme="S26", individual_from="grade", pool_method="cap")
    bases = [NewBase(person, Decimal(amount), company.START, "D-118") for person, amount in BASES.items()]
    reward.set_bonus_bases(SYSTEM, bases=bases)


def scored_cycle(actors: dict[str, Actor]) -> int:
    """Rules set, quarter opened and scored; the key of the cycle."""
    set_rules()
    cycle = reward.open_cycle(actors["admin"], scheme="S26", quarter=QUARTER)
    reward.score_cycle(actors["admin"], cycle_id=cycle.id, now=NOW, waiver=OPEN_MONTHS)
    return cycle.id


def subject_id(code: str) -> int:
    """Key of a unit or person."""
    return org_io.subjects_by_code()[code].id
