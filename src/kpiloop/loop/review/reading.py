"""Stored meetings, decisions and actions to frozen rows."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.review.models import Action, Decision
from kpiloop.loop.review.rows import ActionRow, DecisionRow

#: What a row is made of; whole months, meetings and decisions would be read for one field of each.
_FIELDS = (
    *("pk", "title", "assignment_id", "period__code", "owner_id", "decision_id", "decision__number"),
    *("decision__meeting__period__starts_on", "cause_id", "alert_id", "due_on", "expected_effect"),
    *("effect_period__code", "state", "progress", "done_on", "effect", "effect_figure", "escalated"),
    *("created_by", "created_at"),
)


def action_rows(found: QuerySet[Action]) -> list[ActionRow]:
    """Actions as rows; two queries however many there are."""
    held = list(found.values_list(*_FIELDS, named=True))
    assignments = plan_io.assignments_by_id({row.assignment_id for row in held})
    people = org_io.people_by_id()
    return [
        ActionRow(
            id=row.pk,
            title=row.title,
            assignment=assignments[row.assignment_id],
            period_code=row.period__code,
            owner=people[row.owner_id],
            decision_id=row.decision_id,
            decision_code=_code(row.decision__meeting__period__starts_on, row.decision__number)
            if row.decision_id
            else "",
            cause_id=row.cause_id,
            alert_id=row.alert_id,
            due_on=row.due_on,
            expected_effect=row.expected_effect,
            effect_period=row.effect_period__code,
            state=row.state,
            progress=row.progress,
            done_on=row.done_on,
            effect=row.effect,
            effect_figure=row.effect_figure,
            escalated=row.escalated,
            created_by=row.created_by,
            created_at=row.created_at,
        )
        for row in held
    ]


def decision_rows(found: QuerySet[Decision]) -> list[DecisionRow]:
    """Decisions as rows, in their order."""
    return [
        DecisionRow(
            id=row.pk,
            code=decision_code(row),
            number=row.number,
            item_id=row.item_id,
            text=row.text,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
        )
        for row in found.select_related("meeting__period").order_by("number")
    ]


def decision_code(row: Decision) -> str:
    """The number people say: D<month>-<number>, e.g. D10-1."""
    return _code(row.meeting.period.starts_on, row.number)


def _code(month: date, number: int) -> str:
    return f"D{month.month}-{number}"
