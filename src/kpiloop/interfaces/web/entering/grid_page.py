"""A year of figures as a grid: one row per KPI and subject, one column per month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext, ngettext

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.entering.entry_lines import EntryLine
from kpiloop.interfaces.web.entering.typed_page import Typed, lined
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.collect import selectors
from kpiloop.loop.collect.entering.rows import EntryRow


@dataclass(frozen=True)
class GridCell:
    """One month of one row."""

    month: str  #: its name
    line: EntryLine | None  #: the figure; None where none is asked for
    is_shut: bool  #: the month is not over, or is closed
    is_ahead: bool  #: the month is not over


@dataclass(frozen=True)
class GridRow:
    """One KPI of one subject."""

    kpi: str  #: its name
    subject: str  #: whose
    unit: str  #: unit of the figures
    cells: tuple[GridCell, ...]  #: months in order


@dataclass(frozen=True)
class GridPage:
    """The page."""

    title: str  #: how much is open
    months: tuple[str, ...]  #: names of the months
    rows: tuple[GridRow, ...]  #: by KPI and subject
    error: str  #: why nothing was taken
    asks_to_confirm: bool  #: True where figures unlike those before were typed


def grid_page(
    viewer: Actor, period_code: str, today: date, *, given: Typed | None = None, refusal: Refusal | None = None
) -> GridPage:
    """Build the grid of the fiscal year of a month."""
    year = calendar.period(viewer, period_code).fiscal_year
    months = [row for row in calendar.periods(viewer, kind="month") if row.fiscal_year == year]
    found = selectors.my_months(viewer, period_codes=[row.code for row in months], today=today)
    rows = tuple(_rows(found, months, today, given))
    open_count = sum(
        cell.line is not None and cell.line.is_open and not cell.is_shut for row in rows for cell in row.cells
    )
    return GridPage(
        title=_title(open_count, len(rows)),
        months=tuple(period_name(row.code, short=True) for row in months),
        rows=rows,
        error=refusal_sentence(refusal) if refusal else "",
        asks_to_confirm=refusal is not None and refusal.code == "collect_value_unusual",
    )


def _rows(
    found: Iterable[EntryRow], months: Sequence[PeriodRow], today: date, given: Typed | None
) -> Iterable[GridRow]:
    for _place, group in groupby(found, key=lambda row: (row.line.kpi.code, row.subject.code)):
        held = {row.period_code: row for row in group}
        lines = {code: lined(row, today, given) for code, row in held.items()}
        first = next(iter(lines.values()))
        cells = tuple(
            GridCell(
                month=period_name(month.code, short=True),
                line=lines.get(month.code),
                is_shut=month.ends_before > today or month.is_closed,
                is_ahead=month.ends_before > today,
            )
            for month in months
        )
        yield GridRow(first.kpi, first.subject, first.unit, cells)


def _title(open_count: int, rows: int) -> str:
    if not rows:
        return gettext("You enter no figures")
    return ngettext("%(count)s figure of the year is open", "%(count)s figures of the year are open", open_count) % {
        "count": open_count
    }
