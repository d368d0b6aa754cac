"""What is asked of an engine, and what it answers."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import ibis.expr.types as ir
import pyarrow as pa

from kpiloop.engine.compile.laid_out import LAID_OUT, laid_out
from kpiloop.engine.dataflow import Layout, Member, Window
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry, VersionRow

MEMBERSHIP_SCHEMA = pa.schema(
    [("leaf", pa.string()), ("subject", pa.string()), ("valid_from", pa.date32()), ("valid_to", pa.date32())]
)
WINDOWS_SCHEMA = pa.schema([("window", pa.string()), ("starts", pa.date32()), ("ends", pa.date32())])
_last = threading.local()
ARROW = {"string": pa.string(), "date": pa.date32(), "int32": pa.int32(), "int64": pa.int64()}


@dataclass(frozen=True)
class Question:
    """A compiled expression over datasets of one version of the facts."""

    expression: ir.Table  #: over tables named like the datasets, and the given ones
    version: VersionRow  #: version of the facts
    datasets: Sequence[tuple[DatasetRow, Sequence[FileEntry]]]  #: datasets asked for, with their files
    given: Mapping[str, pa.Table]  #: small tables that travel with the question, by name
    kept: Mapping[str, str] = field(default_factory=dict)  #: states the engine inside reads: name -> SQL of its view


@dataclass(frozen=True)
class Answer:
    """What a compiled query answered, kept by the column."""

    statement: str  #: its SQL text
    table: pa.Table  #: rows
    known: dict[str, list[object]] = field(default_factory=dict)  #: columns that were read already

    def column(self, name: str) -> list[object]:
        """The values of a column; decimals stay exact."""
        if name not in self.known:
            held = self.table.column(name)
            self.known[name] = _whole(held) if _is_whole_decimal(held.type) else held.to_pylist()
        return self.known[name]


def _is_whole_decimal(kind: pa.DataType) -> bool:
    """Sums of whole numbers have 128 bits, which arrow holds as decimals."""
    return bool(pa.types.is_decimal(kind) and kind.scale == 0)


def _whole(held: pa.ChunkedArray) -> list[object]:
    """Whole numbers as such; only a column in which one is longer than 64 bits is read number by number."""
    try:
        found: list[object] = held.cast(pa.int64()).to_pylist()
    except pa.ArrowInvalid:
        return [None if number is None else int(number) for number in held.to_pylist()]
    return found


def layout_tables(layout: Layout) -> dict[str, pa.Table]:
    """The tables a compiled scan meets besides its facts; the scans of a run share a layout."""
    last = getattr(_last, "made", None)
    if last is None or last[0] is not layout:
        rows = laid_out(layout)
        made = {table.get_name(): bare_table(rows[table.get_name()], table) for table in LAID_OUT}
        last = _last.made = layout, made
    return dict(last[1])


def bare_table(rows: Sequence[tuple[object, ...]], table: ir.Table) -> pa.Table:
    """Rows in the columns and types of an unbound table."""
    return _table(rows, pa.schema([(column, ARROW[str(kind)]) for column, kind in table.schema().items()]))


def members_table(members: Sequence[Member]) -> pa.Table:
    """Who counts for whom on which days."""
    return _table([(row.leaf, row.subject, row.valid_from, row.valid_to) for row in members], MEMBERSHIP_SCHEMA)


class Memberships:
    """Who counts for many subjects, laid out once; a question takes those it asks for without laying them out anew."""

    def __init__(self, members: Mapping[str, Sequence[Member]]) -> None:
        self._rows = members_table([row for rows in members.values() for row in rows])
        ends = accumulate(len(rows) for rows in members.values())
        self._places = {
            key: (end - len(rows), len(rows)) for (key, rows), end in zip(members.items(), ends, strict=True)
        }

    def of(self, subjects: Iterable[str]) -> pa.Table:
        """The rows of some subjects; nobody counts for those that are not known."""
        parts = [self._rows.slice(*self._places[key]) for key in subjects if key in self._places]
        return pa.concat_tables([self._rows.slice(0, 0), *parts])


def windows_table(windows: Sequence[Window]) -> pa.Table:
    """The stretches of days figures are wanted for."""
    return _table([(row.window, row.starts, row.ends) for row in windows], WINDOWS_SCHEMA)


def _table(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table([pa.array(column, type=kind) for column, kind in zip(columns, schema.types, strict=True)], schema)
