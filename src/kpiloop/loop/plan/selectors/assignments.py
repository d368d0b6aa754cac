"""Reading who has which KPI, cut to the viewer's subjects and what the viewer answers for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.reading import each_once, once
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.models import Assignment, Scheme
from kpiloop.loop.plan.row_reading import MANY_KEYS, assignment_rows, lines_on
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
    rows = visible_rows(viewer, found, on)
    kept = [row for row in rows if subject_ids is None or row.subject.id in subject_ids]
    return sorted(kept, key=lambda row: (row.subject.code, row.kpi.code, row.valid_from))


def assignment(viewer: Actor, assignment_id: int, *, on: date | None = None) -> AssignmentRow:
    """One assignment; hidden ones are as absent as unknown ones."""
    require(viewer, "plan.view")
    found = Assignment.objects.filter(pk=assignment_id)
    held = once(("plan.assignment", assignment_id), lambda: found.select_related("scheme").first())
    if held is None or (held.scheme.state == "draft" and not viewer.may("plan.edit")):
        raise NotFound(kind="assignment", key=assignment_id)
    day = on or last_day_of(held)
    if not _sight(viewer, day)(held.subject_id, held.owner_id, held.provider_id):
        raise NotFound(kind="assignment", key=assignment_id)
    return each_once(("plan.assignments", day), [assignment_id], lambda missing: lines_on(missing, day))[assignment_id]


def visible_rows(viewer: Actor, found: QuerySet[Assignment], on: date) -> list[AssignmentRow]:
    """Those of a query whose subject the viewer may see, or that the viewer answers or reports for, in its order."""
    sees = _sight(viewer, on)
    return [
        row
        for row in assignment_rows(found, on)
        if sees(row.subject.id, row.owner.id, row.provider.id if row.provider else None)
    ]


def visible_keys(viewer: Actor, found: QuerySet[Assignment], on: date) -> set[int]:
    """Keys of those whose subject the viewer may see, or that the viewer answers or reports for."""
    sees = _sight(viewer, on)
    return {key for key, *others in found.values_list("pk", "subject_id", "owner_id", "provider_id") if sees(*others)}


def _sight(viewer: Actor, on: date) -> Callable[[int, int | None, int | None], bool]:
    """Whether the viewer sees an assignment by its subject, its owner and its provider."""
    visible = org.visible_subjects(viewer, on=on)
    person = org.person_of(viewer)
    own = person.id if person else None

    def sees(subject: int, owner: int | None, provider: int | None) -> bool:
        return visible.sees(subject) or (own is not None and own in (owner, provider))

    return sees


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
