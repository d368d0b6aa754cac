"""Differences of paid quarters that late data brought: settled with a later run, beside its pool, and traced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from kpiloop.loop.reward.errors import CarriedAlready
from kpiloop.loop.reward.models import CarriedDifference, ReviewCycle

NOTHING = Decimal("0.00")


def carried_into(cycle: ReviewCycle) -> dict[int, Decimal]:
    """What is to be settled with the run of a cycle, by person."""
    return _by_person(list(carried_rows(cycle)))


def carried_rows(cycle: ReviewCycle, person_id: int | None = None) -> Sequence[CarriedDifference]:
    """Every difference a cycle settles, oldest first."""
    period = cycle.period
    found = CarriedDifference.objects.filter(
        settled_in__starts_on__gte=period.starts_on, settled_in__starts_on__lt=period.ends_before
    ).select_related("cycle__period", "line")
    rows = found.exclude(cycle=cycle).order_by("pk")
    return list(rows if person_id is None else rows.filter(person_id=person_id))


def refuse_carried(cycle: ReviewCycle) -> None:
    """A quarter whose differences are settled later is not worked out again: they would be paid twice."""
    months = CarriedDifference.objects.filter(cycle=cycle).values_list("settled_in__code", flat=True)
    if months:
        raise CarriedAlready(cycle_period=cycle.period.code, months=", ".join(sorted(set(months))))


def carried_of(cycle: ReviewCycle) -> dict[int, Decimal]:
    """What of a cycle is settled with later ones, by person."""
    return _by_person(list(CarriedDifference.objects.filter(cycle=cycle)))


def _by_person(rows: Sequence[CarriedDifference]) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = defaultdict(lambda: NOTHING)
    for row in rows:
        sums[row.person_id] += row.amount
    return sums
