"""Targets of a year as a workbook: download it filled in, send it back, see what differs, set it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile
from ninja.params.functions import Query

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.errors import PeriodUnknown
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.files import XLSX, as_file
from kpiloop.interfaces.api.targets.schemas import DifferenceOut, TargetIn, TargetsOut
from kpiloop.interfaces.reports.target_sheet import (
    LARGEST,
    Understood,
    WorkbookRefused,
    asked_of,
    read_sheet,
    sheet_of,
)
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import AssignmentRow, NewTarget

router = Router(tags=["targets"])


class WrongCellOut(Schema):
    """A cell that holds no figure."""

    kpi: str
    subject: str
    period: str
    written: str


class TargetSheetOut(TargetsOut):
    """What a workbook says."""

    wrong: list[WrongCellOut] = Field(..., description="While there is one nothing is saved")
    unknown: list[str] = Field(..., description="Keys of rows out of sight, and columns that are no month of the year")


@reading(
    router,
    "/targets/workbook",
    answer=None,
    permission="plan.view",
    object_kind="assignment",
    summary="Targets of a fiscal year as a workbook, filled in with what stands",
)
def get_target_workbook(
    request: HttpRequest, fiscal_year: int = Query(..., ge=1900, le=2200), kpi: str | None = None
) -> Any:
    """One row per KPI and subject in sight, one column per month, in the scale of the screen."""
    viewer = reader(request)
    months, rows = _asked(viewer, fiscal_year, kpi)
    content = sheet_of(viewer, rows, months, total=gettext("Year"))
    return as_file(content, XLSX, f"targets-{fiscal_year}.xlsx")


@writing(
    router,
    "/targets/workbook",
    answer=TargetSheetOut,
    permission="targets.edit",
    object_kind="assignment",
    summary="Send a workbook of targets back: what differs is told, and set once it is confirmed",
)
def send_target_workbook(
    request: HttpRequest,
    file: File[UploadedFile],
    fiscal_year: Form[int],
    reason: Form[str] = "",
    is_confirmed: Form[bool] = False,
) -> TargetSheetOut:
    """Thresholds and stretches move along with their target. All of them are set, or none."""
    actor = reader(request)
    if (file.size or 0) > LARGEST:
        raise WorkbookRefused(file=file.name)
    months, rows = _asked(actor, fiscal_year, None)
    found = read_sheet(actor, rows, months, name=file.name or "", content=file.read())
    asked = asked_of(actor, rows, found)
    before = _differences(actor, rows, asked.targets)
    is_saved = is_confirmed and not asked.wrong
    if is_saved:
        services.set_targets(actor, targets=asked.targets, reason=reason)
    return TargetSheetOut(
        differences=before,
        same=found.same,
        is_saved=is_saved,
        wrong=_wrong(rows, found, asked.wrong),
        unknown=list(found.unknown),
    )


def _asked(viewer: Actor, fiscal_year: int, kpi: str | None) -> tuple[tuple[PeriodRow, ...], list[AssignmentRow]]:
    """Months of the year, and assignments in sight at its end."""
    months = calendar.periods(viewer, kind="month", fiscal_year=fiscal_year)
    if not months:
        raise PeriodUnknown(period=f"FY{fiscal_year}")
    return months, selectors.assignments(viewer, on=months[-1].last_day, kpi=kpi)


def _differences(actor: Actor, rows: list[AssignmentRow], wanted: tuple[NewTarget, ...]) -> list[DifferenceOut]:
    by_key = {row.id: row for row in rows}
    held = selectors.targets(
        actor,
        assignment_ids=sorted({new.assignment_id for new in wanted}),
        period_codes=sorted({new.period_code for new in wanted}),
    )
    standing = {(row.assignment_id, row.period_code): row for row in held.values()}
    return [
        DifferenceOut.of(
            TargetIn(
                kpi=by_key[new.assignment_id].kpi.code,
                subject=by_key[new.assignment_id].subject.code,
                period=new.period_code,
            ),
            standing.get((new.assignment_id, new.period_code)),
            new,
        )
        for new in wanted
    ]


def _wrong(rows: list[AssignmentRow], found: Understood, cells: tuple[tuple[int, str], ...]) -> list[WrongCellOut]:
    by_key = {row.id: row for row in rows}
    return [
        WrongCellOut(
            kpi=by_key[key].kpi.code,
            subject=by_key[key].subject.code,
            period=code,
            written=found.cells[key, code],
        )
        for key, code in cells
    ]
