"""Rows of the target grid that are worked out: sums of the parts, gaps to the whole, weeks beside their months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.utils.translation import get_language, gettext

from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.interfaces.web.plan.grid.asked import Asked, less
from kpiloop.interfaces.web.plan.grid.cell_drawing import Cell
from kpiloop.interfaces.web.plan.grid.row_shapes import Beside, GridRow
from kpiloop.interfaces.web.plan.grid.target_columns import annual_of, column_figure
from kpiloop.interfaces.web.plan.grid.weeks import difference
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.formats import Display
from kpiloop.interfaces.wording.typed import typed
from kpiloop.loop.plan.choices import ADDITIVE
from kpiloop.loop.plan.rows import AssignmentRow


def roll_up(top: AssignmentRow, parts: list[AssignmentRow], asked: Asked, display: Display) -> Iterator[GridRow]:
    """The sum of the parts of a whole, of a ratio their weighed mean, and what they miss of it."""
    totals = asked.in_columns(top.kpi.time_kind, _sums(parts, asked))
    cells = tuple(Cell(formats.value(total, display)) for total in totals)
    annual = formats.value(_year_of_parts(top, parts, asked), display)
    name = gettext("Sum of the parts")
    if any(asked.own.note(part) for part in parts):
        name = gettext("Sum of the parts by the group’s year")
    if top.kpi.time_kind not in ADDITIVE:
        name = gettext("Parts weighed by %(kpi)s") % {"kpi": asked.weighings[top.kpi.id].name}
    yield GridRow("sum", name, 0, "", "", cells, annual, "", key=top.id, rules=asked.rules)
    yield gap_row(top, parts, asked, display, 0)


def gap_row(whole: AssignmentRow, parts: list[AssignmentRow], asked: Asked, display: Display, depth: int) -> GridRow:
    """What the parts miss of a whole."""
    aims, kind, lower = asked.figures_of(whole), whole.kpi.time_kind, whole.kpi.direction == "lower"
    totals, wanted = (asked.in_columns(kind, line) for line in (_sums(parts, asked), aims))
    gaps = [less(total, aim) for total, aim in zip(totals, wanted, strict=True)]
    year = less(_year_of_parts(whole, parts, asked), asked.year(whole, aims))
    return GridRow(
        kind="gap",
        name=gettext("Parts against %(whole)s") % {"whole": whole.subject.name(get_language() or "zh-hans")},
        depth=depth,
        owner="",
        weight="",
        cells=tuple(_gap_cell(gap, display, lower=lower) for gap in gaps),
        annual=formats.value(year, display, signed=True),
        prior="",
        key=whole.id,
        is_short=_gap_cell(year, display, lower=lower).judgement == "worse",
        is_even=depth > 0 and not any(gaps),
        rules=asked.rules,
    )


def _sums(parts: Iterable[AssignmentRow], asked: Asked) -> list[Decimal | None]:
    held = list(parts)
    weighing = asked.weighings.get(held[0].kpi.id) if held and held[0].kpi.time_kind not in ADDITIVE else None
    if weighing is not None:
        return weighing.by_month(_lines_of(held, asked), len(asked.months))
    lines = [asked.figures_of(part) for part in held]
    return [column_figure("flow", [line[place] for line in lines]) for place in range(len(asked.months))]


def _lines_of(parts: Iterable[AssignmentRow], asked: Asked) -> list[tuple[int, list[Decimal | None]]]:
    return [(part.subject.id, asked.figures_of(part)) for part in parts]


def is_weighed(top: AssignmentRow, parts: Sequence[AssignmentRow], asked: Asked) -> bool:
    """Whether every part of a ratio has its weight in every month."""
    weighing = asked.weighings.get(top.kpi.id)
    known = weighing.targets if weighing else {}
    return bool(parts) and asked.layer == "target" and all(part.subject.id in known for part in parts)


def _year_of_parts(whole: AssignmentRow, parts: Sequence[AssignmentRow], asked: Asked) -> Decimal | None:
    weighing = asked.weighings.get(whole.kpi.id)
    if weighing is not None and whole.kpi.time_kind not in ADDITIVE:
        return weighing.mean(_lines_of(parts, asked))
    return annual_of(whole.kpi.time_kind, _sums(parts, asked))


def _gap_cell(gap: Decimal | None, display: Display, *, lower: bool) -> Cell:
    text = formats.value(gap, display, signed=True)
    # What is shown as nothing alarms nobody.
    short = gap is not None and (gap > 0 if lower else gap < 0) and bool(text.strip("0.,+−"))
    return Cell(text, judgement="worse" if short else "")


def beside(row: AssignmentRow, asked: Asked, display: Display) -> Beside | None:
    """The weeks of a flow beside their months: only what adds up over time can leave them."""
    if asked.view != WEEK or row.kpi.time_kind != "flow":
        return None
    shown = difference(row.id, [week.id for week in asked.months], asked.weeks.shares)
    elsewhere = asked.weeks.elsewhere.get(row.id)
    total = None if shown is None or elsewhere is None else shown + elsewhere
    return Beside(
        shown=formats.value(shown, display, signed=True),
        year=formats.value(asked.weeks.years.get(row.id), display),
        over_year=formats.value(total, display, signed=True),
        elsewhere=typed(elsewhere, display),
    )
