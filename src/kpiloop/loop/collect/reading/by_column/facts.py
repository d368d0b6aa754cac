"""Which lines of a sheet surely are facts: neither blank, nor total, note or heading."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.loop.collect.cleaning.texts import Cell, means_nothing, names_a_total, same_name
from kpiloop.loop.collect.connectors.columns import Column
from kpiloop.loop.collect.reading.by_column.spellings import NOTE, asked, bared, holds_for_all, is_code, is_plain

#: Cells of one line.
Cells: TypeAlias = Sequence[Cell]


@dataclass(frozen=True)
class _Look:
    """What stands in a column, line by line."""

    is_nothing: pa.Array  #: blank, or a mark for no value
    is_quiet: pa.Array  #: surely no word for a total
    is_calm: pa.Array  #: quiet, and surely no beginning of a note


def sure_facts(
    columns: Sequence[Column], naming: Collection[int], count: int, *, width: int | None = None, heads: Cells = ()
) -> pa.Array:
    """True for every line that carries a fact for certain; the reader of rows looks at the others.

    Shape:    the columns `naming` say what a row is about; a word for a total there makes a total of the row.
              `width` is how many columns have a heading, `heads` the cells of the heading line, if there is one.
    """
    looks = [_look(column) for column in columns]
    filled = pa.repeat(pa.scalar(0, pa.int32()), count)
    sure = pa.repeat(pa.scalar(value=False), count)
    for look in reversed(looks):
        filled = pc.add(filled, pc.invert(look.is_nothing).cast(pa.int32()))
        sure = pc.if_else(look.is_nothing, sure, look.is_calm)
    # A lone text in a wide table is a note.
    sure = pc.and_(sure, pc.greater(filled, 1 if (len(columns) if width is None else width) > 2 else 0))
    for about in naming:
        if about < len(looks):
            sure = pc.and_(sure, looks[about].is_quiet)
    return sure if not heads else pc.and_(sure, pc.invert(_may_repeat(columns, heads, count)))


def _look(column: Column) -> _Look:
    """Texts are asked about; other cells name nothing only where they are no figure at all."""
    is_other = pa.repeat(pa.scalar(value=False), column.count)
    for kind, part in column.parts.items():
        if kind != "text":
            # A figure that is none is nothing, as a blank is.
            is_nothing = pc.is_null(part, nan_is_null=True) if kind == "float" else pc.is_null(part)
            is_other = pc.or_(is_other, pc.invert(is_nothing))
    yes = pa.repeat(pa.scalar(value=True), column.count)
    if "text" not in column.parts:
        return _Look(pc.invert(is_other), yes, yes)
    is_blank, texts = pc.is_null(column.parts["text"]), column.spelt.texts
    if holds_for_all(is_code(texts)):
        return _Look(pc.and_not(is_blank, is_other), yes, yes)
    plain = is_plain(texts)
    # A plain text is no note unless it looks like one.
    calm = pc.and_(plain, pc.invert(pc.match_substring_regex(texts, NOTE)))
    is_nothing, is_total, is_calm = (
        pc.fill_null(column.spelt.spread(answers), fill_value=blank)
        for answers, blank in (
            (asked(texts, plain, means_nothing), True),
            (asked(texts, plain, names_a_total), False),
            (calm, True),
        )
    )
    return _Look(pc.and_not(pc.or_(is_blank, is_nothing), is_other), pc.invert(is_total), is_calm)


def _may_repeat(columns: Sequence[Column], heads: Cells, count: int) -> pa.Array:
    """Lines that may say the headings again, by the first heading that is a word."""
    place = next((at for at, cell in enumerate(heads) if isinstance(cell, str) and not means_nothing(cell)), None)
    if place is None or place >= len(columns):
        return pa.repeat(pa.scalar(value=True), count)
    none = pa.repeat(pa.scalar(value=False), count)
    if "text" not in columns[place].parts:
        return none
    spelt, wanted = columns[place].spelt, same_name(heads[place])
    if holds_for_all(is_code(spelt.texts)) and not is_code(pa.array([wanted]))[0].as_py():
        return none
    plain = is_plain(spelt.texts)
    others = asked(spelt.texts, plain, lambda text: same_name(text) == wanted)
    answers = pc.if_else(plain, pc.equal(bared(spelt.texts), wanted), others)
    return pc.fill_null(spelt.spread(answers), fill_value=False)
