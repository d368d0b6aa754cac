"""Asking the organisation whether a text names one of its units."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal
from kpiloop.loop.collect.cleaning.texts import Cell, tidy
from kpiloop.loop.collect.reading.codes import CodeBook


def names_unit(book: CodeBook, written: Cell) -> bool:
    """Whether a unit is called so, by code, name or other name.

    Asked of the text, so that small counts are not taken for codes like 0002 that a workbook keeps as numbers.
    """
    try:
        return bool(written) and bool(book.unit(tidy(written)))
    except Refusal:
        return False
