"""Whatever the formula and the rows, the compiled query equals the reference evaluator, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpiloop.engine.compile.cells import MeasureCell, ScanCell, read_cells, read_figures
from kpiloop.engine.compile.dialects.duckdb import to_sql
from kpiloop.engine.compile.to_ibis import compile_scan
from kpiloop.engine.dataflow import KpiRequest, Member, Window, build, lay_out, merge_members
from kpiloop.engine.formula import Aggregate, DatasetShape, aggregate_rows, check, parse
from kpiloop.engine.formula.row_values import Cell, row_matches, row_number
from kpiloop.engine.values import Missing
from kpiloop.foundation.warehouse.engines.question import Answer, layout_tables

SHAPE = DatasetShape(
    name="sales",
    columns={"on": "date", "paid": "date", "unit": "text", "state": "text", "who": "text", "qty": "integer",
             "amt": "decimal", "ok": "boolean"},
    date_columns=("on", "paid"),
    unit_column="unit",
)  # fmt: skip
SQL_TYPES = {"text": "VARCHAR", "integer": "BIGINT", "decimal": "DECIMAL(38,6)", "date": "DATE", "boolean": "BOOLEAN"}
FIRST = date(2026, 1, 1)
Row = Mapping[str, Cell]

days = st.integers(0, 120).map(lambda day: FIRST + timedelta(days=day))
amounts = st.decimals(-5000, 5000, places=6).map(Decimal)
rows_strategy = st.lists(
    st.fixed_dictionaries(
        {
            "on": st.one_of(days, days, st.none()),
            "paid": st.one_of(days, days, st.none()),
            "unit": st.sampled_from(["A", "B", "A", "B", "C", None]),
            "state": st.sampled_from(["open", "void", 'it\'s "x"', "", None]),
            "who": st.sampled_from(["p", "q", "r", None]),
            "qty": st.none() | st.integers(-9, 9),
            "amt": st.none() | amounts,
            "ok": st.sampled_from([True, False, None]),
        }
    ),
    min_size=6,
    max_size=25,
)
conditions = st.recursive(
    st.sampled_from(
        [
            'sales.state = "void"', 'sales.state != "void"', 'sales.state in ("open", "it\'s \\"x\\"")',
            'sales.state not in ("open", "")', "sales.qty > 2", "sales.amt <= 100.5", "sales.qty != sales.amt",
            "sales.amt >= sales.qty", 'sales.paid < "2026-02-11"', "sales.paid <= sales.on", "sales.ok",
            "sales.ok = false", "sales.who is missing", "sales.amt is not missing", "sales.qty in (1, -2, 3)",
        ]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda part: f"({part[0]} {part[1]} {part[2]})"),
        inner.map(lambda text: f"not {text}"),
    ),
    max_leaves=3,
)  # fmt: skip
arguments = st.sampled_from(
    ["sales.amt", "sales.qty", "sales.qty * sales.amt", "-sales.amt + 2.5", "sales.amt - 3 * sales.qty"]
)
#: Few days, so that rows lie on both sides of the last one; what follows lies after most windows, too.
conversions = st.tuples(st.integers(1, 60), st.sampled_from(["who", "qty", "paid"]), conditions).map(
    lambda part: f"converted({part[0]}, sales.{part[1]}, {part[2]})"
)
calls = st.one_of(
    conversions,
    st.tuples(
        st.sampled_from(["sum(", "average(", "min(", "max(", "last(", "first(", "median(", "percentile(90, ",
                         "percentile(33.33, "]), arguments,
    ).map(lambda c: f"{c[0]}{c[1]})"),
    st.tuples(st.integers(1, 3), arguments, st.sampled_from(["who", "qty"])).map(
        lambda c: f"top({c[0]}, {c[1]}, sales.{c[2]})"
    ),
    st.sampled_from(["count(sales)", "count(sales.amt)", "count_distinct(sales.who)", "count_distinct(sales.amt)",
                     "count_distinct(sales.paid)", "first_ever(sales.who)", "first_ever(sales.paid)",
                     "returning(sales.who)", "returning(sales.qty)"]),
)  # fmt: skip
formulas = st.one_of(calls, st.tuples(calls, conditions).map(lambda part: f"{part[0]} where {part[1]}"))
stretches = st.tuples(days, st.integers(1, 100)).map(lambda part: (part[0], part[0] + timedelta(days=part[1])))
ALWAYS = (FIRST, FIRST + timedelta(days=400))
members_strategy = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["north", "all"]), st.one_of(st.just(ALWAYS), stretches)).map(
        lambda part: Member(part[0], part[1], *part[2])
    ),
    min_size=2,
    max_size=6,
).map(lambda some: [*some, Member("A", "all", *ALWAYS)])
wide = st.tuples(st.integers(0, 40), st.integers(40, 90)).map(
    lambda part: (FIRST + timedelta(days=part[0]), FIRST + timedelta(days=sum(part)))
)
windows_strategy = st.lists(st.one_of(wide, stretches), min_size=1, max_size=3).map(
    lambda spans: [Window(f"w{index}", *span) for index, span in enumerate(spans)]
)


def compiled_cells(
    aggregates: Sequence[Aggregate],
    rows: Sequence[Row],
    members: Sequence[Member],
    windows: Sequence[Window],
    role: str,
) -> dict[tuple[str, str], ScanCell]:
    request = KpiRequest("k", aggregates, role="unit", date_columns={"sales": role})
    scan = build([request], {"sales": SHAPE}).scans[0]
    with duckdb.connect() as store:
        columns = ", ".join(f'"{name}" {SQL_TYPES[kind]}' for name, kind in SHAPE.columns.items())
        store.execute(f"CREATE TABLE sales ({columns})")
        fill(store, "sales", [[row[name] for name in SHAPE.columns] for row in rows])
        layout = lay_out(members, windows)
        for name, table in layout_tables(layout).items():
            store.register(name, table)
        sql = to_sql(compile_scan(scan, SHAPE, layout))
        answer = Answer(sql, store.execute(sql).to_arrow_table())
    places = list(zip(answer.column("subject"), answer.column("window"), strict=True))
    assert len(places) == len(set(places))
    cells = read_cells(scan, answer.column)
    for measure in scan.measures:
        figures = [cells[place].measures[measure.name].figure for place in places]
        assert read_figures(measure, answer.column) == figures
    return cells


def fill(store: duckdb.DuckDBPyConnection, table: str, rows: list[list[object]]) -> None:
    if rows:
        store.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def holds(members: Sequence[Member], row: Row, subject: str, role: str) -> bool:
    on = row[role]
    return isinstance(on, date) and any(
        member.leaf == row["unit"] and member.subject == subject and member.valid_from <= on < member.valid_to
        for member in members
    )


def expected_cell(
    aggregate: Aggregate, rows: list[Row], held: list[Row], role: str, before: list[Row], after: Sequence[Row]
) -> MeasureCell:
    """Worked out row by row: `rows` are those of the window, `held` those of the subject, `before` the older ones."""
    if aggregate.function in ("first", "last"):
        assert aggregate.argument is not None
        held = [row for row in held if is_outermost_of_its_leaf(aggregate, row, rows, role)]
    matching = [row for row in held if aggregate.condition is None or row_matches(aggregate.condition, row)]
    figure = aggregate_rows(aggregate, held, date_column=role, leaf_column="unit", before=before, after=after)
    if not matching and aggregate.function in ("sum", "top"):
        figure = Decimal(0)
    if aggregate.argument is None:
        return MeasureCell(figure, len(matching), len(matching))
    valued = [row for row in matching if value_of(aggregate, row) is not None]
    if aggregate.function in ("first_ever", "returning"):
        passing = [row for row in before if aggregate.condition is None or row_matches(aggregate.condition, row)]
        known = {value_of(aggregate, row) for row in passing}
        valued = [row for row in valued if (value_of(aggregate, row) in known) == (aggregate.function == "returning")]
    if aggregate.outcome is not None:
        valued = [row for row in valued if is_followed(aggregate, row, after, role)]
    if aggregate.by is not None:
        valued = rows_of_largest(aggregate, valued)
    return MeasureCell(figure, len(matching), len(valued))


def rows_of_largest(aggregate: Aggregate, rows: list[Row]) -> list[Row]:
    """Rows of the members with the largest sums; of equal ones those whose name comes first."""
    assert aggregate.by is not None and aggregate.argument is not None and aggregate.parameter is not None
    name = aggregate.by.name
    sums: dict[Cell, Decimal] = {}
    for row in rows:
        if row[name] is not None:
            sums[row[name]] = sums.get(row[name], Decimal(0)) + (row_number(aggregate.argument, row) or 0)
    order = sorted(sums, key=lambda member: (-sums[member], member))
    return [row for row in rows if row[name] in order[: int(aggregate.parameter)]]


def is_followed(aggregate: Aggregate, row: Row, rows: Sequence[Row], role: str) -> bool:
    """By the day the row was and all days asked for after it, apart from the evaluator."""
    assert aggregate.outcome is not None and aggregate.parameter is not None
    on, value = row[role], value_of(aggregate, row)
    assert isinstance(on, date)
    days = {on + timedelta(days=day) for day in range(int(aggregate.parameter))}
    return any(
        later[role] in days and value_of(aggregate, later) == value and row_matches(aggregate.outcome, later)
        for later in rows
    )


def value_of(aggregate: Aggregate, row: Row) -> object:
    assert aggregate.argument is not None
    if aggregate.function in ("count", "count_distinct", "first_ever", "returning", "converted"):
        return row[aggregate.argument.name]  # type: ignore[union-attr]
    return row_number(aggregate.argument, row)


def is_outermost_of_its_leaf(aggregate: Aggregate, row: Row, rows: list[Row], role: str) -> bool:
    rivals = [
        rival[role] for rival in rows
        if rival["unit"] == row["unit"] and value_of(aggregate, rival) is not None
        and (aggregate.condition is None or row_matches(aggregate.condition, rival))
    ]  # fmt: skip
    matches = aggregate.condition is None or row_matches(aggregate.condition, row)
    pick = max if aggregate.function == "last" else min
    is_valued = matches and value_of(aggregate, row) is not None
    return is_valued and str(row[role]) == pick(str(rival) for rival in rivals)


@pytest.mark.feature("KP-05")
@given(
    texts=st.lists(formulas, min_size=1, max_size=5, unique=True),
    rows=rows_strategy,
    members=members_strategy.map(merge_members),
    windows=windows_strategy,
    role=st.sampled_from(["on", "paid"]),
    most_bits=st.sampled_from([62, 0]),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_compiled_equals_reference(
    texts: list[str], rows: list[Row], members: list[Member], windows: list[Window], role: str, most_bits: int
) -> None:
    """Different values both by bits and, as where slots are too many, by pairs."""
    aggregates = [aggregate for text in texts for aggregate in check(parse(text), {"sales": SHAPE}, ()).aggregates]
    with patch("kpiloop.engine.dataflow.layout.MOST_BITS", most_bits):
        cells = compiled_cells(list(dict.fromkeys(aggregates)), rows, members, windows, role)
    expected: dict[tuple[str, str], tuple[int, list[MeasureCell]]] = {}
    for window in windows:
        inside = [row for row in rows if row[role] is not None and window.starts <= row[role] < window.ends]  # type: ignore[operator]
        before = [row for row in rows if row[role] is not None and row[role] < window.starts]  # type: ignore[operator]
        for subject in ("north", "all"):
            held = [row for row in inside if holds(members, row, subject, role)]
            if held:
                figures = [
                    expected_cell(aggregate, inside, held, role, before, rows)
                    for aggregate in dict.fromkeys(aggregates)
                ]
                expected[(subject, window.window)] = (len(held), figures)
    found = {key: (cell.row_count, list(cell.measures.values())) for key, cell in cells.items()}
    assert found == expected


def test_the_test_can_fail() -> None:
    rows: list[Row] = [dict.fromkeys(SHAPE.columns) | {"on": FIRST, "unit": "A", "qty": 2}]
    members = [Member("A", "all", FIRST, date(2027, 1, 1))]
    windows = [Window("w0", FIRST, date(2026, 2, 1))]
    cells = compiled_cells([parse("sum(sales.qty)"), parse("sum(sales.amt)")], rows, members, windows, "on")  # type: ignore[list-item]
    assert cells[("all", "w0")].measures["m0"] == MeasureCell(Decimal(2), 1, 1)
    assert cells[("all", "w0")].measures["m1"] == MeasureCell(Missing("no_rows"), 1, 0)
