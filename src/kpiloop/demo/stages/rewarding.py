"""Close and reward: months are frozen, quarters scored, published, and paid by two people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from kpiloop.demo.design import Design
from kpiloop.demo.kpis import KPIS
from kpiloop.demo.people import Cast
from kpiloop.demo.scheme import scheme_years
from kpiloop.demo.structure import SEATS, employees
from kpiloop.engine.periods import Period
from kpiloop.governance.archive import services as archive
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
    start = design.months[0].start
    bases = []
    for employee in employees(design):
        level = SEATS[employee.unit][3] if not employee.is_head and employee.unit in SEATS else ""
        amount = BASE_BY_LEVEL.get(level) or BASE_OF_HEAD.get(employee.unit, Decimal("18000.00"))
        bases.append(NewBase(employee.number, amount, start, f"薪酬决议 {start.year}-01"))
    reward.set_bonus_bases(cast.executive, bases=bases)


def close_months(design: Design, cast: Cast, now: datetime, tell: Callable[[str, int, int], None]) -> dict[str, int]:
    """Close every month but the last one, oldest first."""
    months = design.months[:-1]
    for done, month in enumerate(months):
        tell("close", done, len(months))
        plan = archive.prepare_close(cast.admin, period_code=month.code, now=now)
        archive.apply_close(cast.admin, plan, waiver="历史月份随初始化导入，未逐项补写说明", now=now)
    tell("close", len(months), len(months))
    return {"closed": len(months)}


def reward_quarters(design: Design, cast: Cast, now: datetime, tell: Callable[[str, int, int], None]) -> dict[str, int]:
    """Score, publish and pay every quarter whose three months are closed."""
    quarters = closed_quarters(design)
    counts = {"scores": 0, "bonuses": 0}
    for done, quarter in enumerate(quarters):
        tell("reward", done, len(quarters))
        scheme = next(code for code, start, end in scheme_years(design) if end is None or quarter.start < end)
        cycle = reward.open_cycle(cast.admin, scheme=scheme, quarter=quarter.code)
        scored = reward.score_cycle(cast.admin, cycle_id=cycle.id, now=now, waiver="历史季度")
        counts["scores"] += scored.sheets
        reward.publish_cycle(cast.admin, cycle_id=cycle.id, now=now)
        plan = reward.prepare_bonus(
            cast.admin, cycle_id=cycle.id, pool=POOL, pool_document=f"奖金包决议 {quarter.code}"
        )
        assert plan.run_id is not None
        run = reward.apply_bonus(cast.executive, run_id=plan.run_id, now=now)
        counts["bonuses"] += run.lines
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
