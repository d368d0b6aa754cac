"""Reading who has which KPI, cut to the viewer's subjects and what the viewer answers for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.models import Assignment, Scheme
from kpiloop.loop.plan.row_building import ASSIGNMENT_RELATIONS
from kpiloop.loop.plan.row_reading import MANY_KEYS, assignment_rows
from kpiloop.loop.plan.rows import AssignmentRow


def assignments(
    viewer: Actor,
    *,
    on: date,
    subject_ids: Collection[int] | None = None,
    kpi: str | None = None,
    scheme: str | None = None,
    owner_id: int | None = None,
) -> list[AssignmentRow]:
    """Assignments in force on a day, by subject and KPI code.

    Without a scheme only published ones count; a named scheme may be a draft for who may edit.
    """
    require(viewer, "plan.view")
    running = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    found = Assignment.objects.filter(running, valid_from__lte=on, **_filters(viewer, kpi, scheme, owner_id))
    if subject_ids is not None and len(subject_ids) <= MANY_KEYS:
        found = found.filter(subject_id__in=list(subject_ids))
    rows = [row for row in cut_to_visible(viewer, found, on) if subject_ids is None or row.subject_id in subject_ids]
    rows.sort(key=lambda row: (row.subject.code, row.kpi.code, row.valid_from))
    return assignment_rows(rows, on)


def assignment(viewer: Actor, assignment_id: int, *, on: date | None = None) -> AssignmentRow:
    """One assignment; hidden ones are as absent as unknown ones."""
    require(viewer, "plan.view")
    found = Assignment.objects.filter(pk=assignment_id).select_related("scheme")
    held = found.first()
    if held is None or (held.scheme.state == "draft" and not viewer.may("plan.edit")):
        raise NotFound(kind="assignment", key=assignment_id)
    day = on or last_day_of(held)
    visible = cut_to_visible(viewer, found, day)
    if not visible:
        raise NotFound(kind="assignment", key=assignment_id)
    return assignment_rows(visible, day)[0]


def cut_to_visible(viewer: Actor, found: QuerySet[Assignment], on: date) -> list[Assignment]:
    """Rows with relations whose subject the viewer may see, or that the viewer answers or reports for."""
    rows = found.select_related(*ASSIGNMENT_RELATIONS)
    seen = visible_keys(viewer, found, on)
    return [row for row in rows if row.pk in seen]


def visible_keys(viewer: Actor, found: QuerySet[Assignment], on: date) -> set[int]:
    """Keys of those whose subject the viewer may see, or that the viewer answers or reports for."""
    visible = org.visible_subjects(viewer, on=on)
    if visible.everything:
        return set(found.values_list("pk", flat=True))
    person = org.person_of(viewer)
    own = person.id if person else None
    return {
        key
        for key, subject, owner, provider in found.values_list("pk", "subject_id", "owner_id", "provider_id")
        if subject in visible.subject_ids or (own is not None and own in (owner, provider))
    }


def last_day_of(held: Assignment) -> date:
    """The last day an assignment is known to hold: its end, or the end of its scheme's year."""
    end = date(held.scheme.fiscal_year + 1, 1, 1)
    day = (min(end, held.valid_to) if held.valid_to else end) - timedelta(days=1)
    return max(day, held.valid_from)


def _filters(viewer: Actor, kpi: str | None, scheme: str | None, owner_id: int | None) -> dict[str, object]:
    filters: dict[str, object] = {"scheme__state": "published"}
    if scheme is not None:
        filters = {"scheme_id": _scheme_key(viewer, scheme)}
    if kpi is not None:
        filters["kpi__code"] = kpi
    if owner_id is not None:
        filters["owner_id"] = owner_id
    return filters


def _scheme_key(viewer: Actor, code: str) -> int:
    found = Scheme.objects.filter(code=code).order_by("-version")
    if not viewer.may("plan.edit"):
        found = found.exclude(state="draft")
    held = found.first()
    if held is None:
        raise NotFound(kind="scheme", key=code)
    return held.pk
