"""Taking back what a list did to the organisation, as a whole, while nothing later rests on it."""

from __future__ import annotations

from collections.abc import Collection, Set
from datetime import date, datetime
from itertools import product

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.errors import PeriodClosed
from kpiloop.foundation.org.errors.people import StateUsed
from kpiloop.foundation.org.services import restore_states
from kpiloop.foundation.org.states import State, first_change, states_of
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.foundation.warehouse.rows import RowFilter
from kpiloop.loop.collect.errors.importing import LoadNotUndoable
from kpiloop.loop.collect.errors.rosters import RosterFactsRest
from kpiloop.loop.collect.models import LoadBatch
from kpiloop.loop.collect.roster.leaving import settle_again
from kpiloop.loop.collect.roster.models import RosterRule, RosterTrace
from kpiloop.loop.collect.roster.rows import RosterPlan
from kpiloop.loop.plan import selectors as plan


def states_before(plan: RosterPlan) -> dict[str, State]:
    """Everybody a plan speaks of, as they stand."""
    return states_of({change.code for change in plan.changes})


def keep_trace(batch: LoadBatch, before: dict[str, State]) -> None:
    """Write down what a load changed: as it stood before, and as it stands now."""
    RosterTrace.objects.create(batch=batch, before=before, after=states_of(before.keys()))


def is_undoable(batch: LoadBatch) -> bool:
    """Whether a finished load of a list changed anything that could be taken back."""
    return batch.state == "done" and RosterTrace.objects.filter(batch=batch).exists()


def take_back(actor: Actor, batch: LoadBatch, *, reason: str, now: datetime) -> None:
    """Put everybody back as they stood before the load; the caller holds the transaction.

    Errors:   load_not_undoable, period_closed, roster_facts_rest, and those of restore_states.
    """
    trace = RosterTrace.objects.filter(batch=batch).first()
    if trace is None:
        raise LoadNotUndoable(number=batch.number, state=batch.state)
    _require_open(actor, trace)
    newcomers = {code for code, state in trace.before.items() if state is None}
    _require_not_named(newcomers)
    _require_no_facts(newcomers)
    restore_states(actor, before=trace.before, after=trace.after, reason=reason)
    settle_again(actor, batch.source, set(trace.before), now)


def _require_open(actor: Actor, trace: RosterTrace) -> None:
    """No day of a closed period was changed, so none of one that closed since is put back."""
    days = [first_change(trace.before[code], trace.after[code]) for code in trace.before]
    first = min((day for day in days if day is not None), default=date.max)
    for row in calendar.periods(actor, kind="month"):
        if row.is_closed and row.ends_before > first:
            raise PeriodClosed(period=row.code)


def _require_not_named(newcomers: Set[str]) -> None:
    """Templates of cards and terms of lists name units, positions and people by code, not by key."""
    for template in plan.card_templates(SYSTEM) if newcomers else ():
        for row in template.asked.populations:
            if named := newcomers & {*row.units, *row.positions, *row.people, *row.excluded}:
                raise StateUsed(who=min(named), used_by="plan_card_template")
    if (within := RosterRule.objects.filter(within__in=newcomers).first()) is not None:
        raise StateUsed(who=within.within, used_by="collect_roster_rule")


def _require_no_facts(newcomers: Collection[str]) -> None:
    """Rows of facts name units and people by code, not by key."""
    datasets = warehouse.datasets(SYSTEM) if newcomers else []
    columns = [(row.code, column) for row in datasets for column in (row.unit_column, row.person_column) if column]
    for (dataset, column), code in product(columns, sorted(newcomers)):
        if warehouse.source_rows(SYSTEM, dataset=dataset, where=RowFilter(equals={column: code}), size=1).total:
            raise RosterFactsRest(who=code, dataset=dataset)
