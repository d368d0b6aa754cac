"""Reading rules beside the lines, events, lifts and the limits of cards."""

from __future__ import annotations

from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.reward.models import AdjustmentEvent, AdjustmentRule, VetoLift
from kpiloop.loop.reward.references import find_scheme, require_one_of
from kpiloop.loop.reward.scoring.adjustment_reading import current_adjustments, current_terms
from kpiloop.loop.reward.scoring.adjustment_rows import (
    AdjustmentRuleRow,
    EventRow,
    LiftRow,
    TermsRow,
    event_row,
    lift_row,
    rule_row_of,
)

_READING = ("reviews.view_all", "reviews.manage", "scores.run")


def adjustments(viewer: Actor, *, scheme: str) -> tuple[AdjustmentRuleRow, ...]:
    """Rules beside the lines in force; no secret, as every other rule of a scheme."""
    require(viewer, "plan.view")
    return current_adjustments(find_scheme(viewer, scheme).id)


def adjustment_history(viewer: Actor, *, scheme: str, code: str) -> tuple[AdjustmentRuleRow, ...]:
    """Every version of a rule beside the lines, newest first."""
    require(viewer, "plan.view")
    found = AdjustmentRule.objects.filter(scheme_id=find_scheme(viewer, scheme).id, code=code)
    return tuple(rule_row_of(row) for row in found.select_related("kpi", "subject").order_by("-version"))


def card_terms(viewer: Actor, *, scheme: str) -> TermsRow:
    """Limits, rounding, ties and distribution of the cards of a scheme."""
    require(viewer, "plan.view")
    return current_terms(find_scheme(viewer, scheme).id)


def adjustment_events(viewer: Actor, *, scheme: str, start: date, end: date) -> tuple[EventRow, ...]:
    """What happened in [start, end) and counts by a rule of a scheme, of subjects in sight, newest first."""
    require_one_of(viewer, *_READING)
    find_scheme(viewer, scheme)
    found = AdjustmentEvent.objects.filter(
        rule__scheme__code=scheme, happened_on__gte=start, happened_on__lt=end
    ).select_related("rule__scheme")
    seen, subjects = org.visible_subjects(viewer, on=start), org_io.subjects_by_id()
    rows = [event_row(row, subjects) for row in found.order_by("-happened_on", "-pk") if seen.sees(row.subject_id)]
    return tuple(rows)


def veto_lifts(viewer: Actor, *, cycle_id: int) -> tuple[LiftRow, ...]:
    """Vetoes and gates of a quarter somebody asked to take back, of subjects in sight."""
    require_one_of(viewer, *_READING)
    found = VetoLift.objects.filter(cycle_id=cycle_id).select_related("rule", "cycle__period").order_by("-pk")
    rows = list(found)
    if not rows:
        return ()
    seen, subjects = org.visible_subjects(viewer, on=rows[0].cycle.period.starts_on), org_io.subjects_by_id()
    return tuple(lift_row(row, subjects) for row in rows if seen.sees(row.subject_id))
