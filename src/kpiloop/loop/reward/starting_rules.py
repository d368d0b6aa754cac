"""Rules a scheme starts with, so that a company without a rule book can score its first quarter."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.reward.rows import NewBand, NewRule

#: Lower-is-better KPIs keep their own formula; everything else is full mark times achievement.
_BY_ACHIEVEMENT = {"mirror": "mirror", "inverse": "inverse"}
_LIMITS = {"cap": "120", "floor": "0"}

STARTING_BANDS = (
    NewBand("A", Decimal(100), None, Decimal("1.1")),
    NewBand("B", Decimal(90), Decimal(100), Decimal(1)),
    NewBand("C", Decimal(75), Decimal(90), Decimal("0.8")),
    NewBand("D", Decimal(0), Decimal(75), Decimal("0.5")),
)


def starting_rules(counting: Collection[AssignmentRow]) -> list[NewRule]:
    """A rule for every counting KPI: capped at 120, never below 0."""
    kpis = {row.kpi.code: row.kpi for row in counting}
    methods = {code: _BY_ACHIEVEMENT.get(kpi.achievement_method, "linear") for code, kpi in sorted(kpis.items())}
    return [NewRule(code, method, _LIMITS) for code, method in methods.items()]
