"""Computing a closed or reopened month by the terms of its closes, with the facts of now.

The preview of late data and the run that restates a month take this one way, so what is shown is what comes out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org.pinning import as_pinned
from kpiloop.loop.measure.computing.months import Computation, Held, prepare_computation
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.restating.frozen import frozen_at
from kpiloop.loop.measure.restating.sheets import Frozen, with_facts_of_now
from kpiloop.loop.measure.restating.terms import CloseTerms
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.rows import AssignmentRow


def by_terms_of_closes(
    actor: Actor,
    month: PeriodRow,
    closes: Sequence[CloseTerms],
    *,
    version: int | None,
    kpis: Collection[str] | None = None,
) -> list[Computation]:
    """A month ready to compute, once per close whose terms some of its figures keep: usually one.

    Shape:    closes of the month, oldest first; version of the facts -> computations that share no figure.
    Law:      a figure goes by the terms of the close that froze it, one that comes in new by those of the last; every
              frozen figure is computed, also one that has no rows any more.
    """
    newest = closes[-1]
    by_revision = {each.revision: each for each in closes}
    groups = frozen_by_terms(month, closes)
    frozen = [row for rows in groups.values() for row in rows]
    assigned = _assigned(month, frozen, newest)
    slots = {number: frozenset(map(slot_of, rows)) for number, rows in groups.items()}
    found = []
    for number, rows in sorted(groups.items()):
        elsewhere = frozenset[Held]().union(*(held for other, held in slots.items() if other != number))
        terms = replace(by_revision.get(number, newest), lines=newest.lines, decided_after=newest.decided_after)
        with as_pinned(terms.organisation):
            made = prepare_computation(actor, months=[month], version=version, kpis=kpis, assigned=assigned)
            others = [row for other, held in sorted(groups.items()) for row in held if other != number]
            sheet = with_facts_of_now(made.sheet, Frozen(month, rows, others), terms, version)
        made = replace(
            made, months=[month], sheet=sheet, under=terms.organisation, always=slots[number], never=elsewhere
        )
        # What comes in new goes by the last close: the others compute what they froze and nothing else.
        found.append(made if number == newest.terms_revision else replace(made, assigned=[], units={month.code: ()}))
    return found


def frozen_by_terms(month: PeriodRow, closes: Sequence[CloseTerms]) -> dict[int, list[Value]]:
    """What a month froze, by the close whose terms each figure keeps; those of the last close are always there."""
    newest, by_revision = closes[-1], {each.revision: each for each in closes}
    groups: dict[int, list[Value]] = {newest.terms_revision: []}
    for row in frozen_at(month.id, newest.revision):
        terms = by_revision.get(row.frozen_revision, newest)
        groups.setdefault(terms.terms_revision, []).append(row)
    return groups


def slot_of(row: Value) -> Held:
    """Whose value it is, and of which window."""
    return (row.kpi_id, row.subject_id, row.window)


def _assigned(month: PeriodRow, frozen: Sequence[Value], newest: CloseTerms) -> list[AssignmentRow]:
    """Who answered for what at the close: what was given since does not count, what was taken away does."""
    known = {(row.kpi_id, row.subject_id) for row in frozen}
    held = [
        row
        for row in plan.assignments_on(month.starts_on, month.ends_before)
        if row.id in newest.lines or (row.kpi.id, row.subject.id) in known
    ]
    gone = set(newest.lines) - {row.id for row in held}
    rows = plan.assignments_by_id(gone, on=month.last_day).values()
    return [*held, *(replace(row, valid_from=month.starts_on, valid_to=None) for row in rows)]
