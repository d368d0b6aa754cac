"""What an alert keeps of the rule that fired, as it stood when the alert was opened."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.loop.plan.rows import KpiRow
from kpiloop.loop.track.choices import CHANGED, MISSING, REPEATED
from kpiloop.loop.track.rules.firing import Change
from kpiloop.loop.track.rules.rows import AlertRuleRow
from kpiloop.loop.track.rules.unusual import Outside


def fired_rule(
    kpi: KpiRow, kind: str, rule: AlertRuleRow | None, outside: Outside | None, change: Change | None
) -> dict[str, str]:
    """Code and figures of what fired, with the stored rule behind it."""
    if kind == MISSING:
        fired = {"code": "value_missing"}
    elif kind == REPEATED and rule is not None:
        fired = {"code": "missed_in_a_row", "months": str(rule.waits)}
    elif kind == CHANGED and change is not None and rule is not None:
        limit = written(rule.limit or Decimal(0))
        fired = {"code": f"changed_{rule.base}", "limit": limit, "was": written(change.base)}
        fired |= {"figure": written(change.figure)}
    elif outside is not None:
        lower, upper = written(outside.lower), written(outside.upper)
        fired = {"code": "outside_limits", "lower": lower, "upper": upper, "figure": written(outside.figure)}
    else:
        limit_of_light = kpi.amber_from if kind == "red" else kpi.green_from
        limit_said = limit_of_light if rule is None or rule.limit is None else rule.limit
        fired = {"code": "achievement_below", "limit": str(limit_said.normalize()), "judged_on": kpi.judged_on}
    return fired | told_by(rule)


def told_by(rule: AlertRuleRow | None) -> dict[str, str]:
    """Code and severity of a stored rule; nothing for what holds without one."""
    return {} if rule is None else {"rule": rule.code, "severity": rule.severity}


def written(figure: Decimal) -> str:
    """A figure as text without needless zeros."""
    return f"{figure.normalize():f}"
