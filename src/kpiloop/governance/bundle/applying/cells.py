"""Values of a row by the kind a service expects; the reading has made sure of the kinds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

from kpiloop.governance.bundle.fields import Nested
from kpiloop.governance.bundle.rows import Row


def text(row: Row, column: str) -> str:
    """A text, empty when nothing is written."""
    return cast("str | None", row.values.get(column)) or ""


def code(row: Row, column: str) -> str | None:
    """A code, or None."""
    return cast("str | None", row.values.get(column)) or None


def day(row: Row, column: str) -> date:
    """A day that must be there."""
    return cast("date", row.values[column])


def optional_day(row: Row, column: str) -> date | None:
    """A day, or None."""
    return cast("date | None", row.values.get(column))


def whole(row: Row, column: str) -> int:
    """A whole number."""
    return cast("int", row.values[column])


def optional_whole(row: Row, column: str) -> int | None:
    """A whole number, or None."""
    return cast("int | None", row.values.get(column))


def figure(row: Row, column: str) -> Decimal:
    """A figure that must be there."""
    return cast("Decimal", row.values[column])


def optional_figure(row: Row, column: str) -> Decimal | None:
    """A figure, or None."""
    return cast("Decimal | None", row.values.get(column))


def flag(row: Row, column: str) -> bool:
    """A truth, false when nothing is written."""
    return bool(row.values.get(column))


def names(row: Row, column: str) -> tuple[str, ...]:
    """A list of texts."""
    return cast("tuple[str, ...] | None", row.values.get(column)) or ()


def structure(row: Row, column: str) -> dict[str, Nested]:
    """A structure, empty when nothing is written."""
    return cast("dict[str, Nested] | None", row.values.get(column)) or {}


def texts(row: Row, column: str) -> dict[str, str]:
    """A structure of one level."""
    return {name: str(value) for name, value in structure(row, column).items()}
