"""Writes what a plan of cards says, in a fixed number of queries whatever the number of people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

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
    _continue([(row, _new(scheme, template_id, step)) for row, step in follow], on)
    fields = ["weight", "owner", "provider", "valid_to"]
    Assignment.objects.bulk_update(held.values(), fields, batch_size=_BATCH)
    return added


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


def _continue(pairs: Sequence[tuple[Assignment, Assignment]], on: date) -> None:
    """End each row and go on as a new one that takes the coming targets, requests and parts along."""
    if not pairs:
        return
    for before, _after in pairs:
        before.valid_to = on
    Assignment.objects.bulk_create([after for _before, after in pairs], batch_size=_BATCH)
    later = {before.pk: after.pk for before, after in pairs}
    targets = [row for row in Target.objects.filter(period__starts_on__gte=on) if row.assignment_id in later]
    for target in targets:
        target.assignment_id = later[target.assignment_id]
    Target.objects.bulk_update(targets, ["assignment"], batch_size=_BATCH)
    asked = [row for row in TargetChange.objects.filter(period__starts_on__gte=on) if row.assignment_id in later]
    for change in asked:
        change.assignment_id = later[change.assignment_id]
    TargetChange.objects.bulk_update(asked, ["assignment"], batch_size=_BATCH)
    parts = [row for row in Assignment.objects.filter(parent__isnull=False) if row.parent_id in later]
    for part in parts:
        if part.valid_to is None or part.valid_to > on:
            part.parent_id = later[part.parent_id or 0]
    Assignment.objects.bulk_update(parts, ["parent"], batch_size=_BATCH)
