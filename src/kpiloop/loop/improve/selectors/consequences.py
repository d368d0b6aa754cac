"""Reading rectifications and improvement plans; plans are private."""

from __future__ import annotations

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require_person
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.improve.errors import NotVisible
from kpiloop.loop.improve.models import ImprovementPlan, Rectification
from kpiloop.loop.improve.permissions import may_see_plan
from kpiloop.loop.improve.rows import PlanRow, RectificationRow
from kpiloop.loop.plan import engine_io as plan_io


def rectifications(viewer: Actor, *, state: str | None = None) -> tuple[RectificationRow, ...]:
    """Duties to mend a KPI missed in a row: the own ones and those of units in sight, earliest due first."""
    require_person(viewer)
    me = org.person_of(viewer)
    found = Rectification.objects.select_related("first_period", "last_period", "assignment").order_by("due_on", "pk")
    if state is not None:
        found = found.filter(state=state)
    held = list(found)
    lines = plan_io.assignments_by_id({row.assignment_id for row in held})
    people = org_io.people_by_id()
    return tuple(
        RectificationRow(
            id=row.pk,
            assignment=lines[row.assignment_id],
            first_period=row.first_period.code,
            last_period=row.last_period.code,
            misses=row.misses,
            interview_id=row.interview_id,
            responsible=people[row.responsible_id],
            due_on=row.due_on,
            measures=row.measures,
            state=row.state,
            submitted_by=row.submitted_by,
            submitted_at=row.submitted_at,
            accepted_by=row.accepted_by,
            answer=row.answer,
        )
        for row in held
        if (me is not None and me.id == row.responsible_id)
        or org.visible_subjects(viewer, on=row.due_on).sees(row.assignment.subject_id)
    )


def improvement_plans(viewer: Actor, *, state: str | None = None) -> tuple[PlanRow, ...]:
    """Improvement plans the viewer may read, newest first."""
    require_person(viewer)
    found = ImprovementPlan.objects.select_related("first_period", "last_period").order_by("-pk")
    if state is not None:
        found = found.filter(state=state)
    held = [row for row in found if may_see_plan(viewer, row)]
    lines = plan_io.assignments_by_id({row.assignment_id for row in held if row.assignment_id})
    people = org_io.people_by_id()
    return tuple(
        PlanRow(
            id=row.pk,
            person=people[row.person_id],
            assignment=lines[row.assignment_id] if row.assignment_id else None,
            first_period=row.first_period.code,
            last_period=row.last_period.code,
            misses=row.misses,
            evidence=tuple(row.evidence),
            state=row.state,
            goals=row.goals,
            support=row.support,
            proposed_at=row.proposed_at,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            decision_reason=row.decision_reason,
            outcome=row.outcome,
        )
        for row in held
    )


def improvement_plan(viewer: Actor, *, plan_id: int) -> PlanRow:
    """One improvement plan."""
    found = next((row for row in improvement_plans(viewer) if row.id == plan_id), None)
    if found is None:
        raise NotVisible(kind="improvement_plan", key=plan_id)
    return found
