"""Writes what a plan of cards says, in a fixed number of queries whatever the number of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q

from kpiloop.foundation.calendar.choices import CLOSED
from kpiloop.loop.plan.cards.rows import CardStep
from kpiloop.loop.plan.models import Assignment, Scheme, Target, TargetChange

_BATCH = 500


def write_steps(scheme: Scheme, template_id: int, steps: Sequence[CardStep], on: date) -> list[Assignment]:
    """Add, change and end; returns the assignments that are new because a card is new."""
    touched = {step.assignment_id for step in steps if step.action in ("change", "end")}
    held = {row.pk: row for row in scheme.assignments.all() if row.pk in touched}
    added = [_new(scheme, template_id, step) for step in steps if step.action == "add"]
    Assignment.objects.bulk_create(added, batch_size=_BATCH)
    changed = [(held[step.assignment_id], step) for step in steps if step.action == "change" and step.assignment_id]
    follow = [(row, step) for row, step in changed if step.why != "dates" and row.valid_from < on]
    in_place = [(row, step) for row, step in changed if step.why == "dates" or row.valid_from >= on]
    for row, step in in_place:
        _put(row, step)
    for step in steps:
        if step.action == "end" and step.assignment_id:
            held[step.assignment_id].valid_to = step.valid_to
    for row, _step in follow:
        row.valid_to = on
    fields = ["weight", "owner", "provider", "valid_to"]
    Assignment.objects.bulk_update(held.values(), fields, batch_size=_BATCH)
    go_on([(row, _new(scheme, template_id, step)) for row, step in follow], on)
    return added


def go_on(pairs: Sequence[tuple[Assignment, Assignment]], on: date) -> None:
    """Store what takes the place of lines that end on a day; it takes targets, requests and parts along.

    Law:      a period that is open on the day goes along with all it owes: it is judged by the line that holds when
              it ends.
    """
    Assignment.objects.bulk_create([after for _before, after in pairs], batch_size=_BATCH)
    later = {before.pk: after.pk for before, after in pairs}
    for start in range(0, len(pairs), _BATCH):
        _take_along({before.pk: later[before.pk] for before, _after in pairs[start : start + _BATCH]}, on)


def _take_along(later: Mapping[int, int], on: date) -> None:
    not_over = Q(period__starts_on__gte=on) | (Q(period__ends_before__gt=on) & ~Q(period__state=CLOSED))
    targets = list(Target.objects.filter(not_over, assignment_id__in=later))
    asked = list(TargetChange.objects.filter(not_over, assignment_id__in=later))
    still_running = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    parts = list(Assignment.objects.filter(still_running, parent_id__in=later))
    for target in targets:
        target.assignment_id = later[target.assignment_id]
    for change in asked:
        change.assignment_id = later[change.assignment_id]
    for part in parts:
        part.parent_id = later[part.parent_id or 0]
    Target.objects.bulk_update(targets, ["assignment"], batch_size=_BATCH)
    TargetChange.objects.bulk_update(asked, ["assignment"], batch_size=_BATCH)
    Assignment.objects.bulk_update(parts, ["parent"], batch_size=_BATCH)


def _new(scheme: Scheme, template_id: int, step: CardStep) -> Assignment:
    wanted = step.wanted
    assert wanted is not None
    assert step.valid_from is not None
    return Assignment(
        scheme=scheme,
        template_id=template_id,
        kpi_id=wanted.kpi_id,
        subject_id=wanted.subject_id,
        owner_id=wanted.owner_id,
        provider_id=wanted.provider_id,
        parent_id=wanted.parent_id,
        weight=wanted.weight,
        valid_from=step.valid_from,
        valid_to=wanted.valid_to,
    )


def _put(row: Assignment, step: CardStep) -> None:
    assert step.wanted is not None
    row.weight, row.owner_id = step.wanted.weight, step.wanted.owner_id
    row.provider_id, row.valid_to = step.wanted.provider_id, step.wanted.valid_to
