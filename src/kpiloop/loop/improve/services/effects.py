"""Checking whether actions moved their KPIs."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.improve.choices import MOVED, NOT_MOVED, UNCHECKED, UNCLEAR
from kpiloop.loop.improve.judging import effect_of
from kpiloop.loop.improve.models import EffectCheck
from kpiloop.loop.improve.rows import EffectOutcome
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.review import engine_io as review_io
from kpiloop.loop.review import services as review
from kpiloop.loop.review.rows import ActionRow, FoundEffect

#: (KPI, subject, period code) -> value
Values = dict[tuple[int, int, str], ValueRow]


def check_effects(actor: Actor, *, period_code: str, today: date) -> EffectOutcome:
    """Check every action whose effect should show by a month: did its KPI move as expected?

    Shape:    the month of the action against its effect month -> moved, not_moved or unclear, with
              the change found; the finding is written on the action too.
    Law:      the change in the good direction must reach the expected effect; part of it is
              not_moved. A verdict stands; only unclear ones are checked again.
    Missing:  a missing figure makes the effect unclear.
    Errors:   permission_denied, period_unknown.
    """
    require(actor, "improvement.manage")
    period = calendar.period(actor, period_code)
    due = [row for row in review_io.actions_to_check(period.ends_before) if row.effect in (UNCHECKED, UNCLEAR)]
    values = _values(actor, due)
    with transaction.atomic():
        found = [_check(actor, action, values) for action in due]
        outcomes = Counter(effect.effect for effect in found)
        if due:
            review.record_effects(actor, effects=found)
            record(
                actor,
                verb="check_effects",
                object_kind="period",
                object_key=period_code,
                after={"checked": len(due), **outcomes, "on": today},
            )
    return EffectOutcome(len(due), outcomes[MOVED], outcomes[NOT_MOVED], outcomes[UNCLEAR])


def _values(actor: Actor, due: list[ActionRow]) -> Values:
    codes = sorted({code for action in due for code in (action.period_code, action.effect_period)})
    periods = calendar.periods_by_code(actor, codes)
    kpis = {action.assignment.kpi.id for action in due}
    found = measure_io.values_for([row.id for row in periods.values()], "month", kpi_ids=kpis)
    return {(row.kpi_id, row.subject_id, row.period_code): row for row in found.values()}


def _check(actor: Actor, action: ActionRow, values: Values) -> FoundEffect:
    line = action.assignment
    before = values.get((line.kpi.id, line.subject.id, action.period_code))
    after = values.get((line.kpi.id, line.subject.id, action.effect_period))
    outcome, change = effect_of(
        before.actual if before else None, after.actual if after else None, action.expected_effect, line.kpi.direction
    )
    EffectCheck.objects.update_or_create(
        action_id=action.id,
        defaults={
            "before_value_id": before.id if before else None,
            "after_value_id": after.id if after else None,
            "expected": action.expected_effect,
            "change": change,
            "outcome": outcome,
            "checked_by": actor.username,
        },
    )
    return FoundEffect(action.id, outcome, change)
