"""By what a row that could not be taken is known again when its source is read once more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.loop.collect.reading.clocks import is_clocked
from kpiloop.loop.collect.reading.codes import CodeBook
from kpiloop.loop.collect.reading.content import TakenRow
from kpiloop.loop.collect.reading.corrections import as_text, row_key
from kpiloop.loop.collect.reading.facts_table import facts_table
from kpiloop.loop.collect.reading.recipe import Recipe
from kpiloop.loop.collect.reading.typing import CellRefused, RowTyper, Value


def content_of(written: Mapping[str, str]) -> str:
    """One mark for the cells of a row as they are written, in whatever order they stand."""
    return hashlib.sha256(json.dumps(dict(written), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Identities:
    """Reads of a bad row what can be read of it: its business key, and what stands beside the bad cell."""

    def __init__(self, recipe: Recipe, shape: DatasetShape) -> None:
        """Prepare the readers of the recipe; days whose order the whole column must tell stay unread."""
        self.shape = shape
        self.typer = RowTyper(recipe, CodeBook(recipe.unit_codes, recipe.person_codes), {})

    def key(self, written: Mapping[str, str]) -> dict[str, Value]:
        """The cells of the business key; empty where one of them cannot be read or all of them are blank."""
        return self._read(written, self.shape.key_columns)

    def beside(self, written: Mapping[str, str], bad: str) -> dict[str, str]:
        """The other cells of a row as they are stored; empty where another one cannot be read either."""
        read = self._read(written, [name for name in self.typer.rules if name != bad])
        return {name: as_text(value) for name, value in read.items()}

    def _read(self, written: Mapping[str, str], names: Iterable[str]) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for name in names:
            rule = self.typer.rules.get(name)
            # A figure by the unit beside it and a moment by the clock of an entity need the whole row.
            if rule is not None and (rule.unit_from or (self.typer.clocks and is_clocked(rule))):
                return {}
            try:
                values[name] = self.typer.value_of(rule, written.get(name)) if rule else None
            except CellRefused:
                return {}
        return values if any(value is not None for value in values.values()) else {}


@dataclass(frozen=True)
class Came:
    """The rows of a reading that can be taken, one by one or as a table."""

    taken: Collection[TakenRow]  #: rows of the reader of rows
    rows: pa.Table | None  #: rows that were read by the column, instead
    shape: DatasetShape  #: columns of the dataset

    def keys(self, wanted: Collection[Mapping[str, Value]]) -> set[str]:
        """Which of some business keys came, as the store writes them."""
        asked = {row_key(values, self.shape) for values in wanted}
        if self.rows is None:
            return {key for key in (row_key(row.values, self.shape) for row in self.taken) if key in asked}
        names = list(self.shape.key_columns)
        typed = facts_table([TakenRow(0, values, {}) for values in wanted], self.shape)
        found = self.rows.select(names)
        for name in names:
            among = typed.column(name).cast(found.column(name).type)
            found = found.filter(pc.is_in(found.column(name), value_set=among))
        return {key for key in (row_key(row, self.shape) for row in found.to_pylist()) if key in asked}

    def at(self, lines: Collection[int]) -> dict[int, list[dict[str, str]]]:
        """The rows of some lines, cells as text; a line with months across makes several."""
        held: dict[int, list[dict[str, str]]] = {}
        if self.rows is None:
            pairs: Iterable[tuple[int, Mapping[str, object]]] = ((row.line, row.values) for row in self.taken)
        else:
            among = pa.array(sorted(lines), type=pa.int64())
            found = self.rows.filter(pc.is_in(self.rows.column("_line").cast(pa.int64()), value_set=among))
            pairs = ((int(row["_line"]), row) for row in found.to_pylist())
        for line, values in pairs:
            if line in lines:
                held.setdefault(line, []).append({name: as_text(cell) for name, cell in values.items()})
        return held
