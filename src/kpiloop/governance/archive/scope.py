"""What a period is opened again for: the KPIs and subjects that are named, and every figure that rests on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kpiloop.engine.formula import KpiReference, parse, walk
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org
from kpiloop.governance.archive.errors import ScopeUnknown
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.plan import selectors as plan

#: Kinds of things a period takes changes about: what people enter, and what is computed from it.
KPI, SUBJECT, FIGURE_KPI, FIGURE_SUBJECT = "kpi", "subject", "figure_kpi", "figure_subject"
Scope = dict[str, list[int]]


def scope_of(actor: Actor, period: PeriodRow, *, kpis: Collection[str], subjects: Collection[str]) -> Scope:
    """The scope of a reopening by codes; without any code of a kind it is open for all of that kind.

    Law:      a named unit stands for everything below it and the people in it; a figure may move when its KPI, or one
              it is computed from, is named, and its subject or one below it.
    Errors:   reopen_scope_unknown.
    """
    scope: Scope = {}
    if kpis:
        known = {row.code: row.id for row in plan.kpis(actor, on=period.last_day)}
        scope[KPI] = [_found(known, code) for code in sorted(set(kpis))]
        resting = _resting_on(set(kpis)) & set(known)
        scope[FIGURE_KPI] = sorted({known[code] for code in resting} | set(scope[KPI]))
    if subjects:
        everyone = {code: row.id for code, row in org.subjects_by_code().items()}
        named = [_found(everyone, code) for code in sorted(set(subjects))]
        tree = org.full_tree(period.last_day)
        below = {key for each in named if each in tree.units for key in tree.descendants(each)}
        people = {
            row.person_id
            for row in org.appointments_between(period.starts_on, period.ends_before)
            if row.unit_id in below
        }
        above = {key for each in named if each in tree.units for key in tree.ancestors(each)}
        scope[SUBJECT] = sorted({*named, *below, *people})
        scope[FIGURE_SUBJECT] = sorted({*scope[SUBJECT], *above})
    return scope


def is_inside(scope: Scope, kpi_id: int, subject_id: int) -> bool:
    """Whether a figure may move under a scope."""
    keys = {FIGURE_KPI: kpi_id, FIGURE_SUBJECT: subject_id}
    return all(keys[kind] in held for kind, held in scope.items() if kind in keys)


def _found(known: Mapping[str, int], code: str) -> int:
    if code not in known:
        raise ScopeUnknown(named=code)
    return known[code]


def _resting_on(codes: set[str]) -> set[str]:
    """The KPIs and all that are computed from them, directly or through others."""
    reads: dict[str, set[str]] = {}
    for row in measure.formulas(SYSTEM):
        named = {part.code for part in walk(parse(row.text)) if isinstance(part, KpiReference)}
        reads.setdefault(row.kpi_code, set()).update(named)
    found, waiting = set(codes), list(codes)
    while waiting:
        code = waiting.pop()
        new = {reader for reader, named in reads.items() if code in named} - found
        found |= new
        waiting.extend(new)
    return found
