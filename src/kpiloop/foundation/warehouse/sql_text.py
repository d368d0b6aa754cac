"""Names and texts inside SQL of our own making; values of users are always bound, never written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kpiloop.engine.compile.to_ibis import stored_name
from kpiloop.engine.formula import ColumnType
from kpiloop.engine.formula.library import KEYWORDS
from kpiloop.engine.formula.tokens import NAME
from kpiloop.foundation.warehouse.errors import DatasetInvalid
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry

SQL_TYPES: dict[ColumnType, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DECIMAL(38,6)",
    "date": "DATE",
    "boolean": "BOOLEAN",
}
PROVENANCE_TYPES = {"_load": "BIGINT", "_line": "BIGINT", "_key": "VARCHAR"}
#: Tables the compiler brings along; a dataset of that name would hide them.
RESERVED = {"membership", "windows"} | KEYWORDS


def check_name(code: str, name: str) -> None:
    """Refuse a dataset or a column of a name that no formula could write.

    Errors:   dataset_invalid.
    """
    if not NAME.fullmatch(name) or name.startswith("_") or name in RESERVED:
        raise DatasetInvalid(dataset=code, name=name, reason="name")


def quote(name: str) -> str:
    """A name as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def column_types(dataset: DatasetRow) -> dict[str, str]:
    """SQL type of every stored column."""
    return {name: SQL_TYPES[kind] for name, kind in dataset.columns.items()} | PROVENANCE_TYPES


def outside_query(dataset: DatasetRow, files: Sequence[FileEntry], paths: Sequence[Path]) -> str:
    """All rows of a registered folder in the types of its dataset; types were checked when it was noted."""
    assert dataset.registered is not None
    names = dataset.registered.names
    columns = [
        f"CAST({quote(names.get(name, name))} AS {SQL_TYPES[kind]}) AS {quote(name)}"
        for name, kind in dataset.columns.items()
    ]
    columns += [f"{quote(names.get(name, name))} AS {quote(stored_name(name))}" for name in _texts(dataset)]
    place = "CAST(file_row_number AS BIGINT) + 1"
    keys = [f"coalesce(CAST({quote(names.get(name, name))} AS VARCHAR), chr(30))" for name in dataset.key_columns]
    key = " || chr(31) || ".join(keys or ["filename", f"CAST({place} AS VARCHAR)"])
    columns += [f"CAST({files[0].load:d} AS BIGINT) AS _load", f"{place} AS _line", f"{key} AS _key"]
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    source = f"read_parquet([{listed}], union_by_name=true, filename=true, file_row_number=true)"
    return f"SELECT {', '.join(columns)} FROM {source}"


def stored_types(dataset: DatasetRow) -> str:
    """How the files of a registered folder hold the texts of its dataset: a query over its view."""
    asked = ", ".join(f"{quote(stored_name(name))} AS {quote(name)}" for name in _texts(dataset))
    return f"DESCRIBE SELECT {asked or 'NULL AS nothing'} FROM {quote(dataset.code)}"


def _texts(dataset: DatasetRow) -> list[str]:
    return [name for name, kind in dataset.columns.items() if kind == "text"]


def view_query(dataset: DatasetRow, files: Sequence[FileEntry], paths: Sequence[Path]) -> str:
    """All rows of a dataset, of our own files or of those of somebody else."""
    if files and files[0].is_outside:
        return outside_query(dataset, files, paths)
    return rows_query(dataset, paths)


def rows_query(dataset: DatasetRow, paths: Sequence[Path]) -> str:
    """All stored rows of a dataset from an explicit list of files.

    Files written before a column existed give it as missing; no file at all gives no rows.
    """
    types = column_types(dataset)
    nothing = ", ".join(f"CAST(NULL AS {kind}) AS {quote(name)}" for name, kind in types.items())
    names = ", ".join(map(quote, types))
    empty = f"SELECT {nothing} WHERE FALSE"
    if not paths:
        return empty
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    stored = f"SELECT * FROM read_parquet([{listed}], union_by_name=true)"
    return f"SELECT {names} FROM ({empty} UNION ALL BY NAME {stored})"
