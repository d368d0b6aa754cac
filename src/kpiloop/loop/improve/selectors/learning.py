"""Reading effects, lessons and proposals of what the viewer may see."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.improve.errors import NotVisible
from kpiloop.loop.improve.models import ChangeProposal, EffectCheck, Lesson
from kpiloop.loop.improve.rows import EffectRow, LessonRow, ProposalRow
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow


def effects(viewer: Actor, *, period_code: str | None = None) -> tuple[EffectRow, ...]:
    """Whether actions moved their KPIs, newest effect month first; of one effect month when named."""
    require(viewer, "actions.view")
    related = ("action__period", "action__effect_period", "before_value", "after_value")
    found = EffectCheck.objects.select_related(*related).order_by("-action__effect_period__starts_on", "pk")
    if period_code is not None:
        found = found.filter(action__effect_period__code=period_code)
    held = list(found)
    lines = _visible_lines(viewer, {row.action.assignment_id for row in held})
    return tuple(
        EffectRow(
            id=row.pk,
            action_id=row.action_id,
            action_title=row.action.title,
            assignment=lines[row.action.assignment_id],
            before_period=row.action.period.code,
            after_period=row.action.effect_period.code,
            before=row.before_value.actual if row.before_value else None,
            after=row.after_value.actual if row.after_value else None,
            expected=row.expected,
            change=row.change,
            outcome=row.outcome,
            checked_by=row.checked_by,
            checked_at=row.checked_at,
        )
        for row in held
        if row.action.assignment_id in lines
    )


def lessons(viewer: Actor, *, period_code: str | None = None) -> tuple[LessonRow, ...]:
    """What was learned, newest month first; lessons about a KPI only where it may be seen."""
    require(viewer, "actions.view")
    found = Lesson.objects.select_related("period").order_by("-period__starts_on", "-pk")
    if period_code is not None:
        found = found.filter(period__code=period_code)
    held = list(found)
    lines = _visible_lines(viewer, {row.assignment_id for row in held if row.assignment_id is not None})
    proposed = Counter(ChangeProposal.objects.filter(lesson__isnull=False).values_list("lesson_id", flat=True))
    return tuple(
        LessonRow(
            id=row.pk,
            period_code=row.period.code,
            assignment=lines.get(row.assignment_id) if row.assignment_id is not None else None,
            action_id=row.action_id,
            text=row.text,
            written_by=row.written_by,
            written_at=row.written_at,
            proposals=proposed[row.pk],
        )
        for row in held
        if row.assignment_id is None or row.assignment_id in lines
    )


def proposals(viewer: Actor, *, state: str | None = None) -> tuple[ProposalRow, ...]:
    """Changes proposed for coming periods, newest first."""
    require(viewer, "plan.view")
    found = ChangeProposal.objects.select_related("period", "target_change").order_by("-pk")
    if state is not None:
        found = found.filter(state=state)
    held = list(found)
    lines = _visible_lines(viewer, {row.assignment_id for row in held})
    return tuple(_proposal(row, lines[row.assignment_id]) for row in held if row.assignment_id in lines)


def proposal(viewer: Actor, *, proposal_id: int) -> ProposalRow:
    """One proposed change."""
    found = next((row for row in proposals(viewer) if row.id == proposal_id), None)
    if found is None:
        raise NotVisible(kind="change_proposal", key=proposal_id)
    return found


def _proposal(row: ChangeProposal, line: AssignmentRow) -> ProposalRow:
    return ProposalRow(
        id=row.pk,
        assignment=line,
        period_code=row.period.code,
        old_target=row.target_change.old_target if row.target_change else None,
        new_target=row.new_target,
        reason=row.reason,
        lesson_id=row.lesson_id,
        evidence=row.evidence,
        state=row.state,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
    )


def _visible_lines(viewer: Actor, keys: set[int]) -> dict[int, AssignmentRow]:
    """KPIs of subjects in sight on the last day of the newest month with figures, and own ones."""
    months = calendar.periods(viewer)
    if not keys or not months:
        return {}
    begun = [month for month in months if month.revision or month.is_closed] or list(months[:1])
    seen = org.visible_subjects(viewer, on=begun[-1].ends_before - timedelta(days=1))
    me = org.person_of(viewer)
    lines = plan_io.assignments_by_id(keys)
    return {
        key: line
        for key, line in lines.items()
        if seen.sees(line.subject.id) or (me is not None and line.owner.id == me.id)
    }
