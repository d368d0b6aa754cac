"""Flows as rows, and which figure goes through which."""

from __future__ import annotations

from datetime import date, timedelta

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org
from kpiloop.loop.collect.entering.models import Flow, FlowNode
from kpiloop.loop.collect.entering.rows import FlowRow, NodeRow
from kpiloop.loop.collect.errors.flows import FlowUnknown

#: Where nobody said otherwise a figure is due so many days after its period.
USUAL_DUE = 5
#: The same after a week.
WEEK_DUE = 2


def flow_rows() -> list[FlowRow]:
    """Every flow with its hands and KPIs, by code."""
    found = Flow.objects.prefetch_related("nodes", "kpis__kpi").order_by("code")
    return [flow_row(row) for row in found]


def flow_row(row: Flow) -> FlowRow:
    """One flow as others see it."""
    people = org.people_by_id()
    nodes = tuple(_node(node, people.get(node.person_id or 0)) for node in row.nodes.all())
    kpis = tuple(sorted(held.kpi.code for held in row.kpis.all()))
    return FlowRow(row.pk, row.code, row.name_zh, row.name_en, row.is_active, row.version, kpis, nodes)


def flow_by_code(code: str) -> Flow:
    """One flow; an unknown code is refused."""
    found = Flow.objects.filter(code=code).first()
    if found is None:
        raise FlowUnknown(flow=code)
    return found


def flows_by_kpi() -> dict[str, FlowRow]:
    """The running flow of every KPI that has one, by code of the KPI."""
    return {kpi: row for row in flow_rows() if row.is_active for kpi in row.kpis}


def node_at(flow: FlowRow | None, place: int) -> NodeRow | None:
    """The hands at a place; None where a figure takes one step or the flow has become shorter."""
    return next((node for node in flow.nodes if node.place == place), None) if flow else None


def due_on(period: PeriodRow, node: NodeRow | None, usual: int = USUAL_DUE) -> date:
    """Last day in time at a node."""
    return period.ends_before - timedelta(days=1) + timedelta(days=node.due_days if node else usual)


def days_late(due: date, grace: int, today: date) -> int:
    """Days past grace."""
    return max((today - due).days - grace, 0)


def _node(node: FlowNode, person: object) -> NodeRow:
    return NodeRow(node.place, node.act, node.who, person, node.due_days, node.grace_days)  # type: ignore[arg-type]
