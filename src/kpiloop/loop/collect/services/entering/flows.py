"""Saying through whose hands figures go, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.errors import PermissionRefused
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.org import selectors as org_read
from kpiloop.loop.collect.entering.choices import ACTS, HOLDERS, MOST_NODES, PERSON, PROVIDE
from kpiloop.loop.collect.entering.flows import flow_by_code, flow_row
from kpiloop.loop.collect.entering.models import Delegation, Flow, FlowKpi, FlowNode
from kpiloop.loop.collect.entering.rows import NewNode
from kpiloop.loop.collect.errors.entries import EntryChanged
from kpiloop.loop.collect.errors.flows import DelegationWrong, FlowWrong
from kpiloop.loop.plan import references


@transaction.atomic
def set_flow(
    actor: Actor,
    *,
    code: str,
    name_zh: str,
    name_en: str = "",
    kpis: Sequence[str],
    nodes: Sequence[NewNode],
    version: int | None = None,
    now: datetime,
) -> int:
    """Say through whose hands the figures of some KPIs go; saying it again changes it.

    Shape:    one to five nodes, the first provides; -> the version of the flow.
    Law:      figures on their way go on through the changed flow from the place they stand at.
    Errors:   permission_denied, collect_flow_wrong, collect_entry_changed when version is not the one stored,
              plan_unknown_reference.
    """
    require(actor, "sources.edit")
    people = [_checked(place, node) for place, node in enumerate(nodes, start=1)]
    if not 1 <= len(nodes) <= MOST_NODES:
        raise FlowWrong(fault="nodes")
    found = references.kpis(kpis)
    flow, is_new = Flow.objects.select_for_update().get_or_create(
        code=code, defaults={"name_zh": name_zh, "name_en": name_en, "set_by": actor.username, "set_at": now}
    )
    before = {} if is_new else _told(flow)
    if version is not None and not is_new and flow.version != version:
        raise EntryChanged(entry=code, yours=version, theirs=flow.version, by=flow.set_by, version=flow.version)
    taken = FlowKpi.objects.filter(kpi__in=found.values()).exclude(flow=flow).select_related("flow", "kpi").first()
    if taken is not None and taken.flow.is_active:
        raise FlowWrong(fault="taken", kpi=taken.kpi.code, flow=taken.flow.code)
    FlowKpi.objects.filter(kpi__in=found.values()).delete()
    flow.kpis.all().delete()
    flow.nodes.all().delete()
    FlowKpi.objects.bulk_create(FlowKpi(flow=flow, kpi=kpi) for kpi in found.values())
    FlowNode.objects.bulk_create(
        FlowNode(
            flow=flow,
            place=place,
            act=node.act,
            who=node.who,
            person_id=person,
            due_days=node.due_days,
            grace_days=node.grace_days,
        )
        for place, (node, person) in enumerate(zip(nodes, people, strict=True), start=1)
    )
    number = 1 if is_new else flow.version + 1
    Flow.objects.filter(pk=flow.pk).update(
        name_zh=name_zh, name_en=name_en, is_active=True, version=number, set_by=actor.username, set_at=now
    )
    after = _told(Flow.objects.get(pk=flow.pk))
    record(actor, verb="set", object_kind="flow", object_key=code, before=before, after=after, now=now)
    return number


@transaction.atomic
def end_flow(actor: Actor, *, code: str, now: datetime) -> None:
    """Let the figures of a flow take one step again; what it saw stays readable.

    Errors:   permission_denied, collect_flow_unknown.
    """
    require(actor, "sources.edit")
    flow = flow_by_code(code)
    Flow.objects.filter(pk=flow.pk).update(is_active=False, version=flow.version + 1, set_by=actor.username)
    record(actor, verb="end", object_kind="flow", object_key=code, before={"is_active": flow.is_active}, now=now)


@transaction.atomic
def delegate(
    actor: Actor,
    *,
    principal: str,
    to: str,
    valid_from: date,
    valid_to: date,
    reason: str,
    flow: str = "",
    unit: str = "",
    now: datetime,
) -> int:
    """Let somebody act for somebody else from a day to a day, in one flow and below one unit if named.

    Shape:    employee numbers; valid_to is the first day no longer; -> its key.
    Law:      both are recorded with every act; an own result stays out of reach of either.
    Errors:   permission_denied unless it is the principal or who keeps the sources; collect_delegation_wrong,
              collect_flow_unknown, not_visible for a person or unit nobody knows.
    """
    me = org.person_of_account(actor.user_id)
    if not actor.may("sources.edit") and (me is None or me.code != principal):
        raise PermissionRefused(permission="sources.edit")
    if principal == to:
        raise DelegationWrong(fault="self")
    if valid_to <= valid_from:
        raise DelegationWrong(fault="days")
    held = Delegation.objects.create(
        principal_id=org_read.subject(actor, principal).id,
        delegate_id=org_read.subject(actor, to).id,
        flow=flow_by_code(flow) if flow else None,
        unit_id=org_read.subject(actor, unit).id if unit else None,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason,
        granted_by=actor.username,
        granted_at=now,
    )
    after = {"to": to, "flow": flow, "unit": unit, "valid_from": valid_from, "valid_to": valid_to}
    record(actor, verb="delegate", object_kind="delegation", object_key=principal, after=after, reason=reason, now=now)
    return held.pk


def _checked(place: int, node: NewNode) -> int | None:
    """The key of the person a node names, after everything else about it was found right."""
    if (place == 1) != (node.act == PROVIDE):
        raise FlowWrong(fault="first")
    if node.act not in ACTS:
        raise FlowWrong(fault="act", written=node.act)
    if node.who not in HOLDERS:
        raise FlowWrong(fault="who", written=node.who)
    if node.due_days < 0 or node.grace_days < 0:
        raise FlowWrong(fault="days")
    if node.who != PERSON:
        return None
    person = org.resolve_person(node.person)
    if person is None:
        raise FlowWrong(fault="person", written=node.person)
    return person


def _told(flow: Flow) -> dict[str, object]:
    row = flow_row(flow)
    hands = [[n.act, n.who, n.person.code if n.person else "", n.due_days, n.grace_days] for n in row.nodes]
    return {"kpis": list(row.kpis), "nodes": hands, "is_active": row.is_active}
