"""What tables of facts and rates may not say: roles of columns that are not there, folders nobody finds."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

from kpiloop.foundation.warehouse.sql_text import check_name
from kpiloop.governance.bundle.checking.refusing import refused
from kpiloop.governance.bundle.comparing import indexed
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.contents.facts import COLUMN_TYPES
from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.loop.collect.choices import PARQUET
from kpiloop.loop.measure.money.converting import is_currency


def facts_faults(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Datasets, schedules of sources and rates that cannot work."""
    recorded = indexed(PARTS["datasets"], held)
    trees = {key[0] for each in (bundle, held) for key in indexed(PARTS["trees"], each)}
    folders = {
        written(row.values.get("dataset")): written(row.values.get("code"))
        for row in bundle.rows("sources")
        if row.values.get("kind") == PARQUET
    }
    for row in bundle.rows("datasets"):
        if row.values.get("registered") and (source := folders.get(written(row.values.get("code")))):
            yield Fault("bundle_folder_of_source", row.place("registered"), {"source": source})
        yield from _columns(row)
        yield from _stored(row, recorded.get((written(row.values.get("code")),)))
        yield from _named(row)
        yield from _roles(row, trees)
        folder = row.values.get("registered")
        if isinstance(folder, dict) and not Path(str(folder.get("folder", ""))).is_absolute():
            yield Fault("bundle_folder_relative", row.place("registered"), {"folder": str(folder.get("folder", ""))})
    for row in bundle.rows("rates"):
        yield from _rate(row)


def _columns(row: Row) -> Iterator[Fault]:
    """Columns are stated as name and type, and there are five types."""
    columns, choices = row.values.get("columns"), ", ".join(COLUMN_TYPES)
    if isinstance(columns, list):
        yield Fault("bundle_columns_listed", row.place("columns"), {"choices": choices})
    for name, kind in columns.items() if isinstance(columns, dict) else ():
        if kind not in COLUMN_TYPES:
            fields = {"column": name, "written": str(kind), "choices": choices}
            yield Fault("bundle_choice_unknown", row.place("columns"), fields)


def _stored(row: Row, held: Row | None) -> Iterator[Fault]:
    """A column that rows may have been stored with keeps its type and is never taken away."""
    columns, before = row.values.get("columns"), held.values.get("columns") if held else None
    if not isinstance(before, dict) or not isinstance(columns, dict):
        return
    for name, kind in before.items():
        if columns.get(name) != kind:
            fields = {"dataset": written(row.values.get("code")), "name": name, "reason": "stored_column"}
            yield Fault("dataset_invalid", row.place("columns"), fields)


def _named(row: Row) -> Iterator[Fault]:
    """Names a formula can write, and key, dates, unit, person and dimensions among the columns."""
    columns, dataset = row.values.get("columns"), written(row.values.get("code"))
    if not isinstance(columns, dict):
        return
    for column, name in (("code", dataset), *(("columns", name) for name in columns)):
        yield from refused(row, column, partial(check_name, dataset, name))
    for column in ("key_columns", "date_columns", "unit_column", "person_column", "dimensions"):
        value = row.values.get(column)
        for name in value if isinstance(value, tuple) else (written(value),) if value else ():
            fields = {"dataset": dataset, "name": name}
            if name not in columns:
                near = difflib.get_close_matches(name, list(columns), n=1)
                known = {"column": column, "known": ", ".join(near or columns)}
                yield Fault("bundle_role_unknown", row.place(column), {**fields, **known})
            elif column == "date_columns" and columns[name] != "date":
                yield Fault("dataset_invalid", row.place(column), {**fields, "reason": "not_a_date"})


def _roles(row: Row, trees: set[str]) -> Iterator[Fault]:
    columns = row.values.get("columns")
    kinds = columns if isinstance(columns, dict) else {}
    dataset = written(row.values.get("code"))
    roles, money = row.values.get("tree_columns"), row.values.get("money_columns")
    for tree, column in roles.items() if isinstance(roles, dict) and isinstance(columns, dict) else ():
        fields = {"dataset": dataset, "name": str(column), "reason": "no_such_column"}
        if tree not in trees:
            yield Fault(
                "dataset_invalid", row.place("tree_columns"), {**fields, "name": tree, "reason": "no_such_tree"}
            )
        elif kinds.get(str(column)) != "text":
            yield Fault("dataset_invalid", row.place("tree_columns"), fields)
    for column in money if isinstance(money, tuple) and isinstance(columns, dict) else ():
        if kinds.get(column) not in ("decimal", "integer"):
            fields = {"dataset": dataset, "name": column, "reason": "not_an_amount"}
            yield Fault("dataset_invalid", row.place("money_columns"), fields)


def _rate(row: Row) -> Iterator[Fault]:
    currency, into = written(row.values.get("currency")), written(row.values.get("into"))
    rate = row.values.get("rate")
    is_sound = is_currency(currency) and is_currency(into) and currency != into
    if isinstance(rate, Decimal) and (rate <= 0 or not is_sound):
        fields = {
            "currency": currency,
            "into": into,
            "rate": written(rate),
            "kind": written(row.values.get("rate_type")),
        }
        yield Fault("rate_wrong", row.place("rate"), fields)
