"""A change, split, on its way out: one line per part or cell, the rest and the whole; codes and every digit."""

from __future__ import annotations

from collections.abc import Iterator

from kpiloop.engine.values import Figure, Missing
from kpiloop.interfaces.reports.export_rows import Cell, Export
from kpiloop.loop.analyse.rows import Contribution, Crossing, PartRow

COLUMNS = (
    *("id", "subject", "kpi", "period", "baseline", "by", "within", "convention", "order", "line", "part"),
    *("within_part", "base", "current", "rate", "mix", "change", "share", "state"),
)


def export_variance(split: Contribution | Crossing) -> Export:
    """Lines are parts (of two dimensions: cells), then residual and whole; parts + residual = whole."""
    return Export("variance", COLUMNS, tuple(_lines(split)))


def _lines(split: Contribution | Crossing) -> Iterator[tuple[Cell, ...]]:
    held = split.assignment
    by, within = split.dimensions if isinstance(split, Crossing) else (split.by, "")
    order = "" if isinstance(split, Crossing) else " > ".join(split.order)
    head = (held.id, held.subject.code, held.kpi.code, split.period_code, split.baseline, by, within)
    lead: tuple[Cell, ...] = (*head, split.convention, order)
    for part, inner, row in _parts(split):
        figures = (row.base, row.current, row.rate_effect, row.mix_effect, row.change, row.share)
        yield (*lead, "part", part, inner, *(_cell(figure) for figure in figures), row.state)
    yield (*lead, "residual", split.residual_code, "", *(None,) * 4, _cell(split.residual), None, "")
    ends = (_cell(split.base), _cell(split.current))
    yield (*lead, "change", "", "", *ends, None, None, _cell(split.change), None, "")


def _parts(split: Contribution | Crossing) -> Iterator[tuple[str, str, PartRow]]:
    if isinstance(split, Contribution):
        yield from ((part.key, "", part) for part in split.parts)
        return
    yield from ((cell.row, cell.column, cell.part) for cell in split.cells)
    # Rows of units that may not be named have a sum and no cells.
    named = {cell.row for cell in split.cells}
    yield from ((row.key, "", row) for row in split.rows if row.key not in named)


def _cell(figure: Figure | None) -> Cell:
    return None if figure is None or isinstance(figure, Missing) else figure
