"""Reading score sheets: nobody sees a result before it is published, except by the right over all reviews."""

from __future__ import annotations

from dataclasses import replace

from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.reward.choices import VISIBLE_STATES
from kpiloop.loop.reward.errors import NotVisible
from kpiloop.loop.reward.models import ReviewCycle, ScoreSheet
from kpiloop.loop.reward.rows import SheetRow
from kpiloop.loop.reward.sheet_building import lines_of, sheet_names, sheet_row
from kpiloop.loop.reward.visibility import sight_of

_RELATIONS = ("cycle__scheme", "cycle__period", "subject")


def sheet(viewer: Actor, *, cycle_id: int, subject_id: int, revision: int | None = None) -> SheetRow:
    """The score sheet of a subject with its lines; older revisions by the right over all reviews."""
    found = ScoreSheet.objects.select_related(*_RELATIONS).filter(cycle_id=cycle_id, subject_id=subject_id)
    if revision is not None and viewer.may("reviews.view_all"):
        found = found.filter(revision=revision)
    else:
        found = found.filter(is_current=True)
    return _shown(viewer, found.first(), subject_id)


def sheet_by_id(viewer: Actor, *, sheet_id: int) -> SheetRow:
    """One score sheet by key with its lines."""
    found = ScoreSheet.objects.select_related(*_RELATIONS).filter(pk=sheet_id).first()
    if found is not None and not found.is_current and not viewer.may("reviews.view_all"):
        found = None
    return _shown(viewer, found, sheet_id)


def sheets(viewer: Actor, *, cycle_id: int, kind: str | None = None, with_lines: bool = False) -> tuple[SheetRow, ...]:
    """Current score sheets of a quarter the viewer may see, best place first; lines only where asked for."""
    cycle = ReviewCycle.objects.select_related("scheme", "period").filter(pk=cycle_id).first()
    if cycle is None:
        raise NotVisible(kind="cycle", key=cycle_id)
    sight = sight_of(viewer, cycle)
    names = sheet_names(cycle)
    found = ScoreSheet.objects.select_related(*_RELATIONS).filter(cycle=cycle, is_current=True)
    shown = [
        row for row in found if kind in (None, row.subject.kind) and sight.sees_result(row.subject_id, row.subject.kind)
    ]
    lines = lines_of(cycle, shown, names.subjects) if with_lines else {}
    rows = [replace(sheet_row(row, names), lines=lines.get(row.pk, ())) for row in shown]
    return tuple(sorted(rows, key=lambda row: (row.subject.kind, row.rank or len(rows) + 1, row.subject.code)))


def newest_sheet(viewer: Actor, *, subject_id: int) -> SheetRow | None:
    """The current score sheet of a subject in the newest quarter the viewer may see; None before the first one."""
    found = ScoreSheet.objects.select_related(*_RELATIONS).filter(subject_id=subject_id, is_current=True)
    for row in found.order_by("-cycle__period__starts_on"):
        if sight_of(viewer, row.cycle).sees_result(row.subject_id, row.subject.kind):
            return sheet_row(row, sheet_names(row.cycle))
    return None


def _shown(viewer: Actor, found: ScoreSheet | None, key: int) -> SheetRow:
    if found is None or not sight_of(viewer, found.cycle).sees_result(found.subject_id, found.subject.kind):
        raise NotVisible(kind="sheet", key=key)
    row = sheet_row(found, sheet_names(found.cycle), with_lines=True)
    before = _sheet_before(viewer, found)
    return (
        row
        if before is None
        else replace(row, previous_id=before.pk, previous_total=before.total, previous_rank=before.rank)
    )


def _sheet_before(viewer: Actor, found: ScoreSheet) -> ScoreSheet | None:
    """The sheet of the quarter before, of the same scheme, as far as it is out."""
    before = ScoreSheet.objects.filter(
        subject_id=found.subject_id,
        is_current=True,
        cycle__scheme__code=found.cycle.scheme.code,
        cycle__period__starts_on__lt=found.cycle.period.starts_on,
    )
    if not viewer.may("reviews.view_all"):
        before = before.filter(cycle__state__in=VISIBLE_STATES)
    return before.order_by("-cycle__period__starts_on").first()
