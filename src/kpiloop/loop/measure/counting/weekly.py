"""Which weeks a run computes beside its months, and for which KPIs: those measured by week, and no other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from kpiloop.engine.dataflow import Window
from kpiloop.engine.formula import Aggregate, KpiReference, Node, Shift, canonical, walk
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.binding import Bindings
from kpiloop.loop.measure.choices import WEEK
from kpiloop.loop.measure.counting.spans import Shifter
from kpiloop.loop.measure.counting.touching import days_changed
from kpiloop.loop.measure.money.converting import PART_OF
from kpiloop.loop.measure.scanning import window_code
from kpiloop.loop.plan.rows import KpiRow


def measured_weekly(definitions: Mapping[int, KpiRow]) -> set[int]:
    """Keys of the KPIs some definitions measure by week."""
    return {key for key, row in definitions.items() if row.measured_by == WEEK}


def week_shifter(actor: Actor) -> Shifter:
    """The week a reference means: the one before, or a year before by the policy of the calendar."""
    by_end = {row.ends_before: row for row in calendar.periods(actor, kind=WEEK)}

    def shift(week: PeriodRow, how: Shift, _window: str) -> PeriodRow | None:
        if how == "prior_year":
            return calendar.prior_year(actor, week)
        return by_end.get(week.starts_on) if how == "prior_period" else week

    return shift


def weeks_to_compute(
    every: Sequence[PeriodRow],
    months: Sequence[PeriodRow],
    touched: Sequence[PeriodRow],
    bindings: Bindings,
    shift: Shifter,
    today: date,
) -> list[PeriodRow]:
    """Weeks that have begun, have a day in a month of the run, and may have changed.

    Shape:    all weeks, months of the run, the months whose facts changed, formulas -> weeks.
    Law:      what looks back to a changed week has changed too.
    """
    looks_at = look_back(bindings, shift)
    first, end = months[0].starts_on, months[-1].ends_before
    begun = [week for week in every if week.starts_on < end and first < week.ends_before and week.starts_on <= today]
    days = days_changed(touched, bindings)
    changed = {
        week.code for week in begun if any(week.starts_on < until and since < week.ends_before for since, until in days)
    }
    for week in begun:  # oldest first: what looks back to a look back is found in the same pass
        if any(before.code in changed for before in looks_at(week)):
            changed.add(week.code)
    return [week for week in begun if week.code in changed]


def look_back(bindings: Bindings, shift: Shifter) -> Callable[[PeriodRow], list[PeriodRow]]:
    """The earlier weeks some formula looks at from a week."""
    shifts = {part.shift for bound in bindings.everything() for part in bound.references if part.shift != "none"}
    back = max((bound.carry for bound in bindings.everything()), default=0)

    def looks_at(week: PeriodRow) -> list[PeriodRow]:
        found = [shift(week, how, WEEK) for how in sorted(shifts)]
        before: PeriodRow | None = week
        for _ in range(back):
            before = shift(before, "prior_period", WEEK) if before else None
            found.append(before)
        return [row for row in found if row is not None]

    return looks_at


def with_inputs(bindings: Bindings, kpi_ids: Collection[int], codes: Mapping[str, int]) -> Bindings:
    """The formulas of some KPIs and of all they name: nothing else is counted by week."""
    found, waiting = set(kpi_ids), list(kpi_ids)
    while waiting:
        named = {
            codes[part.code]
            for bound in bindings.versions.get(waiting.pop(), ())
            for part in bound.references
            if part.code in codes
        }
        waiting.extend(named - found)
        found |= named
    return Bindings({key: rows for key, rows in bindings.versions.items() if key in found})


def unsuited(node: Node, formulas: Mapping[str, Node], weekly: Collection[str], seen: Collection[str] = ()) -> str:
    """What a formula takes that no week has; empty where every input has a figure of the week.

    Shape:    formula, formulas of all KPIs by code, codes of the KPIs measured by week -> text of the part.
    Law:      rows of any days make a figure of a week, other figures only where they are weekly themselves: a target,
              a mean of months, rolling months and days to date are figures of months, and so is a report of a month.
    """
    for part in walk(node):
        if isinstance(part, Aggregate | KpiReference) and part.span:
            return canonical(part)
        if not isinstance(part, KpiReference):
            continue
        other = formulas.get(part.code)
        if part.taken != "value" or (other is None and part.code not in weekly):
            return canonical(part)
        if other is not None and part.code not in seen and unsuited(other, formulas, weekly, (*seen, part.code)):
            return canonical(part)
    return ""


def week_windows(weeks: Sequence[PeriodRow]) -> list[Window]:
    """The days of some weeks."""
    return [Window(window_code(week.code, WEEK), week.starts_on, week.ends_before) for week in weeks]


def months_within(weeks: Sequence[PeriodRow], months: Sequence[PeriodRow]) -> dict[str, tuple[PeriodRow, ...]]:
    """The months a week has days of, with those days alone: amounts are converted at the rate of each."""
    return {
        window_code(week.code, WEEK): parts_of(months, week.starts_on, week.ends_before, week.code) for week in weeks
    }


def parts_of(months: Sequence[PeriodRow], starts: date, ends: date, name: str) -> tuple[PeriodRow, ...]:
    """The months a stretch of days has days of, with those days alone, each under a code that names the stretch."""
    cut = [(month, max(month.starts_on, starts), min(month.ends_before, ends)) for month in months]
    return tuple(
        replace(month, code=f"{month.code}{PART_OF}{name}", starts_on=first, ends_before=end)
        for month, first, end in cut
        if first < end
    )


def months_of(week: PeriodRow, months: Sequence[PeriodRow]) -> list[PeriodRow]:
    """The months a week has days of."""
    return [month for month in months if _days(month, week) > 0]


def _days(month: PeriodRow, week: PeriodRow) -> int:
    return (min(month.ends_before, week.ends_before) - max(month.starts_on, week.starts_on)).days


def month_of_report(code: str) -> str:
    """The month a report is computed with: of a week the first one it has a day in."""
    week = next((row for row in calendar.periods(SYSTEM, kind=WEEK) if row.code == code), None)
    months = calendar.periods(SYSTEM)
    return code if week is None else next(row.code for row in months if row.ends_before > week.starts_on)
