"""Saying until when reported figures may be changed, and who still may for a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.marks import require_seen
from kpiloop.loop.collect.entering.choices import LOCK_KINDS, ROLLING
from kpiloop.loop.collect.entering.lock_models import LockException, LockRule, LockRuleKpi
from kpiloop.loop.collect.entering.locking import rule_rows
from kpiloop.loop.collect.entering.rows import LOCK_RULE
from kpiloop.loop.collect.errors.flows import LockWrong, ReasonMissing
from kpiloop.loop.plan import references


@transaction.atomic
def set_lock_rule(
    actor: Actor,
    *,
    code: str,
    kind: str,
    days: int,
    kpis: Sequence[str] = (),
    is_active: bool = True,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Say until when figures may be changed; saying it again changes the rule, is_active=False ends it.

    Shape:    fixed_day: so many days after the period; rolling: so many ended periods stay open;
              after_entry: so many days after a figure was first entered. No KPI named means all of them.
    Errors:   permission_denied, collect_lock_wrong, plan_unknown_reference; changed_meanwhile when `seen`, the mark
              the writer looked at, is not in force any more (empty: there was none of this code).
    """
    require(actor, "sources.edit")
    list(LockRule.objects.select_for_update().filter(code=code).values_list("pk"))
    held = next((row for row in rule_rows() if row.code == code), None)
    require_seen(seen, held, LOCK_RULE, kind="lock", key=code)
    if kind not in LOCK_KINDS or days < (1 if kind == ROLLING else 0):
        raise LockWrong(kind=kind, days=days)
    found = references.kpis(kpis)
    fields = {"kind": kind, "days": days, "is_for_all": not kpis, "is_active": is_active}
    rule, _ = LockRule.objects.update_or_create(code=code, defaults={**fields, "set_by": actor.username, "set_at": now})
    rule.kpis.all().delete()
    LockRuleKpi.objects.bulk_create(LockRuleKpi(rule=rule, kpi=kpi) for kpi in found.values())
    record(actor, verb="set", object_kind="lock", object_key=code, after={**fields, "kpis": list(kpis)}, now=now)


@transaction.atomic
def except_from_lock(
    actor: Actor, *, account: str, kpi: str, period: str = "", until: datetime, reason: str, now: datetime
) -> int:
    """Let one account change one KPI past its lock until a moment; it expires by itself.

    Shape:    one month, or any where none is named; -> its key.
    Errors:   permission_denied, collect_reason_missing, collect_lock_wrong for a moment that is over,
              plan_unknown_reference, period_unknown.
    """
    require(actor, "sources.edit")
    if not reason.strip():
        raise ReasonMissing()
    if until <= now:
        raise LockWrong(kind="until", days=0)
    held = LockException.objects.create(
        account=account,
        kpi=references.kpis([kpi])[kpi],
        period_id=calendar.period(actor, period).id if period else None,
        until=until,
        reason=reason,
        granted_by=actor.username,
        granted_at=now,
    )
    after = {"kpi": kpi, "period": period, "until": until}
    record(actor, verb="except", object_kind="lock", object_key=account, after=after, reason=reason, now=now)
    return held.pk
