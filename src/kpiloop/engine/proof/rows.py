"""Recomputing an aggregate from the source rows listed under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from kpiloop.engine.errors import InternalError
from kpiloop.engine.percentiles import percentile_of
from kpiloop.engine.proof.step import Step
from kpiloop.engine.values import Figure, Missing, divide, sum_of


def aggregate_listed_rows(step: Step, figures: Sequence[Figure]) -> Figure:
    """Recompute an aggregate from its rows.

    Shape:    parameters: function = sum, count, distinct, average, min, max, median, percentile (with "share" in
              hundredths of a percent), first, last, or top, first_ever, returning, converted, whose listed rows are
              those that were chosen. A child's figure is the row's amount (not needed by counts); its parameters carry
              "value" for distinct counts, "unit" and "date" (ISO) for first and last.
              A count of a column passes over rows whose "value" is "".
    Law:      last takes the rows of each unit's latest date and adds the units up, first those of its
              earliest. When fewer rows
              are listed than evidence row_count says, a sum is evidence row_sum and a count is
              row_count.
    Missing:  no rows: a sum is 0, or missing when parameters empty_means = missing; counts are 0,
              the others missing. An empty amount is passed over, as a database does.
    Errors:   InternalError for an unknown function or an incomplete page without its figure.

    >>> rows = tuple(Step("row", "", figure=Decimal(n), leaf="source_row") for n in (1, 2))
    >>> aggregate_listed_rows(Step("rows", "", operation="rows", parameters={"function": "sum"},
    ...     children=rows), [Decimal(1), Decimal(2)])
    Decimal('3')
    """
    function = step.parameters.get("function", "sum")
    aggregate = _AGGREGATES.get(function)
    if aggregate is None:
        raise InternalError(f"unknown aggregate {function}")
    if int(step.evidence.get("row_count", len(step.children))) != len(step.children):
        return _from_evidence(step, function)
    return aggregate(step, [figure for figure in figures if isinstance(figure, Decimal)])


def _from_evidence(step: Step, function: str) -> Figure:
    if function == "count":
        return Decimal(step.evidence["row_count"])
    if function == "sum" and "row_sum" in step.evidence:
        return Decimal(step.evidence["row_sum"])
    if step.figure is None:
        raise InternalError(f"a page of rows lacks what {function} needs")
    return step.figure


def _sum(step: Step, amounts: Sequence[Decimal]) -> Figure:
    if not amounts and step.parameters.get("empty_means") == "missing":
        return Missing("no_rows")
    return sum_of(amounts)


def _count(step: Step, amounts: Sequence[Decimal]) -> Figure:
    return Decimal(sum(1 for row in step.children if row.parameters.get("value") != ""))


def _distinct(step: Step, amounts: Sequence[Decimal]) -> Figure:
    values = {row.parameters.get("value") for row in step.children}
    return Decimal(len(values - {None, ""}))


def _average(step: Step, amounts: Sequence[Decimal]) -> Figure:
    return divide(sum_of(amounts), Decimal(len(amounts))) if amounts else Missing("no_rows")


def _min(step: Step, amounts: Sequence[Decimal]) -> Figure:
    return min(amounts) if amounts else Missing("no_rows")


def _max(step: Step, amounts: Sequence[Decimal]) -> Figure:
    return max(amounts) if amounts else Missing("no_rows")


def _percentile(step: Step, amounts: Sequence[Decimal]) -> Figure:
    return percentile_of(amounts, int(step.parameters["share"])) if amounts else Missing("no_rows")


def _outer(step: Step, amounts: Sequence[Decimal]) -> Figure:
    pick = max if step.parameters.get("function") == "last" else min
    outer: dict[str, str] = {}
    valued = [row for row in step.children if row.figure is not None]
    for row in valued:
        unit, on = row.parameters.get("unit", ""), row.parameters.get("date", "")
        outer[unit] = pick(outer.get(unit, on), on)
    standing = [
        row.figure
        for row in valued
        if row.figure is not None and row.parameters.get("date", "") == outer[row.parameters.get("unit", "")]
    ]
    return sum_of(standing) if standing else Missing("no_rows")


_AGGREGATES: dict[str, Callable[[Step, Sequence[Decimal]], Figure]] = {
    "sum": _sum,
    "count": _count,
    "distinct": _distinct,
    "count_distinct": _distinct,
    "average": _average,
    "min": _min,
    "max": _max,
    "median": _percentile,
    "percentile": _percentile,
    "first": _outer,
    "last": _outer,
    "top": _sum,
    "first_ever": _distinct,
    "returning": _distinct,
    "converted": _distinct,
}
