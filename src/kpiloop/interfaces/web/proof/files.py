"""The rows under a value as a file, and the query that found them: under the permission of the page."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from kpiloop.interfaces.reports.row_export import export_rows, query_of
from kpiloop.interfaces.reports.writers.csv_file import csv_lines
from kpiloop.interfaces.reports.writers.xlsx_file import KIND, workbook_of
from kpiloop.interfaces.web.forms.asking import PageRequest
from kpiloop.interfaces.web.shell.doors import door


@require_GET
@door("values.view", object_kind="value")
def rows_file(request: PageRequest, value_id: int, ending: str) -> HttpResponseBase:
    """Every row that counted, as csv or xlsx; as sql the query that added them up."""
    aggregate = request.GET.get("aggregate", "")
    response: HttpResponseBase
    if ending == "sql":
        response = HttpResponse(query_of(request.actor, value_id, aggregate), content_type="text/plain; charset=utf-8")
    elif ending == "csv":
        found = export_rows(request.actor, value_id, aggregate)
        response = StreamingHttpResponse(csv_lines(found), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(workbook_of(export_rows(request.actor, value_id, aggregate)), content_type=KIND)
    response.headers["Content-Disposition"] = f'attachment; filename="rows-{value_id}.{ending}"'
    return response
