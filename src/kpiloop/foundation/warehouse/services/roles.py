"""What columns of a table of facts mean besides dates and units: units of further trees, amounts of money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.marks import require_seen
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.warehouse.errors import DatasetInvalid, DatasetUnknown
from kpiloop.foundation.warehouse.models import Dataset
from kpiloop.foundation.warehouse.row_reading import DESCRIPTION


def set_column_roles(
    actor: Actor,
    *,
    dataset: str,
    tree_columns: Mapping[str, str] | None = None,
    money_columns: Sequence[str] | None = None,
    seen: str | None = None,
) -> None:
    """Say which columns name units of further trees, and which hold money of the legal entity.

    Shape:    None leaves what stands; the same roles again change nothing.
    Errors:   permission_denied, dataset_unknown; dataset_invalid for an unknown column, tree or kind of column;
              changed_meanwhile when `seen`, the mark the writer looked at, is not in force any more.
    """
    require(actor, "sources.edit")
    with transaction.atomic():
        held = Dataset.objects.select_for_update().filter(code=dataset).first()
        if held is None:
            raise DatasetUnknown(dataset=dataset)
        require_seen(seen, held, DESCRIPTION, kind="dataset", key=dataset)
        before = {"tree_columns": held.tree_columns, "money_columns": held.money_columns}
        trees = dict(held.tree_columns if tree_columns is None else tree_columns)
        money = list(held.money_columns if money_columns is None else money_columns)
        _check(actor, held, trees, money)
        after = {"tree_columns": trees, "money_columns": money}
        if after != before:
            held.tree_columns, held.money_columns = trees, money
            held.save(update_fields=["tree_columns", "money_columns"])
            record(actor, verb="dataset.changed", object_kind="dataset", object_key=dataset, before=before, after=after)


def _check(actor: Actor, held: Dataset, trees: Mapping[str, str], money: Sequence[str]) -> None:
    known = {row.code for row in org.further_trees(actor)}
    for tree, column in trees.items():
        if tree not in known:
            raise DatasetInvalid(dataset=held.code, name=tree, reason="no_such_tree")
        if held.columns.get(column) != "text":
            raise DatasetInvalid(dataset=held.code, name=column, reason="no_such_column")
    for column in money:
        if held.columns.get(column) not in ("decimal", "integer"):
            raise DatasetInvalid(dataset=held.code, name=column, reason="not_an_amount")
