"""Exports: the same rows as on the command line, as CSV or JSON."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router
from ninja.params.functions import Query

from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.api.doors import reader, reading
from kpiloop.interfaces.api.schemas import ExportOut
from kpiloop.interfaces.reports.export_rows import Cell, Export, require_known
from kpiloop.interfaces.reports.exports import VALUES_BY, make_day_export, make_export
from kpiloop.interfaces.reports.miss_run_export import export_miss_runs
from kpiloop.interfaces.reports.writers.csv_file import cell_text, csv_lines

router = Router(tags=["exports"])
Format = Literal["json", "csv"]


@reading(
    router,
    "/exports/values",
    answer=ExportOut,
    permission="values.view",
    object_kind="subject",
    summary="Export values",
)
def export_values(
    request: HttpRequest,
    first: str = Query(..., alias="from"),
    last: str = Query(..., alias="to"),
    more: str = Query("", alias="with", description="ytd, own_year, yoy, prior, constant, trust, override, evidence"),
    by: Literal["month", "week", "half", "day"] = Query(
        "month", description="week: of KPIs that are measured by week; day: of KPIs counted from dated rows"
    ),
    kpi: str = Query("", description="By day: only these KPIs, by comma"),
    format: Format = "json",
) -> Any:
    """Values from one month to another, of half-years, of the weeks with a day between them, or of at most 92 days."""
    viewer = reader(request)
    if by == "day":
        require_known(_named(more), ())
        return _answer(make_day_export(viewer, first=first, last=last, kpi_codes=_named(kpi)), format)
    codes = [row.code for row in calendar.stretch(viewer, first, last, kind=by)]
    return _answer(make_export(viewer, VALUES_BY[by], period_codes=codes, also=_named(more)), format)


@reading(
    router,
    "/exports/scores",
    answer=ExportOut,
    permission="reviews.view_own",
    object_kind="sheet",
    summary="Export scores",
)
def export_scores(
    request: HttpRequest,
    quarter: str | None = None,
    more: str = Query("", alias="with", description="evidence"),
    format: Format = "json",
) -> Any:
    """Scores of a quarter, or of all."""
    codes = _one(request, quarter)
    return _answer(make_export(reader(request), "scores", period_codes=codes, also=_named(more)), format)


@reading(
    router,
    "/exports/bonuses",
    answer=ExportOut,
    permission="pay.view_own",
    object_kind="bonus_line",
    summary="Export bonuses",
)
def export_bonuses(request: HttpRequest, quarter: str | None = None, format: Format = "json") -> Any:
    """Bonuses of a quarter, or of all, as far as the reader may see pay."""
    return _answer(make_export(reader(request), "bonuses", period_codes=_one(request, quarter)), format)


@reading(
    router,
    "/exports/calibrations",
    answer=ExportOut,
    permission="reviews.view_all",
    object_kind="calibration",
    summary="Export calibrations",
)
def export_calibrations(request: HttpRequest, quarter: str | None = None, format: Format = "json") -> Any:
    """Calibrations of a quarter, or of all."""
    return _answer(make_export(reader(request), "calibrations", period_codes=_one(request, quarter)), format)


@reading(
    router,
    "/exports/actions",
    answer=ExportOut,
    permission="actions.view",
    object_kind="action",
    summary="Export actions",
)
def export_actions(request: HttpRequest, period: str | None = None, format: Format = "json") -> Any:
    """Actions that answer a month, or all."""
    return _answer(make_export(reader(request), "actions", period_codes=_one(request, period)), format)


@reading(
    router,
    "/exports/miss-runs",
    answer=ExportOut,
    permission="values.view",
    object_kind="miss_run",
    summary="Export runs of misses",
)
def export_runs_of_misses(
    request: HttpRequest,
    up_to: str | None = Query(None, description="Month; the newest judged one without it"),
    misses: int | None = Query(None, ge=1, le=24, description="Misses that make a run; by the rules without it"),
    within: int | None = Query(None, ge=1, le=24, description="Of so many periods; in a row without it"),
    state: Literal["open", "closed"] | None = None,
    format: Format = "json",
) -> Any:
    """Runs of misses, open and closed: a row per month, with what was opened from the run."""
    found = export_miss_runs(reader(request), up_to=up_to, misses=misses, within=within, state=state)
    return _answer(found, format)


def _named(more: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in more.split(",") if name.strip())


def _one(request: HttpRequest, code: str | None) -> tuple[str, ...]:
    return (calendar.period(reader(request), code).code,) if code else ()


def _answer(export: Export, format: str) -> Any:
    if format == "csv":
        response = StreamingHttpResponse(csv_lines(export), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{export.kind}.csv"'
        response["X-Overridden-Rows"] = str(export.overridden)
        return response
    rows = [[_plain(cell) for cell in row] for row in export.rows]
    return ExportOut(kind=export.kind, columns=list(export.columns), rows=rows, overridden=export.overridden)


def _plain(cell: Cell) -> str | int | None:
    return cell if cell is None or isinstance(cell, int | str) else cell_text(cell)
