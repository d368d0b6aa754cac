"""Addresses of computations: they stand under the data of the company."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.measure import views

urlpatterns = [
    path("data/runs/", views.runs, name="runs"),
    path("data/runs/<int:number>/", views.run, name="run"),
    path("data/runs/new/", views.recompute, name="run_new"),
]
