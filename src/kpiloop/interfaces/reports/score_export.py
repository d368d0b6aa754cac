"""Scores of cards: one row per KPI, and one with the total, the grade and the place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.reports.export_rows import Cell, Export, require_known
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward.rows import CycleRow, SheetRow

COLUMNS = ("id", "subject", "period", "kpi", "weight", "score", "grade", "rank")
#: Stands in the column of the KPI where a row is about the whole card.
TOTAL = "total"
FURTHER: Mapping[str, tuple[str, ...]] = {
    "evidence": (
        *("scheme", "scheme_version", "subject_kind", "subject_name", "revision", "factor", "state", "missing_reason"),
        *("computed_by", "computed_at", "signed_by", "signed_at"),
    )
}


def export_scores(viewer: Actor, *, period_codes: Sequence[str] = (), also: Collection[str] = ()) -> Export:
    """Newest revision of every scored card in sight: its lines, then its total."""
    require_known(also, FURTHER)
    rows: list[tuple[Cell, ...]] = []
    for cycle in reward.cycles(viewer):
        if period_codes and cycle.period_code not in period_codes:
            continue
        for sheet in reward.sheets(viewer, cycle_id=cycle.id, with_lines=True):
            more = _evidence(cycle, sheet) if also else ()
            rows += [(*cells, *more) for cells in _rows(cycle, sheet)]
    return Export("scores", (*COLUMNS, *(FURTHER["evidence"] if also else ())), tuple(rows))


def _rows(cycle: CycleRow, sheet: SheetRow) -> Iterator[tuple[Cell, ...]]:
    whose = (sheet.subject.code, cycle.period_code)
    for line in sheet.lines:
        yield (f"L{line.id}", *whose, line.kpi.code, line.weight, line.score, None, None)
    # A card that changed within the quarter has a part per stretch, each with its own full weight.
    weight = sum(line.weight for line in sheet.lines) if len(sheet.segments) == 1 else None
    yield (f"S{sheet.id}", *whose, TOTAL, weight, sheet.total, sheet.grade or None, sheet.rank)


def _evidence(cycle: CycleRow, row: SheetRow) -> tuple[Cell, ...]:
    head = (cycle.scheme_code, cycle.scheme_version, row.subject.kind, row.subject.name_zh, row.revision)
    result = (row.factor, row.state, row.missing_reason)
    return (*head, *result, row.computed_by, row.computed_at, row.signed_by, row.signed_at)
