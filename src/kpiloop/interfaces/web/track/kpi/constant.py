"""The key figures of a KPI once more at constant exchange rates, where amounts of other currencies count."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.difference import difference
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.web.track.kpi import page
from kpiloop.interfaces.web.worded.figures import gap
from kpiloop.interfaces.wording import formats, periods
from kpiloop.loop.analyse.rows import Comparison
from kpiloop.loop.measure import selectors as measure


def constant_facts(viewer: Actor, found: Comparison) -> tuple[page.Fact, ...]:
    """Actual, month before and year before at the constant rates of the month; empty without foreign amounts."""
    if not measure.has_foreign_amounts(viewer):
        return ()
    period = calendar.period(viewer, found.period_code)
    before = (calendar.previous(viewer, period), calendar.prior_year(viewer, period))
    codes = [found.period_code, *(row.code if row is not None else "" for row in before)]
    rows = measure.values(
        viewer,
        period_codes=[code for code in codes if code],
        window=found.window,
        subject_ids=[found.assignment.subject.id],
        kpi_codes=[found.assignment.kpi.code],
        on=period.last_day,
    )
    figures = measure.constant_values(viewer, rows, at=found.period_code)
    by_period = {row.period_code: figures.get(row.id) for row in rows}
    if by_period.get(found.period_code) is None:
        return ()
    return tuple(_facts(found, [by_period.get(code) for code in codes]))


def _facts(found: Comparison, figures: list[Figure | None]) -> Iterator[page.Fact]:
    kpi = found.assignment.kpi
    display = formats.display_of(kpi)
    unit = formats.unit_of(display)
    missing = Missing("no_value")
    actual = figures[0] or missing
    month = {"month": periods.period_name(found.period_code, short=True)}
    yield page.Fact(gettext("%(month)s actual") % month, formats.value(actual, display), unit)
    for name, figure in zip((gettext("Month before"), gettext("Same month last year")), figures[1:], strict=True):
        base = missing if figure is None else figure
        change = difference(actual, base, direction=kpi.direction, in_points=found.in_points).change
        yield page.Fact(
            name, formats.value(base, display), unit, difference=None if figure is None else gap(kpi, change)
        )
