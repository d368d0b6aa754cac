"""Many figures at once: the year as a grid, and a workbook to fill in and send back."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile
from ninja.params.functions import Query

from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.entries.entering import EntryOut
from kpiloop.interfaces.api.files import XLSX, as_file
from kpiloop.interfaces.reports.entry_sheet import asked_workbook, read_cell
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.connectors.receiving import keep_file

router = Router(tags=["entries"])


class YearRowOut(Schema):
    """One KPI of one subject over the year."""

    kpi: str
    subject: str
    cells: list[EntryOut | None] = Field(..., description="One per month; null where no figure is asked for")


class YearOut(Schema):
    """The figures the reader enters in a fiscal year."""

    fiscal_year: int
    months: list[str]
    rows: list[YearRowOut]


class SheetRefusedOut(Schema):
    """A row of a workbook that was not taken."""

    line: int
    kpi: str
    subject: str
    period: str
    reason: str = Field(..., description="Stable code")
    why: str = Field(..., description="The same as a sentence")


class SheetOut(Schema):
    """What became of a filled-in workbook."""

    on_their_way: int
    in_force: int
    blank: int = Field(..., description="Rows nobody filled in")
    refused: list[SheetRefusedOut]


@reading(
    router,
    "/entries/year",
    answer=YearOut,
    permission="values.view",
    object_kind="entry",
    summary="The year as a grid: one row per KPI and subject, one column per month",
)
def get_entry_year(request: HttpRequest, fiscal_year: int = Query(..., ge=1900, le=2200)) -> YearOut:
    """Every figure the reader enters in a fiscal year, whatever became of it."""
    viewer = reader(request)
    months = [row.code for row in calendar.periods(viewer, kind="month", fiscal_year=fiscal_year)]
    found = selectors.my_months(viewer, period_codes=months, today=timezone.localdate())
    rows = []
    for (kpi, subject), group in groupby(found, key=lambda row: (row.line.kpi.code, row.subject.code)):
        held = {row.period_code: EntryOut.of(row) for row in group}
        rows.append(YearRowOut(kpi=kpi, subject=subject, cells=[held.get(month) for month in months]))
    return YearOut(fiscal_year=fiscal_year, months=months, rows=rows)


@reading(
    router,
    "/entries/workbook",
    answer=None,
    permission="values.view",
    object_kind="entry",
    summary="What the reader owes, as a workbook to fill in",
)
def get_entry_workbook(request: HttpRequest) -> Any:
    """An XLSX file; leave its first three columns alone."""
    rows = selectors.my_figures(reader(request), today=timezone.localdate())
    return as_file(asked_workbook(rows), XLSX, "kpiloop-figures.xlsx")


@writing(
    router,
    "/entries/workbook",
    answer=SheetOut,
    permission="values.view",
    object_kind="entry",
    summary="Send a filled-in workbook back: good rows are handed on, the others come back with their reason",
)
def submit_entry_workbook(request: HttpRequest, file: File[UploadedFile], is_confirmed: Form[bool] = False) -> SheetOut:
    """A refused row holds no other one back."""
    place = keep_file(file.name or "figures.xlsx", file.chunks())
    done = services.submit_sheet(
        reader(request), location=place, read=read_cell, is_confirmed=is_confirmed, now=timezone.now()
    )
    return SheetOut(
        on_their_way=done.on_their_way,
        in_force=done.in_force,
        blank=done.blank,
        refused=[
            SheetRefusedOut(
                line=row.line,
                kpi=row.kpi,
                subject=row.subject,
                period=row.period,
                reason=why.code,
                why=refusal_sentence(why),
            )
            for row, why in done.refused
        ],
    )
