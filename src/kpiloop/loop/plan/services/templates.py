"""Templates for many cards: storing one, and generating cards from it as often as one likes (P14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.jobs.services import emit
from kpiloop.loop.plan import references
from kpiloop.loop.plan.assignment_building import check_overlaps, check_weight
from kpiloop.loop.plan.cards.rows import CardPlan, NewTemplate
from kpiloop.loop.plan.cards.seeding import seed_targets
from kpiloop.loop.plan.cards.storing import card_plan, store_template, template_by_code
from kpiloop.loop.plan.cards.writing import write_steps
from kpiloop.loop.plan.choices import (
    HEADS_OF_POPULATION,
    OWNER_RULES,
    POPULATION_KINDS,
    PROVIDER_RULES,
    TARGET_BASES,
)
from kpiloop.loop.plan.errors import OwnerMissing, SchemeFixed, UnknownReference, WeightsNotHundred
from kpiloop.loop.plan.linter.crowding import require_few
from kpiloop.loop.plan.linter.weights import HUNDRED, require_hundred, require_scorable


@transaction.atomic
def save_template(actor: Actor, *, template: NewTemplate) -> int:
    """Store a template with its KPIs and populations, new or in place of what it said before.

    Shape:    everything named by code; returns the key. Cards change only when they are generated.
    Units:    weights in percent of the card; a figure in the unit of its KPI.
    Law:      the weights make exactly 100; one audit row.
    Errors:   weights_not_100, weight_out_of_range, plan_unknown_reference, plan_choice_unknown,
              owner_missing where a named owner is not named.
    """
    require(actor, "plan.edit")
    references.scheme(template.scheme)
    _check_choices(template)
    _check_names(template)
    key, before = store_template(template)
    record(
        actor,
        verb="save",
        object_kind="card_template",
        object_key=template.code,
        before=before,
        after={"lines": {line.kpi: str(line.weight) for line in template.lines}, "scheme": template.scheme},
    )
    return key


@transaction.atomic
def generate_cards(actor: Actor, *, template: str, on: date, reason: str = "") -> CardPlan:
    """Give everybody whom the template serves its card; generating again changes only what differs.

    Shape:    -> the plan that was carried out; running cards change from `on`, joiners begin and
              leavers end on their own days. A fixed number of queries for any number of people.
    Law:      idempotent; cards written by hand or by another template are left alone and listed
              as conflicts; one audit row. Targets are only given to cards that have none.
    Errors:   plan_unknown_reference, scheme_fixed, weights_not_100 and too_many_kpis in a
              published scheme, not_found outside the actor's scope.
    """
    require(actor, "plan.edit")
    plan = card_plan(template, on)
    scheme = references.scheme(plan.template.asked.scheme, for_update=True)
    if scheme.state == "retired":
        raise SchemeFixed(scheme=scheme.code, state=scheme.state)
    steps = [step for step in plan.steps if step.action in ("add", "change", "end")]
    references.require_scope(actor, {step.subject.id for step in steps}, on)
    added = write_steps(scheme, plan.template.id, steps, on)
    check_overlaps(scheme.assignments.select_related("kpi", "subject"))
    if scheme.state == "published":
        require_hundred(scheme)
        require_few(scheme)
        require_scorable(scheme)
    seeded = seed_targets(actor, plan, scheme, added)
    record(
        actor,
        verb="generate",
        object_kind="card_template",
        object_key=template,
        after={
            "scheme": scheme.code,
            "version": scheme.version,
            "on": on.isoformat(),
            **{action: plan.count(action) for action in ("add", "change", "end", "keep", "conflict")},
            "cards": plan.subjects("add"),
            "targets": len(seeded),
        },
        reason=reason,
    )
    if seeded:
        emit("targets.changed", periods=sorted({row.period_code for row in seeded}))
    return plan


@transaction.atomic
def remove_template(actor: Actor, *, code: str) -> None:
    """Take a template away; cards it generated stay and become cards written by hand.

    Errors:   plan_unknown_reference.
    """
    require(actor, "plan.edit")
    held = template_by_code(code)
    held.delete()
    record(actor, verb="remove", object_kind="card_template", object_key=code, before={"name": held.name_zh})


def _check_choices(template: NewTemplate) -> None:
    references.require_choice("owner_rule", template.owner_rule, OWNER_RULES)
    references.require_choice("provider_rule", template.provider_rule, PROVIDER_RULES)
    for population in template.populations:
        references.require_choice("kind", population.kind, POPULATION_KINDS)
        references.require_choice("heads", population.heads, HEADS_OF_POPULATION)
    for line in template.lines:
        references.require_choice("target_basis", line.target_basis, TARGET_BASES)
        check_weight(template.code, line.kpi, line.weight)
    total = sum((line.weight for line in template.lines), Decimal(0))
    if total != HUNDRED:
        difference = format((total - HUNDRED).normalize(), "f")
        raise WeightsNotHundred(
            subject=template.code, name=template.name_zh, sum=format(total.normalize(), "f"), difference=difference,
            on="", others=[],
        )  # fmt: skip


def _check_names(template: NewTemplate) -> None:
    references.kpis(line.kpi for line in template.lines)
    for rule, number in ((template.owner_rule, template.owner), (template.provider_rule, template.provider)):
        if rule == "named" and not number:
            raise OwnerMissing(subject=template.code, kpi="")
    references.people({number for number in (template.owner, template.provider) if number})
    for population in template.populations:
        _require_kind(population.units, "unit")
        _require_kind(population.positions, "position")
        _require_kind(population.people, "person")
        references.subjects(population.excluded)


def _require_kind(codes: Sequence[str], kind: str) -> None:
    for code, subject in sorted(references.subjects(codes).items()):
        if subject.kind != kind:
            raise UnknownReference(kind=kind, name=code)
