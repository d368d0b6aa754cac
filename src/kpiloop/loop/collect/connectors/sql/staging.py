"""A place on disk where a table arrives before anyone trusts it; removed when the load ends."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from kpiloop.loop.collect.connectors.sql.session import named

#: What does not fit into so much memory is written beside it.
_MEMORY = "600MB"
_ROWS_AT_ONCE = 200_000


class Staging:
    """Rows as texts in `raw`, and what was understood of them in `typed`."""

    def __init__(self, store: duckdb.DuckDBPyConnection, width: int) -> None:
        """Prepare an empty table of so many columns."""
        self.store = store
        self.width = width
        self.rows = 0
        self.kept = 0
        columns = ", ".join(f"{named(place)} VARCHAR" for place in range(width))
        store.execute(f"CREATE TABLE raw (line BIGINT, {columns})")

    def append(self, batch: pa.Table) -> None:
        """Take a batch; its rows get their lines in the order they came."""
        lines = pc.add(pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int64()), batch.num_rows)), self.rows)
        self.store.register("batch", batch.add_column(0, "line", lines))
        self.store.execute("INSERT INTO raw SELECT * FROM batch")
        self.store.unregister("batch")
        self.rows += batch.num_rows

    def sha256(self, salt: str) -> str:
        """Hash of the content, the same in whatever order the rows came."""
        cells = ", ".join(f"coalesce(replace({named(place)}, '|', '||'), '|N')" for place in range(self.width))
        # Halves of one hash of each row, added up: the order of the rows does not matter.
        query = (
            "SELECT count(*), sum((hash >> 64)::UBIGINT), sum((hash & 18446744073709551615)::UBIGINT) "
            f"FROM (SELECT md5_number(concat_ws('|;', {cells})) AS hash FROM raw)"
        )
        found = self.store.execute(query).fetchone()
        return hashlib.sha256(f"{salt}\x1f{found}".encode()).hexdigest()

    def sum_of(self, place: int) -> Decimal | None:
        """Exact sum of a column of figures; None where one of them is no plain decimal."""
        name = named(place)
        figures = f"SELECT {name}, {exact(name)} AS figure FROM raw"
        total, written, read = self._one(f"SELECT sum(figure), count({name}), count(figure) FROM ({figures})")
        return Decimal(str(total or 0)) if written == read else None

    def float_sum_of(self, place: int) -> float:
        """Sum of a column of binary figures."""
        return float(str(self._one(f"SELECT coalesce(sum(TRY_CAST({named(place)} AS DOUBLE)), 0) FROM raw")[0]))

    def largest(self, place: int, as_type: str) -> str | None:
        """The largest value of a column in its type, as it was written."""
        name = named(place)
        found = self._one(f"SELECT arg_max({name}, TRY_CAST({name} AS {as_type})) FROM raw")[0]
        return None if found is None else str(found)

    def rows_at(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Rows of a query of our own making."""
        return self.store.execute(query, list(values)).fetchall()

    def change(self, query: str) -> None:
        """Run a statement of our own making."""
        self.store.execute(query)

    def keep(self, table: pa.Table) -> str:
        """Take a small table in, under a name of its own."""
        self.kept += 1
        name = f"kept_{self.kept}"
        self.store.register("given", table)
        self.store.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        self.store.unregister("given")
        return name

    def add(self, name: str, table: pa.Table) -> None:
        """Add rows to a table by the names of their columns."""
        self.store.register("given", table)
        self.store.execute(f"INSERT INTO {name} BY NAME SELECT * FROM given")
        self.store.unregister("given")

    def parts(self) -> Iterator[pa.Table]:
        """All rows as texts with their lines, some at a time."""
        columns = ", ".join(named(place) for place in range(self.width))
        reader = self.store.cursor().execute(f"SELECT line, {columns} FROM raw").to_arrow_reader(_ROWS_AT_ONCE)
        yield from (pa.Table.from_batches([batch]) for batch in reader)

    def table(self, query: str) -> pa.Table:
        """A query of our own making as a table."""
        return self.store.execute(query).to_arrow_table()

    def _one(self, query: str) -> tuple[object, ...]:
        found: tuple[object, ...] = self.store.execute(query).fetchall()[0]
        return found


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
            yield Staging(store, width)
