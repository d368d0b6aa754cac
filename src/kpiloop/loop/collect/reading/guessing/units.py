"""Asking the organisation whether a text names one of its units."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal
from kpiloop.loop.collect.cleaning.texts import Cell
from kpiloop.loop.collect.reading.codes import CodeBook


def names_unit(book: CodeBook, written: Cell) -> bool:
    """Whether a unit is called so, by code, name or other name."""
    try:
        return bool(written) and bool(book.unit(written))
    except Refusal:
        return False
