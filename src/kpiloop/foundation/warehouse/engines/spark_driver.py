"""The driver of a Spark cluster: runs in a child process only, knows neither Django nor what a figure means."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from kpiloop.engine.errors import Refusal

SQL_TYPES = {"text": "STRING", "integer": "BIGINT", "decimal": "DECIMAL(38,6)", "date": "DATE", "boolean": "BOOLEAN"}
TOO_LARGE = ("ARITHMETIC_OVERFLOW", "NUMERIC_VALUE_OUT_OF_RANGE", "DECIMAL_PRECISION_EXCEEDS", "CAST_OVERFLOW")

_sessions: dict[tuple[object, ...], Any] = {}


def answer(
    *,
    master: str,
    options: dict[str, str],
    parts: list[tuple[str, str]],
    sql: str,
    facts: list[dict[str, Any]],
    given: list[dict[str, str]],
    into: str,
) -> int:
    """Run SQL over the files of datasets and the small tables of a question; gives the number of rows.

    Shape:    the answer is written to `into` as an Arrow file; `parts` are kept on the cluster until it is there.
    Errors:   number_too_large.
    """
    session = _session(master, options)
    for dataset in facts:
        _view(session, dataset)
    for table in given:
        _read(session.read.schema(table["schema"]), [table["path"]]).createOrReplaceTempView(_quoted(table["name"]))
    try:
        found = _answered(session, parts, sql)
    except Exception as fault:
        if any(word in str(fault) for word in TOO_LARGE):
            raise Refusal("number_too_large", reason=str(fault)[:200]) from fault
        raise
    with pa.OSFile(into, "wb") as sink, pyarrow.ipc.new_file(sink, found.schema) as writer:
        writer.write_table(found)
    return int(found.num_rows)


def _answered(session: Any, parts: list[tuple[str, str]], sql: str) -> pa.Table:
    from pyspark import StorageLevel

    kept = []
    try:
        for name, text in parts:
            kept.append(session.sql(text).persist(StorageLevel.MEMORY_AND_DISK))
            kept[-1].createOrReplaceTempView(_quoted(name))
        return session.sql(sql).toArrow()
    finally:
        for part in kept:
            part.unpersist()


def _session(master: str, options: dict[str, str]) -> Any:
    key = (master, *sorted(options.items()))
    if key not in _sessions or _sessions[key].sparkContext._jsc.sc().isStopped():
        from pyspark.sql import SparkSession

        for old in _sessions.values():
            old.stop()
        _sessions.clear()
        builder = SparkSession.builder.master(master).appName("KPILoop")
        for name, value in options.items():
            builder = builder.config(name, value)
        _sessions[key] = builder.getOrCreate()
    return _sessions[key]


def _view(session: Any, dataset: dict[str, Any]) -> None:
    """A view of all rows of a dataset in its types, over an explicit list of files."""
    columns: dict[str, str] = dataset["columns"]
    if not dataset["paths"]:
        nothing = (f"CAST(NULL AS {SQL_TYPES[kind]}) AS {_quoted(name)}" for name, kind in columns.items())
        parts = [session.sql(f"SELECT {', '.join(nothing)}, CAST(NULL AS BIGINT) AS `_load` WHERE FALSE")]
    elif dataset["load"] is None:
        kinds = ", ".join(f"{_quoted(name)} {SQL_TYPES[kind]}" for name, kind in columns.items())
        # A schema of our own: files written before a column existed give it as missing.
        parts = [_read(session.read.schema(f"{kinds}, `_load` BIGINT"), dataset["paths"])]
    else:
        parts = [_outside(session, dataset, paths, schema) for schema, paths in _alike(dataset["paths"])]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.unionAll(part)
    whole.createOrReplaceTempView(_quoted(dataset["name"]))


def _alike(paths: list[str]) -> list[tuple[pa.Schema, list[str]]]:
    """Files of somebody else by their columns and types, which may change from year to year."""
    groups: dict[str, tuple[pa.Schema, list[str]]] = {}
    for path in paths:
        schema = pq.read_schema(path).remove_metadata()
        groups.setdefault(str(schema), (schema, []))[1].append(path)
    return list(groups.values())


def _outside(session: Any, dataset: dict[str, Any], paths: list[str], schema: pa.Schema) -> Any:
    columns = []
    for name, kind in dataset["columns"].items():
        theirs = dataset["names"].get(name, name)
        source = _quoted(theirs) if theirs in schema.names else "NULL"
        columns.append(f"CAST({source} AS {SQL_TYPES[kind]}) AS {_quoted(name)}")
    columns.append(f"CAST({int(dataset['load'])} AS BIGINT) AS `_load`")
    return _read(session.read, paths).selectExpr(*columns)


def _read(reader: Any, paths: list[str]) -> Any:
    """Exactly these files: Spark takes names for patterns and overlooks some without a word."""
    found = reader.parquet(*(re.sub(r"([][{}*?\\])", r"\\\1", path) for path in paths))
    if len(found.inputFiles()) != len(paths):
        raise Refusal("registered_folder_unreadable", dataset="", path=paths[0], reason="overlooked")
    return found


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
