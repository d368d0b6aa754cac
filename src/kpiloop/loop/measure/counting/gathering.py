"""Every cell a run reads: of units, of further trees and of people, and once more by currency where these differ."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kpiloop.engine.dataflow import Member, Plan, Window
from kpiloop.engine.formula import DatasetShape
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import currencies, further
from kpiloop.foundation.warehouse.errors import NumberTooLarge
from kpiloop.loop.measure.binding import Bindings, Bound
from kpiloop.loop.measure.counting.unit_keys import members_of_units
from kpiloop.loop.measure.money.converting import Money, monthly_windows, split_members
from kpiloop.loop.measure.money.rates import RateBook
from kpiloop.loop.measure.scanning import Cells, Failure, person_members, plan_scans, run_scans
from kpiloop.loop.plan.rows import AssignmentRow


@dataclass(frozen=True)
class Stretch:
    """Which days are asked for, from which version of the facts, and under which organisation."""

    windows: Sequence[Window]  #: stretches of days wanted
    months: Mapping[str, Sequence[PeriodRow]]  #: window code -> months inside, in order
    version: int | None  #: version of the facts; None before the first load
    under: date | None  #: day whose tree holds throughout; None: each day its own
    subjects: frozenset[int] | None = None  #: whose figures are asked for at once, while somebody waits; None: all

    @property
    def days(self) -> tuple[date, date]:
        """First day and day after the last one."""
        return min(window.starts for window in self.windows), max(window.ends for window in self.windows)


@dataclass(frozen=True)
class Gathered:
    """What the fact store answered."""

    asked: Mapping[str, Asked]  #: kind of subject -> scans that were run
    cells: Mapping[str, Cells]  #: kind of subject -> cells
    failures: list[Failure]  #: KPIs set aside
    statements: Mapping[str, str]  #: scan key -> SQL
    money: Money | None  #: native amounts, where legal entities differ in their currency


@dataclass(frozen=True)
class Asked:
    """What is asked of the fact store for one kind of subject."""

    prefix: str  #: begins the keys of its scans
    plan: Plan  #: scans
    members: Sequence[Member]  #: who counts for whom


def gather(
    bindings: Bindings,
    shapes: Mapping[str, DatasetShape],
    stretch: Stretch,
    assigned: Sequence[AssignmentRow],
    rates: RateBook,
) -> Gathered:
    """Plan the scans of every kind of subject and run them.

    Law:      a formula whose numbers leave the range of the engine is set aside and stops no other.
    """
    try:
        return _gather(bindings, shapes, stretch, assigned, rates)
    except NumberTooLarge as refusal:
        # Scans are shared, so the engine cannot say whose number it was: each formula is asked alone.
        fits = {bound.key: bound for bound in bindings.everything()}
        failures: list[Failure] = []
        for bound in bindings.everything():
            try:
                _gather(Bindings({bound.kpi_id: (bound,)}), shapes, stretch, assigned, rates)
            except NumberTooLarge:
                del fits[bound.key]
                failures.append({"kpi": bound.code, "code": refusal.code, "fields": refusal.fields})
        if not failures:
            raise
        kept = {key: tuple(row for row in rows if row.key in fits) for key, rows in bindings.versions.items()}
        found = _gather(Bindings(kept), shapes, stretch, assigned, rates)
        return replace(found, failures=[*found.failures, *failures])


def _gather(
    bindings: Bindings,
    shapes: Mapping[str, DatasetShape],
    stretch: Stretch,
    assigned: Sequence[AssignmentRow],
    rates: RateBook,
) -> Gathered:
    planned, failures = asked_scans(bindings, shapes, stretch, assigned)
    asked = {kind: _narrowed(each, stretch.subjects) for kind, each in planned.items()}
    cells = {kind: _run(each, shapes, stretch, stretch.windows) for kind, each in asked.items()}
    money = _money(asked, shapes, stretch, rates)
    found = [*cells.values(), *(money.cells.values() if money else ())]
    statements = {key: text for answered in found for key, text in answered.statements.items()}
    return Gathered(asked, {**cells, "position": cells["person"]}, failures, statements, money)


def asked_scans(
    bindings: Bindings, shapes: Mapping[str, DatasetShape], stretch: Stretch, assigned: Sequence[AssignmentRow]
) -> tuple[dict[str, Asked], list[Failure]]:
    """Plan the scans of units, further trees and people without running any."""
    everything = list(bindings.everything())
    personal_kpis = {row.kpi.id for row in assigned if row.subject.kind != "unit"}
    personal = _with_references(bindings, personal_kpis, {row.kpi.code: row.kpi.id for row in assigned})
    subject_ids = {row.subject.id for row in assigned if row.subject.kind != "unit"}
    unit_plan, failures = plan_scans(everything, "unit", shapes)
    person_plan, more = plan_scans([b for b in everything if b.kpi_id in personal], "person", shapes)
    members = members_of_units(everything, shapes, stretch.version, stretch.days, under=stretch.under)
    asked = {
        "unit": Asked("u", unit_plan, members),
        **_further(everything, shapes, stretch),
        "person": Asked("p", person_plan, person_members(*stretch.days, subject_ids)),
    }
    return asked, [*failures, *more]


def _narrowed(asked: Asked, subjects: frozenset[int] | None) -> Asked:
    """What is asked for some subjects alone: rows of the others are not even read."""
    if subjects is None:
        return asked
    names = {str(key) for key in subjects}
    return replace(asked, members=[member for member in asked.members if member.subject in names])


def _further(bounds: Sequence[Bound], shapes: Mapping[str, DatasetShape], stretch: Stretch) -> dict[str, Asked]:
    """Further trees, by `tree:` and the code; a restatement under one day looks at the company's own tree alone."""
    trees = sorted(set(further.further_nodes_between(*stretch.days).values())) if stretch.under is None else []
    found = {}
    for number, tree in enumerate(trees):
        members = members_of_units(bounds, shapes, stretch.version, stretch.days, tree=tree)
        found[f"tree:{tree}"] = Asked(f"t{number}_", plan_scans(bounds, "unit", shapes, tree)[0], members)
    return found


def _run(asked: Asked, shapes: Mapping[str, DatasetShape], stretch: Stretch, windows: Sequence[Window]) -> Cells:
    plan = Plan((), {}) if stretch.version is None else asked.plan
    return run_scans(
        plan, asked.prefix, stretch.version or 0, shapes, asked.members, windows, at_once=stretch.subjects is not None
    )


def _money(
    asked: Mapping[str, Asked], shapes: Mapping[str, DatasetShape], stretch: Stretch, rates: RateBook
) -> Money | None:
    """The same scans told apart by currency; None while all entities share one or no column holds money."""
    if (
        not currencies.is_mixed()
        or stretch.version is None
        or not any(shape.money_columns for shape in shapes.values())
    ):
        return None
    windows = monthly_windows(stretch.windows, stretch.months)
    split = {
        kind: Asked(f"{each.prefix}c", each.plan, split_members(each.members, *stretch.days))
        for kind, each in asked.items()
    }
    cells = {kind: _run(each, shapes, stretch, windows) for kind, each in split.items()}
    people = {"position": cells["person"]}
    company = currencies.company_currency(stretch.days[1])
    return Money({**cells, **people}, currencies.currencies(), rates, stretch.months, shapes, company)


def _with_references(bindings: Bindings, kpi_ids: Collection[int], codes: Mapping[str, int]) -> set[int]:
    """The KPIs and those they are computed from."""
    found, waiting = set(kpi_ids), list(kpi_ids)
    by_code = {bound.code: bound.kpi_id for bound in bindings.everything()} | dict(codes)
    while waiting:
        versions = bindings.versions.get(waiting.pop(), ())
        named = {by_code[code] for bound in versions for part in bound.references if (code := part.code) in by_code}
        waiting.extend(named - found)
        found |= named
    return found
