"""An expression that is kept is the one that would be built: what it is kept by says all that it depends on."""

from __future__ import annotations

from datetime import date

import pytest

from kpiloop.engine.compile import to_ibis
from kpiloop.engine.compile.dialects import duckdb
from kpiloop.engine.dataflow import KpiRequest, Layout, Member, Window, build, lay_out
from kpiloop.engine.formula import Aggregate, parse
from tests.engine.compile.test_differential import SHAPE

YEAR = (date(2026, 1, 1), date(2027, 1, 1))
FEBRUARY, MARCH = (Window("w", date(2026, number, 1), date(2026, number + 1, 1)) for number in (2, 3))
ALWAYS = [("N", "N", *YEAR), ("N", "HQ", *YEAR)]
#: Pairs of one form: another month; another unit that leaves on another day, its company alone keeping it whole.
PAIRS = [
    ((ALWAYS, FEBRUARY), ([("S", "S", *YEAR), ("S", "CO", *YEAR)], MARCH)),
    (
        ([*ALWAYS, ("N", "EAST", YEAR[0], date(2026, 2, 10))], FEBRUARY),
        ([("S", "S", *YEAR), ("S", "CO", *YEAR), ("S", "WEST", YEAR[0], date(2026, 3, 20))], MARCH),
    ),
]
COUNT = "count_distinct(sales.who)"


Laid = tuple[list[tuple[str, str, date, date]], Window]


def written(text: str, layout: Layout) -> str:
    aggregate = parse(text)
    assert isinstance(aggregate, Aggregate)
    scan = build([KpiRequest("k", [aggregate], "unit", {})], {"sales": SHAPE}).scans[0]
    return duckdb.to_sql(to_ibis.compile_scan(scan, SHAPE, layout))


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_layouts_of_one_form_are_asked_by_one_text(first: Laid, second: Laid) -> None:
    """Built for each alone the text is the same; kept, the second one does not build it again."""
    layouts = [lay_out([Member(*row) for row in members], [window]) for members, window in (first, second)]
    assert (layouts[0].bounds != layouts[1].bounds, layouts[0].form == layouts[1].form) == (True, True)
    texts = []
    for layout in layouts:
        to_ibis._compiled.cache_clear()
        duckdb._written.cache_clear()
        texts.append(written(COUNT, layout))
    assert texts[0] == texts[1]
    before = to_ibis._compiled.cache_info()
    assert written(COUNT, layouts[0]) == texts[0]
    assert (to_ibis._compiled.cache_info().misses, before.maxsize) == (before.misses, to_ibis.EXPRESSIONS)


def test_another_form_is_another_text() -> None:
    forms = [lay_out([Member(*row) for row in members], [window]) for (members, window), _second in PAIRS]
    assert forms[0].form != forms[1].form
    assert written(COUNT, forms[0]) != written(COUNT, forms[1])
