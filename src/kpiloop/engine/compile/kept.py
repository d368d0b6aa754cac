"""What earlier readings of the rows left behind: sums per leaf, and in which months a leaf saw a value.

A state says for whole months what the rows say; a scan reads the rows of all other days and puts both together.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis.expr import datatypes as dt

from kpiloop.engine.compile.spread import number_leaves
from kpiloop.engine.dataflow import Scan

#: Days whose rows are read, with their slot: those of no kept month.
FRESH = ibis.table({"on": "date", "slot": "int32"}, name="_fresh")
SUMS = "_kept_sums"


def keys_name(measure: str) -> str:
    """Name of the table that stands for the rows of a measure in kept months.

    Shape: name of a measure -> name of a table (leaf, key, mask).
    """
    return f"_kept_{measure}"


def masked_measures(scan: Scan) -> tuple[str, ...]:
    """Measures of a scan that count different values, which a state keeps by bits.

    Shape: a scan -> names of its measures, in order.
    """
    return tuple(measure.name for measure in scan.measures if measure.aggregate.function == "count_distinct")


def with_kept_sums(summed: ir.Table) -> ir.Table:
    """Sums of the rows that are read, and those of kept months.

    Shape: (leaf, slot, partial columns) -> the same; a leaf and slot may stand there twice, sums of sums are taken.
    """
    return _beside(summed, SUMS)


def with_kept_keys(seen: ir.Table, measure: str) -> ir.Table:
    """Values seen in the rows that are read, and those of kept months.

    Shape: (leaf, key, mask) -> the same; a leaf and key may stand there twice, masks are joined by OR.
    """
    return _beside(seen, keys_name(measure))


def _beside(read: ir.Table, name: str) -> ir.Table:
    """Kept rows name their leaf by its code; beside rows that have it by number they get theirs."""
    kept = ibis.table({**read.schema(), "leaf": dt.string}, name=name)
    return ibis.union(read, kept if read.leaf.type().is_string() else number_leaves(kept).select(*read.columns))
