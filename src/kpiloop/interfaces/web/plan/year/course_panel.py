"""The year of a target as a line: how it was planned, month by month and added up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.charts.marks.sparkline import Sparkline, sparkline
from kpiloop.interfaces.web.worded.figures import gap
from kpiloop.interfaces.web.worded.signatures import names_of
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow

SHOWN = 4  # versions; older ones stand in the trail


@dataclass(frozen=True)
class CourseLine:
    """One month."""

    period: str  #: its code
    target: str  #: target of the month
    reached: str  #: targets up to and with it
    planned: str  #: share of the year the plan expects by then


@dataclass(frozen=True)
class PlanLine:
    """One version of the plan."""

    title: str  #: version, figure and shape
    note: str  #: who, when and why


@dataclass(frozen=True)
class Course:
    """The panel."""

    unit: str  #: unit of its figures
    lines: tuple[CourseLine, ...]  #: months in order
    plans: tuple[PlanLine, ...]  #: newest first
    picture: Sparkline | None  #: targets added up; None without at least two months
    drift: str  #: what the months say that the plan does not; empty when they agree


def course_of(viewer: Actor, row: AssignmentRow) -> Course:
    """The panel of one assignment."""
    found, display = plan.target_course(viewer, assignment_id=row.id), formats.display_of(row.kpi)
    names = names_of(viewer, [version.recorded_by for version in found.plans])
    reached = [month.reached for month in found.months]
    return Course(
        unit=formats.unit_of(display),
        lines=tuple(
            CourseLine(
                month.period_code,
                formats.value(month.target, display),
                formats.value(month.reached, display) if month.reached is not None else "",
                formats.percent(month.planned, 1) if month.planned is not None else "",
            )
            for month in found.months
        ),
        plans=tuple(
            PlanLine(
                gettext("Version %(version)s: %(annual)s, %(shape)s")
                % {
                    "version": version.version,
                    "annual": formats.value_with_unit(version.annual, display),
                    "shape": label(f"target_shape.{version.method}"),
                },
                formats.clauses(
                    [
                        periods.day(timezone.localtime(version.recorded_at).date()),
                        names.get(version.recorded_by, version.recorded_by),
                        *([version.reason] if version.reason else []),
                    ]
                ),
            )
            for version in found.plans[:SHOWN]
        ),
        picture=sparkline(reached, width=280, height=72) if sum(1 for one in reached if one is not None) > 1 else None,
        drift=_drift(found.drift, gap(row.kpi, found.drift).text),
    )


def _drift(drift: Decimal | None, shown: str) -> str:
    if not drift:
        return ""
    return gettext("The months were changed since: they stand at %(drift)s against the plan.") % {"drift": shown}
