"""Reading flows, who stands in for whom, what deserves a second look, and rules of locking."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.collect.entering.choices import APPROVE, CHECK
from kpiloop.loop.collect.entering.flows import flow_rows
from kpiloop.loop.collect.entering.holders import holders
from kpiloop.loop.collect.entering.lock_models import LockException
from kpiloop.loop.collect.entering.locking import rule_rows
from kpiloop.loop.collect.entering.models import Delegation
from kpiloop.loop.collect.entering.rows import (
    DelegationRow,
    FlowRow,
    LockExceptionRow,
    LockRuleRow,
    SeparationRow,
)
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.duties import DutyRule, duty_rule_of


def flows(viewer: Actor) -> tuple[FlowRow, ...]:
    """Every flow, ended ones too, by code."""
    require(viewer, "sources.view")
    return tuple(flow_rows())


def separation(viewer: Actor, *, on: date) -> tuple[SeparationRow, ...]:
    """Paid figures in sight where one person holds two hands, and which of them their scheme refuses."""
    require(viewer, "sources.view")
    by_kpi = {kpi: row for row in flow_rows() if row.is_active for kpi in row.kpis}
    sight = org.visible_subjects(viewer, on=on)
    rules: dict[int, DutyRule] = {}
    found = []
    for line in plan.assignments_on(on, on + timedelta(days=1)):
        flow = by_kpi.get(line.kpi.code)
        if flow is None or line.weight == 0 or not sight.sees(line.subject.id):
            continue
        provider = line.provider or line.owner
        if provider.id == line.owner.id:
            found.append(SeparationRow("provider_is_owner", line, provider))
        for act in (CHECK, APPROVE):
            if any(node.act == act and provider in holders(node, line, on) for node in flow.nodes):
                rule = rules.setdefault(line.scheme_id, duty_rule_of(line.id))
                refused_by = rule.scheme if rule.refuses else ""
                found.append(SeparationRow(f"provider_{act}s", line, provider, refused_by))
    return tuple(found)


def delegations(viewer: Actor, *, on: date) -> tuple[DelegationRow, ...]:
    """Who stands in for whom from a day on: all for those who see sources, else the own ones."""
    require(viewer, "values.view")
    found = Delegation.objects.filter(valid_to__gt=on).select_related("flow", "unit")
    if not viewer.may("sources.view"):
        me = org.person_of(viewer)
        mine = me.id if me else 0
        found = found.filter(Q(principal_id=mine) | Q(delegate_id=mine))
    people = org_io.people_by_id()
    return tuple(
        DelegationRow(
            id=row.pk,
            principal=people[row.principal_id],
            delegate=people[row.delegate_id],
            flow=row.flow.code if row.flow else "",
            unit=row.unit.code if row.unit else "",
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            reason=row.reason,
            granted_by=row.granted_by,
        )
        for row in found.order_by("valid_from", "pk")
    )


def lock_rules(viewer: Actor) -> tuple[LockRuleRow, ...]:
    """Until when figures may be changed; everybody may know."""
    require(viewer, "values.view")
    return tuple(rule_rows())


def lock_exceptions(viewer: Actor, *, now: datetime) -> tuple[LockExceptionRow, ...]:
    """Who may still change what past its lock: running exceptions, soonest over first."""
    require(viewer, "sources.view")
    found = LockException.objects.filter(until__gt=now).select_related("kpi", "period").order_by("until", "pk")
    return tuple(
        LockExceptionRow(
            row.pk,
            row.account,
            row.kpi.code,
            row.period.code if row.period else "",
            row.until,
            row.reason,
            row.granted_by,
        )
        for row in found
    )
