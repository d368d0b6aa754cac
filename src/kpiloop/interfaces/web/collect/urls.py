"""Addresses of the company's data: sources, loads, runs, jobs, the one-sheet workbook."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.collect.views import (
    connections,
    corrections,
    importing,
    jobs,
    loads,
    reporting,
    rosters,
    schedules,
    secrets,
    sources,
    tables,
    waiting,
    workbook,
)
from kpiloop.interfaces.web.measure.urls import urlpatterns as computations

app_name = "collect"
urlpatterns = [
    path("data/", sources.sources, name="sources"),
    path("data/sources/new/", sources.new_source, name="source_new"),
    path("data/sources/<slug:code>/", sources.source, name="source"),
    path("data/sources/<slug:code>/recipe/", sources.recipe, name="recipe"),
    path("data/sources/<slug:code>/active/", sources.set_active, name="source_active"),
    path("data/sources/<slug:code>/first/", sources.believe, name="precedence"),
    path("data/sources/<slug:code>/organisation/", rosters.organisation, name="roster"),
    path("data/sources/<slug:code>/organisation/terms/", rosters.terms, name="roster_terms"),
    path("data/sources/<slug:code>/load/", loads.load_now, name="load_now"),
    path("data/sources/<slug:code>/connection/", connections.connection, name="connection"),
    path("data/sources/<slug:code>/columns/", connections.accept, name="columns_accept"),
    path("data/sources/<slug:code>/secrets/<slug:name>/", secrets.keep, name="secret"),
    path("data/sources/<slug:code>/secrets/<slug:name>/remove/", secrets.remove, name="secret_remove"),
    path("data/sources/<slug:code>/upload/", loads.upload, name="upload"),
    path("data/sources/<slug:code>/uploads/<slug:key>/", loads.preview, name="preview"),
    path("data/tables/<str:code>/columns/", tables.column_roles, name="column_roles"),
    path("data/loads/", loads.loads, name="loads"),
    path("data/loads/<int:number>/", loads.load, name="load"),
    path("data/loads/<int:number>/retry/", loads.retry, name="load_retry"),
    path("data/loads/<int:number>/rows/<int:row_id>/", loads.mend, name="row"),
    path("data/loads/<int:number>/rows/<int:row_id>/reject/", loads.reject, name="row_reject"),
    path("data/loads/<int:number>/rows/decide/", waiting.decide, name="rows_decide"),
    path("data/loads/<int:number>/rows.xlsx", waiting.workbook, name="rows_workbook"),
    path("data/loads/<int:number>/rows/back/", waiting.back, name="rows_back"),
    path("data/loads/<int:number>/undo/", waiting.undo, name="load_undo"),
    path("data/import/", importing.begin, name="import"),
    path("data/import/<slug:key>/", importing.proposal, name="import_look"),
    path("data/corrections/", corrections.corrections, name="corrections"),
    path("data/corrections/new/", corrections.correct, name="correct"),
    path("data/corrections/<int:correction_id>/decide/", corrections.decide, name="correction_decide"),
    path("data/workbook/", workbook.workbook, name="workbook"),
    path("data/workbook/<slug:key>/", workbook.look, name="workbook_preview"),
    path("data/schedules/", schedules.schedules, name="schedules"),
    path("data/schedules/<slug:code>/", schedules.schedule, name="schedule"),
    path("data/schedules/<slug:code>/pause/", schedules.pause, name="schedule_pause"),
    path("data/reporting/", reporting.reporting, name="reporting"),
    path("data/reporting/rhythm/", reporting.rhythm, name="rhythm"),
    path("data/jobs/", jobs.jobs, name="jobs"),
    path("data/jobs/<int:run_id>/", jobs.job, name="job"),
    path("data/jobs/<int:run_id>/cancel/", jobs.cancel, name="job_cancel"),
    *computations,
]
