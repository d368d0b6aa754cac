"""Rules of a scheme nobody has written rules for: those of the version before, else plain ones."""

from __future__ import annotations

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.reward.models import AdjustmentRule, CardTerms, GradeBand, ScoringRule
from kpiloop.loop.reward.references import find_scheme
from kpiloop.loop.reward.rows import NewBand, NewRule
from kpiloop.loop.reward.scoring.adjustment_reading import current_adjustments, current_terms
from kpiloop.loop.reward.services.adjustments import set_adjustments, set_card_terms
from kpiloop.loop.reward.services.rules import set_grades, set_scoring_rules
from kpiloop.loop.reward.starting_rules import STARTING_BANDS, starting_rules


@transaction.atomic
def start_rules(actor: Actor, *, scheme: str) -> None:
    """Give a scheme scoring rules and grades where it has none: those of its version before, else plain ones.

    Law:      what was written is never touched; a gap in written rules stays a gap.
    Errors:   permission_denied, reward_unknown_reference.
    """
    held = find_scheme(actor, scheme)
    _carry_rules(actor, held.code, held.id)
    if not ScoringRule.objects.filter(scheme_id=held.id).exists():
        counting = [row for row in plan_io.assignments_of_scheme(held.code) if row.weight > 0]
        set_scoring_rules(actor, scheme=held.code, rules=starting_rules(counting))
    if not GradeBand.objects.filter(scheme_id=held.id).exists():
        set_grades(actor, scheme=held.code, bands=STARTING_BANDS)


def _carry_rules(actor: Actor, code: str, scheme_id: int) -> None:
    """A new version of a scheme goes on with the rules, grades and terms of the version before it."""
    earlier = ScoringRule.objects.filter(scheme__code=code, scheme_id__lt=scheme_id).order_by("-scheme__version")
    first = earlier.values_list("scheme_id", flat=True).first()
    if first is None:
        return
    if not ScoringRule.objects.filter(scheme_id=scheme_id).exists():
        held = ScoringRule.objects.filter(scheme_id=first, is_current=True).select_related("kpi")
        set_scoring_rules(actor, scheme=code, rules=[NewRule(row.kpi.code, row.method, row.parameters) for row in held])
    if not GradeBand.objects.filter(scheme_id=scheme_id).exists():
        bands = list(GradeBand.objects.filter(scheme_id=first).order_by("-version", "-lower"))
        newest = [row for row in bands if row.version == bands[0].version]
        set_grades(actor, scheme=code, bands=[NewBand(row.grade, row.lower, row.upper, row.factor) for row in newest])
    beside = current_adjustments(first)
    if beside and not AdjustmentRule.objects.filter(scheme_id=scheme_id).exists():
        set_adjustments(actor, scheme=code, rules=[row.stated for row in beside])
    if not CardTerms.objects.filter(scheme_id=scheme_id).exists() and current_terms(first).version:
        set_card_terms(actor, scheme=code, terms=current_terms(first))
