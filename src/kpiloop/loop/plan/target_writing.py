"""Stores targets as versions: what did not change is left, what changed supersedes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.targets.band import Band, band_between
from kpiloop.engine.targets.cascade import moved_with
from kpiloop.engine.values import EXACT
from kpiloop.foundation.calendar.checks import require_open
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.errors import TargetChanged, TargetsClosed
from kpiloop.loop.plan.models import Assignment, Target
from kpiloop.loop.plan.row_reading import MANY_KEYS
from kpiloop.loop.plan.rows import NewTarget, TargetRow

_BATCH = 500
_PLACES = Decimal("0.00000001")  # as stored


@dataclass(frozen=True)
class TargetsWritten:
    """What became of targets that were asked for."""

    changed: int  #: new versions of existing targets
    added: int  #: first versions
    unchanged: int  #: already so


def write_targets(
    requested: Sequence[NewTarget], periods: Mapping[str, PeriodRow], *, method: str, reason: str, recorded_by: str
) -> TargetsWritten:
    """Write new versions where a figure differs; the caller holds the transaction and the right."""
    wanted = {(row.assignment_id, periods[row.period_code].id): row for row in requested}
    _take_turns({assignment for assignment, _ in wanted})
    current = _current(wanted)
    changed = {key: row for key, row in wanted.items() if key not in current or not _is_same(current[key], row)}
    _require_seen(changed, current)
    _require_open(changed.values(), periods)
    replaced = [current[key].pk for key in changed if key in current]
    for start in range(0, len(replaced), _BATCH):
        Target.objects.filter(pk__in=replaced[start : start + _BATCH]).update(is_current=False)
    Target.objects.bulk_create(
        [
            Target(
                assignment_id=assignment,
                period_id=period,
                version=current[assignment, period].version + 1 if (assignment, period) in current else 1,
                target=row.figure,
                lower=row.band.low if row.band else None,
                upper=row.band.high if row.band else None,
                threshold=row.threshold,
                stretch=row.stretch,
                method=method,
                reason=reason,
                is_locked=(assignment, period) in current and current[assignment, period].is_locked,
                is_applicable=row.is_applicable,
                is_pinned=(assignment, period) in current and current[assignment, period].is_pinned,
                recorded_by=recorded_by,
            )
            for (assignment, period), row in changed.items()
        ],
        batch_size=_BATCH,
    )
    added = len(changed) - len(replaced)
    return TargetsWritten(changed=len(replaced), added=added, unchanged=len(wanted) - len(changed))


def current_targets(assignments: Collection[int], periods: Collection[int]) -> dict[int, dict[int, Target]]:
    """Targets in force by assignment and period, as they are stored."""
    found = Target.objects.filter(is_current=True, period_id__in=periods)
    if len(assignments) <= MANY_KEYS:
        found = found.filter(assignment_id__in=list(assignments))
    held: dict[int, dict[int, Target]] = defaultdict(dict)
    for row in found:
        if row.assignment_id in assignments:
            held[row.assignment_id][row.period_id] = row
    return held


def moved_target(assignment_id: int, period: PeriodRow, figure: Decimal, held: Mapping[int, Target]) -> NewTarget:
    """A new figure for a month, with its threshold and stretch moved in proportion unless pinned (rule R29).

    A range keeps its width and moves along with its middle.
    """
    before = held.get(period.id)
    if before is None:
        return NewTarget(assignment_id, period.code, figure)
    band = band_between(before.lower, before.upper)
    moved = band.moved(figure) if band else None
    if before.is_pinned:
        return NewTarget(assignment_id, period.code, figure, before.threshold, before.stretch, moved)
    threshold, stretch = (moved_with(limit, before.target, figure) for limit in (before.threshold, before.stretch))
    return NewTarget(assignment_id, period.code, figure, threshold, stretch, moved)


def moved_by_hand(assignment_id: int, period: str, aim: Decimal | Band | None, before: TargetRow | None) -> NewTarget:
    """A figure or range as given, with threshold and stretch moved in proportion unless pinned (rule R29)."""
    figure, band = (aim.middle, aim) if isinstance(aim, Band) else (aim, None)
    if before is None:
        return NewTarget(assignment_id, period, figure, band=band)
    threshold, stretch = before.threshold, before.stretch
    if not before.is_pinned:
        threshold, stretch = (moved_with(limit, before.target, figure) for limit in (threshold, stretch))
    return NewTarget(assignment_id, period, figure, threshold, stretch, band)


def _take_turns(assignments: Collection[int]) -> None:
    """Who writes targets of the same lines waits here: of two versions made at once one would be lost."""
    if len(assignments) <= MANY_KEYS:
        lines = Assignment.objects.select_for_update().filter(pk__in=assignments).order_by("pk")
        list(lines.values_list("pk", flat=True))


def _require_seen(changed: Mapping[tuple[int, int], NewTarget], current: Mapping[tuple[int, int], Target]) -> None:
    """A writer who looked at an older version decides anew, with both figures in sight."""
    versions = {key: current[key].version if key in current else 0 for key in changed}
    passed = [key for key, row in changed.items() if row.seen is not None and row.seen != versions[key]]
    if not passed:
        return
    key = passed[0]
    theirs = current.get(key)
    line = Assignment.objects.select_related("kpi", "subject").get(pk=key[0])
    raise TargetChanged(
        assignment=line.pk,
        kpi=line.kpi.code,
        subject=line.subject.code,
        period=changed[key].period_code,
        by=theirs.recorded_by if theirs else "",
        theirs=theirs.target if theirs else None,
        yours=changed[key].figure,
        count=len(passed),
    )


def _current(wanted: Mapping[tuple[int, int], NewTarget]) -> dict[tuple[int, int], Target]:
    assignments = {assignment for assignment, _ in wanted}
    found = Target.objects.filter(is_current=True, period_id__in={period for _, period in wanted})
    if len(assignments) <= MANY_KEYS:
        found = found.filter(assignment_id__in=assignments)
    held = {(row.assignment_id, row.period_id): row for row in found}
    return {key: row for key, row in held.items() if key in wanted}


def _is_same(held: Target, asked: NewTarget) -> bool:
    """Whether nothing differs; to withdraw a target where the KPI does not apply changes nothing either."""
    if held.is_applicable != asked.is_applicable and (asked.figure is not None or held.is_applicable):
        return False
    return all(
        _stored(before) == _stored(after)
        for before, after in (
            (held.target, asked.figure),
            (held.lower, asked.band.low if asked.band else None),
            (held.upper, asked.band.high if asked.band else None),
            (held.threshold, asked.threshold),
            (held.stretch, asked.stretch),
        )
    )


def _stored(figure: Decimal | None) -> Decimal | None:
    return None if figure is None else figure.quantize(_PLACES, context=EXACT)


def _require_open(changed: Iterable[NewTarget], periods: Mapping[str, PeriodRow]) -> None:
    rows = list(changed)
    closed = sorted({row.period_code for row in rows if periods[row.period_code].is_closed})
    if closed:
        count = sum(1 for row in rows if row.period_code in closed)
        raise TargetsClosed(period=", ".join(closed), count=count)
    scoped = [row for row in rows if periods[row.period_code].reopened_for]
    found = Assignment.objects.in_bulk([row.assignment_id for row in scoped]) if scoped else {}
    for row in scoped:
        line = found[row.assignment_id]
        require_open(periods[row.period_code], kpi=line.kpi_id, subject=line.subject_id)
