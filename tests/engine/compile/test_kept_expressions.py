"""An expression that is kept is the one that would be built: what it is kept by says all that it depends on."""

from __future__ import annotations

from datetime import date
from itertools import product

from kpiloop.engine.compile import to_ibis
from kpiloop.engine.compile.dialects import duckdb
from kpiloop.engine.dataflow import KpiRequest, Layout, Member, Window, build, lay_out
from kpiloop.engine.formula import Aggregate, parse
from tests.engine.compile.test_differential import SHAPE

YEAR, DAY = (date(2026, 1, 1), date(2027, 1, 1)), date(2026, 2, 10)
MONTHS = [Window(f"m{number}", date(2026, number, 1), date(2026, number + 1, 1)) for number in range(1, 5)]
#: North and its company; north that moves within February; three levels; nobody above anybody.
TREES = [
    [("N", "N", *YEAR), ("N", "HQ", *YEAR)],
    [("N", "N", *YEAR), ("N", "HQ", YEAR[0], DAY)],
    [("N", "N", *YEAR), ("N", "EAST", *YEAR), ("N", "HQ", *YEAR), ("S", "HQ", *YEAR), ("S", "S", *YEAR)],
    [("S", "S", *YEAR)],
]
WINDOWS = [MONTHS[:1], MONTHS[1:2], MONTHS[:2], [Window("y", *YEAR), MONTHS[0]]]
TEXTS = ["count_distinct(sales.who)", "first_ever(sales.who)"]


def written(text: str, layout: Layout) -> str:
    aggregate = parse(text)
    assert isinstance(aggregate, Aggregate)
    scan = build([KpiRequest("k", [aggregate], "unit", {})], {"sales": SHAPE}).scans[0]
    return duckdb.to_sql(to_ibis.compile_scan(scan, SHAPE, layout))


def test_the_kept_text_is_the_text_that_would_be_written() -> None:
    layouts = [lay_out([Member(*row) for row in tree], windows) for tree, windows in product(TREES, WINDOWS)]
    kept = [written(text, layout) for text in TEXTS for layout in layouts]
    built = []
    for text in TEXTS:
        for layout in layouts:
            to_ibis._compiled.cache_clear()
            duckdb._written.cache_clear()
            built.append(written(text, layout))
    assert kept == built
    assert len(set(kept)) > len(TEXTS)  # some of these layouts do differ in their query


def test_other_days_and_members_of_one_form_are_asked_by_one_expression() -> None:
    first, second = (lay_out([Member(*row) for row in TREES[0]], windows) for windows in WINDOWS[:2])
    assert (first.bounds != second.bounds, first.form == second.form) == (True, True)
    before = to_ibis._compiled.cache_info().hits
    assert written(TEXTS[0], first) == written(TEXTS[0], second)
    assert to_ibis._compiled.cache_info().hits == before + 1
    assert to_ibis._compiled.cache_info().maxsize == to_ibis.EXPRESSIONS
