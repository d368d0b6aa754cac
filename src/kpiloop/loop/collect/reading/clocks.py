"""Moments of a reading become days by the clock of the legal entity their row belongs to (rule R41)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.foundation.org.clocks import Clocks
from kpiloop.loop.collect.cleaning.moments import moment_of
from kpiloop.loop.collect.cleaning.texts import Cell
from kpiloop.loop.collect.connectors.columns import Column
from kpiloop.loop.collect.reading.recipe import ColumnRule


def owner_of(rules: Iterable[ColumnRule]) -> str:
    """The column that says whose a row is: its unit, else its person; empty where only the company is left."""
    by_kind = {rule.kind: rule.name for rule in reversed(list(rules))}
    return by_kind.get("unit") or by_kind.get("person") or ""


def is_clocked(rule: ColumnRule) -> bool:
    """Whether a column holds days as they are written, so that a time beside one means something."""
    return rule.kind == "date" and not rule.words and not rule.lookup


def entity_day(clocks: Clocks, owner: object, day: date, written: Cell) -> date:
    """The day of a cell in the legal entity of a unit or person; the day as it is written where no time stands."""
    moment = moment_of(written, day)
    return day if moment is None else clocks(str(owner or ""), day).day_of(moment)


def entity_days(clocks: Clocks, owners: pa.Array | None, days: pa.Array, cells: Iterable[Cell]) -> pa.Array:
    """The same for a whole column."""
    codes = [None] * len(days) if owners is None else owners.to_pylist()
    found = [
        None if day is None else entity_day(clocks, code, day, cell)
        for code, day, cell in zip(codes, days.to_pylist(), cells, strict=True)
    ]
    return pa.array(found, pa.date32())


def tells_times(column: Column) -> bool:
    """Whether some cell of a column can hold a time of day."""
    return any(
        name == "moment" or (pa.types.is_string(part.type) and pc.any(pc.match_substring(part, ":")).as_py())
        for name, part in column.parts.items()
    )
