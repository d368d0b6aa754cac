"""Reading the quarters under review, the rules they are scored by, and the reviews written."""

from __future__ import annotations

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.reward import engine_io
from kpiloop.loop.reward.errors import NotVisible
from kpiloop.loop.reward.models import BonusRule, PerformanceReview, ReviewCycle
from kpiloop.loop.reward.pay_rows import BonusRuleRow
from kpiloop.loop.reward.references import find_scheme, require_one_of
from kpiloop.loop.reward.row_building import band_row, bonus_rule_row, cycle_row, review_row
from kpiloop.loop.reward.rows import BandRow, CycleRow, ReviewRow, RuleRow
from kpiloop.loop.reward.visibility import sight_of

_RELATIONS = ("scheme", "period")


def cycles(viewer: Actor, *, scheme: str | None = None) -> tuple[CycleRow, ...]:
    """All quarters under review, newest first."""
    require_one_of(viewer, "reviews.view_own", "reviews.view_all")
    found = ReviewCycle.objects.select_related(*_RELATIONS).order_by("-period__starts_on", "-pk")
    if scheme is not None:
        found = found.filter(scheme__code=scheme)
    return tuple(cycle_row(row) for row in found)


def cycle(viewer: Actor, cycle_id: int) -> CycleRow:
    """One quarter under review."""
    found = next((row for row in cycles(viewer) if row.id == cycle_id), None)
    if found is None:
        raise NotVisible(kind="cycle", key=cycle_id)
    return found


def scoring_rules(viewer: Actor, *, scheme: str) -> tuple[RuleRow, ...]:
    """How each KPI of a scheme is scored now; the rules are no secret."""
    require(viewer, "plan.view")
    rules = engine_io.current_rules(find_scheme(viewer, scheme).id)
    return tuple(sorted(rules.values(), key=lambda row: row.kpi_code))


def grades(viewer: Actor, *, scheme: str) -> tuple[BandRow, ...]:
    """The grade table of a scheme, best grade first."""
    require(viewer, "plan.view")
    return tuple(band_row(row) for row in engine_io.current_bands(find_scheme(viewer, scheme).id))


def bonus_rule(viewer: Actor, *, scheme: str) -> BonusRuleRow | None:
    """How scores become money in a scheme; every factor is shown to the people paid by it."""
    require(viewer, "plan.view")
    held = BonusRule.objects.filter(scheme_id=find_scheme(viewer, scheme).id, is_current=True).first()
    return bonus_rule_row(held) if held else None


def reviews(viewer: Actor, *, cycle_id: int) -> tuple[ReviewRow, ...]:
    """Reviews of a quarter: the own one, those one has to write, and those in scope by right."""
    require_one_of(viewer, "reviews.view_own", "reviews.view_all")
    held = ReviewCycle.objects.select_related(*_RELATIONS).filter(pk=cycle_id).first()
    if held is None:
        raise NotVisible(kind="cycle", key=cycle_id)
    sight = sight_of(viewer, held)
    subjects = org_io.subjects_by_id()
    row = cycle_row(held)
    shown: list[ReviewRow] = []
    for review in PerformanceReview.objects.filter(cycle=held).order_by("pk"):
        if sight.sees_review(review):
            with_manager = review.person_id != sight.me or sight.is_published
            shown.append(review_row(review, row, subjects, with_manager=with_manager))
    return tuple(shown)


def review(viewer: Actor, *, cycle_id: int, person_id: int) -> ReviewRow:
    """One person's review in a quarter."""
    found = next((row for row in reviews(viewer, cycle_id=cycle_id) if row.person.id == person_id), None)
    if found is None:
        raise NotVisible(kind="review", key=person_id)
    return found
