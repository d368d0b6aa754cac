"""What a version of a scheme leaves to the one that takes its place: targets, planned years, requests, acceptances."""

from __future__ import annotations

from datetime import date

from kpiloop.loop.plan.errors.cards import RequestsWaiting
from kpiloop.loop.plan.models import Assignment, FindingOverride, Scheme, Target, TargetChange, TargetPlan

_BATCH = 500


def carry_targets(before: Scheme, after: Scheme) -> int:
    """Copy the targets in force of a KPI and subject where the new version has none; returns how many.

    Months that were closed are copied too: the year to date goes on as if nothing had happened.
    """
    places, newest = _places(after)
    has = set(Target.objects.filter(assignment__scheme=after).values_list("assignment_id", "period_id"))
    copied = []
    for target in Target.objects.filter(assignment__scheme=before, is_current=True).select_related("assignment"):
        key = _place(target.assignment, places, newest)
        if key is not None and (key, target.period_id) not in has:
            copied.append(_copy(target, key))
            has.add((key, target.period_id))
    Target.objects.bulk_create(copied, batch_size=_BATCH)
    return len(copied)


def carry_plans(before: Scheme, after: Scheme) -> int:
    """Copy how years were planned (annual figure and curve) where the new version has none; returns how many."""
    places, newest = _places(after)
    has = set(TargetPlan.objects.filter(assignment__scheme=after).values_list("assignment_id", flat=True))
    copied: dict[int, TargetPlan] = {}
    for plan in TargetPlan.objects.filter(assignment__scheme=before, is_current=True).select_related("assignment"):
        key = _place(plan.assignment, places, newest)
        if key is not None and key not in has:
            copied[key] = TargetPlan(
                assignment_id=key,
                annual=plan.annual,
                method=plan.method,
                weights=plan.weights,
                reason=plan.reason,
                recorded_by=plan.recorded_by,
            )
    TargetPlan.objects.bulk_create(copied.values(), batch_size=_BATCH)
    return len(copied)


def carry_requests(before: Scheme, after: Scheme) -> int:
    """Let requests for targets that wait wait at the new version; returns how many.

    Errors:   requests_waiting when the new version has no such card line: decide about the request first.
    """
    places, newest = _places(after)
    waiting = TargetChange.objects.filter(assignment__scheme=before, state="proposed")
    moved = list(waiting.select_related("assignment__kpi", "assignment__subject", "period").order_by("pk"))
    for change in moved:
        row = change.assignment
        key = _place(row, places, newest)
        if key is None:
            raise RequestsWaiting(kpi=row.kpi.code, subject=row.subject.code, period=change.period.code)
        change.assignment_id = key
    TargetChange.objects.bulk_update(moved, ["assignment"], batch_size=_BATCH)
    return len(moved)


def carry_acceptances(before: Scheme, after: Scheme) -> int:
    """Copy the findings somebody decided to live with, under the name of who did; returns how many."""
    held = FindingOverride.objects.filter(scheme=before, is_active=True)
    copied = [
        FindingOverride(
            scheme=after,
            key=row.key,
            reason=row.reason,
            overridden_by=row.overridden_by,
            overridden_at=row.overridden_at,
        )
        for row in held.order_by("pk")
    ]
    FindingOverride.objects.bulk_create(copied, batch_size=_BATCH)
    return len(copied)


def _places(scheme: Scheme) -> tuple[dict[tuple[int, int, date], int], dict[tuple[int, int], int]]:
    """Card lines by KPI, subject and first day, and the newest of each KPI and subject."""
    places = {(row.kpi_id, row.subject_id, row.valid_from): row.pk for row in scheme.assignments.all()}
    newest = {(kpi, subject): key for (kpi, subject, _day), key in sorted(places.items(), key=lambda each: each[0][2])}
    return places, newest


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
        is_applicable=target.is_applicable,
        is_pinned=target.is_pinned,
        recorded_by=target.recorded_by,
    )
