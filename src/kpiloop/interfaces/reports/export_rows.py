"""A table on its way out of the product, and the columns somebody may ask for on top."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from kpiloop.engine.errors import Refusal

#: What a cell may hold; None is an empty cell.
Cell: TypeAlias = str | int | Decimal | date | datetime | None


class ColumnsUnknown(Refusal):
    """An export has no such further columns. Fields: asked, known."""

    code = "export_columns_unknown"


@dataclass(frozen=True)
class Export:
    """A table on its way out."""

    kind: str  #: values, scores, bonuses or actions
    columns: tuple[str, ...]  #: names, the first one is always id
    rows: tuple[tuple[Cell, ...], ...]  #: cells in the order of the columns
    overridden: int = 0  #: rows whose figure a person decided in place of the system's


def require_known(asked: Collection[str], known: Collection[str]) -> None:
    """Refuse further columns nobody has ever heard of."""
    if unknown := [name for name in asked if name not in known]:
        raise ColumnsUnknown(asked=", ".join(unknown), known=", ".join(known) or "-")
