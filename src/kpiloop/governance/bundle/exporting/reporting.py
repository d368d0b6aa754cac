"""When sources are read, what is expected when, whose hands figures go through, and what they are converted by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle.fields import Value
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.collect.entering.rows import FlowRow
from kpiloop.loop.improve import selectors as improve
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.track import selectors as track

Rows = list[dict[str, Value]]
#: A bundle says when a source is due, not when it is due next; any day will do.
_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def reporting_parts(viewer: Actor) -> dict[str, Iterable[Mapping[str, Value]]]:
    """Rows of the parts about getting figures in."""
    flows = collect.flows(viewer)
    return {
        "schedules": _schedules(viewer),
        "rhythms": [
            {
                "source": row.code if row.kind == "source" else None,
                "kpi": row.code if row.kind == "kpi" else None,
                "frequency": row.rhythm.frequency,
                "due_days": row.rhythm.due_days,
                "grace_days": row.rhythm.grace_days,
                "first_day": row.first_day,
            }
            for row in sorted(collect.duties(viewer), key=lambda row: (row.kind, row.code))
        ],
        "flows": [
            {
                "code": row.code,
                "name_zh": row.name_zh,
                "name_en": row.name_en,
                "kpis": row.kpis,
                "is_active": row.is_active,
            }
            for row in flows
        ],
        "flow_steps": [step for row in flows for step in _steps(row)],
        "lock_rules": [
            {"code": row.code, "kind": row.kind, "days": row.days, "kpis": row.kpis}
            for row in collect.lock_rules(viewer)
        ],
        "alert_rules": _alert_rules(viewer),
        "consequence_rules": _consequence_rules(viewer),
        "rates": [
            {
                "currency": row.currency,
                "into": row.into,
                "period": row.period_code,
                "rate_type": row.rate_type,
                "rate": row.rate,
                "source": row.source,
            }
            for row in sorted(
                measure.rates(viewer), key=lambda row: (row.currency, row.into, row.rate_type, row.period_code)
            )
        ],
    }


def _consequence_rules(viewer: Actor) -> Rows:
    return [
        {
            "code": rung.code,
            "scheme": rung.scheme or None,
            "about": rung.about,
            "opens": rung.opens,
            "misses": rung.misses,
            "within": rung.within,
            "grades": rung.grades,
        }
        for rung in improve.consequence_rules(viewer)
    ]


def _alert_rules(viewer: Actor) -> Rows:
    return [
        {
            "code": row.code,
            "name_zh": row.name_zh,
            "name_en": row.name_en,
            "kind": row.kind,
            "kpi": row.kpi or None,
            "unit": row.unit.code if row.unit else None,
            "limit": row.limit,
            "months": row.months,
            "days": row.days,
            "base": row.base,
            "side": row.side,
            "who": row.who,
            "person": row.person.code if row.person else None,
            "severity": row.severity,
            "also": row.also,
            "repeat_days": row.repeat_days,
            "escalate_days": row.escalate_days,
        }
        for row in track.alert_rules(viewer)
    ]


def _schedules(viewer: Actor) -> Rows:
    return [
        {
            "source": row.source,
            "every": row.times.every,
            "at": f"{row.times.at:%H:%M}",
            "on": row.times.on,
            "cron": row.times.cron,
            "zone": row.row.zone,
            "catch_up": row.row.catch_up,
            "is_active": row.row.is_active,
        }
        for row in collect.schedules(viewer, now=_ANY_DAY, runs=1)
    ]


def _steps(flow: FlowRow) -> Rows:
    return [
        {
            "flow": flow.code,
            "place": node.place,
            "act": node.act,
            "who": node.who,
            "person": node.person.code if node.person else None,
            "due_days": node.due_days,
            "grace_days": node.grace_days,
        }
        for node in flow.nodes
    ]
