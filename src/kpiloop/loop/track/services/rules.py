"""Setting and ending rules of alerts."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.timezone import get_default_timezone

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.jobs.services import emit
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.plan import references
from kpiloop.loop.plan.errors import UnknownReference
from kpiloop.loop.track.alerting.syncing import sync_alerts, tell_raised
from kpiloop.loop.track.errors import AlertRuleNotFound
from kpiloop.loop.track.models import AlertRule
from kpiloop.loop.track.rules.checking import check_alert_rule
from kpiloop.loop.track.rules.kinds import DAY_VALUE, PERSON_MARK
from kpiloop.loop.track.rules.rows import NewAlertRule


@transaction.atomic
def set_alert_rule(actor: Actor, *, rule: NewAlertRule, now: datetime) -> int:
    """Set a rule of alerts; a code that exists changes that rule. It holds from the next judging on.

    Shape:    returns the key of the rule.
    Errors:   permission_denied (plan.edit), alert_rule_wrong, plan_unknown_reference, plan_choice_unknown; what the
              days of a KPI are refused for (measure_days_reported, measure_days_unsuited, measure_days_of_months).
    """
    require(actor, "plan.edit")
    check_alert_rule(rule)
    kpi = references.kpis([rule.kpi])[rule.kpi].pk if rule.kpi else None
    references.people(row.removeprefix(PERSON_MARK) for row in rule.also if row.startswith(PERSON_MARK))
    if rule.kind == DAY_VALUE:
        measure_io.require_days(rule.kpi, now.astimezone(get_default_timezone()).date())
    before = AlertRule.objects.filter(code=rule.code).first()
    fields = {
        "name_zh": rule.name_zh.strip(),
        "name_en": rule.name_en.strip(),
        "kind": rule.kind,
        "kpi_id": kpi,
        "unit_id": _unit(rule.unit),
        "limit": rule.limit,
        "months": rule.months,
        "days": rule.days,
        "base": rule.base,
        "side": rule.side,
        "who": rule.who,
        "person_id": _person(rule.person),
        "severity": rule.severity,
        "also": list(dict.fromkeys(rule.also)),
        "repeat_days": rule.repeat_days,
        "escalate_days": rule.escalate_days,
    }
    held, _ = AlertRule.objects.update_or_create(
        code=rule.code, defaults={**fields, "is_active": True, "set_by": actor.username, "set_at": now}
    )
    record(
        actor,
        verb="set",
        object_kind="alert_rule",
        object_key=rule.code,
        before={name: getattr(before, name) for name in fields} if before else {},
        after={name: value for name, value in asdict(rule).items() if value not in ("", None, ())},
        now=now,
    )
    emit("alert_rules.changed", rule=rule.code)
    return held.pk


@transaction.atomic
def end_alert_rule(actor: Actor, *, code: str, reason: str = "", now: datetime) -> None:
    """Let a rule no longer hold; what it set off stays answered for until it ends by itself.

    Errors:   permission_denied (plan.edit), alert_rule_not_found.
    """
    require(actor, "plan.edit")
    ended = AlertRule.objects.filter(code=code, is_active=True).update(
        is_active=False, set_by=actor.username, set_at=now
    )
    if not ended:
        raise AlertRuleNotFound(rule=code)
    record(
        actor,
        verb="end",
        object_kind="alert_rule",
        object_key=code,
        before={"is_active": True},
        after={"is_active": False},
        reason=reason,
        now=now,
    )
    emit("alert_rules.changed", rule=code)


@transaction.atomic
def follow_alert_rules(actor: Actor, *, now: datetime) -> tuple[int, int]:
    """Bring the alerts in step with the rules without judging anything again; returns (opened, resolved).

    Errors:   permission_denied (measures.run).
    """
    require(actor, "measures.run")
    opened, resolved = sync_alerts(today=now.astimezone(get_default_timezone()).date(), now=now)
    tell_raised(opened, now)
    if opened or resolved:
        after = {"opened": opened, "resolved": resolved}
        record(actor, verb="follow_rules", object_kind="track.alert", object_key="rules", after=after, now=now)
    return opened, resolved


def _unit(code: str) -> int | None:
    if not code:
        return None
    found = references.subjects([code])[code]
    if found.kind != "unit":
        raise UnknownReference(kind="unit", name=code)
    return found.id


def _person(number: str) -> int | None:
    return references.people([number])[number].id if number else None
