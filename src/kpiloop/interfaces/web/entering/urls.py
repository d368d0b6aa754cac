"""Addresses of figures people enter: what I owe, what waits for me, one figure, its evidence."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.entering import decisions, settings, sheets, views

app_name = "entering"
urlpatterns = [
    path("figures/", views.mine, name="mine"),
    path("figures/save/", views.save, name="save"),
    path("figures/grid/", sheets.grid, name="grid"),
    path("figures/workbook/", sheets.workbook, name="workbook"),
    path("figures/workbook/back/", sheets.back, name="workbook_back"),
    path("figures/workbook/<slug:key>/", sheets.refused, name="workbook_refused"),
    path("figures/queue/", decisions.queue, name="queue"),
    path("figures/queue/decide/", decisions.decide, name="decide"),
    path("figures/flows/", settings.flows, name="flows"),
    path("figures/flows/new/", settings.new_flow, name="flow_new"),
    path("figures/flows/end/", settings.end_flow, name="flow_end"),
    path("figures/flows/stand-in/", settings.stand_in, name="stand_in"),
    path("figures/flows/lock/", settings.lock, name="lock"),
    path("figures/flows/lock/end/", settings.end_lock, name="lock_end"),
    path("figures/flows/unlock/", settings.unlock, name="unlock"),
    path("figures/evidence/<int:evidence_id>/", views.evidence, name="evidence"),
    path("figures/<slug:code>/<str:subject>/<str:period_code>/", views.entry, name="entry"),
    path("figures/<slug:code>/<str:subject>/<str:period_code>/attach/", views.attach, name="attach"),
]
