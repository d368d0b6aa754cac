"""The target grid of a fiscal year: KPIs of subjects over twelve months, weights, findings, changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language, gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.plan.grid.own_years import OwnYears, own_years_of
from kpiloop.interfaces.web.plan.grid.row_shapes import GridGroup
from kpiloop.interfaces.web.plan.grid.target_columns import Column, columns_of
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
from kpiloop.interfaces.web.plan.grid.target_rows import LAYERS, Asked, groups_of
from kpiloop.interfaces.web.plan.grid.target_versions import Moment, moments_of, state_of
from kpiloop.interfaces.web.plan.grid.weighing import weighings
from kpiloop.interfaces.wording import formats
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, SchemeRow
from kpiloop.loop.track.selectors import prior_months

ONE_DAY = timedelta(days=1)
WHO = ("unit", "person", "position")


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for; everything stands in the address."""

    year: int = 0  #: fiscal year; 0 = the year of the period
    unit: str = ""  #: only this unit and below
    kpi: str = ""  #: only this KPI
    who: str = "unit"  #: cards of units, people or positions
    layer: str = "target"  #: target, threshold or stretch
    scheme: str = ""  #: a named scheme, drafts included for who may edit
    view: str = "month"  #: months, quarters or the year to date
    against: str = ""  #: moment of the state compared with; empty for the version before of each target


@dataclass(frozen=True)
class TargetGrid:
    """The page."""

    title: str  #: the finding
    year: int  #: fiscal year shown
    months: tuple[PeriodRow, ...]  #: its months
    columns: tuple[Column, ...]  #: months, quarters or the year to date
    moments: tuple[Moment, ...]  #: states of the year to compare with, newest first
    against: str  #: name of the state compared with
    groups: tuple[GridGroup, ...]  #: rows by KPI
    gaps: tuple[Gap, ...]  #: parts against the whole, one line for each whole that has parts
    weights: tuple[CardWeights, ...]  #: cards, the wrong ones first
    wrong_weights: int  #: cards that do not make 100
    findings: tuple[Finding, ...]  #: only for who may edit
    changes: tuple[Changed, ...]  #: changed targets, newest first
    waiting: int  #: proposed changes nobody decided
    missing: int  #: months without a target
    units: tuple[tuple[str, str], ...]  #: code and indented name of units to choose from
    kpis: tuple[tuple[str, str], ...]  #: code and name of KPIs to choose from
    schemes: tuple[SchemeRow, ...]  #: schemes of the year
    layers: tuple[str, ...]  #: target, threshold, stretch
    may_edit: bool  #: True when the reader may set targets
    may_propose: bool  #: True when the reader may ask for other targets
    work_days: tuple[int, ...]  #: days the company works in each month
    wanted: Wanted  #: what was asked for

    @property
    def has_limits(self) -> bool:
        """True when the year's thresholds and stretches stand beside the targets."""
        rows = (row for group in self.groups for row in group.rows)
        return self.wanted.layer == "target" and any(row.threshold or row.stretch for row in rows)

    @property
    def editable(self) -> bool:
        """True when cells may be changed here: targets, by who may set or propose them."""
        return self.is_by_month and self.wanted.layer == "target" and (self.may_edit or self.may_propose)

    @property
    def is_by_month(self) -> bool:
        """True when the columns are months."""
        return self.wanted.view == "month"

    @property
    def wide(self) -> int:
        """Columns of the whole table."""
        return len(self.columns) + (8 if self.has_limits else 6)


def target_grid(viewer: Actor, period: PeriodRow | None, wanted: Wanted, query: str) -> TargetGrid:
    """Build the page for one reader."""
    months = months_of_year(viewer, period, wanted.year)
    year = months[0].fiscal_year if months else wanted.year
    on = day_of(period, months)
    rows = shown_assignments(viewer, on, wanted)
    codes = [month.code for month in months]
    targets = plan.targets(viewer, assignment_ids=[row.id for row in rows], period_codes=codes)
    moments = moments_of(viewer, [row.id for row in rows], codes, wanted.against)
    before = state_of(viewer, [row.id for row in rows], codes, moments)
    quarters = calendar.periods(viewer, kind="quarter", fiscal_year=year) if months else ()
    columns = columns_of(months, quarters, wanted.view, period.code if period else "")
    may_edit, may_propose = viewer.may("targets.edit"), viewer.may("proposals.write")
    prior = prior_months(viewer, year, rows)
    weighed = weighings(viewer, rows, months, on)
    may_change = may_edit or may_propose
    own = own_years_of(viewer, rows, months, wanted.layer) if wanted.view == "ytd" else OwnYears()
    asked = Asked(months, columns, wanted.view, targets, wanted.layer, query, before, prior, may_change, weighed, own)
    groups = groups_of(rows, asked)
    weights = weights_of(rows) if not wanted.kpi else ()
    schemes = tuple(row for row in plan.schemes(viewer) if row.fiscal_year == year and row.state != "retired")
    wrong = sum(1 for card in weights if not card.is_exact)
    missing = len(rows) * len(months) - sum(1 for target in targets.values() if target.target is not None)
    language = get_language() or "zh-hans"
    return TargetGrid(
        title=_title(year, groups, wrong, missing),
        year=year,
        months=months,
        columns=columns,
        moments=moments,
        against=next((row.name for row in moments if row.is_chosen), gettext("last version")),
        groups=groups,
        gaps=gaps_of(groups),
        weights=weights,
        wrong_weights=wrong,
        findings=findings_of(viewer, schemes[0].code) if schemes and viewer.may("plan.edit") else (),
        changes=changed_targets(rows, targets, query),
        waiting=len(plan.target_changes(viewer, state="proposed")),
        missing=missing,
        units=tuple((row.code, f"{'　' * row.depth}{row.name(language)}") for row in org.units(viewer, on=on)),
        kpis=tuple((row.code, row.name(language)) for row in plan.kpis(viewer)),
        schemes=schemes,
        layers=LAYERS,
        may_edit=may_edit,
        may_propose=may_propose,
        work_days=calendar.working_days_of(viewer, months),
        wanted=wanted,
    )


def months_of_year(viewer: Actor, period: PeriodRow | None, year: int) -> tuple[PeriodRow, ...]:
    """Months of the fiscal year asked for, else of the period; none before there is a calendar."""
    wanted = year or (period.fiscal_year if period else 0)
    return calendar.periods(viewer, kind="month", fiscal_year=wanted) if wanted else ()


def day_of(period: PeriodRow | None, months: tuple[PeriodRow, ...]) -> date:
    """The day assignments are read on: the end of the period, or of its year when another year is shown."""
    if months and (period is None or period.fiscal_year != months[0].fiscal_year):
        return months[-1].ends_before - ONE_DAY
    return period.ends_before - ONE_DAY if period else date.max


def shown_assignments(viewer: Actor, on: date, wanted: Wanted) -> list[AssignmentRow]:
    """Assignments of the grid: one kind of card, cut to a unit and a KPI where they are named."""
    subjects = _subjects(viewer, on, wanted)
    rows = plan.assignments(viewer, on=on, subject_ids=subjects, kpi=wanted.kpi or None, scheme=wanted.scheme or None)
    return [row for row in rows if row.subject.kind == wanted.who]


def _subjects(viewer: Actor, on: date, wanted: Wanted) -> frozenset[int] | None:
    if not wanted.unit:
        return None
    tree = org.tree(viewer, on=on)
    top = next((key for key, row in tree.units.items() if row.code == wanted.unit), 0)
    units = frozenset(tree.descendants(top))
    if wanted.who == "unit":
        return units
    if wanted.who == "position":
        return frozenset(row.id for row in org.positions(viewer, on=on) if row.unit_id in units)
    return frozenset(row.id for row in org.people(viewer, on=on, unit=wanted.unit))


def _title(year: int, groups: tuple[GridGroup, ...], wrong: int, missing: int) -> str:
    if not groups:
        return gettext("No targets for %(year)d yet") % {"year": year} if year else gettext("No targets yet")
    if wrong:
        return ngettext(
            "Targets %(year)d: the weights of %(wrong)d card do not make 100 %%",
            "Targets %(year)d: the weights of %(wrong)d cards do not make 100 %%",
            wrong,
        ) % {"year": year, "wrong": wrong}
    if missing:
        return ngettext(
            "Targets %(year)d: weights make 100 %%, %(missing)d month has no target",
            "Targets %(year)d: weights make 100 %%, %(missing)d months have no target",
            missing,
        ) % {"year": year, "missing": missing}
    gaps = [f"{gap.name} {gap.figure} {gap.unit}".strip() for gap in gaps_of(groups) if gap.state != "even"]
    if gaps:
        said = {"year": year, "gaps": formats.join(gaps[:3])}
        return gettext("Targets %(year)d: the parts against the whole: %(gaps)s") % said
    return gettext("Targets %(year)d: complete, and all weights make 100 %%") % {"year": year}
