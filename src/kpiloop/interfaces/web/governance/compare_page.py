"""Two periods or two units beside each other: what got better, what got worse, and what moved since the close."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.translation import gettext

from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import UnitRow
from kpiloop.governance.archive import selectors as archive
from kpiloop.governance.archive.comparison_rows import (
    OWN,
    STRUCTURES,
    ComparedFigure,
    ComparedRow,
    HistoricComparison,
)
from kpiloop.interfaces.charts.marks.variance_bar import Scale, VarianceBar, scale_of, variance_bar
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.governance.compare_words import move_words, notes_on, side_name, title_of
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name

ON_CARDS, EVERY = "cards", "all"
COMPARED_KINDS = ("month", "quarter", "half", "year")
Choice = tuple[str, str]


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    first: str  #: period that stands first
    second: str  #: period compared with it
    first_unit: str = ""  #: unit, empty for all in sight
    second_unit: str = ""  #: unit it is compared with
    structure: str = OWN  #: whose organisation counts
    kpis: str = ON_CARDS  #: those with a target on either side, every KPI, or the code of one


@dataclass(frozen=True)
class SideCell:
    """A figure of one side."""

    figure: str  #: the one that is compared
    live: str  #: the live figure where it differs from the reported one; empty otherwise
    light: str  #: light as reported; empty without one


@dataclass(frozen=True)
class ComparedLine:
    """One KPI of one subject, or of two."""

    name: str  #: subject, or KPI when two units are compared
    first: SideCell  #: first side
    second: SideCell  #: second side
    change: Difference  #: second less first
    share: str  #: the same as a share; empty for percentages
    bar: VarianceBar | None  #: the change drawn


@dataclass(frozen=True)
class ComparedGroup:
    """A KPI with its lines."""

    name: str  #: KPI
    unit: str  #: its unit
    is_redefined: bool  #: defined differently in the two periods
    lines: tuple[ComparedLine, ...]  #: one per subject


@dataclass(frozen=True)
class ComparePage:
    """The page."""

    title: str  #: the finding
    asked: Asked  #: what was asked for
    first: str  #: name of the first side
    second: str  #: name of the second side
    groups: tuple[ComparedGroup, ...]  #: KPIs
    notes: tuple[str, ...]  #: what is frozen, and whose organisation counts
    moves: tuple[str, ...]  #: how the organisation differs
    periods: tuple[Choice, ...]  #: periods to choose from
    units: tuple[Choice, ...]  #: units to choose from
    structures: tuple[Choice, ...]  #: organisations to choose from
    kpi_choices: tuple[Choice, ...]  #: KPIs to choose from
    is_pair: bool  #: two units, so a KPI has one line
    is_first_frozen: bool  #: a close holds the first side
    is_second_frozen: bool  #: a close holds the second side


def default_periods(viewer: Actor, second: str) -> tuple[str, str]:
    """The same period of the year before, and the period itself."""
    period = calendar.period(viewer, second)
    before = calendar.prior_year(viewer, period) or calendar.previous(viewer, period) or period
    return before.code, period.code


def compare_page(viewer: Actor, asked: Asked) -> ComparePage:
    """Build the page for one reader."""
    found = archive.compare(
        viewer,
        first=asked.first,
        second=asked.second,
        first_unit=asked.first_unit,
        second_unit=asked.second_unit,
        structure=asked.structure,
    )
    chosen = replace(found, rows=tuple(row for row in found.rows if _is_chosen(row, asked.kpis)))
    return ComparePage(
        title=title_of(chosen),
        asked=asked,
        first=side_name(found.first, found),
        second=side_name(found.second, found),
        groups=_groups(chosen),
        notes=tuple(notes_on(found)),
        moves=tuple(move_words(move.unit, move.first_parent, move.second_parent) for move in found.moves),
        periods=_period_choices(viewer, calendar.period(viewer, asked.second)),
        units=tuple((row.code, row.name(figures.tongue())) for row in _units(viewer, asked.second)),
        structures=tuple((code, label(f"structure.{code}")) for code in STRUCTURES),
        kpi_choices=_kpi_choices(found),
        is_pair=found.first.subject is not None,
        is_first_frozen=found.first.revision > 0,
        is_second_frozen=found.second.revision > 0,
    )


def _is_chosen(row: ComparedRow, kpis: str) -> bool:
    """Without a wish the page keeps to KPIs somebody has a target for, unless a longer period knows none."""
    if kpis in (EVERY, row.kpi.code):
        return True
    sides = [side for side in (row.first, row.second) if side is not None]
    return kpis == ON_CARDS and any(side.target is not None for side in sides)


def _kpi_choices(found: HistoricComparison) -> tuple[Choice, ...]:
    names = {row.kpi.code: row.kpi.name(figures.tongue()) for row in found.rows}
    return ((ON_CARDS, gettext("With a target")), (EVERY, gettext("All KPIs")), *names.items())


def _units(viewer: Actor, period_code: str) -> tuple[UnitRow, ...]:
    return org.units(viewer, on=calendar.period(viewer, period_code).starts_on)


def _period_choices(viewer: Actor, second: PeriodRow) -> tuple[Choice, ...]:
    every = [row for kind in COMPARED_KINDS for row in reversed(calendar.periods(viewer, kind=kind))]
    known = [row for row in every if row.starts_on <= second.starts_on or row.is_closed]
    return tuple((row.code, period_name(row.code)) for row in known)


def _groups(found: HistoricComparison) -> tuple[ComparedGroup, ...]:
    grouped = []
    for _code, rows in groupby(found.rows, key=lambda row: row.kpi.code):
        held = [row for row in rows if _is_there(row)]
        if not held:
            continue
        kpi = held[0].kpi
        # A bar compares lines of one KPI; alone it says nothing.
        scale = scale_of([row.change.change for row in held], width=72) if len(held) > 1 else None
        lines = tuple(_line(row, scale) for row in held)
        is_redefined = any(row.is_redefined for row in held)
        grouped.append(ComparedGroup(kpi.name(figures.tongue()), figures.unit_of(kpi), is_redefined, lines))
    return tuple(grouped)


def _is_there(row: ComparedRow) -> bool:
    return any(side is not None and side.figure is not None for side in (row.first, row.second))


def _line(row: ComparedRow, scale: Scale | None) -> ComparedLine:
    share = row.change.share
    change = figures.gap(row.kpi, row.change.change)
    # A bar beside a change that reads as nothing would say it was something.
    has_bar = any(sign in "123456789" for sign in change.text)
    return ComparedLine(
        name=row.second_subject.name(figures.tongue()),
        first=_cell(row, row.first),
        second=_cell(row, row.second),
        change=change,
        share="" if isinstance(share, Missing) else formats.percent(share, signed=True),
        bar=variance_bar(row.change.change, scale, judgement=row.change.judgement) if scale and has_bar else None,
    )


def _cell(row: ComparedRow, side: ComparedFigure | None) -> SideCell:
    if side is None:
        return SideCell(formats.MISSING, "", "")
    live = figures.bare(row.kpi, side.live) if side.live is not None and side.live != side.figure else ""
    return SideCell(figures.bare(row.kpi, side.figure), live, side.light)
