"""The small sheet the page shows is one the reader takes, in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from kpiloop.interfaces.web.collect.workbook_page import sample
from kpiloop.loop.collect.connectors.grid import Grid, GridRow
from kpiloop.loop.collect.one_sheet.columns import find_layout
from kpiloop.loop.collect.one_sheet.words import direction, measure_unit


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sample_is_understood(language: str) -> None:
    with translation.override(language):
        head, *rows = sample()
    layout = find_layout(Grid("sheet", [GridRow(line, cells) for line, cells in enumerate((head, *rows), 1)]))
    assert set(layout.places) == {"unit", "owner", "kpi", "measure_unit", "direction", "weight", "annual"}
    assert [column.month.month for column in layout.targets] == [1, 2] == [c.month.month for c in layout.actuals]
    assert [direction(row[4]) for row in rows] == ["higher", "lower", "higher"]
    assert all(measure_unit(row[3]) is not None for row in rows)
