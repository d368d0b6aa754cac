"""A table comes in: one snapshot, columns compared, counted and summed by the source, staged, and reconciled."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from kpiloop.loop.collect.cleaning.texts import Cell
from kpiloop.loop.collect.connectors.databases import DRIVERS, session
from kpiloop.loop.collect.connectors.grid import Grid, GridRow, Reading
from kpiloop.loop.collect.connectors.sealed import secret_of
from kpiloop.loop.collect.connectors.sql.cells import cell_of
from kpiloop.loop.collect.connectors.sql.relations import Column
from kpiloop.loop.collect.connectors.sql.session import Session
from kpiloop.loop.collect.connectors.sql.settings import Wanted, wanted_of
from kpiloop.loop.collect.connectors.sql.staging import Staging
from kpiloop.loop.collect.connectors.sql.statements import Asked, summed
from kpiloop.loop.collect.errors import ColumnsMissing, KindUnknown, TableMissing
from kpiloop.loop.collect.errors.tables import IncrementInvalid, SourceChanged, TotalsDiffer
from kpiloop.loop.collect.locations import resolve_location
from kpiloop.loop.collect.models import Source
from kpiloop.loop.collect.reading.tables.schema import Changes, changes_of

Report = Callable[[str, int, int], None]

#: Seconds a look at a source may take.
LOOK_SECONDS = 20
#: Binary sums depend on the order of their parts; this much of them is noise.
_FLOAT_NOISE = 1e-9


@dataclass(frozen=True)
class Target:
    """The table of a source and everything needed to reach it."""

    source: Source  #: the source
    wanted: Wanted  #: what is read there
    path: Path | None  #: file of a database in a file

    @property
    def label(self) -> str:
        """Table or query, for people."""
        name = self.wanted.table or "SELECT"
        return f"{self.wanted.schema}.{name}" if self.wanted.schema else name

    @contextmanager
    def open(self, seconds: int | None = None) -> Iterator[Session]:
        """A read-only session."""
        secret = secret_of(self.source, "password") if self.path is None else None
        with session(self.source.kind, self.source.settings, path=self.path, secret=secret, seconds=seconds) as opened:
            yield opened


@dataclass(frozen=True)
class Arrival:
    """What came in."""

    columns: tuple[Column, ...]  #: of the staging area, in its order
    changes: Changes  #: columns that are different from what was confirmed
    catalogue: tuple[Column, ...]  #: every column the source has
    source_rows: int  #: as the source counts
    source_totals: Mapping[str, str] = field(default_factory=dict)  #: as the source sums, by its column
    since: str = ""  #: value from which on was read; empty: everything
    newest: str = ""  #: newest value of the increment column
    newest_family: str = ""  #: what kind of value that is


def target_of(source: Source, recipe: Mapping[str, object], location: str = "") -> Target:
    """The table a source names, or its recipe of an earlier version.

    Errors:   connector_unknown for a source that is no database.
    """
    if source.kind not in DRIVERS:
        raise KindUnknown(kind=source.kind, kinds=", ".join(DRIVERS))
    wanted = wanted_of(source.settings, recipe)
    path = None if DRIVERS[source.kind].port else resolve_location(location or source.location)
    return Target(source, wanted, path)


def columns_of(opened: Session, wanted: Wanted) -> tuple[Column, ...]:
    """Columns of the table or query; a table that is not there is refused with those that are."""
    if wanted.query:
        return opened.head(Asked(opened.dialect, wanted).everything(1))
    known = opened.relations(wanted.schema)
    for relation in known:
        if relation.name == wanted.table and relation.schema in ("", wanted.schema, _usual(opened)):
            return relation.columns
    for relation in known:
        if relation.name == wanted.table and not wanted.schema:
            return relation.columns
    raise TableMissing(table=wanted.table, tables=", ".join(relation.name for relation in known[:40]))


def arrive(
    target: Target, used: list[str], known: list[list[str]], since: Mapping[str, object], report: Report
) -> Callable[[Callable[[int], Staging]], Arrival]:
    """Read the table into a staging area that is made as wide as it needs to be."""

    def read(make: Callable[[int], Staging]) -> Arrival:
        with target.open() as opened:
            catalogue = columns_of(opened, target.wanted)
            changes = changes_of(known, catalogue, [*used, *filter(None, [target.wanted.increment])])
            if changes.breaks:
                raise SourceChanged(source=target.source.code, **changes.fields())
            columns = _chosen(catalogue, used, target.wanted.increment)
            asked = _asked(opened, target.wanted, columns, since)
            count, *sums = opened.row(asked.totals(columns))
            area = make(len(columns))
            total = int(str(count))
            for batch in opened.batches(asked.read(columns), len(columns)):
                area.append(batch)
                report("collect.read", area.rows, max(total, area.rows))
        _reconcile(area, columns, total, sums)
        stated = {column.name: str(total or 0) for column, total in zip(summed(columns), sums, strict=True)}
        return Arrival(
            columns, changes, catalogue, total, stated, since=str(asked.since or ""), **_newest(area, columns, target)
        )

    return read


def look(target: Target, most: int) -> Reading:
    """The first rows of a table with every column, for a preview."""
    with target.open(LOOK_SECONDS) as opened:
        columns = columns_of(opened, target.wanted)
        asked = Asked(opened.dialect, target.wanted).everything(most)
        rows: list[GridRow] = []
        for batch in opened.batches(asked, len(columns)):
            for texts in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                cells = tuple(cell_of(text, column.family) for text, column in zip(texts, columns, strict=True))
                rows.append(GridRow(len(rows) + 1, cells))
    head = tuple(column.name for column in columns)
    return Reading((Grid(target.label, tuple(rows[:most]), head=head),), "", target.label)


def _usual(opened: Session) -> str:
    return {"postgres": "public", "tsql": "dbo"}.get(opened.dialect.name, "")


def _chosen(catalogue: tuple[Column, ...], used: list[str], increment: str) -> tuple[Column, ...]:
    by_name = {column.name: column for column in catalogue}
    missing = [name for name in used if name not in by_name]
    if missing:
        raise ColumnsMissing(missing=", ".join(missing), found=", ".join(by_name))
    if increment and increment not in by_name:
        raise IncrementInvalid(column=increment, reason="missing")
    return tuple(by_name[name] for name in dict.fromkeys([*used, *([increment] if increment else [])]))


def _asked(opened: Session, wanted: Wanted, columns: tuple[Column, ...], since: Mapping[str, object]) -> Asked:
    """Everything, or from the newest value of the last load on, less the overlap for late rows."""
    if not wanted.increment or not since:
        return Asked(opened.dialect, wanted)
    family = next(column.family for column in columns if column.name == wanted.increment)
    late = wanted.late()
    value = _less(cell_of(str(since["value"]), family), late, wanted.increment)
    bound = int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value
    # Several rows may share a moment, but a key is given once.
    return Asked(opened.dialect, wanted, bound, strictly=family in ("integer", "decimal") and not late)


def _less(value: Cell, late: timedelta | Decimal, column: str) -> Cell:
    """The newest value less the overlap, both of one kind."""
    if not late:
        return value
    if isinstance(value, date) and isinstance(late, timedelta):
        return value - late
    if isinstance(value, Decimal) and isinstance(late, Decimal):
        return value - late
    raise IncrementInvalid(column=column, reason="overlap")


def _reconcile(area: Staging, columns: tuple[Column, ...], count: int, sums: list[object]) -> None:
    """Refuse what is not exactly what the source said it holds."""
    if area.rows != count:
        raise TotalsDiffer(column="", source=count, read=area.rows)
    for column, stated in zip(summed(columns), sums, strict=True):
        place = columns.index(column)
        if column.family == "float":
            read, told = area.float_sum_of(place), float(str(stated or 0))
            if not math.isclose(read, told, rel_tol=_FLOAT_NOISE, abs_tol=_FLOAT_NOISE):
                raise TotalsDiffer(column=column.name, source=stated, read=read)
            continue
        exact = area.sum_of(place, column.family)
        if exact is not None and exact != Decimal(str(stated or 0)):
            raise TotalsDiffer(column=column.name, source=stated or 0, read=exact)


def _newest(area: Staging, columns: tuple[Column, ...], target: Target) -> dict[str, str]:
    name = target.wanted.increment
    if not name:
        return {}
    place, column = next((at, column) for at, column in enumerate(columns) if column.name == name)
    kinds = {"integer": "DECIMAL(38, 0)", "decimal": "DECIMAL(38, 12)", "date": "DATE", "moment": "TIMESTAMPTZ"}
    found = area.largest(place, kinds.get(column.family, "VARCHAR"))
    return {"newest": found or "", "newest_family": column.family}
