"""Values of months: what was wanted, what came out, and how it was judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from kpiloop.engine.trust import Trust
from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.difference import difference
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.reports.export_rows import Cell, Export, require_known
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.choices import NOTED
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.measure.selectors import OwnYear
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import KpiRow, TargetRow
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import StatusRow

COLUMNS = ("id", "subject", "kpi", "period", "target", "actual", "achievement", "status")
#: Columns that are handed out only when they are asked for, by the word that asks.
FURTHER: Mapping[str, tuple[str, ...]] = {
    "ytd": ("ytd",),
    "own_year": ("own_year", "own_quarter", "own_qtd", "own_ytd", "own_ytd_target"),
    "yoy": ("prior_year", "yoy"),
    "prior": ("prior",),
    "constant": ("constant", "constant_prior_year", "constant_yoy"),
    "trust": ("origin", "trust"),
    "override": ("system", "override", "override_months"),
    "evidence": (
        *("subject_name", "state", "reason", "row_count", "run", "warehouse_version", "load_numbers"),
        *("definition_version", "formula_version", "frozen_revision"),
    ),
}
#: The status of a figure nobody set a target for (convention B4).
NOT_JUDGED = "na"
_Place = tuple[str, int, str]  # KPI code, subject, period code


@dataclass(frozen=True)
class OwnFigures:
    """Figures by the year of the legal entity of each subject, where it is another than the group's."""

    years: Mapping[str, Mapping[int, OwnYear]] = field(default_factory=dict)  #: period code -> subject -> its year
    to_date: Mapping[_Place, ValueRow] = field(default_factory=dict)  #: year to date
    quarters: Mapping[_Place, ValueRow] = field(default_factory=dict)  #: quarters, in the month they end with
    targets: Mapping[_Place, Figure] = field(default_factory=dict)  #: targets of the year to date

    def cells(self, place: _Place) -> tuple[Cell, ...]:
        """Year, quarter, figures of both and the target of the year to date."""
        year = self.years.get(place[2], {}).get(place[1])
        if year is None:
            return (None,) * len(FURTHER["own_year"])
        figures = [held.actual if held else None for held in (self.quarters.get(place), self.to_date.get(place))]
        return (year.year.code, year.quarter.code, *figures, _known(self.targets.get(place)))


@dataclass(frozen=True)
class Beside:
    """What lies beside the values of an export."""

    statuses: Mapping[_Place, StatusRow]  #: newest assignment of each figure
    targets: Mapping[tuple[int, int], TargetRow]  #: by assignment and period
    to_date: Mapping[_Place, ValueRow]  #: year to date
    own: OwnFigures  #: by the years of legal entities
    months: Mapping[_Place, ValueRow]  #: months of the export, those before and those a year ago
    before: Mapping[str, str]  #: code of a month -> the one before
    year_ago: Mapping[str, str]  #: code of a month -> the same one a year ago
    trust: Mapping[int, Trust]  #: value -> how far it may be trusted
    constant: Mapping[int, Mapping[int, Figure]]  #: month -> values at its constant rates, where a currency counts


def export_values(
    viewer: Actor,
    *,
    period_codes: Sequence[str],
    also: Collection[str] = (),
    subject_ids: Collection[int] | None = None,
    kpi_codes: Collection[str] | None = None,
) -> Export:
    """One row per KPI, subject and month: target and actual of the month, achievement and light as judged."""
    require_known(also, FURTHER)
    rows = measure.values(viewer, period_codes=period_codes, subject_ids=subject_ids, kpi_codes=kpi_codes)
    beside = _beside(viewer, rows, period_codes, also)
    subjects = {key: org.subject_by_id(viewer, key) for key in {row.subject_id for row in rows}}
    table: list[tuple[Cell, ...]] = []
    for row in rows:
        subject = subjects[row.subject_id]
        status = beside.statuses.get(_place(row))
        judged: tuple[Cell, ...] = (None, NOT_JUDGED) if status is None else (status.achievement, status.light)
        cells: list[Cell] = [row.id, subject.code, row.kpi_code, row.period_code]
        cells += [_target(row, status, beside), row.actual, *judged]
        for name in FURTHER:
            if name in also:
                cells += _further(name, row, status, beside, subject.name_zh)
        table.append(tuple(cells))
    columns = (*COLUMNS, *(column for name, more in FURTHER.items() if name in also for column in more))
    decided = sum(row.overridden is not None and row.overridden.effect != NOTED for row in rows)
    return Export("values", columns, tuple(table), decided)


def _beside(viewer: Actor, rows: Sequence[ValueRow], period_codes: Sequence[str], also: Collection[str]) -> Beside:
    periods = calendar.periods_by_code(viewer, list(period_codes)).values()
    before = _shifted({row.code: calendar.previous(viewer, row) for row in periods} if "prior" in also else {})
    year_ago = _shifted(
        {row.code: calendar.prior_year(viewer, row) for row in periods} if {"yoy", "constant"} & set(also) else {}
    )
    held = track.statuses(viewer, period_codes=period_codes) if period_codes else []
    statuses = {(row.assignment.kpi.code, row.assignment.subject.id, row.period_code): row for row in held}
    wanted = {row.assignment.id for row in held}
    compared = {*period_codes, *before.values(), *year_ago.values()} if before or year_ago else set()
    on = max((row.ends_before for row in periods), default=None)
    months = _by_place(measure.values(viewer, period_codes=compared, on=on))
    return Beside(
        statuses=statuses,
        targets=plan.targets(viewer, assignment_ids=wanted, period_codes=period_codes),
        to_date=_by_place(measure.values(viewer, period_codes=period_codes, window="ytd")) if "ytd" in also else {},
        own=_own_figures(viewer, rows) if "own_year" in also else OwnFigures(),
        months=months,
        before=before,
        year_ago=year_ago,
        trust=track.trust(viewer, rows, today=timezone.localdate()) if "trust" in also else {},
        constant=_constant(viewer, rows, months, year_ago) if "constant" in also else {},
    )


def _own_figures(viewer: Actor, rows: Sequence[ValueRow]) -> OwnFigures:
    codes = list(dict.fromkeys(row.period_code for row in rows))
    years = {code: measure.own_years(viewer, period_code=code) for code in codes}
    if not any(years.values()):
        return OwnFigures()
    targets: dict[_Place, Figure] = {}
    for code in codes:
        named = {(row.kpi_id, row.subject_id): row for row in rows if row.period_code == code}
        found = measure.own_year_targets(viewer, period_code=code, pairs=named)
        targets |= {_place(named[pair]): figure for pair, figure in found.items()}
    return OwnFigures(
        years,
        _by_place(measure.own_year_values(viewer, period_codes=codes)),
        _by_place(measure.own_year_values(viewer, period_codes=codes, of="qtd")),
        targets,
    )


def _constant(
    viewer: Actor, rows: Sequence[ValueRow], months: Mapping[_Place, ValueRow], year_ago: Mapping[str, str]
) -> dict[int, Mapping[int, Figure]]:
    """Values of every month and of a year before it at the constant rates of that month."""
    found: dict[int, Mapping[int, Figure]] = {}
    for period in {row.period_id: row.period_code for row in rows}.items():
        held = [row for row in rows if row.period_id == period[0]]
        before = [months.get((row.kpi_code, row.subject_id, year_ago.get(period[1], ""))) for row in held]
        asked = [*held, *(row for row in before if row is not None)]
        found[period[0]] = measure.constant_values(viewer, asked, at=period[1])
    return found


def _shifted(periods: Mapping[str, PeriodRow | None]) -> dict[str, str]:
    return {code: row.code for code, row in periods.items() if row is not None}


def _by_place(rows: Collection[ValueRow]) -> dict[_Place, ValueRow]:
    return {_place(row): row for row in rows}


def _place(row: ValueRow) -> _Place:
    return row.kpi_code, row.subject_id, row.period_code


def _target(row: ValueRow, status: StatusRow | None, beside: Beside) -> Decimal | None:
    """Target of the month itself, also where the year to date is judged."""
    if status is None:
        return None
    held = beside.targets.get((status.assignment.id, row.period_id))
    return held.target if held else None


def _further(name: str, row: ValueRow, status: StatusRow | None, beside: Beside, subject_name: str) -> tuple[Cell, ...]:
    if name == "ytd":
        found = beside.to_date.get(_place(row))
        return (found.actual if found else None,)
    if name == "own_year":
        return beside.own.cells(_place(row))
    if name == "prior":
        return (_at(row, beside.before, beside),)
    if name == "constant":
        year = beside.year_ago.get(row.period_code, "")
        at, before = beside.constant[row.period_id], beside.months.get((row.kpi_code, row.subject_id, year))
        now, then = at.get(row.id), at.get(before.id) if before else None
        pair = (_known(now), _known(then))
        return (*pair, growth(*pair, status.assignment.kpi if status else None))
    if name == "yoy":
        year_ago = _at(row, beside.year_ago, beside)
        return year_ago, growth(row.actual, year_ago, status.assignment.kpi if status else None)
    if name == "trust":
        judged = beside.trust[row.id]
        return judged.origin, marks_of(judged)
    if name == "override":
        held = row.overridden
        return row.system, held.effect if held else None, " ".join(held.periods) if held else None
    return evidence_of(row, subject_name)


def evidence_of(row: ValueRow, subject_name: str) -> tuple[Cell, ...]:
    """What a value rests on, in the order of its columns."""
    loads = " ".join(str(number) for number in row.load_numbers)
    facts = (subject_name, row.state, row.reason, row.row_count, row.run_number, row.warehouse_version, loads)
    return (*facts, row.definition_version, row.formula_version, row.frozen_revision)


def marks_of(judged: Trust) -> str:
    """Codes of the marks, by blank; one that names periods says which: carried:2026-08."""
    return " ".join(f"carried:{'+'.join(mark.names)}" if mark.code == "carried" else mark.code for mark in judged.marks)


def _known(figure: Figure | None) -> Decimal | None:
    return None if figure is None or isinstance(figure, Missing) else figure


def _at(row: ValueRow, shift: Mapping[str, str], beside: Beside) -> Decimal | None:
    found = beside.months.get((row.kpi_code, row.subject_id, shift.get(row.period_code, "")))
    return found.actual if found else None


def growth(actual: Decimal | None, base: Decimal | None, kpi: KpiRow | None) -> Decimal | None:
    """Change as a fraction of the year before; for a percentage the change itself, in its own unit."""
    if actual is None or base is None:
        return None
    in_points = kpi is not None and kpi.measurement_unit == "percent"
    found = difference(actual, base, direction=kpi.direction if kpi else "higher", in_points=in_points)
    figure: Figure = found.change if in_points else found.share
    return None if isinstance(figure, Missing) else figure
