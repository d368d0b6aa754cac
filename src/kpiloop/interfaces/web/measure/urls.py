"""Addresses of computations and of figures decided in their place: they stand under the data of the company."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.measure import override_views, views

urlpatterns = [
    path("data/runs/", views.runs, name="runs"),
    path("data/runs/<int:number>/", views.run, name="run"),
    path("data/runs/new/", views.recompute, name="run_new"),
    path("data/overrides/", override_views.overrides, name="overrides"),
    path("data/overrides/<int:override_id>/decide/", override_views.decide, name="override_decide"),
    path("data/overrides/<int:override_id>/end/", override_views.end, name="override_end"),
    path("kpis/<int:assignment_id>/override/", override_views.ask, name="override_new"),
]
