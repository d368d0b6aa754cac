"""What a text of the staging area meant in its database, and how a typed value is held there."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.engine.values import EXACT
from kpiloop.loop.collect.cleaning.texts import Cell
from kpiloop.loop.collect.connectors.columns import Column
from kpiloop.loop.collect.connectors.sql.relations import Family

#: Types of the staging area by types of a dataset.
STORED = {"text": "VARCHAR", "integer": "BIGINT", "decimal": "DECIMAL(38, 12)", "date": "DATE", "boolean": "BOOLEAN"}
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

    Shape:    days where a day is asked for and one is written; texts where every reader takes the text as the value
              it stands for; else cells of no kind, which are understood one spelling at a time.
    """
    if family in ("date", "moment") and kind == "date":
        spelt = pc.utf8_slice_codeunits(texts, 0, 10).dictionary_encode()
        days = pa.array([_day_of(text) for text in spelt.dictionary.to_pylist()], pa.date32()).take(spelt.indices)
        others = pc.if_else(pc.is_valid(days), pa.scalar(None, pa.string()), texts)
        return Column({"day": days, "cell": others}, len(texts))
    is_text = family in ("text", "integer", "decimal") or (family == "float" and kind != "text")
    return Column({"text" if is_text else "cell": texts}, len(texts))


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def kept_decimal(value: Decimal) -> Decimal:
    """A figure with the twelve decimals of the staging area; one with more is rounded to the six of the store."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -12:
        return value
    return value.quantize(Decimal("0.000001"), ROUND_HALF_UP, context=EXACT)
