"""What tables of facts and rates may not say: roles of columns that are not there, folders nobody finds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from kpiloop.governance.bundle.comparing import indexed
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.contents.facts import COLUMN_TYPES
from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.loop.collect.choices import PARQUET
from kpiloop.loop.measure.money.converting import is_currency


def facts_faults(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Datasets, schedules of sources and rates that cannot work."""
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
