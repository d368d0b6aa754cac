"""Close and reward: months are frozen, quarters scored, published, and paid by two people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from kpiloop.demo.clock import StoryClock
from kpiloop.demo.design import Design
from kpiloop.demo.kpis import KPIS
from kpiloop.demo.people import Cast
from kpiloop.demo.scheme import scheme_years
from kpiloop.demo.stages.appraising import appraise_quarter, hold_past_talks, score_past_quarter
from kpiloop.demo.structure import SEATS, employees
from kpiloop.engine.periods import Period
from kpiloop.engine.scoring.distribution import GradeShare
from kpiloop.governance.archive import services as archive
from kpiloop.loop.reward import selectors as reward_read
from kpiloop.loop.reward import services as reward
from kpiloop.loop.reward.pay_rows import NewBase
from kpiloop.loop.reward.rows import NewBand, NewRule

GRADES = (
    NewBand("S", Decimal(110), None, Decimal("1.3")),
    NewBand("A", Decimal(104), Decimal(110), Decimal("1.1")),
    NewBand("B", Decimal(96), Decimal(104), Decimal("1.0")),
    NewBand("C", Decimal(85), Decimal(96), Decimal("0.8")),
    NewBand("D", Decimal(0), Decimal(85), Decimal("0.5")),
)
SHARES = tuple(
    GradeShare(grade, Decimal(share))
    for grade, share in (("S", "0.05"), ("A", "0.2"), ("B", "0.5"), ("C", "0.2"), ("D", "0.05"))
)
#: quarterly bonus base by pay level; leaders by the size of what they lead
BASE_BY_LEVEL = {"P3": Decimal("6000.00"), "P4": Decimal("8000.00")}
BASE_OF_HEAD = {"HC": Decimal("40000.00"), "SALES": Decimal("28000.00"), "RETAIL": Decimal("25000.00")}
POOL = Decimal("700000.00")


def set_rules(design: Design, cast: Cast) -> None:
    """Scoring rules, grades, bonus rule and bases, before anything is scored."""
    for scheme, _start, _end in scheme_years(design):
        reward.set_scoring_rules(
            cast.admin, scheme=scheme, rules=[NewRule(kpi.code, kpi.rule[0], kpi.rule[1]) for kpi in KPIS]
        )
        reward.set_grades(cast.admin, scheme=scheme, bands=list(GRADES))
        reward.set_bonus_rule(cast.admin, scheme=scheme, individual_from="grade", pool_method="share")
    terms = replace(reward_read.card_terms(cast.admin, scheme=scheme), distribution="guideline", shares=SHARES)
    reward.set_card_terms(cast.admin, scheme=scheme, terms=terms)
    start = design.months[0].start
    bases = []
    for employee in employees(design):
        level = SEATS[employee.unit][3] if not employee.is_head and employee.unit in SEATS else ""
        amount = BASE_BY_LEVEL.get(level) or BASE_OF_HEAD.get(employee.unit, Decimal("18000.00"))
        bases.append(NewBase(employee.number, amount, start, f"{design.said('薪酬决议')} {start.year}-01"))
    reward.set_bonus_bases(cast.executive, bases=bases)


def close_months(design: Design, cast: Cast, now: datetime, tell: Callable[[str, int, int], None]) -> dict[str, int]:
    """Close every month but the last one, oldest first."""
    months = design.months[:-1]
    for done, month in enumerate(months):
        tell("close", done, len(months))
        plan = archive.prepare_close(cast.admin, period_code=month.code, now=now)
        archive.apply_close(cast.admin, plan, waiver=design.said("历史月份随初始化导入，未逐项补写说明"), now=now)
    tell("close", len(months), len(months))
    return {"closed": len(months)}


def reward_quarters(
    design: Design, cast: Cast, clock: StoryClock, tell: Callable[[str, int, int], None]
) -> dict[str, int]:
    """Bring the quarters of the past in, and take the newest closed one through its stages day by day."""
    quarters = closed_quarters(design)
    counts: dict[str, int] = {"scores": 0, "bonuses": 0}
    past: list[int] = []
    for done, quarter in enumerate(quarters):
        tell("reward", done, len(quarters))
        scheme = next(code for code, start, end in scheme_years(design) if end is None or quarter.start < end)
        cycle = reward.open_cycle(cast.admin, scheme=scheme, quarter=quarter.code)
        if quarter == quarters[-1]:
            hold_past_talks(design, cast, clock, past)
            scored, paid = appraise_quarter(design, cast, clock, cycle, POOL)
        else:
            past.append(cycle.id)
            scored, paid = score_past_quarter(design, cast, clock, cycle, POOL)
        counts["scores"] += scored
        counts["bonuses"] += paid
    tell("reward", len(quarters), len(quarters))
    return counts


def closed_quarters(design: Design) -> list[Period]:
    """Quarters whose three months all lie before the last month."""
    closed = {month.code for month in design.months[:-1]}
    quarters: dict[str, Period] = {}
    for month in design.months:
        quarter = design.calendar.quarter(month.start)
        if all(part.code in closed for part in design.calendar.months_of(quarter)):
            quarters[quarter.code] = quarter
    return list(quarters.values())
