"""Describe a table of facts once: columns, key, dates, and whose its rows are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from kpiloop.engine.formula import ColumnType
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.marks import require_seen
from kpiloop.foundation.warehouse.errors import DatasetInvalid
from kpiloop.foundation.warehouse.landing import ARROW_TYPES
from kpiloop.foundation.warehouse.models import Dataset
from kpiloop.foundation.warehouse.row_reading import DESCRIPTION, dataset_row
from kpiloop.foundation.warehouse.rows import DatasetRow
from kpiloop.foundation.warehouse.sql_text import check_name


def register_dataset(
    actor: Actor,
    *,
    code: str,
    name_zh: str,
    name_en: str = "",
    columns: Mapping[str, ColumnType],
    key_columns: Sequence[str] = (),
    date_columns: Sequence[str] = (),
    unit_column: str = "",
    person_column: str = "",
    dimensions: Sequence[str] = (),
    seen: str | None = None,
) -> DatasetRow:
    """Register a dataset or change its description; the same description again changes nothing.

    Shape:    columns by name and type; a known column keeps its type and is never taken away,
              because stored rows carry it.
    Errors:   permission_denied; dataset_invalid with the reason and the name it is about; changed_meanwhile when
              `seen`, the mark the writer looked at, is not in force any more (empty: there was none of this code).
    """
    require(actor, "sources.edit")
    stored = [*key_columns, *date_columns, *dimensions, *filter(None, (unit_column, person_column))]
    _check_names(code, columns, stored)
    _check_dates(code, columns, date_columns)
    wanted: dict[str, object] = {
        "name_zh": name_zh,
        "name_en": name_en,
        "columns": dict(columns),
        "key_columns": list(key_columns),
        "date_columns": list(date_columns),
        "unit_column": unit_column,
        "person_column": person_column,
        "dimensions": list(dimensions),
    }
    with transaction.atomic():
        return _save(actor, code, wanted, seen)


def _save(actor: Actor, code: str, wanted: dict[str, object], seen: str | None) -> DatasetRow:
    known = Dataset.objects.select_for_update().filter(code=code).first()
    require_seen(seen, known, DESCRIPTION, kind="dataset", key=code)
    before = {name: getattr(known, name) for name in wanted} if known else {}
    if known is not None:
        _check_change(known, wanted)
    if before != wanted:
        known, _ = Dataset.objects.update_or_create(code=code, defaults=wanted)
        verb = "dataset.changed" if before else "dataset.registered"
        record(actor, verb=verb, object_kind="dataset", object_key=code, before=before, after=wanted)
    assert known is not None
    return dataset_row(known)


def _check_names(code: str, columns: Mapping[str, str], used: Sequence[str]) -> None:
    for name in (code, *columns):
        check_name(code, name)
    for name, kind in columns.items():
        if kind not in ARROW_TYPES:
            raise DatasetInvalid(dataset=code, name=name, reason="type")
    for name in used:
        if name not in columns:
            raise DatasetInvalid(dataset=code, name=name, reason="no_such_column")


def _check_dates(code: str, columns: Mapping[str, str], date_columns: Sequence[str]) -> None:
    for name in date_columns:
        if columns[name] != "date":
            raise DatasetInvalid(dataset=code, name=name, reason="not_a_date")


def _check_change(known: Dataset, wanted: Mapping[str, object]) -> None:
    """A description may grow; what stored rows were filed and keyed by stays."""
    columns = wanted["columns"]
    assert isinstance(columns, dict)
    for name, kind in known.columns.items():
        if columns.get(name) != kind:
            raise DatasetInvalid(dataset=known.code, name=name, reason="stored_column")
    if not known.loads.exists():
        return
    first_date, wanted_dates = known.date_columns[:1], wanted["date_columns"]
    assert isinstance(wanted_dates, list)
    if known.key_columns != wanted["key_columns"] or first_date != wanted_dates[:1]:
        raise DatasetInvalid(dataset=known.code, name=", ".join(known.key_columns), reason="stored_key")
