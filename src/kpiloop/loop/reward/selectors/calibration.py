"""Reading calibrations: by the right over all reviews, people cut to those in sight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.reward.calibrating.grouping import grades_over
from kpiloop.loop.reward.calibrating.rows import CalibrationRow, ChangeRow, MemberRow, QuotaRow
from kpiloop.loop.reward.calibrating.sessions import Standing, session_of, standings_of
from kpiloop.loop.reward.errors import NotVisible
from kpiloop.loop.reward.models import Calibration, ReviewCycle
from kpiloop.loop.reward.references import person_of
from kpiloop.loop.reward.row_building import cycle_row
from kpiloop.loop.reward.visibility import Sight, sight_of


def calibrations(viewer: Actor, *, cycle_id: int) -> tuple[CalibrationRow, ...]:
    """Sessions of a quarter with somebody in sight, by code of the unit."""
    require(viewer, "reviews.view_all")
    cycle = ReviewCycle.objects.select_related("scheme", "period").filter(pk=cycle_id).first()
    if cycle is None:
        raise NotVisible(kind="cycle", key=cycle_id)
    found = Calibration.objects.filter(cycle=cycle).select_related("cycle__scheme", "cycle__period", "unit")
    sight = sight_of(viewer, cycle)
    rows = [_row(viewer, standing, sight) for standing in standings_of(found.order_by("unit__code"))]
    return tuple(row for row in rows if row.members)


def calibration(viewer: Actor, *, calibration_id: int, tried: Mapping[int, str] | None = None) -> CalibrationRow:
    """One session with its members and changes; `tried` counts other grades of people, and keeps nothing."""
    require(viewer, "reviews.view_all")
    session = session_of(calibration_id)
    standing = standings_of([session])[0]
    known = {key: grade for key, grade in (tried or {}).items() if key in standing.grades}
    row = _row(viewer, standing, sight_of(viewer, session.cycle), known)
    if not row.members:
        raise NotVisible(kind="calibration", key=calibration_id)
    return row


def _row(
    viewer: Actor, standing: Standing, sight: Sight, tried: Mapping[int, str] = MappingProxyType({})
) -> CalibrationRow:
    session, names = standing.session, org_io.subjects_by_id()
    me = person_of(viewer)
    units = tuple(sorted((names[key] for key in session.units), key=lambda row: row.code))
    members = tuple(
        MemberRow(
            subject=names[row.subject_id],
            sheet_id=row.sheet_id,
            total=standing.sheets[row.subject_id].total if row.subject_id in standing.sheets else None,
            place=row.place,
            proposed=row.proposed,
            guideline=row.guideline,
            grade=standing.grades[row.subject_id],
            is_own=me is not None and me.id == row.subject_id,
            is_outdated=row.subject_id in standing.outdated,
        )
        for row in standing.members
        if sight.sees_result(row.subject_id, "person")
    )
    seen = {row.subject.id for row in members}
    history = tuple(
        ChangeRow(
            names[row.subject_id], row.before, row.after, row.reason, row.right, row.made_by, row.made_at, row.counts
        )
        for row in session.changes.order_by("-pk")
        if row.subject_id in seen
    )
    proposed = {row.subject_id: row.proposed for row in standing.members}
    return CalibrationRow(
        id=session.pk,
        cycle=cycle_row(session.cycle),
        unit=names[session.unit_id],
        merged=() if [row.id for row in units] == [session.unit_id] else units,
        state=session.state,
        size=len(standing.members),
        changed=sum(standing.grades[key] != grade for key, grade in proposed.items()),
        quotas=_quotas(standing, {**standing.grades, **tried}),
        members=members,
        history=history,
        most_steps=standing.terms.most_steps,
        over_quota=standing.terms.over_quota,
        opened_by=session.opened_by,
        opened_at=session.opened_at,
        confirmed_by=session.confirmed_by,
        confirmed_at=session.confirmed_at,
        exception_reason=session.exception_reason,
        reopen_reason=session.reopen_reason,
    )


def _quotas(standing: Standing, grades: Mapping[int, str]) -> tuple[QuotaRow, ...]:
    wanted = Counter(row.guideline for row in standing.members)
    proposed, given = Counter(row.proposed for row in standing.members), Counter(grades.values())
    over = grades_over(list(grades.values()), standing.terms.quotas)
    return tuple(
        QuotaRow(
            row.grade, row.share, wanted[row.grade], proposed[row.grade], given[row.grade], row.grade in over
        )
        for row in standing.terms.quotas.shares
    )  # fmt: skip
