"""Datasets, sources with their recipes, and formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.foundation.warehouse.rows import Registered
from kpiloop.governance.bundle.fields import Nested, Value
from kpiloop.governance.bundle.reading.settling import UNCONFIRMED
from kpiloop.governance.bundle.spelling import tree_of
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.collect.choices import ONE_SHEET, PARQUET
from kpiloop.loop.collect.rows import SourceRow
from kpiloop.loop.measure import selectors as measure

Rows = list[dict[str, Value]]


def data_parts(viewer: Actor) -> dict[str, Iterable[Mapping[str, Value]]]:
    """Rows of the parts about facts and what is computed from them."""
    sources = [row for row in collect.sources(viewer) if row.kind != ONE_SHEET]
    # A source of this kind registers its folder itself.
    filled = {row.dataset for row in sources if row.kind == PARQUET}
    return {
        "datasets": [
            {
                "code": row.code,
                "name_zh": row.name_zh,
                "name_en": row.name_en,
                "columns": {name: str(kind) for name, kind in row.columns.items()},
                "key_columns": tuple(row.key_columns),
                "date_columns": tuple(row.date_columns),
                "unit_column": row.unit_column,
                "person_column": row.person_column,
                "dimensions": tuple(row.dimensions),
                "tree_columns": dict(row.tree_columns),
                "money_columns": tuple(row.money_columns),
                "registered": None if row.code in filled or row.registered is None else _registered(row.registered),
            }
            for row in warehouse.datasets(viewer)
        ],
        "sources": [_source(row) for row in sources],
        "list_terms": [
            {
                "source": code,
                "absent": terms.absent,
                "most_leaving": terms.most_leaving,
                "within": terms.within or None,
                "applies": terms.applies,
                "accounts": terms.accounts,
            }
            for code, terms in collect.terms_of_lists(viewer)
        ],
        "formulas": formula_rows(viewer),
    }


def formula_rows(viewer: Actor, *, kpi: str | None = None) -> Rows:
    """Formulas by KPI and day; of several that began on one day only the last was ever used."""
    formulas = sorted(measure.formulas(viewer, kpi=kpi), key=lambda row: (row.kpi_code, row.version))
    newest = {(row.kpi_code, row.valid_from): row for row in formulas}
    return [
        {
            "kpi": row.kpi_code,
            "text": row.text,
            "date_columns": dict(row.date_columns),
            "unit_columns": dict(row.unit_columns),
            "valid_from": row.valid_from,
        }
        for row in newest.values()
    ]


def _registered(row: Registered) -> dict[str, Nested]:
    names: dict[str, Nested] = dict(row.names)
    return {"folder": row.folder, "keeps": row.keeps, **({"names": names} if names else {})}


def _source(row: SourceRow) -> dict[str, Value]:
    recipe = tree_of(row.recipe) if row.recipe else UNCONFIRMED if row.dataset and row.kind != PARQUET else None
    settings = tree_of(row.settings) if row.settings else None
    return {
        "code": row.code,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "kind": row.kind,
        "location": row.location,
        "settings": settings if isinstance(settings, dict) else None,
        "dataset": row.dataset or None,
        "recipe": recipe if isinstance(recipe, dict) else None,
        "is_active": row.is_active,
    }
