"""A place on disk where a table arrives before anyone trusts it; removed when the load ends."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from kpiloop.engine.values import EXACT
from kpiloop.loop.collect.connectors.sql.cells import plain_figures
from kpiloop.loop.collect.connectors.sql.relations import Family
from kpiloop.loop.collect.connectors.sql.session import named

#: What does not fit into so much memory is written beside it.
_MEMORY = "600MB"
#: Sums of figures of 64 bits never pass this.
_SUMMABLE = pa.decimal128(38, 6)
#: Halves of one hash of each row, added up: the order of the rows does not matter.
_HASHES = """SELECT count(*), sum((hash >> 64)::UBIGINT), sum((hash & 18446744073709551615)::UBIGINT)
FROM (SELECT md5_number(text) AS hash FROM texts)"""


class Staging:
    """Rows as texts in a file, in the order they came; the line of a row is its place, from 1."""

    def __init__(self, store: duckdb.DuckDBPyConnection, folder: Path, width: int) -> None:
        """Prepare an empty file of so many columns."""
        self.store = store
        self.width = width
        self.rows = 0
        self.path = folder / "raw.arrow"
        self.starts: list[int] = []
        schema = pa.schema([(named(place), pa.string()) for place in range(width)])
        self.sink = pa.OSFile(str(self.path), "wb")
        self.writer = pa.ipc.new_file(self.sink, schema)

    def append(self, batch: pa.Table) -> None:
        """Take a batch; its rows get their lines in the order they came."""
        for part in batch.to_batches():
            self.writer.write_batch(part)
            self.starts.append(self.rows)
            self.rows += part.num_rows

    @cached_property
    def raw(self) -> pa.Table:
        """All rows, mapped from the file, so that memory holds what is looked at; nothing is appended after."""
        self.close()
        raw = pa.ipc.open_file(pa.memory_map(str(self.path))).read_all()
        self.store.register("raw", raw)
        return raw

    def close(self) -> None:
        """Finish the file."""
        if not self.sink.closed:
            self.writer.close()
            self.sink.close()

    def parts(self) -> Iterator[tuple[int, pa.RecordBatch]]:
        """All rows, some at a time, each part with the number of rows before it."""
        yield from zip(self.starts, self.raw.to_batches(), strict=True)

    def cells(self, line: int) -> list[str | None]:
        """The texts of one row."""
        return [column[0].as_py() for column in self.raw.slice(line - 1, 1).columns]

    def sha256(self, salt: str) -> str:
        """Hash of the content, the same in whatever order the rows came."""
        found: list[int | None] = [0, None, None]
        for _, part in self.parts():
            with self.lent(texts=pa.table({"text": _joined(part)})):
                sums = self._one(_HASHES)
            found = [(held or 0) + int(str(more)) for held, more in zip(found, sums, strict=True)]
        return hashlib.sha256(f"{salt}\x1f{tuple(found)}".encode()).hexdigest()

    def sum_of(self, place: int, family: Family) -> Decimal | None:
        """Exact sum of a column of figures; None where one of them is no plain decimal."""
        total = Decimal(0)
        for _, part in self.parts():
            figures = plain_figures(part.column(place), family)
            if figures is None:
                return self._sum_of_long(named(place))
            total = EXACT.add(total, pc.sum(figures.cast(_SUMMABLE)).as_py() or 0)
        return total

    def _sum_of_long(self, name: str) -> Decimal | None:
        figures = f"SELECT {name}, {exact(name)} AS figure FROM raw"
        total, written, read = self._one(f"SELECT sum(figure), count({name}), count(figure) FROM ({figures})")
        return Decimal(str(total or 0)) if written == read else None

    def float_sum_of(self, place: int) -> float:
        """Sum of a column of binary figures."""
        total = f"SELECT coalesce(sum(TRY_CAST({named(place)} AS DOUBLE)), 0) FROM raw"
        return float(str(self._one(total)[0]))

    def largest(self, place: int, as_type: str) -> str | None:
        """The largest value of a column in its type, as it was written."""
        name = named(place)
        found = self._one(f"SELECT arg_max({name}, TRY_CAST({name} AS {as_type})) FROM raw")[0]
        return None if found is None else str(found)

    def rows_at(self, query: str) -> list[tuple[object, ...]]:
        """Rows of a query of our own making over `raw` and the tables that were lent."""
        assert self.raw.num_rows == self.rows
        found: list[tuple[object, ...]] = self.store.execute(query).fetchall()
        return found

    def table(self, query: str) -> pa.Table:
        """The same as a table."""
        return self.store.execute(query).to_arrow_table()

    @contextmanager
    def lent(self, **tables: pa.Table) -> Iterator[None]:
        """Let queries see some tables."""
        for name, table in tables.items():
            self.store.register(name, table)
        try:
            yield
        finally:
            for name in tables:
                self.store.unregister(name)

    def _one(self, query: str) -> tuple[object, ...]:
        return self.rows_at(query)[0]


def _joined(part: pa.RecordBatch) -> pa.Array:
    """Every row as one text that no other row gives."""
    texts = [
        pc.replace_substring(column, "|", "||") if pc.any(pc.match_substring(column, "|")).as_py() else column
        for column in part.columns
    ]
    return pc.binary_join_element_wise(*texts, "|;", null_handling="replace", null_replacement="|N")


def exact(cell: str) -> str:
    """SQL of a text as a figure; short ones by the machine's own integers, which is two hundred times faster."""
    return (
        f"(CASE WHEN regexp_matches({cell}, '^-?[0-9]{{1,12}}(\\.[0-9]{{1,6}}0*)?$') "
        f"THEN CAST(TRY_CAST({cell} AS DECIMAL(18, 6)) AS DECIMAL(38, 12)) "
        f"ELSE TRY_CAST({cell} AS DECIMAL(38, 12)) END)"
    )


@contextmanager
def staging(width: int) -> Iterator[Staging]:
    """Open a staging area below the home directory and remove it whatever happens."""
    folder = Path(settings.HOME) / "run" / "staging"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="load-") as place:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _MEMORY,
            "threads": 2,
            "preserve_insertion_order": False,
            "temp_directory": place,
        }
        with duckdb.connect(":memory:", config=config) as store:
            store.execute("SET autoinstall_known_extensions = false")
            area = Staging(store, Path(place), width)
            try:
                yield area
            finally:
                area.close()
