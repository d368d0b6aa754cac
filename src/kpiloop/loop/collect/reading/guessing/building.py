"""Puts a guess together: layout, columns, what stands across and beside, scales, and what must be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.loop.collect.connectors.grid import Reading
from kpiloop.loop.collect.errors.importing import TableNotFound
from kpiloop.loop.collect.reading.codes import CodeBook
from kpiloop.loop.collect.reading.guessing.beside import Beside, Sheets, beside_of, same_sheets
from kpiloop.loop.collect.reading.guessing.columns import ColumnFacts, facts_of, same_columns
from kpiloop.loop.collect.reading.guessing.concepts import concept_of
from kpiloop.loop.collect.reading.guessing.guess import Guess, NewDataset, Question
from kpiloop.loop.collect.reading.guessing.layout import Layout, best_layout, with_names
from kpiloop.loop.collect.reading.guessing.matching import Match, match_columns
from kpiloop.loop.collect.reading.guessing.naming import new_dataset, shape_of, speaks_chinese
from kpiloop.loop.collect.reading.guessing.questions import (
    column_questions,
    day_without_year,
    names_question,
    same_name_question,
    year_question,
)
from kpiloop.loop.collect.reading.guessing.rules import column_rule, title_scale
from kpiloop.loop.collect.reading.guessing.spreading import Spread, find_spread, first_under, value_columns


@dataclass
class _Plan:
    """A guess in the making."""

    layout: Layout  #: where the table stands
    sheets: Sheets  #: sheets with the same table
    facts: list[ColumnFacts]  #: columns
    spread: Spread | None  #: what stands across
    beside: Beside  #: what stands beside
    questions: list[Question] = field(default_factory=list)  #: what to ask
    notices: list[str] = field(default_factory=list)  #: what was assumed


def guess(
    reading: Reading,
    *,
    shape: DatasetShape | None,
    book: CodeBook,
    remembered: Mapping[str, str],
    answers: Mapping[str, str],
) -> Guess:
    """How a file would be read; nothing is taken from its places alone, everything from words and cells.

    Errors:   table_not_found when no sheet holds anything like a table.
    """
    plan = _plan(reading, shape, book, answers)
    if plan.layout.header_row == 0 and plan.layout.grid.head is None and not answers.get("names"):
        return _ask_names(plan)
    described, sources = _dataset(plan, shape, answers)
    matches = _matches(plan, sources, shape, remembered, answers)
    recipe = _recipe(reading, plan, shape or shape_of(_need(described)), matches, answers)
    used = {match.heading for _, match in matches.values()}
    across = {column.path for column in plan.spread.columns} if plan.spread else set()
    return Guess(
        recipe=recipe,
        matches=tuple(match for _, match in matches.values()),
        unused=tuple(column.heading for column in plan.facts if column.path not in used | across),
        questions=tuple(plan.questions),
        new_dataset=described,
        sheet=plan.layout.grid.name,
        header_row=plan.layout.header_row,
        notices=tuple(dict.fromkeys(plan.notices)),
    )


def _plan(reading: Reading, shape: DatasetShape | None, book: CodeBook, answers: Mapping[str, str]) -> _Plan:
    layouts = [layout for grid in reading.grids if (layout := best_layout(grid, lambda text: concept_of(text)[1]))]
    if not layouts:
        raise TableNotFound(file=reading.file_name, sheets=", ".join(grid.name for grid in reading.grids if grid.name))
    chosen = max(layouts, key=lambda layout: layout.score)
    names = [name.strip() for name in answers.get("names", "").replace("，", ",").replace("\t", ",").split(",")]
    if chosen.header_row == 0 and any(names):
        chosen = with_names(chosen, [name for name in names if name])
        layouts = [chosen]
    sheets = same_sheets(layouts, chosen, len(reading.grids), book)
    facts = facts_of(chosen, book)
    spread = find_spread(facts, chosen.table.labels, book)
    has_unit = any(column.units >= 0.6 or column.concept == "unit" for column in facts if column.kind == "text")
    has_unit = has_unit or bool(spread and not spread.is_months)
    has_date = bool(spread and spread.is_months) or any(column.kind == "date" for column in facts)
    wants_unit = shape is None or bool(shape.unit_column)
    beside = beside_of(reading, chosen, sheets, book, lacks_unit=wants_unit and not has_unit, lacks_date=not has_date)
    return _Plan(chosen, sheets, facts, spread, beside)


def _ask_names(plan: _Plan) -> Guess:
    question = names_question(plan.facts)
    return Guess({}, (), (), (question,), None, plan.layout.grid.name, 0)


def _dataset(
    plan: _Plan, shape: DatasetShape | None, answers: Mapping[str, str]
) -> tuple[NewDataset | None, dict[str, ColumnFacts]]:
    if shape is not None:
        return None, {}
    is_chinese = speaks_chinese(plan.facts)
    words = {"unit": "部门" if is_chinese else "unit", "date": "月份" if is_chinese else "month"}
    return new_dataset(plan.facts, plan.spread, [(role, words[role]) for role in plan.beside.values()],
                       answers.get("key", ""))  # fmt: skip


def _matches(
    plan: _Plan,
    sources: Mapping[str, ColumnFacts],
    shape: DatasetShape | None,
    remembered: Mapping[str, str],
    answers: Mapping[str, str],
) -> dict[str, tuple[ColumnFacts, Match]]:
    if shape is None:
        return {name: (column, Match(name, column.path, 100, "new")) for name, column in sources.items()}
    across = {column.place for column in plan.spread.columns} if plan.spread else set()
    rows = [column for column in plan.facts if column.place not in across]
    found = match_columns(rows, shape, remembered)
    return {name: _meant(plan, pair, rows, answers) for name, pair in found.items()}


def _meant(
    plan: _Plan, pair: tuple[ColumnFacts, Match], rows: list[ColumnFacts], answers: Mapping[str, str]
) -> tuple[ColumnFacts, Match]:
    """Of several columns with one heading the one a person chose; the first one until then."""
    column, match = pair
    same = same_columns(column, rows)
    if len(same) < 2 or match.why == "remembered":
        return pair
    question = same_name_question(match.column, same, answers)
    plan.questions.append(question)
    chosen = same[int(question.answer[1:]) - 1] if question.answer else column
    return chosen, replace(match, heading=chosen.path)


def _recipe(
    reading: Reading,
    plan: _Plan,
    shape: DatasetShape,
    matches: Mapping[str, tuple[ColumnFacts, Match]],
    answers: Mapping[str, str],
) -> dict[str, object]:
    recipe: dict[str, object] = {}
    _place(recipe, reading, plan, answers)
    scale = title_scale(plan.layout)
    columns: dict[str, object] = {}
    for name, (column, _) in matches.items():
        asked = column_questions(name, column, shape, plan.layout.grid.notes.get("delimiter", ""), answers)
        plan.questions += asked
        rule = column_rule(name, column, plan, shape=shape, title=scale, asked=asked)
        columns[name] = rule
    _spread(recipe, columns, plan, shape, set(matches), scale)
    recipe["columns"] = columns
    roles = {"unit": shape.unit_column or "", "date": next(iter(shape.date_columns), "")}
    for key, role in plan.beside.items():
        if roles[role] and roles[role] not in columns:
            recipe[key] = roles[role]
            plan.notices.append(key)
    dates = (column for name, (column, _) in matches.items() if shape.columns[name] == "date")
    day = next((day for column in dates if (day := day_without_year(column))), "")
    if day or (plan.spread and plan.spread.lacks_year) or plan.beside.get("sheet_to") == "date":
        question = year_question(reading, plan.layout, answers, day)
        plan.questions.append(question)
        recipe["year"] = int(question.answer) if answers.get("year", "").isdigit() else "written"
    recipe["same_key"] = "ask"
    return recipe


def _place(recipe: dict[str, object], reading: Reading, plan: _Plan, answers: Mapping[str, str]) -> None:
    layout = plan.layout
    if layout.grid.head is not None:
        return
    if layout.header_row == 0:
        recipe["names"] = [path[0] for path in layout.table.paths]
    else:
        # The line is found again by its words next month; only two heading lines must be said.
        recipe["header_rows"] = layout.header_rows
    if layout.ranges:
        recipe["range"] = list(layout.ranges)
        plan.notices.append("blocks")
    if len(plan.sheets.names) > 1:
        recipe["sheet"] = "*" if plan.sheets.are_all else list(plan.sheets.names)
        plan.notices.append("sheets")
    elif layout.grid.name and len(reading.grids) > 1 and reading.grids[0] is not layout.grid:
        recipe["sheet"] = layout.grid.name


def _spread(
    recipe: dict[str, object],
    columns: dict[str, object],
    plan: _Plan,
    shape: DatasetShape,
    taken: set[str],
    scale: str,
) -> None:
    if plan.spread is None:
        return
    values = value_columns(plan.spread, shape, taken)
    unpivot: dict[str, object] = {"value_to": values}
    if plan.spread.is_months:
        unpivot["month_to"] = next(iter(shape.date_columns), "")
    else:
        unpivot["names"] = list(plan.spread.names)
        unpivot["name_to"] = shape.unit_column or ""
    free = [name for name, kind in shape.columns.items() if kind == "text" and name not in taken | set(columns)]
    if plan.spread.is_months and isinstance(values, str) and len(plan.spread.others) > 1 and free:
        unpivot["name_to"] = free[0]
    recipe["unpivot"] = unpivot
    for other, name in values.items() if isinstance(values, dict) else [("", values)]:
        rule = column_rule(name, first_under(plan.spread, other), plan, shape=shape, title=scale, asked=())
        rule.pop("from", None)
        if name and rule:
            columns[name] = rule


def _need(described: NewDataset | None) -> NewDataset:
    assert described is not None
    return described
