"""Revisions of a month beside each other: as reported, as restated, and the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.governance.archive.errors import RevisionUnknown
from kpiloop.governance.archive.models import Close, FrozenFigure
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track import engine_io as track


@dataclass(frozen=True)
class Shown:
    """A figure as one revision, or the live view, has it."""

    actual: Decimal | None  #: figure; None when missing
    target: Decimal | None  #: target of the window it was judged on
    weight: Decimal | None  #: percent of the card
    light: str  #: green, amber, red or na
    value_id: int | None  #: the value; opens its proof


@dataclass(frozen=True)
class RestatedFigure:
    """A KPI of a subject in two revisions."""

    assignment: AssignmentRow  #: KPI, subject, owner
    reported: Shown | None  #: in the older one; None when it was not there
    restated: Shown | None  #: in the newer one, or live; None when it is not there

    @property
    def difference(self) -> Decimal | None:
        """Restated less reported; None without both."""
        if self.reported is None or self.restated is None:
            return None
        if self.reported.actual is None or self.restated.actual is None:
            return None
        return self.restated.actual - self.reported.actual

    @property
    def is_changed(self) -> bool:
        """Whether the reader would see anything else: figure, target, weight or light."""
        return _seen(self.reported) != _seen(self.restated)


def revisions(
    viewer: Actor, *, period_code: str, older: int, newer: int | None = None, only_changed: bool = False
) -> list[RestatedFigure]:
    """Figures of a month in two revisions; without a newer one beside what they are now.

    Shape:    numbers of closes -> one row per KPI and subject in sight, by KPI then subject.
    Missing:  a figure that is not in one of them is missing there, never 0.
    Errors:   permission_denied (values.view), period_unknown, revision_unknown.
    """
    require(viewer, "values.view")
    period = calendar.period(viewer, period_code)
    visible = org.visible_subjects(viewer, on=period.last_day)
    left = _frozen(period.id, period_code, older)
    right = _live(period.id) if newer is None else _frozen(period.id, period_code, newer)
    rows = plan.assignments_by_id({*left, *right}, on=period.last_day)
    found = [
        RestatedFigure(row, left.get(key), right.get(key)) for key, row in rows.items() if visible.sees(row.subject.id)
    ]
    shown = [row for row in found if row.is_changed] if only_changed else found
    return sorted(shown, key=lambda row: (row.assignment.kpi.code, row.assignment.subject.code))


def _frozen(period_id: int, period_code: str, revision: int) -> Mapping[int, Shown]:
    close = Close.objects.filter(period_id=period_id, revision=revision).first()
    if close is None:
        raise RevisionUnknown(period=period_code, revision=revision)
    found = FrozenFigure.objects.filter(close=close)
    return {
        row.assignment_id: Shown(row.actual, row.target_figure, row.weight, row.light, row.value_id) for row in found
    }


def _live(period_id: int) -> Mapping[int, Shown]:
    return {
        row.assignment.id: Shown(row.actual, row.target, row.assignment.weight, row.light, row.value_id)
        for row in track.statuses_for([period_id]).values()
    }


def _seen(shown: Shown | None) -> tuple[object, ...] | None:
    return None if shown is None else (shown.actual, shown.target, shown.weight, shown.light)
