"""A value split by two columns of its rows at once: members of the second within members of the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpiloop.engine.dataflow import CROSS
from kpiloop.foundation.warehouse.computing.dimensions import dimension_members
from kpiloop.loop.measure.rows import SplitPart
from kpiloop.loop.measure.splitting.drilling import Crossed, drill
from kpiloop.loop.measure.splitting.values import splittable

#: More members of a dimension than this are one member together: a table must be read at one glance.
MOST_CROSSED = 12
#: Members of the first and of the second dimension; OTHERS for those not named, "" for rows without one.
Pair = tuple[str, str]


def cross(
    kpi_id: int, subject_id: int, period_ids: Sequence[int | None], window: str, columns: tuple[str, str]
) -> list[dict[Pair, SplitPart]]:
    """Split a KPI of a subject in some periods by two columns of its rows: (member, member) -> figures, per period.

    The members told apart are those with most rows in the facts behind the last period, the same in every period.
    Law:      every row of the value is in exactly one cell.
    Missing:  nothing for a period without a value that can be split by both columns.
    """
    last = period_ids[-1]
    ready = splittable(kpi_id, subject_id, last, window, columns) if last is not None else None
    if ready is None:
        return [{} for _ in period_ids]
    named = [_named(ready.asked.version, ready.dataset, column) for column in columns]
    crossed = tuple(zip(columns, named, strict=True))
    return [_cells(kpi_id, subject_id, key, window, crossed) for key in period_ids]


def _named(version: int, dataset: str, column: str) -> tuple[str, ...]:
    found = dimension_members(version, dataset=dataset, column=column, limit=MOST_CROSSED)
    return tuple(found)


def _cells(kpi_id: int, subject_id: int, period_id: int | None, window: str, crossed: Crossed) -> dict[Pair, SplitPart]:
    columns = [column for column, _ in crossed]
    ready = splittable(kpi_id, subject_id, period_id, window, columns) if period_id is not None else None
    if ready is None:
        return {}
    found = drill(replace(ready.asked, crossed=crossed), ready.bindings, ready.shapes)
    return {_pair(member): part for (_, _, member), part in found.parts.items()}


def _pair(member: str) -> Pair:
    first, _, second = member.partition(CROSS)
    return first, second
