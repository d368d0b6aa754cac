"""From months to the quarter: the actual and the target a line is judged by, and by which rule.

sum      a flow, or a difference of flows: the months add up, and so do their targets
quarter  a ratio or a recount over the whole quarter: measure's own figure of it; target of the last month
formula  a ratio over some months: the formula once more, over the sums of their parts; target of the last
last     a stock, a reported ratio, or a recount over some months only: the last month and its target
ytd      a KPI judged on the year to date: the last month's figure of the year, and its target
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kpiloop.engine.formula import Aggregate, KpiReference, Node, Shift, canonical, evaluate, time_kind, walk
from kpiloop.engine.formula.nodes import Fallback
from kpiloop.engine.targets.band import Band, add_bands
from kpiloop.engine.values import APPROVED_NA, Figure, Missing, add
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan.rows import AssignmentRow, TargetRow, aim_of
from kpiloop.loop.reward.choices import RULE_FORMULA, RULE_LAST, RULE_QUARTER, RULE_SUM, RULE_YTD

#: (KPI, subject, period): the story of a KPI goes on when its owner changes.
Key = tuple[int, int, int]


@dataclass(frozen=True)
class Judged:
    """How months became the figure and the target of a line when it was scored."""

    rule: str  #: sum, quarter, formula, last or ytd
    target_months: tuple[int, ...]  #: months whose targets made the target; empty where there was none


@dataclass(frozen=True)
class FigureBook:
    """Everything read once for a cycle, for everybody."""

    months: tuple[PeriodRow, ...]  #: months from two years back to the end of the quarter, oldest first
    values: Mapping[Key, ValueRow]  #: month figures
    ytd_values: Mapping[Key, ValueRow]  #: year-to-date figures of the months of the quarter
    quarter_values: Mapping[Key, ValueRow]  #: figures of the whole quarter, under its last month
    targets: Mapping[Key, TargetRow]  #: current monthly targets of the fiscal year
    first_days: Mapping[tuple[int, int], date]  #: (KPI, subject) -> first day it was ever assigned
    formulas: Mapping[tuple[int, int], Node]  #: (KPI, formula version) -> formula
    kpi_ids: Mapping[str, int]  #: KPI code -> key
    time_kinds: Mapping[int, str]  #: KPI -> flow, stock, ratio, distinct or derived
    earlier: Mapping[tuple[Shift, int], PeriodRow] = field(default_factory=dict)  #: (look-back, month) -> month
    quarter_months: int = 3  #: months of the quarter; the last of thirteen periods makes four
    #: (assignment, months) -> how it was judged when it was scored; empty while it is scored by the rules of now
    judged: Mapping[tuple[int, tuple[int, ...]], Judged] = field(default_factory=dict)


@dataclass(frozen=True)
class QuarterFigure:
    """What a line is judged by."""

    actual: Figure  #: in the KPI's unit
    target: Figure  #: in the KPI's unit
    rule: str  #: sum, formula, last or ytd
    values: tuple[ValueRow, ...]  #: stored values the actual rests on, in order of months
    targets: tuple[TargetRow, ...]  #: target versions the target rests on
    band: Band | None = None  #: range of the months, where their targets are one


def quarter_figure(line: AssignmentRow, months: Sequence[PeriodRow], book: FigureBook) -> QuarterFigure:
    """The figure and target of a KPI over the months a segment is judged on.

    Law:      months the KPI does not apply in are left out; the others are judged by what they are without them.
    Missing:  approved_na where it applies in none of them.
    """
    judged = book.judged.get((line.id, tuple(month.id for month in months)))
    applying = [month for month in months if not _is_excused(line, month, book)]
    if not applying:
        said = tuple(book.targets[line.kpi.id, line.subject.id, month.id] for month in months)
        gap = Missing(APPROVED_NA)
        return QuarterFigure(gap, gap, judged.rule if judged else _rule(line, months, book), (), said)
    # What was made of the whole quarter cannot be made of a part of it.
    is_part = len(applying) < len(months) and judged is not None and judged.rule == RULE_QUARTER
    months = applying
    rule = judged.rule if judged and not is_part else _rule(line, months, book)
    values: Sequence[ValueRow | None]
    if rule == RULE_YTD:
        values = [book.ytd_values.get((line.kpi.id, line.subject.id, months[-1].id))]
        actual, counted = _actual(values[0]), _months_to_date(line, months[-1], book, judged)
    elif rule == RULE_QUARTER:
        values = [book.quarter_values[line.kpi.id, line.subject.id, months[-1].id]]
        actual, counted = _actual(values[0]), months[-1:]
    else:
        stored = [_value(line, month, book) for month in months]
        values = stored if rule in (RULE_SUM, RULE_FORMULA) else stored[-1:]
        actual, counted = _combined(line, months, rule, values, book), months if rule == RULE_SUM else months[-1:]
    held = [book.targets.get((line.kpi.id, line.subject.id, month.id)) for month in counted]
    known = tuple(row for row in held if row is not None)
    target, band = _aim(held)
    return QuarterFigure(actual, target, rule, tuple(value for value in values if value), known, band)


def _rule(line: AssignmentRow, months: Sequence[PeriodRow], book: FigureBook) -> str:
    if line.kpi.judged_on == "ytd":
        return RULE_YTD
    if is_additive(line.kpi.id, book):
        return RULE_SUM
    whole = book.quarter_values.get((line.kpi.id, line.subject.id, months[-1].id))
    # Of reported ratios the parts are unknown, so nobody can compute their quarter: the last month stands for it.
    is_computed = whole is not None and whole.formula_version is not None
    if len(months) == book.quarter_months and line.kpi.time_kind != "stock" and is_computed:
        return RULE_QUARTER
    if line.kpi.time_kind not in ("ratio", "derived") or len(months) == 1:
        return RULE_LAST
    return RULE_FORMULA if is_foldable(line.kpi.id, line.subject.id, months, book) else RULE_LAST


def is_additive(kpi_id: int, book: FigureBook) -> bool:
    """Whether months add up: a flow, or a KPI derived from flows by plus and minus only (profit)."""
    kind = book.time_kinds.get(kpi_id)
    if kind != "derived":
        return kind == "flow"
    versions = [version for key, version in book.formulas if key == kpi_id]
    if not versions:
        return False
    node = book.formulas[kpi_id, max(versions)]
    named = [part for part in walk(node) if isinstance(part, KpiReference)]
    return time_kind(node) == "flow" and all(is_additive(book.kpi_ids.get(part.code, 0), book) for part in named)


def is_foldable(kpi_id: int, subject_id: int, months: Sequence[PeriodRow], book: FigureBook) -> bool:
    """Whether one formula can stand for several months: sums and counts add up, the rest would be a guess."""
    stored = [book.values.get((kpi_id, subject_id, month.id)) for month in months]
    node = _common_formula([value for value in stored if value is not None], book)
    if node is None:
        return is_additive(kpi_id, book)
    parts = list(walk(node))
    functions = {part.function for part in parts if isinstance(part, Aggregate)}
    # A fallback may choose another side in each month: no single formula stands for the quarter.
    if not functions <= {"sum", "count"} or any(isinstance(part, Fallback) for part in parts):
        return False
    # Rolling months of three months are not three months, and targets are folded by their own rule.
    if any(isinstance(part, Aggregate) and part.span for part in parts):
        return False
    named = [part for part in parts if isinstance(part, KpiReference)]
    if not all(part.is_plain for part in named):
        return False
    return all(
        is_foldable(book.kpi_ids.get(part.code, 0), subject_id, _shifted(months, part.shift, book), book)
        for part in named
    )


def _common_formula(stored: Sequence[ValueRow], book: FigureBook) -> Node | None:
    nodes = {_formula(value, book) for value in stored}
    return nodes.pop() if len(nodes) == 1 else None


def _combined(
    line: AssignmentRow,
    months: Sequence[PeriodRow],
    rule: str,
    used: Sequence[ValueRow | None],
    book: FigureBook,
) -> Figure:
    if rule == RULE_SUM:
        return add(*[_actual(value) for value in used])
    if rule == RULE_LAST:
        return _actual(used[-1])
    return folded(line.kpi.id, line.subject.id, months, book)


def folded(kpi_id: int, subject_id: int, months: Sequence[PeriodRow], book: FigureBook) -> Figure:
    """The formula of a KPI over the sums of several months' parts; KPIs it names are folded likewise.

    Missing:  one missing month makes the figure missing.
    """
    stored: list[ValueRow] = []
    for month in months:
        value = book.values.get((kpi_id, subject_id, month.id))
        if value is None:
            return Missing("no_value")
        stored.append(value)
    node = _common_formula(stored, book)
    # What a person decided about a month of an additive KPI is in the sum of its months, not in its parts.
    if node is None or any(value.overridden and value.overridden.adds for value in stored):
        return add(*[_actual(value) for value in stored])

    def cell(aggregate: Aggregate) -> Figure:
        return add(*[part_figure(value, aggregate) for value in stored])

    def reference(part: KpiReference) -> Figure:
        shifted = _shifted(months, part.shift, book)
        return folded(book.kpi_ids.get(part.code, 0), subject_id, shifted, book) if shifted else Missing("no_value")

    return evaluate(node, cell, reference)


def part_figure(value: ValueRow, aggregate: Aggregate) -> Figure:
    """One aggregate of a stored value."""
    # A month without rows, or one that divides by 0, still has its parts; any other gap makes the quarter unknown.
    decided = value.overridden
    reason = decided.system_reason if decided else value.reason
    if value.system is None and reason not in ("division_by_zero", "no_rows"):
        return Missing(reason or "no_value")
    wanted = canonical(aggregate)
    figure = next((part.figure for part in value.parts if part.name == wanted), None)
    return Missing(reason or "no_rows") if figure is None else figure


def _shifted(months: Sequence[PeriodRow], shift: Shift, book: FigureBook) -> list[PeriodRow]:
    if shift == "none":
        return list(months)
    found = [book.earlier.get((shift, month.id)) for month in months]
    known = [month for month in found if month is not None]
    return known if len(known) == len(found) else []


def _formula(value: ValueRow, book: FigureBook) -> Node | None:
    version = value.formula_version
    return None if version is None else book.formulas.get((value.kpi_id, version))


def _value(line: AssignmentRow, month: PeriodRow, book: FigureBook) -> ValueRow | None:
    return book.values.get((line.kpi.id, line.subject.id, month.id))


def _actual(value: ValueRow | None) -> Figure:
    if value is None:
        return Missing("no_value")
    return Missing(value.reason or "no_value") if value.actual is None else value.actual


def _months_to_date(
    line: AssignmentRow, last: PeriodRow, book: FigureBook, judged: Judged | None
) -> Sequence[PeriodRow]:
    """The months whose targets make the target of the year to date: all of them where they add up."""
    if judged and judged.target_months:
        months = [month for month in book.months if month.id in judged.target_months]
    elif is_additive(line.kpi.id, book):
        first_day = book.first_days.get((line.kpi.id, line.subject.id), line.valid_from)
        year = [month for month in book.months if month.fiscal_year == last.fiscal_year]
        months = [month for month in year if first_day < month.ends_before <= last.ends_before]
    else:
        months = [last]
    return [month for month in months if not _is_excused(line, month, book)] or [last]


def _is_excused(line: AssignmentRow, month: PeriodRow, book: FigureBook) -> bool:
    target = book.targets.get((line.kpi.id, line.subject.id, month.id))
    return target is not None and not target.is_applicable


def _aim(held: Sequence[TargetRow | None]) -> tuple[Figure, Band | None]:
    """Target and range of some months together; a range in some of them only leaves no target."""
    figures = [aim_of(row) for row in held]
    bands = [row.band if row else None for row in held]
    band = add_bands(bands)
    if not figures or (band is None and any(bands)):
        return Missing("no_target"), None
    return add(*figures), band
