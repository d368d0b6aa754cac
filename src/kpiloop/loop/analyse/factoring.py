"""The factors of a figure on both sides: inputs of its formula, or KPIs chosen because the figure is their product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from kpiloop.engine.formula import KpiReference, Node
from kpiloop.engine.values import EXACT, Figure, Missing, from_fraction, subtract
from kpiloop.engine.variance.factors import (
    CHAIN,
    LMDI,
    SHAPLEY,
    Undefined,
    Value,
    chain,
    lmdi,
    product_of,
    shapley,
)
from kpiloop.engine.variance.formulas import Input, figure_of, inputs_of, powers_of
from kpiloop.engine.variance.parts import ROUNDING, Member
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.loop.analyse import around
from kpiloop.loop.analyse.around import Bases
from kpiloop.loop.analyse.choices import TARGET
from kpiloop.loop.analyse.errors.splits import FactorsOther, FactorTwice, FactorUnknown, SplitUndefined
from kpiloop.loop.analyse.permissions import last_day
from kpiloop.loop.analyse.sides import Naming, Sides
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow

#: Stored ratios have twelve decimals; a product of them is told without what that cuts off.
_TOLD = Context(prec=11)


@dataclass(frozen=True)
class Factor:
    """One factor: a KPI, or an aggregate no KPI stands for."""

    key: str  #: KPI code, or the text of the input in the formula
    kpi: KpiRow | None  #: definition; None for an aggregate no KPI is
    base: Figure  #: figure in the base
    current: Figure  #: figure now
    assignment_id: int | None = None  #: opens it
    note: str = ""  #: of what it is, where it is not the figure of now


@dataclass(frozen=True)
class Factors:
    """All factors in the order they are moved, and the figure they give."""

    rows: tuple[Factor, ...]  #: in the order asked for, else as in the formula
    value: Value = product_of  #: figure from all of them in that order
    powers: tuple[int, ...] | None = None  #: where it is a product or quotient; None elsewhere
    scale: Fraction = Fraction(1)  #: number it is multiplied by
    is_chosen: bool = False  #: KPIs somebody named, not the formula of the KPI

    def of(self, side: str) -> Decimal:
        """The figure the factors give in the base or now; 0 where they give none."""
        before, after = self.sides
        figure = self.value(before if side == "base" else after)
        return Decimal(0) if isinstance(figure, Missing) else from_fraction(figure)

    @property
    def sides(self) -> tuple[list[Fraction], list[Fraction]]:
        """Figures of all factors in the base and now."""
        known = [(row.base, row.current) for row in self.rows]
        return (
            [Fraction(base) for base, _ in known if isinstance(base, Decimal)],
            [Fraction(current) for _, current in known if isinstance(current, Decimal)],
        )

    def effects(self, method: str) -> tuple[Decimal, ...] | Undefined:
        """What each factor adds to the change, by a method."""
        before, after = self.sides
        if method == LMDI:
            if self.powers is None:
                return Undefined("no_product")
            return lmdi(before, after, powers=self.powers, scale=self.scale)
        found = (chain if method == CHAIN else shapley)(before, after, self.value)
        return found if isinstance(found, Undefined) else tuple(from_fraction(effect) for effect in found)


def factors_of(assignment: AssignmentRow, bases: Bases, baseline: str, chosen: Sequence[str] = ()) -> Factors | None:
    """The factors of a KPI: those chosen in their order, else the inputs of its formula as they stand there.

    Shape:    naming exactly the inputs of the formula is a choice of order; any other choice is a product of KPIs.
    Missing:  None without a formula of two inputs, or where a factor has no figure on one side.
    Errors:   factor_unknown, factor_twice.
    """
    if len(set(chosen)) < len(chosen):
        raise FactorTwice(factor=next(code for code in chosen if list(chosen).count(code) > 1))
    formula = formula_behind(assignment, bases)
    keys = keys_of(formula, assignment.kpi.code) if formula is not None else {}
    if chosen and set(chosen) != set(keys):
        return _whole(_product(assignment, bases, baseline, chosen))
    if formula is None or len(keys) < 2:
        return None
    order = list(chosen) or list(keys)
    texts = [keys[key].text for key in order]
    shape = powers_of(formula, texts)
    return _whole(
        Factors(
            rows=tuple(_input(assignment, bases, baseline, key, keys[key]) for key in order),
            value=figure_of(formula, texts),
            powers=shape[0] if shape else None,
            scale=shape[1] if shape else Fraction(1),
        )
    )


def factor_sides(
    assignment: AssignmentRow, bases: Bases, baseline: str, method: str = "", chosen: Sequence[str] = ()
) -> Sides | None:
    """Members are the factors a figure is computed from, for the same subject.

    Missing:  None when a factor has no figure on one side; where nobody asked for a method also when it is undefined.
    Errors:   as `factors_of`; split_undefined where the method asked for has no answer; factors_other_figure.
    """
    found = factors_of(assignment, bases, baseline, chosen)
    if found is None:
        return None
    effects = found.effects(method or SHAPLEY)
    if isinstance(effects, Undefined):
        if not method:
            return None
        raise _undefined(effects, found, method)
    if found.is_chosen:
        _refuse_other(found, assignment, bases, baseline)
    return Sides(
        members=tuple(Member(row.key, row.base, row.current) for row in found.rows),
        names={row.key: _naming(row) for row in found.rows},
        leftover="factor_targets" if baseline == TARGET else "beside_factors",
        effects=effects,
        size=max(abs(found.of("base")), abs(found.of("current"))),
    )


@dataclass(frozen=True)
class Source:
    """An input of a formula and the KPI it is."""

    text: str  #: canonical text
    node: Input  #: the input
    code: str  #: KPI whose figure it is, or is of another period or unit; empty for an aggregate no KPI is

    @property
    def is_kpi_now(self) -> bool:
        """Whether it is the figure of a KPI of the same subject and period."""
        return bool(self.code) and (not isinstance(self.node, KpiReference) or _is_own(self.node))


def keys_of(formula: Node, own: str) -> dict[str, Source]:
    """The inputs of the formula of a KPI by what people choose them by: the code of another KPI, else their text."""
    formulas = reversed(measure.formulas(SYSTEM))
    codes = {row.text: row.kpi_code for row in formulas if row.kpi_code != own}
    found: dict[str, Source] = {}
    for text, node in inputs_of(formula).items():
        source = Source(text, node, node.code if isinstance(node, KpiReference) else codes.get(text, ""))
        found[source.code if source.is_kpi_now and source.code not in found else text] = source
    return found


def are_kpis(assignment: AssignmentRow, bases: Bases) -> bool:
    """Whether a figure is computed from figures of KPIs of the same subject and month alone."""
    formula = formula_behind(assignment, bases)
    return formula is not None and all(source.is_kpi_now for source in keys_of(formula, assignment.kpi.code).values())


def formula_behind(assignment: AssignmentRow, bases: Bases) -> Node | None:
    """The formula the figure of the month was computed with."""
    kpi, subject = assignment.kpi, assignment.subject
    values = around.values_around([kpi.code], [subject.id], bases, kpi.judged_on)
    return around.formula_of(around.value_in(values, kpi.id, subject.id, bases.period))


def _is_own(node: KpiReference) -> bool:
    return node.is_plain and node.shift == "none"


def _input(assignment: AssignmentRow, bases: Bases, baseline: str, key: str, source: Source) -> Factor:
    """Figures as the stored values were computed from; a target where it is a KPI that has one."""
    kpi, subject = assignment.kpi, assignment.subject
    values = around.values_around([kpi.code], [subject.id], bases, kpi.judged_on)
    before, now = (
        _figures(around.value_in(values, kpi.id, subject.id, period)).get(source.text, Missing("no_value"))
        for period in (bases.of(baseline), bases.period)
    )
    named = _definitions(bases).get(source.code)
    if not source.is_kpi_now or named is None:
        return Factor(key, named, Missing("no_target") if baseline == TARGET else before, now, note=note_of(source))
    status = around.statuses_of(named.id, [subject.id], bases.period).get(subject.id)
    base = around.target_of(status, kpi.judged_on) if baseline == TARGET else before
    return Factor(key, named, base, now, status.assignment.id if status else None)


def _product(assignment: AssignmentRow, bases: Bases, baseline: str, codes: Sequence[str]) -> Factors:
    """KPIs of the same subject, to be multiplied."""
    kpi, subject = assignment.kpi, assignment.subject
    known = _definitions(bases)
    for code in codes:
        if code not in known or code == kpi.code:
            raise FactorUnknown(kpi=kpi.code, factor=code)
    values = around.values_around(codes, [subject.id], bases, kpi.judged_on)
    rows = []
    for code in codes:
        status = around.statuses_of(known[code].id, [subject.id], bases.period).get(subject.id)
        base = around.figure_in(around.value_in(values, known[code].id, subject.id, bases.of(baseline)))
        if baseline == TARGET:
            base = around.target_of(status, kpi.judged_on)
        current = around.figure_in(around.value_in(values, known[code].id, subject.id, bases.period))
        rows.append(Factor(code, known[code], base, current, status.assignment.id if status else None))
    return Factors(tuple(rows), powers=(1,) * len(rows), is_chosen=True)


def _undefined(why: Undefined, found: Factors, method: str) -> SplitUndefined:
    if why.reason == "factor_not_positive" and why.place is not None:
        factor = found.rows[why.place].key
        return SplitUndefined("split_undefined_at", convention=method, undefined=why.reason, factor=factor)
    return SplitUndefined(convention=method, undefined=why.reason)


def _refuse_other(found: Factors, assignment: AssignmentRow, bases: Bases, baseline: str) -> None:
    """KPIs somebody named must give the figure; what their targets give beside its target is shown as the residual."""
    kpi, subject = assignment.kpi, assignment.subject
    values = around.values_around([kpi.code], [subject.id], bases, kpi.judged_on)
    sides = (
        [("current", bases.period)] if baseline == TARGET else [("base", bases.of(baseline)), ("current", bases.period)]
    )
    for side, period in sides:
        figure, product = around.figure_in(around.value_in(values, kpi.id, subject.id, period)), found.of(side)
        gap = subtract(figure, product)
        if isinstance(gap, Missing) or isinstance(figure, Missing):
            continue  # without the figure there is no change to split either
        if abs(gap) > EXACT.multiply(ROUNDING, max(abs(figure), abs(product))):
            told = [_TOLD.plus(each).normalize(_TOLD) for each in (product, figure, gap)]
            raise FactorsOther(
                kpi=kpi.code, period=period.code if period else "", product=told[0], figure=told[1], gap=told[2]
            )


def note_of(source: Source) -> str:
    """Of what a factor is, where it is not the figure of now of the same subject."""
    node = source.node
    if not isinstance(node, KpiReference):
        return "" if source.code else "rows"
    if _is_own(node):
        return ""
    if node.shift != "none":
        return node.shift
    return node.taken if node.taken != "value" else node.whose


def _naming(row: Factor) -> Naming:
    names = (row.kpi.name_zh, row.kpi.name_en) if row.kpi is not None else (row.key, "")
    return Naming(*names, assignment_id=row.assignment_id, kpi=row.kpi, note=row.note)


def _whole(found: Factors) -> Factors | None:
    """The factors when each has both figures."""
    is_known = all(not isinstance(figure, Missing) for row in found.rows for figure in (row.base, row.current))
    return found if is_known else None


def _figures(value: ValueRow | None) -> Mapping[str, Figure]:
    return around.inputs_of(value)[0] if value is not None else {}


def _definitions(bases: Bases) -> dict[str, KpiRow]:
    return {row.code: row for row in plan_io.published_definitions(last_day(bases.period)).values()}
