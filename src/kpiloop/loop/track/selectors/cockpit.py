"""The headline KPIs of a viewer: at most six, each with what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.difference import Difference, difference
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.track.permissions import day_of
from kpiloop.loop.track.rows import CockpitCard, SeriesPoint, StatusRow
from kpiloop.loop.track.selectors.statuses import OWN_CARDS, UNITS, statuses

CARDS = 6
SERIES_MONTHS = 12

_Values = Mapping[tuple[int, int, int], ValueRow]


def headline_subject(viewer: Actor, *, on: date) -> SubjectRow | None:
    """Whose cards open the day: the company, else the highest unit whose figures may be seen, else the viewer."""
    seen = org.visible_subjects(viewer, on=on)
    units = [unit for unit in org.units(viewer, on=on) if seen.sees(unit.id)]
    if units:
        top = min(units, key=lambda unit: (unit.depth, unit.order, unit.id))
        return org_io.subjects_by_id()[top.id]
    person = org.person_of(viewer)
    return org_io.subjects_by_id()[person.id] if person else None


def headline_kinds(viewer: Actor, *, period_code: str) -> tuple[str, ...]:
    """Whose KPIs a reader's day is about: those of units, or, for somebody who sees none, the own ones."""
    subject = headline_subject(viewer, on=day_of(calendar.period(viewer, period_code)))
    return UNITS if subject is None or subject.kind == "unit" else OWN_CARDS


def cockpit_cards(
    viewer: Actor, *, period_code: str, subject_id: int | None = None, limit: int = CARDS, on: date | None = None
) -> list[CockpitCard]:
    """The heaviest KPIs of a subject (default: the company or the own unit) with plan, prior year and series."""
    period = calendar.period(viewer, period_code)
    day = on or day_of(period)
    if subject_id is None:
        subject = headline_subject(viewer, on=day)
        if subject is None:
            return []
        subject_id = subject.id
        if subject.kind != "unit":
            rows = statuses(viewer, period_codes=[period_code], kinds=OWN_CARDS, on=day)
            return _cards(viewer, _heaviest(rows, limit), period)
    rows = statuses(viewer, period_codes=[period_code], subject_ids=[subject_id], on=day)
    return _cards(viewer, _heaviest(rows, limit), period)


def _heaviest(rows: Sequence[StatusRow], limit: int) -> list[StatusRow]:
    return sorted(rows, key=lambda row: (-row.assignment.weight, row.assignment.id))[:limit]


def _cards(viewer: Actor, chosen: list[StatusRow], period: PeriodRow) -> list[CockpitCard]:
    months = [row for row in calendar.periods(viewer, kind="month") if row.starts_on <= period.starts_on]
    shown = months[-SERIES_MONTHS:]
    year_ago, before = calendar.prior_year(viewer, period), calendar.previous(viewer, period)
    wanted = {row.code for row in (*shown, year_ago, before) if row is not None}
    values = {
        window: _values(chosen, wanted, window)
        for window in {"month", *(row.assignment.kpi.judged_on for row in chosen)}
    }
    return [_card(row, values, shown, year_ago, before) for row in chosen]


def _values(chosen: list[StatusRow], period_codes: set[str], window: str) -> _Values:
    rows = measure.values(
        SYSTEM,
        period_codes=period_codes,
        window=window,
        subject_ids={row.assignment.subject.id for row in chosen},
        kpi_codes={row.assignment.kpi.code for row in chosen},
    )
    return {(row.kpi_id, row.subject_id, row.period_id): row for row in rows}


def _card(
    row: StatusRow,
    values: Mapping[str, _Values],
    shown: list[PeriodRow],
    year_ago: PeriodRow | None,
    before: PeriodRow | None,
) -> CockpitCard:
    kpi = row.assignment.kpi
    judged = values[kpi.judged_on]
    current: Figure = Missing("no_value") if row.actual is None else row.actual
    aim: Figure = Missing("no_target") if row.aim is None else row.aim

    def compare(base: Figure) -> Difference:
        in_points = kpi.measurement_unit == "percent"
        return difference(current, base, direction=kpi.direction, in_points=in_points)

    series = tuple(SeriesPoint(month.code, _actual(values["month"], row, month)) for month in shown)
    return CockpitCard(
        status=row,
        window=kpi.judged_on,
        to_target=compare(aim),
        to_prior_year=compare(_base(judged, row, year_ago)),
        to_prior_period=compare(_base(judged, row, before)),
        series=series,
    )


def _actual(values: _Values, row: StatusRow, period: PeriodRow | None) -> Decimal | None:
    if period is None:
        return None
    found = values.get((row.assignment.kpi.id, row.assignment.subject.id, period.id))
    return found.actual if found else None


def _base(values: _Values, row: StatusRow, period: PeriodRow | None) -> Figure:
    """What the present is compared with: a figure of part of its days would make any change."""
    found = values.get((row.assignment.kpi.id, row.assignment.subject.id, period.id)) if period else None
    return found.actual if found and found.state == "complete" and found.actual is not None else Missing("no_value")
