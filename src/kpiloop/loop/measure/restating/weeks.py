"""The weeks of a run: those that lie in months that keep the terms of their close go by the same terms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org.pinning import as_pinned
from kpiloop.loop.measure.computing.months import Computation
from kpiloop.loop.measure.computing.weeks import ByTerms, prepare_weeks
from kpiloop.loop.measure.counting.weekly import months_of
from kpiloop.loop.measure.restating.months import frozen_by_terms
from kpiloop.loop.measure.restating.sheets import Frozen, bindings_of, definitions_of
from kpiloop.loop.measure.restating.terms import CloseTerms
from kpiloop.loop.plan.engine_io import published_definitions

Asked: TypeAlias = tuple[int | None, Collection[str] | None, date]  # version of the facts, KPIs, today


def weeks_of_run(
    actor: Actor,
    months: Sequence[PeriodRow],
    kept: Mapping[str, Sequence[CloseTerms]],
    *,
    version: int | None,
    kpis: Collection[str] | None,
    touched: Collection[str] | None,
    today: date,
) -> list[Computation]:
    """What a run computes by week, for its months and those of them that keep the terms of their closes.

    Law:      a week goes by the terms of its last month that keeps them, once no month it has a day in is open.
    """
    every = calendar.periods(actor)

    def whose(week: PeriodRow) -> str:
        around = months_of(week, every)
        is_settled = all(month.is_closed or month.code in kept for month in around)
        return max((month.code for month in around if month.code in kept), default="") if is_settled else ""

    definitions = {month.code: published_definitions(month.starts_on) for month in months}
    ordinary = prepare_weeks(
        actor, months=months, definitions=definitions, version=version, kpis=kpis, touched=touched, today=today,
        by=ByTerms(lambda week: not whose(week)),
    )  # fmt: skip
    found = [] if ordinary is None else [ordinary]
    for month in months:
        if month.code in kept:
            made = _by_terms(actor, month, kept[month.code], ByTerms(_is(whose, month.code)), (version, kpis, today))
            found += [] if made is None else [made]
    return found


def _by_terms(
    actor: Actor, month: PeriodRow, closes: Sequence[CloseTerms], by: ByTerms, asked: Asked
) -> Computation | None:
    version, kpis, today = asked
    terms, groups = closes[-1], frozen_by_terms(month, closes)
    others = [row for number, rows in sorted(groups.items()) for row in rows if number != terms.terms_revision]
    frozen = Frozen(month, groups[terms.terms_revision], others)
    pinned = definitions_of(published_definitions(month.starts_on), frozen, terms)
    with as_pinned(terms.organisation):
        made = prepare_weeks(
            actor, months=[month], definitions={month.code: pinned}, version=version, kpis=kpis, touched=None,
            today=today, by=replace(by, bindings=lambda known: bindings_of(known, frozen, terms), pinned=pinned),
        )  # fmt: skip
    return None if made is None else replace(made, under=terms.organisation)


def _is(whose: Callable[[PeriodRow], str], code: str) -> Callable[[PeriodRow], bool]:
    return lambda week: whose(week) == code
