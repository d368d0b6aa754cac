"""Carries the targets of a retired version of a scheme over to the one that takes its place."""

from __future__ import annotations

from datetime import date

from kpiloop.loop.plan.models import Assignment, Scheme, Target

_BATCH = 500


def carry_targets(before: Scheme, after: Scheme) -> int:
    """Copy the targets in force of a KPI and subject where the new version has none; returns how many.

    Months that were closed are copied too: the year to date goes on as if nothing had happened.
    """
    places = {(row.kpi_id, row.subject_id, row.valid_from): row.pk for row in after.assignments.all()}
    newest = {(kpi, subject): key for (kpi, subject, _day), key in sorted(places.items(), key=lambda each: each[0][2])}
    has = set(Target.objects.filter(assignment__scheme=after).values_list("assignment_id", "period_id"))
    copied = []
    for target in Target.objects.filter(assignment__scheme=before, is_current=True).select_related("assignment"):
        key = _place(target.assignment, places, newest)
        if key is not None and (key, target.period_id) not in has:
            copied.append(_copy(target, key))
            has.add((key, target.period_id))
    Target.objects.bulk_create(copied, batch_size=_BATCH)
    return len(copied)


def _place(row: Assignment, places: dict[tuple[int, int, date], int], newest: dict[tuple[int, int], int]) -> int | None:
    exact = places.get((row.kpi_id, row.subject_id, row.valid_from))
    return exact if exact is not None else newest.get((row.kpi_id, row.subject_id))


def _copy(target: Target, assignment_id: int) -> Target:
    return Target(
        assignment_id=assignment_id,
        period_id=target.period_id,
        target=target.target,
        threshold=target.threshold,
        stretch=target.stretch,
        lower=target.lower,
        upper=target.upper,
        method="carried",
        reason=target.reason,
        is_locked=target.is_locked,
        is_pinned=target.is_pinned,
        recorded_by=target.recorded_by,
    )
