"""Preparing the weeks of a run: one more question to the fact store, asked only where some KPI is measured by week."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from kpiloop.engine.formula import DatasetShape
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.collect import engine_io as collect
from kpiloop.loop.measure.binding import Bindings, read_bindings
from kpiloop.loop.measure.choices import WEEK
from kpiloop.loop.measure.computing.months import Computation, loads_in, targeted
from kpiloop.loop.measure.counting.gathering import Gathered, Stretch, gather
from kpiloop.loop.measure.counting.spans import Shifter
from kpiloop.loop.measure.counting.trees import further_kinds, root_of, units_of
from kpiloop.loop.measure.counting.weekly import (
    look_back,
    measured_weekly,
    months_of,
    months_within,
    unsuited,
    week_shifter,
    week_windows,
    weeks_to_compute,
    with_inputs,
)
from kpiloop.loop.measure.errors import WeeklyUnsuited
from kpiloop.loop.measure.evaluation import Sheet
from kpiloop.loop.measure.evaluation.aims import Aims
from kpiloop.loop.measure.evaluation.coverage import read_coverage
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.money.rates import read_rates
from kpiloop.loop.measure.reading import stored_values
from kpiloop.loop.measure.scanning import Cells, Failure
from kpiloop.loop.measure.submitting import Reported
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow

Definitions = Mapping[str, Mapping[int, KpiRow]]


@dataclass(frozen=True)
class _Asked:
    """What the weeks of a run are computed from."""

    bindings: Bindings  #: formulas of KPIs measured by week, and of all they name
    shapes: Mapping[str, DatasetShape]  #: what formulas may know of the datasets
    weeks: Sequence[PeriodRow]  #: weeks to compute and those they look back to
    shift: Shifter  #: the week a reference means
    definitions: Definitions  #: by week
    codes: Mapping[str, int]  #: KPI code -> key
    assigned: Sequence[AssignmentRow]  #: KPIs of subjects in these weeks


def _as_they_are(bindings: Bindings) -> Bindings:
    return bindings


@dataclass(frozen=True)
class ByTerms:
    """Which weeks are meant, and by which formulas and definitions they go; by those in force where nothing is said."""

    takes: Callable[[PeriodRow], bool] = lambda _week: True  #: weeks to compute
    bindings: Callable[[Bindings], Bindings] = _as_they_are  #: formulas, out of all there are
    pinned: Mapping[int, KpiRow] = field(default_factory=dict)  #: definitions, by KPI


def prepare_weeks(
    actor: Actor,
    *,
    months: Sequence[PeriodRow],
    definitions: Definitions,
    version: int | None,
    kpis: Collection[str] | None,
    touched: Collection[str] | None,
    today: date,
    by: ByTerms | None = None,
) -> Computation | None:
    """Read what the weeks of a run need.

    Shape:    months of the run with their definitions -> the same for their weeks; as `prepare_computation`.
    Missing:  None where no KPI is measured by week, or no week has to be computed: nothing is asked then.
    """
    weekly = {key for rows in definitions.values() for key in measured_weekly(rows)}
    codes = {row.code: row.id for rows in definitions.values() for row in rows.values()}
    if not weekly:
        return None
    by, shapes, shift = by or ByTerms(), warehouse.shapes(), week_shifter(actor)
    suited, failures = _suited(by.bindings(read_bindings(shapes, codes)), weekly, codes)
    bindings = with_inputs(suited, weekly, codes)
    every = calendar.periods(actor, kind=WEEK)
    looks_at = look_back(bindings, shift)
    changed = months if touched is None else [row for row in calendar.periods(actor) if row.code in touched]
    weeks = weeks_to_compute(every, months, changed, bindings, shift, today)
    settled = settled_weeks(weeks)
    weeks = [week for week in weeks if by.takes(week) and any((week.id, key) not in settled for key in weekly)]
    if not weeks:
        return None
    seen = {row.code: row for week in weeks for row in (week, *looks_at(week))}
    around = sorted(seen.values(), key=lambda week: week.starts_on)
    held = {week.code: {**plan.published_definitions(week.starts_on), **by.pinned} for week in around}
    counted = {*bindings.versions, *weekly}
    assigned = [row for row in plan.assignments_on(weeks[0].starts_on, weeks[-1].ends_before) if row.kpi.id in counted]
    windows, within = week_windows(around), months_within(around, calendar.periods(actor))
    gathered = _marked(gather(bindings, shapes, Stretch(windows, within, version, None), assigned, read_rates()))
    sheet = _sheet(actor, _Asked(bindings, shapes, around, shift, held, codes, assigned), gathered)
    wanted = frozenset(key for code, key in codes.items() if key in weekly and (kpis is None or code in kpis))
    failed = {str(failure["kpi"]) for failure in failures}
    return Computation(
        weeks, sheet, assigned, {week.code: units_of(week, None) for week in weeks},
        [*failures, *gathered.failures], gathered.statements, loads_in(bindings, shapes, version, windows),
        wanted - {codes[code] for code in failed}, settled,
    )  # fmt: skip


def _sheet(actor: Actor, asked: _Asked, gathered: Gathered) -> Sheet:
    weeks, shapes, definitions = asked.weeks, asked.shapes, asked.definitions
    by_code = {week.code: week for week in weeks}
    every = calendar.periods(actor)
    inside = {week.id: [month.id for month in months_of(week, every)] for week in weeks}
    targets = targeted(asked.assigned, [*inside, *{key for keys in inside.values() for key in keys}])
    reported = Reported(collect.submissions_for(set(inside)), by_code, {}, definitions)

    def has_target(kpi: int, subject: int, week: int) -> bool:
        """A target of its own, or one of every month it has days of."""
        months = inside.get(week, [])
        return (kpi, subject, week) in targets or (
            bool(months) and all((kpi, subject, month) in targets for month in months)
        )

    return Sheet(
        bindings=asked.bindings,
        months=by_code,
        shift=asked.shift,
        windows={window.window: (window.starts, window.ends) for window in week_windows(weeks)},
        cells=gathered.cells,
        kinds={key: row.kind for key, row in org.subjects_by_id().items()} | further_kinds(weeks, None),
        coverage=read_coverage(list(shapes)),
        definitions=definitions,
        codes=asked.codes,
        has_target=has_target,
        submitted=reported.find,
        stored=stored_values(),
        months_in=lambda week, window: (),
        company=root_of(None),
        aims=Aims(),
        money=gathered.money,
    )


def settled_weeks(weeks: Sequence[PeriodRow]) -> frozenset[tuple[int, int]]:
    """(week, KPI) of weeks all of whose months are closed: what was computed once stays, the rest is computed once."""
    closed = [week.id for week in weeks if week.is_closed]
    held = Value.objects.filter(period_id__in=closed, window=WEEK, is_current=True) if closed else Value.objects.none()
    return frozenset(held.order_by().values_list("period_id", "kpi_id").distinct())


def _suited(bindings: Bindings, weekly: Collection[int], codes: Mapping[str, int]) -> tuple[Bindings, list[Failure]]:
    """Formulas without those of KPIs that cannot be measured by week, and why they cannot."""
    newest = {rows[-1].code: rows[-1].node for rows in bindings.versions.values() if rows}
    by_week = {code for code, key in codes.items() if key in weekly}
    failures: list[Failure] = []
    for code in sorted(by_week & newest.keys()):
        if part := unsuited(newest[code], newest, by_week):
            refusal = WeeklyUnsuited(kpi=code, part=part)
            failures.append({"kpi": code, "code": refusal.code, "fields": refusal.fields})
    failed = {codes[str(failure["kpi"])] for failure in failures}
    return Bindings({key: rows for key, rows in bindings.versions.items() if key not in failed}), failures


def _marked(gathered: Gathered) -> Gathered:
    """Scans of weeks by names of their own: a run keeps their statements beside those of months."""
    cells = {kind: _renamed(each) for kind, each in gathered.cells.items()}
    money = gathered.money
    if money is not None:
        money = replace(money, cells={kind: _renamed(each) for kind, each in money.cells.items()})
    statements = {f"w{key}": text for key, text in gathered.statements.items()}
    return replace(gathered, cells=cells, statements=statements, money=money)


def _renamed(cells: Cells) -> Cells:
    return replace(
        cells, prefix=f"w{cells.prefix}", statements={f"w{key}": text for key, text in cells.statements.items()}
    )
