"""Targets from source rows: the months of another KPI, such as a budget, are taken as targets (TG-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language, gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.worded.figures import gap
from kpiloop.interfaces.wording import formats
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, NewTarget
from kpiloop.loop.plan.target_writing import moved_by_hand
from kpiloop.loop.track.selectors import source_months

SHOWN = 60


@dataclass(frozen=True)
class Taken:
    """One target that would change."""

    subject: str  #: whose
    period: str  #: month
    now: str  #: target as it stands
    new: str  #: figure of the source
    difference: Difference | None  #: new less now
    asked: NewTarget  #: what would be set


@dataclass(frozen=True)
class TakePage:
    """The page."""

    title: str  #: what is being done
    assignment: AssignmentRow  #: from here everything of the same KPI and scheme below it is taken along
    unit: str  #: unit of the figures
    source: str  #: code of the KPI the figures come from; empty before one is chosen
    sources: tuple[tuple[str, str], ...]  #: KPIs in the same unit: code and name
    changes: tuple[Taken, ...]  #: what would be set, all of it
    found: int  #: complete figures of the source
    reason: str  #: kept with every target

    @property
    def shown(self) -> tuple[Taken, ...]:
        """As many as fit on the page."""
        return self.changes[:SHOWN]

    @property
    def further(self) -> int:
        """How many more there are."""
        return max(len(self.changes) - SHOWN, 0)


def take_page(viewer: Actor, assignment_id: int, source: str) -> TakePage:
    """What would change if the targets followed the source."""
    row = plan.assignment(viewer, assignment_id)
    year = next(scheme.fiscal_year for scheme in plan.schemes(viewer) if scheme.id == row.scheme_id)
    months = calendar.periods(viewer, kind="month", fiscal_year=year)
    open_months = {month.code: month for month in months if not month.is_closed}
    rows = _family(viewer, row, months[-1].ends_before - timedelta(days=1))
    language, display = get_language() or "zh-hans", formats.display_of(row.kpi)
    kpis = {kpi.code: kpi for kpi in plan.kpis(viewer) if kpi.measurement_unit == row.kpi.measurement_unit}
    sources = tuple((code, kpi.name(language)) for code, kpi in kpis.items() if code != row.kpi.code)
    chosen = source if source in dict(sources) else ""
    figures = source_months(viewer, kpi=chosen, period_codes=list(open_months), rows=rows) if chosen else {}
    held = plan.targets(viewer, assignment_ids=[each.id for each in rows], period_codes=list(open_months))
    changes = []
    for each in rows:
        for code, month in open_months.items():
            figure, target = figures.get((each.id, code)), held.get((each.id, month.id))
            now = target.target if target else None
            if figure is None or figure == now or (target is not None and target.is_locked):
                continue
            difference = gap(each.kpi, figure - now, with_unit=False) if now is not None else None
            changes.append(
                Taken(
                    subject=each.subject.name(language),
                    period=code,
                    now=formats.value(now, display),
                    new=formats.value(figure, display),
                    difference=difference,
                    asked=moved_by_hand(each.id, code, figure, target),
                )
            )
    said = {"kpi": row.kpi.name(language), "subject": row.subject.name(language), "year": year}
    return TakePage(
        title=gettext("Take the targets of %(kpi)s, %(subject)s %(year)d, from source rows") % said,
        assignment=row,
        unit=formats.unit_of(display),
        source=chosen,
        sources=sources,
        changes=tuple(changes),
        found=len(figures),
        reason=gettext("from the figures of %(kpi)s") % {"kpi": dict(sources).get(chosen, "")},
    )


def _family(viewer: Actor, row: AssignmentRow, on: date) -> list[AssignmentRow]:
    """The assignment and everything cascaded from it."""
    everyone = plan.assignments(viewer, on=on, kpi=row.kpi.code)
    found, wanted = [row], {row.id}
    while below := [each for each in everyone if each.parent_id in wanted and each.id not in {one.id for one in found}]:
        found += below
        wanted = {each.id for each in below}
    return found
