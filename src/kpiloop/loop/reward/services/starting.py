"""Rules of a scheme nobody has written rules for: those of the version before, else plain ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.services import record
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan import services as plan
from kpiloop.loop.reward.models import AdjustmentRule, BonusRule, CardTerms, GradeBand, ScoringRule
from kpiloop.loop.reward.references import find_scheme
from kpiloop.loop.reward.rows import NewBand, NewRule
from kpiloop.loop.reward.scoring.adjustment_reading import current_adjustments, current_terms
from kpiloop.loop.reward.services.adjustments import set_adjustments, set_card_terms
from kpiloop.loop.reward.services.rules import set_bonus_rule, set_grades, set_scoring_rules
from kpiloop.loop.reward.starting_rules import STARTING_BANDS, starting_rules


@dataclass(frozen=True)
class NextVersion:
    """A version of a scheme that was begun, and what came along."""

    version: int  #: its number
    carried: Mapping[str, int]  #: lines, scoring, grades, adjustments, terms, bonus -> how many; none is left out


@transaction.atomic
def revise_scheme(actor: Actor, *, code: str) -> NextVersion:
    """Begin the next version of a published scheme with everything the scheme owns.

    Shape:    cards and accepted findings, scoring rules, grades, rules beside the lines, terms of cards, bonus rule;
              templates, populations and the document belong to all versions; targets follow at publishing.
    Law:      all of it or nothing; the version in force stays as it is.
    Errors:   those of plan.revise_scheme, and of a rule that could not be set again.
    """
    version = plan.revise_scheme(actor, code=code)
    held = find_scheme(actor, code)
    carried = {"lines": len(plan_io.assignments_of_scheme(code)), **_carry_rules(actor, code, held.id)}
    after = {"version": version, **carried}
    record(actor, verb="carry_rules", object_kind="scheme", object_key=code, after=after)
    return NextVersion(version, {name: count for name, count in carried.items() if count})


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


def _carry_rules(actor: Actor, code: str, scheme_id: int) -> dict[str, int]:
    """A new version of a scheme goes on with what earlier versions have and it has not; each part with its newest."""
    carriers: dict[str, tuple[type[Any], Callable[[Actor, str, int], int]]] = {
        "scoring": (ScoringRule, _carry_scoring),
        "grades": (GradeBand, _carry_grades),
        "adjustments": (AdjustmentRule, _carry_adjustments),
        "terms": (CardTerms, _carry_terms),
        "bonus": (BonusRule, _carry_bonus),
    }
    carried = {}
    for name, (part, carry) in carriers.items():
        if part.objects.filter(scheme_id=scheme_id).exists():
            continue
        earlier = part.objects.filter(scheme__code=code, scheme_id__lt=scheme_id).order_by("-scheme__version")
        first = earlier.values_list("scheme_id", flat=True).first()
        if first is not None:
            carried[name] = carry(actor, code, first)
    return carried


def _carry_scoring(actor: Actor, code: str, before: int) -> int:
    held = ScoringRule.objects.filter(scheme_id=before, is_current=True).select_related("kpi")
    rules = [NewRule(row.kpi.code, row.method, row.parameters) for row in held]
    return set_scoring_rules(actor, scheme=code, rules=rules)


def _carry_grades(actor: Actor, code: str, before: int) -> int:
    bands = list(GradeBand.objects.filter(scheme_id=before).order_by("-version", "-lower"))
    newest = [NewBand(row.grade, row.lower, row.upper, row.factor) for row in bands if row.version == bands[0].version]
    set_grades(actor, scheme=code, bands=newest)
    return len(newest)


def _carry_adjustments(actor: Actor, code: str, before: int) -> int:
    beside = current_adjustments(before)
    return set_adjustments(actor, scheme=code, rules=[row.stated for row in beside]) if beside else 0


def _carry_terms(actor: Actor, code: str, before: int) -> int:
    return 1 if set_card_terms(actor, scheme=code, terms=current_terms(before)) else 0


def _carry_bonus(actor: Actor, code: str, before: int) -> int:
    held = BonusRule.objects.get(scheme_id=before, is_current=True)
    set_bonus_rule(
        actor,
        scheme=code,
        individual_from=held.individual_from,
        uses_unit_factor=held.uses_unit_factor,
        uses_company_factor=held.uses_company_factor,
        factor_cap=held.factor_cap,
        pool_method=held.pool_method,
        gate_money=held.gate_money,
    )
    return 1
