"""A scan becomes one expression: every measure for every subject and window, from detail rows.

Facts never meet the membership table directly, which would multiply each row by the depth of the
tree. They are first summed per (leaf, slot), where a slot is a stretch of days that no window and
no membership cuts; only these few rows are spread over subjects and windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import ibis
import ibis.expr.types as ir
from ibis.expr import datatypes as dt

from kpiloop.engine.compile.appearance import count_appearances, first_days
from kpiloop.engine.compile.conversion import followed_days, with_rows
from kpiloop.engine.compile.counted import counted_table
from kpiloop.engine.compile.crossed import crossed_member
from kpiloop.engine.compile.kept import FRESH, masked_measures, with_kept_keys, with_kept_sums
from kpiloop.engine.compile.laid_out import DAYS, NOBODY
from kpiloop.engine.compile.masks import count_by_masks, seen_in_slots
from kpiloop.engine.compile.ordered import percentile_bounds, sum_of_largest
from kpiloop.engine.compile.partials import Partials
from kpiloop.engine.compile.row_expressions import EXACT, IBIS_TYPES, condition_expression, number_expression
from kpiloop.engine.compile.spread import (
    MEMBERSHIP,
    WINDOWS,
    beside,
    name_all,
    number_leaves,
    spread_outer,
    spread_pairs,
    spread_sums,
)
from kpiloop.engine.dataflow import COMPANY_LEAF, SPLIT, Form, Layout, Measure, Scan
from kpiloop.engine.formula import ColumnType, DatasetShape
from kpiloop.engine.formula.library import COUNTS_VALUES, LOOKS_OUTSIDE, PERCENTILES
from kpiloop.engine.formula.nodes import Column

#: How the partial figures of slots combine into the figure of any window: function -> (sum, min or max; partial).
PARTIAL = {
    "sum": ("sum", "sum"),
    "average": ("sum", "sum"),
    "count": ("sum", "values"),
    "min": ("min", "min"),
    "max": ("max", "max"),
}
#: The stock at the end or start of a window; rows and values are those of these days.
OUTER = ("first", "last")
#: Expressions kept: a page asks for the same few splits again and again, a run for each of its scans once.
EXPRESSIONS = 256
Columns = tuple[tuple[str, ColumnType], ...]
Table = tuple[str, Columns]
#: Of the rows with a value only some count; how many is known where they are chosen.
CHOSEN = ("top", *sorted(LOOKS_OUTSIDE))


def compile_scan(
    scan: Scan,
    shape: DatasetShape,
    layout: Layout,
    *,
    is_kept: bool = False,
    counted: frozenset[str] = frozenset(),
) -> ir.Table:
    """Build the expression of one scan over `<dataset>` and the tables of a layout; of `is_kept` also over states.

    `counted` names measures whose different values were counted before, over arrays.


    Shape:    -> one row per (subject, window) that has any row: row_count and, per measure i,
              m{i} (for `average` the sum), m{i}_rows (rows its condition lets through) and
              m{i}_values (of these, those with a value that counts); a percentile lies between m{i} and m{i}_upper.
    Missing:  m{i} is NULL when m{i}_values is 0; zero or missing is decided by the caller (B1).
    Law:      recomputed from rows for each subject and window, never from children. Whatever the members and the days
              are, layouts of one form have one expression: it is built once and kept.
    """
    needs_form = any(
        measure.aggregate.function in COUNTS_VALUES and measure.name not in counted for measure in scan.measures
    )
    return _compiled(scan, _stored(shape), layout.form if needs_form else None, is_kept, counted)


def compile_seen(scan: Scan, shape: DatasetShape, measure: str, *, is_kept: bool = False) -> ir.Table:
    """Build what a count of different values is made from: which leaf saw which value in which slots.

    Shape:    -> (leaf: number, key, mask of slots) per row, of `is_kept` also of kept months; none is missing.
    """
    found = next(each for each in scan.measures if each.name == measure)
    keys = _slotted(scan, found, _unbound(*_stored(shape)), FRESH if is_kept else DAYS)
    seen = seen_in_slots(keys.select("leaf", "slot", key="value"))
    return with_kept_keys(seen, measure) if is_kept else seen


def _stored(shape: DatasetShape) -> Table:
    """A dataset with its columns, and beside texts what the files hold."""
    stored: list[tuple[str, ColumnType]] = [(stored_name(name), "integer") for name in sorted(shape.whole_columns)]
    columns = (*shape.columns.items(), *stored)
    return shape.name, columns


@lru_cache(maxsize=EXPRESSIONS)
def _compiled(scan: Scan, table: Table, form: Form | None, is_kept: bool, counted: frozenset[str]) -> ir.Table:
    facts = _unbound(*table)
    summed, how, names = _sums(scan, facts, FRESH if is_kept else DAYS)
    if is_kept:
        summed = with_kept_sums(summed)
    answer = spread_sums(summed, how)
    for measure in scan.measures:
        if measure.aggregate.function not in PARTIAL:
            is_counted = measure.name in counted
            part = counted_table(measure.name) if is_counted else _single(scan, measure, facts, form, is_kept=is_kept)
            answer = beside(answer, part)
    columns = {"row_count": answer[names["row_count"]].cast(dt.int64)}
    for measure in scan.measures:
        figure = answer[names.get(measure.name, measure.name)]
        is_count = measure.aggregate.function in ("count", *COUNTS_VALUES)
        columns[measure.name] = figure.cast(dt.int64 if is_count else EXACT)
        for part in (f"{measure.name}_rows", f"{measure.name}_values"):
            columns[part] = answer[names.get(part, part)].cast(dt.int64)
        if measure.aggregate.function in PERCENTILES:
            columns[f"{measure.name}_upper"] = answer[f"{measure.name}_upper"].cast(EXACT)
    named = answer.select("subject", "window", **columns)
    return name_all(named).select(*named.columns)


def fact_table(shape: DatasetShape) -> ir.Table:
    """The unbound table of a dataset.

    Shape: declared columns and types -> table named like the dataset.
    """
    return _unbound(shape.name, tuple(shape.columns.items()))


def _unbound(name: str, columns: Columns) -> ir.Table:
    return ibis.table({column: IBIS_TYPES[kind] for column, kind in columns}, name=name)


def stored_name(column: str) -> str:
    """Beside a text column of a folder: what its files hold.

    Shape: name of a column -> name of a column, which no dataset may declare.
    """
    return f"_stored_{column}"


def leaf_of(scan: Scan, facts: ir.Table) -> ir.Value:
    """The code a row counts for; in a scan that is split, with its member of the dimension behind it.

    Missing: a row that names none speaks for the company; one without a member counts for nobody in a split.
    """
    is_split = bool(scan.split_column or scan.crossed)
    if scan.leaf_column is not None and stored_name(scan.leaf_column) in facts.columns and not is_split:
        return facts[stored_name(scan.leaf_column)].fill_null(ibis.literal(NOBODY, type=dt.int64))
    if scan.leaf_column is None:
        leaf: ir.Value = ibis.literal(COMPANY_LEAF)
    else:
        leaf = facts[scan.leaf_column].cast(dt.string).fill_null(COMPANY_LEAF)
    if scan.crossed:
        return leaf + SPLIT + crossed_member(facts, scan.crossed)
    if not scan.split_column:
        return leaf
    return (leaf + SPLIT + facts[scan.split_column].cast(dt.string)).fill_null("")


def row_value(measure: Measure, facts: ir.Table) -> ir.Value:
    """The value one row brings to a measure.

    Missing: NULL when the row has none; a count of rows takes 1 from each.
    """
    aggregate = measure.aggregate
    if aggregate.argument is None:
        return ibis.literal(1, type=dt.int64)
    if aggregate.function == "count" or aggregate.function in COUNTS_VALUES:
        assert isinstance(aggregate.argument, Column)
        return facts[aggregate.argument.name]
    return number_expression(aggregate.argument, facts)


def compile_states(scan: Scan, shape: DatasetShape, *, is_kept: bool = False) -> dict[str, ir.Table]:
    """Build what a scan may leave behind, slot by slot: `sums` per leaf, and where each measure saw its values.

    Shape:    -> sums (leaf, slot, partial columns) and per counting measure (leaf, key, mask of slots).
    """
    facts, days = fact_table(shape), FRESH if is_kept else DAYS
    summed = _sums(scan, facts, days, is_numbered=False)[0]
    states = {"sums": with_kept_sums(summed) if is_kept else summed}
    for measure in scan.measures:
        if measure.name in masked_measures(scan):
            keys = _valued(scan, measure, facts).join(days, "on").select("leaf", "slot", key="value")
            seen = with_kept_keys(seen_in_slots(keys), measure.name) if is_kept else seen_in_slots(keys)
            states[measure.name] = seen.group_by("leaf", "key").aggregate(mask=seen.mask.bit_or())
    return states


def _sums(
    scan: Scan, facts: ir.Table, days: ir.Table, *, is_numbered: bool = True
) -> tuple[ir.Table, dict[str, str], dict[str, str]]:
    """Partial figures per (leaf, slot), each computed once; how they combine; and which stands for what."""
    partials = Partials(facts)
    how, names = partial_names(scan.measures, partials)
    keys = {"leaf": leaf_of(scan, facts), "on": facts[scan.date_column]}
    slotted = facts.select(**keys, **partials.columns).join(days, "on")
    slotted = number_leaves(slotted) if is_numbered else slotted
    summed = slotted.group_by("leaf", "slot").aggregate(**partials.aggregates(slotted))
    return summed, how, names


def partial_names(measures: Sequence[Measure], partials: Partials) -> tuple[dict[str, str], dict[str, str]]:
    """Ask for the partial figures of measures.

    Shape:    -> how each column combines (sum, min, max), and the column of row_count, m{i}, m{i}_rows, m{i}_values.
    """
    names = {"row_count": partials.rows(None)}
    how = {names["row_count"]: "sum"}
    for measure in measures:
        aggregate, name = measure.aggregate, measure.name
        if aggregate.function in OUTER:
            continue
        names[f"{name}_rows"] = partials.rows(aggregate.condition)
        how[names[f"{name}_rows"]] = "sum"
        if aggregate.function not in CHOSEN:
            names[f"{name}_values"] = partials.values(aggregate)
            how[names[f"{name}_values"]] = "sum"
        if aggregate.function in PARTIAL:
            combine, part = PARTIAL[aggregate.function]
            names[name] = names[f"{name}_values"] if part == "values" else partials.figure(aggregate, part)
            how[names[name]] = combine
    return how, names


def _single(scan: Scan, measure: Measure, facts: ir.Table, form: Form | None, *, is_kept: bool) -> ir.Table:
    """A figure that does not combine: values recounted or put in order, or the stock at the end.

    Read anew for each: a narrow second reading of a column file is cheaper than one wide table of all rows.
    """
    function = measure.aggregate.function
    by_bits = function == "count_distinct" and form is not None and form.has_bits
    slotted = _slotted(scan, measure, facts, FRESH if is_kept and by_bits else DAYS)
    if function in OUTER:
        return spread_outer(slotted, measure.name, function)
    if function in PERCENTILES:
        return percentile_bounds(slotted, measure.aggregate.share, measure.name)
    if function == "top":
        assert measure.aggregate.parameter is not None
        return sum_of_largest(slotted, int(measure.aggregate.parameter), measure.name)
    keys = slotted.select("leaf", "slot", key="value")
    if function in LOOKS_OUTSIDE:
        has_bits = form is not None and form.has_bits
        seen = count_by_masks(seen_in_slots(keys), form, measure.name) if form and has_bits else None
        every = spread_pairs(keys, measure.name) if seen is None else seen
        if function == "converted":
            return with_rows(every, keys, measure.name)
        return count_appearances(keys, first_days(_valued(scan, measure, facts)), every, measure.name, function)
    if not by_bits or form is None:
        return spread_pairs(keys, measure.name)
    masks = seen_in_slots(keys)
    return count_by_masks(with_kept_keys(masks, measure.name) if is_kept else masks, form, measure.name)


def _slotted(scan: Scan, measure: Measure, facts: ir.Table, days: ir.Table) -> ir.Table:
    """Rows with a value in some slot: leaf, on, value, slot and the member they are told apart by."""
    return number_leaves(_valued(scan, measure, facts).join(days, "on"))


def _valued(scan: Scan, measure: Measure, facts: ir.Table) -> ir.Table:
    value, condition = row_value(measure, facts), measure.aggregate.condition
    found = facts if condition is None else facts.filter(condition_expression(condition, facts))
    member = {} if measure.aggregate.by is None else {"member": facts[measure.aggregate.by.name]}
    rows = found.select(leaf=leaf_of(scan, facts), on=facts[scan.date_column], value=value, **member)
    valued = rows.filter(rows["value"].notnull(), *(rows[name].notnull() for name in member))
    if measure.aggregate.outcome is None:
        return valued
    followed = days_followed(scan, measure, facts)
    return valued.semi_join(followed, ["value", "on"])


def days_followed(scan: Scan, measure: Measure, facts: ir.Table) -> ir.Table:
    """Which value is followed by the outcome of a measure on which days.

    Shape:    the whole dataset -> (value, on), each pair once.
    """
    aggregate = measure.aggregate
    assert aggregate.outcome is not None
    is_met = condition_expression(aggregate.outcome, facts)
    rows = facts.select(value=row_value(measure, facts), on=facts[scan.date_column], is_met=is_met)
    return followed_days(rows, aggregate.days_ahead)


__all__ = ["MEMBERSHIP", "WINDOWS", "compile_scan", "compile_states", "fact_table"]
