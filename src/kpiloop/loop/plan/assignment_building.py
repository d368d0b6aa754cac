"""Turns requested assignments into rows of a scheme, checked against what the scheme holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from kpiloop.loop.plan import references
from kpiloop.loop.plan.errors import (
    AssignmentOverlaps,
    OwnerMissing,
    UnknownReference,
    WeightOutOfRange,
)
from kpiloop.loop.plan.models import Assignment, Scheme
from kpiloop.loop.plan.rows import NewAssignment

#: (kpi code, subject code): what a parent in the same scheme is named by.
Place = tuple[str, str]


def build_assignments(scheme: Scheme, requested: Sequence[NewAssignment]) -> list[Assignment]:
    """Unsaved rows in the order asked for; parents are linked by `link_parents` once keys exist."""
    kpis = references.kpis(row.kpi for row in requested)
    subjects = references.subjects(row.subject for row in requested)
    for row in requested:
        if not row.owner:
            raise OwnerMissing(subject=row.subject, kpi=row.kpi)
        check_weight(row.subject, row.kpi, row.weight)
    named = {row.owner for row in requested} | {row.provider for row in requested if row.provider}
    people = references.people(named)
    templates = references.card_templates(row.template for row in requested if row.template)
    return [
        Assignment(
            scheme=scheme,
            kpi=kpis[row.kpi],
            subject_id=subjects[row.subject].id,
            owner_id=people[row.owner].id,
            provider_id=people[row.provider].id if row.provider else None,
            template_id=templates[row.template] if row.template else None,
            weight=row.weight,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in requested
    ]


def check_weight(subject: str, kpi: str, weight: Decimal) -> None:
    """Refuse a weight outside 0..100 or finer than the stored four places."""
    if not 0 <= weight <= 100 or weight != round(weight, 4):
        raise WeightOutOfRange(subject=subject, kpi=kpi, weight=weight)


def check_overlaps(held: Iterable[Assignment]) -> None:
    """Refuse a KPI that one subject would carry twice on the same day."""
    stories: dict[tuple[int, int], list[Assignment]] = defaultdict(list)
    for row in held:
        stories[row.kpi_id, row.subject_id].append(row)
    for rows in stories.values():
        rows.sort(key=lambda row: row.valid_from)
        for before, after in pairwise(rows):
            if before.valid_to is None or after.valid_from < before.valid_to:
                raise AssignmentOverlaps(
                    kpi=after.kpi.code, subject=after.subject.code, valid_from=after.valid_from.isoformat()
                )


def link_parents(scheme: Scheme, built: Sequence[Assignment], requested: Sequence[NewAssignment]) -> None:
    """Store the parent of every assignment that names one."""
    asked = [(row, new.parent) for row, new in zip(built, requested, strict=True) if new.parent is not None]
    if not asked:
        return
    places: dict[Place, list[tuple[date, int]]] = defaultdict(list)
    for kpi, subject, day, key in scheme.assignments.values_list("kpi__code", "subject__code", "valid_from", "pk"):
        places[kpi, subject].append((day, key))
    for row, parent in asked:
        row.parent_id = parent if isinstance(parent, int) else _parent_key(places, parent, row.valid_from)
    Assignment.objects.bulk_update([row for row, _ in asked], ["parent"], batch_size=500)


def _parent_key(places: dict[Place, list[tuple[date, int]]], place: Place, on: date) -> int:
    candidates = sorted(places.get(place, []))
    if not candidates:
        raise UnknownReference(kind="assignment", name="@".join(place))
    started = [key for day, key in candidates if day <= on]
    return started[-1] if started else candidates[0][1]
