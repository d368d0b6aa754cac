"""What a formula may know of a dataset: its columns and their types, never a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kpiloop.engine.formula.errors import FormulaError
from kpiloop.engine.formula.nodes import Column

ColumnType = Literal["text", "integer", "decimal", "date", "boolean"]


@dataclass(frozen=True)
class DatasetShape:
    """The declared columns of one dataset."""

    name: str  #: dataset code as written in formulas
    columns: Mapping[str, ColumnType]  #: type by column name
    date_columns: tuple[str, ...] = ()  #: date roles; the first is the default and partitions the files
    unit_column: str | None = None  #: column that names the unit a row belongs to
    person_column: str | None = None  #: column that names the person a row belongs to
    key_columns: tuple[str, ...] = ()  #: business key of a row
    tree_columns: Mapping[str, str] = field(default_factory=dict)  #: further tree -> column that names its unit
    money_columns: tuple[str, ...] = ()  #: amounts in the currency of the legal entity
    whole_columns: frozenset[str] = frozenset()  #: texts the files hold as whole numbers of 32 bits at most


def find_dataset(name: str, datasets: Mapping[str, DatasetShape], position: int) -> DatasetShape:
    """The shape of a named dataset.

    Errors: formula_unknown_dataset with the known ones.
    """
    shape = datasets.get(name)
    if shape is None:
        known = ", ".join(sorted(datasets))
        raise FormulaError("formula_unknown_dataset", position=position, dataset=name, known=known)
    return shape


def column_type(column: Column, shape: DatasetShape) -> ColumnType:
    """The type of a column inside an aggregate over `shape`.

    Errors: formula_mixed_datasets for a column of another dataset, formula_unknown_column otherwise.
    """
    if column.dataset != shape.name:
        raise FormulaError(
            "formula_mixed_datasets", position=column.position, dataset=column.dataset, expected=shape.name
        )
    kind = shape.columns.get(column.name)
    if kind is None:
        known = ", ".join(shape.columns)
        raise FormulaError(
            "formula_unknown_column", position=column.position, dataset=shape.name, column=column.name, known=known
        )
    return kind
