"""From a list to a plan: the organisation as it stands, the days that are open, and the planner of the list."""

from __future__ import annotations

from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import engine_io as org
from kpiloop.loop.collect.models import Mapping, Source
from kpiloop.loop.collect.reading.content import Content
from kpiloop.loop.collect.roster.choices import KINDS
from kpiloop.loop.collect.roster.listing import Frame, Listing
from kpiloop.loop.collect.roster.models import RosterRule
from kpiloop.loop.collect.roster.people import plan_people
from kpiloop.loop.collect.roster.rows import RosterPlan, Terms
from kpiloop.loop.collect.roster.shapes import PEOPLE, POSITIONS, UNITS
from kpiloop.loop.collect.roster.units import plan_positions, plan_units

_PLANNERS = {UNITS: plan_units, POSITIONS: plan_positions, PEOPLE: plan_people}


def terms_of(source: Source) -> Terms:
    """What a source may do; before anybody said so, somebody looks first."""
    rule = RosterRule.objects.filter(source=source).first()
    return Terms(rule.absent, rule.most_leaving, rule.within, rule.applies, rule.accounts) if rule else Terms()


def first_open_day(actor: Actor) -> date | None:
    """The first day no closed period holds; None when nothing is closed yet."""
    rows = [row for kind in ("month", "quarter", "half", "year") for row in calendar.periods(actor, kind=kind)]
    return max((row.ends_before for row in rows if row.is_closed), default=None)


def plan_list(actor: Actor, mapping: Mapping, listing: Listing, content: Content, on: date) -> RosterPlan:
    """Compare a list with the organisation; nothing is written."""
    source = mapping.source
    frame = Frame(org.whole(), on, first_open_day(actor), terms_of(source))
    found = _PLANNERS[source.dataset](listing, frame)
    order = {kind: place for place, kind in enumerate(KINDS)}
    return RosterPlan(
        dataset=source.dataset,
        on=on,
        open_from=frame.open_from,
        changes=tuple(sorted(found.changes, key=lambda change: (order[change.kind], change.code))),
        refused=tuple(sorted((*content.rejected, *found.refused), key=lambda row: row.line)),
        unchanged=found.unchanged,
        held=found.held,
        terms=frame.terms,
    )
