"""What the fact store hands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from kpiloop.engine.formula import ColumnType


@dataclass(frozen=True)
class DatasetRow:
    """A registered table of facts."""

    id: int  #: key
    code: str  #: name in formulas
    name_zh: str  #: Chinese name
    name_en: str  #: English name, may be empty
    columns: Mapping[str, ColumnType]  #: type by column, in order
    key_columns: tuple[str, ...]  #: business key; empty: every row stands for itself
    date_columns: tuple[str, ...]  #: date roles; the first partitions
    unit_column: str  #: column that names the unit, or empty
    person_column: str  #: column that names the person, or empty
    dimensions: tuple[str, ...]  #: columns people split by
    tree_columns: Mapping[str, str] = field(default_factory=dict)  #: further tree -> column that names its unit
    money_columns: tuple[str, ...] = ()  #: amounts in the currency of the legal entity
    registered: Registered | None = None  #: set when the rows lie in a folder of somebody else
    mark: str = ""  #: another one as soon as its description says something else


@dataclass(frozen=True)
class Registered:
    """A folder of Parquet files that is read where it lies."""

    folder: str  #: folder, files below it count too
    names: Mapping[str, str]  #: column of the dataset -> column of the files
    keeps: str  #: copy: a close copies the rows it used; fingerprint: it keeps hashes only


@dataclass(frozen=True)
class FileEntry:
    """One immutable file of a version."""

    path: str  #: relative to the folder of files
    rows: int  #: rows in it
    sha256: str  #: checksum of its bytes
    month: str  #: month of the first date column, "" for rows without that date; several of a file outside
    stamp: str = ""  #: files outside: size and time of last change when they were noted
    load: int = 0  #: files outside: load number their rows stand under
    since: str = ""  #: files outside: earliest day of any date of its rows, as ISO text; "" where some have none

    @property
    def is_outside(self) -> bool:
        """True for a file of somebody else, which may change under us."""
        return bool(self.stamp)


@dataclass(frozen=True)
class VersionRow:
    """One published state of the whole store."""

    number: int  #: 1, 2, 3, ...
    created_at: datetime  #: when it was published
    rows: int  #: rows in all datasets
    sha256: str  #: checksum of the manifest
    manifest: Mapping[str, tuple[FileEntry, ...]]  #: files by dataset code


@dataclass(frozen=True)
class LoadRow:
    """What one load brought."""

    number: int  #: stands on every row it brought
    dataset: str  #: dataset code
    version: int  #: version it published
    rows: int  #: rows handed over
    rows_new: int  #: keys seen for the first time
    rows_replaced: int  #: known keys with other content
    rows_unchanged: int  #: known keys with the same content
    covers_from: date | None  #: first day the source declares complete
    covers_to: date | None  #: first day after
    sha256: str  #: checksum of the landed file, or of the checksums of several
    created_at: datetime  #: when it was published
    months: tuple[str, ...] = ()  #: months whose files were rewritten; only known while publishing


@dataclass(frozen=True)
class RowFilter:
    """Which source rows are wanted; all tests must hold."""

    equals: Mapping[str, str | int | Decimal | date | bool | None] = field(default_factory=dict)  #: column -> value
    date_column: str = ""  #: date role of the stretch; empty = the first
    starts: date | None = None  #: first day
    ends: date | None = None  #: first day after
    load: int | None = None  #: rows of one load only


@dataclass(frozen=True)
class RowPage:
    """Source rows with their load and line, one page at a time."""

    columns: tuple[str, ...]  #: columns of the dataset, in order
    rows: tuple[Mapping[str, object], ...]  #: cells by column, with _load, _line and, in proofs, _value
    number: int  #: page number, from 1
    size: int  #: rows per full page
    total: int  #: matching rows on all pages
    total_value: Decimal | None = None  #: proofs: the figure recomputed from all matching rows
    statement: str = ""  #: proofs: the query that recomputed it
