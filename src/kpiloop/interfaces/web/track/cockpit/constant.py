"""The cards of the cockpit once more at constant exchange rates, and which rates everything else is at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.difference import difference
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.charts.marks.sparkline import sparkline
from kpiloop.interfaces.web.track.cockpit.cards import card_of, differences, reference
from kpiloop.interfaces.web.track.cockpit.page import Card, CardLine
from kpiloop.interfaces.web.worded import addresses
from kpiloop.interfaces.wording import formats
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.choices import MONTH
from kpiloop.loop.track.rows import CockpitCard

#: Which rates a page is asked at: those of each month, or constant ones.
OF_MONTH, CONSTANT = "month", "constant"
_Place = tuple[int, int, str, str]  # KPI, subject, window, period code


def rates_shown(viewer: Actor, asked: str) -> str:
    """month or constant; empty where every legal entity has the same currency."""
    if not measure.has_foreign_amounts(viewer):
        return ""
    return CONSTANT if asked == CONSTANT else OF_MONTH


def rates_note(rates: str) -> str:
    """At which rates the cards are; empty where there is no question."""
    said = {OF_MONTH: gettext("cards at the rates of each month"), CONSTANT: gettext("cards at constant rates")}
    return said.get(rates, "")


def rate_ways(rates: str) -> tuple[tuple[str, str, bool], ...]:
    """Both rates to choose from: word, address, True when shown."""
    if not rates:
        return ()
    named = (("", OF_MONTH, gettext("Rates of the month")), (CONSTANT, CONSTANT, gettext("Constant rates")))
    return tuple((word, addresses.page("track:cockpit", rates=asked), way == rates) for asked, way, word in named)


def constant_cards(viewer: Actor, found: Sequence[CockpitCard], period: str) -> tuple[Card, ...]:
    """Every card whose figure rests on foreign amounts at the constant rates of a month, also the months before it.

    The plan stands without a difference, and status and mark stay as judged: targets are at no rates.
    """
    figures = _figures(viewer, found, period)
    year_ago = calendar.prior_year(viewer, calendar.period(viewer, period))
    return tuple(_card(card, figures, period, year_ago.code if year_ago else "") for card in found)


def _card(found: CockpitCard, figures: dict[_Place, Figure], period: str, year_ago: str) -> Card:
    whose = (found.status.assignment.kpi.id, found.status.assignment.subject.id)
    as_it_is, kpi = card_of(found), found.status.assignment.kpi
    actual = figures.get((*whose, found.window, period))
    if actual is None:
        return as_it_is
    display = formats.display_of(kpi)
    # A year ago without foreign amounts is the same at any rate.
    prior = figures.get((*whose, found.window, year_ago), found.to_prior_year.base)
    in_points = kpi.measurement_unit == "percent"
    change = difference(actual, prior, direction=kpi.direction, in_points=in_points)
    plan, year = as_it_is.lines
    course = [figures.get((*whose, MONTH, point.period_code), point.actual) for point in found.series]
    return replace(
        as_it_is,
        value=formats.value(actual, display),
        spark=sparkline([None if isinstance(figure, Missing) else figure for figure in course]),
        lines=(
            replace(plan, differences=()),
            CardLine(year.name, reference(prior, display, "higher"), differences(change, display, judged=False)),
        ),
        bullet=None,
        is_constant=True,
    )


def _figures(viewer: Actor, found: Sequence[CockpitCard], period: str) -> dict[_Place, Figure]:
    """Figures that foreign amounts count into, at the constant rates of the month."""
    at = calendar.period(viewer, period)
    year_ago = calendar.prior_year(viewer, at)
    held = {point.period_code for card in found for point in card.series} | {period}
    held |= {year_ago.code} if year_ago else set()
    rows = [
        row
        for window in sorted({MONTH, *(card.window for card in found)})
        for row in measure.values(
            viewer, period_codes=held, window=window, on=at.last_day,
            subject_ids={card.status.assignment.subject.id for card in found},
            kpi_codes={card.status.assignment.kpi.code for card in found},
        )
    ]  # fmt: skip
    figures = measure.constant_values(viewer, rows, at=period)
    return {
        (row.kpi_id, row.subject_id, row.window, row.period_code): figures[row.id] for row in rows if row.id in figures
    }
