"""A rule of alerts as a bundle writes it."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.governance.bundle.rows import Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.loop.track.rules.rows import NewAlertRule


def alert_rule_of(row: Row) -> NewAlertRule:
    """The rule a row asks for; what is not written is as usual."""
    limit, also = row.values.get("limit"), row.values.get("also")
    named = ("code", "name_zh", "name_en", "kind", "kpi", "unit", "base", "side", "who", "person", "severity")
    return NewAlertRule(
        **{name: written(row.values.get(name)) for name in named},
        limit=limit if isinstance(limit, Decimal) else None,
        months=_whole(row, "months"),
        days=_whole(row, "days"),
        also=tuple(map(str, also)) if isinstance(also, tuple) else (),
        repeat_days=_whole(row, "repeat_days"),
        escalate_days=_whole(row, "escalate_days"),
    )


def _whole(row: Row, name: str) -> int | None:
    found = row.values.get(name)
    return found if isinstance(found, int) else None
