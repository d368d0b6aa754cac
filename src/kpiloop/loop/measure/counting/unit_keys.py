"""Rows that name their unit by another key: whom they count for, and what nobody knows (OR-04)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from kpiloop.engine.dataflow import Member
from kpiloop.engine.formula import DatasetShape
from kpiloop.foundation.org import further
from kpiloop.foundation.warehouse.computing.dimensions import dimension_members
from kpiloop.foundation.warehouse.computing.outside import MOST_CODES, unknown_units
from kpiloop.loop.measure.binding import Bound
from kpiloop.loop.measure.scanning import further_members, unit_members


def members_of_units(
    bounds: Iterable[Bound],
    shapes: Mapping[str, DatasetShape],
    version: int | None,
    days: tuple[date, date],
    *,
    under: date | None = None,
    tree: str = "",
) -> list[Member]:
    """Who counts for whom in the company's own tree or in a further one.

    Law:      the company counts every row, also where a KPI, or a folder of somebody else, names units by a key
              nobody knows.
    """
    if tree:
        return further_members(tree, *days)
    named = {(dataset, column) for bound in bounds for dataset, column in bound.unit_columns.items()}
    homes = any(column == shapes[dataset].person_column for dataset, column in named if dataset in shapes)
    unknown = {code for codes in unknown_units(version).values() for code in codes}
    if named and version is not None:
        known = further.spelled_codes(people=homes)
        for dataset, column in sorted(named):
            codes = dimension_members(version, dataset=dataset, column=column, limit=MOST_CODES)
            unknown |= set(codes) - known
    return unit_members(*days, under=under, unknown=sorted(unknown), homes=homes)
