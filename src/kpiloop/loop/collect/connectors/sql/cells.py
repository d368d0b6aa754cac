"""What a text of the staging area meant in its database, and how a typed value is held there."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.engine.values import EXACT
from kpiloop.loop.collect.cleaning.texts import Cell
from kpiloop.loop.collect.connectors.columns import Column, told_apart
from kpiloop.loop.collect.connectors.sql.relations import Family

_FIRST_DAY = pa.scalar(date.min, pa.date32())
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def cell_of(text: str | None, family: Family) -> Cell:
    """A text of the staging area as the cell the database meant."""
    if text is None:
        return None
    try:
        if family in ("integer", "decimal"):
            return Decimal(text)
        if family == "float":
            return float(text)
        if family == "date":
            return date.fromisoformat(text)
        if family == "moment":
            return datetime.fromisoformat(text)
    except (ValueError, InvalidOperation):
        return text
    if family == "boolean" and text in ("t", "f", "true", "false", "1", "0"):
        return text in ("t", "true", "1")
    return text


def held_texts(texts: pa.Array, family: Family, kind: str) -> Column:
    """A column of texts by what its family lets them mean, for a column of the dataset of some kind.

    Shape:    figures and days where one is asked for and every text is one; texts where every reader takes the text
              as the value it stands for; else cells of no kind, which are understood one spelling at a time.
              The kind is empty when only blanks and words matter.
    """
    if family in ("date", "moment") and kind == "date":
        return _held_days(texts)
    if family in ("integer", "decimal") and kind in ("", "integer", "decimal"):
        figures = plain_figures(texts, family)
        if figures is not None:
            return Column({"whole" if pa.types.is_integer(figures.type) else "figure": figures}, len(texts))
    is_text = family in ("text", "integer", "decimal") or (family == "float" and kind != "text")
    return Column({"text" if is_text else "cell": texts}, len(texts))


def plain_figures(texts: pa.Array, family: Family) -> pa.Array | None:
    """Texts of a database as figures, all at once.

    Shape:    whole numbers of 64 bits for integers, else at most thirteen digits with six decimals.
    Missing:  None when a single text is no such figure.
    """
    try:
        if family == "integer":
            # The reader of whole numbers would take 0x1F for one.
            return texts.cast(pa.decimal128(19, 0)).cast(pa.int64())
        return texts.cast(pa.decimal128(19, 6))
    except pa.ArrowInvalid:
        return None


def _held_days(texts: pa.Array) -> Column:
    try:
        days = texts.cast(pa.date32())
    except pa.ArrowInvalid:
        days = None
    # A year 0 is no day here; anything but plain days may be moments, or no days at all.
    if days is not None and pc.all(pc.greater_equal(days, _FIRST_DAY)).as_py() is not False:
        return Column({"day": days}, len(texts))
    spelt = told_apart(pc.utf8_slice_codeunits(texts, 0, 10))
    days = spelt.spread(pa.array([_day_of(text) for text in spelt.texts.to_pylist()], pa.date32()))
    others = pc.if_else(pc.is_valid(days), pa.scalar(None, pa.string()), texts)
    return Column({"day": days, "cell": others}, len(texts))


def _day_of(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text and _DAY.fullmatch(text) else None
    except ValueError:
        return None


def kept_decimal(value: Decimal) -> Decimal:
    """A figure with the twelve decimals of the staging area; one with more is rounded to the six of the store."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -12:
        return value
    return value.quantize(Decimal("0.000001"), ROUND_HALF_UP, context=EXACT)
