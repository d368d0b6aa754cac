"""A change by two dimensions as a table: cells, sums to the right and below, the rest by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.parts import known_sum
from kpiloop.interfaces.web.analyse.asking import way_word
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.web.worded.parts import part_name
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.analyse.rows import Crossing, PartRow

#: More columns than this are one together: the table must fit a desk.
MOST_COLUMNS = 7
#: Decimals a table of small cells may have beside those of its KPI.
MORE_PLACES = 2


@dataclass(frozen=True)
class CrossLine:
    """One row of the table."""

    name: str  #: member of the first dimension
    state: str  #: new or gone, in words
    base: str  #: figure of the base
    current: str  #: figure now
    cells: tuple[Difference | None, ...]  #: by column; None where there is nothing on either side
    change: Difference  #: sum of the cells
    share: str  #: of the whole change
    key: str = ""  #: of the member
    is_rest: bool = False  #: True for what no cell explains


@dataclass(frozen=True)
class CrossTable:
    """The table."""

    corner: str  #: names of both dimensions
    heads: tuple[str, ...]  #: members of the second dimension
    lines: tuple[CrossLine, ...]  #: members of the first, the rest last
    total: CrossLine  #: sums of the columns


def cross_table(found: Crossing) -> CrossTable:
    """Build the table; columns behind the largest ones stand together."""
    shown, more = found.columns[:MOST_COLUMNS], found.columns[MOST_COLUMNS:]
    shown, more = (shown, more) if len(more) != 1 else (found.columns, ())
    heads = (*(part_name(column) for column in shown), *([gettext("Others")] if more else []))
    lines = [_line(found, row, shown, more) for row in found.rows]
    if found.residual_code != "none" and not isinstance(found.residual, Missing):
        lines.append(_rest(found, len(heads)))
    return CrossTable(
        corner=gettext("%(rows)s by %(columns)s")
        % {"rows": way_word(found.dimensions[0]), "columns": way_word(found.dimensions[1])},
        heads=heads,
        lines=tuple(lines),
        total=_total(found, shown, more),
    )


def _line(found: Crossing, row: PartRow, shown: Sequence[PartRow], more: Sequence[PartRow]) -> CrossLine:
    kpi = found.assignment.kpi
    parts = {cell.column: cell.part for cell in found.cells if cell.row == row.key}
    held = [parts[column.key].change for column in more if column.key in parts]
    others = [_gap(found, known_sum(held)) if held else None] if more else []
    return CrossLine(
        name=part_name(row),
        state=label(f"part_state.{row.state}") if row.state else "",
        base=figures.bare(kpi, row.base),
        current=figures.bare(kpi, row.current),
        cells=(*(_gap(found, parts[c.key].change) if c.key in parts else None for c in shown), *others),
        change=_gap(found, row.change),
        share=formats.percent(row.share, 0),
        key=row.key,
    )


def _rest(found: Crossing, width: int) -> CrossLine:
    name = label(f"residual.{found.residual_code}")
    return CrossLine(name, "", "", "", (None,) * width, _gap(found, found.residual), "", is_rest=True)


def _total(found: Crossing, shown: Sequence[PartRow], more: Sequence[PartRow]) -> CrossLine:
    kpi = found.assignment.kpi
    others = [_gap(found, known_sum(column.change for column in more))] if more else []
    return CrossLine(
        name=label("total.sum"),
        state="",
        base=figures.bare(kpi, found.base),
        current=figures.bare(kpi, found.current),
        cells=(*(_gap(found, column.change) for column in shown), *others),
        change=_gap(found, found.change),
        share=formats.percent(1, 0),
    )


def _gap(found: Crossing, change: Figure) -> Difference:
    """A signed change; where most cells would read as nothing, with more decimals than the KPI has."""
    kpi = found.assignment.kpi
    if isinstance(change, Missing):
        return Difference(formats.MISSING, "neutral")
    display = formats.display_of(kpi)
    text = formats.value(change, replace(display, places=display.places + _more_places(found)), signed=True)
    return Difference(text, figures.tint(text, change, kpi.direction))


def _more_places(found: Crossing) -> int:
    """How many decimals more make half of the cells readable."""
    sizes = sorted(abs(cell.part.change) for cell in found.cells if isinstance(cell.part.change, Decimal))
    moved = [size for size in sizes if size]
    if not moved:
        return 0
    middle, (divisor, places) = moved[(len(moved) - 1) // 2], figures.places_of(found.assignment.kpi)
    return next(
        (more for more in range(MORE_PLACES) if middle >= divisor * Decimal("0.5").scaleb(-places - more)), MORE_PLACES
    )
