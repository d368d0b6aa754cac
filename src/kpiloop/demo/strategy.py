"""What the company believes moves what, and what it undertakes for it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from kpiloop.demo.design import Design
from kpiloop.demo.people import Cast
from kpiloop.loop.plan import services as plan

#: cause, effect, whether it is still a hypothesis, why it is believed
LINKS = (
    ("PEOPLE", "DELIVER", True, "熟手返工少，一次合格率高"),
    ("PEOPLE", "SAFE", True, "培训到位的班组近两年没有工伤"),
    ("DELIVER", "PLEASE", False, "按时交付的客户满意度高 4 分"),
    ("PLEASE", "GROW", True, "满意客户次年复购更多"),
    ("DELIVER", "EARN", False, "返工与加急运费下降"),
)
#: code, Chinese and English name, objective, owner, KPI, budget, spent, risk, what may go wrong, days it runs on
INITIATIVES = (
    ("school", "内训学院", "Own training school", "PEOPLE", "E0070", "revenue_per_head", 480_000, 310_000, "medium",
     "讲师排课与旺季冲突", 61),
    ("line2", "二号线夹具更换", "New fixtures on line 2", "DELIVER", "E0030", "first_pass_yield", 900_000, 860_000,
     "high", "供应商交期不稳", 31),
    ("care", "重点客户回访", "Visits to key customers", "PLEASE", "E0040", "customer_satisfaction", 120_000, 45_000,
     "low", "", 92),
)  # fmt: skip
#: objective, code, what shall be true, owner, from, to, unit, where it stands, confidence
KEY_RESULTS = (
    ("GROW", "kr-new", "新签战略客户", "E0010", 0, 12, "customers", 8, 7),
    ("DELIVER", "kr-lead", "平均交期缩短", "E0050", 12, 8, "days", 10, 5),
)


def state_strategy(design: Design, cast: Cast, today: date, now: datetime) -> None:
    """Links, initiatives and key results of the running year."""
    for cause, effect, guessed, note in LINKS:
        plan.link_objectives(cast.admin, cause=cause, effect=effect, is_hypothesis=guessed, note=design.said(note))
    for code, name_zh, name_en, objective, owner, kpi, budget, spent, risk, note, days in INITIATIVES:
        plan.save_initiative(
            cast.admin, code=code, name_zh=name_zh, name_en=name_en, objective=objective, owner=owner, kpi=kpi,
            budget=Decimal(budget), spent=Decimal(spent), risk=risk, risk_note=design.said(note), state="running",
            ends_on=date.fromordinal(today.toordinal() + days),
        )  # fmt: skip
    for objective, code, name, owner, start, target, unit, value, confidence in KEY_RESULTS:
        plan.add_key_result(
            cast.admin, objective=objective, code=code, name=design.said(name), owner=owner, start=Decimal(start),
            target=Decimal(target), unit=unit,
        )  # fmt: skip
        plan.check_in(cast.admin, code=code, value=Decimal(value), confidence=confidence, on=today, now=now)
