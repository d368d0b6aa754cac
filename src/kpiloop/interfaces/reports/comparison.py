"""A comparison over time or between units as flat rows: codes, every digit, empty where there is no value."""

from __future__ import annotations

from kpiloop.engine.values import Figure, Missing
from kpiloop.governance.archive.comparison_rows import ComparedFigure, ComparedRow, HistoricComparison
from kpiloop.interfaces.reports.export_rows import Cell, Export

_OF_A_SIDE = ("period", "subject", "subject_name", "counted_on", "reported", "live", "restated", "target", "light")
COLUMNS = (
    *("id", "kpi", "kpi_name", "unit", "structure"),
    *(f"first_{name}" for name in _OF_A_SIDE),
    *(f"second_{name}" for name in _OF_A_SIDE),
    *("change", "change_share", "judgement", "redefined"),
)


def export_comparison(found: HistoricComparison) -> Export:
    """Every row with both sides, as reported, as it is now and under the chosen organisation."""
    return Export("comparison", COLUMNS, tuple(_cells(found, row) for row in found.rows))


def _cells(found: HistoricComparison, row: ComparedRow) -> tuple[Cell, ...]:
    key = f"{row.kpi.code}/{row.first_subject.code}/{row.second_subject.code}"
    first, second = row.first_subject, row.second_subject
    sides = (
        *(found.first.period_code, first.code, first.name_zh, found.first.counted_on, *_figures(row.first)),
        *(found.second.period_code, second.code, second.name_zh, found.second.counted_on, *_figures(row.second)),
    )
    change = (_plain(row.change.change), _plain(row.change.share), row.change.judgement, int(row.is_redefined))
    return (key, row.kpi.code, row.kpi.name_zh, row.kpi.measurement_unit, found.structure, *sides, *change)


def _figures(side: ComparedFigure | None) -> tuple[Cell, ...]:
    if side is None:
        return (None, None, None, None, "")
    return (side.reported, side.live, side.restated, side.target, side.light)


def _plain(figure: Figure) -> Cell:
    return None if isinstance(figure, Missing) else figure
