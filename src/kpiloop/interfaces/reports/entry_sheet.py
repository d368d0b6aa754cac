"""The workbook of figures to enter: what is asked, how it is read back, and the rows that were refused."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kpiloop.engine.errors import Refusal
from kpiloop.interfaces.reports.writers.entry_workbook import SheetLine, entry_workbook
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.interfaces.wording.typed import NotAFigure, read_figure, typed
from kpiloop.loop.collect.entering.rows import EntryRow
from kpiloop.loop.collect.errors.entries import FigureUnreadable
from kpiloop.loop.collect.services.entering.entry_sheets import SheetRow
from kpiloop.loop.plan.rows import KpiRow

OPEN = ("expected", "draft", "returned")


def read_cell(text: str, kpi: KpiRow) -> Decimal | None:
    """A figure as somebody wrote it, in the unit of the KPI."""
    try:
        return read_figure(text, formats.display_of(kpi))
    except NotAFigure:
        raise FigureUnreadable(written=text) from None


def asked_workbook(rows: Sequence[EntryRow]) -> bytes:
    """What somebody owes, with target and prior month, to be filled in."""
    return entry_workbook([_line(row) for row in rows if row.state in OPEN and row.may_act])


def refused_workbook(refused: Sequence[tuple[SheetRow, Refusal]], rows: Sequence[EntryRow]) -> bytes:
    """The rows that were not taken, as they were filled in, each with its reason."""
    known = {(row.line.kpi.code, row.subject.code, row.period_code): row for row in rows}
    lines = []
    for row, refusal in refused:
        held = known.get((row.kpi, row.subject, row.period))
        beside = _line(held) if held else SheetLine(row.kpi, row.subject, row.period)
        lines.append(
            SheetLine(
                kpi=row.kpi, subject=row.subject, period=row.period, kpi_name=beside.kpi_name,
                subject_name=beside.subject_name, unit=beside.unit, due=beside.due, target=beside.target,
                prior=beside.prior, figure=row.figure, is_absent=row.is_absent, note=row.note,
                reason=refusal_sentence(refusal),
            )
        )  # fmt: skip
    return entry_workbook(lines)


def _line(row: EntryRow) -> SheetLine:
    kpi, language = row.line.kpi, formats.language()
    display = formats.display_of(kpi)
    return SheetLine(
        kpi=kpi.code,
        subject=row.subject.code,
        period=row.period_code,
        kpi_name=kpi.name(language),
        subject_name=row.subject.name(language),
        unit=formats.unit_of(display),
        due=row.due_on.isoformat(),
        target=typed(row.target, display),
        prior=typed(row.prior, display),
        figure=typed(row.value, display),
        is_absent=row.is_absent and row.id is not None,
        note=row.note,
    )
