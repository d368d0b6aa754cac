"""A rule of alerts as a bundle writes it."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.governance.bundle.rows import Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.loop.track.rules.rows import NewAlertRule


def alert_rule_of(row: Row) -> NewAlertRule:
    """The rule a row asks for; what is not written is as usual."""
    limit, months, days = (row.values.get(name) for name in ("limit", "months", "days"))
    named = ("code", "name_zh", "name_en", "kind", "kpi", "unit", "base", "side", "who", "person", "severity")
    return NewAlertRule(
        **{name: written(row.values.get(name)) for name in named},
        limit=limit if isinstance(limit, Decimal) else None,
        months=months if isinstance(months, int) else None,
        days=days if isinstance(days, int) else None,
    )
