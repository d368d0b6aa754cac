"""Plan: objectives, KPIs, schemes of two years, who answers for what, monthly targets."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from kpiloop.demo.design import Design
from kpiloop.demo.kpis import KPIS, OBJECTIVES
from kpiloop.demo.people import Cast
from kpiloop.demo.scheme import Answer, answers, scheme_years
from kpiloop.demo.targets import target_of
from kpiloop.engine.periods import Period
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewAssignment, NewTarget


def plan_company(design: Design, cast: Cast, now: datetime) -> dict[str, int]:
    """Enter the whole plan; returns counts for the summary."""
    running = design.calendar.year(design.months[-1].start).fiscal_year
    for code, name_zh, name_en, perspective, sponsor in OBJECTIVES:
        plan.add_objective(
            cast.admin, code=code, name_zh=name_zh, name_en=name_en, perspective=perspective,
            fiscal_year=running, sponsor=sponsor,
        )  # fmt: skip
    for kpi in KPIS:
        plan.draft_kpi(
            cast.admin, code=kpi.code, name_zh=kpi.name_zh, name_en=kpi.name_en, objective=kpi.objective,
            direction=kpi.direction, time_kind=kpi.time_kind, measurement_unit=kpi.measurement_unit,
            display_scale=kpi.display_scale, decimals=kpi.decimals, achievement_method=kpi.method,
            green_from=Decimal(1), amber_from=kpi.amber_from, judged_on=kpi.judged_on,
            purpose=design.said(kpi.purpose), pitfalls=design.said(kpi.pitfalls), valid_from=design.months[0].start,
        )  # fmt: skip
        plan.publish_kpi(cast.admin, code=kpi.code, now=now)
    assigned = targets = 0
    for code, start, end in scheme_years(design):
        asked = answers(design, start, end)
        targets += _scheme_year(design, cast, code, asked, now)
        assigned += len(asked)
    return {"objectives": len(OBJECTIVES), "kpis": len(KPIS), "assignments": assigned, "targets": targets}


def _scheme_year(design: Design, cast: Cast, code: str, asked: list[Answer], now: datetime) -> int:
    plan.add_scheme(
        cast.admin, code=code, name_zh=f"{code[2:]} 年度绩效方案", name_en=f"{code} performance scheme",
        fiscal_year=int(code[2:]),
    )  # fmt: skip
    ids = plan.assign_many(
        cast.admin,
        scheme=code,
        assignments=[
            NewAssignment(
                a.kpi, a.subject, a.owner, a.weight, a.valid_from, a.valid_to,
                a.provider if a.provider != a.owner else None, (a.kpi, a.parent) if a.parent else None,
            )
            for a in asked
        ],
    )  # fmt: skip
    plan.publish_scheme(cast.admin, code=code, now=now)
    targets = [
        NewTarget(key, month.code, target_of(design, answer, month))
        for key, answer in zip(ids, asked, strict=True)
        for month in months_of(design, answer)
    ]
    plan.set_targets(cast.admin, targets=targets, method="phased")
    return len(targets)


def months_of(design: Design, answer: Answer) -> list[Period]:
    """Months an assignment has targets in: a month belongs to whoever held it on its first day."""
    return [
        month
        for month in design.planned_months
        if answer.valid_from <= month.start and (answer.valid_to is None or month.start < answer.valid_to)
    ]
