"""Values split by columns of their rows with nothing left over: by two at once, or many units by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpiloop.engine.dataflow import CROSS
from kpiloop.foundation.warehouse.computing.dimensions import dimension_members
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.rows import SplitPart
from kpiloop.loop.measure.splitting.drilling import Crossed, drill
from kpiloop.loop.measure.splitting.values import splittable

#: More members of a dimension than this are one member together: a table must be read at one glance.
MOST_CROSSED = 12
#: Subject, and a member of each column; OTHERS for those not named, "" for rows without one.
Cell = tuple[int, tuple[str, ...]]


def cross(
    kpi_id: int, subject_ids: Sequence[int], period_ids: Sequence[int | None], window: str, columns: Sequence[str]
) -> list[dict[Cell, SplitPart]]:
    """Split a KPI of subjects in some periods by columns of the rows behind it.

    Shape:    -> per period (subject, members) -> figures.
    The members told apart are those with most rows in the facts behind the last period, the same in every period.
    Law:      every row of a value is in exactly one of its cells.
    Missing:  nothing for a period without a value that can be split by all columns.
    """
    last = _by_version(kpi_id, subject_ids, period_ids[-1], window)
    if not last:
        return [{} for _ in period_ids]
    version, subjects = max(last.items())
    ready = splittable(kpi_id, subjects[0], period_ids[-1] or 0, window, columns)
    if ready is None:
        return [{} for _ in period_ids]
    crossed: Crossed = tuple(
        (column, tuple(dimension_members(version, dataset=ready.dataset, column=column, limit=MOST_CROSSED)))
        for column in columns
    )
    return [_cells(kpi_id, subject_ids, key, window, crossed) for key in period_ids]


def _by_version(kpi_id: int, subject_ids: Sequence[int], period_id: int | None, window: str) -> dict[int, list[int]]:
    """Subjects with a value by the version of the facts it was computed from: they can be asked for together."""
    found: dict[int, list[int]] = {}
    values = Value.objects.filter(
        kpi_id=kpi_id, subject_id__in=list(subject_ids), period_id=period_id or 0, window=window, is_current=True
    )
    for subject, version in values.order_by("subject_id").values_list("subject_id", "warehouse_version"):
        if version is not None:
            found.setdefault(version, []).append(subject)
    return found


def _cells(
    kpi_id: int, subject_ids: Sequence[int], period_id: int | None, window: str, crossed: Crossed
) -> dict[Cell, SplitPart]:
    columns = [column for column, _ in crossed]
    cells: dict[Cell, SplitPart] = {}
    for subjects in _by_version(kpi_id, subject_ids, period_id, window).values():
        ready = splittable(kpi_id, subjects[0], period_id or 0, window, columns)
        if ready is None:
            continue
        asked = replace(ready.asked, subject_ids=tuple(subjects), crossed=crossed)
        found = drill(asked, ready.bindings, ready.shapes)
        cells |= {(subject, tuple(member.split(CROSS))): part for (subject, _, member), part in found.parts.items()}
    return cells
