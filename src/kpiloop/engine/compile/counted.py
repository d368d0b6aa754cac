"""Counts of different values that were made outside the query, over arrays, and what they are made from."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

#: Slots of windows that belong together whose combinations are few enough to be counted one by one.
MOST_SLOTS = 16


def counted_name(measure: str) -> str:
    """Name of the table a scan finds the counts of a measure in.

    Shape: name of a measure -> name of a table.
    """
    return f"_counted_{measure}"


def counted_table(measure: str) -> ir.Table:
    """Counts of a measure by subject and window, both by number; absent where nothing was seen.

    Shape: name of a measure -> unbound table (subject, window, the measure).
    """
    return ibis.table({"subject": "int32", "window": "int32", measure: "int64"}, name=counted_name(measure))
