"""What the months that are over say about every card, before alerts are made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from kpiloop.engine.periods import Calendar
from kpiloop.engine.rhythm import Rhythm, expects
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.track.alerting.episodes import kind_of, sequence
from kpiloop.loop.track.choices import MISSING, REPORT_DAYS, UNUSUAL
from kpiloop.loop.track.models import Status
from kpiloop.loop.track.rules.firing import CardMonths
from kpiloop.loop.track.rules.unusual import Outside, outside_limits

#: (assignment, month) -> the limits an unusual figure left.
Bounds = dict[tuple[int, int], Outside]


@dataclass(frozen=True)
class Axis:
    """The months lights are known for, oldest first, up to the last one that is over."""

    ids: list[int]  #: keys of the months
    index: dict[int, int]  #: place of a month by key
    ends: list[date]  #: first day after each month
    numbers: list[int]  #: place of each month in its fiscal year, from 1
    year_ago: list[int | None]  #: place of the same month of the fiscal year before
    today: date  #: the day that is asked about
    calendar: Calendar  #: how the fiscal year is cut

    def months(self, kinds: Mapping[int, str], rhythm: Rhythm | None, days: int | None = None) -> list[str]:
        """The kind of every month of an assignment; where nothing is due yet, silence says nothing.

        Shape:    days a figure may take after its month, where a rule says so; else the rhythm of the KPI does.
        """
        spread = sequence(kinds, len(self.ids))
        while spread and spread[-1] == MISSING and not self._is_overdue(len(spread) - 1, rhythm, days):
            spread.pop()
        return [
            "" if kind == MISSING and not self._expects(place, rhythm) else kind for place, kind in enumerate(spread)
        ]

    def _expects(self, place: int, rhythm: Rhythm | None) -> bool:
        return rhythm is None or expects(rhythm.frequency, self.numbers[place], self.calendar)

    def _is_overdue(self, place: int, rhythm: Rhythm | None, days: int | None) -> bool:
        usual = REPORT_DAYS if rhythm is None else rhythm.due_days + rhythm.grace_days
        return self.today >= self.ends[place] + timedelta(days=usual if days is None else days)


@dataclass
class Card:
    """What is known of one card by place of the month."""

    kinds: dict[int, str] = field(default_factory=dict)  #: what each month gives without any rule
    figures: dict[int, Decimal] = field(default_factory=dict)  #: values of months, where the month is judged
    lights: dict[int, str] = field(default_factory=dict)  #: lights, where rules ask for them
    achievements: dict[int, Decimal | None] = field(default_factory=dict)  #: achievements, where rules ask for them

    def over(self, kinds: list[str], axis: Axis) -> CardMonths:
        """The card over the months its kinds stand for."""
        places = range(len(kinds))
        nothing: Figure = Missing("no_value")
        return CardMonths(
            kinds=kinds,
            lights=[self.lights.get(place, "na") for place in places],
            achievements=[self.achievements.get(place) for place in places],
            figures=[self.figures.get(place, nothing) for place in places],
            year_ago=[axis.year_ago[place] for place in places],
        )


def read_axis(today: date) -> Axis:
    """The months that are over and have lights."""
    found = Status.objects.filter(period__kind="month", period__ends_before__lte=today).order_by("period__starts_on")
    columns = ("period_id", "period__ends_before", "period__number", "period__fiscal_year")
    months = list(found.values_list(*columns).distinct())
    ids = [period for period, *_ in months]
    places = {(year, number): place for place, (_, _, number, year) in enumerate(months)}
    return Axis(
        ids=ids,
        index={period: place for place, period in enumerate(ids)},
        ends=[end for _, end, *_ in months],
        numbers=[number for _, _, number, _ in months],
        year_ago=[places.get((year - 1, number)) for _, _, number, year in months],
        today=today,
        calendar=calendar.calendar_or_months(SYSTEM),
    )


def read_cards(axis: Axis, *, with_lights: bool) -> tuple[dict[int, Card], Bounds]:
    """What was off in which month, and the limits of what was only unusual.

    Law:      a month that is missed or about to be has its alert already: one cause, one alert.
    """
    cards: dict[int, Card] = defaultdict(Card)
    by_month = _judged_by_month(axis.today)
    columns = ["assignment_id", "period_id", "light", "reason", "actual", "assignment__kpi_id"]
    columns += ["achievement"] if with_lights else []
    for assignment, period, light, reason, actual, kpi, *reached in Status.objects.values_list(*columns):
        place = axis.index.get(period)
        if place is None:
            continue
        card = cards[assignment]
        card.kinds[place] = kind_of(light, reason)
        if actual is not None and kpi in by_month:
            card.figures[place] = actual
        if with_lights:
            card.lights[place], card.achievements[place] = light, reached[0]
    bounds: Bounds = {}
    nothing: Figure = Missing("no_value")
    for assignment, card in cards.items():
        if not card.figures:
            continue
        series = [card.figures.get(place, nothing) for place in range(len(axis.ids))]
        for place, outside in outside_limits(series).items():
            if not card.kinds.get(place):
                card.kinds[place] = UNUSUAL
                bounds[assignment, axis.ids[place]] = outside
    return cards, bounds


def _judged_by_month(today: date) -> set[int]:
    """KPIs whose lights show the month: a year to date grows, and growing is not unusual."""
    return {key for key, kpi in plan_io.published_definitions(today).items() if kpi.judged_on == "month"}
