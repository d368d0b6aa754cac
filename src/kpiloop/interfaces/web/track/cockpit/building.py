"""The cockpit put together from what the rooms give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.web.components.figures import Freshness, Link
from kpiloop.interfaces.web.shell.place import Place
from kpiloop.interfaces.web.track.cockpit import (
    bridges,
    cards,
    constant,
    exceptions,
    page,
    sentence,
    steps,
    units,
    years,
)
from kpiloop.interfaces.web.track.pace import days_so_far
from kpiloop.interfaces.web.worded import addresses
from kpiloop.interfaces.wording import formats, periods
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import CockpitCard, LightCounts, StatusRow


def build_cockpit(viewer: Actor, place: Place, *, today: date, rates: str = "") -> page.CockpitPage:
    """The page of one reader at one place; `rates` asks for the cards at constant exchange rates."""
    shown = constant.rates_shown(viewer, rates)
    headline_cards = track.cockpit_cards(viewer, period_code=place.period)
    kinds = track.headline_kinds(viewer, period_code=place.period)
    counts = track.counts(viewer, period_code=place.period, kinds=kinds)
    found = track.exceptions(viewer, period_code=place.period, kinds=kinds)
    rows = exceptions.exception_rows(viewer, found, period=place.period, today=today)
    headline = bridges.headline(headline_cards)
    bridge = bridges.find_bridge(viewer, headline, place) if headline else None
    waiting = steps.next_steps(viewer, period=place.period, exceptions=rows, today=today)
    return page.CockpitPage(
        sentence=sentence.sentence_of(place.period, counts, headline, bridge),
        scope=_scope(place.period, counts, kinds),
        pace=_pace(viewer, headline_cards),
        year_note=years.year_note(viewer, headline_cards, place.period),
        lights=_lights(counts),
        causes_address=reverse("track:exceptions"),
        freshness=freshness_of(viewer, place.period),
        is_silent=counts.total == counts.na,
        begin=_begin(viewer) if not sum(row.count for row in _lights(counts)) else None,
        cards=constant.constant_cards(viewer, headline_cards, place.period)
        if shown == constant.CONSTANT
        else cards.cards_of(headline_cards),
        rate_ways=constant.rate_ways(shown),
        rates_note=constant.rates_note(shown),
        export_address=addresses.page("track:month_file", rates=shown if shown == constant.CONSTANT else ""),
        exceptions=rows,
        exceptions_note=formats.clauses([_note(found, rows), *_of_month(shown)]),
        exceptions_hint=gettext("Dotted line = target; effects in money overlap and do not add up"),
        impact_unit=formats.money_unit("wan"),
        explorer_address=reverse("track:exceptions"),
        bridge=bridges.bridge_panel(bridge, _of_month(shown)) if bridge else None,
        units=units.unit_panel(viewer, period=place.period),
        steps=waiting,
        steps_note=ngettext("%(count)s item", "%(count)s items", len(waiting)) % {"count": len(waiting)},
    )


def _of_month(rates: str) -> tuple[str, ...]:
    """Table and bridge are always at the rates of each month: they are what was judged."""
    return (gettext("at the rates of each month"),) if rates else ()


def _scope(period: str, counts: LightCounts, kinds: Sequence[str]) -> str:
    fields = {"period": periods.period_name(period, short=True), "count": counts.total}
    if "unit" not in kinds:
        return ngettext("Your %(count)s KPI in %(period)s", "Your %(count)s KPIs in %(period)s", counts.total) % fields
    return (
        ngettext("%(count)s KPI of units in %(period)s", "%(count)s KPIs of units in %(period)s", counts.total) % fields
    )


def _pace(viewer: Actor, found: Sequence[CockpitCard]) -> str:
    running = next((card.status for card in found if card.status.running_on is not None), None)
    if running is None:
        return ""
    return gettext("still running: %(days)s, and that much of the targets is asked for") % {
        "days": days_so_far(viewer, running)
    }


def _begin(viewer: Actor) -> tuple[Link, ...]:
    """How a company gets in: the one workbook, a whole bundle, by hand."""
    ways = (
        ("loads.run", "collect:workbook", gettext("Use my workbook")),
        ("plan.edit", "bundle:bundle", gettext("Bring in a scheme bundle")),
        ("plan.edit", "plan:library", gettext("From the library")),
    )
    return tuple(Link(word, reverse(name)) for right, name, word in ways if viewer.may(right))


def _lights(counts: LightCounts) -> tuple[page.LightCount, ...]:
    return tuple(page.LightCount(light, getattr(counts, light)) for light in ("green", "amber", "red", "na"))


def _note(found: Sequence[StatusRow], shown: Sequence[page.ExceptionRow]) -> str:
    fields = {"count": len(found), "shown": len(shown)}
    if len(found) > len(shown):
        return gettext("the first %(shown)s of %(count)s, largest loss in money first") % fields
    return (
        ngettext(
            "%(count)s KPI, largest loss in money first", "%(count)s KPIs, largest loss in money first", len(found)
        )
        % fields
    )


def freshness_of(viewer: Actor, period: str) -> Freshness | None:
    """The stamp of a page: when the figures were computed, and the state of the period."""
    fresh = measure.freshness(viewer)
    if fresh.computed_at is None:
        return None
    row = calendar.period(viewer, period)
    state = gettext("%(period)s closed") if row.is_closed else gettext("%(period)s not closed yet")
    fields = {
        "time": periods.moment(timezone.localtime(fresh.computed_at)),
        "run": fresh.run_number,
        "state": state % {"period": periods.period_name(period, short=True)},
    }
    if fresh.is_behind:
        return Freshness(gettext("Computed %(time)s, newer data waits, %(state)s") % fields, is_complete=False)
    return Freshness(gettext("Data as of %(time)s, run %(run)s, %(state)s") % fields, is_complete=True)
