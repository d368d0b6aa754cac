"""Figures by the year of a legal entity, beside those of the group's: year to date, quarter, the year at its end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from kpiloop.engine.periods import Calendar, Period
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import fiscal_years
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.measure.choices import YTD, own_window
from kpiloop.loop.measure.evaluation.aims import Aim, read_aims
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.measure.selectors.values import values
from kpiloop.loop.plan import engine_io as plan

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class OwnYear:
    """The fiscal year a legal entity counts in a month, where it is another than the group's."""

    start_month: int  #: month it begins in
    year: Period  #: the year the month lies in
    quarter: Period  #: its quarter

    @property
    def window(self) -> str:
        """Window of the year to date."""
        return own_window(YTD, self.start_month)

    def ends_with(self, month: PeriodRow) -> bool:
        """Whether a month is the last one of its year."""
        return self.year.end == month.ends_before


def own_years(viewer: Actor, *, period_code: str) -> dict[int, OwnYear]:
    """Units, positions and people in sight whose legal entity counts another year than the group in a month."""
    month = calendar.period(viewer, period_code)
    group = calendar.engine_calendar(viewer)
    starts = fiscal_years.own_starts(group, month.ends_before - _ONE_DAY)
    if not starts:
        return {}
    visible = org.visible_subjects(viewer, on=month.ends_before - _ONE_DAY)
    found = {start: _year(group, start, month) for start in set(starts.values())}
    return {key: found[start] for key, start in starts.items() if visible.sees(key)}


def own_year_values(
    viewer: Actor,
    *,
    period_codes: Collection[str],
    of: str = YTD,
    subject_ids: Collection[int] | None = None,
    kpi_codes: Collection[str] | None = None,
) -> list[ValueRow]:
    """Values by the year of the legal entity of each subject; who counts the group's year has none here.

    Shape:    of is ytd, or qtd: the quarter of that year, in the month it ends with.
    """
    require(viewer, "values.view")
    found: list[ValueRow] = []
    for code in dict.fromkeys(period_codes):
        years = own_years(viewer, period_code=code)
        wanted = [key for key in years if subject_ids is None or key in subject_ids]
        for start in sorted({years[key].start_month for key in wanted}):
            of_start = [key for key in wanted if years[key].start_month == start]
            found += values(
                viewer, period_codes=[code], window=own_window(of, start), subject_ids=of_start, kpi_codes=kpi_codes
            )
    return found


def own_year_targets(
    viewer: Actor, *, period_code: str, pairs: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Figure]:
    """Targets of the year to date by the year of the legal entity, by (KPI, subject); see `own_year_aims`."""
    return {pair: aim.figure for pair, aim in own_year_aims(viewer, period_code=period_code, pairs=pairs).items()}


def own_year_aims(viewer: Actor, *, period_code: str, pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], Aim]:
    """Targets of the year to date by the year of the legal entity, with the versions they are made of.

    Law:      as by the group's year (rule R26): monthly targets add up for a flow, the last one stands for the rest.
    Missing:  no_target where one of these months has none, or lies before the first period of the company.
    """
    require(viewer, "values.view")
    month, years = calendar.period(viewer, period_code), own_years(viewer, period_code=period_code)
    kinds = {key: row.time_kind for key, row in plan.published_definitions(month.starts_on).items()} if years else {}
    found: dict[tuple[int, int], Aim] = {}
    for start in sorted({row.start_month for row in years.values()}):
        held = [pair for pair in pairs if pair[1] in years and years[pair[1]].start_month == start]
        year = _year(calendar.engine_calendar(viewer), start, month).year
        months = _months_to_date(viewer, year, month)
        aims = read_aims(months)
        for kpi_id, subject_id in held:
            is_whole = bool(months) and months[0].starts_on == year.start
            aim = aims.find(kpi_id, subject_id, months, kinds.get(kpi_id, ""))
            found[kpi_id, subject_id] = aim if is_whole else Aim(Missing("no_target"), ())
    return found


def _months_to_date(viewer: Actor, year: Period, month: PeriodRow) -> Sequence[PeriodRow]:
    """The months of a year of a legal entity up to the end of one of them."""
    every = calendar.periods(viewer)
    return [row for row in every if year.start <= row.starts_on and row.ends_before <= month.ends_before]


def _year(group: Calendar, start: int, month: PeriodRow) -> OwnYear:
    own = fiscal_years.own_calendar(group, start)
    return OwnYear(start, own.year(month.starts_on), own.quarter(month.starts_on))
