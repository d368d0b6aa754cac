"""Addresses of periods: open, closed, reopened, and what was reported then."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.governance import archive_views, compare_views, views

app_name = "archive"
urlpatterns = [
    path("periods/", views.periods, name="periods"),
    path("retention/", archive_views.retention, name="retention"),
    path("compare/", compare_views.compare, name="compare"),
    path("compare/file.csv", compare_views.compare_file, name="compare_file"),
    path("periods/<str:period_code>/", views.period, name="period"),
    path("periods/<str:period_code>/close/", views.close, name="close"),
    path("periods/<str:period_code>/late/", archive_views.late, name="late"),
    path("periods/<str:period_code>/replay/", archive_views.replay, name="replay"),
    path("periods/<str:period_code>/reopen/", views.reopen, name="reopen"),
    path("periods/reopenings/<int:reopening_id>/", views.decide_reopening, name="decide_reopening"),
]
