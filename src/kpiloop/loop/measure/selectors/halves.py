"""Half-years: which kept window holds each of them, and their figures, cut to what the viewer may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpiloop.engine.periods import Calendar, Period
from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org.fiscal_years import own_calendar
from kpiloop.loop.measure.choices import MONTH, own_window
from kpiloop.loop.measure.evaluation.aims import Aim, read_aims
from kpiloop.loop.measure.models import Run
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.measure.scanning import half_window
from kpiloop.loop.measure.selectors.values import values


@dataclass(frozen=True)
class Half:
    """A half-year up to the end of one of its months."""

    period: Period  #: the whole half-year, by the group's calendar or that of a legal entity
    months: tuple[PeriodRow, ...]  #: its months so far; fewer than it has where the company's calendar begins later
    window: str  #: window of the last of them that holds it
    start_month: int | None = None  #: month the year of the legal entity begins in; None for the group's

    @property
    def code(self) -> str:
        """FY2026-H2."""
        return self.period.code

    @property
    def month(self) -> PeriodRow:
        """The month up to which it is looked at."""
        return self.months[-1]

    @property
    def is_whole(self) -> bool:
        """Whether no month of it is left."""
        return self.month.ends_before == self.period.end

    @property
    def reaches_back(self) -> bool:
        """Whether the calendar of the company has its first month."""
        return self.months[0].starts_on == self.period.start


def halves_until(viewer: Actor, month: PeriodRow, *, count: int, start_month: int | None = None) -> list[Half]:
    """The half-year a month lies in, up to that month, and whole ones before it, oldest first.

    Shape:    start_month is that of a legal entity's own year; None: the group's.
    """
    cut = _cut(viewer, start_month)
    newest = cut.half(month.starts_on)
    found = [_half(cut, each, month.ends_before, start_month) for each in cut.rolling(newest, count)]
    return [half for half in found if half is not None]


def halves_named(viewer: Actor, codes: Collection[str], *, today: date) -> list[Half]:
    """Half-years of the group by their codes, up to the last month that was computed and is over, oldest first.

    Law:      a running month is taken only while no month of its half-year is over: its figures are of some days.
    Missing:  a half-year in which no month was computed yet is left out.
    Errors:   period_unknown.
    """
    rows = calendar.periods_by_code(viewer, list(codes)).values()
    newest = Run.objects.filter(state="done").order_by("-last_period").values_list("last_period", flat=True).first()
    computed = [row for row in calendar.periods(viewer) if newest is not None and row.code <= newest]
    cut = calendar.engine_calendar(viewer)
    found = []
    for half in sorted((row for row in rows if row.kind == "half"), key=lambda row: row.starts_on):
        inside = [row for row in computed if half.contains(row.starts_on)]
        over = [row for row in inside if row.last_day < today] or inside[:1]
        found.append(_half(cut, calendar.engine_period(half), over[-1].ends_before, None) if over else None)
    return [half for half in found if half is not None]


def compared_halves(viewer: Actor, half: Half) -> tuple[Half | None, Half | None]:
    """The half-year before and the same one a year before, each up to as many of its months: like beside like.

    Missing:  None where the calendar of the company does not reach back so far.
    """
    cut = _cut(viewer, half.start_month)
    return tuple(  # type: ignore[return-value]
        _like(cut, half, other) for other in (cut.previous(half.period), cut.prior_year(half.period))
    )


def half_values(
    viewer: Actor,
    halves: Sequence[Half],
    *,
    subject_ids: Collection[int] | None = None,
    kpi_codes: Collection[str] | None = None,
    on: date | None = None,
) -> dict[tuple[int, int, str], ValueRow]:
    """Current values of some half-years, by KPI, subject and code of the half-year.

    Law:      worked out from the rows of all its days: a ratio from its parts, different values counted once.
    Errors:   permission_denied.
    """
    found: dict[tuple[int, int, str], ValueRow] = {}
    for half in halves:
        rows = values(
            viewer, period_codes=[half.month.code], window=half.window, subject_ids=subject_ids, kpi_codes=kpi_codes,
            on=on,
        )  # fmt: skip
        found |= {(row.kpi_id, row.subject_id, half.code): row for row in rows}
    return found


def half_targets(viewer: Actor, half: Half, kinds: Mapping[tuple[int, int], str]) -> dict[tuple[int, int], Aim]:
    """Targets of a half-year so far, by (KPI, subject), of subjects whose figures the viewer was given.

    Shape:    (KPI, subject) -> flow, stock, ratio, distinct or derived.
    Law:      as of the year to date (rule R26): monthly targets add up for a flow, the last one stands for the rest.
    Missing:  no_target where one of these months has none, or lies before the first period of the company.
    Errors:   permission_denied.
    """
    require(viewer, "values.view")
    aims = read_aims(half.months)
    nothing = Aim(Missing("no_target"), ())
    return {pair: aims.find(*pair, half.months, kind) if half.reaches_back else nothing for pair, kind in kinds.items()}


def _cut(viewer: Actor, start_month: int | None) -> Calendar:
    group = calendar.engine_calendar(viewer)
    return group if start_month is None else own_calendar(group, start_month)


def _half(cut: Calendar, period: Period, end: date, start_month: int | None) -> Half | None:
    """A half-year up to a day; None where the calendar of the company has no month of it."""
    held = calendar.periods(SYSTEM)
    months = tuple(
        row for row in held if period.start <= row.starts_on and row.ends_before <= min(period.end, end)
    )  # fmt: skip
    if not months:
        return None
    window = half_window(cut, months[-1])
    named = window if start_month is None or window == MONTH else own_window(window, start_month)
    return Half(period, months, named, start_month)


def _like(cut: Calendar, half: Half, other: Period) -> Half | None:
    inside = cut.months_of(other)
    place = sum(1 for month in cut.months_of(half.period) if month.end <= half.month.ends_before)
    end = other.end if half.is_whole else inside[min(place, len(inside)) - 1].end
    found = _half(cut, other, end, half.start_month)
    return found if found is not None and found.month.ends_before == end else None
