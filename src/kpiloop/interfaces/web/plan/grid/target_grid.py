"""The target grid of a fiscal year: KPIs of subjects over its months or weeks, weights, findings, changes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import get_language, gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.plan.grid.asked import LAYERS, Asked
from kpiloop.interfaces.web.plan.grid.asking import Wanted, months_of_year, shown_assignments
from kpiloop.interfaces.web.plan.grid.own_years import OwnYears, own_years_of
from kpiloop.interfaces.web.plan.grid.row_shapes import GridGroup
from kpiloop.interfaces.web.plan.grid.target_columns import VIEWS, Column, columns_of, week_columns
from kpiloop.interfaces.web.plan.grid.target_panels import (
    CardWeights,
    Changed,
    Finding,
    Gap,
    changed_targets,
    findings_of,
    gaps_of,
    weights_of,
)
from kpiloop.interfaces.web.plan.grid.target_rows import groups_of
from kpiloop.interfaces.web.plan.grid.target_versions import Moment, moments_of, state_of
from kpiloop.interfaces.web.plan.grid.titles import title_of, week_title
from kpiloop.interfaces.web.plan.grid.weeks import WeekPart, WeekSums, day_shown, week_parts, week_sums, weeks_of
from kpiloop.interfaces.web.plan.grid.weighing import weighings
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, SchemeRow
from kpiloop.loop.track.selectors import prior_months


@dataclass(frozen=True)
class TargetGrid:
    """The page."""

    title: str  #: the finding
    year: int  #: fiscal year shown
    months: tuple[PeriodRow, ...]  #: its months
    columns: tuple[Column, ...]  #: months, quarters, the year to date or weeks
    moments: tuple[Moment, ...]  #: states of the year to compare with, newest first
    against: str  #: name of the state compared with
    groups: tuple[GridGroup, ...]  #: rows by KPI
    gaps: tuple[Gap, ...]  #: parts against the whole, one line for each whole that has parts
    weights: tuple[CardWeights, ...]  #: cards, the wrong ones first
    findings: tuple[Finding, ...]  #: only for who may edit
    changes: tuple[Changed, ...]  #: changed targets, newest first
    waiting: int  #: proposed changes nobody decided
    units: tuple[tuple[str, str], ...]  #: code and indented name of units to choose from
    kpis: tuple[tuple[str, str], ...]  #: code and name of KPIs to choose from
    schemes: tuple[SchemeRow, ...]  #: schemes of the year
    layers: tuple[str, ...]  #: target, threshold, stretch
    may_edit: bool  #: True when the reader may set targets
    may_propose: bool  #: True when the reader may ask for other targets
    work_days: tuple[int, ...]  #: days the company works in each month or week
    wanted: Wanted  #: what was asked for
    views: tuple[str, ...]  #: months, quarters, the year to date; weeks where something in sight is measured by them
    parts: tuple[WeekPart, ...]  #: of weeks: the quarters of the year
    whole: str  #: what the periods make: the year, or the quarter of the weeks

    @property
    def has_limits(self) -> bool:
        """True when the year's thresholds and stretches stand beside the targets."""
        rows = (row for group in self.groups for row in group.rows)
        is_asked = self.wanted.layer == "target" and not self.wanted.is_weekly
        return is_asked and any(row.threshold or row.stretch for row in rows)

    @property
    def editable(self) -> bool:
        """True when cells may be changed here: targets, by who may set or propose them."""
        may_change = self.may_edit or self.may_propose
        return self.wanted.view in ("month", WEEK) and self.wanted.layer == "target" and may_change

    @property
    def wide(self) -> int:
        """Columns of the whole table."""
        return len(self.columns) + (7 if self.wanted.is_weekly else 8 if self.has_limits else 6)


def _is_missing(asked: Asked, row: AssignmentRow, period: PeriodRow) -> bool:
    """Whether a period the line holds in has no target."""
    target = asked.targets.get((row.id, period.id))
    return row.holds_on(period.last_day) and (target is None or (target.target is None and target.is_applicable))


def target_grid(viewer: Actor, period: PeriodRow | None, wanted: Wanted, query: str) -> TargetGrid:
    """Build the page for one reader."""
    months = months_of_year(viewer, period, wanted.year)
    year = months[0].fiscal_year if months else wanted.year
    has_weeks = _has_weeks(viewer, months, wanted)
    wanted = wanted if has_weeks or not wanted.is_weekly else replace(wanted, view=VIEWS[0])
    wanted = replace(wanted, layer=LAYERS[0]) if wanted.is_weekly else wanted
    on = day_shown(viewer, period, wanted)
    rows = shown_assignments(viewer, on, wanted)
    keys = [row.id for row in rows]
    parts = week_parts(viewer, period, months, wanted) if wanted.is_weekly else ()
    shown = weeks_of(parts) if wanted.is_weekly else months
    codes = [row.code for row in shown]
    moments = moments_of(viewer, keys, codes, wanted.against)
    asked = Asked(
        months=shown,
        columns=_columns(viewer, period, months, shown, wanted),
        view=wanted.view,
        targets=plan.targets_through(viewer, lines=rows, periods=shown),
        layer=wanted.layer,
        query=query,
        before=state_of(viewer, keys, codes, moments),
        prior={} if wanted.is_weekly else prior_months(viewer, year, rows),
        may_edit=viewer.may("targets.edit") or viewer.may("proposals.write"),
        weighings=weighings(viewer, rows, shown, on),
        own=own_years_of(viewer, rows, months, wanted.layer) if wanted.view == "ytd" else OwnYears(),
        weeks=week_sums(viewer, rows, months, parts) if wanted.is_weekly else WeekSums(),
    )
    groups = groups_of(rows, asked)
    weights = weights_of(rows) if not wanted.kpi and not wanted.is_weekly else ()
    schemes = tuple(row for row in plan.schemes(viewer) if row.fiscal_year == year and row.state != "retired")
    wrong = sum(1 for card in weights if not card.is_exact)
    missing = sum(_is_missing(asked, row, each) for row in rows for each in shown)
    language = get_language() or "zh-hans"
    whole = next((period_name(part.quarter.code) for part in parts if part.is_chosen), str(year))
    return TargetGrid(
        title=week_title(whole, rows, asked, groups) if wanted.is_weekly else title_of(year, groups, wrong, missing),
        year=year,
        months=months,
        columns=asked.columns,
        moments=moments,
        against=next((row.name for row in moments if row.is_chosen), gettext("last version")),
        groups=groups,
        gaps=gaps_of(groups),
        weights=weights,
        findings=findings_of(viewer, schemes[0].code) if schemes and not parts and viewer.may("plan.edit") else (),
        changes=changed_targets(rows, asked.targets, query),
        waiting=len(plan.target_changes(viewer, state="proposed")),
        units=tuple((row.code, f"{'　' * row.depth}{row.name(language)}") for row in org.units(viewer, on=on)),
        kpis=tuple((row.code, row.name(language)) for row in plan.kpis(viewer) if wanted.takes(row)),
        schemes=schemes,
        layers=LAYERS[:1] if wanted.is_weekly else LAYERS,
        may_edit=viewer.may("targets.edit"),
        may_propose=viewer.may("proposals.write"),
        work_days=calendar.working_days_of(viewer, shown),
        wanted=wanted,
        views=VIEWS if has_weeks else VIEWS[:-1],
        parts=parts,
        whole=whole,
    )


def _has_weeks(viewer: Actor, months: tuple[PeriodRow, ...], wanted: Wanted) -> bool:
    """Whether something the reader sees is measured by week in the year: who has none is not asked about weeks."""
    weekly = [row.code for row in plan.kpis(viewer) if row.measured_by == WEEK and months]
    return any(
        row.kpi.measured_by == WEEK
        for code in weekly
        for row in plan.assignments(viewer, on=months[-1].last_day, kpi=code, scheme=wanted.scheme or None)
    )


def _columns(
    viewer: Actor,
    period: PeriodRow | None,
    months: tuple[PeriodRow, ...],
    shown: tuple[PeriodRow, ...],
    wanted: Wanted,
) -> tuple[Column, ...]:
    if wanted.is_weekly:
        return week_columns(shown, calendar.periods(viewer))
    quarters = calendar.periods(viewer, kind="quarter", fiscal_year=months[0].fiscal_year) if months else ()
    return columns_of(months, quarters, wanted.view, period.code if period else "")
