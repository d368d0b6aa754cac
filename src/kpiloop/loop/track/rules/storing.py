"""Stored rules as rows."""

from __future__ import annotations

from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.track.models import AlertRule
from kpiloop.loop.track.rules.rows import AlertRuleRow


def active_rules() -> list[AlertRuleRow]:
    """Rules in force, by code."""
    held = list(AlertRule.objects.filter(is_active=True).select_related("kpi").order_by("code"))
    if not held:
        return []
    subjects, people = org_io.subjects_by_id(), org_io.people_by_id()
    return [
        AlertRuleRow(
            id=row.pk,
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            kind=row.kind,
            kpi_id=row.kpi_id,
            kpi=row.kpi.code if row.kpi else "",
            unit=subjects[row.unit_id] if row.unit_id else None,
            limit=row.limit,
            months=row.months,
            days=row.days,
            base=row.base,
            side=row.side,
            who=row.who,
            person=people[row.person_id] if row.person_id else None,
            severity=row.severity,
            set_by=row.set_by,
            set_at=row.set_at,
            also=tuple(row.also),
            repeat_days=row.repeat_days,
            escalate_days=row.escalate_days,
        )
        for row in held
    ]
