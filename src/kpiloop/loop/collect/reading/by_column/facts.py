"""Which lines of a sheet surely are facts: neither blank, nor total, note or heading."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.loop.collect.cleaning.texts import Cell, means_nothing, names_a_total, same_name
from kpiloop.loop.collect.connectors.columns import Column, ColumnLines
from kpiloop.loop.collect.reading.by_column.spellings import NOTE, asked, bared, is_plain, told_apart
from kpiloop.loop.collect.reading.heads import Table


@dataclass(frozen=True)
class _Look:
    """What stands in a column, line by line."""

    is_nothing: pa.Array  #: blank, or a mark for no value
    is_quiet: pa.Array  #: surely no word for a total
    is_calm: pa.Array  #: quiet, and surely no beginning of a note


def sure_facts(table: Table, lines: ColumnLines, naming: Collection[int]) -> pa.Array:
    """True for every line that carries a fact for certain; the reader of rows looks at the others.

    Shape:    the columns `naming` say what a row is about; a word for a total there makes a total of the row.
    """
    looks = [_look(column) for column in lines.columns]
    nothing = pa.scalar(value=False)
    filled = pa.array([0] * len(lines), pa.int32())
    calm_first = pa.array([False] * len(lines), pa.bool_())
    for look in reversed(looks):
        filled = pc.add(filled, pc.invert(look.is_nothing).cast(pa.int32()))
        calm_first = pc.if_else(look.is_nothing, calm_first, look.is_calm)
    sure = pc.and_(calm_first, pc.greater(filled, 1 if len(table.paths) > 2 else 0))
    for about in naming:
        if about < len(looks):
            sure = pc.and_(sure, looks[about].is_quiet)
    heads = table.above[-1].cells if table.above else ()
    place = next((at for at, cell in enumerate(heads) if isinstance(cell, str) and not means_nothing(cell)), None)
    if place is None or place >= len(lines.columns):
        return sure if not heads else pc.and_(sure, nothing)
    return pc.and_(sure, pc.invert(_may_repeat(lines.columns[place], heads[place])))


def _look(column: Column) -> _Look:
    """Texts are asked about; other cells name nothing only where they are no figure at all."""
    texts = column.parts.get("text")
    yes, no = pa.array([True] * column.count, pa.bool_()), pa.array([False] * column.count, pa.bool_())
    is_other = no
    for kind, part in column.parts.items():
        if kind != "text":
            # A figure that is none is nothing, as a blank is.
            is_nothing = pc.is_null(part, nan_is_null=True) if kind == "float" else pc.is_null(part)
            is_other = pc.or_(is_other, pc.invert(is_nothing))
    if texts is None:
        return _Look(pc.invert(is_other), yes, yes)
    spelt, places = told_apart(texts)
    plain = is_plain(spelt)
    # A plain text is no note unless it looks like one.
    calm = pc.and_(plain, pc.invert(pc.match_substring_regex(spelt, NOTE)))
    is_nothing = asked(spelt, plain, means_nothing).take(places)
    is_total = asked(spelt, plain, names_a_total)
    is_quiet = pc.fill_null(pc.invert(is_total).take(places), fill_value=True)
    is_calm = pc.fill_null(calm.take(places), fill_value=True)
    return _Look(pc.and_(pc.invert(is_other), pc.fill_null(is_nothing, fill_value=True)), is_quiet, is_calm)


def _may_repeat(column: Column, head: Cell) -> pa.Array:
    """Lines that may say the headings again, by one heading."""
    texts = column.parts.get("text")
    if texts is None:
        return pa.array([False] * column.count, pa.bool_())
    spelt, places = told_apart(texts)
    wanted = same_name(head)
    found = pc.if_else(
        is_plain(spelt),
        pc.equal(bared(spelt), wanted),
        asked(spelt, is_plain(spelt), lambda text: same_name(text) == wanted),
    )
    return pc.fill_null(found.take(places), fill_value=False)
