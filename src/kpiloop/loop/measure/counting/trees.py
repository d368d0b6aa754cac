"""Whose tree a month is counted under: the units of it, its root, and the cells of further trees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.org import further


def units_of(month: PeriodRow, under: date | None) -> tuple[int, ...]:
    """Units of the company's own tree and those that stand in a further tree alone, also those that begin inside."""
    if under is not None:
        return tuple(org.full_tree(under).units)
    found = further.further_nodes_between(month.starts_on, month.ends_before)
    last = month.ends_before - timedelta(days=1)
    return tuple(dict.fromkeys([*(key for day in (month.starts_on, last) for key in org.full_tree(day).units), *found]))


def root_of(under: date | None) -> Callable[[PeriodRow], int | None]:
    """The root of the tree a month is computed under."""

    @cache
    def found(month: PeriodRow) -> int | None:
        return org.full_tree(under or month.starts_on).root_id

    return found


def further_kinds(months: Sequence[PeriodRow], under: date | None) -> dict[int, str]:
    """Which cells the units of further trees are computed from."""
    if under is not None:
        return {}
    nodes = further.further_nodes_between(months[0].starts_on, months[-1].ends_before)
    return {key: f"tree:{tree}" for key, tree in nodes.items()}
