"""The next version of a published scheme, and what becomes of the weight of a KPI that leaves a card."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from kpiloop.engine.targets.sharing import share_target
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.plan import references
from kpiloop.loop.plan.carrying import carry_acceptances
from kpiloop.loop.plan.choices import REMOVALS
from kpiloop.loop.plan.errors import DraftWaiting, NotFound, SchemeFixed
from kpiloop.loop.plan.errors.cards import RemovalBlocked
from kpiloop.loop.plan.linter.weights import HUNDRED
from kpiloop.loop.plan.models import Assignment, Scheme
from kpiloop.loop.plan.rows import AssignmentChange
from kpiloop.loop.plan.services.assignments import amend_assignments

_BATCH = 500
_WEIGHT_PLACES = 4


@transaction.atomic
def revise_scheme(actor: Actor, *, code: str) -> int:
    """Begin the next version of a published scheme with its cards and accepted findings; returns its number.

    Law:      the version in force stays as it is; targets are carried over when the draft is published, so
              that what is set in between is not lost. Results of earlier quarters keep their version.
    Errors:   draft_waiting, scheme_fixed when it is not in force, plan_unknown_reference.
    """
    require(actor, "plan.edit")
    held = references.scheme(code, for_update=True)
    if held.state == "draft":
        raise DraftWaiting(kind="scheme", name=code)
    if held.state != "published":
        raise SchemeFixed(scheme=code, state=held.state)
    cards = list(held.assignments.order_by("pk"))
    before, held.pk = held.pk, None
    held._state.adding = True
    held.version, held.state = held.version + 1, "draft"
    held.save(force_insert=True)
    copied = {row.pk: _copy(row, held) for row in cards}
    Assignment.objects.bulk_create(copied.values(), batch_size=_BATCH)
    linked = [(copied[row.pk], copied[row.parent_id]) for row in cards if row.parent_id in copied]
    for part, whole in linked:
        part.parent_id = whole.pk
    Assignment.objects.bulk_update([part for part, _ in linked], ["parent"], batch_size=_BATCH)
    earlier = Scheme.objects.get(pk=before)
    accepted = carry_acceptances(earlier, held)
    after = {"version": held.version, "from": earlier.version, "assignments": len(copied), "accepted": accepted}
    record(actor, verb="revise", object_kind="scheme", object_key=code, after=after)
    return held.version


@transaction.atomic
def remove_from_card(
    actor: Actor, *, assignment_id: int, how: str, to: int | None = None, on: date, reason: str
) -> list[int]:
    """Take a KPI from a card in the middle of a year and say what becomes of its weight (rule R19).

    Shape:    how: renormalise (the others take it in proportion), move (all of it to the assignment `to`) or
              block (refused while the scheme is in force); returns the assignments that hold from then.
    Law:      the card makes exactly 100 before and after; earlier days keep their weights.
    Errors:   plan_choice_unknown, removal_blocked, not_found, weights_not_100 when it was the only KPI.
    """
    require(actor, "plan.edit")
    references.require_choice("removal", how, REMOVALS)
    row = Assignment.objects.select_related("scheme", "kpi", "subject").filter(pk=assignment_id).first()
    if row is None:
        raise NotFound(kind="assignment", key=assignment_id)
    if how == "block":
        raise RemovalBlocked(kpi=row.kpi.code, subject=row.subject.code, scheme=row.scheme.code)
    others = _others(row, on)
    if how == "move":
        if to not in others:
            raise NotFound(kind="assignment", key=str(to))
        weights = {to: others[to] + row.weight}
    else:
        weights = _renormalised(others, HUNDRED if row.weight else sum(others.values(), Decimal(0)))
    changes = [AssignmentChange(row.pk, is_ended=True)]
    changes += [AssignmentChange(key, weight=weight) for key, weight in weights.items() if weight != others[key]]
    return amend_assignments(actor, scheme=row.scheme.code, changes=changes, on=on, reason=reason)


def _others(row: Assignment, on: date) -> dict[int, Decimal]:
    """Weights of the other counting KPIs of the card on a day."""
    found = Assignment.objects.filter(scheme_id=row.scheme_id, subject_id=row.subject_id, valid_from__lte=on)
    held = found.exclude(pk=row.pk).exclude(valid_to__lte=on).filter(weight__gt=0)
    return dict(held.values_list("pk", "weight"))


def _renormalised(others: dict[int, Decimal], whole: Decimal) -> dict[int, Decimal]:
    if not others:
        return {}
    named = {f"{key:09d}": weight for key, weight in others.items()}
    return {int(key): weight for key, weight in share_target(whole, named, places=_WEIGHT_PLACES).items()}


def _copy(row: Assignment, scheme: Scheme) -> Assignment:
    return Assignment(
        scheme=scheme,
        kpi_id=row.kpi_id,
        subject_id=row.subject_id,
        owner_id=row.owner_id,
        provider_id=row.provider_id,
        parent_id=None,
        template_id=row.template_id,
        weight=row.weight,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
