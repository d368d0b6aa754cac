"""The rule of one column: scale, decimal sign, order of days, blocks, and the cell that names its unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.loop.collect.reading.guessing.columns import ColumnFacts
from kpiloop.loop.collect.reading.guessing.concepts import is_money, scale_in_title
from kpiloop.loop.collect.reading.guessing.guess import Question
from kpiloop.loop.collect.reading.guessing.layout import Layout
from kpiloop.loop.collect.reading.units_of_measure import is_measure_unit

#: This share of gaps below a first value makes a block.
_BLOCK_GAPS = 0.2
#: A column inside the table needs more of them: single gaps are single mistakes.
_INNER_GAPS = 0.4


class Plan(Protocol):
    """What a rule needs of the guess in the making."""

    layout: Layout  #: where the table stands
    facts: list[ColumnFacts]  #: columns
    notices: list[str]  #: what was assumed


def column_rule(
    name: str, column: ColumnFacts, plan: Plan, *, shape: DatasetShape, title: str, asked: Sequence[Question]
) -> dict[str, Any]:
    """How one column is read."""
    rule: dict[str, Any] = {"from": list(column.path) if len(column.path) > 1 else column.path[0]}
    kind = shape.columns[name]
    if kind in ("decimal", "integer"):
        _figures(rule, column, plan, title)
    elif _is_block(column, plan):
        rule["fill_down"] = True
        plan.notices.append("fill_down")
    elif name in shape.key_columns and column.gaps and kind == "text" and name != shape.unit_column:
        rule["required"] = False
    for question in asked:
        if question.answer and question.code == "day_order":
            rule["order"] = question.answer
        elif question.answer and question.code == "decimal":
            rule["decimal"] = "," if question.answer == "comma" else "."
        elif question.answer == "mixed":
            rule["percent"] = "mixed"
        elif question.answer == "points":
            rule["scale"] = "percent"
    return rule


def title_scale(layout: Layout) -> str:
    """The scale stated above the table."""
    above = [row for row in layout.grid.rows if row.line <= layout.header_row]
    texts = [cell for row in above for cell in row.cells if isinstance(cell, str)]
    return next((found for text in (*texts, layout.grid.name) if (found := scale_in_title(text))), "")


def _figures(rule: dict[str, Any], column: ColumnFacts, plan: Plan, title: str) -> None:
    beside = next((each for each in plan.facts if each.place != column.place and _names_units(each)), None)
    if beside is not None and column.concept != "pieces":
        rule["unit_from"] = list(beside.path) if len(beside.path) > 1 else beside.path[0]
        plan.notices.append("unit_from")
        return
    scale = column.scale or (title if title != "one" and is_money(column.heading) and column.concept != "rate" else "")
    if scale and scale != "one" and not (scale == "percent" and _are_fractions(column)):
        rule["scale"] = scale
        plan.notices.append("scale")
    if column.has_decimal_comma:
        rule["decimal"] = ","
        plan.notices.append("decimal")


def _names_units(column: ColumnFacts) -> bool:
    """A column whose every cell is 万元, %, 天 and the like."""
    return column.kind == "text" and bool(column.samples) and all(map(is_measure_unit, column.samples))


def _are_fractions(column: ColumnFacts) -> bool:
    """A column headed % whose plain numbers are shares already, as Excel stores them."""
    figures = [cell for cell in column.cells if isinstance(cell, int | float)]
    return bool(figures) and all(abs(figure) <= 1.5 for figure in figures)


def _is_block(column: ColumnFacts, plan: Plan) -> bool:
    """Written on the first row of a block only; a merged cell is filled by its own range."""
    if column.kind not in ("date", "text") or column.gaps < _BLOCK_GAPS or column.concept in ("note", "customer"):
        return False
    first = column.cells[0] if column.cells else None
    is_leading = column.place <= min((each.place for each in plan.facts if each.gaps < _BLOCK_GAPS), default=0)
    is_block = is_leading or (column.concept in ("date", "unit") and column.gaps >= _INNER_GAPS)
    return first not in (None, "") and is_block
